/* SPDX-License-Identifier: BSD-2-Clause */
/* How many requests an address may send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "web/rate.h"

#define NOW INT64_C(1800000000000)

static char dir[64];
static char path[80];
static struct web_rate *rate;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	e = (struct err){ 0 };
	snprintf(dir, sizeof(dir), "/tmp/scepgate-rate.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/requests", dir);
	/* One a second, three at once. */
	return web_rate_open(path, 60, 3, &rate, &e);
}

static int
tear_down(void **state)
{
	(void)state;
	web_rate_close(rate);
	unlink(path);
	rmdir(dir);
	return 0;
}

/* How many of n requests at this moment go on. */
static unsigned int
passed(struct web_rate *r, const char *address, int64_t now, unsigned int n)
{
	unsigned int count = 0;

	while (n-- > 0)
		count += web_rate_take(r, address, now) == 0;
	return count;
}

static void
a_bucket_is_emptied_and_fills_again(void **state)
{
	(void)state;
	assert_int_equal(passed(rate, "192.0.2.1", NOW, 10), 3);
	assert_int_equal(web_rate_take(rate, "192.0.2.1", NOW), 1);
	assert_int_equal(passed(rate, "192.0.2.1", NOW + 999, 10), 0);
	assert_int_equal(passed(rate, "192.0.2.1", NOW + 1000, 10), 1);
	assert_int_equal(passed(rate, "192.0.2.1", NOW + 3000, 10), 2);
	assert_int_equal(passed(rate, "192.0.2.1", NOW + 60000, 10), 3);
}

static void
addresses_have_buckets_of_their_own(void **state)
{
	static const char *const others[] = { "192.0.2.2", "2001:db8::1",
		"2001:db8:0:1::1", "::1" };
	size_t i;

	(void)state;
	assert_int_equal(passed(rate, "192.0.2.1", NOW, 10), 3);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(passed(rate, others[i], NOW, 10), 3);
	/* The same /64, and the same address written otherwise. */
	assert_int_equal(passed(rate, "2001:db8::ffff:1", NOW, 10), 0);
	assert_int_equal(passed(rate, "::ffff:192.0.2.1", NOW, 10), 0);
	assert_int_equal(passed(rate, "", NOW, 10), 10);
	assert_int_equal(passed(rate, "unix:", NOW, 10), 10);
}

static void
processes_share_the_buckets(void **state)
{
	struct web_rate *other;

	(void)state;
	assert_int_equal(web_rate_open(path, 60, 3, &other, &e), 0);
	assert_int_equal(passed(rate, "192.0.2.1", NOW, 2), 2);
	assert_int_equal(passed(other, "192.0.2.1", NOW, 10), 1);
	web_rate_close(other);
}

static void
a_clock_that_was_put_back_shuts_nobody_out(void **state)
{
	(void)state;
	assert_int_equal(passed(rate, "192.0.2.1", NOW, 10), 3);
	assert_int_equal(passed(rate, "192.0.2.1", NOW - 100000, 10), 3);
	assert_int_equal(passed(rate, "192.0.2.1", NOW - 86400000, 10), 3);
}

static void
many_addresses_find_room(void **state)
{
	char address[32];
	unsigned int i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		snprintf(address, sizeof(address), "10.%u.%u.%u", i >> 16,
		    (i >> 8) & 255, i & 255);
		assert_int_equal(web_rate_take(rate, address, NOW), 0);
	}
}

static void
a_file_that_cannot_be_is_named(void **state)
{
	struct web_rate *none;

	(void)state;
	assert_int_equal(web_rate_open("/nonexistent/x", 1, 1, &none, &e), -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_bucket_is_emptied_and_fills_again),
		TEST(addresses_have_buckets_of_their_own),
		TEST(processes_share_the_buckets),
		TEST(a_clock_that_was_put_back_shuts_nobody_out),
		TEST(many_addresses_find_room),
		TEST(a_file_that_cannot_be_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
