/* SPDX-License-Identifier: BSD-2-Clause */
/* See limit.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/rsa.h>

#include "base/mem.h"
#include "bench/limit.h"
#include "pki/evp.h"
#include "pki/pki_err.h"

#define THREADS_MOST 16
#define BLOCK_MOST (KEY_RSA_BITS_MOST / 8)
#define KEY_SIZE 16 /* of AES-128, which is what is decrypted */
#define SHA256_SIZE 32

enum { DECRYPTS, SIGNS, ISSUES, KEYS };

struct limit {
	struct key *keys[KEYS];
	uint8_t sealed[BLOCK_MOST];
	size_t sealed_len;
};

struct work {
	const struct limit *limit;
	unsigned int times;
	int64_t ns;
	bool failed;
};

static EVP_PKEY_CTX *
context(const struct key *k, int (*init)(EVP_PKEY_CTX *))
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key_evp(k), NULL);

	if (ctx == NULL || init(ctx) != 1 ||
	    (key_type_of(k).kind == KEY_RSA &&
		EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) != 1)) {
		EVP_PKEY_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

static EVP_PKEY_CTX *
signer(const struct key *k)
{
	EVP_PKEY_CTX *ctx = context(k, EVP_PKEY_sign_init);

	if (ctx != NULL &&
	    EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1)
		return ctx;
	EVP_PKEY_CTX_free(ctx);
	return NULL;
}

static int
seal(struct limit *l, struct err *e)
{
	static const uint8_t key[KEY_SIZE] = { 1 };
	EVP_PKEY_CTX *ctx = context(l->keys[DECRYPTS], EVP_PKEY_encrypt_init);
	int rc = 0;

	l->sealed_len = sizeof(l->sealed);
	if (ctx == NULL ||
	    EVP_PKEY_encrypt(ctx, l->sealed, &l->sealed_len, key,
		sizeof(key)) != 1)
		rc = pki_err(e, ERR_INTERNAL, "sealing what is to be opened");
	EVP_PKEY_CTX_free(ctx);
	return rc;
}

int
limit_new(struct key_type decrypts, struct key_type signs,
    struct key_type issues, struct limit **out, struct err *e)
{
	const struct key_type types[KEYS] = { decrypts, signs, issues };
	struct limit *l = mem_alloc(sizeof(*l));

	for (int i = 0; i < KEYS; i++)
		if (key_generate(types[i], &l->keys[i], e) == -1) {
			limit_free(l);
			return -1;
		}
	if (seal(l, e) == -1) {
		limit_free(l);
		return -1;
	}
	*out = l;
	return 0;
}

void
limit_free(struct limit *l)
{
	if (l == NULL)
		return;
	for (int i = 0; i < KEYS; i++)
		key_free(l->keys[i]);
	free(l);
}

static bool
sign(EVP_PKEY_CTX *ctx, const uint8_t digest[static SHA256_SIZE])
{
	uint8_t block[BLOCK_MOST];
	size_t len = sizeof(block);

	return EVP_PKEY_sign(ctx, block, &len, digest, SHA256_SIZE) == 1;
}

static bool
decrypt(EVP_PKEY_CTX *ctx, const struct limit *l)
{
	uint8_t block[BLOCK_MOST];
	size_t len = sizeof(block);

	return EVP_PKEY_decrypt(ctx, block, &len, l->sealed, l->sealed_len) ==
	    1;
}

static int64_t
thread_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void *
run(void *arg)
{
	static const uint8_t digest[SHA256_SIZE] = { 1 };
	struct work *w = arg;
	const struct limit *l = w->limit;
	EVP_PKEY_CTX *opens = context(l->keys[DECRYPTS], EVP_PKEY_decrypt_init);
	EVP_PKEY_CTX *signs = signer(l->keys[SIGNS]);
	EVP_PKEY_CTX *issues = signer(l->keys[ISSUES]);
	int64_t began;

	w->failed = opens == NULL || signs == NULL || issues == NULL ||
	    !decrypt(opens, l) || !sign(signs, digest) || !sign(issues, digest);
	began = thread_ns();
	for (unsigned int i = 0; !w->failed && i < w->times; i++)
		w->failed = !decrypt(opens, l) || !sign(signs, digest) ||
		    !sign(issues, digest);
	w->ns = thread_ns() - began;
	EVP_PKEY_CTX_free(opens);
	EVP_PKEY_CTX_free(signs);
	EVP_PKEY_CTX_free(issues);
	return NULL;
}

int
limit_measure(const struct limit *l, unsigned int threads, unsigned int times,
    int64_t *ns, struct err *e)
{
	struct work w[THREADS_MOST];
	pthread_t t[THREADS_MOST];
	unsigned int i, started;
	bool failed = false;

	if (threads > THREADS_MOST)
		threads = THREADS_MOST;
	*ns = 0;
	for (started = 0; started < threads; started++) {
		w[started] = (struct work){ .limit = l, .times = times };
		if (pthread_create(&t[started], NULL, run, &w[started]) != 0)
			break;
	}
	for (i = 0; i < started; i++) {
		(void)pthread_join(t[i], NULL);
		failed |= w[i].failed;
		*ns += w[i].ns / ((int64_t)times * threads);
	}
	if (failed || started < threads)
		return err_set(e, ERR_INTERNAL, "the limit: threads: %u of %u",
		    started, threads);
	return 0;
}
