/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's side against the server's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static const uint8_t client_nonce[16] = "a client's bytes";
static const uint8_t server_nonce[16] = "a server's bytes";

static struct lab *lab;
static struct scep_ca ca;

static int
set_up(void **state)
{
	struct span certs[2], body;
	struct err e = { 0 };

	(void)state;
	lab = lab_new();
	certs[0] = lab->ra.der;
	certs[1] = lab->ca.der;
	if (cms_certs_only(certs, 2, lab->a, &body, &e) == -1 ||
	    scep_ca_parse(body, lab->a, &ca, &e) == -1)
		return -1;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	return 0;
}

static struct scep_client_request
draft(const struct key *k, struct cert *signer)
{
	*signer = lab_self_signed(lab, k);
	return (struct scep_client_request){ .type = SCEP_PKCS_REQ,
		.nonce = client_nonce,
		.content = lab_csr(lab, k, DIGEST_SHA256, LAB_CHALLENGE),
		.digest = DIGEST_SHA256,
		.cipher = CIPHER_AES256,
		.transport = TRANSPORT_PKCS1,
		.signer = signer,
		.signer_key = k,
		.recipient = &ca.encrypt,
		.recipient_key = lab->ra_key,
		.now = LAB_NOW };
}

static struct span
answer(const struct scep_client_request *c, const struct scep_reply *reply)
{
	struct scep_request req;
	struct err e = { 0 };
	struct span ber, der = { 0 };

	if (scep_client_request_build(c, lab->a, &ber, &e) == -1 ||
	    scep_request_parse(ber, &lab->responder, LAB_NOW, lab->a, &req,
		&e) == -1 ||
	    scep_reply_build(reply, &req, server_nonce, LAB_NOW, lab->a, &der,
		&e) == -1)
		fail_msg("%s", e.text);
	return der;
}

static void
an_enrolment_goes_there_and_back(void **state)
{
	struct cert signer, issued = lab_issue(lab, lab->device, -1, 30);
	struct scep_client_request c = draft(lab->device, &signer);
	struct span certs[2] = { issued.der, lab->ca.der };
	struct scep_reply reply = { .status = SCEP_SUCCESS,
		.certs = certs,
		.cert_count = 2 };
	struct scep_client_reply back;
	struct err e = { 0 };

	(void)state;
	if (scep_client_reply_parse(answer(&c, &reply), &c, &ca, NULL, lab->a,
		&back, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(back.status, SCEP_SUCCESS);
	assert_int_equal(back.n, 2);
	assert_true(span_equal(back.certs[0].der, issued.der));
}

static void
an_ec_key_enrols_with_its_challenge(void **state)
{
	struct secret *password = secret_new(span_of_str(LAB_CHALLENGE));
	struct cert signer, issued = lab_issue(lab, lab->ec, -1, 30);
	struct scep_client_request c = draft(lab->ec, &signer);
	struct scep_reply reply = { .status = SCEP_SUCCESS,
		.certs = &issued.der,
		.cert_count = 1 };
	struct scep_client_reply back;
	struct err e = { 0 };
	struct span der;

	(void)state;
	der = answer(&c, &reply);
	if (scep_client_reply_parse(der, &c, &ca, password, lab->a, &back,
		&e) == -1)
		fail_msg("%s", e.text);
	assert_true(span_equal(back.certs[0].der, issued.der));
	assert_int_equal(scep_client_reply_parse(der, &c, &ca, NULL, lab->a,
			     &back, &e),
	    -1);
	assert_int_equal(e.kind, ERR_DENIED);
	secret_free(password);
}

static void
a_failure_is_read_with_its_text(void **state)
{
	struct cert signer;
	struct scep_client_request c = draft(lab->device, &signer);
	struct scep_reply reply = { .status = SCEP_FAILURE,
		.fail = SCEP_BAD_REQUEST,
		.fail_text = "challenge is wrong" };
	struct scep_client_reply back;
	struct err e = { 0 };

	(void)state;
	if (scep_client_reply_parse(answer(&c, &reply), &c, &ca, NULL, lab->a,
		&back, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(back.status, SCEP_FAILURE);
	assert_int_equal(back.fail, SCEP_BAD_REQUEST);
	assert_string_equal(back.fail_text, "challenge is wrong");
}

static void
pending_is_read(void **state)
{
	struct cert signer;
	struct scep_client_request c = draft(lab->device, &signer);
	struct scep_reply reply = { .status = SCEP_PENDING };
	struct scep_client_reply back;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(scep_client_reply_parse(answer(&c, &reply), &c, &ca,
			     NULL, lab->a, &back, &e),
	    0);
	assert_int_equal(back.status, SCEP_PENDING);
	assert_int_equal(back.n, 0);
	assert_string_equal(back.fail_text, "");
}

static void
the_answer_to_another_request_is_refused(void **state)
{
	static const uint8_t other_nonce[16] = "another's bytes.";
	struct cert signer;
	struct scep_client_request c = draft(lab->device, &signer), other;
	struct scep_reply reply = { .status = SCEP_PENDING };
	struct scep_client_reply back;
	struct err e = { 0 };
	struct span der = answer(&c, &reply);

	(void)state;
	other = c;
	other.nonce = other_nonce;
	assert_int_equal(scep_client_reply_parse(der, &other, &ca, NULL, lab->a,
			     &back, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_non_null(strstr(e.text, "recipientNonce"));
	other = c;
	other.transaction_id = "0000";
	assert_int_equal(scep_client_reply_parse(der, &other, &ca, NULL, lab->a,
			     &back, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_non_null(strstr(e.text, "transactionID"));
}

static void
an_answer_by_another_key_is_refused(void **state)
{
	struct cert signer, impostor = lab_self_signed(lab, lab->other);
	struct scep_client_request c = draft(lab->device, &signer);
	struct scep_reply reply = { .status = SCEP_PENDING };
	struct scep_client_reply back;
	struct scep_request req;
	struct span ber, der;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(scep_client_request_build(&c, lab->a, &ber, &e), 0);
	assert_int_equal(scep_request_parse(ber, &lab->responder, LAB_NOW,
			     lab->a, &req, &e),
	    0);
	req.ra = &impostor;
	req.ra_key = lab->other;
	assert_int_equal(scep_reply_build(&reply, &req, server_nonce, LAB_NOW,
			     lab->a, &der, &e),
	    0);
	assert_int_equal(scep_client_reply_parse(der, &c, &ca, NULL, lab->a,
			     &back, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	/* The RA's certificate with the impostor's signature. */
	req.ra = &lab->ra;
	assert_int_equal(scep_reply_build(&reply, &req, server_nonce, LAB_NOW,
			     lab->a, &der, &e),
	    0);
	assert_int_equal(scep_client_reply_parse(der, &c, &ca, NULL, lab->a,
			     &back, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
}

static void
a_request_is_no_answer(void **state)
{
	struct cert signer;
	struct scep_client_request c = draft(lab->device, &signer);
	struct scep_ca fooled = ca;
	struct scep_client_reply back;
	struct err e = { 0 };
	struct span ber;

	(void)state;
	assert_int_equal(scep_client_request_build(&c, lab->a, &ber, &e), 0);
	fooled.sign = signer;
	assert_int_equal(scep_client_reply_parse(ber, &c, &fooled, NULL, lab->a,
			     &back, &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "messageType: want 3, have 19"));
}

static void
get_ca_cert_is_sorted_into_ra_and_ca(void **state)
{
	(void)state;
	assert_int_equal(ca.n, 2);
	assert_true(span_equal(ca.encrypt.der, lab->ra.der));
	assert_true(span_equal(ca.sign.der, lab->ra.der));
	assert_true(span_equal(ca.issuer.der, lab->ca.der));
}

static void
the_order_of_get_ca_cert_is_no_matter(void **state)
{
	struct span certs[2] = { lab->ca.der, lab->ra.der }, body;
	struct scep_ca found;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(cms_certs_only(certs, 2, lab->a, &body, &e), 0);
	assert_int_equal(scep_ca_parse(body, lab->a, &found, &e), 0);
	assert_true(span_equal(found.encrypt.der, lab->ra.der));
	assert_true(span_equal(found.issuer.der, lab->ca.der));
}

/* Some CA certificates allow everything; the RA's is meant all the same. */
static void
the_ra_is_not_mistaken_for_a_ca(void **state)
{
	struct cert anything = lab_any_ca(lab, "/CN=Some other CA");
	struct span certs[3] = { anything.der, lab->ca.der, lab->ra.der };
	struct span body;
	struct scep_ca found;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(cms_certs_only(certs, 3, lab->a, &body, &e), 0);
	assert_int_equal(scep_ca_parse(body, lab->a, &found, &e), 0);
	assert_int_equal(found.n, 3);
	assert_true(span_equal(found.encrypt.der, lab->ra.der));
	assert_true(span_equal(found.sign.der, lab->ra.der));
	assert_true(span_equal(found.issuer.der, lab->ca.der));
}

static void
one_certificate_is_all_three(void **state)
{
	struct scep_ca found;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(scep_ca_parse(lab->ca.der, lab->a, &found, &e), 0);
	assert_int_equal(found.n, 1);
	assert_true(span_equal(found.encrypt.der, lab->ca.der));
	assert_true(span_equal(found.sign.der, lab->ca.der));
	assert_true(span_equal(found.issuer.der, lab->ca.der));
}

static void
an_ra_without_its_ca_is_refused(void **state)
{
	struct scep_ca found;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(scep_ca_parse(lab->ra.der, lab->a, &found, &e), -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "Test CA"));
	assert_int_equal(scep_ca_parse(span_of_str("<html>"), lab->a, &found,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
}

/* By another key, in the name of the CA and with its certificate beside it. */
static struct cert
false_ra(unsigned int usage)
{
	static const uint8_t serial[] = { 1 };
	struct cert stranger = lab_any_ca(lab, "/CN=Stranger"), ra;
	struct cert_draft d = { .serial = span_of(serial, sizeof(serial)),
		.subject = lab->ra.subject,
		.spki = key_spki(lab->other),
		.not_before = lab->ra.not_before,
		.not_after = lab->ra.not_after,
		.key_usage = usage };
	struct err e = { 0 };
	struct span der;

	stranger.subject = lab->ca.subject;
	assert_int_equal(cert_sign(&d, &stranger, lab->other, lab->a, &der, &e),
	    0);
	assert_int_equal(cert_parse(der, &ra, &e), 0);
	return ra;
}

static void
an_ra_in_the_name_of_the_ca_is_refused(void **state)
{
	struct cert both = false_ra(
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT);
	struct cert signs = false_ra(USAGE_DIGITAL_SIGNATURE);
	const struct span cases[][3] = {
		{ both.der, lab->ca.der, lab->ca.der },
		{ signs.der, lab->ra.der, lab->ca.der },
	};
	struct scep_ca found;
	struct span body;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct err e = { 0 };

		assert_int_equal(cms_certs_only(cases[i], 3, lab->a, &body, &e),
		    0);
		assert_int_equal(scep_ca_parse(body, lab->a, &found, &e), -1);
		assert_int_equal(e.kind, ERR_MALFORMED);
	}
}

static void
the_transaction_id_is_the_keys(void **state)
{
	char *id = scep_client_transaction_id(lab->a, lab->device);

	(void)state;
	assert_int_equal(strlen(id), 64);
	assert_int_equal(strspn(id, "0123456789ABCDEF"), 64);
	assert_string_equal(id,
	    scep_client_transaction_id(lab->a, lab->device));
	assert_string_not_equal(id,
	    scep_client_transaction_id(lab->a, lab->other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_enrolment_goes_there_and_back),
		cmocka_unit_test(an_ec_key_enrols_with_its_challenge),
		cmocka_unit_test(a_failure_is_read_with_its_text),
		cmocka_unit_test(pending_is_read),
		cmocka_unit_test(the_answer_to_another_request_is_refused),
		cmocka_unit_test(an_answer_by_another_key_is_refused),
		cmocka_unit_test(a_request_is_no_answer),
		cmocka_unit_test(get_ca_cert_is_sorted_into_ra_and_ca),
		cmocka_unit_test(the_order_of_get_ca_cert_is_no_matter),
		cmocka_unit_test(the_ra_is_not_mistaken_for_a_ca),
		cmocka_unit_test(one_certificate_is_all_three),
		cmocka_unit_test(an_ra_without_its_ca_is_refused),
		cmocka_unit_test(an_ra_in_the_name_of_the_ca_is_refused),
		cmocka_unit_test(the_transaction_id_is_the_keys),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
