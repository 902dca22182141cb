/* SPDX-License-Identifier: BSD-2-Clause */
/* See identifier.h. */
#include <string.h>

#include <openssl/rsa.h>

#include "pki/asn1.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/pki_err.h"

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

static bool
is(const X509_ALGOR *x, const char *oid)
{
	const ASN1_OBJECT *o;
	char text[ASN1_OID_ROOM];

	X509_ALGOR_get0(&o, NULL, NULL, x);
	asn1_oid(o, text);
	return strcmp(text, oid) == 0;
}

bool
identifier_digest(const X509_ALGOR *x, enum digest *out)
{
	const ASN1_OBJECT *o;
	char text[ASN1_OID_ROOM];
	int i;

	X509_ALGOR_get0(&o, NULL, NULL, x);
	asn1_oid(o, text);
	for (i = 0; i < DIGEST__COUNT; i++)
		if (strcmp(text, digest_oids[i]) == 0) {
			*out = (enum digest)i;
			return true;
		}
	return false;
}

bool
identifier_digest_of(struct span oid, enum digest *out)
{
	for (int i = 0; i < DIGEST__COUNT; i++)
		if (asn1_is_oid(oid, digest_oids[i])) {
			*out = (enum digest)i;
			return true;
		}
	return false;
}

bool
identifier_cipher(const X509_ALGOR *x, enum cipher *out)
{
	const ASN1_OBJECT *o;
	char text[ASN1_OID_ROOM];
	int i;

	X509_ALGOR_get0(&o, NULL, NULL, x);
	asn1_oid(o, text);
	for (i = 0; i < CIPHER__COUNT; i++)
		if (strcmp(text, cipher_oids[i]) == 0) {
			*out = (enum cipher)i;
			return true;
		}
	return false;
}

/* RFC 4055 sections 3.1 and 4.1: absent is SHA-1. */
static bool
digest_or_sha1(const X509_ALGOR *x, enum digest *out)
{
	if (x == NULL) {
		*out = DIGEST_SHA1;
		return true;
	}
	return identifier_digest(x, out);
}

/* MGF1 with a digest; absent is SHA-1. */
static bool
read_mask(const X509_ALGOR *x, enum digest *out)
{
	X509_ALGOR *inner;
	const void *value;
	bool known;
	int type;

	if (x == NULL)
		return digest_or_sha1(NULL, out);
	if (!is(x, OID_MGF1))
		return false;
	X509_ALGOR_get0(NULL, &type, &value, x);
	if (type != V_ASN1_SEQUENCE)
		return false;
	inner = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
	known = inner != NULL && identifier_digest(inner, out);
	X509_ALGOR_free(inner);
	pki_err_forget();
	return known;
}

/*
 * RFC 4055 section 3.1.  The salt's length is not compared with what the
 * signature has: it shows there, and is nothing that an attacker gains by.
 */
static bool
read_pss(const X509_ALGOR *x, enum digest *out)
{
	RSA_PSS_PARAMS *p;
	enum digest mask;
	const void *value;
	bool known;
	int type;

	X509_ALGOR_get0(NULL, &type, &value, x);
	if (type != V_ASN1_SEQUENCE)
		return false;
	p = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
	known = p != NULL && digest_or_sha1(p->hashAlgorithm, out) &&
	    read_mask(p->maskGenAlgorithm, &mask) && mask == *out &&
	    (p->trailerField == NULL || ASN1_INTEGER_get(p->trailerField) == 1);
	RSA_PSS_PARAMS_free(p);
	pki_err_forget();
	return known;
}

/*
 * RFC 4055 section 5, RFC 5758 section 3.2: NULL or nothing.  What else may
 * stand there is not signed in a CSR, and would make two of one.
 */
static bool
has_no_parameters(const X509_ALGOR *x)
{
	int type;

	X509_ALGOR_get0(NULL, &type, NULL, x);
	return type == V_ASN1_UNDEF || type == V_ASN1_NULL;
}

bool
identifier_signature(const X509_ALGOR *x, enum scheme *scheme,
    enum digest *digest)
{
	const ASN1_OBJECT *o;
	char text[ASN1_OID_ROOM];
	size_t i;

	X509_ALGOR_get0(&o, NULL, NULL, x);
	asn1_oid(o, text);
	for (i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (strcmp(text, signatures[i].oid) == 0) {
			*scheme = signatures[i].scheme;
			*digest = signatures[i].digest;
			return has_no_parameters(x);
		}
	*scheme = SCHEME_RSA_PSS;
	return strcmp(text, OID_PSS) == 0 && read_pss(x, digest);
}

bool
identifier_signature_of(struct span s, enum scheme *scheme, enum digest *digest)
{
	const unsigned char *at = s.at;
	X509_ALGOR *x;
	bool known;

	x = d2i_X509_ALGOR(NULL, &at, (long)s.len);
	known = x != NULL && identifier_signature(x, scheme, digest);
	X509_ALGOR_free(x);
	pki_err_forget();
	return known;
}

bool
identifier_signer(const X509_ALGOR *digest, const X509_ALGOR *signature,
    enum scheme *s, enum digest *d)
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

/* RFC 4055 section 4.1. */
static bool
read_oaep(const X509_ALGOR *x, enum digest *oaep, enum digest *mask)
{
	RSA_OAEP_PARAMS *p;
	const void *value;
	bool known;
	int type;

	X509_ALGOR_get0(NULL, &type, &value, x);
	/* Parameters left out are the defaults to those who leave them out. */
	if (type == V_ASN1_UNDEF || type == V_ASN1_NULL)
		return digest_or_sha1(NULL, oaep) && read_mask(NULL, mask);
	if (type != V_ASN1_SEQUENCE)
		return false;
	p = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_OAEP_PARAMS));
	known = p != NULL && digest_or_sha1(p->hashFunc, oaep) &&
	    read_mask(p->maskGenFunc, mask);
	if (known && p->pSourceFunc != NULL) {
		X509_ALGOR_get0(NULL, &type, &value, p->pSourceFunc);
		known = type == V_ASN1_OCTET_STRING &&
		    ASN1_STRING_length(value) == 0;
	}
	RSA_OAEP_PARAMS_free(p);
	pki_err_forget();
	return known && *oaep != DIGEST_MD5 && *mask != DIGEST_MD5;
}

bool
identifier_transport(const X509_ALGOR *x, enum transport *out,
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
