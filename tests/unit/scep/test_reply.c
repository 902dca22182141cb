/* SPDX-License-Identifier: BSD-2-Clause */
/* CertRep: what stands in it, and that a client can open it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"
#include "pki/der.h"
#include "scep/attribute.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static const uint8_t nonce[16] = "an RA's 16 bytes";

static struct lab *lab;

static int
set_up(void **state)
{
	(void)state;
	lab = lab_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	return 0;
}

/* The request of a message, at the lowest level that takes everything. */
static struct scep_request
request_of(const struct lab_message *m)
{
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };

	r.level = LEVEL_OBSOLETE;
	if (scep_request_parse(lab_build(lab, m), &r, LAB_NOW, lab->a, &req,
		&e) == -1)
		fail_msg("%s", e.text);
	return req;
}

static struct cms_signed
build(const struct scep_reply *reply, const struct scep_request *req)
{
	struct cms_signed m = { 0 };
	struct span der;
	struct err e = { 0 };

	if (scep_reply_build(reply, req, nonce, LAB_NOW, lab->a, &der, &e) ==
		-1 ||
	    cms_signed_parse(der, true, lab->a, &m, &e) == -1 ||
	    cms_signed_verify(&m, lab->ra_key, &e) == -1)
		fail_msg("%s", e.text);
	return m;
}

static struct scep_reply
success(struct span *certs)
{
	certs[0] = lab_issue(lab, lab->device, -1, 365).der;
	certs[1] = lab->ca.der;
	return (struct scep_reply){ .status = SCEP_SUCCESS,
		.certs = certs,
		.cert_count = 2 };
}

static void
expect_text(const struct cms_signed *m, const char *oid, const char *want)
{
	const char *have;
	unsigned int tag;
	struct err e = { 0 };

	if (attribute_text(m, oid, 255, lab->a, &have, &tag, &e) == -1)
		fail_msg("%s", e.text);
	assert_string_equal(have, want);
	assert_int_equal(tag, DER_PRINTABLE_STRING);
}

static void
expect_nonce(const struct cms_signed *m, const char *oid, struct span want)
{
	struct span have;
	struct err e = { 0 };

	if (attribute_nonce(m, oid, &have, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(span_equal(have, want));
}

static void
the_attributes_answer_the_requests(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct scep_reply reply;
	struct cms_signed out;
	struct span certs[2];

	(void)state;
	m.nonce.len = 9;
	m.id = span_of_str("+/1ddNTSOL5ravGPve518i/DlZk=");
	req = request_of(&m);
	reply = success(certs);
	out = build(&reply, &req);
	expect_text(&out, SCEP_OID_MESSAGE_TYPE, "3");
	expect_text(&out, SCEP_OID_PKI_STATUS, "0");
	expect_text(&out, SCEP_OID_TRANSACTION_ID,
	    "+/1ddNTSOL5ravGPve518i/DlZk=");
	expect_nonce(&out, SCEP_OID_RECIPIENT_NONCE, m.nonce);
	expect_nonce(&out, SCEP_OID_SENDER_NONCE, span_of(nonce, 16));
	assert_null(cms_signed_attribute(&out, SCEP_OID_FAIL_INFO));
	assert_null(cms_signed_attribute(&out, SCEP_OID_FAIL_INFO_TEXT));
	assert_true(span_equal(out.signer.der, lab->ra.der));
}

static void
a_transaction_id_goes_back_as_the_type_it_came_in(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct scep_reply reply = { .status = SCEP_PENDING };
	struct cms_signed out;

	(void)state;
	m.id_tag = DER_UTF8_STRING;
	req = request_of(&m);
	out = build(&reply, &req);
	assert_int_equal(cms_signed_attribute(&out, SCEP_OID_TRANSACTION_ID)
			     ->tag,
	    DER_UTF8_STRING);
}

static void
a_failure_has_its_reason_and_an_empty_content(void **state)
{
	static const char *const digits[] = { "0", "1", "2", "3", "4" };
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req = request_of(&m);
	const struct cms_attribute *text;
	struct cms_signed out;
	int i;

	(void)state;
	for (i = 0; i < SCEP_FAIL__COUNT; i++) {
		struct scep_reply reply = { .status = SCEP_FAILURE,
			.fail = (enum scep_fail)i,
			.fail_text = "größer" };

		out = build(&reply, &req);
		expect_text(&out, SCEP_OID_PKI_STATUS, "2");
		expect_text(&out, SCEP_OID_FAIL_INFO, digits[i]);
		text = cms_signed_attribute(&out, SCEP_OID_FAIL_INFO_TEXT);
		assert_non_null(text);
		assert_int_equal(text->tag, DER_UTF8_STRING);
		assert_true(span_equal(text->value, span_of_str("größer")));
		assert_true(out.has_content);
		assert_int_equal(out.content.len, 0);
	}
}

static void
pending_has_neither_reason_nor_content(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req = request_of(&m);
	struct scep_reply reply = { .status = SCEP_PENDING };
	struct cms_signed out = build(&reply, &req);

	(void)state;
	expect_text(&out, SCEP_OID_PKI_STATUS, "3");
	assert_null(cms_signed_attribute(&out, SCEP_OID_FAIL_INFO));
	assert_true(out.has_content);
	assert_int_equal(out.content.len, 0);
}

static void
what_failed_the_checks_is_answered_too(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_reply reply = { .status = SCEP_FAILURE,
		.fail = SCEP_BAD_MESSAGE_CHECK,
		.fail_text = "no" };
	struct cms_signed out;
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	m.key = lab->other;
	m.digest = DIGEST_SHA384;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    -1);
	out = build(&reply, &req);
	expect_text(&out, SCEP_OID_FAIL_INFO, "1");
	expect_nonce(&out, SCEP_OID_RECIPIENT_NONCE, m.nonce);
	assert_int_equal(out.digest, DIGEST_SHA384);
}

static void
what_cannot_be_answered_is_not(void **state)
{
	struct scep_request req = { 0 };
	struct scep_reply reply = { .status = SCEP_FAILURE };
	struct err e = { 0 };
	struct span der;

	(void)state;
	assert_int_equal(scep_reply_build(&reply, &req, nonce, LAB_NOW, lab->a,
			     &der, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTERNAL);
}

struct mirror_row {
	enum digest digest;
	enum cipher cipher;
	enum transport transport;
};

static void
try_mirror(const struct mirror_row *row)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct cms_enveloped env;
	struct scep_reply reply;
	struct cms_signed out;
	struct span certs[2], plain;
	struct err e = { 0 };

	m.digest = row->digest;
	m.cipher = row->cipher;
	m.transport = row->transport;
	req = request_of(&m);
	reply = success(certs);
	out = build(&reply, &req);
	assert_int_equal(out.digest, row->digest);
	if (cms_enveloped_parse(out.content, &m.signer, lab->a, &env, &e) == -1)
		fail_msg("%s: %s", cipher_name(row->cipher), e.text);
	assert_int_equal(env.cipher, row->cipher);
	assert_int_equal(env.transport, row->transport);
	if (row->transport == TRANSPORT_OAEP)
		assert_int_equal(env.oaep_digest, req.oaep_digest);
	if (cms_enveloped_open(&env, lab->device, lab->a, &plain, &e) == -1)
		fail_msg("%s: %s", cipher_name(row->cipher), e.text);
	if (cms_signed_parse(plain, false, lab->a, &out, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(out.cert_count, 2);
	assert_true(span_equal(out.certs[0], certs[0]));
	assert_true(span_equal(out.certs[1], certs[1]));
}

static void
digest_cipher_and_transport_are_the_requests(void **state)
{
	static const struct mirror_row rows[] = {
		{ DIGEST_SHA256, CIPHER_AES128, TRANSPORT_PKCS1 },
		{ DIGEST_SHA384, CIPHER_AES192, TRANSPORT_PKCS1 },
		{ DIGEST_SHA512, CIPHER_AES256, TRANSPORT_OAEP },
		{ DIGEST_SHA256, CIPHER_AES128_GCM, TRANSPORT_PKCS1 },
		{ DIGEST_SHA256, CIPHER_AES256_GCM, TRANSPORT_OAEP },
		{ DIGEST_SHA1, CIPHER_DES3, TRANSPORT_PKCS1 },
		{ DIGEST_SHA1, CIPHER_DES, TRANSPORT_PKCS1 },
		{ DIGEST_MD5, CIPHER_DES, TRANSPORT_PKCS1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++)
		try_mirror(&rows[i]);
}

static void
a_key_that_cannot_decrypt_is_answered_under_the_challenge(void **state)
{
	static const enum cipher ciphers[] = { CIPHER_AES128, CIPHER_AES256,
		CIPHER_AES256_GCM, CIPHER_DES3 };
	struct secret *password = secret_new(span_of_str(LAB_CHALLENGE));
	struct secret *wrong = secret_new(span_of_str("open barley"));
	struct scep_request req;
	struct cms_enveloped env;
	struct scep_reply reply;
	struct cms_signed out;
	struct span certs[2], plain;
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < N(ciphers); i++) {
		struct lab_message m = lab_draft(lab, lab->ec);

		m.cipher = ciphers[i];
		req = request_of(&m);
		assert_int_equal(scep_reply_possible(&req, &e), 0);
		reply = success(certs);
		out = build(&reply, &req);
		if (cms_enveloped_parse(out.content, NULL, lab->a, &env, &e) ==
		    -1)
			fail_msg("%s", e.text);
		assert_int_equal(env.transport, TRANSPORT_PASSWORD);
		assert_int_equal(cms_enveloped_open_password(&env, wrong,
				     lab->a, &plain, &e),
		    -1);
		if (cms_enveloped_open_password(&env, password, lab->a, &plain,
			&e) == -1)
			fail_msg("%s", e.text);
		if (cms_signed_parse(plain, false, lab->a, &out, &e) == -1)
			fail_msg("%s", e.text);
		assert_true(span_equal(out.certs[0], certs[0]));
	}
	secret_free(wrong);
	secret_free(password);
}

static void
without_a_challenge_such_a_key_cannot_be_answered(void **state)
{
	struct lab_message m = lab_draft(lab, lab->ec);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	m.csr = lab_csr(lab, lab->ec, DIGEST_SHA256, NULL);
	req = request_of(&m);
	assert_int_equal(scep_reply_possible(&req, &e), -1);
	assert_int_equal(e.kind, ERR_ALGORITHM);
	m.csr = lab_csr(lab, lab->ec, DIGEST_SHA256, "");
	req = request_of(&m);
	assert_int_equal(scep_reply_possible(&req, &e), -1);
	m = lab_draft(lab, lab->device);
	m.csr = lab_csr(lab, lab->device, DIGEST_SHA256, NULL);
	req = request_of(&m);
	assert_int_equal(scep_reply_possible(&req, &e), 0);
}

static void
expect_sealing_as_foretold(const struct scep_request *req, const char *name)
{
	struct scep_reply reply;
	struct span certs[2], der;
	struct err why = { 0 }, e = { 0 };
	bool possible, sealed;

	reply = success(certs);
	possible = scep_reply_possible(req, &why) == 0;
	sealed = scep_reply_build(&reply, req, nonce, LAB_NOW, lab->a, &der,
		     &e) == 0;
	if (possible != sealed)
		fail_msg("%s with %s: possible %d (%s), sealed %d (%s)", name,
		    cipher_name(req->cipher), possible, why.text, sealed,
		    e.text);
	if (!possible)
		assert_int_equal(why.kind, ERR_ALGORITHM);
}

static void
what_is_called_possible_is_what_can_be_sealed(void **state)
{
	const struct {
		const char *name;
		const struct key *key;
	} rows[] = { { "RSA", lab->device }, { "EC", lab->ec } };
	struct scep_request req;
	struct lab_message m;
	struct err e = { 0 };
	size_t i;
	int c;

	(void)state;
	for (c = 0; c < CIPHER__COUNT; c++)
		for (i = 0; i < N(rows); i++) {
			m = lab_draft(lab, rows[i].key);
			m.cipher = (enum cipher)c;
			req = request_of(&m);
			expect_sealing_as_foretold(&req, rows[i].name);
			/* None but this is refused. */
			assert_int_equal(scep_reply_possible(&req, &e),
			    i == 1 && c == CIPHER_DES ? -1 : 0);
		}
	assert_non_null(strstr(e.text, "use AES"));
}

/* A short one may stand in a certificate of a CA that was taken over. */
static void
a_key_too_short_for_its_oaep_cannot_be_answered(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	int c, d;

	(void)state;
	m.transport = TRANSPORT_OAEP;
	req = request_of(&m);
	req.signer_key = lab->weak;
	for (c = 0; c < CIPHER__COUNT; c++)
		for (d = 0; d < DIGEST__COUNT; d++) {
			req.cipher = (enum cipher)c;
			req.oaep_digest = (enum digest)d;
			expect_sealing_as_foretold(&req,
			    digest_name(req.oaep_digest));
		}
}

/*
 * sscep and others read DER with primitive strings only: an answer has no
 * indefinite length, and its eContent is one OCTET STRING.
 */
static void
an_answer_is_der_with_primitive_strings(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req = request_of(&m);
	struct scep_reply reply = { .status = SCEP_PENDING };
	struct span der;
	struct err e = { 0 };
	/* id-data, [0] { OCTET STRING of no bytes } */
	static const uint8_t content[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
		0xf7, 0x0d, 0x01, 0x07, 0x01, 0xa0, 0x02, 0x04, 0x00 };
	/* SignerInfo's signatureAlgorithm: rsaEncryption, NULL, OCTET STRING */
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
		0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x04,
		0x82, 0x01, 0x00 };

	(void)state;
	assert_int_equal(scep_reply_build(&reply, &req, nonce, LAB_NOW, lab->a,
			     &der, &e),
	    0);
	assert_int_equal(der.at[0], 0x30);
	assert_int_equal(der.at[1], 0x82);
	assert_int_equal(der.at[2] << 8 | der.at[3], der.len - 4);
	assert_non_null(memmem(der.at, der.len, content, sizeof(content)));
	assert_non_null(memmem(der.at, der.len, algorithm, sizeof(algorithm)));
	assert_null(memmem(der.at, 40, "\xa0\x80", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_attributes_answer_the_requests),
		cmocka_unit_test(
		    a_transaction_id_goes_back_as_the_type_it_came_in),
		cmocka_unit_test(a_failure_has_its_reason_and_an_empty_content),
		cmocka_unit_test(pending_has_neither_reason_nor_content),
		cmocka_unit_test(what_failed_the_checks_is_answered_too),
		cmocka_unit_test(what_cannot_be_answered_is_not),
		cmocka_unit_test(digest_cipher_and_transport_are_the_requests),
		cmocka_unit_test(
		    a_key_that_cannot_decrypt_is_answered_under_the_challenge),
		cmocka_unit_test(
		    without_a_challenge_such_a_key_cannot_be_answered),
		cmocka_unit_test(what_is_called_possible_is_what_can_be_sealed),
		cmocka_unit_test(
		    a_key_too_short_for_its_oaep_cannot_be_answered),
		cmocka_unit_test(an_answer_is_der_with_primitive_strings),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
