/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EnvelopedData (RFC 5652 section 6) and AuthEnvelopedData (RFC 5083) read.
 */
#include <string.h>

#include "pki/cms.h"
#include "pki/cms_part.h"
#include "pki/evp.h"
#include "pki/identifier.h"

/* RFC 5652 section 6.2: the tag of a PasswordRecipientInfo. */
#define TAG_PASSWORD (DER_CONTEXT_CONSTRUCTED | 3)
/* RFC 5084 section 3.2: a tag of 12 octets where none is said, 16 at most. */
#define GCM_TAG_DEFAULT 12
#define GCM_TAG_MOST 16
/* A nonce may have any length; who makes long ones wants them hashed. */
#define GCM_NONCE_MOST 64

/* RFC 5652 section 6.2.1: KeyTransRecipientInfo. */
static int
read_transport(struct span s, struct arena *a, struct cms_enveloped *out,
    struct err *e)
{
	struct identifier algorithm;
	struct asn1_element version;
	struct cms_id id;

	if (cms_take(&s, DER_INTEGER, "RFC 5652 6.2.1: version", &version, e) ==
		-1 ||
	    cms_id_take(&s, &id, e) == -1)
		return -1;
	if (cms_take_identifier(&s, "RFC 5652 6.2.1: keyEncryptionAlgorithm",
		&algorithm, e) == -1 ||
	    cms_take_octets(&s, DER_OCTET_STRING,
		"RFC 5652 6.2.1: encryptedKey", a, &out->encrypted_key,
		e) == -1)
		return -1;
	out->issuer = id.issuer;
	out->serial = id.serial;
	out->key_id = id.key_id;
	out->transport_oid = asn1_oid_text_of(algorithm.oid, a);
	out->transport_known = identifier_transport(&algorithm, &out->transport,
	    &out->oaep_digest, &out->oaep_mask);
	return cms_end(s, "RFC 5652 6.2.1: KeyTransRecipientInfo", e);
}

static void
read_password(struct cms_enveloped *out)
{
	out->transport_known = true;
	out->transport = TRANSPORT_PASSWORD;
	out->transport_oid = "1.2.840.113549.1.9.16.3.9"; /* PWRI-KEK */
}

static int
read_recipient(const struct asn1_element *el, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	if (el->tag == DER_SEQUENCE)
		return read_transport(el->content, a, out, e);
	if (el->tag == TAG_PASSWORD)
		read_password(out);
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

/* How many there are, which may be more than are taken. */
static int
take_recipients(struct span s, struct asn1_element *all, unsigned int *n,
    struct err *e)
{
	struct asn1_element el;

	for (*n = 0; asn1_ber_next(&s, &el); ++*n)
		if (*n < CMS_RECIPIENTS_MOST)
			all[*n] = el;
	return cms_end(s, "RFC 5652 6.1: recipientInfos", e);
}

/*
 * The recipient that names us, or the first: reading goes backwards, so that
 * the first is what stays.
 */
static int
read_recipients(struct span s, const struct cert *recipient, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	struct asn1_element all[CMS_RECIPIENTS_MOST];
	const struct cms_enveloped none = *out;
	unsigned int i, n;

	if (take_recipients(s, all, &n, e) == -1)
		return -1;
	if (n < 1 || n > CMS_RECIPIENTS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 6.1: want 1 to %d "
		    "recipients, have %u",
		    CMS_RECIPIENTS_MOST, n);
	for (i = n; i > 0; i--) {
		*out = none;
		if (read_recipient(&all[i - 1], a, out, e) == -1)
			return -1;
		if (cms_enveloped_is_for(out, recipient))
			return 0;
	}
	return 0;
}

/* RFC 5084 section 3.2: GCMParameters; *tag is -1 where it cannot be. */
static int
read_gcm_parameters(const struct identifier *x, struct arena *a,
    struct span *nonce, int *tag, struct err *e)
{
	struct asn1_element size;
	struct span s;

	*tag = -1;
	if (!x->has_parameters || x->parameters.tag != DER_SEQUENCE)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5084 3.2: GCMParameters are not there");
	s = x->parameters.content;
	if (cms_take_octets(&s, DER_OCTET_STRING, "RFC 5084 3.2: aes-nonce", a,
		nonce, e) == -1)
		return -1;
	*tag = asn1_ber_take(&s, DER_INTEGER, &size) ?
	    asn1_small(size.content) :
	    GCM_TAG_DEFAULT;
	return cms_end(s, "RFC 5084 3.2: GCMParameters", e);
}

static int
read_gcm(const struct identifier *x, struct arena *a, struct cms_enveloped *out,
    struct err *e)
{
	int tag;

	if (read_gcm_parameters(x, a, &out->iv, &tag, e) == -1)
		return -1;
	if (tag < GCM_TAG_DEFAULT || tag > GCM_TAG_MOST ||
	    (size_t)tag != out->mac.len)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5084 3.2: tag: want 12 "
		    "to 16 bytes and as many as there are, have %d and %zu",
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
read_iv(const struct identifier *x, struct arena *a, struct cms_enveloped *out,
    struct err *e)
{
	struct span s = { NULL, 0 };

	if (x->has_parameters)
		s = x->parameters.whole;
	if (!asn1_ber_octets(&s, DER_OCTET_STRING, a, &out->iv) ||
	    out->iv.len != evp_iv_size(out->cipher))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 6.3: IV of %s: "
		    "want %zu bytes, have %zu",
		    cipher_name(out->cipher), evp_iv_size(out->cipher),
		    out->iv.len);
	return 0;
}

/* RFC 5652 section 6.1: EncryptedContentInfo. */
static int
read_encrypted(struct span s, bool authenticated, struct arena *a,
    struct cms_enveloped *out, struct err *e)
{
	struct identifier algorithm;
	struct span type;

	if (cms_take_oid(&s, "RFC 5652 6.1: contentType", &type, e) == -1)
		return -1;
	if (cms_take_identifier(&s, "RFC 5652 6.1: contentEncryptionAlgorithm",
		&algorithm, e) == -1)
		return -1;
	out->cipher_oid = asn1_oid_text_of(algorithm.oid, a);
	if (cms_take_octets(&s, DER_CONTEXT | 0,
		"RFC 5652 6.1: encryptedContent", a, &out->content, e) == -1 ||
	    cms_end(s, "RFC 5652 6.1: EncryptedContentInfo", e) == -1)
		return -1;
	/* Without its tag GCM is a stream that anyone can change. */
	out->cipher_known = identifier_cipher(&algorithm, &out->cipher) &&
	    evp_is_gcm(out->cipher) == authenticated;
	if (!out->cipher_known)
		return 0;
	return authenticated ? read_gcm(&algorithm, a, out, e) :
			       read_iv(&algorithm, a, out, e);
}

/* RFC 5083 section 2.1: what AuthEnvelopedData has behind the content. */
static int
read_auth(struct span *s, struct arena *a, struct cms_enveloped *out,
    struct err *e)
{
	struct asn1_element el;

	/* Section 2.2: authenticated is the DER encoding of a SET. */
	if (asn1_ber_take(s, DER_CONTEXT_CONSTRUCTED | 1, &el)) {
		out->auth_attributes = cms_as_set(&el, a);
		if (!asn1_is_der(out->auth_attributes))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5083 2.1: authenticated attributes are not "
			    "DER");
	}
	if (cms_take_octets(s, DER_OCTET_STRING, "RFC 5083 2.1: mac", a,
		&out->mac, e) == -1)
		return -1;
	(void)asn1_ber_take(s, DER_CONTEXT_CONSTRUCTED | 2, &el);
	return 0;
}

/* RFC 5652 section 6.1, RFC 5083 section 2.1: both begin alike. */
static int
read_enveloped(struct span s, bool authenticated, const struct cert *recipient,
    struct arena *a, struct cms_enveloped *out, struct err *e)
{
	struct asn1_element el, recipients, encrypted;

	if (cms_take(&s, DER_INTEGER, "RFC 5652 6.1: version", &el, e) == -1)
		return -1;
	(void)asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 0, &el);
	if (cms_take(&s, DER_SET, "RFC 5652 6.1: recipientInfos", &recipients,
		e) == -1 ||
	    cms_take(&s, DER_SEQUENCE, "RFC 5652 6.1: encryptedContentInfo",
		&encrypted, e) == -1)
		return -1;
	if (!authenticated)
		(void)asn1_ber_take(&s, DER_CONTEXT_CONSTRUCTED | 1, &el);
	else if (read_auth(&s, a, out, e) == -1)
		return -1;
	if (cms_end(s, "RFC 5652 6.1: EnvelopedData", e) == -1 ||
	    read_recipients(recipients.content, recipient, a, out, e) == -1)
		return -1;
	return read_encrypted(encrypted.content, authenticated, a, out, e);
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
		return read_enveloped(content, false, recipient, a, out, e);
	if (strcmp(type, OID_AUTH_ENVELOPED_DATA) == 0)
		return read_enveloped(content, true, recipient, a, out, e);
	return err_set(e, ERR_MALFORMED,
	    "RFC 5652 3: contentType: want "
	    "EnvelopedData (%s), have %s",
	    OID_ENVELOPED_DATA, type);
}
