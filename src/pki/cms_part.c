/* SPDX-License-Identifier: BSD-2-Clause */
/* See cms_part.h. */
#include <string.h>

#include "pki/cms_part.h"
#include "pki/extension.h"
#include "pki/name.h"

struct content_info {
	ASN1_OBJECT *type;
	ASN1_STRING *content;
};

ASN1_SEQUENCE(CONTENT_INFO) = {
	ASN1_SIMPLE(struct content_info, type, ASN1_OBJECT),
	ASN1_EXP(struct content_info, content, ASN1_SEQUENCE, 0),
} static_ASN1_SEQUENCE_END_name(struct content_info, CONTENT_INFO)

struct issuer_serial {
	ASN1_STRING *issuer;
	ASN1_STRING *serial;
};

ASN1_SEQUENCE(ISSUER_SERIAL) = {
	ASN1_SIMPLE(struct issuer_serial, issuer, ASN1_SEQUENCE),
	ASN1_AS_OCTETS(struct issuer_serial, serial, V_ASN1_INTEGER),
} static_ASN1_SEQUENCE_END_name(struct issuer_serial, ISSUER_SERIAL)

int
cms_content_info(struct span ber, struct arena *a, const char **type,
    struct span *content, struct err *e)
{
	struct content_info *c;

	if ((c = asn1_read(ASN1_ITEM_rptr(CONTENT_INFO), ber, a,
		 "RFC 5652 3: ContentInfo", e)) == NULL)
		return -1;
	*type = asn1_oid_text(c->type, a);
	*content = asn1_span(c->content);
	return 0;
}

int
cms_id_read(const ASN1_TYPE *t, struct arena *a, struct cms_id *out,
    struct err *e)
{
	struct issuer_serial *is;
	struct asn1_element el;
	struct span s;

	memset(out, 0, sizeof(*out));
	if (t->type == V_ASN1_SEQUENCE) {
		if ((is = asn1_read(ASN1_ITEM_rptr(ISSUER_SERIAL),
			 asn1_span(t->value.sequence), a,
			 "RFC 5652 10.2.4: IssuerAndSerialNumber", e)) == NULL)
			return -1;
		out->issuer = asn1_span(is->issuer);
		out->serial = asn1_span(is->serial);
		return 0;
	}
	if (t->type == V_ASN1_OTHER) {
		s = asn1_span(t->value.asn1_string);
		if (asn1_take(&s, DER_CONTEXT | 0, &el)) {
			out->key_id = el.content;
			return 0;
		}
	}
	return err_set(e, ERR_MALFORMED,
	    "RFC 5652 5.3: identifier is "
	    "neither issuer and serial number nor key identifier");
}

bool
cms_id_is(const struct cms_id *id, const struct cert *c)
{
	struct asn1_element el;
	struct span s;

	if (id->issuer.len > 0)
		return span_equal(id->serial, c->serial) &&
		    name_same(id->issuer, c->issuer);
	s = cert_extension(c, OID_SUBJECT_KEY_ID);
	return asn1_take(&s, DER_OCTET_STRING, &el) &&
	    span_equal(el.content, id->key_id);
}

void
cms_id_put(struct der *w, const struct cert *c)
{
	der_open(w, DER_SEQUENCE);
	der_raw(w, c->issuer);
	der_put(w, DER_INTEGER, c->serial);
	der_close(w);
}
