/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contexts of OpenSSL, ready for what a key is to do.
 *
 * To make one and get it ready takes as long as a fifth of a verification, a
 * good part of it spent looking up names.  So who is done gives it back as it
 * is, and the next one who wants the same of this key, in whichever thread,
 * goes on with it: to use one again without another init is documented.
 */
#include <openssl/rsa.h>

#include "base/mem.h"
#include "pki/evp.h"

static int
start(EVP_PKEY_CTX *ctx, enum key_use use)
{
	switch (use) {
	case KEY_SIGNS:
		return EVP_PKEY_sign_init(ctx);
	case KEY_VERIFIES:
		return EVP_PKEY_verify_init(ctx);
	case KEY_DECRYPTS:
		return EVP_PKEY_decrypt_init(ctx);
	case KEY_ENCRYPTS:
		return EVP_PKEY_encrypt_init(ctx);
	case KEY_USE__COUNT:
		break;
	}
	return 0;
}

static int
set_signature(EVP_PKEY_CTX *ctx, const struct key_purpose *p)
{
	/* RFC 4055 section 3.1: a salt as long as the digest. */
	int salt = p->use == KEY_SIGNS ? RSA_PSS_SALTLEN_DIGEST :
					 RSA_PSS_SALTLEN_AUTO;

	if (p->scheme == SCHEME_RSA_PSS &&
	    (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) != 1 ||
		EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt) != 1))
		return 0;
	return EVP_PKEY_CTX_set_signature_md(ctx, evp_digest(p->digest));
}

static int
set_transport(EVP_PKEY_CTX *ctx, const struct key_purpose *p)
{
	if (p->transport != TRANSPORT_OAEP)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING);
	if (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_rsa_oaep_md(ctx, evp_digest(p->digest)) != 1)
		return 0;
	return EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, evp_digest(p->mask));
}

static bool
get_ready(struct key_context *c, const struct key_purpose *p)
{
	bool signature = p->use == KEY_SIGNS || p->use == KEY_VERIFIES;

	if (start(c->evp, p->use) != 1 ||
	    (signature ? set_signature : set_transport)(c->evp, p) != 1)
		return false;
	c->purpose = *p;
	return true;
}

static bool
is_same(const struct key_purpose *a, const struct key_purpose *b)
{
	return a->use == b->use && a->scheme == b->scheme &&
	    a->transport == b->transport && a->digest == b->digest &&
	    a->mask == b->mask;
}

struct key_context *
key_context(const struct key *k, const struct key_purpose *p)
{
	struct key_context *c = key_spare_take(key_spare(k), p->use);

	if (c != NULL && is_same(&c->purpose, p))
		return c;
	if (c == NULL) {
		c = mem_alloc(sizeof(*c));
		c->evp = EVP_PKEY_CTX_new_from_pkey(NULL, key_evp(k), NULL);
	}
	if (c->evp != NULL && get_ready(c, p))
		return c;
	key_context_free(c);
	return NULL;
}

void
key_context_done(const struct key *k, struct key_context *c)
{
	if (c != NULL)
		key_spare_give(key_spare(k), c);
}
