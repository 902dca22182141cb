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

/* Section 5.3: SignerInfo. */
struct signer {
	struct cms_id id;
	struct identifier digest;
	bool has_attributes;
	struct asn1_element attributes;
	struct identifier scheme;
	struct span signature;
};

/* Section 5.4: signed is the DER encoding, whatever was sent. */
static int
encode_anew(struct span attributes, struct span *out, struct arena *a,
    struct err *e)
{
	struct span all[CMS_ATTRIBUTES_MOST];
	const unsigned char *at;
	unsigned char *der;
	struct asn1_element el;
	unsigned int n = 0;
	X509_ATTRIBUTE *x;
	struct der w;
	int len;

	while (attributes.len > 0) {
		if (n == CMS_ATTRIBUTES_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5652 5.3: more than %d signed attributes",
			    CMS_ATTRIBUTES_MOST);
		if (cms_take(&attributes, DER_SEQUENCE,
			"RFC 5652 5.3: signed attribute", &el, e) == -1)
			return -1;
		der = NULL;
		at = el.whole.at;
		x = d2i_X509_ATTRIBUTE(NULL, &at, (long)el.whole.len);
		len = x == NULL ? -1 : i2d_X509_ATTRIBUTE(x, &der);
		X509_ATTRIBUTE_free(x);
		if (len <= 0)
			return pki_err(e, ERR_MALFORMED,
			    "RFC 5652 5.4: signed attribute %u cannot be "
			    "encoded",
			    n + 1);
		all[n++] = arena_span(a, span_of(der, (size_t)len));
		OPENSSL_free(der);
	}
	der_init(&w);
	der_set_of(&w, DER_SET, all, n);
	return der_done(&w, a, out, e);
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

/*
 * Section 5.4: what is signed is the DER encoding, whose SETs are in order,
 * whichever was sent.  Not all who send another one keep to that, so either
 * is good.
 */
static int
sort_attributes(struct span *elements, unsigned int n, struct arena *a,
    struct cms_signed *out, struct err *e)
{
	struct der w;

	for (unsigned int i = 1; i < n; i++)
		if (span_compare(elements[i - 1], elements[i]) > 0) {
			der_init(&w);
			der_set_of(&w, DER_SET, elements, n);
			return der_done(&w, a, &out->attributes_sorted, e);
		}
	return 0;
}

static int
read_attributes(const struct signer *s, struct arena *a, struct cms_signed *out,
    struct err *e)
{
	struct span rest, elements[CMS_ATTRIBUTES_MOST] = { { NULL, 0 } };
	struct asn1_element all, el;

	if (!s->has_attributes)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.1: the signer "
		    "has no signed attributes");
	out->signed_attributes = cms_as_set(&s->attributes, a);
	if (!asn1_is_der(out->signed_attributes) &&
	    encode_anew(s->attributes.content, &out->signed_attributes, a, e) ==
		-1)
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
		elements[out->attribute_count] = el.whole;
		if (read_attribute(el.content, a, out, e) == -1)
			return -1;
	}
	return sort_attributes(elements, out->attribute_count, a, out, e);
}

/* Section 5.1: certificates may be of other kinds than X.509. */
static int
read_certs(struct span certs, struct cms_signed *out, struct err *e)
{
	struct asn1_element el;

	while (certs.len > 0) {
		if (!asn1_ber_next(&certs, &el))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5652 5.1: certificates cannot be read");
		/* Section 10.2.2: [0] to [3] are not X.509. */
		if (el.tag != DER_SEQUENCE)
			continue;
		if (out->cert_count == CMS_CERTS_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5652 5.1: more "
			    "than %d certificates",
			    CMS_CERTS_MOST);
		out->certs[out->cert_count++] = el.whole;
	}
	return 0;
}

/* Section 5.1: what is no SEQUENCE is revocation information of others. */
static struct span
first_crl(struct span crls)
{
	struct asn1_element crl;

	return asn1_ber_take(&crls, DER_SEQUENCE, &crl) ? crl.whole :
							  span_of(NULL, 0);
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

/* Section 5.3. */
static int
take_signer(struct span s, struct signer *out, struct arena *a, struct err *e)
{
	struct asn1_element el;

	if (cms_take(&s, DER_INTEGER, "RFC 5652 5.3: version", &el, e) == -1 ||
	    cms_id_take(&s, &out->id, e) == -1)
		return -1;
	if (cms_take_identifier(&s, "RFC 5652 5.3: digestAlgorithm",
		&out->digest, e) == -1)
		return -1;
	out->has_attributes = asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 0,
	    &out->attributes);
	if (cms_take_identifier(&s, "RFC 5652 5.3: signatureAlgorithm",
		&out->scheme, e) == -1 ||
	    cms_take_octets(&s, DER_OCTET_STRING, "RFC 5652 5.3: signature", a,
		&out->signature, e) == -1)
		return -1;
	(void)asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 1, &el);
	return cms_end(s, "RFC 5652 5.3: SignerInfo", e);
}

static int
read_signer(struct span all, struct arena *a, struct cms_signed *out,
    struct err *e)
{
	struct asn1_element el;
	unsigned int n = 0;
	struct signer s;

	while (asn1_ber_take(&all, DER_SEQUENCE, &el))
		n++;
	if (cms_end(all, "RFC 5652 5.1: signerInfos", e) == -1)
		return -1;
	if (n != 1)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.1: want 1 signer, have %u", n);
	if (take_signer(el.content, &s, a, e) == -1)
		return -1;
	out->digest_known = identifier_signer(&s.digest, &s.scheme,
	    &out->scheme, &out->digest);
	out->digest_oid = asn1_oid_text_of(s.digest.oid, a);
	out->scheme_oid = asn1_oid_text_of(s.scheme.oid, a);
	out->signature = s.signature;
	if (read_attributes(&s, a, out, e) == -1)
		return -1;
	return find_signer(&s.id, out, e);
}

/* Section 5.2. */
static int
read_encapsulated(struct span s, struct arena *a, struct cms_signed *out,
    struct err *e)
{
	static const char what[] = "RFC 5652 5.2: EncapsulatedContentInfo";
	struct asn1_element tagged;

	if (cms_take_oid(&s, "RFC 5652 5.2: eContentType", &out->content_type,
		e) == -1)
		return -1;
	out->has_content = asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 0,
	    &tagged);
	if (!out->has_content)
		return cms_end(s, what, e);
	if (cms_take_octets(&tagged.content, DER_OCTET_STRING,
		"RFC 5652 5.2: eContent", a, &out->content, e) == -1 ||
	    cms_end(tagged.content, "RFC 5652 5.2: eContent", e) == -1)
		return -1;
	return cms_end(s, what, e);
}

/* Section 5.1; *signers is the content of their SET. */
static int
read_signed(struct span s, struct arena *a, struct cms_signed *out,
    struct span *signers, struct err *e)
{
	struct asn1_element el, content;

	if (cms_take(&s, DER_INTEGER, "RFC 5652 5.1: version", &el, e) == -1 ||
	    cms_take(&s, DER_SET, "RFC 5652 5.1: digestAlgorithms", &el, e) ==
		-1 ||
	    cms_take(&s, DER_SEQUENCE, "RFC 5652 5.1: encapContentInfo",
		&content, e) == -1 ||
	    read_encapsulated(content.content, a, out, e) == -1)
		return -1;
	if (asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 0, &el) &&
	    read_certs(el.content, out, e) == -1)
		return -1;
	if (asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 1, &el))
		out->crl = first_crl(el.content);
	if (cms_take(&s, DER_SET, "RFC 5652 5.1: signerInfos", &el, e) == -1)
		return -1;
	*signers = el.content;
	return cms_end(s, "RFC 5652 5.1: SignedData", e);
}

int
cms_signed_parse(struct span ber, bool want_signer, struct arena *a,
    struct cms_signed *out, struct err *e)
{
	struct span content, signers;
	const char *type;

	memset(out, 0, sizeof(*out));
	if (cms_content_info(ber, a, &type, &content, e) == -1)
		return -1;
	if (strcmp(type, OID_SIGNED_DATA) != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 3: contentType: "
		    "want SignedData (%s), have %s",
		    OID_SIGNED_DATA, type);
	if (read_signed(content, a, out, &signers, e) == -1)
		return -1;
	return want_signer ? read_signer(signers, a, out, e) : 0;
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

static bool
holds_over(const struct cms_signed *m, struct span attributes,
    const struct key *signer, struct err *e)
{
	return key_verify(signer, m->scheme, m->digest, attributes,
		   m->signature, e) == 0;
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
	if (holds_over(m, m->signed_attributes, signer, e))
		return 0;
	if (m->attributes_sorted.len > 0) {
		err_clear(e);
		if (holds_over(m, m->attributes_sorted, signer, e))
			return 0;
	}
	return err_prefix(e, "RFC 5652 5.4: message");
}
