/* SPDX-License-Identifier: BSD-2-Clause */
/* SignedData of OpenSSL and by hand, read and verified. */
#include <string.h>

#include <openssl/rsa.h>

#include "base/text.h"
#include "kit.h"
#include "pki/cms.h"
#include "pki/der.h"
#include "pki/evp.h"

#define MESSAGE_TYPE "2.16.840.1.113733.1.9.2"

static const struct form {
	const char *name;
	enum kit_key key;
	const char *md;
	unsigned int flags;
	enum digest digest;
	enum scheme scheme;
} forms[] = {
	{ "SHA-256", KIT_DEVICE, "SHA256", 0, DIGEST_SHA256, SCHEME_RSA },
	{ "MD5", KIT_DEVICE, "MD5", 0, DIGEST_MD5, SCHEME_RSA },
	{ "SHA-1", KIT_DEVICE, "SHA1", 0, DIGEST_SHA1, SCHEME_RSA },
	{ "SHA-384", KIT_DEVICE, "SHA384", 0, DIGEST_SHA384, SCHEME_RSA },
	{ "SHA-512", KIT_DEVICE, "SHA512", 0, DIGEST_SHA512, SCHEME_RSA },
	{ "RSA 1024", KIT_WEAK, "SHA256", 0, DIGEST_SHA256, SCHEME_RSA },
	{ "EC", KIT_EC, "SHA256", 0, DIGEST_SHA256, SCHEME_ECDSA },
	{ "EC with SHA-512", KIT_EC, "SHA512", 0, DIGEST_SHA512, SCHEME_ECDSA },
	{ "by key identifier", KIT_DEVICE, "SHA256", CMS_USE_KEYID,
	    DIGEST_SHA256, SCHEME_RSA },
	{ "BER", KIT_DEVICE, "SHA256", CMS_STREAM, DIGEST_SHA256, SCHEME_RSA },
	{ "BER, EC", KIT_EC, "SHA256", CMS_STREAM, DIGEST_SHA256,
	    SCHEME_ECDSA },
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

static void
messages_of_openssl_are_read_and_verified(void **state)
{
	struct kit *kit = *state;
	const struct cms_attribute *at;
	struct cms_signed m;
	struct err e = { 0 };
	struct span s;
	size_t i;

	for (i = 0; i < FORMS; i++) {
		s = kit_signed(kit, forms[i].key,
		    EVP_get_digestbyname(forms[i].md), forms[i].flags);
		if (cms_signed_parse(s, true, kit->a, &m, &e) == -1)
			fail_msg("%s: %s", forms[i].name, e.text);
		assert_true(m.digest_known);
		assert_int_equal(m.digest, forms[i].digest);
		assert_int_equal(m.scheme, forms[i].scheme);
		assert_true(m.has_content);
		assert_true(span_equal(m.content, kit_content()));
		assert_true(m.has_signer);
		assert_int_equal(m.cert_count, 1);
		assert_true(span_equal(m.signer.spki,
		    key_spki(kit->keys[forms[i].key])));
		at = cms_signed_attribute(&m, MESSAGE_TYPE);
		assert_non_null(at);
		assert_int_equal(at->tag, DER_PRINTABLE_STRING);
		assert_true(span_equal(at->value, span_of_str("19")));
		assert_null(cms_signed_attribute(&m, "1.2.3"));
		kit_ok(cms_signed_verify(&m, kit->keys[forms[i].key], &e), &e);
		kit_fails(
		    cms_signed_verify(&m,
			kit->keys[forms[i].key == KIT_EC ? KIT_RA : KIT_OTHER],
			&e),
		    &e, forms[i].key == KIT_EC ? ERR_ALGORITHM : ERR_INTEGRITY);
	}
	kit_no_errors_left();
}

static void
pss_is_verified(void **state)
{
	struct kit *kit = *state;
	X509 *x = kit_device(kit, KIT_DEVICE, NULL);
	const struct span what = kit_content();
	struct cms_signed m;
	CMS_ContentInfo *cms;
	EVP_PKEY_CTX *ctx;
	CMS_SignerInfo *si;
	struct err e = { 0 };
	BIO *in;

	in = BIO_new_mem_buf(what.at, (int)what.len);
	cms = CMS_sign(NULL, NULL, NULL, in, CMS_PARTIAL | CMS_BINARY);
	si = CMS_add1_signer(cms, x, kit->pkeys[KIT_DEVICE], EVP_sha512(),
	    CMS_PARTIAL | CMS_KEY_PARAM);
	ctx = CMS_SignerInfo_get0_pkey_ctx(si);
	EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING);
	EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 20);
	assert_int_equal(CMS_final(cms, in, NULL, CMS_BINARY), 1);
	kit_ok(cms_signed_parse(kit_cms_der(kit, cms), true, kit->a, &m, &e),
	    &e);
	assert_int_equal(m.scheme, SCHEME_RSA_PSS);
	assert_int_equal(m.digest, DIGEST_SHA512);
	kit_ok(cms_signed_verify(&m, kit->keys[KIT_DEVICE], &e), &e);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	X509_free(x);
}

/* A SignedData written by hand, with one thing or another wrong in it. */
struct odd {
	unsigned int attributes; /* how often each is there */
	bool two_values;
	bool unsorted;
	bool sorted_to_sign; /* though sent unsorted */
	bool indefinite; /* the attributes */
	bool no_attributes;
	unsigned int signers;
	unsigned int certs;
	bool another_cert; /* not the signer's */
	const char *content_type; /* attribute */
	bool wrong_digest;
	const char *digest_oid;
	const char *scheme_oid;
	bool no_content;
};

static struct span
attribute(struct kit *kit, const char *oid, unsigned int tag, struct span value,
    bool twice)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, oid);
	der_open(&w, DER_SET);
	der_put(&w, tag, value);
	if (twice)
		der_put(&w, tag, value);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &s, &e), &e);
	return s;
}

static struct span
oid_content(struct kit *kit, const char *dotted)
{
	struct span s;
	struct buf b;

	buf_init(&b, 64);
	assert_true(der_oid_content(dotted, &b));
	s = arena_span(kit->a, buf_span(&b));
	buf_clear(&b);
	return s;
}

static struct span
odd_attributes(struct kit *kit, const struct odd *o, bool unsorted)
{
	struct span at[8], s;
	uint8_t digest[DIGEST_MOST];
	struct err e = { 0 };
	unsigned int i, n = 0;
	struct der w;

	digest_of(DIGEST_SHA256, kit_content(), digest);
	digest[0] ^= o->wrong_digest ? 1 : 0;
	at[n++] = attribute(kit, "1.2.840.113549.1.9.4", DER_OCTET_STRING,
	    span_of(digest, 32), false);
	at[n++] = attribute(kit, "1.2.840.113549.1.9.3", DER_OID,
	    oid_content(kit, o->content_type), false);
	for (i = 0; i < o->attributes; i++)
		at[n++] = attribute(kit, MESSAGE_TYPE, DER_PRINTABLE_STRING,
		    span_of_str("19"), o->two_values);
	der_init(&w);
	if (unsorted) {
		der_open(&w, DER_SET);
		/* The longest first, and DER has it last. */
		for (i = 0; i < n; i++)
			der_raw(&w, at[i]);
		der_close(&w);
	} else
		der_set_of(&w, DER_SET, at, n);
	kit_ok(der_done(&w, kit->a, &s, &e), &e);
	return s;
}

static void
put_algorithm(struct der *w, const char *oid)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, oid);
	der_close(w);
}

static void
put_odd_signer(struct der *w, struct kit *kit, const struct odd *o,
    const struct cert *c)
{
	const uint8_t tag = 0xa0, ber[] = { 0xa0, 0x80 };
	struct span at = odd_attributes(kit, o, o->unsorted), sig;
	struct err e = { 0 };

	kit_ok(key_sign(kit->keys[KIT_DEVICE], SCHEME_RSA, DIGEST_SHA256,
		   odd_attributes(kit, o, o->unsorted && !o->sorted_to_sign),
		   kit->a, &sig, &e),
	    &e);
	der_open(w, DER_SEQUENCE);
	der_int(w, 1);
	der_open(w, DER_SEQUENCE);
	der_raw(w, c->issuer);
	der_put(w, DER_INTEGER, c->serial);
	der_close(w);
	put_algorithm(w, o->digest_oid);
	if (o->indefinite) {
		assert_true(at.at[1] < 0x80); /* a length of one byte */
		der_raw(w, span_of(ber, 2));
		der_raw(w, span_of(at.at + 2, at.len - 2));
		der_raw(w, span_of("\0\0", 2));
	} else if (!o->no_attributes) {
		der_raw(w, span_of(&tag, 1));
		der_raw(w, span_of(at.at + 1, at.len - 1));
	}
	put_algorithm(w, o->scheme_oid);
	der_put(w, DER_OCTET_STRING, sig);
	der_close(w);
}

static struct span
odd_message(struct kit *kit, const struct odd *o)
{
	X509 *x = kit_device(kit, KIT_DEVICE, NULL);
	struct span s = kit_x509_der(kit, x);
	struct err e = { 0 };
	unsigned int i;
	struct cert c;
	struct der w;

	X509_free(x);
	kit_ok(cert_parse(s, &c, &e), &e);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.7.2");
	der_open(&w, 0xa0);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 1);
	der_open(&w, DER_SET);
	der_close(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.7.1");
	if (!o->no_content) {
		der_open(&w, 0xa0);
		der_put(&w, DER_OCTET_STRING, kit_content());
		der_close(&w);
	}
	der_close(&w);
	der_open(&w, 0xa0);
	for (i = 0; i < o->certs; i++)
		der_raw(&w, o->another_cert ? kit->ra.der : c.der);
	der_close(&w);
	der_open(&w, DER_SET);
	for (i = 0; i < o->signers; i++)
		put_odd_signer(&w, kit, o, &c);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, kit->a, &s, &e), &e);
	return s;
}

static const struct odd good = { .attributes = 1,
	.signers = 1,
	.certs = 1,
	.content_type = "1.2.840.113549.1.7.1",
	.digest_oid = "2.16.840.1.101.3.4.2.1",
	.scheme_oid = "1.2.840.113549.1.1.1" };

static void
shapes_are_checked_and_signatures(void **state)
{
	enum { PARSES, FAILS_TO_PARSE, FAILS_TO_VERIFY };
	struct kit *kit = *state;
	struct {
		const char *name;
		struct odd odd;
		int how;
		enum err_kind kind;
	} rows[] = {
		{ "as it should be", good, PARSES, ERR_NONE },
		{ "attributes not sorted", good, PARSES, ERR_NONE },
		{ "attributes of an indefinite length", good, PARSES,
		    ERR_NONE },
		{ "several copies of the certificate", good, PARSES, ERR_NONE },
		{ "sha256WithRSA", good, PARSES, ERR_NONE },
		{ "no signer", good, FAILS_TO_PARSE, ERR_MALFORMED },
		{ "two signers", good, FAILS_TO_PARSE, ERR_MALFORMED },
		{ "another certificate", good, FAILS_TO_PARSE, ERR_MALFORMED },
		{ "17 certificates", good, FAILS_TO_PARSE, ERR_MALFORMED },
		{ "an attribute twice", good, FAILS_TO_PARSE, ERR_MALFORMED },
		{ "an attribute with two values", good, FAILS_TO_PARSE,
		    ERR_MALFORMED },
		{ "no signed attributes", good, FAILS_TO_PARSE, ERR_MALFORMED },
		{ "another contentType", good, FAILS_TO_VERIFY, ERR_INTEGRITY },
		{ "another messageDigest", good, FAILS_TO_VERIFY,
		    ERR_INTEGRITY },
		{ "no content", good, FAILS_TO_VERIFY, ERR_INTEGRITY },
		{ "SHA-224", good, FAILS_TO_VERIFY, ERR_ALGORITHM },
		{ "sha1WithRSA beside SHA-256", good, FAILS_TO_VERIFY,
		    ERR_ALGORITHM },
		{ "DSA", good, FAILS_TO_VERIFY, ERR_ALGORITHM },
		{ "ECDSA by an RSA key", good, FAILS_TO_VERIFY, ERR_ALGORITHM },
		{ "attributes sorted to be signed", good, PARSES, ERR_NONE },
	};
	struct cms_signed m;
	struct err e = { 0 };
	size_t i;
	int rc;

	rows[1].odd.unsorted = true;
	rows[2].odd.indefinite = true;
	rows[3].odd.certs = 16;
	rows[4].odd.scheme_oid = "1.2.840.113549.1.1.11";
	rows[5].odd.signers = 0;
	rows[6].odd.signers = 2;
	rows[7].odd.another_cert = true;
	rows[8].odd.certs = 17;
	rows[9].odd.attributes = 2;
	rows[10].odd.two_values = true;
	rows[11].odd.no_attributes = true;
	rows[12].odd.content_type = "1.2.840.113549.1.7.3";
	rows[13].odd.wrong_digest = true;
	rows[14].odd.no_content = true;
	rows[15].odd.digest_oid = "2.16.840.1.101.3.4.2.4";
	rows[16].odd.scheme_oid = "1.2.840.113549.1.1.5";
	rows[17].odd.scheme_oid = "1.2.840.10040.4.3";
	rows[18].odd.scheme_oid = "1.2.840.10045.4.3.2";
	rows[19].odd.unsorted = true;
	rows[19].odd.sorted_to_sign = true;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rc = cms_signed_parse(odd_message(kit, &rows[i].odd), true,
		    kit->a, &m, &e);
		if ((rc == -1) != (rows[i].how == FAILS_TO_PARSE))
			fail_msg("%s: %s", rows[i].name, e.text);
		if (rc == 0) {
			rc = cms_signed_verify(&m, kit->keys[KIT_DEVICE], &e);
			if ((rc == -1) != (rows[i].how == FAILS_TO_VERIFY))
				fail_msg("%s: %s", rows[i].name, e.text);
		}
		if (rc == -1 && e.kind != rows[i].kind)
			fail_msg("%s: %s", rows[i].name, e.text);
	}
	kit_no_errors_left();
}

static void
without_certificates_there_is_no_signer(void **state)
{
	struct kit *kit = *state;
	struct odd o = good;
	struct cms_signed m;
	struct err e = { 0 };

	o.certs = 0;
	kit_ok(cms_signed_parse(odd_message(kit, &o), true, kit->a, &m, &e),
	    &e);
	assert_false(m.has_signer);
	assert_int_equal(m.cert_count, 0);
	kit_ok(cms_signed_verify(&m, kit->keys[KIT_DEVICE], &e), &e);
}

static void
unknown_algorithms_are_named(void **state)
{
	struct kit *kit = *state;
	struct odd o = good;
	struct cms_signed m;
	struct err e = { 0 };

	o.digest_oid = "1.2.3.4";
	o.scheme_oid = "1.2.3.5";
	kit_ok(cms_signed_parse(odd_message(kit, &o), true, kit->a, &m, &e),
	    &e);
	assert_false(m.digest_known);
	assert_string_equal(m.digest_oid, "1.2.3.4");
	assert_string_equal(m.scheme_oid, "1.2.3.5");
}

static void
too_many_attributes_are_refused(void **state)
{
	struct cms_attribute more[33];
	struct kit *kit = *state;
	struct cms_sign how = { .digest = DIGEST_SHA256,
		.signer = &kit->ra,
		.key = kit->keys[KIT_RA],
		.attributes = more,
		.signing_time = 1,
		.include_cert = true };
	struct cms_signed m;
	struct err e = { 0 };
	struct span s;
	int i;

	for (i = 0; i < 33; i++) {
		more[i].oid = arena_printf(kit->a, "1.2.%d", i);
		more[i].value = span_of("\x05\x00", 2);
	}
	how.attribute_count = 29;
	kit_ok(cms_sign(kit_content(), &how, kit->a, &s, &e), &e);
	kit_ok(cms_signed_parse(s, true, kit->a, &m, &e), &e);
	assert_int_equal(m.attribute_count, 32);
	how.attribute_count = 30;
	kit_fails(cms_sign(kit_content(), &how, kit->a, &s, &e), &e,
	    ERR_INTERNAL);
}

static void
certificates_alone_need_no_signer(void **state)
{
	struct kit *kit = *state;
	struct cms_signed m;
	struct err e = { 0 };
	struct odd o = good;

	o.signers = 0;
	o.certs = 3;
	kit_ok(cms_signed_parse(odd_message(kit, &o), false, kit->a, &m, &e),
	    &e);
	assert_int_equal(m.cert_count, 3);
	assert_false(m.has_signer);
}

static void
what_is_another_structure_is_malformed(void **state)
{
	struct kit *kit = *state;
	CMS_ContentInfo *cms;
	struct cms_signed m;
	struct err e = { 0 };

	cms = kit_cms_encrypt(kit->ra_x509, EVP_aes_128_cbc(), kit_content(),
	    0);
	kit_fails(cms_signed_parse(kit_cms_der(kit, cms), true, kit->a, &m, &e),
	    &e, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "1.2.840.113549.1.7.3"));
	CMS_ContentInfo_free(cms);
	kit_fails(cms_signed_parse(kit->ra.der, true, kit->a, &m, &e), &e,
	    ERR_MALFORMED);
	kit_fails(cms_signed_parse(span_of(NULL, 0), true, kit->a, &m, &e), &e,
	    ERR_MALFORMED);
	kit_fails(cms_signed_parse(span_of_str("GET / HTTP/1.0\r\n\r\n"), true,
		      kit->a, &m, &e),
	    &e, ERR_MALFORMED);
	kit_no_errors_left();
}

/* What happened to a message on its way to us. */
static void
what_cannot_be_read_is_told_apart(void **state)
{
	struct kit *kit = *state;
	struct span whole = kit_signed(kit, KIT_DEVICE, EVP_sha256(), 0);
	const struct {
		struct span message;
		const char *text;
	} rows[] = {
		{ span_of(NULL, 0), "ContentInfo is not there" },
		{ span_of_str("<html>"), "begins with byte 0x3c" },
		{ span_of_str("MIIC"), "begins with byte 0x4d" },
		{ span_of(whole.at, whole.len - 1), "cut off behind" },
		{ span_of_str("\x30\x02\x04\x01"),
		    "contentType is not there: want tag 0x06, have 0x04" },
		{ span_of_str("\x30\x03\x06\x01\x80"),
		    "contentType cannot be read" },
	};
	struct cms_signed m;
	struct err e;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&e, 0, sizeof(e));
		kit_fails(cms_signed_parse(rows[i].message, true, kit->a, &m,
			      &e),
		    &e, ERR_MALFORMED);
		if (strstr(e.text, rows[i].text) == NULL)
			fail_msg("'%s': %s", rows[i].text, e.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_of_openssl_are_read_and_verified),
		cmocka_unit_test(pss_is_verified),
		cmocka_unit_test(shapes_are_checked_and_signatures),
		cmocka_unit_test(without_certificates_there_is_no_signer),
		cmocka_unit_test(unknown_algorithms_are_named),
		cmocka_unit_test(too_many_attributes_are_refused),
		cmocka_unit_test(certificates_alone_need_no_signer),
		cmocka_unit_test(what_is_another_structure_is_malformed),
		cmocka_unit_test(what_cannot_be_read_is_told_apart),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
