/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests read in place: RFC 6960 section 4.1. */
#include <string.h>

#include "pki/asn1.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/ocsp.h"
#include "pki/ocsp_part.h"

/*
 * SHA-1 is what RFC 5019 wants of every client; it names here, and protects
 * nothing.
 */
static bool
read_algorithm(struct span s, struct ocsp_asked *out)
{
	struct asn1_element oid, el;

	if (!asn1_take(&s, DER_OID, &oid))
		return false;
	if (asn1_take(&s, DER_NULL, &el) && el.content.len != 0)
		return false;
	out->known = identifier_digest_of(oid.content, &out->digest) &&
	    out->digest != DIGEST_MD5;
	return s.len == 0;
}

static bool
read_asked(struct asn1_element id, struct ocsp_asked *out)
{
	struct asn1_element algorithm, name, key, serial;
	struct span s = id.content;

	if (!asn1_take(&s, DER_SEQUENCE, &algorithm) ||
	    !read_algorithm(algorithm.content, out) ||
	    !asn1_take(&s, DER_OCTET_STRING, &name) ||
	    !asn1_take(&s, DER_OCTET_STRING, &key) ||
	    !asn1_take(&s, DER_INTEGER, &serial) || s.len != 0)
		return false;
	if (name.content.len > DIGEST_MOST || key.content.len > DIGEST_MOST ||
	    serial.content.len == 0 || serial.content.len > OCSP_SERIAL_MOST)
		return false;
	out->id = id.whole;
	out->name_hash = name.content;
	out->key_hash = key.content;
	out->serial = serial.content;
	return true;
}

bool
ocsp_asked_parse(struct span id, struct ocsp_asked *out)
{
	struct asn1_element el;

	memset(out, 0, sizeof(*out));
	return asn1_take(&id, DER_SEQUENCE, &el) && id.len == 0 &&
	    read_asked(el, out);
}

/* RFC 9654 section 2.1: a nonce is an OCTET STRING of 1 to 128 octets. */
static int
take_nonce(struct span value, struct ocsp_request *out, struct err *e)
{
	struct asn1_element el;
	struct span s = value;

	if (out->nonce.len > 0 || !asn1_take(&s, DER_OCTET_STRING, &el) ||
	    s.len != 0 || el.content.len < 1 ||
	    el.content.len > OCSP_NONCE_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 9654 2.1: want one nonce of 1 to %d bytes",
		    OCSP_NONCE_MOST);
	out->nonce = value;
	return 0;
}

/*
 * RFC 6960 section 4.4: what is not understood is passed over, but for what is
 * critical.  out is NULL where a nonce has no meaning.
 */
static int
read_extension(struct span s, struct ocsp_request *out, struct err *e)
{
	struct asn1_element oid, critical = { 0 }, value;

	if (!asn1_take(&s, DER_OID, &oid))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1: an extension of the request is none");
	(void)asn1_take(&s, DER_BOOLEAN, &critical);
	if (!asn1_take(&s, DER_OCTET_STRING, &value) || s.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1: an extension of the request is none");
	if (out != NULL && asn1_is_oid(oid.content, OID_OCSP_NONCE))
		return take_nonce(value.content, out, e);
	if (critical.content.len > 0 && critical.content.at[0] != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.4: the request has a critical extension that "
		    "is not known");
	return 0;
}

/* explicit: the [n] around Extensions, or an element of no content. */
static int
read_extensions(struct span explicit, struct ocsp_request *out, struct err *e)
{
	struct asn1_element el, one;
	struct span s = explicit;

	if (explicit.len == 0)
		return 0;
	if (!asn1_take(&s, DER_SEQUENCE, &el) || s.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: the request's extensions are none");
	for (s = el.content; s.len > 0;) {
		if (!asn1_take(&s, DER_SEQUENCE, &one))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.1: an extension of the request is "
			    "none");
		if (read_extension(one.content, out, e) == -1)
			return -1;
	}
	return 0;
}

static int
read_list(struct span list, struct ocsp_request *out, struct err *e)
{
	struct asn1_element el, id, extensions;

	for (out->n = 0; list.len > 0; out->n++) {
		if (out->n == OCSP_ASKED_MOST)
			return err_set(e, ERR_MALFORMED,
			    "one request asks about %d certificates at most",
			    OCSP_ASKED_MOST);
		if (!asn1_take(&list, DER_SEQUENCE, &el) ||
		    !asn1_take(&el.content, DER_SEQUENCE, &id) ||
		    !read_asked(id, &out->asked[out->n]))
			return err_set(e, ERR_MALFORMED,
			    "RFC 6960 4.1.1: CertID %u is none", out->n + 1);
		extensions = (struct asn1_element){ 0 };
		(void)asn1_take(&el.content, DER_CONTEXT_CONSTRUCTED | 0,
		    &extensions);
		if (el.content.len != 0)
			return err_set(e, ERR_MALFORMED,
			    "RFC 6960 4.1.1: Request %u is none", out->n + 1);
		if (read_extensions(extensions.content, NULL, e) == -1)
			return -1;
	}
	if (out->n == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: the request asks about no certificate");
	return 0;
}

/* There is version 1 only; DER leaves it out, but not all who write it do. */
static bool
skip_version(struct span *s)
{
	static const uint8_t v1[] = { DER_INTEGER, 1, 0 };
	struct asn1_element el;

	return !asn1_take(s, DER_CONTEXT_CONSTRUCTED | 0, &el) ||
	    span_equal(el.content, span_of(v1, sizeof(v1)));
}

/* TBSRequest. */
static int
read_tbs(struct span s, struct ocsp_request *out, struct err *e)
{
	struct asn1_element requestor, list, extensions = { 0 };
	bool known = skip_version(&s);

	(void)asn1_take(&s, DER_CONTEXT_CONSTRUCTED | 1, &requestor);
	if (!known || !asn1_take(&s, DER_SEQUENCE, &list))
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: there is no requestList of version 1");
	(void)asn1_take(&s, DER_CONTEXT_CONSTRUCTED | 2, &extensions);
	if (s.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: want nothing behind the request's "
		    "extensions");
	if (read_list(list.content, out, e) == -1)
		return -1;
	return read_extensions(extensions.content, out, e);
}

int
ocsp_parse(struct span der, struct ocsp_request *out, struct err *e)
{
	struct asn1_element el, tbs;
	struct span s = der;

	memset(out, 0, sizeof(*out));
	if (!asn1_is_der(der) || !asn1_take(&s, DER_SEQUENCE, &el))
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: this is no OCSP request in DER");
	s = el.content;
	if (!asn1_take(&s, DER_SEQUENCE, &tbs))
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: there is no tbsRequest");
	(void)asn1_take(&s, DER_CONTEXT_CONSTRUCTED | 0, &el); /* signature */
	if (s.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 6960 4.1.1: want nothing behind the request's "
		    "signature");
	return read_tbs(tbs.content, out, e);
}

static bool
is_hash_of(struct span hash, enum digest d, struct span s)
{
	uint8_t bytes[DIGEST_MOST];

	return span_equal(hash, span_of(bytes, digest_of(d, s, bytes)));
}

bool
ocsp_is_of(const struct ocsp_asked *asked, const struct cert *ca)
{
	struct err unused = { 0 };
	struct span bits;

	return asked->known &&
	    is_hash_of(asked->name_hash, asked->digest, ca->subject) &&
	    key_spki_bits(ca->spki, &bits, &unused) == 0 &&
	    is_hash_of(asked->key_hash, asked->digest, bits);
}
