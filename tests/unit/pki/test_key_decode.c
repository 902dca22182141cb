/* SPDX-License-Identifier: BSD-2-Clause */
/* Public keys out of their SubjectPublicKeyInfo. */
#include <pthread.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "kit.h"
#include "pki/evp.h"

static struct span
spki_of(struct kit *kit, EVP_PKEY *pkey)
{
	unsigned char *der = NULL;
	struct span s;
	int len;

	len = i2d_PUBKEY(pkey, &der);
	assert_true(len > 0);
	s = arena_span(kit->a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	EVP_PKEY_free(pkey);
	return s;
}

static void
every_key_comes_back_from_its_spki(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct key *k;
	int i, round;

	/* In turn, so that the kept decoder changes its type each time. */
	for (round = 0; round < 3; round++)
		for (i = 0; i < KIT_KEY__COUNT; i++) {
			kit_ok(key_from_spki(key_spki(kit->keys[i]), &k, &e),
			    &e);
			assert_int_equal(EVP_PKEY_eq(key_evp(k), kit->pkeys[i]),
			    1);
			assert_true(
			    span_equal(key_spki(k), key_spki(kit->keys[i])));
			assert_int_equal(key_type_of(k).bits,
			    EVP_PKEY_get_bits(kit->pkeys[i]));
			key_free(k);
		}
	kit_no_errors_left();
}

static void
keys_of_other_types_are_other(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct key *k;

	kit_ok(key_from_spki(spki_of(kit,
				 EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")),
		   &k, &e),
	    &e);
	assert_int_equal(key_type_of(k).kind, KEY_OTHER);
	key_free(k);
	kit_ok(key_from_spki(spki_of(kit,
				 EVP_PKEY_Q_keygen(NULL, NULL, "EC",
				     "secp256k1")),
		   &k, &e),
	    &e);
	assert_int_equal(key_type_of(k).kind, KEY_OTHER);
	key_free(k);
}

static void
what_is_no_key_is_told_from_what_is_not_supported(void **state)
{
	static const struct {
		const char *name;
		const char *at;
		size_t len;
		enum err_kind kind;
	} rows[] = {
		{ "nothing", "", 0, ERR_MALFORMED },
		{ "not ASN.1", "hello", 5, ERR_MALFORMED },
		{ "empty SEQUENCE", "\x30\x00", 2, ERR_MALFORMED },
		{ "RSA without numbers",
		    "\x30\x13\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01"
		    "\x01\x05\x00\x03\x02\x00\x30",
		    21, ERR_MALFORMED },
		{ "an OID of nobody",
		    "\x30\x0c\x30\x06\x06\x04\x2a\x03\x04\x05\x03\x02\x00"
		    "\x01",
		    14, ERR_ALGORITHM },
		{ "a curve of nobody",
		    "\x30\x15\x30\x0f\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"
		    "\x06\x04\x2a\x03\x04\x05\x03\x02\x00\x04",
		    23, ERR_ALGORITHM },
	};
	struct err e = { 0 };
	struct key *k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (key_from_spki(span_of(rows[i].at, rows[i].len), &k, &e) ==
		    0)
			fail_msg("%s", rows[i].name);
		kit_fails(-1, &e, rows[i].kind);
	}
	kit_no_errors_left();
}

static void
trailing_bytes_are_refused(void **state)
{
	struct kit *kit = *state;
	struct span s = key_spki(kit->keys[KIT_DEVICE]);
	uint8_t *longer = arena_alloc(kit->a, 5000);
	struct err e = { 0 };
	struct key *k;

	memcpy(longer, s.at, s.len);
	kit_fails(key_from_spki(span_of(longer, s.len + 1), &k, &e), &e,
	    ERR_MALFORMED);
	kit_fails(key_from_spki(span_of(longer, 5000), &k, &e), &e,
	    ERR_MALFORMED);
	kit_ok(key_from_spki(span_of(longer, s.len), &k, &e), &e);
	key_free(k);
}

/*
 * Cut or changed anywhere a key is refused or read, never a crash, and the
 * decoder that the thread keeps works on.
 */
static void
damage_is_survived(void **state)
{
	struct kit *kit = *state;
	int types[] = { KIT_DEVICE, KIT_EC };
	struct err e = { 0 };
	uint8_t *copy;
	struct key *k;
	struct span s;
	size_t i, t;

	for (t = 0; t < 2; t++) {
		s = key_spki(kit->keys[types[t]]);
		copy = arena_alloc(kit->a, s.len);
		for (i = 0; i < s.len; i++) {
			memcpy(copy, s.at, s.len);
			assert_int_equal(key_from_spki(span_of(copy, i), &k,
					     &e),
			    -1);
			copy[i] ^= 0x41;
			if (key_from_spki(span_of(copy, s.len), &k, &e) == 0)
				key_free(k);
		}
		kit_ok(key_from_spki(s, &k, &e), &e);
		key_free(k);
	}
	kit_no_errors_left();
}

static void *
decode_many(void *ptr)
{
	struct kit *kit = ptr;
	struct err e = { 0 };
	struct key *k;
	int i;

	for (i = 0; i < 200; i++) {
		if (key_from_spki(key_spki(kit->keys[i % KIT_KEY__COUNT]), &k,
			&e) == -1)
			return ptr;
		key_free(k);
	}
	return NULL;
}

static void
each_thread_has_a_decoder_of_its_own(void **state)
{
	pthread_t threads[4];
	void *failed;
	int i;

	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, decode_many,
				     *state),
		    0);
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

static void
the_bits_of_a_key_are_what_openssl_hashes(void **state)
{
	struct kit *kit = *state;
	unsigned char want[EVP_MAX_MD_SIZE];
	uint8_t have[DIGEST_MOST];
	struct err e = { 0 };
	unsigned int len;
	struct span bits;

	X509_pubkey_digest(kit->ra_x509, EVP_sha1(), want, &len);
	kit_ok(key_spki_bits(kit->ra.spki, &bits, &e), &e);
	assert_int_equal(digest_of(DIGEST_SHA1, bits, have), len);
	assert_memory_equal(have, want, len);
	kit_fails(key_spki_bits(span_of("\x30\x00", 2), &bits, &e), &e,
	    ERR_MALFORMED);
}

/* The last bit of the exponent, say: 65537 to us, and 65536 to OpenSSL. */
static void
bits_that_are_not_used_are_refused(void **state)
{
	static const enum kit_key keys[] = { KIT_RA, KIT_EC };
	struct kit *kit = *state;
	struct span spki, bits;
	struct err e = { 0 };
	struct key *k;
	uint8_t *copy;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		spki = key_spki(kit->keys[keys[i]]);
		kit_ok(key_spki_bits(spki, &bits, &e), &e);
		copy = arena_alloc(kit->a, spki.len);
		memcpy(copy, spki.at, spki.len);
		copy[bits.at - spki.at - 1] = 1;
		kit_fails(key_from_spki(span_of(copy, spki.len), &k, &e), &e,
		    ERR_MALFORMED);
	}
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_comes_back_from_its_spki),
		cmocka_unit_test(keys_of_other_types_are_other),
		cmocka_unit_test(
		    what_is_no_key_is_told_from_what_is_not_supported),
		cmocka_unit_test(trailing_bytes_are_refused),
		cmocka_unit_test(damage_is_survived),
		cmocka_unit_test(bits_that_are_not_used_are_refused),
		cmocka_unit_test(each_thread_has_a_decoder_of_its_own),
		cmocka_unit_test(the_bits_of_a_key_are_what_openssl_hashes),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
