/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelopes of OpenSSL and by hand, read and opened. */
#include <string.h>

#include <openssl/rsa.h>

#include "kit.h"
#include "pki/cms.h"
#include "pki/der.h"
#include "pki/evp.h"

static void
envelopes_of_openssl_open(void **state)
{
	static const unsigned int flags[] = { 0, CMS_USE_KEYID };
	struct kit *kit = *state;
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	X509 *x;
	size_t f;
	int c;

	x = kit_x509(&(struct kit_cert){ .serial = 1,
	    .subject = "ra",
	    .key = kit->pkeys[KIT_RA],
	    .ski = "hash" });
	/* All but DES, which OpenSSL's CMS cannot make a key for. */
	for (c = CIPHER_DES3; c < CIPHER__COUNT; c++)
		for (f = 0; f < 2; f++) {
			cms = kit_cms_encrypt(x, kit_cipher((enum cipher)c),
			    kit_content(), flags[f]);
			kit_opens(kit, kit_cms_der(kit, cms),
			    cipher_name((enum cipher)c), &m);
			assert_true(m.cipher_known && m.transport_known);
			assert_int_equal(m.cipher, c);
			assert_int_equal(m.transport, TRANSPORT_PKCS1);
			assert_int_equal(m.key_id.len, f == 0 ? 0 : 20);
			CMS_ContentInfo_free(cms);
		}
	X509_free(x);
	kit_no_errors_left();
}

static void
envelopes_in_ber_open(void **state)
{
	static const enum cipher ciphers[] = { CIPHER_AES128, CIPHER_DES3,
		CIPHER_AES256_GCM };
	struct kit *kit = *state;
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	size_t i;

	for (i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++) {
		cms = kit_cms_encrypt(kit->ra_x509, kit_cipher(ciphers[i]),
		    kit_content(), CMS_STREAM);
		kit_opens(kit, kit_cms_ber(kit, cms, kit_content(), 0), "BER",
		    &m);
		CMS_ContentInfo_free(cms);
	}
}

static CMS_ContentInfo *
by_oaep(struct kit *kit, const EVP_MD *md, const EVP_MD *mgf1)
{
	const struct span what = kit_content();
	CMS_RecipientInfo *ri;
	CMS_ContentInfo *cms;
	EVP_PKEY_CTX *ctx;
	BIO *in;

	in = BIO_new_mem_buf(what.at, (int)what.len);
	cms = CMS_encrypt(NULL, in, EVP_aes_128_cbc(),
	    CMS_PARTIAL | CMS_BINARY);
	ri = CMS_add1_recipient_cert(cms, kit->ra_x509, CMS_KEY_PARAM);
	ctx = CMS_RecipientInfo_get0_pkey_ctx(ri);
	EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING);
	EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md);
	EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, mgf1);
	assert_int_equal(CMS_final(cms, in, NULL, CMS_BINARY), 1);
	BIO_free(in);
	return cms;
}

static void
oaep_opens_with_any_pair_of_digests(void **state)
{
	static const struct {
		const char *name;
		const char *oaep;
		const char *mask;
		enum digest digest;
	} rows[] = {
		{ "defaults", "SHA1", "SHA1", DIGEST_SHA1 },
		{ "SHA-256", "SHA256", "SHA256", DIGEST_SHA256 },
		{ "SHA-512", "SHA512", "SHA512", DIGEST_SHA512 },
		{ "as Java has it", "SHA256", "SHA1", DIGEST_SHA256 },
	};
	struct kit *kit = *state;
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cms = by_oaep(kit, EVP_get_digestbyname(rows[i].oaep),
		    EVP_get_digestbyname(rows[i].mask));
		kit_opens(kit, kit_cms_der(kit, cms), rows[i].name, &m);
		assert_int_equal(m.transport, TRANSPORT_OAEP);
		assert_int_equal(m.oaep_digest, rows[i].digest);
		CMS_ContentInfo_free(cms);
	}
	kit_no_errors_left();
}

static void
of_several_recipients_ours_is_taken(void **state)
{
	struct kit *kit = *state;
	STACK_OF(X509) *to = sk_X509_new_null();
	const struct span what = kit_content();
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	struct err e = { 0 };
	struct span ber;
	X509 *other, *ec;
	BIO *in;

	other = kit_x509(&(struct kit_cert){ .serial = 1,
	    .subject = "other",
	    .key = kit->pkeys[KIT_OTHER] });
	ec = kit_x509(&(struct kit_cert){ .serial = 1,
	    .subject = "ec",
	    .key = kit->pkeys[KIT_EC] });
	sk_X509_push(to, ec);
	sk_X509_push(to, other);
	sk_X509_push(to, kit->ra_x509);
	in = BIO_new_mem_buf(what.at, (int)what.len);
	cms = CMS_encrypt(to, in, EVP_aes_128_cbc(), CMS_BINARY);
	ber = kit_cms_der(kit, cms);
	kit_opens(kit, ber, "ours", &m);
	assert_true(span_equal(m.serial, kit->ra.serial));
	/* Nobody is named: the first is taken, whatever it is. */
	kit_ok(cms_enveloped_parse(ber, NULL, kit->a, &m, &e), &e);
	assert_false(span_equal(m.serial, kit->ra.serial));
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	sk_X509_free(to);
	X509_free(other);
	X509_free(ec);
}

/* Devices name the CA, or what they like; the key tells. */
static void
a_recipient_by_another_name_opens_by_its_key(void **state)
{
	struct kit *kit = *state;
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	X509 *x;

	x = kit_x509(&(struct kit_cert){ .serial = 99,
	    .subject = "nobody",
	    .key = kit->pkeys[KIT_RA] });
	cms = kit_cms_encrypt(x, EVP_aes_128_cbc(), kit_content(), 0);
	kit_opens(kit, kit_cms_der(kit, cms), "another name", &m);
	CMS_ContentInfo_free(cms);
	X509_free(x);
}

static void
other_transports_and_ciphers_are_named(void **state)
{
	struct kit *kit = *state;
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	struct err e = { 0 };
	struct span plain;
	X509 *x;

	x = kit_x509(&(struct kit_cert){ .serial = 1,
	    .subject = "ec",
	    .key = kit->pkeys[KIT_EC] });
	cms = kit_cms_encrypt(x, EVP_aes_128_cbc(), kit_content(), 0);
	kit_ok(cms_enveloped_parse(kit_cms_der(kit, cms), NULL, kit->a, &m, &e),
	    &e);
	assert_false(m.transport_known);
	kit_fails(cms_enveloped_open(&m, kit->keys[KIT_RA], kit->a, &plain, &e),
	    &e, ERR_ALGORITHM);
	CMS_ContentInfo_free(cms);
	X509_free(x);
	cms = kit_cms_encrypt(kit->ra_x509, EVP_camellia_128_cbc(),
	    kit_content(), 0);
	kit_ok(cms_enveloped_parse(kit_cms_der(kit, cms), NULL, kit->a, &m, &e),
	    &e);
	assert_false(m.cipher_known);
	assert_string_equal(m.cipher_oid, "1.2.392.200011.61.1.1.1.2");
	kit_fails(cms_enveloped_open(&m, kit->keys[KIT_RA], kit->a, &plain, &e),
	    &e, ERR_ALGORITHM);
	CMS_ContentInfo_free(cms);
	kit_no_errors_left();
}

/* An envelope with a content key of our choosing, and what goes with it. */
static struct span
envelope(struct kit *kit, struct span key, struct span iv, struct span body,
    const char *oid)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.7.3");
	der_open(&w, 0xa0);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 0);
	der_open(&w, DER_SET);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 0);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, kit->ra.issuer);
	der_put(&w, DER_INTEGER, kit->ra.serial);
	der_close(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.1.1");
	der_null(&w);
	der_close(&w);
	der_put(&w, DER_OCTET_STRING, key);
	der_close(&w);
	der_close(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.7.1");
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, oid);
	der_put(&w, DER_OCTET_STRING, iv);
	der_close(&w);
	if (body.at != NULL)
		der_put(&w, DER_CONTEXT | 0, body);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &s, &e), &e);
	return s;
}

static struct span
to_ra(struct kit *kit, struct span key, int padding)
{
	uint8_t *out = arena_alloc(kit->a, 256);
	size_t len = 256;
	EVP_PKEY_CTX *ctx;

	ctx = EVP_PKEY_CTX_new(kit->pkeys[KIT_RA], NULL);
	EVP_PKEY_encrypt_init(ctx);
	EVP_PKEY_CTX_set_rsa_padding(ctx, padding);
	assert_int_equal(EVP_PKEY_encrypt(ctx, out, &len, key.at, key.len), 1);
	EVP_PKEY_CTX_free(ctx);
	return span_of(out, len);
}

#define AES128 "2.16.840.1.101.3.4.1.2"

/*
 * Whatever is wrong inside, the words are the same, nothing is left in
 * OpenSSL's queue, and nothing comes out.
 */
static void
every_failure_inside_is_told_alike(void **state)
{
	static const uint8_t iv[16], body[64], block[256] = { 0, 2 };
	struct kit *kit = *state;
	const struct {
		const char *name;
		struct span key;
		size_t body;
	} rows[] = {
		{ "good key, content of no sense",
		    to_ra(kit, span_of(iv, 16), RSA_PKCS1_PADDING), 64 },
		{ "key of 15 bytes",
		    to_ra(kit, span_of(iv, 15), RSA_PKCS1_PADDING), 64 },
		{ "key of 32 bytes",
		    to_ra(kit, span_of(body, 32), RSA_PKCS1_PADDING), 64 },
		{ "key of none", to_ra(kit, span_of(iv, 0), RSA_PKCS1_PADDING),
		    64 },
		{ "padding with zeros",
		    to_ra(kit, span_of(block, 256), RSA_NO_PADDING), 64 },
		{ "OAEP under the other's name",
		    to_ra(kit, span_of(iv, 16), RSA_PKCS1_OAEP_PADDING), 64 },
		{ "encrypted key too short", span_of(body, 64), 64 },
		{ "encrypted key larger than the modulus",
		    span_of(memset(arena_alloc(kit->a, 256), 0xff, 256), 256),
		    64 },
		{ "encrypted key too long",
		    span_of(arena_alloc(kit->a, 300), 300), 64 },
		{ "no encrypted key", span_of(body, 0), 64 },
		{ "content that is no whole block",
		    to_ra(kit, span_of(iv, 16), RSA_PKCS1_PADDING), 63 },
		{ "content of nothing",
		    to_ra(kit, span_of(iv, 16), RSA_PKCS1_PADDING), 0 },
	};
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span plain;
	char *words = NULL;
	int tries;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(cms_enveloped_parse(envelope(kit, rows[i].key,
					       span_of(iv, 16),
					       span_of(body, rows[i].body),
					       AES128),
			   &kit->ra, kit->a, &m, &e),
		    &e);
		/* A random key gives a good padding once in 256 times. */
		for (tries = 0; tries < 8; tries++)
			if (cms_enveloped_open(&m, kit->keys[KIT_RA], kit->a,
				&plain, &e) == -1)
				break;
		if (tries == 8)
			fail_msg("%s", rows[i].name);
		kit_fails(-1, &e, ERR_INTEGRITY);
		if (words == NULL)
			words = arena_strdup(kit->a, e.text);
		assert_string_equal(e.text, words);
		assert_int_equal(plain.len, 0);
		kit_no_errors_left();
	}
}

static void
another_key_does_not_open(void **state)
{
	struct kit *kit = *state;
	int failed = 0, i;
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	struct err e = { 0 };
	struct span plain;

	cms = kit_cms_encrypt(kit->ra_x509, EVP_aes_256_cbc(), kit_content(),
	    0);
	kit_ok(cms_enveloped_parse(kit_cms_der(kit, cms), NULL, kit->a, &m, &e),
	    &e);
	for (i = 0; i < 8; i++)
		if (cms_enveloped_open(&m, kit->keys[KIT_OTHER], kit->a, &plain,
			&e) == -1)
			failed++;
		else
			assert_false(span_equal(plain, kit_content()));
	assert_true(failed > 0);
	CMS_ContentInfo_free(cms);
	kit_no_errors_left();
}

static void
shapes_are_checked(void **state)
{
	static const uint8_t bytes[64];
	struct kit *kit = *state;
	const struct {
		const char *name;
		struct span ber;
	} rows[] = {
		{ "IV of 8 for AES",
		    envelope(kit, span_of(bytes, 16), span_of(bytes, 8),
			span_of(bytes, 64), AES128) },
		{ "IV of 16 for 3DES",
		    envelope(kit, span_of(bytes, 16), span_of(bytes, 16),
			span_of(bytes, 64), "1.2.840.113549.3.7") },
		{ "no IV",
		    envelope(kit, span_of(bytes, 16), span_of(bytes, 0),
			span_of(bytes, 64), AES128) },
		{ "no content",
		    envelope(kit, span_of(bytes, 16), span_of(bytes, 16),
			span_of(NULL, 0), AES128) },
		{ "a certificate", kit->ra.der },
		{ "nothing", span_of(NULL, 0) },
	};
	struct cms_enveloped m;
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (cms_enveloped_parse(rows[i].ber, NULL, kit->a, &m, &e) == 0)
			fail_msg("%s", rows[i].name);
		kit_fails(-1, &e, ERR_MALFORMED);
	}
	/* GCM where nothing authenticates it is no cipher we know. */
	kit_ok(cms_enveloped_parse(envelope(kit, span_of(bytes, 16),
				       span_of(bytes, 12), span_of(bytes, 64),
				       "2.16.840.1.101.3.4.1.6"),
		   NULL, kit->a, &m, &e),
	    &e);
	assert_false(m.cipher_known);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(envelopes_of_openssl_open),
		cmocka_unit_test(envelopes_in_ber_open),
		cmocka_unit_test(oaep_opens_with_any_pair_of_digests),
		cmocka_unit_test(of_several_recipients_ours_is_taken),
		cmocka_unit_test(a_recipient_by_another_name_opens_by_its_key),
		cmocka_unit_test(other_transports_and_ciphers_are_named),
		cmocka_unit_test(every_failure_inside_is_told_alike),
		cmocka_unit_test(another_key_does_not_open),
		cmocka_unit_test(shapes_are_checked),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
