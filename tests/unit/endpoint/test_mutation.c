/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages with a byte changed or an end cut off, through the whole door:
 * never a failure of ours, never a certificate for what was changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "device.h"

static struct site *s;
static struct lab *lab;
static struct uuid profile_id;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	lab = lab_new();
	site_add(s, site_draft(s, "Routers"), &profile_id);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	site_free(s);
	return 0;
}

static struct answer
post(struct span der)
{
	return ask(s, "POST", "/scep/routers", "operation=PKIOperation", der);
}

/* A CertRep, or one line that the message cannot be read. */
static void
check_status(const char *what, size_t at, const struct answer *r)
{
	if (r->status != 200 && r->status != 400)
		fail_msg("%s %zu: HTTP %d: %s", what, at, r->status, r->text);
}

static void
check_counts(void)
{
	const char *what = site_inconsistency(s, &profile_id);

	if (what != NULL)
		fail_msg("%s", what);
}

/* ---- The message --------------------------------------------------------- */

static void
a_message_that_is_cut_off_gets_no_certificate(void **state)
{
	struct lab_message m = device_lab_draft(s, lab, "routers", lab->device);
	struct span whole = lab_build(lab, &m);
	struct answer r;

	(void)state;
	for (size_t len = 0; len < whole.len; len++) {
		r = post(span_of(whole.at, len));
		if (r.status != 400)
			fail_msg("%zu of %zu bytes: HTTP %d", len, whole.len,
			    r.status);
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
}

/*
 * The self-signed certificate's own signature and dates say nothing, so one
 * changed there leaves the request what it was: then it may be answered, with
 * the one certificate that the whole message gets.
 */
static void
a_changed_byte_brings_nothing_that_was_not_asked_for(void **state)
{
	struct lab_message m = device_lab_draft(s, lab, "routers", lab->device);
	struct span whole = lab_build(lab, &m);
	uint8_t *copy = device_copy(s, whole);
	struct answer r;

	(void)state;
	for (size_t at = 0; at < whole.len; at++) {
		copy[at] ^= (uint8_t)(1 << (at % 8));
		r = post(span_of(copy, whole.len));
		check_status("byte", at, &r);
		copy[at] ^= (uint8_t)(1 << (at % 8));
	}
	assert_true(site_total(s, STORE_CERTIFICATES) <= 1);
	r = post(whole);
	assert_int_equal(r.status, 200);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_counts();
}

/* ---- What is in the envelope --------------------------------------------- */

/* By the device itself, which signs and seals all of it anew. */
static void
a_changed_csr_brings_no_certificate(void **state)
{
	struct lab_message m = device_lab_draft(s, lab, "routers", lab->device);
	uint8_t *copy = device_copy(s, m.csr);
	struct answer r;

	(void)state;
	m.csr.at = copy;
	for (size_t at = 0; at < m.csr.len; at++) {
		copy[at] ^= (uint8_t)(1 << (at % 8));
		r = post(lab_build(lab, &m));
		check_status("byte of the CSR", at, &r);
		if (site_total(s, STORE_CERTIFICATES) > 0)
			fail_msg("byte %zu of the CSR may be another", at);
		copy[at] ^= (uint8_t)(1 << (at % 8));
	}
	check_counts();
}

/* ---- The other messages -------------------------------------------------- */

/* Of a device that has this certificate, about itself. */
static struct span
message_of(int type, const struct cert *own)
{
	struct draft d = device_draft(lab->device);

	d.type = type;
	d.signer = own;
	d.challenge = NULL;
	d.transaction_id = "T2";
	if (!scep_message_enrolls(type)) {
		d.asked.subject = own->subject;
		d.asked.serial = own->serial;
	}
	return device_message(s, "routers", &d)->der;
}

static void
mutate(int type, struct span whole)
{
	uint8_t *copy = device_copy(s, whole);
	struct answer r;

	for (size_t at = 0; at < whole.len; at++) {
		copy[at] ^= (uint8_t)(1 << (at % 8));
		r = post(span_of(copy, whole.len));
		check_status(scep_message_name(type), at, &r);
		copy[at] ^= (uint8_t)(1 << (at % 8));
		r = post(span_of(whole.at, at));
		if (r.status != 400)
			fail_msg("%s of %zu bytes: HTTP %d",
			    scep_message_name(type), at, r.status);
	}
}

/*
 * The signer's certificate is the CA's here, so that nothing in it may be
 * another; what is changed and answered all the same was not signed, such as
 * the list of digests, and the renewal is the one that the device wants.
 */
static void
other_messages_changed_or_cut_bring_no_certificate(void **state)
{
	static const int types[] = { SCEP_CERT_POLL, SCEP_GET_CERT,
		SCEP_GET_CRL, SCEP_RENEWAL_REQ };
	struct draft d = device_draft(lab->device);
	struct cert own = device_enroll(s, "routers", &d).certs[0];
	struct span whole;

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		whole = message_of(types[i], &own);
		assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
		mutate(types[i], whole);
	}
	assert_true(site_total(s, STORE_CERTIFICATES) <= 2);
	assert_int_equal(post(whole).status, 200);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 2);
	check_counts();
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_message_that_is_cut_off_gets_no_certificate),
		TEST(a_changed_byte_brings_nothing_that_was_not_asked_for),
		TEST(a_changed_csr_brings_no_certificate),
		TEST(other_messages_changed_or_cut_bring_no_certificate),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
