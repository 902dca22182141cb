/* SPDX-License-Identifier: BSD-2-Clause */
/* Certification requests of OpenSSL and by hand, read. */
#include <string.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "kit.h"
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/name.h"

static struct span
request_der(struct kit *kit, X509_REQ *req)
{
	unsigned char *der = NULL;
	struct span s;
	int len;

	len = i2d_X509_REQ(req, &der);
	assert_true(len > 0);
	s = arena_span(kit->a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	X509_REQ_free(req);
	return s;
}

/* By OpenSSL; without attributes, unsigned. */
static X509_REQ *
request(struct kit *kit, enum kit_key key)
{
	X509_REQ *req = X509_REQ_new();
	X509_NAME *name = X509_NAME_new();

	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (const unsigned char *)"device", -1, -1, 0);
	X509_REQ_set_subject_name(req, name);
	X509_NAME_free(name);
	X509_REQ_set_pubkey(req, kit->pkeys[key]);
	return req;
}

static struct span
finish(struct kit *kit, X509_REQ *req, enum kit_key key, const EVP_MD *md)
{
	assert_true(X509_REQ_sign(req, kit->pkeys[key], md) > 0);
	return request_der(kit, req);
}

/* What OpenSSL's API would not write: attributes byte by byte. */
static struct span
with_attributes(struct kit *kit, struct span attributes)
{
	struct span info, sig;
	struct err e = { 0 };
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 0);
	der_raw(&w, span_of("\x30\x00", 2));
	der_raw(&w, key_spki(kit->keys[KIT_EC]));
	der_raw(&w, attributes);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &info, &e), &e);
	kit_ok(key_sign(kit->keys[KIT_EC], SCHEME_ECDSA, DIGEST_SHA256, info,
		   kit->a, &sig, &e),
	    &e);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, info);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.10045.4.3.2");
	der_close(&w);
	der_bits(&w, sig);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &info, &e), &e);
	return info;
}

static struct span
with_challenge(struct kit *kit, unsigned int tag, struct span value)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	der_init(&w);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.9.7");
	der_open(&w, DER_SET);
	der_put(&w, tag, value);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &s, &e), &e);
	return with_attributes(kit, s);
}

static void
a_request_of_openssl_is_read(void **state)
{
	static const struct {
		enum kit_key key;
		bool sha512;
		enum digest digest;
		enum scheme scheme;
	} rows[] = {
		{ KIT_DEVICE, false, DIGEST_SHA256, SCHEME_RSA },
		{ KIT_DEVICE, true, DIGEST_SHA512, SCHEME_RSA },
		{ KIT_EC, false, DIGEST_SHA256, SCHEME_ECDSA },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	struct csr c;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(csr_parse(finish(kit, request(kit, rows[i].key),
				     rows[i].key,
				     rows[i].sha512 ? EVP_sha512() :
						      EVP_sha256()),
			   kit->a, &c, &e),
		    &e);
		assert_string_equal(name_text(kit->a, c.subject), "CN=device");
		assert_true(
		    span_equal(c.spki, key_spki(kit->keys[rows[i].key])));
		assert_int_equal(c.digest, rows[i].digest);
		assert_int_equal(c.scheme, rows[i].scheme);
		assert_false(c.has_challenge);
		assert_int_equal(c.extensions.len, 0);
		assert_int_equal(c.alt_names.len, 0);
		kit_ok(csr_verify(&c, kit->keys[rows[i].key], &e), &e);
		kit_fails(csr_verify(&c,
			      kit->keys[rows[i].key == KIT_EC ? KIT_DEVICE :
								KIT_OTHER],
			      &e),
		    &e, rows[i].key == KIT_EC ? ERR_ALGORITHM : ERR_INTEGRITY);
	}
	kit_no_errors_left();
}

static void
challenges_of_all_string_types_are_utf8(void **state)
{
	static const struct {
		const char *name;
		unsigned int tag;
		const char *at;
		size_t len;
		const char *utf8;
	} rows[] = {
		{ "printable", V_ASN1_PRINTABLESTRING, "abc", 3, "abc" },
		{ "printable with what it may not have", V_ASN1_PRINTABLESTRING,
		    "a@b_c!", 6, "a@b_c!" },
		{ "IA5", V_ASN1_IA5STRING, "a@b", 3, "a@b" },
		{ "UTF-8", V_ASN1_UTF8STRING, "p\xc3\xa4ss", 5, "päss" },
		{ "T61 with Latin-1", V_ASN1_T61STRING, "p\xe4ss", 4, "päss" },
		{ "T61 with UTF-8", V_ASN1_T61STRING, "p\xc3\xa4ss", 5,
		    "päss" },
		{ "BMP", V_ASN1_BMPSTRING, "\0p\0\xe4\0s\0s", 8, "päss" },
		{ "universal", V_ASN1_UNIVERSALSTRING, "\0\0\0p\0\0\0\xe4", 8,
		    "pä" },
		{ "empty", V_ASN1_PRINTABLESTRING, "", 0, "" },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	struct csr c;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (csr_parse(with_challenge(kit, rows[i].tag,
				  span_of(rows[i].at, rows[i].len)),
			kit->a, &c, &e) == -1)
			fail_msg("%s: %s", rows[i].name, e.text);
		assert_true(c.has_challenge);
		if (!span_equal(c.challenge, span_of_str(rows[i].utf8)))
			fail_msg("%s", rows[i].name);
	}
	kit_no_errors_left();
}

static void
what_is_no_text_is_no_challenge(void **state)
{
	static const struct {
		const char *name;
		unsigned int tag;
		const char *at;
		size_t len;
	} rows[] = {
		{ "NUL", V_ASN1_UTF8STRING, "a\0b", 3 },
		{ "no UTF-8", V_ASN1_UTF8STRING, "p\xe4ss", 4 },
		{ "printable with Latin-1", V_ASN1_PRINTABLESTRING, "p\xe4ss",
		    4 },
		{ "BMP of an odd length", V_ASN1_BMPSTRING, "\0p\0", 3 },
		{ "BMP with NUL", V_ASN1_BMPSTRING, "\0p\0\0", 4 },
		{ "octets", V_ASN1_OCTET_STRING, "abc", 3 },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	struct csr c;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (csr_parse(with_challenge(kit, rows[i].tag,
				  span_of(rows[i].at, rows[i].len)),
			kit->a, &c, &e) == 0)
			fail_msg("%s", rows[i].name);
		kit_fails(-1, &e, ERR_MALFORMED);
	}
	kit_no_errors_left();
}

static void
a_challenge_is_short(void **state)
{
	struct kit *kit = *state;
	char *longest = arena_alloc(kit->a, 1026);
	struct err e = { 0 };
	struct csr c;

	memset(longest, 'x', 1025);
	kit_ok(csr_parse(with_challenge(kit, DER_UTF8_STRING,
			     span_of(longest, 1024)),
		   kit->a, &c, &e),
	    &e);
	kit_fails(csr_parse(with_challenge(kit, DER_UTF8_STRING,
				span_of(longest, 1025)),
		      kit->a, &c, &e),
	    &e, ERR_MALFORMED);
	assert_null(strstr(e.text, "xxx"));
}

#define CHALLENGE "06092a864886f70d010907"
#define EXTENSIONS "06092a864886f70d01090e"
#define EXTENSIONS_MS "060a2b060104018237020d0e"

static const struct {
	const char *name;
	const char *hex;
	bool ok;
} shapes[] = {
	{ "left out", "", true },
	{ "none", "a000", true },
	{ "challenge",
	    "a012"
	    "3010" CHALLENGE "3103"
	    "130161",
	    true },
	{ "two challenges",
	    "a024"
	    "3010" CHALLENGE "3103"
	    "130161"
	    "3010" CHALLENGE "3103"
	    "130162",
	    false },
	{ "two values",
	    "a015"
	    "3013" CHALLENGE "3106"
	    "130161"
	    "130162",
	    false },
	{ "no value",
	    "a00f"
	    "300d" CHALLENGE "3100",
	    false },
	{ "no SET",
	    "a012"
	    "3010" CHALLENGE "3003"
	    "130161",
	    false },
	{ "something behind the SET",
	    "a014"
	    "3012" CHALLENGE "3103"
	    "130161"
	    "0500",
	    false },
	{ "no attribute",
	    "a003"
	    "020105",
	    false },
	{ "an unknown one with two values",
	    "a00e"
	    "300c"
	    "06022a03"
	    "3106"
	    "130161"
	    "130162",
	    true },
	{ "an unknown one with none",
	    "a008"
	    "3006"
	    "06022a03"
	    "3100",
	    true },
	{ "extensions that are none",
	    "a012"
	    "3010" EXTENSIONS "3103"
	    "130161",
	    false },
	{ "no extensions",
	    "a011"
	    "300f" EXTENSIONS "3102"
	    "3000",
	    true },
	{ "something else at the end", "0500", false },
	{ "and behind the attributes", "a0000500", false },
	{ "cut",
	    "a012"
	    "3010" CHALLENGE "3103"
	    "1301",
	    false },
};

static void
attributes_have_their_shape(void **state)
{
	struct kit *kit = *state;
	struct span attributes;
	struct err e = { 0 };
	struct csr c;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		kit_ok(text_unhex(kit->a, shapes[i].hex, &attributes, &e), &e);
		rc = csr_parse(with_attributes(kit, attributes), kit->a, &c,
		    &e);
		if ((rc == 0) != shapes[i].ok)
			fail_msg("%s: %s", shapes[i].name, e.text);
		if (rc == 0)
			kit_ok(csr_verify(&c, kit->keys[KIT_EC], &e), &e);
	}
}

static void
too_many_attributes_are_refused(void **state)
{
	const struct span unknown = span_of("\x30\x06\x06\x02\x2a\x03\x31\x00",
	    8);
	struct kit *kit = *state;
	struct err e = { 0 };
	struct csr c;
	struct span s;
	struct der w;
	int n, i;

	for (n = 32; n <= 33; n++) {
		der_init(&w);
		der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
		for (i = 0; i < n; i++)
			der_raw(&w, unknown);
		der_close(&w);
		kit_ok(der_done(&w, kit->a, &s, &e), &e);
		if ((csr_parse(with_attributes(kit, s), kit->a, &c, &e) == 0) !=
		    (n == 32))
			fail_msg("%d", n);
	}
}

static struct span
with_alt_names(struct kit *kit, int nid, const char *names)
{
	STACK_OF(X509_EXTENSION) *list = sk_X509_EXTENSION_new_null();
	X509_REQ *req = request(kit, KIT_EC);
	X509_EXTENSION *ext;

	ext = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
	assert_non_null(ext);
	sk_X509_EXTENSION_push(list, ext);
	assert_int_equal(X509_REQ_add_extensions_nid(req, list, nid), 1);
	sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
	return finish(kit, req, KIT_EC, EVP_sha256());
}

static void
extensions_are_found_under_either_oid(void **state)
{
	static const int nids[] = { NID_ext_req, NID_ms_ext_req };
	struct kit *kit = *state;
	struct err e = { 0 };
	struct csr c;
	size_t i;

	for (i = 0; i < 2; i++) {
		kit_ok(csr_parse(with_alt_names(kit, nids[i],
				     "DNS:a.example, IP:192.0.2.1"),
			   kit->a, &c, &e),
		    &e);
		assert_string_equal(alt_names_text(kit->a, c.alt_names),
		    "DNS:a.example, IP:192.0.2.1");
		assert_true(c.extensions.len > c.alt_names.len);
	}
}

static void
an_unknown_signature_is_an_algorithms_fault(void **state)
{
	struct kit *kit = *state;
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	X509_REQ *req = request(kit, KIT_EC);
	struct err e = { 0 };
	struct csr c;

	X509_REQ_set_pubkey(req, pkey);
	assert_true(X509_REQ_sign(req, pkey, NULL) > 0);
	kit_fails(csr_parse(request_der(kit, req), kit->a, &c, &e), &e,
	    ERR_ALGORITHM);
	EVP_PKEY_free(pkey);
}

/* So that check 7 can tell its owner what is wrong with it. */
static void
the_key_is_known_though_the_subject_is_bad(void **state)
{
	struct kit *kit = *state;
	struct span good = finish(kit, request(kit, KIT_RA), KIT_RA,
	    EVP_sha256());
	struct err e = { 0 };
	struct csr c, bad;
	uint8_t *copy;

	kit_ok(csr_parse(good, kit->a, &c, &e), &e);
	copy = arena_alloc(kit->a, good.len);
	memcpy(copy, good.at, good.len);
	/* The last byte of the common name: no UTF-8 any more. */
	copy[c.subject.at + c.subject.len - 1 - good.at] = 0xff;
	kit_fails(csr_parse(span_of(copy, good.len), kit->a, &bad, &e), &e,
	    ERR_MALFORMED);
	assert_non_null(strstr(e.text, "subject"));
	assert_true(span_equal(bad.spki, c.spki));
}

static void
what_a_certificate_is_made_of_is_der(void **state)
{
	struct kit *kit = *state;
	struct span good = with_attributes(kit, span_of(NULL, 0));
	struct err e = { 0 };
	struct csr c;
	uint8_t *copy;

	copy = arena_alloc(kit->a, good.len);
	memcpy(copy, good.at, good.len);
	kit_ok(csr_parse(span_of(copy, good.len), kit->a, &c, &e), &e);
	/* The subject of an indefinite length. */
	copy[c.subject.at - copy + 1] = 0x80;
	kit_fails(csr_parse(span_of(copy, good.len), kit->a, &c, &e), &e,
	    ERR_MALFORMED);
}

static void
prefixes_and_trailing_bytes_are_refused(void **state)
{
	struct kit *kit = *state;
	struct span der = with_alt_names(kit, NID_ext_req, "DNS:a.example");
	uint8_t *longer = arena_alloc(kit->a, der.len + 1);
	struct err e = { 0 };
	struct csr c;
	size_t i;

	for (i = 0; i < der.len; i++)
		kit_fails(csr_parse(span_of(der.at, i), kit->a, &c, &e), &e,
		    ERR_MALFORMED);
	memcpy(longer, der.at, der.len);
	kit_fails(csr_parse(span_of(longer, der.len + 1), kit->a, &c, &e), &e,
	    ERR_MALFORMED);
}

static void
any_byte_changed_is_refused_or_does_not_verify(void **state)
{
	struct kit *kit = *state;
	struct span der = with_alt_names(kit, NID_ext_req, "DNS:a.example");
	struct arena *a = arena_new();
	struct err e = { 0 };
	uint8_t *copy;
	struct csr c;
	size_t i;
	int bit;

	for (i = 0; i < der.len; i++)
		for (bit = 0; bit < 8; bit++) {
			copy = arena_alloc(a, der.len);
			memcpy(copy, der.at, der.len);
			copy[i] ^= (uint8_t)(1 << bit);
			if (csr_parse(span_of(copy, der.len), a, &c, &e) == 0 &&
			    csr_verify(&c, kit->keys[KIT_EC], &e) == 0)
				fail_msg("byte %zu bit %d", i, bit);
			arena_reset(a);
		}
	arena_free(a);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_of_openssl_is_read),
		cmocka_unit_test(challenges_of_all_string_types_are_utf8),
		cmocka_unit_test(what_is_no_text_is_no_challenge),
		cmocka_unit_test(a_challenge_is_short),
		cmocka_unit_test(attributes_have_their_shape),
		cmocka_unit_test(too_many_attributes_are_refused),
		cmocka_unit_test(extensions_are_found_under_either_oid),
		cmocka_unit_test(an_unknown_signature_is_an_algorithms_fault),
		cmocka_unit_test(the_key_is_known_though_the_subject_is_bad),
		cmocka_unit_test(what_a_certificate_is_made_of_is_der),
		cmocka_unit_test(prefixes_and_trailing_bytes_are_refused),
		cmocka_unit_test(
		    any_byte_changed_is_refused_or_does_not_verify),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
