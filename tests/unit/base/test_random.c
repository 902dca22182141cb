/* SPDX-License-Identifier: BSD-2-Clause */
/* Random bytes: all of them, and others each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

static void
two_draws_differ(void **state)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };

	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	(void)state;
}

/* More than the kernel gives in one call without looking for signals. */
static void
every_byte_is_filled(void **state)
{
	static uint8_t seen[100000], draw[100000];
	size_t i;
	int round;

	for (round = 0; round < 4; round++) {
		random_bytes(draw, sizeof(draw));
		for (i = 0; i < sizeof(draw); i++)
			seen[i] |= draw[i];
	}
	/* One byte in 2^32 stays zero four times: look at runs of eight. */
	for (i = 0; i + 8 <= sizeof(seen); i += 8)
		assert_memory_not_equal(seen + i, "\0\0\0\0\0\0\0", 8);
	(void)state;
}

static void
exactly_the_length_asked_for_is_written(void **state)
{
	uint8_t at[12];
	int round, changed = 0;

	for (round = 0; round < 8; round++) {
		memset(at, 0xa5, sizeof(at));
		random_bytes(at + 4, 4);
		assert_memory_equal(at, "\xa5\xa5\xa5\xa5", 4);
		assert_memory_equal(at + 8, "\xa5\xa5\xa5\xa5", 4);
		changed += memcmp(at + 4, "\xa5\xa5\xa5\xa5", 4) != 0;
	}
	assert_true(changed > 0);
	random_bytes(NULL, 0);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_draws_differ),
		cmocka_unit_test(every_byte_is_filled),
		cmocka_unit_test(exactly_the_length_asked_for_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
