/* SPDX-License-Identifier: BSD-2-Clause */
/* See work.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/evp.h>

#include "pki/key.h"
#include "store/store.h"
#include "work.h"

static const char *const names[] = { "RSA decryption", "decryption",
	"key decoded", "verification", "signature", "view", "update" };

static struct work_done done;

static void
count(enum work w, size_t bytes)
{
	done.n[w]++;
	done.bytes[w] += bytes;
}

/* The linker's names: what is called now, and what was meant. */
#define BETWEEN(name, ...)              \
	int __real_##name(__VA_ARGS__); \
	int __wrap_##name(__VA_ARGS__); \
	int __wrap_##name(__VA_ARGS__)

BETWEEN(EVP_PKEY_decrypt, EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen,
    const unsigned char *in, size_t inlen)
{
	count(WORK_RSA_DECRYPT, inlen);
	return __real_EVP_PKEY_decrypt(ctx, out, outlen, in, inlen);
}

BETWEEN(EVP_DecryptUpdate, EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl,
    const unsigned char *in, int inl)
{
	count(WORK_DECRYPT, (size_t)inl);
	return __real_EVP_DecryptUpdate(ctx, out, outl, in, inl);
}

/* A signature is as long as its key. */
BETWEEN(EVP_PKEY_verify, EVP_PKEY_CTX *ctx, const unsigned char *sig,
    size_t siglen, const unsigned char *tbs, size_t tbslen)
{
	count(WORK_VERIFY, siglen);
	return __real_EVP_PKEY_verify(ctx, sig, siglen, tbs, tbslen);
}

BETWEEN(EVP_PKEY_sign, EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen,
    const unsigned char *tbs, size_t tbslen)
{
	count(WORK_SIGN, *siglen);
	return __real_EVP_PKEY_sign(ctx, sig, siglen, tbs, tbslen);
}

BETWEEN(key_from_spki, struct span spki, struct key **out, struct err *e)
{
	count(WORK_DECODE, spki.len);
	return __real_key_from_spki(spki, out, e);
}

BETWEEN(store_view, struct store *s, store_body *body, void *ctx, struct err *e)
{
	count(WORK_VIEW, 0);
	return __real_store_view(s, body, ctx, e);
}

BETWEEN(store_update, struct store *s, enum store_durability d,
    store_body *body, void *ctx, struct err *e)
{
	count(WORK_UPDATE, 0);
	return __real_store_update(s, d, body, ctx, e);
}

BETWEEN(store_update_ahead, struct store *s, store_body *body, void *ctx,
    uint64_t *commit, struct err *e)
{
	count(WORK_UPDATE, 0);
	return __real_store_update_ahead(s, body, ctx, commit, e);
}

void
work_begin(void)
{
	done = (struct work_done){ 0 };
}

struct work_done
work_end(void)
{
	/* The linker left one out, if nothing is counted. */
	assert_int_not_equal(done.n[WORK_SIGN], 0);
	return done;
}

void
work_is_same(const struct work_done *have, const struct work_done *want,
    const char *what, size_t at)
{
	for (int i = 0; i < WORK__COUNT; i++)
		if (have->n[i] != want->n[i] ||
		    have->bytes[i] != want->bytes[i])
			fail_msg("%s %zu: %s: %u of %zu bytes, want %u of %zu",
			    what, at, names[i], have->n[i], have->bytes[i],
			    want->n[i], want->bytes[i]);
}
