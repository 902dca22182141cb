/* SPDX-License-Identifier: BSD-2-Clause */
/* SignedData made here, which OpenSSL verifies. */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "kit.h"
#include "pki/cms.h"
#include "pki/der.h"

#define NOW INT64_C(1830297600) /* 2028-01-01 */

static const struct cms_attribute attributes[] = {
	{ "2.16.840.1.113733.1.9.2", DER_PRINTABLE_STRING,
	    { (const uint8_t *)"\x13\x01"
			       "3",
		3 } },
	{ "2.16.840.1.113733.1.9.7", DER_PRINTABLE_STRING,
	    { (const uint8_t *)"\x13\x02"
			       "id",
		4 } },
};

static CMS_ContentInfo *
openssl_reads(struct span der)
{
	const unsigned char *at = der.at;
	unsigned char *again = NULL;
	CMS_ContentInfo *cms;
	int len;

	cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
	assert_non_null(cms);
	assert_ptr_equal(at, der.at + der.len);
	/* Encoded anew it is the same: DER, sets sorted. */
	len = i2d_CMS_ContentInfo(cms, &again);
	assert_true(span_equal(der, span_of(again, (size_t)len)));
	OPENSSL_free(again);
	return cms;
}

static struct cms_sign
how_to(struct kit *kit)
{
	struct cms_sign how = { .digest = DIGEST_SHA256,
		.signer = &kit->ra,
		.key = kit->keys[KIT_RA],
		.attributes = attributes,
		.attribute_count = 2,
		.signing_time = NOW,
		.include_cert = true };

	return how;
}

static void
openssl_verifies_what_we_sign(void **state)
{
	static const char *const texts[] = { "", "x",
		"a longer text that is to be signed" };
	struct kit *kit = *state;
	struct cms_sign how = how_to(kit);
	CMS_ContentInfo *cms;
	struct err e = { 0 };
	struct span der;
	size_t t;
	char *at;
	long len;
	BIO *out;
	int d;

	for (d = 0; d < DIGEST__COUNT; d++)
		for (t = 0; t < 3; t++) {
			how.digest = (enum digest)d;
			kit_ok(cms_sign(span_of_str(texts[t]), &how, kit->a,
				   &der, &e),
			    &e);
			cms = openssl_reads(der);
			out = BIO_new(BIO_s_mem());
			if (CMS_verify(cms, NULL, NULL, NULL, out,
				CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
				fail_msg("%s", digest_name(how.digest));
			len = BIO_get_mem_data(out, &at);
			assert_true(span_equal(span_of(at, (size_t)len),
			    span_of_str(texts[t])));
			BIO_free(out);
			CMS_ContentInfo_free(cms);
		}
	kit_no_errors_left();
}

static void
we_read_what_we_sign(void **state)
{
	struct kit *kit = *state;
	struct cms_sign how = how_to(kit);
	const struct cms_attribute *at;
	struct cms_signed m;
	struct err e = { 0 };
	struct span der;

	kit_ok(cms_sign(span_of_str("text"), &how, kit->a, &der, &e), &e);
	kit_ok(cms_signed_parse(der, true, kit->a, &m, &e), &e);
	kit_ok(cms_signed_verify(&m, kit->keys[KIT_RA], &e), &e);
	assert_true(span_equal(m.content, span_of_str("text")));
	assert_true(span_equal(m.signer.der, kit->ra.der));
	assert_int_equal(m.attribute_count, 5);
	at = cms_signed_attribute(&m, "2.16.840.1.113733.1.9.7");
	assert_true(span_equal(at->value, span_of_str("id")));
	at = cms_signed_attribute(&m, "1.2.840.113549.1.9.5");
	assert_int_equal(at->tag, DER_UTC_TIME);
	assert_true(span_equal(at->value, span_of_str("280101000000Z")));
	assert_string_equal(m.scheme_oid, "1.2.840.113549.1.1.1");
}

/* Empty, not absent: clients read the one and not the other. */
static void
empty_content_is_an_empty_octet_string(void **state)
{
	struct kit *kit = *state;
	struct cms_sign how = how_to(kit);
	struct cms_signed m;
	struct err e = { 0 };
	struct span der;

	kit_ok(cms_sign(span_of(NULL, 0), &how, kit->a, &der, &e), &e);
	kit_ok(cms_signed_parse(der, true, kit->a, &m, &e), &e);
	assert_true(m.has_content);
	assert_int_equal(m.content.len, 0);
	kit_ok(cms_signed_verify(&m, kit->keys[KIT_RA], &e), &e);
}

static void
the_certificate_can_be_left_out(void **state)
{
	struct kit *kit = *state;
	struct cms_sign how = how_to(kit);
	STACK_OF(X509) *certs = sk_X509_new_null();
	CMS_ContentInfo *cms;
	struct cms_signed m;
	struct err e = { 0 };
	struct span der;

	how.include_cert = false;
	kit_ok(cms_sign(span_of_str("text"), &how, kit->a, &der, &e), &e);
	kit_ok(cms_signed_parse(der, true, kit->a, &m, &e), &e);
	assert_false(m.has_signer);
	cms = openssl_reads(der);
	sk_X509_push(certs, kit->ra_x509);
	assert_int_equal(CMS_verify(cms, certs, NULL, NULL, NULL,
			     CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY),
	    1);
	sk_X509_free(certs);
	CMS_ContentInfo_free(cms);
}

static void
an_ec_key_signs_by_ecdsa(void **state)
{
	struct kit *kit = *state;
	struct cms_sign how = how_to(kit);
	CMS_ContentInfo *cms;
	struct err e = { 0 };
	struct cms_signed m;
	struct cert c;
	struct span der;
	X509 *x;

	x = kit_x509(&(struct kit_cert){ .serial = -5,
	    .subject = "ec",
	    .key = kit->pkeys[KIT_EC] });
	kit_ok(cert_parse(kit_x509_der(kit, x), &c, &e), &e);
	how.signer = &c;
	how.key = kit->keys[KIT_EC];
	kit_ok(cms_sign(span_of_str("text"), &how, kit->a, &der, &e), &e);
	cms = openssl_reads(der);
	assert_int_equal(CMS_verify(cms, NULL, NULL, NULL, NULL,
			     CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY),
	    1);
	CMS_ContentInfo_free(cms);
	kit_ok(cms_signed_parse(der, true, kit->a, &m, &e), &e);
	assert_int_equal(m.scheme, SCHEME_ECDSA);
	how.digest = DIGEST_MD5;
	kit_fails(cms_sign(span_of_str("text"), &how, kit->a, &der, &e), &e,
	    ERR_ALGORITHM);
	X509_free(x);
	kit_no_errors_left();
}

static void
certificates_keep_their_order(void **state)
{
	struct kit *kit = *state;
	struct span certs[] = { kit->ra.der, kit->ca.der, kit->ra.der };
	STACK_OF(X509) *found;
	const unsigned char *at;
	CMS_ContentInfo *cms;
	struct cms_signed m;
	struct err e = { 0 };
	struct span der;
	unsigned int i;

	kit_ok(cms_certs_only(certs, 3, kit->a, &der, &e), &e);
	kit_ok(cms_signed_parse(der, false, kit->a, &m, &e), &e);
	assert_int_equal(m.cert_count, 3);
	for (i = 0; i < 3; i++)
		assert_true(span_equal(m.certs[i], certs[i]));
	at = der.at;
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
	assert_non_null(cms);
	found = CMS_get1_certs(cms);
	assert_int_equal(sk_X509_num(found), 3);
	assert_int_equal(X509_cmp(sk_X509_value(found, 0), kit->ra_x509), 0);
	assert_int_equal(X509_cmp(sk_X509_value(found, 1), kit->ca_x509), 0);
	sk_X509_pop_free(found, X509_free);
	CMS_ContentInfo_free(cms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_verifies_what_we_sign),
		cmocka_unit_test(we_read_what_we_sign),
		cmocka_unit_test(empty_content_is_an_empty_octet_string),
		cmocka_unit_test(the_certificate_can_be_left_out),
		cmocka_unit_test(an_ec_key_signs_by_ecdsa),
		cmocka_unit_test(certificates_keep_their_order),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
