/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures, ours verified by OpenSSL. */
#include <pthread.h>
#include <string.h>

#include <openssl/rsa.h>

#include "kit.h"
#include "pki/evp.h"

static const struct row {
	const char *name;
	enum kit_key key;
	enum scheme scheme;
	enum digest digest;
} rows[] = {
	{ "RSA MD5", KIT_DEVICE, SCHEME_RSA, DIGEST_MD5 },
	{ "RSA SHA-1", KIT_DEVICE, SCHEME_RSA, DIGEST_SHA1 },
	{ "RSA SHA-256", KIT_DEVICE, SCHEME_RSA, DIGEST_SHA256 },
	{ "RSA SHA-384", KIT_DEVICE, SCHEME_RSA, DIGEST_SHA384 },
	{ "RSA SHA-512", KIT_DEVICE, SCHEME_RSA, DIGEST_SHA512 },
	{ "RSA 1024", KIT_WEAK, SCHEME_RSA, DIGEST_SHA256 },
	{ "exponent 3", KIT_EXPONENT3, SCHEME_RSA, DIGEST_SHA256 },
	{ "PSS SHA-1", KIT_DEVICE, SCHEME_RSA_PSS, DIGEST_SHA1 },
	{ "PSS SHA-256", KIT_DEVICE, SCHEME_RSA_PSS, DIGEST_SHA256 },
	{ "PSS SHA-512", KIT_DEVICE, SCHEME_RSA_PSS, DIGEST_SHA512 },
	{ "ECDSA SHA-1", KIT_EC, SCHEME_ECDSA, DIGEST_SHA1 },
	{ "ECDSA SHA-256", KIT_EC, SCHEME_ECDSA, DIGEST_SHA256 },
	{ "ECDSA SHA-512", KIT_EC, SCHEME_ECDSA, DIGEST_SHA512 },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const char text[] = "to whom it may concern";

static void
signatures_hold_and_for_openssl_too(void **state)
{
	struct kit *kit = *state;
	struct span s = span_of_str(text), sig;
	struct err e = { 0 };
	EVP_PKEY_CTX *pctx;
	EVP_MD_CTX *ctx;
	size_t i;

	for (i = 0; i < ROWS; i++) {
		kit_ok(key_sign(kit->keys[rows[i].key], rows[i].scheme,
			   rows[i].digest, s, kit->a, &sig, &e),
		    &e);
		kit_ok(key_verify(kit->keys[rows[i].key], rows[i].scheme,
			   rows[i].digest, s, sig, &e),
		    &e);
		ctx = EVP_MD_CTX_new();
		assert_int_equal(EVP_DigestVerifyInit(ctx, &pctx,
				     evp_digest(rows[i].digest), NULL,
				     kit->pkeys[rows[i].key]),
		    1);
		if (rows[i].scheme == SCHEME_RSA_PSS)
			EVP_PKEY_CTX_set_rsa_padding(pctx,
			    RSA_PKCS1_PSS_PADDING);
		if (EVP_DigestVerify(ctx, sig.at, sig.len, s.at, s.len) != 1)
			fail_msg("%s", rows[i].name);
		EVP_MD_CTX_free(ctx);
	}
	kit_no_errors_left();
}

static void
a_changed_text_or_signature_does_not_hold(void **state)
{
	struct kit *kit = *state;
	struct span s = span_of_str(text), sig;
	struct err e = { 0 };
	uint8_t *copy;
	size_t i, at;

	for (i = 0; i < ROWS; i++) {
		kit_ok(key_sign(kit->keys[rows[i].key], rows[i].scheme,
			   rows[i].digest, s, kit->a, &sig, &e),
		    &e);
		kit_fails(key_verify(kit->keys[rows[i].key], rows[i].scheme,
			      rows[i].digest, span_of(s.at, s.len - 1), sig,
			      &e),
		    &e, ERR_INTEGRITY);
		for (at = 0; at < sig.len; at += 7) {
			copy = arena_alloc(kit->a, sig.len);
			memcpy(copy, sig.at, sig.len);
			copy[at] ^= 0x10;
			kit_fails(key_verify(kit->keys[rows[i].key],
				      rows[i].scheme, rows[i].digest, s,
				      span_of(copy, sig.len), &e),
			    &e, ERR_INTEGRITY);
			kit_fails(key_verify(kit->keys[rows[i].key],
				      rows[i].scheme, rows[i].digest, s,
				      span_of(sig.at, at), &e),
			    &e, ERR_INTEGRITY);
		}
	}
	kit_no_errors_left();
}

static void
another_key_scheme_or_digest_does_not_hold(void **state)
{
	struct kit *kit = *state;
	struct span s = span_of_str(text), sig;
	struct err e = { 0 };

	kit_ok(key_sign(kit->keys[KIT_DEVICE], SCHEME_RSA, DIGEST_SHA256, s,
		   kit->a, &sig, &e),
	    &e);
	kit_fails(key_verify(kit->keys[KIT_OTHER], SCHEME_RSA, DIGEST_SHA256, s,
		      sig, &e),
	    &e, ERR_INTEGRITY);
	kit_fails(key_verify(kit->keys[KIT_DEVICE], SCHEME_RSA_PSS,
		      DIGEST_SHA256, s, sig, &e),
	    &e, ERR_INTEGRITY);
	kit_fails(key_verify(kit->keys[KIT_DEVICE], SCHEME_RSA, DIGEST_SHA512,
		      s, sig, &e),
	    &e, ERR_INTEGRITY);
}

static void
what_does_not_go_together_is_an_algorithms_fault(void **state)
{
	struct kit *kit = *state;
	struct span s = span_of_str(text), sig;
	struct err e = { 0 };

	kit_fails(key_sign(kit->keys[KIT_DEVICE], SCHEME_ECDSA, DIGEST_SHA256,
		      s, kit->a, &sig, &e),
	    &e, ERR_ALGORITHM);
	kit_fails(key_verify(kit->keys[KIT_EC], SCHEME_RSA, DIGEST_SHA256, s, s,
		      &e),
	    &e, ERR_ALGORITHM);
	kit_fails(key_verify(kit->keys[KIT_EC], SCHEME_RSA_PSS, DIGEST_SHA256,
		      s, s, &e),
	    &e, ERR_ALGORITHM);
	kit_fails(key_sign(kit->keys[KIT_EC], SCHEME_ECDSA, DIGEST_MD5, s,
		      kit->a, &sig, &e),
	    &e, ERR_ALGORITHM);
}

/* The salt may have any length that fits; the signature shows it. */
static void
pss_salts_of_any_length_hold(void **state)
{
	static const int salts[] = { 0, 20, 32, 222 };
	struct kit *kit = *state;
	struct span s = span_of_str(text);
	struct err e = { 0 };
	unsigned char sig[256];
	EVP_PKEY_CTX *pctx;
	EVP_MD_CTX *ctx;
	size_t i, len;

	for (i = 0; i < sizeof(salts) / sizeof(salts[0]); i++) {
		ctx = EVP_MD_CTX_new();
		EVP_DigestSignInit(ctx, &pctx, EVP_sha256(), NULL,
		    kit->pkeys[KIT_DEVICE]);
		EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, salts[i]);
		len = sizeof(sig);
		assert_int_equal(EVP_DigestSign(ctx, sig, &len, s.at, s.len),
		    1);
		EVP_MD_CTX_free(ctx);
		kit_ok(key_verify(kit->keys[KIT_DEVICE], SCHEME_RSA_PSS,
			   DIGEST_SHA256, s, span_of(sig, len), &e),
		    &e);
	}
}

#define THREADS 8
#define TIMES 20

/* Each scheme with one key by turns: its contexts go round. */
static void *
sign_and_verify(void *arg)
{
	const struct key *key = arg;
	struct arena *a = arena_new();
	struct span s = span_of_str(text), sig;
	struct err e = { 0 };
	enum scheme scheme;
	void *failed = NULL;

	for (int i = 0; i < TIMES; i++) {
		scheme = i % 2 == 0 ? SCHEME_RSA : SCHEME_RSA_PSS;
		if (key_sign(key, scheme, DIGEST_SHA256, s, a, &sig, &e) ==
			-1 ||
		    key_verify(key, scheme, DIGEST_SHA256, s, sig, &e) == -1)
			failed = arg;
	}
	arena_free(a);
	return failed;
}

static void
threads_share_a_key(void **state)
{
	struct kit *kit = *state;
	pthread_t t[THREADS];
	void *failed;

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, sign_and_verify,
				     kit->keys[KIT_DEVICE]),
		    0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(t[i], &failed), 0);
		assert_null(failed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_hold_and_for_openssl_too),
		cmocka_unit_test(a_changed_text_or_signature_does_not_hold),
		cmocka_unit_test(another_key_scheme_or_digest_does_not_hold),
		cmocka_unit_test(
		    what_does_not_go_together_is_an_algorithms_fault),
		cmocka_unit_test(pss_salts_of_any_length_hold),
		cmocka_unit_test(threads_share_a_key),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
