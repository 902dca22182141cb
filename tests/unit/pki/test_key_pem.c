/* SPDX-License-Identifier: BSD-2-Clause */
/* Private keys in files. */
#include <string.h>

#include <openssl/pem.h>

#include "kit.h"
#include "pki/evp.h"

static struct span
written(struct kit *kit, const struct key *k, const struct secret *passphrase)
{
	struct err e = { 0 };
	struct span s;
	struct buf b;

	buf_init(&b, 1 << 16);
	kit_ok(key_to_pem(k, passphrase, &b, &e), &e);
	s = arena_span(kit->a, buf_span(&b));
	buf_clear(&b);
	return s;
}

static void
keys_are_written_and_read_back(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct span pem;
	struct key *k;
	int i;

	for (i = 0; i < KIT_KEY__COUNT; i++) {
		pem = written(kit, kit->keys[i], NULL);
		assert_memory_equal(pem.at, "-----BEGIN PRIVATE KEY-----\n",
		    28);
		kit_ok(key_from_pem(pem, NULL, &k, &e), &e);
		assert_int_equal(EVP_PKEY_eq(key_evp(k), kit->pkeys[i]), 1);
		key_free(k);
	}
	kit_no_errors_left();
}

static void
an_encrypted_key_needs_its_passphrase(void **state)
{
	struct kit *kit = *state;
	struct secret *right = secret_new(span_of_str("correct horse"));
	struct secret *wrong = secret_new(span_of_str("battery staple"));
	struct err e = { 0 };
	struct span pem;
	struct key *k;

	pem = written(kit, kit->keys[KIT_CA], right);
	assert_memory_equal(pem.at, "-----BEGIN ENCRYPTED PRIVATE KEY-----",
	    37);
	kit_fails(key_from_pem(pem, NULL, &k, &e), &e, ERR_DENIED);
	assert_non_null(strstr(e.text, "passphrase"));
	kit_fails(key_from_pem(pem, wrong, &k, &e), &e, ERR_DENIED);
	assert_null(strstr(e.text, "battery"));
	kit_ok(key_from_pem(pem, right, &k, &e), &e);
	assert_int_equal(EVP_PKEY_eq(key_evp(k), kit->pkeys[KIT_CA]), 1);
	key_free(k);
	secret_free(right);
	secret_free(wrong);
	kit_no_errors_left();
}

static void
a_passphrase_that_is_not_needed_does_no_harm(void **state)
{
	struct kit *kit = *state;
	struct secret *s = secret_new(span_of_str("unused"));
	struct err e = { 0 };
	struct key *k;

	kit_ok(key_from_pem(kit_file(kit, "data/ca.key"), s, &k, &e), &e);
	key_free(k);
	secret_free(s);
}

/* "RSA PRIVATE KEY" and "EC PRIVATE KEY", plain and encrypted the old way. */
static void
traditional_forms_are_read(void **state)
{
	struct kit *kit = *state;
	struct secret *s = secret_new(span_of_str("1234"));
	int types[] = { KIT_DEVICE, KIT_EC };
	unsigned char pass[] = "1234";
	struct err e = { 0 };
	struct key *k;
	char *at;
	long len;
	BIO *bio;
	int i;

	for (i = 0; i < 4; i++) {
		bio = BIO_new(BIO_s_mem());
		assert_int_equal(PEM_write_bio_PrivateKey_traditional(bio,
				     kit->pkeys[types[i / 2]],
				     i % 2 == 0 ? NULL : EVP_aes_128_cbc(),
				     pass, i % 2 == 0 ? 0 : 4, NULL, NULL),
		    1);
		len = BIO_get_mem_data(bio, &at);
		if (i % 2 != 0)
			kit_fails(key_from_pem(span_of(at, (size_t)len), NULL,
				      &k, &e),
			    &e, ERR_DENIED);
		kit_ok(key_from_pem(span_of(at, (size_t)len), s, &k, &e), &e);
		assert_int_equal(EVP_PKEY_eq(key_evp(k),
				     kit->pkeys[types[i / 2]]),
		    1);
		key_free(k);
		BIO_free(bio);
	}
	secret_free(s);
}

static void
what_holds_no_private_key_is_malformed(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct key *k;

	kit_fails(key_from_pem(span_of(NULL, 0), NULL, &k, &e), &e,
	    ERR_MALFORMED);
	kit_fails(key_from_pem(span_of_str("hello"), NULL, &k, &e), &e,
	    ERR_MALFORMED);
	kit_fails(key_from_pem(kit_file(kit, "data/ca.crt"), NULL, &k, &e), &e,
	    ERR_MALFORMED);
	kit_fails(key_from_pem(span_of_str("-----BEGIN PRIVATE KEY-----\n"
					   "AAAA\n-----END PRIVATE KEY-----\n"),
		      NULL, &k, &e),
	    &e, ERR_MALFORMED);
	kit_no_errors_left();
}

static void
a_key_that_does_not_fit_its_buffer_is_an_error(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct buf b;

	buf_init(&b, 100);
	kit_fails(key_to_pem(kit->keys[KIT_CA], NULL, &b, &e), &e,
	    ERR_INTERNAL);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_written_and_read_back),
		cmocka_unit_test(an_encrypted_key_needs_its_passphrase),
		cmocka_unit_test(a_passphrase_that_is_not_needed_does_no_harm),
		cmocka_unit_test(traditional_forms_are_read),
		cmocka_unit_test(what_holds_no_private_key_is_malformed),
		cmocka_unit_test(
		    a_key_that_does_not_fit_its_buffer_is_an_error),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
