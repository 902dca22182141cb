/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, sizes and levels of algorithms; digests and HMAC by vectors. */
#include <string.h>

#include "base/text.h"
#include "kit.h"
#include "pki/algorithm.h"

static void
every_digest_has_its_name_size_and_level(void **state)
{
	static const struct {
		enum digest digest;
		const char *name;
		size_t size;
		enum level level;
	} rows[] = {
		{ DIGEST_MD5, "MD5", 16, LEVEL_OBSOLETE },
		{ DIGEST_SHA1, "SHA-1", 20, LEVEL_LEGACY },
		{ DIGEST_SHA256, "SHA-256", 32, LEVEL_MODERN },
		{ DIGEST_SHA384, "SHA-384", 48, LEVEL_MODERN },
		{ DIGEST_SHA512, "SHA-512", 64, LEVEL_MODERN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(digest_name(rows[i].digest), rows[i].name);
		assert_int_equal(digest_size(rows[i].digest), rows[i].size);
		assert_int_equal(digest_level(rows[i].digest), rows[i].level);
	}
}

static void
every_cipher_has_its_name_and_level(void **state)
{
	static const struct {
		enum cipher cipher;
		const char *name;
		enum level level;
	} rows[] = {
		{ CIPHER_DES, "DES-CBC", LEVEL_OBSOLETE },
		{ CIPHER_DES3, "DES-EDE3-CBC", LEVEL_LEGACY },
		{ CIPHER_AES128, "AES-128-CBC", LEVEL_MODERN },
		{ CIPHER_AES192, "AES-192-CBC", LEVEL_MODERN },
		{ CIPHER_AES256, "AES-256-CBC", LEVEL_MODERN },
		{ CIPHER_AES128_GCM, "AES-128-GCM", LEVEL_MODERN },
		{ CIPHER_AES192_GCM, "AES-192-GCM", LEVEL_MODERN },
		{ CIPHER_AES256_GCM, "AES-256-GCM", LEVEL_MODERN },
	};
	size_t i;

	(void)state;
	assert_int_equal(sizeof(rows) / sizeof(rows[0]), CIPHER__COUNT);
	for (i = 0; i < CIPHER__COUNT; i++) {
		assert_string_equal(cipher_name(rows[i].cipher), rows[i].name);
		assert_int_equal(cipher_level(rows[i].cipher), rows[i].level);
	}
}

static void
levels_are_found_by_their_names(void **state)
{
	enum level l = LEVEL_LEGACY;
	int i;

	(void)state;
	for (i = 0; i < LEVEL__COUNT; i++) {
		assert_true(level_parse(level_name((enum level)i), &l));
		assert_int_equal(l, i);
	}
	assert_false(level_parse("Modern", &l));
	assert_false(level_parse("", &l));
	assert_false(level_parse("modern ", &l));
	assert_int_equal(l, LEVEL_OBSOLETE);
}

static void
transports_have_names(void **state)
{
	(void)state;
	assert_string_equal(transport_name(TRANSPORT_PKCS1),
	    "RSAES-PKCS1-v1_5");
	assert_string_equal(transport_name(TRANSPORT_OAEP), "RSAES-OAEP");
	assert_string_equal(transport_name(TRANSPORT_PASSWORD), "password");
}

/* Of RFC 1321 A.5 and FIPS 180's examples. */
static void
digests_are_what_the_standards_say(void **state)
{
	static const struct {
		enum digest digest;
		const char *text;
		const char *hex;
	} rows[] = {
		{ DIGEST_MD5, "", "d41d8cd98f00b204e9800998ecf8427e" },
		{ DIGEST_MD5, "abc", "900150983cd24fb0d6963f7d28e17f72" },
		{ DIGEST_SHA1, "abc",
		    "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ DIGEST_SHA256, "abc",
		    "ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad" },
		{ DIGEST_SHA384, "abc",
		    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
		    "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
		{ DIGEST_SHA512, "abc",
		    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2"
		    "0a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
		    "454d4423643ce80e2a9ac94fa54ca49f" },
	};
	struct arena *a = arena_new();
	uint8_t out[DIGEST_MOST];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = digest_of(rows[i].digest, span_of_str(rows[i].text), out);
		assert_int_equal(n, digest_size(rows[i].digest));
		assert_string_equal(text_hex(a, span_of(out, n)), rows[i].hex);
	}
	arena_free(a);
}

/* RFC 4231, test cases 2 and 1, and a key that is not there. */
static void
hmac_is_what_the_rfc_says(void **state)
{
	struct arena *a = arena_new();
	uint8_t out[32], key[20];

	(void)state;
	hmac_sha256(span_of_str("Jefe"),
	    span_of_str("what do ya want for nothing?"), out);
	assert_string_equal(text_hex(a, span_of(out, 32)),
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
	memset(key, 0x0b, sizeof(key));
	hmac_sha256(span_of(key, 20), span_of_str("Hi There"), out);
	assert_string_equal(text_hex(a, span_of(out, 32)),
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7");
	hmac_sha256(span_of(NULL, 0), span_of(NULL, 0), out);
	assert_string_equal(text_hex(a, span_of(out, 32)),
	    "b613679a0814d9ec772f95d778c35fc5"
	    "ff1697c493715653c6c712144292c5ad");
	arena_free(a);
}

static void
des_is_enabled_once_and_again(void **state)
{
	struct err e = { 0 };

	(void)state;
	kit_ok(cipher_enable_obsolete(&e), &e);
	kit_ok(cipher_enable_obsolete(&e), &e);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_digest_has_its_name_size_and_level),
		cmocka_unit_test(every_cipher_has_its_name_and_level),
		cmocka_unit_test(levels_are_found_by_their_names),
		cmocka_unit_test(transports_have_names),
		cmocka_unit_test(digests_are_what_the_standards_say),
		cmocka_unit_test(hmac_is_what_the_rfc_says),
		cmocka_unit_test(des_is_enabled_once_and_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
