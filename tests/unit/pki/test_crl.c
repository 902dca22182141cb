/* SPDX-License-Identifier: BSD-2-Clause */
/* CRLs made here, which OpenSSL and we read and verify. */
#include <string.h>

#include <openssl/x509v3.h>

#include "kit.h"
#include "pki/crl.h"

#define NOW INT64_C(1830297600) /* 2028-01-01 */

static const uint8_t serials[3][3] = { { 0x01 }, { 0x00, 0x80, 2 },
	{ 0x7f, 0xff } };

static struct span
make(struct kit *kit, enum kit_key key, unsigned int n)
{
	struct crl_draft d = { .number = 70000,
		.this_update = NOW,
		.next_update = NOW + 86400 };
	struct err e = { 0 };
	struct buf entries;
	struct span der;

	buf_init(&entries, CRL_SIZE_MOST);
	for (unsigned int i = 0; i < n; i++)
		crl_put_entry(&entries,
		    &(struct crl_entry){
			.serial = span_of(serials[i], i == 0 ? 1 : 4 - i),
			.revoked = NOW - 60 * i,
			.reason = i });
	d.entries = buf_span(&entries);
	kit_ok(crl_sign(&d, &kit->ca, kit->keys[key], kit->a, &der, &e), &e);
	buf_clear(&entries);
	return der;
}

static void
openssl_reads_and_verifies_what_is_signed(void **state)
{
	struct kit *kit = *state;
	struct span der = make(kit, KIT_CA, 3);
	const unsigned char *at = der.at;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)der.len);
	ASN1_INTEGER *serial, *number;
	X509_REVOKED *r = NULL;
	unsigned char *again = NULL;

	assert_non_null(crl);
	assert_ptr_equal(at, der.at + der.len);
	assert_int_equal(X509_CRL_verify(crl, kit->pkeys[KIT_CA]), 1);
	assert_int_equal(X509_CRL_get_version(crl), 1);
	number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
	assert_int_equal(ASN1_INTEGER_get(number), 70000);
	ASN1_INTEGER_free(number);
	assert_int_equal(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl)), 3);
	serial = ASN1_INTEGER_new();
	ASN1_INTEGER_set(serial, 0x8002);
	assert_int_equal(X509_CRL_get0_by_serial(crl, &r, serial), 1);
	ASN1_INTEGER_free(serial);
	assert_int_equal(X509_CRL_get_ext_by_NID(crl,
			     NID_authority_key_identifier, -1) >= 0,
	    1);
	assert_int_equal(i2d_re_X509_CRL_tbs(crl, &again) > 0, 1);
	OPENSSL_free(again);
	X509_CRL_free(crl);
	kit_no_errors_left();
}

static void
what_is_signed_is_read_back(void **state)
{
	struct kit *kit = *state;
	struct span der = make(kit, KIT_CA, 3), rest;
	struct crl_entry entry;
	struct err e = { 0 };
	unsigned int n = 0;
	struct crl c;

	kit_ok(crl_parse(der, &c, &e), &e);
	kit_ok(crl_verify(&c, kit->keys[KIT_CA], &e), &e);
	assert_int_equal(c.number, 70000);
	assert_int_equal(c.this_update, NOW);
	assert_int_equal(c.next_update, NOW + 86400);
	assert_true(span_equal(c.issuer, kit->ca.subject));
	for (rest = c.entries; crl_next(&rest, &entry); n++) {
		assert_int_equal(entry.reason, n);
		assert_int_equal(entry.revoked, NOW - 60 * n);
		assert_memory_equal(entry.serial.at, serials[n],
		    entry.serial.len);
	}
	assert_int_equal(n, 3);
	assert_int_equal(rest.len, 0);
	kit_fails(crl_verify(&c, kit->keys[KIT_OTHER], &e), &e, ERR_INTEGRITY);
	assert_non_null(strstr(crl_to_pem(kit->a, der), "BEGIN X509 CRL"));
	kit_no_errors_left();
}

static void
an_empty_crl_has_no_list_at_all(void **state)
{
	struct kit *kit = *state;
	struct span der = make(kit, KIT_CA, 0);
	const unsigned char *at = der.at;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)der.len);
	struct err e = { 0 };
	struct crl c;

	assert_non_null(crl);
	assert_null(X509_CRL_get_REVOKED(crl));
	X509_CRL_free(crl);
	kit_ok(crl_parse(der, &c, &e), &e);
	assert_int_equal(c.entries.len, 0);
}

static void
no_mutation_is_taken_for_the_same(void **state)
{
	struct kit *kit = *state;
	struct span der = make(kit, KIT_EC, 2);
	uint8_t *bytes = arena_alloc(kit->a, der.len);
	struct crl_entry entry;
	struct err e = { 0 };
	struct span rest;
	struct crl c;

	for (size_t i = 0; i < der.len; i++) {
		memcpy(bytes, der.at, der.len);
		bytes[i] ^= 0x41;
		if (crl_parse(span_of(bytes, der.len), &c, &e) == -1)
			continue;
		rest = c.entries;
		while (crl_next(&rest, &entry))
			continue;
		assert_int_equal(crl_verify(&c, kit->keys[KIT_EC], &e), -1);
	}
	for (size_t i = 0; i < der.len; i++)
		kit_fails(crl_parse(span_of(der.at, i), &c, &e), &e,
		    ERR_MALFORMED);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_reads_and_verifies_what_is_signed),
		cmocka_unit_test(what_is_signed_is_read_back),
		cmocka_unit_test(an_empty_crl_has_no_list_at_all),
		cmocka_unit_test(no_mutation_is_taken_for_the_same),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
