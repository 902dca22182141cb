/* SPDX-License-Identifier: BSD-2-Clause */
/* Fifty requests at once: each order once, each certificate once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "crowd.h"
#include "ra/order.h"
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct uuid profile_id;
static const struct ra_profile *profile;
static struct key *key;
static struct key *new_key;
static struct crowd crowd;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	key = site_key();
	new_key = site_key();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	crowd_free(&crowd);
	key_free(key);
	key_free(new_key);
	site_free(s);
	return 0;
}

static struct profile_draft
draft(void)
{
	return site_draft(s, "Routers");
}

static void
begin(struct profile_draft d)
{
	site_add(s, d, &profile_id);
	profile = site_profile(s, "routers");
	assert_non_null(profile);
}

static void
check_totals(uint64_t orders, uint64_t certificates)
{
	const char *what = site_inconsistency(s, &profile_id);

	assert_int_equal(site_total(s, STORE_ORDERS), orders);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), certificates);
	if (what != NULL)
		fail_msg("%s", what);
}

/* Of one device, but each a transaction of its own. */
static const struct enrollment *
different_requests(void)
{
	static struct enrollment en[CROWD];

	for (unsigned int i = 0; i < CROWD; i++) {
		en[i] = site_request(s, key, arena_printf(s->a, "T%u", i),
		    "router 7");
		en[i].csr = span_of_str(arena_printf(s->a, "csr %u", i));
	}
	return en;
}

/* ---- Enrolments ---------------------------------------------------------- */

static void
enrolments_at_once_get_their_own_certificates(void **state)
{
	(void)state;
	begin(draft());
	crowd_ask_each(&crowd, s->ra, profile, ra_enroll, different_requests());
	assert_int_equal(crowd.kinds[OUTCOME_ISSUED], CROWD);
	check_totals(CROWD, CROWD);
}

static void
equal_requests_at_once_get_one_certificate(void **state)
{
	enum { ROUNDS = 4 };

	(void)state;
	begin(draft());
	for (unsigned int i = 1; i <= ROUNDS; i++) {
		struct enrollment en = site_request(s, key,
		    arena_printf(s->a, "T%u", i), "router 7");

		en.csr = span_of_str(arena_printf(s->a, "csr %u", i));
		crowd_ask(&crowd, s->ra, profile, ra_enroll, &en);
		assert_true(crowd_got_one_certificate(&crowd));
		check_totals(i, i);
	}
}

static void
many_requests_at_once_do_not_pass_the_limit(void **state)
{
	struct profile_draft d = draft();

	(void)state;
	d.policy.live_most = 3;
	begin(d);
	crowd_ask_each(&crowd, s->ra, profile, ra_enroll, different_requests());
	assert_int_equal(crowd.kinds[OUTCOME_ISSUED], 3);
	assert_int_equal(crowd.kinds[OUTCOME_FAILED], CROWD - 3);
	check_totals(CROWD, 3);
}

/* ---- Approval and polls -------------------------------------------------- */

/* What asks what became of it. */
static struct enrollment
poll_for(struct enrollment en)
{
	en.csr = en.subject = en.spki = span_of(NULL, 0);
	en.message_type = 20;
	en.only_asks = true;
	en.has_challenge = false;
	return en;
}

static void
equal_requests_at_once_wait_as_one_order(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct enrollment poll = poll_for(en);
	struct profile_draft d = draft();
	struct uuid id;

	(void)state;
	d.approval = RA_APPROVAL_ALL;
	begin(d);
	crowd_ask(&crowd, s->ra, profile, ra_enroll, &en);
	assert_int_equal(crowd.kinds[OUTCOME_PENDING], CROWD);
	id = crowd.out[0].order;
	for (size_t i = 1; i < CROWD; i++)
		assert_true(uuid_equal(&crowd.out[i].order, &id));
	check_totals(1, 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->pending, 1);
	crowd_ask(&crowd, s->ra, profile, ra_poll, &poll);
	assert_int_equal(crowd.kinds[OUTCOME_PENDING], CROWD);

	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	crowd_ask(&crowd, s->ra, profile, ra_poll, &poll);
	assert_true(crowd_got_one_certificate(&crowd));
	crowd_ask(&crowd, s->ra, profile, ra_enroll, &en);
	assert_true(crowd_got_one_certificate(&crowd));
	check_totals(1, 1);
	assert_int_equal(site_counter(s, &profile_id, 0)->pending, 0);
}

/* ---- Renewals ------------------------------------------------------------ */

static int
read_moves(struct store_txn *t, void *ctx, struct err *why)
{
	uint64_t *moves = ctx;
	Revocations *r;

	if (store_get_revocations(t, &s->connector, s->a, &r, why) == -1)
		return -1;
	*moves = r != NULL ? r->moves : 0;
	return 0;
}

/* How often the CA has revoked or taken back. */
static uint64_t
revocations(void)
{
	uint64_t moves = 0;

	if (store_view(ra_store(s->ra), read_moves, &moves, &e) == -1)
		fail_msg("%s", e.text);
	return moves;
}

static struct uuid
certificate_of(const struct uuid *order)
{
	return field_uuid(site_order(s, order)->certificate_id);
}

static void
equal_renewals_at_once_revoke_the_old_certificate_once(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct profile_draft d = draft();
	struct uuid old_id, new_id;
	struct outcome out;
	struct cert old;

	(void)state;
	d.renewal.revokes = true;
	begin(d);
	if (ra_enroll(s->ra, profile, &en, s->a, &out, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(cert_parse(out.certificate, &old, &e), 0);
	old_id = certificate_of(&out.order);

	en = site_request(s, new_key, "T2", "router 7");
	en.csr = span_of_str("CSR of the renewal");
	en.message_type = 17;
	en.renewal = true;
	en.signer = &old;
	en.signer_spki = old.spki;
	en.has_challenge = false;
	crowd_ask(&crowd, s->ra, profile, ra_enroll, &en);
	assert_true(crowd_got_one_certificate(&crowd));
	check_totals(2, 2);
	assert_int_equal(revocations(), 1);
	assert_int_equal(site_certificate(s, &old_id)->revocation_reason, 4);
	new_id = certificate_of(&crowd.out[0].order);
	assert_int_equal(site_certificate(s, &new_id)->revoked_ms, 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(enrolments_at_once_get_their_own_certificates),
		TEST(equal_requests_at_once_get_one_certificate),
		TEST(many_requests_at_once_do_not_pass_the_limit),
		TEST(equal_requests_at_once_wait_as_one_order),
		TEST(equal_renewals_at_once_revoke_the_old_certificate_once),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
