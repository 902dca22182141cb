/* SPDX-License-Identifier: BSD-2-Clause */
/* Certification requests made here, which OpenSSL reads and verifies. */
#include <string.h>

#include <openssl/x509v3.h>

#include "kit.h"
#include "pki/csr.h"
#include "pki/name.h"

static const struct row {
	enum kit_key key;
	const char *challenge;
	bool names;
	int type; /* of the challenge */
} rows[] = {
	{ KIT_DEVICE, "secret", true, V_ASN1_PRINTABLESTRING },
	{ KIT_DEVICE, "s@cret", true, V_ASN1_UTF8STRING },
	{ KIT_EC, "g\xc3\xa4heim and so long that it comes behind the names",
	    true, V_ASN1_UTF8STRING },
	{ KIT_EC, NULL, false, 0 },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static struct csr
sign_and_read(struct kit *kit, const struct row *row)
{
	static const char *const names[] = { "dns:a.example" };
	struct csr_draft d = { .digest = DIGEST_SHA256 };
	struct secret *challenge = NULL;
	struct err e = { 0 };
	struct span der;
	struct csr c;

	if (row->challenge != NULL)
		challenge = secret_new(span_of_str(row->challenge));
	d.challenge = challenge;
	kit_ok(name_from_text("/CN=device", kit->a, &d.subject, &e), &e);
	if (row->names)
		kit_ok(alt_names_from_text(names, 1, kit->a, &d.alt_names, &e),
		    &e);
	kit_ok(csr_sign(&d, kit->keys[row->key], kit->a, &der, &e), &e);
	kit_ok(csr_parse(der, kit->a, &c, &e), &e);
	assert_true(span_equal(c.subject, d.subject));
	assert_true(span_equal(c.alt_names, d.alt_names));
	secret_free(challenge);
	return c;
}

static void
what_goes_in_comes_out(void **state)
{
	struct kit *kit = *state;
	struct err e = { 0 };
	struct csr c;
	size_t i;

	for (i = 0; i < ROWS; i++) {
		c = sign_and_read(kit, &rows[i]);
		kit_ok(csr_verify(&c, kit->keys[rows[i].key], &e), &e);
		assert_int_equal(c.has_challenge, rows[i].challenge != NULL);
		assert_true(
		    span_equal(c.challenge, span_of_str(rows[i].challenge)));
	}
	kit_no_errors_left();
}

static int
challenge_type(const X509_REQ *req)
{
	X509_ATTRIBUTE *at;

	at = X509_REQ_get_attr(req,
	    X509_REQ_get_attr_by_NID(req, NID_pkcs9_challengePassword, -1));
	return at == NULL ? 0 : X509_ATTRIBUTE_get0_type(at, 0)->type;
}

static void
openssl_reads_and_verifies_it(void **state)
{
	struct kit *kit = *state;
	const unsigned char *at;
	unsigned char *again;
	X509_REQ *req;
	struct csr c;
	size_t i;
	int len;

	for (i = 0; i < ROWS; i++) {
		c = sign_and_read(kit, &rows[i]);
		at = c.der.at;
		req = d2i_X509_REQ(NULL, &at, (long)c.der.len);
		assert_non_null(req);
		assert_int_equal(X509_REQ_verify(req, kit->pkeys[rows[i].key]),
		    1);
		assert_int_equal(challenge_type(req), rows[i].type);
		/* Sorted as DER has it: encoded anew it is the same. */
		again = NULL;
		len = i2d_re_X509_REQ_tbs(req, &again);
		assert_true(span_equal(c.info, span_of(again, (size_t)len)));
		OPENSSL_free(again);
		X509_REQ_free(req);
	}
	kit_no_errors_left();
}

static void
a_digest_that_does_not_go_with_the_key_is_an_error(void **state)
{
	struct csr_draft d = { .digest = DIGEST_MD5 };
	struct kit *kit = *state;
	struct err e = { 0 };
	struct span der;

	kit_ok(name_from_text("/CN=device", kit->a, &d.subject, &e), &e);
	kit_fails(csr_sign(&d, kit->keys[KIT_EC], kit->a, &der, &e), &e,
	    ERR_ALGORITHM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(openssl_reads_and_verifies_it),
		cmocka_unit_test(
		    a_digest_that_does_not_go_with_the_key_is_an_error),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
