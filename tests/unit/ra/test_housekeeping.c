/* SPDX-License-Identifier: BSD-2-Clause */
/* The work that nobody asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "ra/crl.h"
#include "ra/housekeeping.h"
#include "ra/leap.h"
#include "ra/order.h"
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct key *key;
static struct err e;
static unsigned int told;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	key = site_key();
	e = (struct err){ 0 };
	told = 0;
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

static void
count_told(const struct ra_job *job, void *ctx)
{
	assert_true(job->waits || job->ended_ms > 0);
	++*(unsigned int *)ctx;
}

static void
maintain(void)
{
	if (ra_maintain(s->ra, NULL, count_told, &told, &e) == -1)
		fail_msg("%s", e.text);
}

static struct ra_job
job(const char *name)
{
	struct ra_jobs jobs;

	assert_int_equal(ra_jobs(s->ra, s->a, &jobs, &e), 0);
	for (size_t i = 0; i < jobs.n; i++)
		if (strcmp(jobs.all[i].name, name) == 0)
			return jobs.all[i];
	fail_msg("there is no job %s", name);
	return (struct ra_job){ 0 };
}

static void
every_job_runs_and_is_on_record(void **state)
{
	struct ra_jobs jobs;

	(void)state;
	assert_int_equal(job("pending").ended_ms, 0);
	maintain();
	assert_int_equal(ra_jobs(s->ra, s->a, &jobs, &e), 0);
	assert_true(jobs.n > 0);
	assert_int_equal(told, jobs.n);
	for (size_t i = 0; i < jobs.n; i++) {
		assert_true(jobs.all[i].ended_ms > 0);
		assert_true(jobs.all[i].ended_ms <= jobs.last_ms);
		assert_int_equal(jobs.all[i].well_ms, jobs.all[i].ended_ms);
		assert_string_equal(jobs.all[i].error, "");
		assert_false(jobs.all[i].more);
	}
}

/* A pending order of a profile of its own, by the key. */
static struct uuid
pending_order(struct uuid *profile)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct enrollment en;
	struct outcome o;

	d.approval = RA_APPROVAL_ALL;
	d.pending_days = 1;
	site_add(s, d, profile);
	en = site_request(s, key, "1", "router 7");
	o = site_enroll(s, "routers", &en);
	assert_int_equal(o.kind, OUTCOME_PENDING);
	return o.order;
}

/* Its time is over. */
static void
end_waiting(const struct uuid *id)
{
	Order *order = site_order(s, id);

	order->pending_ends_ms = clock_ms() - 1;
	site_put_order(s, order);
}

static void
an_order_that_waited_too_long_fails(void **state)
{
	struct uuid profile, id = pending_order(&profile);
	Order *order;

	(void)state;
	maintain();
	assert_int_equal(job("pending").done, 0);
	end_waiting(&id);
	maintain();
	assert_int_equal(job("pending").done, 1);
	order = site_order(s, &id);
	assert_int_equal(order->state, ORDER_STATE__ORDER_FAILED);
	assert_null(site_inconsistency(s, &profile));
	maintain();
	assert_int_equal(job("pending").done, 0);
}

#define SESSIONS 250

static int
put_sessions(struct store_txn *t, void *ctx, struct err *err)
{
	uint8_t hash[32] = { 0 };
	Session session;

	(void)ctx;
	session__init(&session);
	for (unsigned int i = 0; i < SESSIONS; i++) {
		hash[0] = (uint8_t)i;
		session.token_sha256 = field_bytes(span_of(hash, sizeof(hash)));
		session.user_id = field_id(&s->tenant);
		session.expires_ms = 1;
		if (store_put_session(t, &session, err) == -1)
			return -1;
	}
	return 0;
}

static void
all_that_ended_goes_in_one_run(void **state)
{
	(void)state;
	assert_int_equal(store_update(ra_store(s->ra), STORE_RELAXED,
			     put_sessions, NULL, &e),
	    0);
	maintain();
	assert_int_equal(job("sessions").done, SESSIONS);
	maintain();
	assert_int_equal(job("sessions").done, 0);
}

static void
a_crl_is_made_when_it_is_due_only(void **state)
{
	struct ra_crl crl;

	(void)state;
	maintain();
	assert_int_equal(job("crls").done, 1);
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	assert_true(crl.number > 0);
	maintain();
	assert_int_equal(job("crls").done, 0);
}

/* Its name sorts before the other's. */
static void
what_fails_is_told_and_the_others_go_on(void **state)
{
	struct connector_draft d = {
		.name = "A broken one",
		.kind = "local",
		.key_type = "ec:p256",
	};
	struct uuid id;
	int64_t well_ms;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &d, &id, &e), 0);
	maintain();
	assert_int_equal(job("crls").done, 2);
	well_ms = job("crls").well_ms;
	for (int i = 0; i < 2; i++) {
		const char *dir = connector_dir(s->ra, s->a,
		    i == 0 ? &id : &s->connector);

		assert_int_equal(unlink(arena_printf(s->a, "%s/ca.crl", dir)),
		    0);
		if (i == 0)
			assert_int_equal(unlink(arena_printf(s->a, "%s/ca.key",
					     dir)),
			    0);
	}
	usleep(2000);
	maintain();
	assert_int_equal(job("crls").done, 1);
	assert_non_null(strstr(job("crls").error, "'A broken one'"));
	assert_int_equal(job("crls").well_ms, well_ms);
	assert_true(job("crls").ended_ms > well_ms);
	assert_string_equal(job("pending").error, "");
}

static int
read_connector(struct store_txn *t, void *ctx, struct err *why)
{
	return store_get_connector(t, &s->connector, s->a, ctx, why);
}

static int
put_connector(struct store_txn *t, void *ctx, struct err *why)
{
	return store_put_connector(t, ctx, why);
}

static int
put_revocations(struct store_txn *t, void *ctx, struct err *why)
{
	Revocations *r;

	(void)ctx;
	if (store_get_revocations(t, &s->connector, s->a, &r, why) == -1)
		return -1;
	r->crl_moves++;
	return store_put_revocations(t, r, why);
}

/* Though the one before is served on, and no older than this run. */
static void
a_crl_that_has_to_do_is_no_success(void **state)
{
	const char *dir = connector_dir(s->ra, s->a, &s->connector);
	const char *file = arena_printf(s->a, "%s/ca.key", dir);
	const char *away = arena_printf(s->a, "%s/away.key", dir);
	struct ra_crl crl;

	(void)state;
	maintain();
	assert_int_equal(job("crls").done, 1);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     put_revocations, NULL, &e),
	    0);
	assert_int_equal(rename(file, away), 0);
	maintain();
	assert_non_null(strstr(job("crls").error, "ca.key"));
	assert_int_equal(job("crls").done, 0);
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	assert_int_equal(rename(away, file), 0);
	maintain();
	assert_string_equal(job("crls").error, "");
	assert_int_equal(job("crls").done, 1);
}

static void
of_a_ca_that_has_ended_no_crl_is_missing(void **state)
{
	struct uuid id;
	Connector *c;

	(void)state;
	id = s->connector;
	assert_int_equal(store_view(ra_store(s->ra), read_connector, &c, &e),
	    0);
	c->not_after_ms = clock_ms() - 1;
	c->version++;
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     put_connector, c, &e),
	    0);
	assert_int_equal(unlink(arena_printf(s->a, "%s/ca.key",
			     connector_dir(s->ra, s->a, &id))),
	    0);
	maintain();
	assert_string_equal(job("crls").error, "");
	assert_int_equal(job("crls").done, 0);
}

static bool
has_run(unsigned int tenths)
{
	while (tenths-- > 0) {
		if (job("crls").ended_ms > 0)
			return true;
		usleep(100000);
	}
	return false;
}

static void
a_server_does_it_unless_another_is_at_it(void **state)
{
	int fd;

	(void)state;
	assert_int_equal(file_lock_dir(s->state, true, &fd, &e), 0);
	assert_int_equal(ra_housekeep(s->ra, &e), 0);
	assert_false(has_run(5));
	close(fd);
	assert_true(has_run(150));
	assert_int_equal(job("crls").done, 1);
}

/* ---- The clock --------------------------------------------------------- */

/* As if the clock had gone on by so many days at once. */
static int
move_clock(struct store_txn *t, void *ctx, struct err *err)
{
	int64_t ms = *(const int *)ctx * CLOCK_DAY_MS;
	Housekeeping *h;

	if (store_get_housekeeping(t, s->a, &h, err) == -1)
		return -1;
	assert_non_null(h);
	h->seen_ms -= ms;
	if (h->leapt_ms != 0)
		h->leapt_ms -= ms;
	for (size_t i = 0; i < h->n_jobs; i++)
		h->jobs[i]->ended_ms -= ms;
	return store_put_housekeeping(t, h, err);
}

static void
leap(int days)
{
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     move_clock, &days, &e),
	    0);
}

/* What the status says of it; NULL: nothing. */
static const char *
wait_words(void)
{
	struct ra_jobs jobs;

	assert_int_equal(ra_jobs(s->ra, s->a, &jobs, &e), 0);
	return jobs.wait;
}

/* Each that removes waits, and no other. */
static void
expect_waiting(const struct uuid *order)
{
	int64_t before_ms = job("pending").ended_ms;

	maintain();
	assert_int_equal(job("pending").ended_ms, before_ms);
	assert_true(job("pending").waits);
	assert_true(job("challenges").waits);
	assert_true(job("retention").waits);
	assert_false(job("sessions").waits);
	assert_true(job("crls").ended_ms > before_ms);
	assert_int_equal(site_order(s, order)->state,
	    ORDER_STATE__ORDER_PENDING);
	assert_non_null(strstr(wait_words(), "the clock leapt from 20"));
	assert_non_null(strstr(wait_words(), "maintain --clock-is-right"));
}

static void
expect_done(const struct uuid *order)
{
	maintain();
	assert_null(wait_words());
	assert_false(job("pending").waits);
	assert_int_equal(site_order(s, order)->state,
	    ORDER_STATE__ORDER_FAILED);
}

static void
after_a_leap_of_the_clock_nothing_is_removed_for_a_day(void **state)
{
	struct uuid profile, id = pending_order(&profile);

	(void)state;
	maintain();
	end_waiting(&id);
	leap(4000);
	expect_waiting(&id);
	expect_waiting(&id);
	/* Once more, and the day begins anew. */
	leap(4000);
	expect_waiting(&id);
	leap(1);
	expect_done(&id);
}

/* Nor by the way, of one that asks; before any housekeeping was done. */
static void
nor_does_an_order_fail_when_its_device_asks(void **state)
{
	struct uuid profile, id = pending_order(&profile);
	struct enrollment en = site_request(s, key, "1", "router 7");
	struct enrollment other = site_request(s, key, "2", "router 8");
	const struct ra_profile *p = site_profile(s, "routers");
	struct outcome o;

	(void)state;
	maintain();
	end_waiting(&id);
	leap(4000);
	assert_int_equal(ra_poll(s->ra, p, &en, s->a, &o, &e), 0);
	assert_int_equal(o.kind, OUTCOME_PENDING);
	assert_int_equal(site_enroll(s, "routers", &en).kind, OUTCOME_PENDING);
	assert_int_equal(site_enroll(s, "routers", &other).kind,
	    OUTCOME_PENDING);
	ra_orders_expire(s->ra);
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_PENDING);
	leap(-4000);
	ra_orders_expire(s->ra);
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_FAILED);
}

/* Which could not be taken back. */
static void
nor_does_a_ca_take_over(void **state)
{
	const struct ra_profile *p;

	(void)state;
	site_add(s, site_draft(s, "Routers"), NULL);
	site_prepare_next_ca(s, 30);
	maintain();
	leap(4000);
	site_bring_next_ca_forward(s, &s->connector);
	p = site_profile(s, "routers");
	assert_null(p->ca_former);
	assert_non_null(p->next_ca);
	maintain();
	assert_null(site_profile(s, "routers")->ca_former);
	assert_non_null(strstr(wait_words(), "no CA takes over"));
	if (ra_maintain(s->ra, &s->by, count_told, &told, &e) == -1)
		fail_msg("%s", e.text);
	/* Another process; this one looks again in a minute. */
	site_reopen(s);
	p = site_profile(s, "routers");
	assert_non_null(p->ca_former);
	assert_null(p->next_ca);
}

static void
a_clock_that_is_put_right_ends_the_wait(void **state)
{
	struct uuid profile, id = pending_order(&profile);

	(void)state;
	maintain();
	leap(4000);
	end_waiting(&id);
	expect_waiting(&id);
	leap(-4000);
	assert_null(wait_words());
	expect_done(&id);
}

static void
who_says_that_the_clock_is_right_is_believed(void **state)
{
	struct uuid profile, id = pending_order(&profile);

	(void)state;
	maintain();
	end_waiting(&id);
	leap(4000);
	expect_waiting(&id);
	if (ra_maintain(s->ra, &s->by, count_told, &told, &e) == -1)
		fail_msg("%s", e.text);
	assert_null(wait_words());
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_FAILED);
	assert_string_equal(site_last_audit(s)->action, "clock-believe");
	assert_string_equal(site_last_audit(s)->actor, s->by.name);
	expect_done(&id);
}

static void
a_fortnight_is_no_leap(void **state)
{
	struct uuid profile, id = pending_order(&profile);

	(void)state;
	maintain();
	end_waiting(&id);
	leap(13);
	assert_null(wait_words());
	expect_done(&id);
}

/* What is looked at in turn, in days, and whether it waits then. */
static void
a_clock_is_believed_by_where_it_goes(void **state)
{
	static const struct {
		const char *name;
		struct {
			int day;
			bool waits;
		} at[6];
	} rows[] = {
		{ "1970, then told the time",
		    { { 20000, false }, { 1, false }, { 20001, false },
			{ 20002, false } } },
		{ "years ahead, then told the time",
		    { { 20000, false }, { 24000, true }, { 20001, false } } },
		{ "years ahead, less so, then right",
		    { { 20000, false }, { 24000, true }, { 22000, true },
			{ 20000, false } } },
		{ "off for months",
		    { { 20000, false }, { 20100, true }, { 20101, false },
			{ 20102, false } } },
		{ "ahead, off, and on again",
		    { { 20000, false }, { 24000, true }, { 24100, true },
			{ 24101, false } } },
		{ "ahead and believed, then right: not the newest for years",
		    { { 20000, false }, { 24000, true }, { 24001, false },
			{ 20000, false }, { 20001, false }, { 24000, true } } },
	};
	struct leap l;
	int64_t last_ms, now_ms;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		l = (struct leap){ 0 };
		last_ms = 0;
		for (int n = 0; n < 6 && rows[i].at[n].day != 0; n++) {
			now_ms = rows[i].at[n].day * CLOCK_DAY_MS;
			leap_look(&l, last_ms, now_ms);
			if (leap_waits(&l) != rows[i].at[n].waits)
				fail_msg("%s: day %d", rows[i].name,
				    rows[i].at[n].day);
			last_ms = now_ms;
		}
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_job_runs_and_is_on_record),
		T(an_order_that_waited_too_long_fails),
		T(all_that_ended_goes_in_one_run),
		T(a_crl_is_made_when_it_is_due_only),
		T(what_fails_is_told_and_the_others_go_on),
		T(a_crl_that_has_to_do_is_no_success),
		T(of_a_ca_that_has_ended_no_crl_is_missing),
		T(a_server_does_it_unless_another_is_at_it),
		T(after_a_leap_of_the_clock_nothing_is_removed_for_a_day),
		T(nor_does_an_order_fail_when_its_device_asks),
		T(nor_does_a_ca_take_over),
		T(a_clock_that_is_put_right_ends_the_wait),
		T(who_says_that_the_clock_is_right_is_believed),
		T(a_fortnight_is_no_leap),
		T(a_clock_is_believed_by_where_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
