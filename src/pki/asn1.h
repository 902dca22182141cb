/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading ASN.1, element by element and in place.  Inside pki only.
 *
 * What is signed as it stands is DER, and read by asn1_next and asn1_take.
 * Messages are BER, since that is what clients send, and read by asn1_ber_*.
 */
#ifndef PKI_ASN1_H
#define PKI_ASN1_H

#include <openssl/asn1.h>

#include "base/arena.h"
#include "base/span.h"

/* Borrowed; empty for NULL. */
struct span	 asn1_span(const ASN1_STRING *s);

/* Room for any OID that means something here, as text. */
#define ASN1_OID_ROOM 128

/* "1.2.840.113549.1.1.1"; "" for one that is longer than the room. */
void		 asn1_oid(const ASN1_OBJECT *o,
		    char out[static ASN1_OID_ROOM]);
/*
 * The same of an OBJECT IDENTIFIER's content octets, which are to be sound;
 * "" also where a number in it has more than 63 bits.
 */
void		 asn1_oid_of(struct span content,
		    char out[static ASN1_OID_ROOM]);
/* Both in the arena, for error texts: never "". */
const char	*asn1_oid_text(const ASN1_OBJECT *o, struct arena *a);
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
/* The bytes of a BIT STRING whose bits are all used. */
bool	 asn1_take_bits(struct span *rest, struct span *out);
/* A UTCTime or GeneralizedTime; seconds since 1970. */
bool	 asn1_take_time(struct span *rest, int64_t *out);

/*
 * The first two for BER: the length may be indefinite (X.690 8.1.3.6), and
 * content then ends before the two octets that end the element.
 */
bool	 asn1_ber_next(struct span *rest, struct asn1_element *out);
bool	 asn1_ber_take(struct span *rest, unsigned int tag,
	    struct asn1_element *out);
/*
 * The octets of an OCTET STRING with this tag of a primitive: in place, or
 * joined in the arena where they came in pieces (X.690 8.7.3).  *rest stays
 * where it is none.
 */
bool	 asn1_ber_octets(struct span *rest, unsigned int tag,
	    struct arena *a, struct span *out);
/* An INTEGER of 0 to 127 by its content octets; -1 for all others. */
int	 asn1_small(struct span content);
/*
 * Content octets that an OBJECT IDENTIFIER can have: numbers in the fewest
 * octets, and the last one ends (X.690 8.19.2).
 */
bool	 asn1_oid_is_sound(struct span content);
/* An OBJECT IDENTIFIER's content octets are those of this one. */
bool	 asn1_is_oid(struct span content, const char *dotted);
/*
 * One element with nothing behind it, and all lengths in it are DER's (X.690
 * 10.1), as is what of the universal types is constructed and what is not;
 * what another tag stands for is not known here.  Asked of what is copied into
 * a certificate.
 */
bool	 asn1_is_der(struct span s);

#endif
