/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelopes made here, which OpenSSL opens. */
#include <string.h>

#include "kit.h"
#include "pki/cms.h"
#include "pki/evp.h"

static void
openssl_opens_what_we_seal(void **state)
{
	static const struct {
		enum transport transport;
		enum digest oaep;
	} rows[] = {
		{ TRANSPORT_PKCS1, DIGEST_SHA1 },
		{ TRANSPORT_OAEP, DIGEST_SHA1 },
		{ TRANSPORT_OAEP, DIGEST_SHA256 },
		{ TRANSPORT_OAEP, DIGEST_SHA512 },
	};
	struct kit *kit = *state;
	struct cms_seal how = { .recipient = &kit->ra,
		.key = kit->keys[KIT_RA] };
	const unsigned char *at;
	unsigned char *again;
	CMS_ContentInfo *cms;
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span der;
	size_t i;
	char *plain;
	BIO *out;
	int c, len;

	for (c = 0; c < CIPHER__COUNT; c++)
		for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			(void)kit_cipher((enum cipher)c);
			how.cipher = (enum cipher)c;
			how.transport = rows[i].transport;
			how.oaep_digest = rows[i].oaep;
			kit_ok(cms_seal(kit_content(), &how, kit->a, &der, &e),
			    &e);
			kit_opens(kit, der, cipher_name(how.cipher), &m);
			assert_int_equal(m.cipher, c);
			assert_int_equal(m.transport, how.transport);
			at = der.at;
			cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
			assert_non_null(cms);
			again = NULL;
			len = i2d_CMS_ContentInfo(cms, &again);
			assert_true(
			    span_equal(der, span_of(again, (size_t)len)));
			OPENSSL_free(again);
			/* OpenSSL's own context does not know DES. */
			out = BIO_new(BIO_s_mem());
			if (c != CIPHER_DES) {
				assert_int_equal(CMS_decrypt(cms,
						     kit->pkeys[KIT_RA],
						     kit->ra_x509, NULL, out,
						     CMS_BINARY),
				    1);
				len = (int)BIO_get_mem_data(out, &plain);
				assert_true(span_equal(kit_content(),
				    span_of(plain, (size_t)len)));
			}
			BIO_free(out);
			CMS_ContentInfo_free(cms);
		}
	kit_no_errors_left();
}

static void
only_rsa_keys_are_sealed_to(void **state)
{
	struct kit *kit = *state;
	struct cms_seal how = { .cipher = CIPHER_AES128,
		.transport = TRANSPORT_PKCS1,
		.recipient = &kit->ra,
		.key = kit->keys[KIT_EC] };
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span s;

	kit_fails(cms_seal(kit_content(), &how, kit->a, &s, &e), &e,
	    ERR_ALGORITHM);
	how.key = kit->keys[KIT_RA];
	kit_ok(cms_seal(kit_content(), &how, kit->a, &s, &e), &e);
	kit_ok(cms_enveloped_parse(s, NULL, kit->a, &m, &e), &e);
	kit_fails(cms_enveloped_open(&m, kit->keys[KIT_EC], kit->a, &s, &e), &e,
	    ERR_ALGORITHM);
	how.cipher = CIPHER__COUNT - 1;
	/* OAEP with SHA-512 does not fit into RSA 1024. */
	how.transport = TRANSPORT_OAEP;
	how.oaep_digest = DIGEST_SHA512;
	how.key = kit->keys[KIT_WEAK];
	kit_fails(cms_seal(kit_content(), &how, kit->a, &s, &e), &e,
	    ERR_ALGORITHM);
	kit_no_errors_left();
}

static void
a_password_opens_what_it_sealed(void **state)
{
	static const enum cipher ciphers[] = { CIPHER_AES128, CIPHER_AES256,
		CIPHER_DES3, CIPHER_AES192_GCM };
	struct kit *kit = *state;
	struct secret *right = secret_new(span_of_str("open sesame"));
	struct secret *wrong = secret_new(span_of_str("open sesam"));
	struct cms_seal how = { .transport = TRANSPORT_PASSWORD,
		.password = span_of_str("open sesame") };
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span der, plain;
	size_t i;

	for (i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++) {
		how.cipher = ciphers[i];
		kit_ok(cms_seal(kit_content(), &how, kit->a, &der, &e), &e);
		kit_ok(cms_enveloped_parse(der, &kit->ra, kit->a, &m, &e), &e);
		assert_true(m.transport_known);
		assert_int_equal(m.transport, TRANSPORT_PASSWORD);
		kit_ok(cms_enveloped_open_password(&m, right, kit->a, &plain,
			   &e),
		    &e);
		assert_true(span_equal(plain, kit_content()));
		kit_fails(cms_enveloped_open_password(&m, wrong, kit->a, &plain,
			      &e),
		    &e, ERR_INTEGRITY);
		assert_int_equal(plain.len, 0);
		kit_fails(cms_enveloped_open(&m, kit->keys[KIT_RA], kit->a,
			      &plain, &e),
		    &e, ERR_ALGORITHM);
	}
	how.password = span_of(NULL, 0);
	kit_fails(cms_seal(kit_content(), &how, kit->a, &der, &e), &e,
	    ERR_ALGORITHM);
	secret_free(right);
	secret_free(wrong);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_opens_what_we_seal),
		cmocka_unit_test(only_rsa_keys_are_sealed_to),
		cmocka_unit_test(a_password_opens_what_it_sealed),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
