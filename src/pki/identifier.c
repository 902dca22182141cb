/* SPDX-License-Identifier: BSD-2-Clause */
/* See identifier.h. */
#include <string.h>

#include "pki/evp.h"
#include "pki/identifier.h"

#define OID_PSS "1.2.840.113549.1.1.10"
#define OID_OAEP "1.2.840.113549.1.1.7"
#define OID_MGF1 "1.2.840.113549.1.1.8"

/* RFC 5084 section 3.2: what our GCM has for a tag, in octets. */
#define GCM_TAG_SIZE 16

/* RFC 3370 section 2, RFC 5754 section 2. */
static const char *const digest_oids[DIGEST__COUNT] = {
	[DIGEST_MD5] = "1.2.840.113549.2.5",
	[DIGEST_SHA1] = "1.3.14.3.2.26",
	[DIGEST_SHA256] = "2.16.840.1.101.3.4.2.1",
	[DIGEST_SHA384] = "2.16.840.1.101.3.4.2.2",
	[DIGEST_SHA512] = "2.16.840.1.101.3.4.2.3",
};

/* RFC 3370 section 5, RFC 3565, RFC 5084; DES is of OIW. */
static const char *const cipher_oids[CIPHER__COUNT] = {
	[CIPHER_DES] = "1.3.14.3.2.7",
	[CIPHER_DES3] = "1.2.840.113549.3.7",
	[CIPHER_AES128] = "2.16.840.1.101.3.4.1.2",
	[CIPHER_AES192] = "2.16.840.1.101.3.4.1.22",
	[CIPHER_AES256] = "2.16.840.1.101.3.4.1.42",
	[CIPHER_AES128_GCM] = "2.16.840.1.101.3.4.1.6",
	[CIPHER_AES192_GCM] = "2.16.840.1.101.3.4.1.26",
	[CIPHER_AES256_GCM] = "2.16.840.1.101.3.4.1.46",
};

/*
 * RFC 3279 section 2.2, RFC 4055 section 5, RFC 5758 section 3.2; the first
 * that fits is the one that is written.
 */
static const struct {
	const char *oid;
	enum scheme scheme;
	enum digest digest;
} signatures[] = {
	{ "1.2.840.113549.1.1.4", SCHEME_RSA, DIGEST_MD5 },
	{ "1.2.840.113549.1.1.5", SCHEME_RSA, DIGEST_SHA1 },
	{ "1.2.840.113549.1.1.11", SCHEME_RSA, DIGEST_SHA256 },
	{ "1.2.840.113549.1.1.12", SCHEME_RSA, DIGEST_SHA384 },
	{ "1.2.840.113549.1.1.13", SCHEME_RSA, DIGEST_SHA512 },
	{ "1.3.14.3.2.29", SCHEME_RSA, DIGEST_SHA1 }, /* OIW's, old */
	{ "1.2.840.10045.4.1", SCHEME_ECDSA, DIGEST_SHA1 },
	{ "1.2.840.10045.4.3.2", SCHEME_ECDSA, DIGEST_SHA256 },
	{ "1.2.840.10045.4.3.3", SCHEME_ECDSA, DIGEST_SHA384 },
	{ "1.2.840.10045.4.3.4", SCHEME_ECDSA, DIGEST_SHA512 },
};

bool
identifier_take(struct span *rest, struct identifier *out)
{
	struct asn1_element all, oid;

	if (!asn1_ber_take(rest, DER_SEQUENCE, &all) ||
	    !asn1_take(&all.content, DER_OID, &oid) ||
	    !asn1_oid_is_sound(oid.content))
		return false;
	out->oid = oid.content;
	asn1_oid_of(oid.content, out->dotted);
	out->has_parameters = all.content.len > 0;
	return !out->has_parameters ||
	    (asn1_ber_next(&all.content, &out->parameters) &&
		all.content.len == 0);
}

static bool
is(const struct identifier *x, const char *oid)
{
	return strcmp(x->dotted, oid) == 0;
}

/* Which one of the list it is; -1: none. */
static int
find(const char *dotted, const char *const *oids, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(dotted, oids[i]) == 0)
			return i;
	return -1;
}

static bool
find_digest(const char *dotted, enum digest *out)
{
	int i = find(dotted, digest_oids, DIGEST__COUNT);

	if (i != -1)
		*out = (enum digest)i;
	return i != -1;
}

bool
identifier_digest(const struct identifier *x, enum digest *out)
{
	return find_digest(x->dotted, out);
}

bool
identifier_digest_of(struct span oid, enum digest *out)
{
	char dotted[ASN1_OID_ROOM];

	if (!asn1_oid_is_sound(oid))
		return false;
	asn1_oid_of(oid, dotted);
	return find_digest(dotted, out);
}

bool
identifier_cipher(const struct identifier *x, enum cipher *out)
{
	int i = find(x->dotted, cipher_oids, CIPHER__COUNT);

	if (i != -1)
		*out = (enum cipher)i;
	return i != -1;
}

/* ---- Parameters of PSS and OAEP ---------------------------------------- */

/* What stands in [n], if that is next. */
static bool
take_tagged(struct span *rest, unsigned int n, struct span *inside)
{
	struct asn1_element el;

	if (!asn1_ber_take(rest, DER_CONTEXT_CONSTRUCTED | n, &el))
		return false;
	*inside = el.content;
	return true;
}

static bool
take_alone(struct span s, struct identifier *out)
{
	return identifier_take(&s, out) && s.len == 0;
}

/* RFC 4055 sections 3.1 and 4.1: [0], a digest; absent is SHA-1. */
static bool
take_digest(struct span *rest, enum digest *out)
{
	struct identifier x;
	struct span s;

	*out = DIGEST_SHA1;
	return !take_tagged(rest, 0, &s) ||
	    (take_alone(s, &x) && identifier_digest(&x, out));
}

/* [1], MGF1 with a digest; absent is SHA-1. */
static bool
take_mask(struct span *rest, enum digest *out)
{
	struct identifier x, inner;
	struct span s;

	*out = DIGEST_SHA1;
	return !take_tagged(rest, 1, &s) ||
	    (take_alone(s, &x) && is(&x, OID_MGF1) && x.has_parameters &&
		take_alone(x.parameters.whole, &inner) &&
		identifier_digest(&inner, out));
}

/* An INTEGER in [n], and its content octets; none where it is not there. */
static bool
take_number(struct span *rest, unsigned int n, struct span *out)
{
	struct asn1_element el;
	struct span s;

	*out = span_of(NULL, 0);
	if (!take_tagged(rest, n, &s))
		return true;
	if (!asn1_take(&s, DER_INTEGER, &el) || s.len != 0)
		return false;
	*out = el.content;
	return out->len > 0;
}

/*
 * RFC 4055 section 3.1.  The salt's length is not compared with what the
 * signature has: it shows there, and is nothing that an attacker gains by.
 */
static bool
read_pss(const struct identifier *x, enum digest *out)
{
	struct span s, salt, trailer;
	enum digest mask;

	if (!x->has_parameters || x->parameters.tag != DER_SEQUENCE)
		return false;
	s = x->parameters.content;
	return take_digest(&s, out) && take_mask(&s, &mask) && mask == *out &&
	    take_number(&s, 2, &salt) && take_number(&s, 3, &trailer) &&
	    (trailer.len == 0 || asn1_small(trailer) == 1) && s.len == 0;
}

static bool
is_null(const struct identifier *x)
{
	return !x->has_parameters ||
	    (x->parameters.tag == DER_NULL && x->parameters.content.len == 0);
}

/* RFC 4055 section 4.1: [2], the label, which is to be empty. */
static bool
take_label(struct span *rest)
{
	struct identifier x;
	struct span s;

	return !take_tagged(rest, 2, &s) ||
	    (take_alone(s, &x) && x.has_parameters &&
		x.parameters.tag == DER_OCTET_STRING &&
		x.parameters.content.len == 0);
}

static bool
read_oaep(const struct identifier *x, enum digest *oaep, enum digest *mask)
{
	struct span s = { NULL, 0 };

	/* Parameters left out are the defaults to those who leave them out. */
	if (!is_null(x)) {
		if (x->parameters.tag != DER_SEQUENCE)
			return false;
		s = x->parameters.content;
	}
	return take_digest(&s, oaep) && take_mask(&s, mask) && take_label(&s) &&
	    s.len == 0 && *oaep != DIGEST_MD5 && *mask != DIGEST_MD5;
}

/* ---- Signatures and key transport -------------------------------------- */

/*
 * RFC 4055 section 5, RFC 5758 section 3.2: NULL or nothing as parameters.
 * What else may stand there is not signed in a CSR, and would make two of one.
 */
bool
identifier_signature(const struct identifier *x, enum scheme *scheme,
    enum digest *digest)
{
	size_t i;

	for (i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (is(x, signatures[i].oid)) {
			*scheme = signatures[i].scheme;
			*digest = signatures[i].digest;
			return is_null(x);
		}
	*scheme = SCHEME_RSA_PSS;
	return is(x, OID_PSS) && read_pss(x, digest);
}

bool
identifier_signature_of(struct span s, enum scheme *scheme, enum digest *digest)
{
	struct identifier x;

	return take_alone(s, &x) && identifier_signature(&x, scheme, digest);
}

bool
identifier_signer(const struct identifier *digest,
    const struct identifier *signature, enum scheme *s, enum digest *d)
{
	enum digest named;

	if (!identifier_digest(digest, d))
		return false;
	if (is(signature, OID_RSA_ENCRYPTION)) {
		*s = SCHEME_RSA;
		return true;
	}
	return identifier_signature(signature, s, &named) && named == *d;
}

bool
identifier_transport(const struct identifier *x, enum transport *out,
    enum digest *oaep, enum digest *mask)
{
	*oaep = *mask = DIGEST_SHA1;
	if (is(x, OID_RSA_ENCRYPTION)) {
		*out = TRANSPORT_PKCS1;
		return true;
	}
	*out = TRANSPORT_OAEP;
	return is(x, OID_OAEP) && read_oaep(x, oaep, mask);
}

/* ---- Written ------------------------------------------------------------ */

/*
 * RFC 5754 section 2: the parameters of SHA-2 are left out; so they are for
 * SHA-1 (RFC 3370 section 2.1), while MD5 has a NULL (section 2.2).
 */
void
identifier_put_digest(struct der *w, enum digest d)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, digest_oids[d]);
	if (d == DIGEST_MD5)
		der_null(w);
	der_close(w);
}

/* RFC 4055 section 2.1: this digest's parameters are NULL inside MGF1. */
static void
put_digest_with_null(struct der *w, enum digest d)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, digest_oids[d]);
	der_null(w);
	der_close(w);
}

/* [0] the digest, [1] MGF1 with the same: common to PSS and OAEP. */
static void
put_digest_and_mask(struct der *w, enum digest d)
{
	der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
	put_digest_with_null(w, d);
	der_close(w);
	der_open(w, DER_CONTEXT_CONSTRUCTED | 1);
	der_open(w, DER_SEQUENCE);
	der_oid(w, OID_MGF1);
	put_digest_with_null(w, d);
	der_close(w);
	der_close(w);
}

static void
put_pss(struct der *w, enum digest d)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, OID_PSS);
	der_open(w, DER_SEQUENCE);
	/* DER leaves defaults out (X.690 11.5): SHA-1, salt of 20. */
	if (d != DIGEST_SHA1) {
		put_digest_and_mask(w, d);
		der_open(w, DER_CONTEXT_CONSTRUCTED | 2);
		der_int(w, (long)digest_size(d));
		der_close(w);
	}
	der_close(w);
	der_close(w);
}

void
identifier_put_signature(struct der *w, enum scheme s, enum digest d)
{
	size_t i;

	if (s == SCHEME_RSA_PSS) {
		put_pss(w, d);
		return;
	}
	for (i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		if (signatures[i].scheme != s || signatures[i].digest != d)
			continue;
		der_open(w, DER_SEQUENCE);
		der_oid(w, signatures[i].oid);
		if (s == SCHEME_RSA) /* RFC 4055 section 5 */
			der_null(w);
		der_close(w);
		return;
	}
	w->broken = true; /* ECDSA with MD5 */
}

/*
 * RFC 3370 section 3.2 allows both OIDs for RSA; older strongSwan reads
 * rsaEncryption only.
 */
void
identifier_put_signer(struct der *w, enum scheme s, enum digest d)
{
	if (s == SCHEME_RSA)
		identifier_put_transport(w, TRANSPORT_PKCS1, d);
	else
		identifier_put_signature(w, s, d);
}

void
identifier_put_transport(struct der *w, enum transport t, enum digest oaep)
{
	der_open(w, DER_SEQUENCE);
	if (t == TRANSPORT_OAEP) {
		der_oid(w, OID_OAEP);
		der_open(w, DER_SEQUENCE);
		if (oaep != DIGEST_SHA1)
			put_digest_and_mask(w, oaep);
		der_close(w);
	} else {
		der_oid(w, OID_RSA_ENCRYPTION);
		der_null(w);
	}
	der_close(w);
}

void
identifier_put_cipher(struct der *w, enum cipher c, struct span iv)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, cipher_oids[c]);
	if (evp_is_gcm(c)) {
		der_open(w, DER_SEQUENCE);
		der_put(w, DER_OCTET_STRING, iv);
		der_int(w, GCM_TAG_SIZE);
		der_close(w);
	} else
		der_put(w, DER_OCTET_STRING, iv);
	der_close(w);
}
