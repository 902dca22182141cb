/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Certification requests: RFC 2986, with the attributes of RFC 2985.
 *
 * Not by OpenSSL's X509_REQ, which decodes the key at once (95 us) though it
 * is nearly always the message's signer's, and makes copies of the challenge
 * password that nobody wipes.  A request is DER: that is what is signed.
 */
#include <string.h>

#include <openssl/asn1.h>

#include "base/text.h"
#include "pki/asn1.h"
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "pki/identifier.h"
#include "pki/name.h"
#include "pki/pki_err.h"
#include "pki/sign.h"

#define OID_CHALLENGE "1.2.840.113549.1.9.7"
#define OID_EXTENSIONS "1.2.840.113549.1.9.14"
/* Windows of before 2003. */
#define OID_EXTENSIONS_MS "1.3.6.1.4.1.311.2.1.14"

#define ATTRIBUTES_MOST 32
/* RFC 2985 section 5.4.1 has 255 characters, of up to four bytes. */
#define CHALLENGE_MOST 1024

/* A value of one of the types that DirectoryString has, in UTF-8. */
static int
convert(const struct asn1_element *value, struct arena *a, struct span *out)
{
	unsigned char *utf8 = NULL;
	ASN1_STRING *s;
	int n = -1;

	if ((s = ASN1_STRING_type_new((int)value->tag)) == NULL)
		return -1;
	if (ASN1_STRING_set(s, value->content.at, (int)value->content.len) == 1)
		n = ASN1_STRING_to_UTF8(&utf8, s);
	if (n >= 0) {
		*out = arena_span(a, span_of(utf8, (size_t)n));
		OPENSSL_clear_free(utf8, (size_t)n);
	}
	ASN1_STRING_clear_free(s);
	pki_err_forget();
	return n >= 0 ? 0 : -1;
}

/*
 * Devices put UTF-8 into any of the types of one byte a character, so what
 * is UTF-8 is taken as that.
 */
static int
text_of(const struct asn1_element *value, struct arena *a, struct span *out)
{
	*out = value->content;
	switch (value->tag) {
	case DER_UTF8_STRING:
	case DER_PRINTABLE_STRING:
	case DER_IA5_STRING:
		return text_is_utf8(*out) ? 0 : -1;
	case V_ASN1_T61STRING:
		if (text_is_utf8(*out))
			return 0;
		/* FALLTHROUGH */
	case V_ASN1_BMPSTRING:
	case V_ASN1_UNIVERSALSTRING:
		if (convert(value, a, out) == -1)
			return -1;
		return text_is_utf8(*out) ? 0 : -1;
	default:
		return -1;
	}
}

/* RFC 2985 section 5.4.1. */
static int
read_challenge(const struct asn1_element *value, struct arena *a,
    struct csr *out, struct err *e)
{
	if (out->has_challenge)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2985 5.4.1: challengePassword is there twice");
	if (value->content.len > CHALLENGE_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2985 5.4.1: "
		    "challengePassword: want %d bytes at most, have %zu",
		    CHALLENGE_MOST, value->content.len);
	if (text_of(value, a, &out->challenge) == -1)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2985 5.4.1: "
		    "challengePassword with tag 0x%02x is not text of its "
		    "type",
		    value->tag);
	out->has_challenge = true;
	return 0;
}

/* RFC 2985 section 5.4.2: extensionRequest. */
static int
read_extensions(const struct asn1_element *value, struct csr *out,
    struct err *e)
{
	unsigned int n;

	if (out->extensions.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2985 5.4.2: extensionRequest is there twice");
	if (extension_check(value->whole, e) == -1)
		return err_prefix(e, "RFC 2985 5.4.2: extensionRequest");
	out->extensions = value->whole;
	out->alt_names = extension_find(value->whole, OID_ALT_NAMES);
	if (out->alt_names.len == 0)
		return 0;
	return alt_names_check(out->alt_names, &n, e);
}

/* The one value of an attribute; RFC 2985 has these single-valued. */
static int
one_value(struct span set, struct asn1_element *out, struct err *e)
{
	if (!asn1_next(&set, out) || set.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2985 5.4: attribute of the request: want one value");
	return 0;
}

static int
read_attribute(struct span attribute, struct arena *a, struct csr *out,
    struct err *e)
{
	struct asn1_element oid, set, value;

	if (!asn1_take(&attribute, DER_OID, &oid) ||
	    !asn1_take(&attribute, DER_SET, &set) || attribute.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2986 4.1: attribute of the request: want an OID and "
		    "a SET");
	if (asn1_is_oid(oid.content, OID_CHALLENGE)) {
		if (one_value(set.content, &value, e) == -1)
			return -1;
		return read_challenge(&value, a, out, e);
	}
	if (!asn1_is_oid(oid.content, OID_EXTENSIONS) &&
	    !asn1_is_oid(oid.content, OID_EXTENSIONS_MS))
		return 0;
	if (one_value(set.content, &value, e) == -1)
		return -1;
	return read_extensions(&value, out, e);
}

static int
read_attributes(struct span rest, struct arena *a, struct csr *out,
    struct err *e)
{
	struct asn1_element el;
	unsigned int n;

	for (n = 0; rest.len > 0; n++) {
		if (n == ATTRIBUTES_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 2986 4.1: more "
			    "than %d attributes",
			    ATTRIBUTES_MOST);
		if (!asn1_take(&rest, DER_SEQUENCE, &el))
			return err_set(e, ERR_MALFORMED,
			    "RFC 2986 4.1: attribute %u is none", n + 1);
		if (read_attribute(el.content, a, out, e) == -1)
			return -1;
	}
	return 0;
}

/*
 * RFC 2986 section 4.1.  The version is 0 and no reader cares; some writers
 * leave the [0] of no attributes out.
 */
static int
read_info(struct span s, struct arena *a, struct csr *out, struct err *e)
{
	struct asn1_element version, el = { 0 };
	unsigned int n;

	if (!asn1_take(&s, DER_INTEGER, &version))
		return err_set(e, ERR_MALFORMED,
		    "RFC 2986 4.1: request has no version");
	if (!asn1_take(&s, DER_SEQUENCE, &el))
		return err_set(e, ERR_MALFORMED,
		    "RFC 2986 4.1: request has no subject");
	out->subject = el.whole;
	if (!asn1_take(&s, DER_SEQUENCE, &el) || !asn1_is_der(el.whole))
		return err_set(e, ERR_MALFORMED,
		    "RFC 2986 4.1: request has no public key in DER");
	out->spki = el.whole;
	/* The key first: who knows it is told what is wrong with the rest. */
	if (name_check(out->subject, &n, e) == -1)
		return err_prefix(e, "RFC 2986 4.1: subject");
	if (asn1_take(&s, DER_CONTEXT_CONSTRUCTED | 0, &el) &&
	    read_attributes(el.content, a, out, e) == -1)
		return -1;
	if (s.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 2986 4.1: %zu bytes behind the attributes", s.len);
	return 0;
}

int
csr_parse(struct span der, struct arena *a, struct csr *out, struct err *e)
{
	struct sign_parts parts;

	memset(out, 0, sizeof(*out));
	if (sign_take(der, "RFC 2986 4.2", "request", &parts, e) == -1 ||
	    read_info(parts.tbs.content, a, out, e) == -1)
		return -1;
	out->der = der;
	out->info = parts.tbs.whole;
	out->signature = parts.signature;
	if (!identifier_signature_of(parts.algorithm, &out->scheme,
		&out->digest))
		return err_set(e, ERR_ALGORITHM,
		    "RFC 2986 4.2: the "
		    "request's signature algorithm is not supported: use "
		    "SHA-256 with RSA or ECDSA");
	return 0;
}

int
csr_verify(const struct csr *c, const struct key *k, struct err *e)
{
	if (key_verify(k, c->scheme, c->digest, c->info, c->signature, e) == -1)
		return err_prefix(e, "RFC 2986 4.2: request");
	return 0;
}
