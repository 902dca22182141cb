/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders that wait for a person: approved, rejected, polled for, forgotten. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "ra/order.h"
#include "ra/revocation.h"
#include "ra/state.h"
#include "site.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static struct site *s;
static struct uuid profile_id;
static struct key *key;
static struct key *other;
static struct err e;

static int
set_up(void **state)
{
	struct profile_draft d;

	(void)state;
	s = site_new();
	d = site_draft(s, "Routers");
	d.approval = RA_APPROVAL_ALL;
	d.pending_days = 3;
	site_add(s, d, &profile_id);
	key = site_key();
	other = site_key();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	key_free(other);
	site_free(s);
	return 0;
}

static struct outcome
enroll(const struct enrollment *en)
{
	return site_enroll(s, "routers", en);
}

/* A request that waits now; its order. */
static struct uuid
ask(void)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out = enroll(&en);

	assert_int_equal(out.kind, OUTCOME_PENDING);
	return out.order;
}

/* A poll for it by this key. */
static struct outcome
poll_by(const struct key *k, int64_t later_ms)
{
	struct enrollment en = site_request(s, k, "T1", "router 7");
	struct outcome out;

	en.csr = en.subject = en.spki = span_of(NULL, 0);
	en.message_type = 20;
	en.only_asks = true;
	en.has_challenge = false;
	en.now_ms += later_ms;
	if (ra_poll(s->ra, site_profile(s, "routers"), &en, s->a, &out, &e) ==
	    -1)
		fail_msg("%s", e.text);
	return out;
}

static void
check_consistent(void)
{
	const char *what = site_inconsistency(s, &profile_id);

	if (what != NULL)
		fail_msg("%s", what);
}

static void
a_request_waits_until_it_is_approved(void **state)
{
	struct uuid id = ask(), certificate;
	struct outcome out;
	struct cert cert;
	Counter *n;
	Order *o;

	(void)state;
	o = site_order(s, &id);
	assert_int_equal(o->state, ORDER_STATE__ORDER_PENDING);
	assert_int_equal(o->completed_ms, 0);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
	n = site_counter(s, &profile_id, 0);
	assert_int_equal(n->pended, 1);
	assert_int_equal(n->pending, 1);
	check_consistent();
	out = poll_by(key, 0);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_true(uuid_equal(&out.order, &id));

	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	o = site_order(s, &id);
	assert_int_equal(o->state, ORDER_STATE__ORDER_ISSUED);
	assert_string_equal(o->decided_by, s->by.name);
	assert_int_not_equal(o->completed_ms, 0);
	assert_int_equal(o->asked_spki.len, 0);
	assert_string_equal(site_last_audit(s)->action, "order-approve");
	certificate = field_uuid(o->certificate_id);
	assert_non_null(site_certificate(s, &certificate));
	check_consistent();

	out = poll_by(key, 0);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &cert, &e), 0);
	assert_true(span_equal(cert.spki, key_spki(key)));
	check_consistent();
}

static void
the_same_request_again_waits_with_the_first(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct uuid id = ask();
	struct outcome out = enroll(&en);

	(void)state;
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_true(uuid_equal(&out.order, &id));
	/* A new CSR of the key is the same order while it waits. */
	en.csr = span_of_str("another CSR");
	assert_int_equal(enroll(&en).kind, OUTCOME_PENDING);
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	en = site_request(s, key, "T1", "router 7");
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_true(out.again);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_consistent();
}

static void
only_the_key_that_asked_may_poll(void **state)
{
	struct outcome out;

	(void)state;
	ask();
	out = poll_by(other, 0);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_SIGNER);
	assert_int_equal(out.why.kind, ERR_DENIED);
	out = poll_by(key, 0);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	check_consistent();
}

static void
a_failed_question_is_no_active_failure(void **state)
{
	unsigned int i;

	(void)state;
	ask();
	for (i = 0; i < 3; i++)
		assert_int_equal(poll_by(other, 0).kind, OUTCOME_FAILED);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed, 3);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed_active, 0);
	check_consistent();
}

static void
what_is_rejected_is_told_with_the_reason(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct uuid id = ask();
	struct outcome out;
	Order *o;

	(void)state;
	assert_int_equal(ra_order_reject(s->ra, &s->by, &id, "not ours", &e),
	    0);
	o = site_order(s, &id);
	assert_int_equal(o->state, ORDER_STATE__ORDER_REJECTED);
	assert_string_equal(o->decided_by, s->by.name);
	assert_string_equal(site_last_audit(s)->action, "order-reject");
	out = poll_by(key, 0);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_string_equal(out.why.text, "the request was rejected: not ours");
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_string_equal(out.why.text, "the request was rejected: not ours");
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	check_consistent();
}

static void
it_is_decided_once(void **state)
{
	struct uuid id = ask(), nobody = uuid_new();

	(void)state;
	assert_int_equal(ra_order_approve(s->ra, &s->by, &nobody, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	err_clear(&e);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "was issued already"));
	err_clear(&e);
	assert_int_equal(ra_order_reject(s->ra, &s->by, &id, NULL, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	err_clear(&e);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_consistent();
}

static void *
approve_once(void *arg)
{
	const struct uuid *id = arg;
	struct err mine = { 0 };

	return ra_order_approve(s->ra, &s->by, id, &mine) == 0 ? arg : NULL;
}

static void
two_people_at_once_issue_one_certificate(void **state)
{
	enum { PEOPLE = 8 };
	struct uuid id = ask();
	pthread_t threads[PEOPLE];
	int i, done = 0;
	void *result;

	(void)state;
	for (i = 0; i < PEOPLE; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, approve_once,
				     &id),
		    0);
	for (i = 0; i < PEOPLE; i++) {
		pthread_join(threads[i], &result);
		done += result != NULL;
	}
	assert_int_equal(done, 1);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_consistent();
}

static void
who_waits_too_long_has_to_ask_anew(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct uuid id = ask();
	struct outcome out;
	Order *o;

	(void)state;
	out = poll_by(key, 2 * DAY_MS);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	out = poll_by(key, 4 * DAY_MS);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	o = site_order(s, &id);
	assert_int_equal(o->state, ORDER_STATE__ORDER_FAILED);
	assert_non_null(strstr(o->reason, "nobody approved"));
	assert_int_equal(o->failed_check, RA_CHECK_CONNECTOR);
	check_consistent();
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	err_clear(&e);

	en.now_ms += 5 * DAY_MS;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_false(uuid_equal(&out.order, &id));
	/* And once more, without a poll in between. */
	en.now_ms += 5 * DAY_MS;
	id = out.order;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_false(uuid_equal(&out.order, &id));
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_FAILED);
	check_consistent();
}

/* Asked under the clock of tomorrow, which is put right. */
static void
a_clock_that_is_put_back_lets_an_order_wait_on(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;
	struct cert cert;

	(void)state;
	en.now_ms += DAY_MS;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_int_equal(poll_by(key, 0).kind, OUTCOME_PENDING);
	ra_orders_expire(s->ra);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &out.order, &e), 0);
	out = poll_by(key, 0);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &cert, &e), 0);
	assert_true(cert.not_before * 1000 < en.now_ms - DAY_MS + 60000);
	check_consistent();
	site_verify(s);
}

static void
another_key_has_no_business_there_until_its_time_is_over(void **state)
{
	struct enrollment en = site_request(s, other, "T1", "router 8");
	struct outcome out;

	(void)state;
	ask();
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_CSR);
	en.now_ms += 4 * DAY_MS;
	assert_int_equal(enroll(&en).kind, OUTCOME_PENDING);
	check_consistent();
}

static void
a_wrong_challenge_does_not_even_wait(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");

	(void)state;
	en.challenge = span_of_str("guess");
	assert_int_equal(enroll(&en).kind, OUTCOME_FAILED);
	check_consistent();
}

static void
the_policy_of_the_day_decides_with_the_person(void **state)
{
	struct uuid id = ask();

	(void)state;
	assert_int_equal(ra_profile_remove(s->ra, &s->by, &profile_id, &e), 0);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "profile was removed"));
	err_clear(&e);
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_PENDING);
	assert_int_equal(ra_order_reject(s->ra, &s->by, &id, NULL, &e), 0);
}

static int
crowd(struct store_txn *t, void *ctx, struct err *why)
{
	Counter add;

	(void)ctx;
	counter__init(&add);
	add.pending = RA_PENDING_MOST;
	return store_count(t, &profile_id, 1, &add, why);
}

static void
a_crowd_that_waits_lets_nobody_in(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, crowd,
			     NULL, &e),
	    0);
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_CONNECTOR);
	assert_non_null(strstr(out.why.text, "wait for approval already"));
}

/* An extension that nobody here reads, and most of a message. */
static struct span
large_extension(void)
{
	size_t len = 200000;
	uint8_t *bytes = arena_alloc(s->a, len);
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	extension_open(&w, "1.3.6.1.4.1.99999.1", false);
	der_raw(&w, span_of(bytes, len));
	extension_close(&w);
	der_close(&w);
	assert_int_equal(der_done(&w, s->a, &out, &e), 0);
	return out;
}

/* A thousand wait at most, and whoever asks needs no secret for it. */
static void
what_is_large_does_not_wait(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	en.extensions = large_extension();
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_POLICY);
	check_consistent();
}

/* The account that an expired order changes is the one that is issued to. */
static void
an_expired_order_and_an_issue_count_right(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct profile_draft d = site_draft(s, "Routers");
	struct outcome out;
	struct uuid id = ask();

	(void)state;
	assert_int_equal(ra_profile_change(s->ra, &s->by, &profile_id, 1, &d,
			     &e),
	    0);
	en.now_ms += 4 * DAY_MS;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_FAILED);
	check_consistent();
}

/* It was let off the challenge for a certificate that is no good any more. */
static void
what_a_revoked_certificate_renews_is_not_approved(void **state)
{
	static const unsigned int reasons[] = { RA_REASON_KEY_COMPROMISE,
		RA_REASON_CERTIFICATE_HOLD };
	struct enrollment en;
	struct uuid id = ask(), old, again;
	struct outcome out;
	struct cert cert;
	size_t i;

	(void)state;
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	old = field_uuid(site_order(s, &id)->certificate_id);
	assert_int_equal(cert_parse(field_span(site_certificate(s, &old)->der),
			     &cert, &e),
	    0);
	for (i = 0; i < 2; i++) {
		en = site_request(s, other, i == 0 ? "T2" : "T3", "router 7");
		en.signer = &cert;
		en.signer_spki = cert.spki;
		en.renewal = true;
		en.has_challenge = false;
		out = enroll(&en);
		assert_int_equal(out.kind,
		    i == 0 ? OUTCOME_PENDING : OUTCOME_FAILED);
		if (i == 1) {
			assert_int_equal(out.check, RA_CHECK_SIGNER);
			break;
		}
		again = out.order;
		assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &old,
				     reasons[1 - i], &e),
		    0);
		assert_int_equal(ra_order_approve(s->ra, &s->by, &again, &e),
		    -1);
		assert_int_equal(e.kind, ERR_DENIED);
		assert_non_null(strstr(e.text, "certificateHold"));
		err_clear(&e);
	}
	check_consistent();
}

static int
forget_certificate(struct store_txn *t, void *ctx, struct err *why)
{
	return store_drop_certificate(t, ctx, why);
}

/*
 * Its time on record was over before somebody decided: what it stood for
 * cannot be looked at any more.
 */
static void
what_renews_a_forgotten_certificate_is_not_approved(void **state)
{
	struct uuid id = ask(), old;
	struct enrollment en;
	struct outcome out;
	struct cert cert;

	(void)state;
	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	old = field_uuid(site_order(s, &id)->certificate_id);
	assert_int_equal(cert_parse(field_span(site_certificate(s, &old)->der),
			     &cert, &e),
	    0);
	en = site_request(s, other, "T2", "router 7");
	en.signer = &cert;
	en.signer_spki = cert.spki;
	en.renewal = true;
	en.has_challenge = false;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     forget_certificate, &old, &e),
	    0);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &out.order, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_non_null(strstr(e.text, "not on record any more"));
	err_clear(&e);
	assert_int_equal(ra_order_reject(s->ra, &s->by, &out.order, NULL, &e),
	    0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_waits_until_it_is_approved),
		TEST(the_same_request_again_waits_with_the_first),
		TEST(only_the_key_that_asked_may_poll),
		TEST(a_failed_question_is_no_active_failure),
		TEST(what_is_rejected_is_told_with_the_reason),
		TEST(it_is_decided_once),
		TEST(two_people_at_once_issue_one_certificate),
		TEST(who_waits_too_long_has_to_ask_anew),
		TEST(a_clock_that_is_put_back_lets_an_order_wait_on),
		TEST(another_key_has_no_business_there_until_its_time_is_over),
		TEST(a_wrong_challenge_does_not_even_wait),
		TEST(a_crowd_that_waits_lets_nobody_in),
		TEST(what_is_large_does_not_wait),
		TEST(an_expired_order_and_an_issue_count_right),
		TEST(what_a_revoked_certificate_renews_is_not_approved),
		TEST(what_renews_a_forgotten_certificate_is_not_approved),
		TEST(the_policy_of_the_day_decides_with_the_person),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
