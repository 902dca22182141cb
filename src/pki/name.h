/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names and alternative names. */
#ifndef PKI_NAME_H
#define PKI_NAME_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/*
 * A DER Name as people read it: "C=DE,O=Acme,CN=router 7", with the escapes
 * of RFC 4514 in the order of the encoding, most specific last; UTF-8, control
 * characters escaped.  "" for an empty one, '#' and hex for what is no Name.
 */
char	*name_text(struct arena *a, struct span name);
/*
 * "/C=DE/O=Acme/CN=router 7" to a DER Name ('\' escapes '/').  ERR_MALFORMED
 * says which part is wrong and what attribute names there are.
 */
int	 name_from_text(const char *text, struct arena *a, struct span *out,
	    struct err *e) must_check;
/* A DER Name, and more of such a text behind it. */
int	 name_append(struct span name, const char *more, struct arena *a,
	    struct span *out, struct err *e) must_check;
/*
 * How many attributes; ERR_MALFORMED where it is no Name, is not DER, or a
 * value is not as name_value_check wants it (x500UniqueIdentifier may be its
 * BIT STRING).
 */
int	 name_check(struct span name, unsigned int *count,
	    struct err *e) must_check;
/*
 * Text of a string type that a name may have, of characters of that type, 256
 * at most; no control character (C0, DEL) in it, and none that turns the
 * direction of text.  ERR_MALFORMED.
 */
int	 name_value_check(unsigned int tag, struct span value,
	    struct err *e) must_check;
/*
 * It names nothing: no attribute has a value of more than blanks, or there
 * are no bytes at all.  False of what is no Name.
 */
bool	 name_is_empty(struct span name);
/*
 * Names longer than this are taken as bytes: the same where those are, shown
 * as hex.  Whoever sends a message can have its issuer compared with sixteen
 * certificates', and OpenSSL takes a millisecond to read 20 KB.
 */
#define NAME_READ_MOST 16384

/* Same names by RFC 5280 section 7.1 (case and blanks do not count). */
bool	 name_same(struct span a, struct span b);
/*
 * The one encoding of all Names that are the same by name_same, to be looked
 * up by: equal bytes exactly where that says so.  Not to be shown or issued.
 * What is no Name stays as it is, borrowed.
 */
struct span name_canonical(struct arena *a, struct span name);
/*
 * A device that holds a certificate of the name `held` asks for its own once
 * more: the same name, or the same but for unstructuredNames (RFC 2985
 * section 5.4.2) left out, which Cisco devices put into one request and not
 * into the next.  None may come in, and something else has to be left.
 */
bool	 name_is_own(struct span asked, struct span held);

#define ALT_NAMES_MOST 128	/* more than any device has */
/*
 * Bytes of DER: with more, or more names, nothing is read.  A message has room
 * for a hundred thousand, and each costs a microsecond.
 */
#define ALT_NAMES_READ_MOST 32768

/* Microsoft's user principal name: the type of an other name, UTF8String. */
#define OID_UPN "1.3.6.1.4.1.311.20.2.3"

/* A DER GeneralNames as people read it: "DNS:a.example, IP:192.0.2.1". */
char	*alt_names_text(struct arena *a, struct span general_names);
/*
 * How many names; ERR_MALFORMED where it is no DER GeneralNames of one to
 * ALT_NAMES_MOST in ALT_NAMES_READ_MOST bytes (RFC 5280 section 4.2.1.6), has
 * text that is not printable ASCII, addresses that have not 4 or 16 bytes, a
 * directory name that name_check refuses, or a user principal name that is no
 * such text.
 */
int	 alt_names_check(struct span general_names, unsigned int *count,
	    struct err *e) must_check;
/*
 * Each of these names is among those that are held, byte by byte; true of
 * none at all (empty).  Both are DER GeneralNames.
 */
bool	 alt_names_within(struct span names, struct span held);
/*
 * A device that is known by the names `held` asks for its own once more: for
 * all of them and no others, in any order.  A security identifier may be among
 * them though it has none: a policy leaves that out, and it is asked for each
 * time.
 */
bool	 alt_names_are_own(struct span asked, struct span held);
/*
 * Of "dns:a.example", "ip:192.0.2.1", "email:x@y", "uri:https://..."; n > 0.
 * ERR_MALFORMED names the one that is wrong.
 */
int	 alt_names_from_text(const char *const *texts, unsigned int n,
	    struct arena *a, struct span *out, struct err *e) must_check;

/* RFC 5280 section 4.2.1.6: the numbers of a GeneralName's tags, and more. */
enum alt_name_kind {
	ALT_NAME_OTHER, ALT_NAME_EMAIL, ALT_NAME_DNS, ALT_NAME_X400,
	ALT_NAME_DIRECTORY, ALT_NAME_EDI, ALT_NAME_URI, ALT_NAME_IP,
	ALT_NAME_RID,
	ALT_NAME_UPN		/* an other name that is Microsoft's UPN */
};

struct alt_name {
	enum alt_name_kind	 kind;
	struct span		 whole;		/* DER GeneralName */
	struct span		 content;
};

/*
 * The names of a GeneralNames that alt_names_check has passed, one by one;
 * they borrow from it.
 */
int	 alt_names_list(struct span general_names, struct arena *a,
	    struct alt_name **out, unsigned int *n, struct err *e) must_check;
/* And together again; empty where n is 0. */
int	 alt_names_join(const struct alt_name *names, unsigned int n,
	    struct arena *a, struct span *out, struct err *e) must_check;
/* A URI where Windows looks for a SID since KB5014754, beside the extension. */
bool	 alt_name_is_sid(const struct alt_name *name);
/* One as people read it: "DNS:a.example". */
int	 alt_name_text(const struct alt_name *name, struct arena *a,
	    const char **out, struct err *e) must_check;
/*
 * The last common name of a DER Name, where it could be a host's; NULL where
 * there is none, or it is something else ("router 7").
 */
const char *name_host(struct span name, struct arena *a);

#endif
