/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing DER (X.690 section 10) front to back.  An open constructed element
 * gets its length when it is closed.  Errors (limit, too deep, unbalanced)
 * are kept until der_done.
 */
#ifndef PKI_DER_H
#define PKI_DER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

#define DER_DEPTH_MOST 16

struct der {
	struct buf	 out;
	size_t		 open[DER_DEPTH_MOST];
	unsigned int	 depth;
	bool		 broken;
};

enum der_tag {
	DER_BOOLEAN = 0x01, DER_INTEGER = 0x02, DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04, DER_NULL = 0x05, DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c, DER_PRINTABLE_STRING = 0x13,
	DER_IA5_STRING = 0x16, DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18, DER_SEQUENCE = 0x30, DER_SET = 0x31,
	DER_CONSTRUCTED = 0x20,	/* the bit of it */
	DER_CONTEXT = 0x80, DER_CONTEXT_CONSTRUCTED = 0xa0
};

void	 der_init(struct der *w);
/* The same for what may be larger than a message: at most this many bytes. */
void	 der_init_large(struct der *w, size_t most);
void	 der_open(struct der *w, unsigned int tag);
void	 der_close(struct der *w);
void	 der_put(struct der *w, unsigned int tag, struct span content);
void	 der_raw(struct der *w, struct span element);	/* whole elements */
void	 der_oid(struct der *w, const char *dotted);
void	 der_int(struct der *w, long value);		/* >= 0 */
void	 der_integer(struct der *w, struct span unsigned_bytes);
void	 der_bool(struct der *w, bool value);
void	 der_null(struct der *w);
void	 der_bits(struct der *w, struct span bytes);	/* BIT STRING, whole */
/* A BIT STRING of named bits (X.680 22.7): bit n is 1 << n, n < 16. */
void	 der_named_bits(struct der *w, unsigned int bits);
/*
 * A SET OF with this tag: its elements, whole, in the order that X.690 11.6
 * wants; sorts the array.
 */
void	 der_set_of(struct der *w, unsigned int tag, struct span *elements,
	    unsigned int n);
/* UTCTime through 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
void	 der_time(struct der *w, int64_t seconds);
/* GeneralizedTime, to the second (RFC 6960 4.2.2.1). */
void	 der_generalized_time(struct der *w, int64_t seconds);
/* The element, in the arena; frees the writer.  ERR_INTERNAL if broken. */
int	 der_done(struct der *w, struct arena *a, struct span *out,
	    struct err *e) must_check;

/* All of it may stand in a PrintableString (X.680, table 10). */
bool	 der_is_printable(struct span s);
/*
 * An OBJECT IDENTIFIER's content octets, added to out.  False where the text
 * is none ("1.2.840.113549"), or out is full.  A number has no leading zeros:
 * an OID is one text, and who compares texts compares OIDs.
 */
bool	 der_oid_content(const char *dotted, struct buf *out) must_check;
/* The same in an array: how many, which is less than DER_OID_MOST; 0: none. */
#define DER_OID_MOST 256
size_t	 der_oid_octets(const char *dotted,
	    uint8_t out[static DER_OID_MOST]) must_check;

#endif
