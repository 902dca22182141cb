/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is fetched from OpenSSL's providers: once, since a fetch by name takes
 * locks that all threads share.  Nothing here changes afterwards.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/provider.h>

#include "pki/evp.h"
#include "pki/pki_err.h"

static const struct {
	size_t key;
	size_t iv;
	bool gcm;
} sizes[] = {
	[CIPHER_DES] = { 8, 8, false },
	[CIPHER_DES3] = { 24, 8, false },
	[CIPHER_AES128] = { 16, 16, false },
	[CIPHER_AES192] = { 24, 16, false },
	[CIPHER_AES256] = { 32, 16, false },
	/* RFC 5084 section 3.2: a nonce of 12 octets is recommended. */
	[CIPHER_AES128_GCM] = { 16, 12, true },
	[CIPHER_AES192_GCM] = { 24, 12, true },
	[CIPHER_AES256_GCM] = { 32, 12, true },
};

_Static_assert(sizeof(sizes) / sizeof(sizes[0]) == CIPHER__COUNT,
    "one row a cipher");

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *digests[DIGEST__COUNT];
static EVP_CIPHER *ciphers[CIPHER__COUNT];
static EVP_MAC_CTX *hmac;

/* DES: from the legacy provider, when a profile asks for it. */
static pthread_mutex_t obsolete_lock = PTHREAD_MUTEX_INITIALIZER;
static EVP_CIPHER *_Atomic obsolete_des;

/* A keyless context: to be copied costs a tenth of being made by name. */
static EVP_MAC_CTX *
make_hmac(void)
{
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
		    0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);

	if (ctx != NULL && EVP_MAC_CTX_set_params(ctx, params) != 1) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	EVP_MAC_free(mac);
	return ctx;
}

static void
fetch(void)
{
	int i;

	for (i = 0; i < DIGEST__COUNT; i++)
		digests[i] = EVP_MD_fetch(NULL, digest_name((enum digest)i),
		    NULL);
	for (i = 0; i < CIPHER__COUNT; i++)
		if (i != CIPHER_DES)
			ciphers[i] = EVP_CIPHER_fetch(NULL,
			    cipher_name((enum cipher)i), NULL);
	hmac = make_hmac();
	pki_err_forget();
}

const EVP_MD *
evp_digest(enum digest d)
{
	pthread_once(&once, fetch);
	return digests[d];
}

const EVP_CIPHER *
evp_cipher(enum cipher c, struct err *e)
{
	const EVP_CIPHER *found;

	pthread_once(&once, fetch);
	found = c == CIPHER_DES ? atomic_load(&obsolete_des) : ciphers[c];
	if (found == NULL)
		err_set(e, ERR_ALGORITHM, "%s is not available here",
		    cipher_name(c));
	return found;
}

size_t
evp_key_size(enum cipher c)
{
	return sizes[c].key;
}

size_t
evp_iv_size(enum cipher c)
{
	return sizes[c].iv;
}

bool
evp_is_gcm(enum cipher c)
{
	return sizes[c].gcm;
}

/*
 * In a library context of its own, so that nothing else of the legacy
 * provider can be reached from anywhere.  The context lives as long as the
 * process: ciphers in use point into it.
 */
static EVP_CIPHER *
fetch_des(void)
{
	EVP_CIPHER *des = NULL;
	OSSL_LIB_CTX *ctx;

	if ((ctx = OSSL_LIB_CTX_new()) == NULL)
		return NULL;
	if (OSSL_PROVIDER_load(ctx, "legacy") != NULL)
		des = EVP_CIPHER_fetch(ctx, cipher_name(CIPHER_DES), NULL);
	if (des == NULL)
		OSSL_LIB_CTX_free(ctx);
	return des;
}

int
cipher_enable_obsolete(struct err *e)
{
	EVP_CIPHER *des;

	pthread_mutex_lock(&obsolete_lock);
	if ((des = atomic_load(&obsolete_des)) == NULL) {
		des = fetch_des();
		atomic_store(&obsolete_des, des);
	}
	pthread_mutex_unlock(&obsolete_lock);
	if (des == NULL)
		return pki_err(e, ERR_UNAVAILABLE,
		    "level obsolete needs "
		    "OpenSSL's legacy provider (legacy.so of Debian's "
		    "libssl3) for DES");
	return 0;
}

size_t
digest_of(enum digest d, struct span s, uint8_t *out)
{
	/* Only MD5 can be missing, where OpenSSL is a FIPS one. */
	if (evp_digest(d) == NULL ||
	    EVP_Digest(s.at, s.len, out, NULL, digests[d], NULL) != 1)
		abort();
	return digest_size(d);
}

void
hmac_sha256(struct span key, struct span s, uint8_t *out)
{
	/* A NULL key is no key to OpenSSL, not an empty one. */
	const uint8_t *at = key.len == 0 ? (const uint8_t *)"" : key.at;
	EVP_MAC_CTX *ctx = NULL;
	size_t len = 0;

	pthread_once(&once, fetch);
	if (hmac == NULL || (ctx = EVP_MAC_CTX_dup(hmac)) == NULL ||
	    EVP_MAC_init(ctx, at, key.len, NULL) != 1 ||
	    EVP_MAC_update(ctx, s.at, s.len) != 1 ||
	    EVP_MAC_final(ctx, out, &len, 32) != 1 || len != 32)
		abort();
	EVP_MAC_CTX_free(ctx);
}
