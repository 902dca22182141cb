/* SPDX-License-Identifier: BSD-2-Clause */
/* What the structures of CMS (RFC 5652) have in common.  Inside pki only. */
#ifndef PKI_CMS_PART_H
#define PKI_CMS_PART_H

#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/der.h"

#define OID_DATA		"1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA		"1.2.840.113549.1.7.2"
#define OID_ENVELOPED_DATA	"1.2.840.113549.1.7.3"
#define OID_AUTH_ENVELOPED_DATA	"1.2.840.113549.1.9.16.1.23"

/* Section 3: ContentInfo; type is dotted, content a whole SEQUENCE. */
int	 cms_content_info(struct span ber, struct arena *a,
	    const char **type, struct span *content, struct err *e)
	    must_check;

/* Sections 5.3 and 6.2.1: SignerIdentifier and RecipientIdentifier. */
struct cms_id {
	struct span	 issuer;	/* and serial number, or */
	struct span	 serial;
	struct span	 key_id;	/* subjectKeyIdentifier */
};

int	 cms_id_read(const ASN1_TYPE *t, struct arena *a,
	    struct cms_id *out, struct err *e) must_check;
/* The certificate is the one that id says. */
bool	 cms_id_is(const struct cms_id *id, const struct cert *c);
/* IssuerAndSerialNumber, section 10.2.4. */
void	 cms_id_put(struct der *w, const struct cert *c);

#endif
