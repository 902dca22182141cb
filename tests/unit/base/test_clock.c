/* SPDX-License-Identifier: BSD-2-Clause */
/* Times, days and how they read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"

static const struct {
	int64_t ms;
	const char *text, *text_ms;
	int32_t day;
} times[] = {
	{ 0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", 0 },
	{ 999, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.999Z", 0 },
	{ -1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", -1 },
	{ CLOCK_DAY_MS - 1, "1970-01-01T23:59:59Z", "1970-01-01T23:59:59.999Z",
	    0 },
	{ CLOCK_DAY_MS, "1970-01-02T00:00:00Z", "1970-01-02T00:00:00.000Z", 1 },
	{ -CLOCK_DAY_MS, "1969-12-31T00:00:00Z", "1969-12-31T00:00:00.000Z",
	    -1 },
	{ 951782399005, "2000-02-28T23:59:59Z", "2000-02-28T23:59:59.005Z",
	    11015 },
	{ 4107542400000, "2100-03-01T00:00:00Z", "2100-03-01T00:00:00.000Z",
	    47541 },
	{ 253402300800000, "10000-01-01T00:00:00Z", "10000-01-01T00:00:00.000Z",
	    2932897 },
};

static void
times_read_as_rfc_3339_says(void **state)
{
	struct arena *a = arena_new();
	char text[CLOCK_TEXT_MOST];
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		assert_string_equal(clock_rfc3339(a, times[i].ms),
		    times[i].text);
		assert_string_equal(clock_rfc3339_ms(a, times[i].ms),
		    times[i].text_ms);
		clock_format_ms(times[i].ms, text);
		assert_string_equal(text, times[i].text_ms);
	}
	arena_free(a);
	(void)state;
}

static void
days_begin_at_midnight_before_1970_too(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		assert_int_equal(clock_day(times[i].ms), times[i].day);
	(void)state;
}

static void
extreme_times_do_no_harm(void **state)
{
	char text[CLOCK_TEXT_MOST];

	clock_format_ms(INT64_MAX, text);
	assert_int_equal(text[0], '2');
	clock_format_ms(INT64_MIN, text);
	assert_int_equal(text[0], '-');
	(void)state;
}

static void
the_clocks_run(void **state)
{
	int64_t before = clock_us(), now = clock_ms();

	assert_true(now / 1000 - time(NULL) <= 1);
	assert_true(time(NULL) - now / 1000 <= 1);
	while (clock_us() == before)
		continue;
	assert_true(clock_us() > before);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_read_as_rfc_3339_says),
		cmocka_unit_test(days_begin_at_midnight_before_1970_too),
		cmocka_unit_test(extreme_times_do_no_harm),
		cmocka_unit_test(the_clocks_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
