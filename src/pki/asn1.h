/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading ASN.1.  Inside pki only.
 *
 * Messages and certificates are declared with OpenSSL's templates and read as
 * BER, since that is what clients send; names, keys and signed parts are
 * declared as plain SEQUENCEs, which keeps the bytes they came in.  What is
 * always DER and wanted in place is walked element by element.
 */
#ifndef PKI_ASN1_H
#define PKI_ASN1_H

#include <openssl/asn1t.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/*
 * A field whose content octets are kept as they are, whatever its universal
 * tag: an INTEGER as the bytes it is made of.
 */
#define ASN1_AS_OCTETS(stname, field, tag) \
	ASN1_EX_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_UNIVERSAL, (tag), \
	    stname, field, ASN1_OCTET_STRING)
/* A constructed field kept whole, header and all. */
#define ASN1_AS_BYTES(stname, field, tag) \
	ASN1_EX_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_UNIVERSAL, (tag), \
	    stname, field, ASN1_SEQUENCE)

/*
 * One element of this type, without trailing bytes.  What is returned is
 * freed with the arena.  NULL and ERR_MALFORMED, beginning with `what`.
 */
void	*asn1_read(const ASN1_ITEM *type, struct span s, struct arena *a,
	    const char *what, struct err *e);

/* Borrowed; empty for NULL. */
struct span	 asn1_span(const ASN1_STRING *s);

/* Room for any OID that means something here, as text. */
#define ASN1_OID_ROOM 128

/* "1.2.840.113549.1.1.1"; "" for one that is longer than the room. */
void		 asn1_oid(const ASN1_OBJECT *o,
		    char out[static ASN1_OID_ROOM]);
/* The same in the arena, for error texts: never "". */
const char	*asn1_oid_text(const ASN1_OBJECT *o, struct arena *a);
/* And of an OBJECT IDENTIFIER's content octets, which are to be sound. */
const char	*asn1_oid_text_of(struct span content, struct arena *a);

/* An element in bytes that are kept, in place. */
struct asn1_element {
	unsigned int	 tag;		/* enum der_tag */
	bool		 minimal;	/* length as short as can be */
	struct span	 whole;
	struct span	 content;
};

/*
 * The first element of *rest, and *rest behind it: for what is small, or
 * secret and not to be copied.  False at the end, and for what is not of a
 * definite length or has a tag of several octets, which nothing here has.
 */
bool	 asn1_next(struct span *rest, struct asn1_element *out);
/* The same, and the tag is this one; *rest stays where it is not. */
bool	 asn1_take(struct span *rest, unsigned int tag,
	    struct asn1_element *out);
/*
 * Content octets that an OBJECT IDENTIFIER can have: numbers in the fewest
 * octets, and the last one ends (X.690 8.19.2).
 */
bool	 asn1_oid_is_sound(struct span content);
/* An OBJECT IDENTIFIER's content octets are those of this one. */
bool	 asn1_is_oid(struct span content, const char *dotted);
/*
 * One element with nothing behind it, and all lengths in it are DER's (X.690
 * 10.1): asked of what is copied into a certificate.
 */
bool	 asn1_is_der(struct span s);

#endif
