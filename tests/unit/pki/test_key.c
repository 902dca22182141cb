/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of keys, and which may enrol. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "kit.h"
#include "pki/evp.h"

static void
types_are_parsed_and_shown(void **state)
{
	static const struct {
		const char *text;
		enum key_kind kind;
		unsigned int bits;
	} rows[] = {
		{ "rsa:2048", KEY_RSA, 2048 },
		{ "rsa:3072", KEY_RSA, 3072 },
		{ "rsa:4096", KEY_RSA, 4096 },
		{ "rsa:8192", KEY_RSA, 8192 },
		{ "ec:p256", KEY_EC, 256 },
		{ "ec:p384", KEY_EC, 384 },
		{ "ec:p521", KEY_EC, 521 },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	struct key_type t;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(key_type_parse(rows[i].text, &t, &e), &e);
		assert_int_equal(t.kind, rows[i].kind);
		assert_int_equal(t.bits, rows[i].bits);
		assert_string_equal(key_type_text(kit->a, t), rows[i].text);
	}
}

static void
an_unknown_type_is_told_what_there_is(void **state)
{
	static const char *const rows[] = { "", "rsa", "rsa:1024", "RSA:2048",
		"rsa:2048 ", "ec:p224", "ed25519" };
	struct err e = { 0 };
	struct key_type t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_fails(key_type_parse(rows[i], &t, &e), &e, ERR_MALFORMED);
		assert_non_null(strstr(e.text, "rsa:2048, "));
		assert_non_null(strstr(e.text, ", ec:p521"));
	}
}

static void
keys_are_generated(void **state)
{
	static const struct key_type rows[] = {
		{ KEY_RSA, 2048 },
		{ KEY_EC, 256 },
		{ KEY_EC, 384 },
		{ KEY_EC, 521 },
	};
	struct err e = { 0 };
	struct key_type t;
	struct key *k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(key_generate(rows[i], &k, &e), &e);
		t = key_type_of(k);
		assert_int_equal(t.kind, rows[i].kind);
		assert_int_equal(t.bits, rows[i].bits);
		assert_true(key_spki(k).len > 64);
		kit_ok(key_check_enrollable(k, LEVEL_MODERN, 2048, &e), &e);
		key_free(k);
	}
	kit_no_errors_left();
}

static void
a_key_that_cannot_be_made_is_an_error(void **state)
{
	static const struct key_type rows[] = {
		{ KEY_EC, 255 },
		{ KEY_OTHER, 256 },
		{ KEY_RSA, 64 },
	};
	struct err e = { 0 };
	struct key *k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		kit_fails(key_generate(rows[i], &k, &e), &e, ERR_ALGORITHM);
	kit_no_errors_left();
	key_free(NULL);
}

static void
the_spki_is_what_openssl_writes(void **state)
{
	struct kit *kit = *state;
	unsigned char *der;
	int i, len;

	for (i = 0; i < KIT_KEY__COUNT; i++) {
		der = NULL;
		len = i2d_PUBKEY(kit->pkeys[i], &der);
		assert_true(span_equal(key_spki(kit->keys[i]),
		    span_of(der, (size_t)len)));
		OPENSSL_free(der);
	}
}

static void
enrollable_keys_depend_on_size_exponent_and_level(void **state)
{
	static const struct {
		const char *name;
		enum kit_key key;
		enum level level;
		unsigned int least;
		bool ok;
	} rows[] = {
		{ "2048", KIT_DEVICE, LEVEL_MODERN, 2048, true },
		{ "2048 of 3072", KIT_DEVICE, LEVEL_MODERN, 3072, false },
		{ "1024", KIT_WEAK, LEVEL_OBSOLETE, 2048, false },
		{ "1024 of 1024", KIT_WEAK, LEVEL_MODERN, 1024, true },
		{ "exponent 3", KIT_EXPONENT3, LEVEL_MODERN, 2048, false },
		{ "exponent 3, legacy", KIT_EXPONENT3, LEVEL_LEGACY, 2048,
		    true },
		{ "exponent 3, obsolete", KIT_EXPONENT3, LEVEL_OBSOLETE, 2048,
		    true },
		{ "P-256", KIT_EC, LEVEL_MODERN, 4096, true },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	size_t i;
	int rc;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rc = key_check_enrollable(kit->keys[rows[i].key], rows[i].level,
		    rows[i].least, &e);
		if ((rc == 0) != rows[i].ok)
			fail_msg("%s: %s", rows[i].name, e.text);
		if (!rows[i].ok)
			kit_fails(rc, &e, ERR_ALGORITHM);
	}
}

/* An RSA public key of any two numbers, in hex. */
static EVP_PKEY *
rsa_of(const char *n, const char *e)
{
	OSSL_PARAM params[3];
	unsigned char bn[2][2048];
	EVP_PKEY *pkey = NULL;
	EVP_PKEY_CTX *ctx;
	BIGNUM *num;
	int len[2], i;

	for (i = 0; i < 2; i++) {
		num = NULL;
		BN_hex2bn(&num, i == 0 ? n : e);
		len[i] = BN_num_bytes(num);
		BN_bn2nativepad(num, bn[i], len[i]);
		BN_free(num);
	}
	params[0] = OSSL_PARAM_construct_BN("n", bn[0], (size_t)len[0]);
	params[1] = OSSL_PARAM_construct_BN("e", bn[1], (size_t)len[1]);
	params[2] = OSSL_PARAM_construct_end();
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY,
			     params),
	    1);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* A number of so many bits: ones. */
static char *
ones(struct arena *a, unsigned int bits)
{
	char *hex = arena_alloc(a, bits / 4 + 1);

	memset(hex, 'f', bits / 4);
	return hex;
}

static void
odd_exponents_are_refused(void **state)
{
	static const struct {
		const char *name;
		const char *exponent;
		enum level level;
		bool ok;
	} rows[] = {
		{ "1", "1", LEVEL_OBSOLETE, false },
		{ "even", "10002", LEVEL_OBSOLETE, false },
		{ "5", "5", LEVEL_OBSOLETE, false },
		{ "17", "11", LEVEL_LEGACY, true },
		{ "17, modern", "11", LEVEL_MODERN, false },
		{ "65535", "ffff", LEVEL_LEGACY, false },
		{ "65537", "10001", LEVEL_MODERN, true },
		{ "65539", "10003", LEVEL_MODERN, true },
		{ "33 bits", "100000001", LEVEL_MODERN, true },
		{ "33 bits that end like 3", "100000003", LEVEL_MODERN, true },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	struct key *k;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(key_new(rsa_of(ones(kit->a, 2048), rows[i].exponent), &k,
			   &e),
		    &e);
		rc = key_check_enrollable(k, rows[i].level, 2048, &e);
		if ((rc == 0) != rows[i].ok)
			fail_msg("%s: %s", rows[i].name, e.text);
		key_free(k);
	}
}

static void
numbers_that_cost_too_much_are_refused_at_once(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct key *k;

	kit_ok(key_new(rsa_of(ones(kit->a, 8192), "10001"), &k, &e), &e);
	key_free(k);
	kit_fails(key_new(rsa_of(ones(kit->a, 8200), "10001"), &k, &e), &e,
	    ERR_ALGORITHM);
	assert_non_null(strstr(e.text, "8200 bits"));
	kit_ok(key_new(rsa_of(ones(kit->a, 2048), ones(kit->a, 256)), &k, &e),
	    &e);
	key_free(k);
	kit_fails(key_new(rsa_of(ones(kit->a, 2048), ones(kit->a, 264)), &k,
		      &e),
	    &e, ERR_ALGORITHM);
}

static void
other_keys_are_none_to_enroll(void **state)
{
	static const struct {
		const char *type;
		const char *curve;
	} rows[] = {
		{ "ED25519", NULL },
		{ "EC", "secp256k1" },
		{ "EC", "brainpoolP256r1" },
		{ "EC", "secp224r1" },
	};
	struct err e = { 0 };
	EVP_PKEY *pkey;
	struct key *k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pkey = rows[i].curve == NULL ?
		    EVP_PKEY_Q_keygen(NULL, NULL, rows[i].type) :
		    EVP_PKEY_Q_keygen(NULL, NULL, rows[i].type, rows[i].curve);
		kit_ok(key_new(pkey, &k, &e), &e);
		assert_int_equal(key_type_of(k).kind, KEY_OTHER);
		kit_fails(key_check_enrollable(k, LEVEL_OBSOLETE, 1024, &e), &e,
		    ERR_ALGORITHM);
		key_free(k);
	}
}

static void
a_curve_written_out_is_refused(void **state)
{
	struct err e = { 0 };
	EVP_PKEY *pkey;
	struct key *k;

	(void)state;
	pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	assert_int_equal(EVP_PKEY_set_utf8_string_param(pkey,
			     OSSL_PKEY_PARAM_EC_ENCODING,
			     OSSL_PKEY_EC_ENCODING_EXPLICIT),
	    1);
	kit_ok(key_new(pkey, &k, &e), &e);
	kit_fails(key_check_enrollable(k, LEVEL_OBSOLETE, 1024, &e), &e,
	    ERR_ALGORITHM);
	assert_non_null(strstr(e.text, "named curve"));
	key_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_parsed_and_shown),
		cmocka_unit_test(an_unknown_type_is_told_what_there_is),
		cmocka_unit_test(keys_are_generated),
		cmocka_unit_test(a_key_that_cannot_be_made_is_an_error),
		cmocka_unit_test(the_spki_is_what_openssl_writes),
		cmocka_unit_test(
		    enrollable_keys_depend_on_size_exponent_and_level),
		cmocka_unit_test(odd_exponents_are_refused),
		cmocka_unit_test(
		    numbers_that_cost_too_much_are_refused_at_once),
		cmocka_unit_test(other_keys_are_none_to_enroll),
		cmocka_unit_test(a_curve_written_out_is_refused),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
