/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates made here, which OpenSSL reads and verifies. */
#include <string.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "kit.h"
#include "pki/name.h"

static const char *const client_auth[] = { "1.3.6.1.5.5.7.3.2", NULL };
static const uint8_t serial[16] = { 0x7f, 1, 2, 3 };

#define NOW INT64_C(1830297600) /* 2028-01-01 */

static struct cert_draft
draft(struct kit *kit, enum kit_key key)
{
	struct err e = { 0 };
	struct cert_draft d = { .serial = span_of(serial, sizeof(serial)),
		.spki = key_spki(kit->keys[key]),
		.not_before = NOW,
		.not_after = NOW + 86400,
		.key_usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT,
		.extended_usages = client_auth };

	kit_ok(name_from_text("/O=Acme/CN=router 7", kit->a, &d.subject, &e),
	    &e);
	return d;
}

static X509 *
openssl_reads(struct span der)
{
	const unsigned char *at = der.at;
	unsigned char *again = NULL;
	X509 *x;
	int len;

	x = d2i_X509(NULL, &at, (long)der.len);
	assert_non_null(x);
	assert_ptr_equal(at, der.at + der.len);
	/* Its inner part encoded anew is the same: we wrote DER. */
	len = i2d_re_X509_tbs(x, &again);
	assert_true(len > 0 && der.len > (size_t)len + 4);
	assert_memory_equal(der.at + 4, again, (size_t)len);
	OPENSSL_free(again);
	return x;
}

/* As `openssl verify -x509_strict` at the draft's time. */
static int
chain_verifies(X509 *leaf, X509 *ca)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;
	int rc;

	X509_STORE_add_cert(store, ca);
	X509_STORE_CTX_init(ctx, store, leaf, NULL);
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)(NOW + 60));
	X509_VERIFY_PARAM_set_flags(param,
	    X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
	if (X509_verify_cert(ctx) == 1)
		rc = X509_V_OK;
	else
		rc = X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return rc;
}

static char *
extension_text(struct kit *kit, const X509 *x, int nid)
{
	X509_EXTENSION *ext;
	char *text, *at;
	BIO *bio;
	long len;
	int i;

	if ((i = X509_get_ext_by_NID(x, nid, -1)) < 0)
		return NULL;
	ext = X509_get_ext(x, i);
	bio = BIO_new(BIO_s_mem());
	assert_int_equal(X509V3_EXT_print(bio, ext, X509V3_EXT_ERROR_UNKNOWN,
			     0),
	    1);
	len = BIO_get_mem_data(bio, &at);
	text = arena_printf(kit->a, "%s%.*s",
	    X509_EXTENSION_get_critical(ext) ? "critical, " : "", (int)len, at);
	BIO_free(bio);
	return text;
}

static void
an_issued_certificate_verifies_for_openssl_too(void **state)
{
	static const enum kit_key keys[] = { KIT_DEVICE, KIT_EC, KIT_WEAK };
	struct kit *kit = *state;
	struct cert_draft d;
	struct err e = { 0 };
	struct span der;
	struct cert c;
	size_t i;
	X509 *x;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		d = draft(kit, keys[i]);
		kit_ok(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der,
			   &e),
		    &e);
		kit_ok(cert_parse(der, &c, &e), &e);
		kit_ok(cert_verify(&c, kit->keys[KIT_CA], &e), &e);
		x = openssl_reads(der);
		assert_int_equal(X509_verify(x, kit->pkeys[KIT_CA]), 1);
		assert_int_equal(X509_check_issued(kit->ca_x509, x), X509_V_OK);
		X509_free(x);
	}
	kit_no_errors_left();
}

static void
a_self_signed_ca_and_what_it_issues_verify_strictly(void **state)
{
	static const struct key_type types[] = { { KEY_RSA, 2048 },
		{ KEY_EC, 256 }, { KEY_EC, 384 }, { KEY_EC, 521 } };
	static const int want[] = { NID_sha256WithRSAEncryption,
		NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384,
		NID_ecdsa_with_SHA512 };
	struct kit *kit = *state;
	struct cert_draft d;
	struct err e = { 0 };
	struct span der, issued;
	struct key *k;
	struct cert c;
	X509 *ca, *x;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		kit_ok(key_generate(types[i], &k, &e), &e);
		d = draft(kit, KIT_CA);
		d.spki = key_spki(k);
		d.ca = true;
		d.key_usage = USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN;
		d.extended_usages = NULL;
		kit_ok(cert_sign(&d, NULL, k, kit->a, &der, &e), &e);
		kit_ok(cert_parse(der, &c, &e), &e);
		assert_true(cert_is_ca(&c));
		assert_true(cert_is_self_issued(&c));
		ca = openssl_reads(der);
		assert_int_equal(X509_get_signature_nid(ca), want[i]);
		assert_string_equal(extension_text(kit, ca,
					NID_basic_constraints),
		    "critical, CA:TRUE");
		d = draft(kit, KIT_DEVICE);
		kit_ok(name_from_text("/CN=below", kit->a, &d.subject, &e), &e);
		kit_ok(cert_sign(&d, &c, k, kit->a, &issued, &e), &e);
		x = openssl_reads(issued);
		assert_string_equal(X509_verify_cert_error_string(
					chain_verifies(x, ca)),
		    "ok");
		X509_free(x);
		X509_free(ca);
		key_free(k);
	}
	kit_no_errors_left();
}

static void
extensions_are_what_the_draft_says(void **state)
{
	static const char *const names[] = { "dns:a.example", "ip:192.0.2.1" };
	struct kit *kit = *state;
	struct cert_draft d = draft(kit, KIT_DEVICE);
	struct err e = { 0 };
	struct span der;
	X509 *x;

	d.crl_url = "http://a.example/ca.crl";
	d.ca_issuers_url = "http://a.example/ca.crt";
	kit_ok(alt_names_from_text(names, 2, kit->a, &d.alt_names, &e), &e);
	kit_ok(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der, &e),
	    &e);
	x = openssl_reads(der);
	assert_int_equal(X509_get_version(x), 2);
	assert_string_equal(extension_text(kit, x, NID_basic_constraints),
	    "critical, CA:FALSE");
	assert_string_equal(extension_text(kit, x, NID_key_usage),
	    "critical, Digital Signature, Key Encipherment");
	assert_string_equal(extension_text(kit, x, NID_ext_key_usage),
	    "TLS Web Client Authentication");
	assert_string_equal(extension_text(kit, x, NID_subject_alt_name),
	    "DNS:a.example, IP Address:192.0.2.1");
	assert_non_null(
	    strstr(extension_text(kit, x, NID_crl_distribution_points),
		"URI:http://a.example/ca.crl"));
	assert_non_null(strstr(extension_text(kit, x, NID_info_access),
	    "CA Issuers - URI:http://a.example/ca.crt"));
	assert_int_equal(X509_get_ext_count(x), 8);
	X509_free(x);
}

static void
what_the_draft_does_not_say_is_left_out(void **state)
{
	struct kit *kit = *state;
	struct cert_draft d = draft(kit, KIT_DEVICE);
	struct err e = { 0 };
	struct span der;
	X509 *x;

	d.key_usage = 0;
	d.extended_usages = NULL;
	d.crl_url = "";
	kit_ok(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der, &e),
	    &e);
	x = openssl_reads(der);
	/* basicConstraints, SKI, AKI. */
	assert_int_equal(X509_get_ext_count(x), 3);
	X509_free(x);
}

/* The RA's certificate, by OpenSSL, has one of its own making. */
static void
key_identifiers_follow_the_issuers(void **state)
{
	struct kit *kit = *state;
	struct cert_draft d = draft(kit, KIT_DEVICE);
	const ASN1_OCTET_STRING *id;
	struct err e = { 0 };
	struct span der;
	struct cert issuer;
	X509 *x, *odd;

	odd = kit_x509(&(struct kit_cert){ .serial = 1,
	    .subject = "odd",
	    .key = kit->pkeys[KIT_OTHER],
	    .ski = "01:02:03" });
	kit_ok(cert_parse(kit_x509_der(kit, odd), &issuer, &e), &e);
	kit_ok(cert_sign(&d, &issuer, kit->keys[KIT_OTHER], kit->a, &der, &e),
	    &e);
	x = openssl_reads(der);
	id = X509_get0_authority_key_id(x);
	assert_int_equal(ASN1_STRING_length(id), 3);
	assert_memory_equal(ASN1_STRING_get0_data(id), "\1\2\3", 3);
	id = X509_get0_subject_key_id(x);
	assert_int_equal(ASN1_STRING_length(id), 20);
	X509_free(x);
	X509_free(odd);
}

static void
an_empty_subject_makes_its_alternative_names_critical(void **state)
{
	static const char *const names[] = { "dns:a.example" };
	struct kit *kit = *state;
	struct cert_draft d = draft(kit, KIT_DEVICE);
	struct err e = { 0 };
	struct span der;
	X509 *x;

	d.subject = span_of("\x30\x00", 2);
	kit_ok(alt_names_from_text(names, 1, kit->a, &d.alt_names, &e), &e);
	kit_ok(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der, &e),
	    &e);
	x = openssl_reads(der);
	assert_string_equal(extension_text(kit, x, NID_subject_alt_name),
	    "critical, DNS:a.example");
	X509_free(x);
}

static void
serial_number_and_times_are_the_drafts(void **state)
{
	struct kit *kit = *state;
	struct cert_draft d = draft(kit, KIT_DEVICE);
	struct err e = { 0 };
	struct span der;
	struct cert c;

	d.serial = span_of("\x00\xff\x01", 3);
	d.not_after = INT64_C(2600000000); /* 2052 */
	kit_ok(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der, &e),
	    &e);
	kit_ok(cert_parse(der, &c, &e), &e);
	assert_string_equal(text_hex(kit->a, c.serial), "00ff01");
	assert_int_equal(c.not_before, NOW);
	assert_int_equal(c.not_after, INT64_C(2600000000));
	assert_true(span_equal(c.issuer, kit->ca.subject));
	assert_true(span_equal(c.subject, d.subject));
	assert_true(span_equal(c.spki, d.spki));
}

static void
a_draft_that_is_broken_is_an_error(void **state)
{
	struct kit *kit = *state;
	struct cert_draft d = draft(kit, KIT_DEVICE);
	struct err e = { 0 };
	struct span der;

	d.spki = span_of("\x30\x00", 2);
	assert_int_equal(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a,
			     &der, &e),
	    -1);
	d = draft(kit, KIT_DEVICE);
	d.not_after = INT64_MAX;
	kit_fails(cert_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der, &e),
	    &e, ERR_INTERNAL);
	kit_no_errors_left();
}

static void
random_serial_numbers_are_positive_and_of_16_bytes(void **state)
{
	uint8_t a[16], b[16];
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		cert_random_serial(a);
		assert_true(a[0] > 0 && a[0] < 0x80);
	}
	cert_random_serial(b);
	assert_memory_not_equal(a, b, 16);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_issued_certificate_verifies_for_openssl_too),
		cmocka_unit_test(
		    a_self_signed_ca_and_what_it_issues_verify_strictly),
		cmocka_unit_test(extensions_are_what_the_draft_says),
		cmocka_unit_test(what_the_draft_does_not_say_is_left_out),
		cmocka_unit_test(key_identifiers_follow_the_issuers),
		cmocka_unit_test(
		    an_empty_subject_makes_its_alternative_names_critical),
		cmocka_unit_test(serial_number_and_times_are_the_drafts),
		cmocka_unit_test(a_draft_that_is_broken_is_an_error),
		cmocka_unit_test(
		    random_serial_numbers_are_positive_and_of_16_bytes),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
