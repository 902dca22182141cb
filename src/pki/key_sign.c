/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures by a key, made and verified. */
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

/* A context that is ready to sign or verify, and what it is to be told. */
struct ready {
	struct key_context *ctx;
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int len;
};

/* The caller is done with r->ctx in any case. */
static bool
get_ready(struct ready *r, const struct key *k, const struct key_purpose *p,
    struct span bytes)
{
	return (r->ctx = key_context(k, p)) != NULL &&
	    EVP_Digest(bytes.at, bytes.len, r->digest, &r->len,
		evp_digest(p->digest), NULL) == 1;
}

int
key_sign(const struct key *k, enum scheme s, enum digest d, struct span bytes,
    struct arena *a, struct span *out, struct err *e)
{
	const struct key_purpose p = {
		.use = KEY_SIGNS,
		.scheme = s,
		.digest = d,
	};
	struct ready r;
	uint8_t *at;
	size_t len;
	int rc = -1;

	if (check_scheme(k, s, d, e) == -1)
		return -1;
	len = (size_t)EVP_PKEY_get_size(key_evp(k));
	at = arena_alloc(a, len);
	if (!get_ready(&r, k, &p, bytes) ||
	    EVP_PKEY_sign(r.ctx->evp, at, &len, r.digest, r.len) != 1)
		pki_err(e, ERR_INTERNAL, "signing");
	else {
		*out = span_of(at, len);
		rc = 0;
	}
	key_context_done(k, r.ctx);
	return rc;
}

int
key_verify(const struct key *k, enum scheme s, enum digest d, struct span bytes,
    struct span signature, struct err *e)
{
	const struct key_purpose p = {
		.use = KEY_VERIFIES,
		.scheme = s,
		.digest = d,
	};
	struct ready r;
	int rc = -1;

	if (check_scheme(k, s, d, e) == -1)
		return -1;
	if (!get_ready(&r, k, &p, bytes))
		pki_err(e, ERR_INTERNAL, "preparing to verify");
	else if (EVP_PKEY_verify(r.ctx->evp, signature.at, signature.len,
		     r.digest, r.len) != 1) {
		/* Why is of no use: what was signed differs, or the key. */
		pki_err_forget();
		err_set(e, ERR_INTEGRITY, "signature does not hold");
	} else
		rc = 0;
	key_context_done(k, r.ctx);
	return rc;
}
