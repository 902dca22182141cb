/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contexts of OpenSSL, ready for what a key is to do.
 *
 * To make one and get it ready takes as long as a fifth of a verification, a
 * good part of it spent looking up names.  So who is done gives it back as it
 * is, and the next one who wants the same of this key, in whichever thread,
 * goes on with it: to use one again without another init is documented.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include <openssl/rsa.h>

#include "base/mem.h"
#include "pki/evp.h"

/* As many threads as are seen to do one thing with a key at once. */
#define SPARE_MOST 4

struct key_spare {
	_Atomic(struct key_context *) at[KEY_USE__COUNT][SPARE_MOST];
};

static void
context_free(struct key_context *c)
{
	if (c == NULL)
		return;
	EVP_PKEY_CTX_free(c->evp);
	free(c);
}

struct key_spare *
key_spare_new(void)
{
	return mem_alloc(sizeof(struct key_spare));
}

void
key_spare_free(struct key_spare *s)
{
	for (int use = 0; use < KEY_USE__COUNT; use++)
		for (int i = 0; i < SPARE_MOST; i++)
			context_free(atomic_load(&s->at[use][i]));
	free(s);
}

/* One that somebody left who did this with the key, or NULL. */
static struct key_context *
take(struct key_spare *s, enum key_use use)
{
	struct key_context *c = NULL;

	for (int i = 0; c == NULL && i < SPARE_MOST; i++)
		c = atomic_exchange(&s->at[use][i], NULL);
	return c;
}

/* ---- Getting one ready ------------------------------------------------- */

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

/* ---- Taking and giving back -------------------------------------------- */

struct key_context *
key_context(const struct key *k, const struct key_purpose *p)
{
	struct key_context *c = take(key_spare(k), p->use);

	if (c != NULL && is_same(&c->purpose, p))
		return c;
	/* One that did something else needs no looking up of the key's type. */
	for (int use = 0; c == NULL && use < KEY_USE__COUNT; use++)
		c = take(key_spare(k), (enum key_use)use);
	if (c == NULL) {
		c = mem_alloc(sizeof(*c));
		c->evp = EVP_PKEY_CTX_new_from_pkey(NULL, key_evp(k), NULL);
	}
	if (c->evp != NULL && get_ready(c, p))
		return c;
	context_free(c);
	return NULL;
}

void
key_context_done(const struct key *k, struct key_context *c)
{
	struct key_spare *s = key_spare(k);

	for (int i = 0; c != NULL && i < SPARE_MOST; i++)
		c = atomic_exchange(&s->at[c->purpose.use][i], c);
	context_free(c);
}
