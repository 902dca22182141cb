/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SignedData read: RFC 5652 section 5.
 *
 * Not by OpenSSL's CMS_*, which decodes every certificate's key and encodes
 * the signed attributes anew: here certificates are bytes until one is
 * wanted, and the attributes are verified as they came.
 */
#include <string.h>

#include <openssl/x509.h>

#include "pki/cms.h"
#include "pki/cms_part.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/pki_err.h"

#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"

/* Section 5.2. */
struct encapsulated {
	ASN1_OBJECT *type;
	ASN1_OCTET_STRING *content;
};

ASN1_SEQUENCE(ENCAPSULATED) = {
	ASN1_SIMPLE(struct encapsulated, type, ASN1_OBJECT),
	ASN1_EXP_OPT(struct encapsulated, content, ASN1_OCTET_STRING, 0),
} static_ASN1_SEQUENCE_END_name(struct encapsulated, ENCAPSULATED)

/* Section 5.3. */
struct signer_info {
	ASN1_INTEGER *version;
	ASN1_TYPE *sid;
	X509_ALGOR *digest;
	ASN1_STRING *attributes;
	X509_ALGOR *scheme;
	ASN1_OCTET_STRING *signature;
	ASN1_STRING *unsigned_attributes;
};

ASN1_SEQUENCE(SIGNER_INFO) = {
	ASN1_SIMPLE(struct signer_info, version, ASN1_INTEGER),
	ASN1_SIMPLE(struct signer_info, sid, ASN1_ANY),
	ASN1_SIMPLE(struct signer_info, digest, X509_ALGOR),
	ASN1_IMP_OPT(struct signer_info, attributes, ASN1_SEQUENCE, 0),
	ASN1_SIMPLE(struct signer_info, scheme, X509_ALGOR),
	ASN1_SIMPLE(struct signer_info, signature, ASN1_OCTET_STRING),
	ASN1_IMP_OPT(struct signer_info, unsigned_attributes, ASN1_SEQUENCE,
	    1),
} static_ASN1_SEQUENCE_END_name(struct signer_info, SIGNER_INFO)

/* Section 5.1; certificates may be of other kinds than X.509. */
struct signed_data {
	ASN1_INTEGER *version;
	ASN1_STRING *digests;
	struct encapsulated *encapsulated;
	STACK_OF(ASN1_TYPE) *certs;
	ASN1_STRING *crls;
	OPENSSL_STACK *signers; /* of struct signer_info */
};

ASN1_SEQUENCE(SIGNED_DATA) = {
	ASN1_SIMPLE(struct signed_data, version, ASN1_INTEGER),
	ASN1_AS_BYTES(struct signed_data, digests, V_ASN1_SET),
	ASN1_SIMPLE(struct signed_data, encapsulated, ENCAPSULATED),
	ASN1_IMP_SET_OF_OPT(struct signed_data, certs, ASN1_ANY, 0),
	ASN1_IMP_OPT(struct signed_data, crls, ASN1_SEQUENCE, 1),
	ASN1_SET_OF(struct signed_data, signers, SIGNER_INFO),
} static_ASN1_SEQUENCE_END_name(struct signed_data, SIGNED_DATA)

/* Section 5.3: Attribute, for those that must be encoded anew. */
struct attribute {
	ASN1_OBJECT *type;
	STACK_OF(ASN1_TYPE) *values;
};

ASN1_SEQUENCE(ATTRIBUTE) = {
	ASN1_SIMPLE(struct attribute, type, ASN1_OBJECT),
	ASN1_SET_OF(struct attribute, values, ASN1_ANY),
} static_ASN1_SEQUENCE_END_name(struct attribute, ATTRIBUTE)

ASN1_ITEM_TEMPLATE(ATTRIBUTES) =
	ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SET_OF, 0, attributes, ATTRIBUTE)
static_ASN1_ITEM_TEMPLATE_END(ATTRIBUTES)

/* Section 5.4: signed is the DER encoding, whatever was sent. */
static int
encode_anew(struct span *attributes, struct arena *a, struct err *e)
{
	unsigned char *der = NULL;
	void *values;
	int len;

	if ((values = asn1_read(ASN1_ITEM_rptr(ATTRIBUTES), *attributes, a,
		 "RFC 5652 5.3: signed attributes", e)) == NULL)
		return -1;
	if ((len = ASN1_item_i2d(values, &der, ASN1_ITEM_rptr(ATTRIBUTES))) <=
	    0)
		return pki_err(e, ERR_MALFORMED,
		    "RFC 5652 5.4: signed attributes cannot be encoded");
	*attributes = arena_span(a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	return 0;
}

static int
read_attribute(struct span s, struct arena *a, struct cms_signed *out,
    struct err *e)
{
	struct cms_attribute *at = &out->attributes[out->attribute_count];
	struct asn1_element oid, set, value;

	if (!asn1_take(&s, DER_OID, &oid) || !asn1_take(&s, DER_SET, &set) ||
	    s.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 5.3: signed "
		    "attribute %u is none",
		    out->attribute_count + 1);
	if (!asn1_oid_is_sound(oid.content))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 5.3: signed "
		    "attribute %u has no OID",
		    out->attribute_count + 1);
	at->oid = asn1_oid_text_of(oid.content, a);
	/* Section 11: what we read has one value; more would hide one. */
	if (!asn1_next(&set.content, &value) || set.content.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 11: signed "
		    "attribute %s: want one value",
		    at->oid);
	if (cms_signed_attribute(out, at->oid) != NULL)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 5.3: signed "
		    "attribute %s is there twice",
		    at->oid);
	at->tag = value.tag;
	at->value = value.content;
	out->attribute_count++;
	return 0;
}

/* [0] as it came, with the tag of the SET that it stands for (5.4). */
static int
read_attributes(ASN1_STRING *sent, struct arena *a, struct cms_signed *out,
    struct err *e)
{
	struct asn1_element all, el;
	struct span rest;

	if (sent == NULL)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.1: the signer "
		    "has no signed attributes");
	sent->data[0] = DER_SET;
	out->signed_attributes = asn1_span(sent);
	if (!asn1_is_der(out->signed_attributes) &&
	    encode_anew(&out->signed_attributes, a, e) == -1)
		return -1;
	rest = out->signed_attributes;
	if (!asn1_take(&rest, DER_SET, &all))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 5.3: signed attributes are no SET");
	while (all.content.len > 0) {
		if (out->attribute_count == CMS_ATTRIBUTES_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5652 5.3: more "
			    "than %d signed attributes",
			    CMS_ATTRIBUTES_MOST);
		if (!asn1_take(&all.content, DER_SEQUENCE, &el))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5652 5.3: "
			    "signed attribute %u is none",
			    out->attribute_count + 1);
		if (read_attribute(el.content, a, out, e) == -1)
			return -1;
	}
	return 0;
}

static int
read_certs(const STACK_OF(ASN1_TYPE) *certs, struct cms_signed *out,
    struct err *e)
{
	int i, n = certs == NULL ? 0 : sk_ASN1_TYPE_num(certs);
	const ASN1_TYPE *t;

	for (i = 0; i < n; i++) {
		t = sk_ASN1_TYPE_value(certs, i);
		/* Section 10.2.2: [0] to [3] are not X.509. */
		if (t->type != V_ASN1_SEQUENCE)
			continue;
		if (out->cert_count == CMS_CERTS_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5652 5.1: more "
			    "than %d certificates",
			    CMS_CERTS_MOST);
		out->certs[out->cert_count++] = asn1_span(t->value.sequence);
	}
	return 0;
}

/* Section 5.1: what is no SEQUENCE is revocation information of others. */
static struct span
first_crl(const ASN1_STRING *crls)
{
	struct asn1_element all, crl;
	struct span rest = asn1_span(crls);

	if (asn1_next(&rest, &all) &&
	    asn1_take(&all.content, DER_SEQUENCE, &crl))
		return crl.whole;
	return span_of(NULL, 0);
}

/*
 * The certificate that the SignerInfo names.  One that cannot be read is
 * passed over, and told of where it may have been the one.
 */
static int
find_signer(const struct cms_id *id, struct cms_signed *out, struct err *e)
{
	struct err why = { 0 };
	unsigned int i;

	for (i = 0; i < out->cert_count; i++)
		if (cert_parse(out->certs[i], &out->signer, &why) == 0 &&
		    cms_id_is(id, &out->signer)) {
			out->has_signer = true;
			return 0;
		}
	memset(&out->signer, 0, sizeof(out->signer));
	if (out->cert_count == 0)
		return 0;
	if (why.kind != ERR_NONE)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 5.3: the signer's "
		    "certificate is not there, or is the one that cannot be "
		    "read: %s",
		    why.text);
	return err_set(e, ERR_MALFORMED,
	    "RFC 5652 5.3: none of the %u "
	    "certificates is the one that the signer names",
	    out->cert_count);
}

static int
read_signer(struct signer_info *s, struct arena *a, struct cms_signed *out,
    struct err *e)
{
	struct cms_id id;

	out->digest_known = identifier_signer(s->digest, s->scheme,
	    &out->scheme, &out->digest);
	out->digest_oid = asn1_oid_text(s->digest->algorithm, a);
	out->scheme_oid = asn1_oid_text(s->scheme->algorithm, a);
	out->signature = asn1_span(s->signature);
	if (read_attributes(s->attributes, a, out, e) == -1 ||
	    cms_id_read(s->sid, a, &id, e) == -1)
		return -1;
	return find_signer(&id, out, e);
}

int
cms_signed_parse(struct span ber, bool want_signer, struct arena *a,
    struct cms_signed *out, struct err *e)
{
	struct signed_data *d;
	struct span content;
	const char *type;

	memset(out, 0, sizeof(*out));
	if (cms_content_info(ber, a, &type, &content, e) == -1)
		return -1;
	if (strcmp(type, OID_SIGNED_DATA) != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 3: contentType: "
		    "want SignedData (%s), have %s",
		    OID_SIGNED_DATA, type);
	if ((d = asn1_read(ASN1_ITEM_rptr(SIGNED_DATA), content, a,
		 "RFC 5652 5.1: SignedData", e)) == NULL)
		return -1;
	out->content_type = span_of(OBJ_get0_data(d->encapsulated->type),
	    OBJ_length(d->encapsulated->type));
	out->has_content = d->encapsulated->content != NULL;
	out->content = asn1_span(d->encapsulated->content);
	if (read_certs(d->certs, out, e) == -1)
		return -1;
	out->crl = first_crl(d->crls);
	if (!want_signer)
		return 0;
	if (OPENSSL_sk_num(d->signers) != 1)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.1: want 1 "
		    "signer, have %d",
		    OPENSSL_sk_num(d->signers));
	return read_signer(OPENSSL_sk_value(d->signers, 0), a, out, e);
}

const struct cms_attribute *
cms_signed_attribute(const struct cms_signed *m, const char *oid)
{
	unsigned int i;

	for (i = 0; i < m->attribute_count; i++)
		if (strcmp(m->attributes[i].oid, oid) == 0)
			return &m->attributes[i];
	return NULL;
}

/* Section 5.4, and 11.2: the digest of what was sent with it. */
static int
check_digest(const struct cms_signed *m, struct err *e)
{
	const struct cms_attribute *at;
	uint8_t have[DIGEST_MOST];
	size_t n;

	at = cms_signed_attribute(m, OID_MESSAGE_DIGEST);
	if (at == NULL || at->tag != DER_OCTET_STRING)
		return err_set(e, ERR_INTEGRITY,
		    "RFC 5652 11.2: "
		    "messageDigest is not among the signed attributes");
	n = digest_of(m->digest, m->content, have);
	if (!span_equal(at->value, span_of(have, n)))
		return err_set(e, ERR_INTEGRITY,
		    "RFC 5652 11.2: "
		    "messageDigest is not the digest of the content");
	return 0;
}

int
cms_signed_verify(const struct cms_signed *m, const struct key *signer,
    struct err *e)
{
	const struct cms_attribute *at;

	if (!m->digest_known || evp_digest(m->digest) == NULL)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5652 5.3: digest %s "
		    "and signature %s are not supported, or do not agree",
		    m->digest_oid, m->scheme_oid);
	at = cms_signed_attribute(m, OID_CONTENT_TYPE);
	if (at == NULL || at->tag != DER_OID ||
	    !span_equal(at->value, m->content_type))
		return err_set(e, ERR_INTEGRITY,
		    "RFC 5652 11.1: contentType "
		    "is not among the signed attributes, or another one");
	if (check_digest(m, e) == -1)
		return -1;
	if (key_verify(signer, m->scheme, m->digest, m->signed_attributes,
		m->signature, e) == -1)
		return err_prefix(e, "RFC 5652 5.4: message");
	return 0;
}
