/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EnvelopedData (RFC 5652 section 6) and AuthEnvelopedData (RFC 5083) read.
 */
#include <string.h>

#include <openssl/x509.h>

#include "pki/cms.h"
#include "pki/cms_part.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/pki_err.h"

/* RFC 5652 section 6.2: the tag of a PasswordRecipientInfo. */
#define TAG_PASSWORD (DER_CONTEXT_CONSTRUCTED | 3)
/* RFC 5084 section 3.2: a tag of 12 octets where none is said, 16 at most. */
#define GCM_TAG_DEFAULT 12
#define GCM_TAG_MOST 16
/* A nonce may have any length; who makes long ones wants them hashed. */
#define GCM_NONCE_MOST 64

/* RFC 5652 section 6.1: EncryptedContentInfo. */
struct encrypted {
	ASN1_OBJECT *type;
	X509_ALGOR *algorithm;
	ASN1_OCTET_STRING *content;
};

ASN1_SEQUENCE(ENCRYPTED) = {
	ASN1_SIMPLE(struct encrypted, type, ASN1_OBJECT),
	ASN1_SIMPLE(struct encrypted, algorithm, X509_ALGOR),
	ASN1_IMP_OPT(struct encrypted, content, ASN1_OCTET_STRING, 0),
} static_ASN1_SEQUENCE_END_name(struct encrypted, ENCRYPTED)

/* RFC 5652 section 6.1. */
struct enveloped_data {
	ASN1_INTEGER *version;
	ASN1_STRING *originator;
	STACK_OF(ASN1_TYPE) *recipients;
	struct encrypted *encrypted;
	ASN1_STRING *unprotected;
};

ASN1_SEQUENCE(ENVELOPED_DATA) = {
	ASN1_SIMPLE(struct enveloped_data, version, ASN1_INTEGER),
	ASN1_IMP_OPT(struct enveloped_data, originator, ASN1_SEQUENCE, 0),
	ASN1_SET_OF(struct enveloped_data, recipients, ASN1_ANY),
	ASN1_SIMPLE(struct enveloped_data, encrypted, ENCRYPTED),
	ASN1_IMP_OPT(struct enveloped_data, unprotected, ASN1_SEQUENCE, 1),
} static_ASN1_SEQUENCE_END_name(struct enveloped_data, ENVELOPED_DATA)

/* RFC 5083 section 2.1. */
struct auth_data {
	ASN1_INTEGER *version;
	ASN1_STRING *originator;
	STACK_OF(ASN1_TYPE) *recipients;
	struct encrypted *encrypted;
	ASN1_STRING *attributes;
	ASN1_OCTET_STRING *mac;
	ASN1_STRING *unauthenticated;
};

ASN1_SEQUENCE(AUTH_DATA) = {
	ASN1_SIMPLE(struct auth_data, version, ASN1_INTEGER),
	ASN1_IMP_OPT(struct auth_data, originator, ASN1_SEQUENCE, 0),
	ASN1_SET_OF(struct auth_data, recipients, ASN1_ANY),
	ASN1_SIMPLE(struct auth_data, encrypted, ENCRYPTED),
	ASN1_IMP_OPT(struct auth_data, attributes, ASN1_SEQUENCE, 1),
	ASN1_SIMPLE(struct auth_data, mac, ASN1_OCTET_STRING),
	ASN1_IMP_OPT(struct auth_data, unauthenticated, ASN1_SEQUENCE, 2),
} static_ASN1_SEQUENCE_END_name(struct auth_data, AUTH_DATA)

/* RFC 5652 section 6.2.1: KeyTransRecipientInfo. */
struct key_transport {
	ASN1_INTEGER *version;
	ASN1_TYPE *rid;
	X509_ALGOR *algorithm;
	ASN1_OCTET_STRING *key;
};

ASN1_SEQUENCE(KEY_TRANSPORT) = {
	ASN1_SIMPLE(struct key_transport, version, ASN1_INTEGER),
	ASN1_SIMPLE(struct key_transport, rid, ASN1_ANY),
	ASN1_SIMPLE(struct key_transport, algorithm, X509_ALGOR),
	ASN1_SIMPLE(struct key_transport, key, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END_name(struct key_transport, KEY_TRANSPORT)

/* RFC 5084 section 3.2: GCMParameters. */
struct gcm {
	ASN1_OCTET_STRING *nonce;
	ASN1_INTEGER *tag_size;
};

ASN1_SEQUENCE(GCM) = {
	ASN1_SIMPLE(struct gcm, nonce, ASN1_OCTET_STRING),
	ASN1_OPT(struct gcm, tag_size, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END_name(struct gcm, GCM)

static int
read_transport(const struct key_transport *k, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	struct cms_id id;

	if (cms_id_read(k->rid, a, &id, e) == -1)
		return -1;
	out->issuer = id.issuer;
	out->serial = id.serial;
	out->key_id = id.key_id;
	out->encrypted_key = asn1_span(k->key);
	out->transport_oid = asn1_oid_text(k->algorithm->algorithm, a);
	out->transport_known = identifier_transport(k->algorithm,
	    &out->transport, &out->oaep_digest, &out->oaep_mask);
	return 0;
}

static void
read_password(struct span whole, struct cms_enveloped *out)
{
	out->password_recipient = whole;
	out->transport_known = true;
	out->transport = TRANSPORT_PASSWORD;
	out->transport_oid = "1.2.840.113549.1.9.16.3.9"; /* PWRI-KEK */
}

static int
read_recipient(const ASN1_TYPE *t, struct arena *a, struct cms_enveloped *out,
    struct err *e)
{
	struct key_transport *k;
	struct span whole;

	if (t->type == V_ASN1_SEQUENCE) {
		if ((k = asn1_read(ASN1_ITEM_rptr(KEY_TRANSPORT),
			 asn1_span(t->value.sequence), a,
			 "RFC 5652 6.2.1: KeyTransRecipientInfo", e)) == NULL)
			return -1;
		return read_transport(k, a, out, e);
	}
	whole = t->type == V_ASN1_OTHER ? asn1_span(t->value.asn1_string) :
					  span_of(NULL, 0);
	if (whole.len > 0 && whole.at[0] == TAG_PASSWORD)
		read_password(whole, out);
	else {
		out->transport_known = false;
		out->transport_oid = "(neither key transport nor password)";
	}
	return 0;
}

bool
cms_enveloped_is_for(const struct cms_enveloped *m,
    const struct cert *recipient)
{
	const struct cms_id id = { m->issuer, m->serial, m->key_id };

	if (id.issuer.len == 0 && id.key_id.len == 0)
		return false;
	return recipient != NULL && cms_id_is(&id, recipient);
}

/*
 * The recipient that names us, or the first: reading goes backwards, so that
 * the first is what stays.
 */
static int
read_recipients(const STACK_OF(ASN1_TYPE) *all, const struct cert *recipient,
    struct arena *a, struct cms_enveloped *out, struct err *e)
{
	const struct cms_enveloped none = *out;
	int i, n = sk_ASN1_TYPE_num(all);

	if (n < 1 || n > CMS_RECIPIENTS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 6.1: want 1 to %d "
		    "recipients, have %d",
		    CMS_RECIPIENTS_MOST, n);
	for (i = n; i > 0; i--) {
		*out = none;
		if (read_recipient(sk_ASN1_TYPE_value(all, i - 1), a, out, e) ==
		    -1)
			return -1;
		if (cms_enveloped_is_for(out, recipient))
			return 0;
	}
	return 0;
}

static int
read_gcm(const ASN1_STRING *parameters, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	struct gcm *g;
	long tag;

	if ((g = asn1_read(ASN1_ITEM_rptr(GCM), asn1_span(parameters), a,
		 "RFC 5084 3.2: GCMParameters", e)) == NULL)
		return -1;
	out->iv = asn1_span(g->nonce);
	tag = g->tag_size == NULL ? GCM_TAG_DEFAULT :
				    ASN1_INTEGER_get(g->tag_size);
	if (tag < GCM_TAG_DEFAULT || tag > GCM_TAG_MOST ||
	    (size_t)tag != out->mac.len)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5084 3.2: tag: want 12 "
		    "to 16 bytes and as many as there are, have %ld and %zu",
		    tag, out->mac.len);
	if (out->iv.len < 1 || out->iv.len > GCM_NONCE_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5084 3.2: nonce: want "
		    "1 to %d bytes, have %zu",
		    GCM_NONCE_MOST, out->iv.len);
	return 0;
}

/* RFC 3370 section 5, RFC 3565 section 4.1: the IV is the parameter. */
static int
read_iv(int type, const void *value, struct cms_enveloped *out, struct err *e)
{
	if (type == V_ASN1_OCTET_STRING)
		out->iv = asn1_span(value);
	if (out->iv.len != evp_iv_size(out->cipher))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 6.3: IV of %s: "
		    "want %zu bytes, have %zu",
		    cipher_name(out->cipher), evp_iv_size(out->cipher),
		    out->iv.len);
	return 0;
}

static int
read_encrypted(const struct encrypted *x, bool authenticated, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	const void *value;
	int type;

	out->cipher_oid = asn1_oid_text(x->algorithm->algorithm, a);
	out->content = asn1_span(x->content);
	if (x->content == NULL)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 6.1: there is no encrypted content");
	/* Without its tag GCM is a stream that anyone can change. */
	out->cipher_known = identifier_cipher(x->algorithm, &out->cipher) &&
	    evp_is_gcm(out->cipher) == authenticated;
	if (!out->cipher_known)
		return 0;
	X509_ALGOR_get0(NULL, &type, &value, x->algorithm);
	if (!authenticated)
		return read_iv(type, value, out, e);
	return read_gcm(type == V_ASN1_SEQUENCE ? value : NULL, a, out, e);
}

static int
read_enveloped(struct span content, const struct cert *recipient,
    struct arena *a, struct cms_enveloped *out, struct err *e)
{
	struct enveloped_data *d;

	if ((d = asn1_read(ASN1_ITEM_rptr(ENVELOPED_DATA), content, a,
		 "RFC 5652 6.1: EnvelopedData", e)) == NULL ||
	    read_recipients(d->recipients, recipient, a, out, e) == -1)
		return -1;
	return read_encrypted(d->encrypted, false, a, out, e);
}

static int
read_auth(struct span content, const struct cert *recipient, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	struct auth_data *d;

	if ((d = asn1_read(ASN1_ITEM_rptr(AUTH_DATA), content, a,
		 "RFC 5083 2.1: AuthEnvelopedData", e)) == NULL ||
	    read_recipients(d->recipients, recipient, a, out, e) == -1)
		return -1;
	out->mac = asn1_span(d->mac);
	if (d->attributes != NULL) {
		/* Section 2.2: authenticated is the DER encoding of a SET. */
		d->attributes->data[0] = DER_SET;
		out->auth_attributes = asn1_span(d->attributes);
		if (!asn1_is_der(out->auth_attributes))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5083 2.1: "
			    "authenticated attributes are not DER");
	}
	return read_encrypted(d->encrypted, true, a, out, e);
}

int
cms_enveloped_parse(struct span ber, const struct cert *recipient,
    struct arena *a, struct cms_enveloped *out, struct err *e)
{
	struct span content;
	const char *type;

	memset(out, 0, sizeof(*out));
	out->der = ber;
	if (cms_content_info(ber, a, &type, &content, e) == -1)
		return -1;
	if (strcmp(type, OID_ENVELOPED_DATA) == 0)
		return read_enveloped(content, recipient, a, out, e);
	if (strcmp(type, OID_AUTH_ENVELOPED_DATA) == 0)
		return read_auth(content, recipient, a, out, e);
	return err_set(e, ERR_MALFORMED,
	    "RFC 5652 3: contentType: want "
	    "EnvelopedData (%s), have %s",
	    OID_ENVELOPED_DATA, type);
}
