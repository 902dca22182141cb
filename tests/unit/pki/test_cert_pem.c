/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates in files. */
#include <string.h>

#include "kit.h"

static struct span
joined(struct kit *kit, const char *a, const char *b, const char *c)
{
	return span_of_str(arena_printf(kit->a, "%s%s%s", a, b, c));
}

static void
certificates_come_in_the_files_order(void **state)
{
	struct kit *kit = *state;
	char *ra = cert_to_pem(kit->a, kit->ra.der);
	char *ca = cert_to_pem(kit->a, kit->ca.der);
	struct err e = { 0 };
	struct cert *certs;
	unsigned int n;

	kit_ok(cert_from_pem(joined(kit, ra, "text between\n", ca), kit->a,
		   &certs, &n, &e),
	    &e);
	assert_int_equal(n, 2);
	assert_true(span_equal(certs[0].der, kit->ra.der));
	assert_true(span_equal(certs[1].der, kit->ca.der));
	kit_no_errors_left();
}

static void
what_is_written_is_what_openssl_writes(void **state)
{
	struct kit *kit = *state;
	struct span file = kit_file(kit, "data/ca.crt");

	assert_true(
	    span_equal(file, span_of_str(cert_to_pem(kit->a, kit->ca.der))));
}

static void
other_blocks_are_passed_over(void **state)
{
	struct kit *kit = *state;
	struct span key = kit_file(kit, "data/ca.key");
	struct err e = { 0 };
	struct cert *certs;
	unsigned int n;

	kit_ok(cert_from_pem(joined(kit, arena_str(kit->a, key),
				 cert_to_pem(kit->a, kit->ca.der),
				 "trailing text"),
		   kit->a, &certs, &n, &e),
	    &e);
	assert_int_equal(n, 1);
	kit_fails(cert_from_pem(key, kit->a, &certs, &n, &e), &e,
	    ERR_MALFORMED);
}

static void
a_file_without_certificates_is_malformed(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct cert *certs;
	unsigned int n;

	kit_fails(cert_from_pem(span_of(NULL, 0), kit->a, &certs, &n, &e), &e,
	    ERR_MALFORMED);
	kit_fails(cert_from_pem(span_of_str("hello\n"), kit->a, &certs, &n, &e),
	    &e, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "BEGIN CERTIFICATE"));
	kit_no_errors_left();
}

static void
a_broken_certificate_is_told_by_its_number(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct cert *certs;
	unsigned int n;

	kit_fails(cert_from_pem(joined(kit, cert_to_pem(kit->a, kit->ca.der),
				    "-----BEGIN CERTIFICATE-----\nMAA=\n",
				    "-----END CERTIFICATE-----\n"),
		      kit->a, &certs, &n, &e),
	    &e, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "certificate 2 of the file"));
	/* No base64 in it. */
	kit_fails(cert_from_pem(joined(kit, cert_to_pem(kit->a, kit->ca.der),
				    "-----BEGIN CERTIFICATE-----\n!!!!\n",
				    "-----END CERTIFICATE-----\n"),
		      kit->a, &certs, &n, &e),
	    &e, ERR_MALFORMED);
	kit_no_errors_left();
}

static void
too_many_certificates_are_refused(void **state)
{
	struct kit *kit = *state;
	char *one = cert_to_pem(kit->a, kit->ca.der);
	struct err e = { 0 };
	struct cert *certs;
	unsigned int i, n;
	struct buf b;

	buf_init(&b, 1 << 20);
	for (i = 0; i < 64; i++)
		buf_add_str(&b, one);
	kit_ok(cert_from_pem(buf_span(&b), kit->a, &certs, &n, &e), &e);
	assert_int_equal(n, 64);
	buf_add_str(&b, one);
	kit_fails(cert_from_pem(buf_span(&b), kit->a, &certs, &n, &e), &e,
	    ERR_MALFORMED);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_come_in_the_files_order),
		cmocka_unit_test(what_is_written_is_what_openssl_writes),
		cmocka_unit_test(other_blocks_are_passed_over),
		cmocka_unit_test(a_file_without_certificates_is_malformed),
		cmocka_unit_test(a_broken_certificate_is_told_by_its_number),
		cmocka_unit_test(too_many_certificates_are_refused),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
