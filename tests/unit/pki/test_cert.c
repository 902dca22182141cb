/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates read: those of OpenSSL, the odd ones of devices, broken. */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "kit.h"
#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name.h"

static void
parse(struct kit *kit, X509 *x, struct cert *out)
{
	struct err e = { 0 };

	kit_ok(cert_parse(kit_x509_der(kit, x), out, &e), &e);
}

static void
a_certificate_is_read_as_openssl_reads_it(void **state)
{
	struct kit *kit = *state;
	const struct cert *c = &kit->ra;
	struct tm tm;

	assert_int_equal(c->version, 3);
	assert_string_equal(text_hex(kit->a, c->serial), "02");
	assert_string_equal(name_text(kit->a, c->issuer),
	    "O=scepgate tests,CN=Test CA");
	assert_string_equal(name_text(kit->a, c->subject),
	    "O=scepgate tests,CN=Test RA");
	assert_true(span_equal(c->spki, key_spki(kit->keys[KIT_RA])));
	ASN1_TIME_to_tm(X509_get0_notBefore(kit->ra_x509), &tm);
	assert_int_equal(c->not_before, timegm(&tm));
	ASN1_TIME_to_tm(X509_get0_notAfter(kit->ra_x509), &tm);
	assert_int_equal(c->not_after, timegm(&tm));
	assert_false(cert_is_self_issued(c));
	assert_false(cert_is_ca(c));
	assert_int_equal(cert_key_usage(c),
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT);
	assert_true(cert_is_self_issued(&kit->ca));
	assert_true(cert_is_ca(&kit->ca));
	assert_int_equal(cert_key_usage(&kit->ca),
	    USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN);
}

static void
odd_certificates_of_devices_are_read(void **state)
{
	static const struct {
		const char *name;
		int version;
		long serial;
		enum kit_key key;
		bool md5;
		const char *hex; /* of the serial number */
	} rows[] = {
		{ "version 1", 1, 1, KIT_DEVICE, false, "01" },
		{ "version 2", 2, 1, KIT_DEVICE, false, "01" },
		{ "version 3 without extensions", 3, 1, KIT_DEVICE, false,
		    "01" },
		{ "serial number 0", 3, 0, KIT_DEVICE, false, "00" },
		{ "negative serial number", 3, -129, KIT_DEVICE, false,
		    "ff7f" },
		{ "serial number with a first bit", 3, 255, KIT_DEVICE, false,
		    "00ff" },
		{ "MD5", 3, 1, KIT_DEVICE, true, "01" },
		{ "RSA 1024", 3, 1, KIT_WEAK, false, "01" },
		{ "EC", 1, 1, KIT_EC, false, "01" },
	};
	struct kit *kit = *state;
	struct err e = { 0 };
	struct cert c;
	size_t i;
	X509 *x;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		x = kit_x509(&(struct kit_cert){ .version = rows[i].version,
		    .serial = rows[i].serial,
		    .subject = "device",
		    .key = kit->pkeys[rows[i].key],
		    .md = rows[i].md5 ? EVP_md5() : NULL });
		if (cert_parse(kit_x509_der(kit, x), &c, &e) == -1)
			fail_msg("%s: %s", rows[i].name, e.text);
		assert_int_equal(c.version, rows[i].version);
		assert_string_equal(text_hex(kit->a, c.serial), rows[i].hex);
		assert_true(cert_is_self_issued(&c));
		assert_false(cert_is_ca(&c));
		assert_int_equal(c.extensions.len, 0);
		kit_ok(cert_verify(&c, kit->keys[rows[i].key], &e), &e);
		X509_free(x);
	}
	kit_no_errors_left();
}

static void
times_of_either_type_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "700101000000Z", 0 },
		{ "500101000000Z", -631152000 },
		{ "491231235959Z", INT64_C(2524607999) },
		{ "20500101000000Z", INT64_C(2524608000) },
		{ "99991231235959Z", INT64_C(253402300799) },
	};
	struct kit *kit = *state;
	struct cert c;
	size_t i;
	X509 *x;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		x = kit_x509(&(struct kit_cert){ .serial = 1,
		    .subject = "device",
		    .key = kit->pkeys[KIT_EC] });
		ASN1_TIME_set_string(X509_getm_notAfter(x), rows[i].text);
		X509_sign(x, kit->pkeys[KIT_EC], EVP_sha256());
		parse(kit, x, &c);
		assert_int_equal(c.not_after, rows[i].seconds);
		X509_free(x);
	}
}

static void
a_signature_is_checked_with_the_issuers_key(void **state)
{
	struct kit *kit = *state;
	struct cert changed = kit->ra;
	struct err e = { 0 };
	uint8_t *tbs;

	kit_ok(cert_verify(&kit->ra, kit->keys[KIT_CA], &e), &e);
	kit_fails(cert_verify(&kit->ra, kit->keys[KIT_RA], &e), &e,
	    ERR_INTEGRITY);
	kit_fails(cert_verify(&kit->ra, kit->keys[KIT_EC], &e), &e,
	    ERR_ALGORITHM);
	tbs = arena_alloc(kit->a, changed.tbs.len);
	memcpy(tbs, changed.tbs.at, changed.tbs.len);
	tbs[changed.tbs.len - 1] ^= 1;
	changed.tbs.at = tbs;
	kit_fails(cert_verify(&changed, kit->keys[KIT_CA], &e), &e,
	    ERR_INTEGRITY);
	kit_no_errors_left();
}

static void
the_algorithm_that_is_not_signed_must_be_the_one_that_is(void **state)
{
	/* sha1WithRSA */
	struct span other = span_of("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7"
				    "\x0d\x01\x01\x05\x05\x00",
	    15);
	struct kit *kit = *state;
	struct cert changed = kit->ra;
	struct err e = { 0 };

	changed.algorithm = other;
	kit_fails(cert_verify(&changed, kit->keys[KIT_CA], &e), &e,
	    ERR_INTEGRITY);
	assert_non_null(strstr(e.text, "4.1.1.2"));
}

static void
an_unknown_signature_algorithm_is_one(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	EVP_PKEY *pkey;
	struct cert c;
	X509 *x;

	pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	x = X509_new();
	X509_set_pubkey(x, pkey);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 60);
	assert_true(X509_sign(x, pkey, NULL) > 0);
	parse(kit, x, &c);
	kit_fails(cert_verify(&c, kit->keys[KIT_CA], &e), &e, ERR_ALGORITHM);
	X509_free(x);
	EVP_PKEY_free(pkey);
}

static void
an_extension_is_found_and_one_that_is_not_is_empty(void **state)
{
	struct kit *kit = *state;
	struct span s;

	s = cert_extension(&kit->ra, "2.5.29.15");
	assert_string_equal(text_hex(kit->a, s), "030205a0");
	assert_int_equal(cert_extension(&kit->ra, "2.5.29.17").len, 0);
}

/* A keyUsage that is broken allows nothing; none at all allows everything. */
static void
key_usage_is_read(void **state)
{
	static const struct {
		const char *name;
		const char *value; /* hex */
		unsigned int bits;
	} rows[] = {
		{ "two bits", "030205a0",
		    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT },
		{ "decipherOnly", "0303070080", 1 << 8 },
		{ "empty", "030100", 0 },
		{ "no bits", "0300", 0 },
		{ "no BIT STRING", "0402a0a0", 0 },
	};
	struct kit *kit = *state;
	struct cert c = { 0 };
	struct err e = { 0 };
	struct span value;
	struct der w;
	size_t i;

	assert_int_equal(cert_key_usage(&c), ~0U);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(text_unhex(kit->a, rows[i].value, &value, &e), &e);
		der_init(&w);
		der_open(&w, DER_SEQUENCE);
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, "2.5.29.15");
		der_put(&w, DER_OCTET_STRING, value);
		der_close(&w);
		der_close(&w);
		kit_ok(der_done(&w, kit->a, &c.extensions, &e), &e);
		if (cert_key_usage(&c) != rows[i].bits)
			fail_msg("%s", rows[i].name);
	}
}

static void
basic_constraints_are_read(void **state)
{
	static const struct {
		const char *name;
		const char *value; /* hex */
		bool ca;
	} rows[] = {
		{ "empty", "3000", false },
		{ "TRUE", "30030101ff", true },
		{ "TRUE as BER has it", "3003010101", true },
		{ "FALSE", "3003010100", false },
		{ "TRUE and a path length", "30060101ff020100", true },
		{ "path length alone", "3003020101", false },
		{ "cut", "30030101", false },
		{ "not a SEQUENCE", "0101ff", false },
	};
	struct kit *kit = *state;
	struct cert c = { 0 };
	struct err e = { 0 };
	struct span value;
	struct der w;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(text_unhex(kit->a, rows[i].value, &value, &e), &e);
		der_init(&w);
		der_open(&w, DER_SEQUENCE);
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, "2.5.29.19");
		der_bool(&w, true);
		der_put(&w, DER_OCTET_STRING, value);
		der_close(&w);
		der_close(&w);
		kit_ok(der_done(&w, kit->a, &c.extensions, &e), &e);
		if (cert_is_ca(&c) != rows[i].ca)
			fail_msg("%s", rows[i].name);
	}
}

/* The RA's certificate with one part of what is signed replaced. */
static struct span
with_part(struct kit *kit, unsigned int part, struct span instead)
{
	struct span rest = kit->ra.tbs, out;
	struct asn1_element all, el;
	struct err e = { 0 };
	struct der w;

	assert_true(asn1_take(&rest, DER_SEQUENCE, &all));
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SEQUENCE);
	for (unsigned int i = 0; asn1_next(&all.content, &el); i++)
		der_raw(&w, i == part ? instead : el.whole);
	der_close(&w);
	der_raw(&w, kit->ra.algorithm);
	der_bits(&w, kit->ra.signature);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &out, &e), &e);
	return out;
}

static void
a_broken_part_is_named(void **state)
{
#define PART(bytes)                                         \
	{                                                   \
		(const uint8_t *)(bytes), sizeof(bytes) - 1 \
	}
	static const struct {
		unsigned int part;
		struct span instead;
		const char *text;
	} rows[] = {
		{ 0, PART("\xa0\x03\x02\x01\x03"), "4.1.2.1: version" },
		{ 0, PART("\xa0\x03\x02\x01\xff"), "4.1.2.1: version" },
		{ 0, PART("\xa0\x00"), "4.1.2.1: version" },
		{ 1, PART("\x02\x00"), "4.1.2.2: serial number" },
		{ 1, PART("\x04\x01\x01"), "4.1.2.2: serial number" },
		{ 2, PART("\x31\x00"), "no algorithm" },
		{ 3, PART("\x31\x00"), "no issuer" },
		{ 3, PART("\x30\x80\x00\x00"), "no issuer" },
		{ 4, PART("\x31\x00"), "no validity" },
		{ 4, PART("\x30\x00"), "notBefore is no time" },
		{ 4, PART("\x30\x03\x17\x01Z"), "notBefore is no time" },
		{ 4,
		    PART("\x30\x0f\x17\x0d"
			 "700101000000Z"),
		    "notAfter is no time" },
		{ 4,
		    PART("\x30\x20\x17\x0d"
			 "700101000000Z"
			 "\x17\x0d"
			 "700101000000Z\x05\x00"),
		    "more than two times" },
		{ 5, PART("\x31\x00"), "no subject" },
		{ 6, PART("\x31\x00"), "no public key" },
		{ 7, PART("\xa3\x02\x31\x00"), "extensions are no SEQUENCE" },
		{ 7, PART("\xa3\x04\x30\x00\x30\x00"),
		    "extensions are no SEQUENCE" },
		{ 7, PART("\x05\x00"), "2 bytes behind its parts" },
	};
	struct kit *kit = *state;
	struct err e;
	struct cert c;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&e, 0, sizeof(e));
		if (cert_parse(with_part(kit, rows[i].part, rows[i].instead),
			&c, &e) == 0)
			fail_msg("row %zu is taken", i);
		assert_int_equal(e.kind, ERR_MALFORMED);
		if (strstr(e.text, rows[i].text) == NULL)
			fail_msg("row %zu: %s", i, e.text);
	}
	kit_no_errors_left();
}

static void
trailing_bytes_and_prefixes_are_refused(void **state)
{
	struct kit *kit = *state;
	uint8_t *longer = arena_alloc(kit->a, kit->ra.der.len + 1);
	struct err e = { 0 };
	struct cert c;
	size_t i;

	memcpy(longer, kit->ra.der.at, kit->ra.der.len);
	kit_fails(cert_parse(span_of(longer, kit->ra.der.len + 1), &c, &e), &e,
	    ERR_MALFORMED);
	for (i = 0; i < kit->ra.der.len; i++)
		kit_fails(cert_parse(span_of(kit->ra.der.at, i), &c, &e), &e,
		    ERR_MALFORMED);
	kit_no_errors_left();
}

static void
any_byte_changed_is_refused_or_does_not_verify(void **state)
{
	struct kit *kit = *state;
	struct span der = kit->ra.der;
	struct arena *a = arena_new();
	struct err e = { 0 };
	uint8_t *copy;
	struct cert c;
	size_t i;

	for (i = 0; i < der.len; i++) {
		copy = arena_alloc(a, der.len);
		memcpy(copy, der.at, der.len);
		copy[i] ^= (uint8_t)(1 << (i % 8));
		if (cert_parse(span_of(copy, der.len), &c, &e) == 0 &&
		    cert_verify(&c, kit->keys[KIT_CA], &e) == 0)
			fail_msg("byte %zu", i);
		arena_reset(a);
	}
	arena_free(a);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_is_read_as_openssl_reads_it),
		cmocka_unit_test(odd_certificates_of_devices_are_read),
		cmocka_unit_test(times_of_either_type_are_read),
		cmocka_unit_test(a_signature_is_checked_with_the_issuers_key),
		cmocka_unit_test(
		    the_algorithm_that_is_not_signed_must_be_the_one_that_is),
		cmocka_unit_test(an_unknown_signature_algorithm_is_one),
		cmocka_unit_test(
		    an_extension_is_found_and_one_that_is_not_is_empty),
		cmocka_unit_test(key_usage_is_read),
		cmocka_unit_test(basic_constraints_are_read),
		cmocka_unit_test(a_broken_part_is_named),
		cmocka_unit_test(trailing_bytes_and_prefixes_are_refused),
		cmocka_unit_test(
		    any_byte_changed_is_refused_or_does_not_verify),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
