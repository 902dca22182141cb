/* SPDX-License-Identifier: BSD-2-Clause */
/* AlgorithmIdentifiers, written and read again. */
#include "base/text.h"
#include "kit.h"
#include "pki/identifier.h"

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct identifier
take(struct span s)
{
	struct identifier x;

	assert_true(identifier_take(&s, &x));
	assert_int_equal(s.len, 0);
	return x;
}

static struct identifier
done(struct der *w)
{
	struct err e = { 0 };
	struct span s;

	kit_ok(der_done(w, a, &s, &e), &e);
	return take(s);
}

static struct identifier
unhex(const char *hex)
{
	struct err e = { 0 };
	struct span s;

	kit_ok(text_unhex(a, hex, &s, &e), &e);
	return take(s);
}

static void
what_is_no_identifier_is_not_taken(void **state)
{
	static const char *const rows[] = {
		"",
		"3000",
		"300206",
		"31020500",
		"30020500",
		"30020600",
		/* An OID that does not end, or has a number too long. */
		"3004060255ff",
		"3005060355801d",
		/* Two parameters; one past the end; bytes within. */
		"30090603551d0105000500",
		"30070603551d010502",
		"300506045504",
	};
	struct err e = { 0 };
	struct identifier x;
	struct span s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(text_unhex(a, rows[i], &s, &e), &e);
		if (identifier_take(&s, &x))
			fail_msg("'%s'", rows[i]);
	}
}

static void
digests_come_back(void **state)
{
	enum digest found;
	struct der w;
	struct identifier x;
	int d;

	(void)state;
	for (d = 0; d < DIGEST__COUNT; d++) {
		der_init(&w);
		identifier_put_digest(&w, (enum digest)d);
		x = done(&w);
		assert_true(identifier_digest(&x, &found));
		assert_int_equal(found, d);
	}
	x = unhex("300b0609608648016503040204"); /* SHA-224 */
	assert_false(identifier_digest(&x, &found));
}

static void
signatures_come_back(void **state)
{
	enum scheme scheme;
	enum digest digest;
	struct der w;
	struct identifier x;
	int s, d;

	(void)state;
	for (s = 0; s < SCHEME__COUNT; s++)
		for (d = 0; d < DIGEST__COUNT; d++) {
			if (s == SCHEME_ECDSA && d == DIGEST_MD5)
				continue;
			der_init(&w);
			identifier_put_signature(&w, (enum scheme)s,
			    (enum digest)d);
			x = done(&w);
			assert_true(identifier_signature(&x, &scheme, &digest));
			assert_int_equal(scheme, s);
			assert_int_equal(digest, d);
		}
}

static void
a_signature_that_does_not_exist_breaks_the_writer(void **state)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	(void)state;
	der_init(&w);
	identifier_put_signature(&w, SCHEME_ECDSA, DIGEST_MD5);
	kit_fails(der_done(&w, a, &s, &e), &e, ERR_INTERNAL);
}

/* Each written by hand after RFC 4055's module. */
static void
parameters_of_pss_must_agree(void **state)
{
	static const struct {
		const char *name;
		const char *hex;
		bool known;
	} rows[] = {
		{ "all defaults", "300d06092a864886f70d01010a3000", true },
		{ "no parameters", "300b06092a864886f70d01010a", false },
		{ "NULL parameters", "300d06092a864886f70d01010a0500", false },
		{ "SHA-256, MGF1 with SHA-256, salt 32",
		    "304106092a864886f70d01010a3034"
		    "a00f300d06096086480165030402010500"
		    "a11c301a06092a864886f70d010108300d"
		    "06096086480165030402010500a203020120",
		    true },
		{ "SHA-256, MGF1 with SHA-1",
		    "301e06092a864886f70d01010a3011"
		    "a00f300d06096086480165030402010500",
		    false },
		{ "SHA-256, MGF1 with SHA-512",
		    "303c06092a864886f70d01010a302f"
		    "a00f300d06096086480165030402010500"
		    "a11c301a06092a864886f70d010108300d"
		    "06096086480165030402030500",
		    false },
		{ "trailer 2", "301206092a864886f70d01010a3005a303020102",
		    false },
		{ "trailer 1", "301206092a864886f70d01010a3005a303020101",
		    true },
		{ "salt 222, as OpenSSL has it by itself",
		    "301306092a864886f70d01010a3006a204020200de", true },
		{ "a salt that is no number",
		    "301206092a864886f70d01010a3005a203040114", false },
		{ "a trailer of no octets",
		    "301106092a864886f70d01010a3004a3020200", false },
		{ "something behind", "300f06092a864886f70d01010a30020500",
		    false },
	};
	enum scheme scheme;
	enum digest digest;
	struct identifier x;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		x = unhex(rows[i].hex);
		if (identifier_signature(&x, &scheme, &digest) != rows[i].known)
			fail_msg("%s", rows[i].name);
	}
	kit_no_errors_left();
}

static struct identifier
digest_of_kind(enum digest d)
{
	struct der w;

	der_init(&w);
	identifier_put_digest(&w, d);
	return done(&w);
}

static void
a_signers_algorithms_must_agree(void **state)
{
	static const struct {
		const char *name;
		enum digest digest;
		const char *signature;
		bool known;
		enum scheme scheme;
	} rows[] = {
		{ "rsaEncryption", DIGEST_SHA256,
		    "300d06092a864886f70d0101010500", true, SCHEME_RSA },
		{ "rsaEncryption without NULL", DIGEST_SHA1,
		    "300b06092a864886f70d010101", true, SCHEME_RSA },
		{ "sha256WithRSA", DIGEST_SHA256,
		    "300d06092a864886f70d01010b0500", true, SCHEME_RSA },
		{ "sha256WithRSA without NULL", DIGEST_SHA256,
		    "300b06092a864886f70d01010b", true, SCHEME_RSA },
		{ "sha256WithRSA with an OCTET STRING for NULL", DIGEST_SHA256,
		    "300d06092a864886f70d01010b0400", false, SCHEME_RSA },
		{ "sha256WithRSA beside SHA-1", DIGEST_SHA1,
		    "300d06092a864886f70d01010b0500", false, SCHEME_RSA },
		{ "sha1WithRSA beside SHA-256", DIGEST_SHA256,
		    "300d06092a864886f70d0101050500", false, SCHEME_RSA },
		{ "sha1WithRSA of OIW", DIGEST_SHA1, "300906052b0e03021d0500",
		    true, SCHEME_RSA },
		{ "ecdsa-with-SHA256", DIGEST_SHA256,
		    "300a06082a8648ce3d040302", true, SCHEME_ECDSA },
		{ "ecdsa-with-SHA384 beside SHA-256", DIGEST_SHA256,
		    "300a06082a8648ce3d040303", false, SCHEME_ECDSA },
		{ "Ed25519", DIGEST_SHA512, "300506032b6570", false,
		    SCHEME_RSA },
	};
	struct identifier d, s;
	enum scheme scheme;
	enum digest digest;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d = digest_of_kind(rows[i].digest);
		s = unhex(rows[i].signature);
		if (identifier_signer(&d, &s, &scheme, &digest) !=
		    rows[i].known)
			fail_msg("%s", rows[i].name);
		if (rows[i].known) {
			assert_int_equal(scheme, rows[i].scheme);
			assert_int_equal(digest, rows[i].digest);
		}
	}
}

static void
rsa_is_written_as_rsaencryption_in_a_signer(void **state)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	(void)state;
	der_init(&w);
	identifier_put_signer(&w, SCHEME_RSA, DIGEST_SHA512);
	kit_ok(der_done(&w, a, &s, &e), &e);
	assert_string_equal(text_hex(a, s), "300d06092a864886f70d0101010500");
}

static void
transports_come_back(void **state)
{
	enum digest oaep, mask;
	enum transport t;
	struct der w;
	struct identifier x;
	int d;

	(void)state;
	for (d = DIGEST_SHA1; d < DIGEST__COUNT; d++) {
		der_init(&w);
		identifier_put_transport(&w, TRANSPORT_OAEP, (enum digest)d);
		x = done(&w);
		assert_true(identifier_transport(&x, &t, &oaep, &mask));
		assert_int_equal(t, TRANSPORT_OAEP);
		assert_int_equal(oaep, d);
		assert_int_equal(mask, d);
	}
	der_init(&w);
	identifier_put_transport(&w, TRANSPORT_PKCS1, DIGEST_SHA1);
	x = done(&w);
	assert_true(identifier_transport(&x, &t, &oaep, &mask));
	assert_int_equal(t, TRANSPORT_PKCS1);
}

static void
parameters_of_oaep_are_read(void **state)
{
	static const struct {
		const char *name;
		const char *hex;
		bool known;
		enum digest oaep;
		enum digest mask;
	} rows[] = {
		{ "none", "300b06092a864886f70d010107", true, DIGEST_SHA1,
		    DIGEST_SHA1 },
		{ "empty", "300d06092a864886f70d0101073000", true, DIGEST_SHA1,
		    DIGEST_SHA1 },
		{ "SHA-256 with MGF1 of SHA-1, as Java has it",
		    "301e06092a864886f70d0101073011"
		    "a00f300d06096086480165030402010500",
		    true, DIGEST_SHA256, DIGEST_SHA1 },
		{ "empty label",
		    "301e06092a864886f70d0101073011"
		    "a20f300d06092a864886f70d0101090400",
		    true, DIGEST_SHA1, DIGEST_SHA1 },
		{ "a label",
		    "302006092a864886f70d0101073013"
		    "a211300f06092a864886f70d01010904026162",
		    false, DIGEST_SHA1, DIGEST_SHA1 },
		{ "MD5",
		    "301d06092a864886f70d0101073010"
		    "a00e300c06082a864886f70d02050500",
		    false, DIGEST_SHA1, DIGEST_SHA1 },
		{ "SHA-224",
		    "301e06092a864886f70d0101073011"
		    "a00f300d06096086480165030402040500",
		    false, DIGEST_SHA1, DIGEST_SHA1 },
	};
	enum digest oaep, mask;
	enum transport t;
	struct identifier x;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		x = unhex(rows[i].hex);
		if (identifier_transport(&x, &t, &oaep, &mask) != rows[i].known)
			fail_msg("%s", rows[i].name);
		if (rows[i].known) {
			assert_int_equal(oaep, rows[i].oaep);
			assert_int_equal(mask, rows[i].mask);
		}
	}
	kit_no_errors_left();
}

static void
ciphers_come_back(void **state)
{
	static const uint8_t iv[16] = { 1, 2, 3 };
	enum cipher found;
	struct der w;
	struct identifier x;
	int c;

	(void)state;
	for (c = 0; c < CIPHER__COUNT; c++) {
		der_init(&w);
		identifier_put_cipher(&w, (enum cipher)c, span_of(iv, 12));
		x = done(&w);
		assert_true(identifier_cipher(&x, &found));
		assert_int_equal(found, c);
	}
	x = unhex("300a06082a864886f70d0302"); /* RC2 */
	assert_false(identifier_cipher(&x, &found));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_identifier_is_not_taken),
		cmocka_unit_test(digests_come_back),
		cmocka_unit_test(signatures_come_back),
		cmocka_unit_test(
		    a_signature_that_does_not_exist_breaks_the_writer),
		cmocka_unit_test(parameters_of_pss_must_agree),
		cmocka_unit_test(a_signers_algorithms_must_agree),
		cmocka_unit_test(rsa_is_written_as_rsaencryption_in_a_signer),
		cmocka_unit_test(transports_come_back),
		cmocka_unit_test(parameters_of_oaep_are_read),
		cmocka_unit_test(ciphers_come_back),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
