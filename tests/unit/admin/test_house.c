/* SPDX-License-Identifier: BSD-2-Clause */
/* The first page says when the housekeeping ran, and what it cannot do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "browser.h"
#include "ra/backup.h"
#include "ra/housekeeping.h"
#include "ra/state.h"

static void
ignore_told(const struct ra_job *job, void *ctx)
{
	(void)job;
	(void)ctx;
}

static void
maintain(void)
{
	struct err e;

	if (ra_maintain(browser.site->ra, NULL, ignore_told, NULL, &e) == -1)
		fail_msg("%s", e.text);
}

static const char *
file_of(const char *name)
{
	const struct site *s = browser.site;

	return arena_printf(browser.a, "%s/%s",
	    connector_dir(s->ra, browser.a, &s->connector), name);
}

static void
the_first_page_says_when_it_ran(void **state)
{
	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/profiles"), 200);
	shows_not("ousekeeping");
	maintain();
	assert_int_equal(get("/admin/profiles"), 200);
	is_sound();
	shows("Housekeeping last ran <time");
	shows_not("Housekeeping (");
}

static void
and_what_it_cannot_do(void **state)
{
	const char *here = file_of("ca.key"), *away = file_of("away");

	(void)state;
	sign_anna_in();
	maintain();
	assert_int_equal(unlink(file_of("ca.crl")), 0);
	assert_int_equal(rename(here, away), 0);
	maintain();
	assert_int_equal(get("/admin/profiles"), 200);
	is_sound();
	shows("Housekeeping (crls): connector ");
	shows("ca.key");
	assert_int_equal(rename(away, here), 0);
	maintain();
	assert_int_equal(get("/admin/profiles"), 200);
	shows_not("Housekeeping (");
}

/* As if nothing had run for so long. */
static int
run_long_ago(struct store_txn *t, void *ctx, struct err *e)
{
	Housekeeping *h;

	(void)ctx;
	if (store_get_housekeeping(t, browser.a, &h, e) == -1)
		return -1;
	h->seen_ms -= 4000 * CLOCK_DAY_MS;
	return store_put_housekeeping(t, h, e);
}

static void
a_clock_that_leapt_is_told(void **state)
{
	struct err e;

	(void)state;
	sign_anna_in();
	maintain();
	assert_int_equal(store_update(ra_store(browser.site->ra), STORE_DURABLE,
			     run_long_ago, NULL, &e),
	    0);
	assert_int_equal(get("/admin/profiles"), 200);
	is_sound();
	shows("Housekeeping: the clock leapt from 20");
	assert_int_equal(ra_maintain(browser.site->ra, &browser.site->by,
			     ignore_told, NULL, &e),
	    0);
	assert_int_equal(get("/admin/profiles"), 200);
	shows_not("leapt");
}

static void
the_last_backup_is_told(void **state)
{
	struct ra_backup b = {
		.dir = arena_printf(browser.a, "%s/backup",
		    browser.site->place),
	};
	struct err e = { 0 };

	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/profiles"), 200);
	shows("No backup was made yet.");
	if (ra_backup(browser.site->ra, &b, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(get("/admin/profiles"), 200);
	is_sound();
	shows("The last backup was made <time");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAGE_TEST(the_first_page_says_when_it_ran),
		PAGE_TEST(and_what_it_cannot_do),
		PAGE_TEST(a_clock_that_leapt_is_told),
		PAGE_TEST(the_last_backup_is_told),
	};

	return cmocka_run_group_tests(tests, browser_open, browser_close);
}
