/* SPDX-License-Identifier: BSD-2-Clause */
/* The two clocks, and times as text for logs. */
#include <stdio.h>
#include <time.h>

#include "base/clock.h"

int64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

int64_t
clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* Division in C rounds towards zero; times before 1970 must go down. */
static int64_t
divide_down(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

struct timespec
clock_deadline(long ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	return until;
}

int32_t
clock_day(int64_t ms)
{
	return (int32_t)divide_down(ms, CLOCK_DAY_MS);
}

void
clock_format_ms(int64_t ms, char text[static CLOCK_TEXT_MOST])
{
	time_t seconds = divide_down(ms, 1000);
	int rest = (int)(ms % 1000);
	struct tm tm = { 0 };

	gmtime_r(&seconds, &tm);
	snprintf(text, CLOCK_TEXT_MOST, "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ",
	    tm.tm_year + 1900LL, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, rest < 0 ? rest + 1000 : rest);
}
