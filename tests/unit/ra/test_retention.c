/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders go when their profile's time for them is over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ra/crl_make.h"
#include "ra/order.h"
#include "ra/retention.h"
#include "ra/revocation.h"
#include "site.h"

static struct site *s;
static struct key *key;
static struct err e;
static struct uuid profile;
static unsigned int drawn;

static void
make_profile(unsigned int keep_days, unsigned int grace_days)
{
	struct profile_draft d = site_draft(s, "Routers");

	d.keep_days = keep_days;
	d.renewal.grace_days = grace_days;
	d.validity_days = 365;
	d.policy.failed_kept = 1000;
	site_add(s, d, &profile);
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	key = site_key();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	site_free(s);
	return 0;
}

static struct uuid
enroll(const char *name, enum outcome_kind want)
{
	struct enrollment en;
	struct outcome o;

	en = site_request(s, key, arena_printf(s->a, "%u", ++drawn), name);
	if (want == OUTCOME_FAILED)
		en.challenge = span_of_str("wrong");
	o = site_enroll(s, "routers", &en);
	assert_int_equal(o.kind, want);
	return o.order;
}

/* As if so many days had gone by; how many orders went. */
static unsigned int
after_days(int days)
{
	struct job_run r = { .ra = s->ra,
		.a = arena_new(),
		.now_ms = clock_ms() + days * CLOCK_DAY_MS,
		.until_us = INT64_MAX };

	if (retention_run(&r, &e) == -1)
		fail_msg("%s", e.text);
	assert_false(r.more);
	assert_int_equal(r.position.len, 0);
	arena_free(r.a);
	return (unsigned int)r.done;
}

/* Records, indexes and counts agree, and so many orders are left. */
static void
left(uint64_t orders, uint64_t certificates, uint64_t accounts)
{
	assert_int_equal(site_total(s, STORE_ORDERS), orders);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), certificates);
	assert_int_equal(site_total(s, STORE_ACCOUNTS), accounts);
	site_verify(s);
}

static void
without_a_time_all_of_it_stays(void **state)
{
	(void)state;
	make_profile(0, 0);
	enroll("a", OUTCOME_ISSUED);
	enroll("b", OUTCOME_FAILED);
	assert_int_equal(after_days(40000), 0);
	left(2, 1, 2);
}

static void
an_order_goes_and_what_is_counted_by_days_stays(void **state)
{
	Counter *c;

	(void)state;
	make_profile(30, 0);
	enroll("a", OUTCOME_FAILED);
	c = site_counter(s, &profile, 0);
	assert_int_equal(c->failed_active, 1);
	assert_int_equal(after_days(29), 0);
	left(1, 0, 1);
	assert_int_equal(after_days(31), 1);
	left(0, 0, 0);
	c = site_counter(s, &profile, clock_day(clock_ms()));
	assert_int_equal(c->failed, 1);
	assert_int_equal(c->removed_failed, 1);
	c = site_counter(s, &profile, 0);
	assert_int_equal(c->failed, 1);
	assert_int_equal(c->failed_active, 0);
	assert_int_equal(c->accounts, 1);
	assert_int_equal(c->removed_accounts, 1);
	/* And begins anew. */
	enroll("a", OUTCOME_ISSUED);
	left(1, 1, 1);
}

static void
a_certificate_stays_until_its_end(void **state)
{
	(void)state;
	make_profile(30, 0);
	enroll("a", OUTCOME_ISSUED);
	assert_int_equal(after_days(31), 0);
	assert_int_equal(after_days(364), 0);
	left(1, 1, 1);
	assert_int_equal(after_days(366), 1);
	left(0, 0, 0);
}

struct later {
	const Certificate *c;
	unsigned int place; /* of the CA whose CRL it is */
};

/* As if the CRL that is served were made after the certificate's end. */
static int
make_crl_later(struct store_txn *t, void *ctx, struct err *err)
{
	const struct later *later = ctx;
	const Certificate *c = later->c;
	struct uuid connector = field_uuid(c->connector_id);
	struct uuid id = crl_record_id(&connector, later->place);
	Revocations *r;

	if (store_get_revocations(t, &id, s->a, &r, err) == -1)
		return -1;
	r->crl_made_ms = c->not_after_ms + 1;
	return store_put_revocations(t, r, err);
}

static void
have_crl_later(const Certificate *c, unsigned int place)
{
	struct later later = { c, place };

	assert_int_equal(store_update(s->ra->store, STORE_DURABLE,
			     make_crl_later, &later, &e),
	    0);
}

/* One that was issued to "a", and revoked. */
static Certificate *
revoked(void)
{
	struct uuid id = enroll("a", OUTCOME_ISSUED);

	id = field_uuid(site_order(s, &id)->certificate_id);
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &id,
			     RA_REASON_SUPERSEDED, &e),
	    0);
	return site_certificate(s, &id);
}

/* RFC 5280 section 3.3. */
static void
a_revoked_certificate_stays_until_a_crl_after_its_end_had_it(void **state)
{
	Certificate *c;

	(void)state;
	make_profile(30, 0);
	c = revoked();
	assert_int_equal(after_days(366), 0);
	left(1, 1, 1);
	have_crl_later(c, 0);
	assert_int_equal(after_days(366), 1);
	left(0, 0, 0);
}

/* After that no CRL is made, and none is waited for. */
static void
or_until_its_ca_has_ended(void **state)
{
	(void)state;
	make_profile(30, 0);
	(void)revoked();
	assert_int_equal(after_days(19 * 366), 0);
	assert_int_equal(after_days(21 * 366), 1);
	left(0, 0, 0);
}

static void
take_over(void)
{
	site_prepare_next_ca(s, 30);
	site_bring_next_ca_forward(s, &s->connector);
	assert_non_null(site_profile(s, "routers")->ca_former);
}

/* The CRL is another one then. */
static void
and_so_it_does_when_a_next_ca_took_over(void **state)
{
	Certificate *c;

	(void)state;
	make_profile(30, 0);
	take_over();
	c = revoked();
	assert_int_equal(after_days(366), 0);
	/* That of the CA before does not do. */
	have_crl_later(c, 0);
	assert_int_equal(after_days(366), 0);
	left(1, 1, 1);
	have_crl_later(c, 1);
	assert_int_equal(after_days(366), 1);
	left(0, 0, 0);
}

/* The CA before makes no CRL when it has ended. */
static void
and_no_longer_when_the_former_ca_has_ended(void **state)
{
	struct ra_crl crl;
	Certificate *c;

	(void)state;
	make_profile(30, 0);
	c = revoked();
	take_over();
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	have_crl_later(c, 1);
	assert_int_equal(after_days(366), 0);
	left(1, 1, 1);
	assert_int_equal(after_days(40000), 1);
	left(0, 0, 0);
}

static void
and_while_it_can_be_renewed(void **state)
{
	(void)state;
	make_profile(30, 20);
	enroll("a", OUTCOME_ISSUED);
	assert_int_equal(after_days(384), 0);
	assert_int_equal(after_days(386), 1);
	left(0, 0, 0);
}

static void
an_account_goes_with_its_last_order(void **state)
{
	struct uuid id;
	Account *c;

	(void)state;
	make_profile(30, 0);
	enroll("a", OUTCOME_FAILED);
	id = enroll("a", OUTCOME_ISSUED);
	enroll("a", OUTCOME_FAILED);
	left(3, 1, 1);
	assert_int_equal(after_days(31), 2);
	left(1, 1, 1);
	id = field_uuid(site_order(s, &id)->account_id);
	c = site_account(s, &id);
	assert_int_equal(c->orders, 1);
	assert_int_equal(c->issued, 1);
	assert_int_equal(c->active_failed, 0);
	assert_int_equal(after_days(366), 1);
	left(0, 0, 0);
}

static void
the_newest_certificate_may_end_first(void **state)
{
	const struct ra_profile *p;
	struct profile_draft d;
	struct uuid id;
	Account *c;
	Order *first;

	(void)state;
	make_profile(30, 0);
	id = enroll("a", OUTCOME_ISSUED);
	first = site_order(s, &id);
	d = site_draft(s, "Routers");
	d.keep_days = 30;
	d.validity_days = 10;
	assert_int_equal(ra_profile_change(s->ra, &s->by, &profile, 1, &d, &e),
	    0);
	p = site_profile(s, "routers");
	assert_int_equal(p->validity_days, 10);
	enroll("a", OUTCOME_ISSUED);
	left(2, 2, 1);
	assert_int_equal(after_days(31), 1);
	left(1, 1, 1);
	id = field_uuid(first->account_id);
	c = site_account(s, &id);
	assert_int_equal(c->issued, 1);
	assert_true(span_equal(field_span(c->certificate_id),
	    field_span(first->certificate_id)));
}

static void
an_order_that_waits_stays(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");

	(void)state;
	d.keep_days = 1;
	d.approval = RA_APPROVAL_ALL;
	site_add(s, d, &profile);
	enroll("a", OUTCOME_PENDING);
	assert_int_equal(after_days(1000), 0);
	left(1, 0, 1);
}

static void
of_a_profile_that_is_gone_they_stay(void **state)
{
	(void)state;
	make_profile(1, 0);
	enroll("a", OUTCOME_FAILED);
	site_reopen(s);
	assert_int_equal(ra_profile_remove(s->ra, &s->by, &profile, &e), 0);
	assert_int_equal(after_days(1000), 0);
	left(1, 0, 1);
}

/* Pages of orders that go, between some that stay. */
static void
many_go_and_a_run_that_is_cut_short_goes_on(void **state)
{
	/* No time at all: a page is looked at all the same. */
	struct job_run r = { .ra = s->ra,
		.a = s->a,
		.now_ms = clock_ms() + 60 * CLOCK_DAY_MS,
		.until_us = 0 };

	(void)state;
	make_profile(30, 0);
	for (int i = 0; i < 250; i++)
		enroll(i % 50 == 0 ? "stays" : "goes",
		    i % 50 == 0 ? OUTCOME_ISSUED : OUTCOME_FAILED);
	for (int pages = 1; pages <= 3; pages++) {
		assert_int_equal(retention_run(&r, &e), 0);
		assert_int_equal(r.done,
		    pages < 3 ? (uint64_t)pages * 98 : 245);
		assert_int_equal(r.more, pages < 3);
	}
	left(5, 5, 1);
	assert_int_equal(after_days(60), 0);
	assert_int_equal(after_days(400), 5);
	left(0, 0, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(without_a_time_all_of_it_stays),
		T(an_order_goes_and_what_is_counted_by_days_stays),
		T(a_certificate_stays_until_its_end),
		T(and_while_it_can_be_renewed),
		T(a_revoked_certificate_stays_until_a_crl_after_its_end_had_it),
		T(or_until_its_ca_has_ended),
		T(and_so_it_does_when_a_next_ca_took_over),
		T(and_no_longer_when_the_former_ca_has_ended),
		T(an_account_goes_with_its_last_order),
		T(the_newest_certificate_may_end_first),
		T(an_order_that_waits_stays),
		T(of_a_profile_that_is_gone_they_stay),
		T(many_go_and_a_run_that_is_cut_short_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
