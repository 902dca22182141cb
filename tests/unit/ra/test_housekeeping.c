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
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct err e;
static unsigned int told;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	told = 0;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static void
count_told(const struct ra_job *job, void *ctx)
{
	assert_true(job->ended_ms > 0);
	++*(unsigned int *)ctx;
}

static void
maintain(void)
{
	if (ra_maintain(s->ra, count_told, &told, &e) == -1)
		fail_msg("%s", e.text);
}

static struct ra_job
job(const char *name)
{
	const struct ra_job *all;
	size_t n;

	assert_int_equal(ra_jobs(s->ra, s->a, &all, &n, &e), 0);
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i];
	fail_msg("there is no job %s", name);
	return (struct ra_job){ 0 };
}

static void
every_job_runs_and_is_on_record(void **state)
{
	const struct ra_job *all;
	size_t n;

	(void)state;
	assert_int_equal(job("pending").ended_ms, 0);
	maintain();
	assert_int_equal(ra_jobs(s->ra, s->a, &all, &n, &e), 0);
	assert_true(n > 0);
	assert_int_equal(told, n);
	for (size_t i = 0; i < n; i++) {
		assert_true(all[i].ended_ms > 0);
		assert_int_equal(all[i].well_ms, all[i].ended_ms);
		assert_string_equal(all[i].error, "");
		assert_false(all[i].more);
	}
}

static void
an_order_that_waited_too_long_fails(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct key *k = site_key();
	struct uuid profile;
	struct enrollment en;
	struct outcome o;
	Order *order;

	(void)state;
	d.approval = RA_APPROVAL_ALL;
	d.pending_days = 1;
	site_add(s, d, &profile);
	en = site_request(s, k, "1", "router 7");
	o = site_enroll(s, "routers", &en);
	assert_int_equal(o.kind, OUTCOME_PENDING);
	maintain();
	assert_int_equal(job("pending").done, 0);
	order = site_order(s, &o.order);
	order->pending_ends_ms = clock_ms() - 1;
	site_put_order(s, order);
	maintain();
	assert_int_equal(job("pending").done, 1);
	order = site_order(s, &o.order);
	assert_int_equal(order->state, ORDER_STATE__ORDER_FAILED);
	assert_null(site_inconsistency(s, &profile));
	maintain();
	assert_int_equal(job("pending").done, 0);
	key_free(k);
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
		T(a_server_does_it_unless_another_is_at_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
