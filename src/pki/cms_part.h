/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the structures of CMS (RFC 5652) have in common.  Inside pki only.
 *
 * They are BER, as clients send it, and read in place: what is read points
 * into the message, but what came in pieces.
 */
#ifndef PKI_CMS_PART_H
#define PKI_CMS_PART_H

#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/der.h"
#include "pki/identifier.h"

#define OID_DATA		"1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA		"1.2.840.113549.1.7.2"
#define OID_ENVELOPED_DATA	"1.2.840.113549.1.7.3"
#define OID_AUTH_ENVELOPED_DATA	"1.2.840.113549.1.9.16.1.23"

/*
 * The next element, which is `what` ("RFC 5652 5.3: signature") by its tag.
 * Else ERR_MALFORMED, as of all of these: there is nothing, something else, or
 * it cannot be read.
 */
int	 cms_take(struct span *rest, unsigned int tag, const char *what,
	    struct asn1_element *out, struct err *e) must_check;
/* And it is an OBJECT IDENTIFIER; its content octets. */
int	 cms_take_oid(struct span *rest, const char *what, struct span *out,
	    struct err *e) must_check;
/* The octets of a string, see asn1_ber_octets. */
int	 cms_take_octets(struct span *rest, unsigned int tag,
	    const char *what, struct arena *a, struct span *out,
	    struct err *e) must_check;
/* An AlgorithmIdentifier. */
int	 cms_take_identifier(struct span *rest, const char *what,
	    struct identifier *out, struct err *e) must_check;
/*
 * Attributes as they came in an implicit tag, with that of the SET for which
 * it stands: what is signed (section 5.4).  A copy.
 */
struct span cms_as_set(const struct asn1_element *sent, struct arena *a);
/* Nothing is left of `what`. */
int	 cms_end(struct span rest, const char *what, struct err *e)
	    must_check;

/* Section 3: ContentInfo; type is dotted, content of a SEQUENCE. */
int	 cms_content_info(struct span ber, struct arena *a,
	    const char **type, struct span *content, struct err *e)
	    must_check;

/* Sections 5.3 and 6.2.1: SignerIdentifier and RecipientIdentifier. */
struct cms_id {
	struct span	 issuer;	/* and serial number, or */
	struct span	 serial;
	struct span	 key_id;	/* subjectKeyIdentifier */
};

/* The next element is one. */
int	 cms_id_take(struct span *rest, struct cms_id *out, struct err *e)
	    must_check;
/* The certificate is the one that id says. */
bool	 cms_id_is(const struct cms_id *id, const struct cert *c);
/* IssuerAndSerialNumber, section 10.2.4. */
void	 cms_id_put(struct der *w, const struct cert *c);

#endif
