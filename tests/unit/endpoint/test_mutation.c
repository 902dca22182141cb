/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages with a byte changed or an end cut off, through the whole door:
 * never a failure of ours, never a certificate for what was changed, and to a
 * stranger no answer that tells one way of failing to decrypt from another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "device.h"

#define OID_SIGNING_TIME "1.2.840.113549.1.9.5"

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

static uint8_t *
copy_of(struct span whole)
{
	uint8_t *copy = arena_alloc(s->a, whole.len);

	memcpy(copy, whole.at, whole.len);
	return copy;
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

/* By a key of ours, to the site's RA, with the site's challenge in it. */
static struct lab_message
draft_by(const struct key *k)
{
	const struct ra_profile *p = site_profile(s, "routers");
	struct lab_message m = lab_draft(lab, k);

	m.recipient = p->ra;
	m.recipient_key = p->ra_key;
	m.csr = lab_csr(lab, k, DIGEST_SHA256, SITE_CHALLENGE);
	return m;
}

/* ---- The message --------------------------------------------------------- */

static void
a_message_that_is_cut_off_gets_no_certificate(void **state)
{
	struct lab_message m = draft_by(lab->device);
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
	struct lab_message m = draft_by(lab->device);
	struct span whole = lab_build(lab, &m);
	uint8_t *copy = copy_of(whole);
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
	struct lab_message m = draft_by(lab->device);
	uint8_t *copy = copy_of(m.csr);
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

/* ---- A stranger ---------------------------------------------------------- */

static void
blank(uint8_t *body, size_t len, struct span what)
{
	uint8_t *at = memmem(body, len, what.at, what.len);

	assert_non_null(at);
	memset(at, 0, what.len);
}

/* An answer without what differs in any two: time, nonce and signature. */
static struct span
lasting_part(const struct answer *r)
{
	static const char *const differs[] = { OID_SIGNING_TIME,
		SCEP_OID_SENDER_NONCE };
	uint8_t *copy = copy_of(r->body);
	struct cms_signed m;
	struct err e = { 0 };

	if (cms_signed_parse(r->body, true, s->a, &m, &e) == -1)
		fail_msg("HTTP %d: %s", r->status, r->text);
	for (size_t i = 0; i < sizeof(differs) / sizeof(differs[0]); i++) {
		assert_non_null(cms_signed_attribute(&m, differs[i]));
		blank(copy, r->body.len,
		    cms_signed_attribute(&m, differs[i])->value);
	}
	blank(copy, r->body.len, m.signature);
	return span_of(copy, r->body.len);
}

/* The first one fails, in some way; all others are to be the same. */
static void
is_answered_alike(const struct lab_message *m, const char *what, size_t at,
    struct span *first)
{
	struct answer r = post(lab_build(lab, m));
	struct span lasting;

	check_status(what, at, &r);
	lasting = lasting_part(&r);
	if (first->len == 0)
		*first = lasting;
	if (!span_equal(lasting, *first))
		fail_msg("%s %zu is answered in another way: %s", what, at,
		    r.text);
}

/* Every few bytes of these, each changed in one envelope. */
static void
change_each(struct lab_message *theirs, struct span envelope, struct span part,
    size_t step, const char *what, struct span *first)
{
	uint8_t *copy = copy_of(envelope);
	uint8_t *begin = memmem(copy, envelope.len, part.at, part.len);

	assert_non_null(begin);
	theirs->envelope = span_of(copy, envelope.len);
	for (size_t at = 0; at < part.len; at += step) {
		begin[at] ^= (uint8_t)(1 << (at % 8));
		is_answered_alike(theirs, what, at, first);
		begin[at] ^= (uint8_t)(1 << (at % 8));
	}
}

/*
 * An overheard envelope in a message of one's own: its key, IV and content
 * changed, which makes a wrong key, wrong padding, garbage that is no CSR, or
 * one whose signature does not hold; and the same sealed by the stranger.
 */
static void
a_stranger_cannot_tell_why_an_envelope_does_not_open(void **state)
{
	struct lab_message m = draft_by(lab->device);
	struct lab_message theirs = draft_by(lab->other);
	struct span envelope = lab_seal(lab, &m, m.csr), first = { 0 };
	uint8_t *csr = copy_of(m.csr);
	struct cms_enveloped parts;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(cms_enveloped_parse(envelope, m.recipient, s->a,
			     &parts, &e),
	    0);
	change_each(&theirs, envelope, parts.encrypted_key, 5, "byte of key",
	    &first);
	change_each(&theirs, envelope, parts.iv, 1, "byte of IV", &first);
	change_each(&theirs, envelope, parts.content, 3, "byte of content",
	    &first);
	for (size_t at = 0; at < m.csr.len; at += 3) {
		csr[at] ^= (uint8_t)(1 << (at % 8));
		theirs.envelope = lab_seal(lab, &m, span_of(csr, m.csr.len));
		is_answered_alike(&theirs, "byte of plain text", at, &first);
		csr[at] ^= (uint8_t)(1 << (at % 8));
	}
	for (size_t len = 0; len < m.csr.len; len += 41) {
		theirs.envelope = lab_seal(lab, &m, span_of(csr, len));
		is_answered_alike(&theirs, "plain text of length", len, &first);
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
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
		TEST(a_stranger_cannot_tell_why_an_envelope_does_not_open),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
