/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may send which message, and what those without a CSR ask about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"
#include "pki/issuer_and.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct lab *lab;
static struct cert issued, foreign, ended;

static int
set_up(void **state)
{
	(void)state;
	lab = lab_new();
	issued = lab_issue(lab, lab->device, -10, 10);
	foreign = lab_issue_foreign(lab, lab->device);
	ended = lab_issue(lab, lab->device, -30, -5);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	return 0;
}

static struct span
asked_content(enum scep_message type)
{
	static const uint8_t serial[] = { 0x01, 0x02, 0x03 };
	struct scep_asked asked = {
		.issuer = lab->ca.subject,
		.subject = issued.subject,
		.serial = span_of(serial, sizeof(serial)),
	};
	struct err e = { 0 };
	struct span out;

	assert_int_equal(scep_client_asked(type, &asked, lab->a, &out, &e), 0);
	return out;
}

static const char *
type_text(enum scep_message type)
{
	return arena_printf(lab->a, "%d", (int)type);
}

/* A message of this type, signed with this certificate of the device. */
static int
send(enum scep_message type, const struct cert *signer, int64_t grace_days,
    struct scep_request *req, struct err *e)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_responder r = lab->responder;

	r.renewal_grace = grace_days * 24 * 60 * 60;
	m.type = type_text(type);
	if (signer != NULL)
		m.signer = *signer;
	if (scep_message_enrolls((int)type))
		m.csr = lab_csr_named(lab, lab->device, m.signer.subject, NULL);
	else
		m.csr = asked_content(type);
	return scep_request_parse(lab_build(lab, &m), &r, LAB_NOW, lab->a, req,
	    e);
}

static void
each_message_has_its_signers(void **state)
{
	const struct {
		const char *name;
		enum scep_message type;
		const struct cert *signer; /* NULL: self-signed */
		int64_t grace;
		enum scep_check fails; /* NONE: it passes */
		const char *says;
	} rows[] = {
		{ "PKCSReq, self-signed", SCEP_PKCS_REQ, NULL, 0, 0, "" },
		{ "PKCSReq, of this CA", SCEP_PKCS_REQ, &issued, 0, 0, "" },
		{ "RenewalReq, self-signed", SCEP_RENEWAL_REQ, NULL, 0,
		    SCEP_CHECK_SIGNER, "enrol with PKCSReq" },
		{ "RenewalReq, of this CA", SCEP_RENEWAL_REQ, &issued, 0, 0,
		    "" },
		{ "RenewalReq, of another CA", SCEP_RENEWAL_REQ, &foreign, 0,
		    SCEP_CHECK_SIGNER, "neither self-signed nor" },
		{ "RenewalReq, ended", SCEP_RENEWAL_REQ, &ended, 0,
		    SCEP_CHECK_SIGNER, "ended on" },
		{ "RenewalReq, within the grace", SCEP_RENEWAL_REQ, &ended, 6,
		    0, "" },
		{ "RenewalReq, beyond the grace", SCEP_RENEWAL_REQ, &ended, 4,
		    SCEP_CHECK_SIGNER, "ended on" },
		{ "CertPoll, self-signed", SCEP_CERT_POLL, NULL, 0, 0, "" },
		{ "CertPoll, of this CA", SCEP_CERT_POLL, &issued, 0, 0, "" },
		{ "CertPoll, of another CA", SCEP_CERT_POLL, &foreign, 0,
		    SCEP_CHECK_SIGNER, "neither self-signed nor" },
		{ "GetCert, self-signed", SCEP_GET_CERT, NULL, 0,
		    SCEP_CHECK_SIGNER, "self-signed" },
		{ "GetCert, of this CA", SCEP_GET_CERT, &issued, 0, 0, "" },
		{ "GetCert, ended", SCEP_GET_CERT, &ended, 6, SCEP_CHECK_SIGNER,
		    "ended on" },
		{ "GetCRL, self-signed", SCEP_GET_CRL, NULL, 0, 0, "" },
		{ "GetCRL, of this CA", SCEP_GET_CRL, &issued, 0, 0, "" },
		{ "GetCRL, of another CA", SCEP_GET_CRL, &foreign, 0, 0, "" },
		{ "GetCRL, ended", SCEP_GET_CRL, &ended, 0, 0, "" },
	};
	struct scep_request req;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		struct err e = { 0 };
		int rc = send(rows[i].type, rows[i].signer, rows[i].grace, &req,
		    &e);

		if (rc != (rows[i].fails == SCEP_CHECK_NONE ? 0 : -1) ||
		    req.failed_check != rows[i].fails ||
		    strstr(e.text, rows[i].says) == NULL)
			fail_msg("%s: check %d: %s", rows[i].name,
			    req.failed_check, e.text);
		if (rc == -1)
			assert_int_equal(scep_fail_of(e.kind),
			    SCEP_BAD_MESSAGE_CHECK);
	}
}

static void
what_is_asked_about_is_read(void **state)
{
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(send(SCEP_GET_CERT, &issued, 0, &req, &e), 0);
	assert_true(span_equal(req.asked.issuer, lab->ca.subject));
	assert_true(span_equal(req.asked.serial, span_of("\x01\x02\x03", 3)));
	assert_null(req.csr_key);
}

/* No answer to a poll can tell what was in a device's envelope. */
static void
what_a_poll_holds_stays_closed(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(send(SCEP_CERT_POLL, NULL, 0, &req, &e), 0);
	assert_int_equal(req.asked.issuer.len, 0);
	assert_int_equal(req.asked.subject.len, 0);
	m.type = "20";
	m.csr = span_of_str("anything");
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    0);
}

/*
 * Whoever changes somebody's envelope learns nothing of what became of it:
 * what does not open, and what opens to something else, is the same.
 */
static void
what_cannot_be_read_is_left_empty_without_a_word(void **state)
{
	static const enum scep_message types[] = { SCEP_CERT_POLL,
		SCEP_GET_CERT, SCEP_GET_CRL };
	struct lab_message m = lab_draft(lab, lab->device);
	struct span good = lab_seal(lab, &m, asked_content(SCEP_GET_CERT));
	uint8_t *changed;
	struct scep_request req;
	size_t i, at;

	(void)state;
	m.signer = issued;
	for (i = 0; i < N(types); i++)
		for (at = good.len - 40; at < good.len; at++) {
			struct err e = { 0 };

			changed = arena_alloc(lab->a, good.len);
			memcpy(changed, good.at, good.len);
			changed[at] ^= 0x5a;
			m.type = type_text(types[i]);
			m.envelope = span_of(changed, good.len);
			if (scep_request_parse(lab_build(lab, &m),
				&lab->responder, LAB_NOW, lab->a, &req,
				&e) == -1)
				continue; /* a length of the outside */
			/* What can be read may only be a serial number. */
			assert_true(req.asked.issuer.len == 0 ||
			    req.asked.serial.len > 0);
		}
	/* A CSR is none of these either. */
	for (i = 0; i < N(types); i++) {
		struct err e = { 0 };

		m = lab_draft(lab, lab->device);
		m.signer = issued;
		m.type = type_text(types[i]);
		assert_int_equal(scep_request_parse(lab_build(lab, &m),
				     &lab->responder, LAB_NOW, lab->a, &req,
				     &e),
		    0);
		assert_int_equal(req.asked.issuer.len, 0);
		assert_int_equal(req.asked.serial.len, 0);
	}
}

static void
a_renewal_asks_for_the_subject_of_its_signer(void **state)
{
	const struct {
		const char *subject;
		bool passes;
	} rows[] = {
		{ "/CN=another", false },
		{ "/unstructuredName=r7.example", false },
	};
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	size_t i;

	(void)state;
	m.signer = issued;
	m.type = "17";
	for (i = 0; i < N(rows); i++) {
		struct err e = { 0 };

		m.csr = lab_csr_named(lab, lab->device,
		    lab_subject(lab, rows[i].subject), NULL);
		assert_int_equal(scep_request_parse(lab_build(lab, &m),
				     &lab->responder, LAB_NOW, lab->a, &req,
				     &e),
		    -1);
		assert_int_equal(req.failed_check, SCEP_CHECK_CSR);
		assert_int_equal(scep_fail_of(e.kind), SCEP_BAD_MESSAGE_CHECK);
	}
}

static void
issuer_and_serial_has_nothing_behind_it(void **state)
{
	struct span good = asked_content(SCEP_GET_CERT), a, b;
	uint8_t *longer = arena_alloc(lab->a, good.len + 1);
	size_t n;

	(void)state;
	assert_true(issuer_and_serial_read(good, &a, &b));
	for (n = 0; n < good.len; n++)
		assert_false(
		    issuer_and_serial_read(span_of(good.at, n), &a, &b));
	memcpy(longer, good.at, good.len);
	longer[good.len] = 0;
	assert_false(
	    issuer_and_serial_read(span_of(longer, good.len + 1), &a, &b));
	good = asked_content(SCEP_CERT_POLL);
	assert_false(issuer_and_serial_read(good, &a, &b));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_message_has_its_signers),
		TEST(what_is_asked_about_is_read),
		TEST(what_a_poll_holds_stays_closed),
		TEST(what_cannot_be_read_is_left_empty_without_a_word),
		TEST(a_renewal_asks_for_the_subject_of_its_signer),
		TEST(issuer_and_serial_has_nothing_behind_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
