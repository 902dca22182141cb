/* SPDX-License-Identifier: BSD-2-Clause */
/* The RA was renewed, and devices still have the certificate before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"

#define DAYS 10 /* until the former RA's end */
#define DAY (24 * 60 * 60)

static struct lab *lab;
static struct cert former;

static int
set_up(void **state)
{
	(void)state;
	lab = lab_new();
	former = lab_issue(lab, lab->other, -700, DAYS);
	lab->responder.former[1] = (struct scep_pair){ &former, lab->other };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	return 0;
}

/* A message that names this RA and is sealed to this key. */
static struct span
message(const struct cert *named, const struct key *k)
{
	struct lab_message m = lab_draft(lab, lab->device);

	m.recipient = named;
	m.recipient_key = k;
	return lab_build(lab, &m);
}

static int
parse(struct span ber, int64_t now, struct scep_request *req, struct err *e)
{
	*e = (struct err){ 0 };
	return scep_request_parse(ber, &lab->responder, now, lab->a, req, e);
}

/* The signer's key of an answer to the request. */
static void
is_answered_by(const struct scep_request *req, const struct key *k)
{
	static const uint8_t nonce[16] = { 1 };
	const struct scep_reply reply = { .status = SCEP_PENDING };
	struct cms_signed m;
	struct err e = { 0 };
	struct span der;

	if (scep_reply_build(&reply, req, nonce, LAB_NOW, lab->a, &der, &e) ==
		-1 ||
	    cms_signed_parse(der, true, lab->a, &m, &e) == -1 ||
	    cms_signed_verify(&m, k, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(span_equal(m.signer.spki, key_spki(k)));
}

static void
what_names_the_former_ra_is_opened_and_answered_by_it(void **state)
{
	struct scep_request req;
	struct err e;

	(void)state;
	if (parse(message(&former, lab->other), LAB_NOW, &req, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(req.csr.der.len > 0);
	is_answered_by(&req, lab->other);
	if (parse(message(&lab->ra, lab->ra_key), LAB_NOW, &req, &e) == -1)
		fail_msg("%s", e.text);
	is_answered_by(&req, lab->ra_key);
}

static void
what_names_nobody_here_is_for_the_one_in_use(void **state)
{
	struct cert stranger = lab_self_signed(lab, lab->device);
	struct scep_request req;
	struct err e;

	(void)state;
	if (parse(message(&stranger, lab->ra_key), LAB_NOW, &req, &e) == -1)
		fail_msg("%s", e.text);
	is_answered_by(&req, lab->ra_key);
	assert_int_equal(parse(message(&stranger, lab->other), LAB_NOW, &req,
			     &e),
	    -1);
	assert_int_equal(req.failed_check, SCEP_CHECK_ENVELOPE);
}

static void
the_former_ra_opens_nothing_after_its_end(void **state)
{
	struct span ber = message(&former, lab->other);
	struct scep_request req;
	struct err e;

	(void)state;
	if (parse(ber, LAB_NOW + (DAYS - 1) * DAY, &req, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(parse(ber, LAB_NOW + (DAYS + 1) * DAY, &req, &e), -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_int_equal(req.failed_check, SCEP_CHECK_ENVELOPE);
	is_answered_by(&req, lab->ra_key);
}

/* One text, whichever of the two was named, and whatever was wrong. */
static void
failures_of_both_are_told_apart_by_nothing(void **state)
{
	const struct span messages[] = {
		message(&former, lab->ra_key),
		message(&lab->ra, lab->other),
	};
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e, first;

	(void)state;
	m.recipient = &former;
	m.recipient_key = lab->other;
	m.envelope = lab_seal(lab, &m, span_of_str("no CSR at all"));
	assert_int_equal(parse(lab_build(lab, &m), LAB_NOW, &req, &e), -1);
	first = e;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		assert_int_equal(parse(messages[i], LAB_NOW, &req, &e), -1);
		assert_int_equal(e.kind, ERR_INTEGRITY);
		assert_string_equal(e.text, first.text);
	}
}

/* One name, two keys: what the CA before issued is one of ours. */
static void
a_signer_of_the_former_ca_is_issued_here(void **state)
{
	struct scep_responder r = lab->responder;
	struct lab_message m = lab_draft(lab, lab->device);
	struct cert ended = lab->ca;
	struct scep_request req;
	struct err e = { 0 };
	struct span ber;

	(void)state;
	m.signer = lab_issue(lab, lab->device, -10, 10);
	m.csr = lab_csr_named(lab, lab->device, m.signer.subject, NULL);
	ber = lab_build(lab, &m);
	r.ca_public = lab->other;
	assert_int_equal(scep_request_parse(ber, &r, LAB_NOW, lab->a, &req, &e),
	    -1);
	assert_int_equal(req.failed_check, SCEP_CHECK_SIGNER);
	r.ca_former = &lab->ca;
	r.ca_former_public = lab->ca_key;
	if (scep_request_parse(ber, &r, LAB_NOW, lab->a, &req, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(req.signer_kind, SCEP_SIGNER_ISSUED);

	/* A grace of what it issued does not outlast it. */
	ended.not_after = LAB_NOW - 1;
	r.ca_former = &ended;
	r.renewal_grace = 30 * DAY;
	assert_int_equal(scep_request_parse(ber, &r, LAB_NOW, lab->a, &req, &e),
	    -1);
	assert_int_equal(req.failed_check, SCEP_CHECK_SIGNER);
	assert_non_null(strstr(e.text, "counts here no more"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_names_the_former_ra_is_opened_and_answered_by_it),
		cmocka_unit_test(what_names_nobody_here_is_for_the_one_in_use),
		cmocka_unit_test(the_former_ra_opens_nothing_after_its_end),
		cmocka_unit_test(failures_of_both_are_told_apart_by_nothing),
		cmocka_unit_test(a_signer_of_the_former_ca_is_issued_here),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
