/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A good message with every byte changed and every end cut off: never a
 * crash, never another meaning.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"

static struct lab *lab;
static struct arena *scratch;

static int
set_up(void **state)
{
	(void)state;
	lab = lab_new();
	scratch = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(scratch);
	lab_free(lab);
	return 0;
}

/* An exact copy, so that a read behind its end is seen by the sanitizers. */
static uint8_t *
copy_of(struct span s)
{
	uint8_t *copy = test_malloc(s.len > 0 ? s.len : 1);

	if (s.len > 0)
		memcpy(copy, s.at, s.len);
	return copy;
}

static int
parse(struct span s, struct scep_request *req, struct err *e)
{
	*e = (struct err){ 0 };
	return scep_request_parse(s, &lab->responder, LAB_NOW, scratch, req, e);
}

static void
a_message_that_is_cut_off_is_refused(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct span whole = lab_build(lab, &m);
	struct scep_request req;
	struct err e;
	uint8_t *cut;
	size_t len;

	(void)state;
	for (len = 0; len < whole.len; len++) {
		cut = copy_of(span_of(whole.at, len));
		if (parse(span_of(cut, len), &req, &e) == 0)
			fail_msg("%zu of %zu bytes passed", len, whole.len);
		if (req.answerable || e.kind != ERR_MALFORMED)
			fail_msg("%zu bytes: %s", len, e.text);
		test_free(cut);
		arena_reset(scratch);
	}
}

static bool
same_meaning(const struct scep_request *req, const struct lab_message *m)
{
	return span_equal(req->csr.der, m->csr) &&
	    span_equal(req->signer.spki, m->signer.spki) &&
	    span_equal(req->sender_nonce, m->nonce) &&
	    span_equal(span_of_str(req->transaction_id), m->id) &&
	    req->message_type == SCEP_PKCS_REQ;
}

/*
 * What may change without anybody noticing is the self-signed certificate's
 * own signature and dates, which nothing is taken from.
 */
static void
a_changed_byte_never_changes_the_meaning(void **state)
{
	static const uint8_t masks[] = { 0x01, 0x20, 0xff };
	struct lab_message m = lab_draft(lab, lab->device);
	struct span whole = lab_build(lab, &m);
	uint8_t *copy = copy_of(whole);
	struct scep_request req;
	struct err e;
	size_t at, i;

	(void)state;
	for (at = 0; at < whole.len; at++)
		for (i = 0; i < sizeof(masks); i++) {
			copy[at] ^= masks[i];
			if (parse(span_of(copy, whole.len), &req, &e) == 0 &&
			    !same_meaning(&req, &m))
				fail_msg("byte %zu ^ 0x%02x passed with "
					 "another meaning",
				    at, masks[i]);
			copy[at] ^= masks[i];
			arena_reset(scratch);
		}
	test_free(copy);
}

/*
 * The padding oracle's way: somebody else's envelope, one byte changed, in a
 * message that is signed well.  Whatever byte of key or content it was, the
 * answer is one and the same.
 */
static void
a_changed_envelope_is_always_refused_alike(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct span envelope = lab_seal(lab, &m, m.csr), der;
	struct lab_message theirs = lab_draft(lab, lab->other);
	uint8_t *copy = copy_of(envelope);
	char first[sizeof(((struct err *)0)->text)] = "";
	struct scep_request req;
	size_t at, tail;
	struct err e;

	(void)state;
	/* The encrypted content is the envelope's end, a CSR's length. */
	tail = envelope.len - (m.csr.len / 16 + 1) * 16;
	theirs.envelope = span_of(copy, envelope.len);
	for (at = tail; at < envelope.len; at += 5) {
		copy[at] ^= 0x41;
		der = lab_build(lab, &theirs);
		assert_int_equal(parse(der, &req, &e), -1);
		if (first[0] == '\0')
			memcpy(first, e.text, sizeof(first));
		if (req.failed_check != SCEP_CHECK_ENVELOPE ||
		    e.kind != ERR_INTEGRITY || strcmp(e.text, first) != 0)
			fail_msg("byte %zu: got check %d, %s", at,
			    (int)req.failed_check, e.text);
		assert_null(req.csr_key);
		copy[at] ^= 0x41;
		arena_reset(scratch);
	}
	test_free(copy);
}

static void
an_envelope_with_any_byte_changed_has_no_other_csr_in_it(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct span envelope = lab_seal(lab, &m, m.csr);
	uint8_t *copy = copy_of(envelope);
	struct scep_request req;
	struct err e;
	size_t at;

	(void)state;
	m.envelope = span_of(copy, envelope.len);
	for (at = 0; at < envelope.len; at += at < 400 ? 1 : 7) {
		copy[at] ^= 0x10;
		if (parse(lab_build(lab, &m), &req, &e) == 0 &&
		    !span_equal(req.csr.der, m.csr))
			fail_msg("byte %zu: another CSR passed", at);
		if (req.failed_check != SCEP_CHECK_NONE &&
		    req.failed_check < SCEP_CHECK_ENVELOPE)
			fail_msg("byte %zu: got check %d: %s", at,
			    (int)req.failed_check, e.text);
		copy[at] ^= 0x10;
		arena_reset(scratch);
	}
	test_free(copy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_that_is_cut_off_is_refused),
		cmocka_unit_test(a_changed_byte_never_changes_the_meaning),
		cmocka_unit_test(a_changed_envelope_is_always_refused_alike),
		cmocka_unit_test(
		    an_envelope_with_any_byte_changed_has_no_other_csr_in_it),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
