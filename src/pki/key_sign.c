/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures by a key, made and verified. */
#include <openssl/rsa.h>

#include "pki/evp.h"
#include "pki/pki_err.h"

/* Key, scheme and digest go together. */
static int
check_scheme(const struct key *k, enum scheme s, enum digest d, struct err *e)
{
	const char *want = s == SCHEME_ECDSA ? "EC" : "RSA";

	if (!EVP_PKEY_is_a(key_evp(k), want))
		return err_set(e, ERR_ALGORITHM,
		    "signature is of %s, the key is of type %s",
		    s == SCHEME_ECDSA ? "ECDSA" : "RSA",
		    EVP_PKEY_get0_type_name(key_evp(k)));
	if (evp_digest(d) == NULL || (s == SCHEME_ECDSA && d == DIGEST_MD5))
		return err_set(e, ERR_ALGORITHM,
		    "%s is not available for this signature", digest_name(d));
	return 0;
}

static int
set_padding(EVP_PKEY_CTX *ctx, enum scheme s, int salt)
{
	if (s != SCHEME_RSA_PSS)
		return 1;
	if (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) != 1)
		return 0;
	return EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt);
}

int
key_sign(const struct key *k, enum scheme s, enum digest d, struct span bytes,
    struct arena *a, struct span *out, struct err *e)
{
	EVP_PKEY_CTX *pctx;
	EVP_MD_CTX *ctx;
	uint8_t *at;
	size_t len;
	int rc = -1;

	if (check_scheme(k, s, d, e) == -1)
		return -1;
	len = (size_t)EVP_PKEY_get_size(key_evp(k));
	at = arena_alloc(a, len);
	/* RFC 4055 section 3.1: a salt as long as the digest. */
	if ((ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestSignInit(ctx, &pctx, evp_digest(d), NULL, key_evp(k)) !=
		1 ||
	    set_padding(pctx, s, RSA_PSS_SALTLEN_DIGEST) != 1 ||
	    EVP_DigestSign(ctx, at, &len, bytes.at, bytes.len) != 1)
		pki_err(e, ERR_INTERNAL, "signing");
	else {
		*out = span_of(at, len);
		rc = 0;
	}
	EVP_MD_CTX_free(ctx);
	return rc;
}

int
key_verify(const struct key *k, enum scheme s, enum digest d, struct span bytes,
    struct span signature, struct err *e)
{
	EVP_PKEY_CTX *pctx;
	EVP_MD_CTX *ctx;
	int rc = -1;

	if (check_scheme(k, s, d, e) == -1)
		return -1;
	if ((ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestVerifyInit(ctx, &pctx, evp_digest(d), NULL, key_evp(k)) !=
		1 ||
	    set_padding(pctx, s, RSA_PSS_SALTLEN_AUTO) != 1)
		pki_err(e, ERR_INTERNAL, "preparing to verify");
	else if (EVP_DigestVerify(ctx, signature.at, signature.len, bytes.at,
		     bytes.len) != 1) {
		/* Why is of no use: what was signed differs, or the key. */
		pki_err_forget();
		err_set(e, ERR_INTEGRITY, "signature does not hold");
	} else
		rc = 0;
	EVP_MD_CTX_free(ctx);
	return rc;
}
