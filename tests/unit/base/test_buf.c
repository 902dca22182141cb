/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes that grow up to a limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void
grows_and_keeps_what_is_there(void **state)
{
	struct buf b;
	size_t i;

	buf_init(&b, 100000);
	for (i = 0; i < 10000; i++)
		buf_printf(&b, "%04zu,", i);
	assert_false(b.full);
	assert_int_equal(b.len, 50000);
	assert_memory_equal(b.at + 5 * 1234, "1234,1235,", 10);
	buf_clear(&b);
	(void)state;
}

static void
limit_may_be_reached_and_not_passed(void **state)
{
	struct buf b;

	buf_init(&b, 5);
	buf_add_str(&b, "abc");
	buf_add_str(&b, "de");
	assert_false(b.full);
	assert_string_equal(buf_str(&b), "abcde");
	buf_add_byte(&b, 'f');
	assert_true(b.full);
	assert_string_equal(buf_str(&b), "abcde");
	buf_clear(&b);
	(void)state;
}

/* Else a long piece would be missing between two short ones. */
static void
once_full_nothing_more_is_added(void **state)
{
	struct buf b;

	buf_init(&b, 5);
	buf_add_str(&b, "ab");
	buf_add_str(&b, "cdef");
	assert_true(b.full);
	buf_add_str(&b, "g");
	buf_printf(&b, "%d", 1);
	assert_null(buf_reserve(&b, 1));
	assert_string_equal(buf_str(&b), "ab");
	buf_clear(&b);
	(void)state;
}

static void
huge_lengths_do_not_wrap(void **state)
{
	struct buf b;

	buf_init(&b, 100);
	buf_add_str(&b, "ab");
	assert_null(buf_reserve(&b, SIZE_MAX));
	assert_null(buf_reserve(&b, SIZE_MAX - 1));
	assert_true(b.full);
	buf_clear(&b);
	(void)state;
}

static void
cleared_is_empty_with_the_same_limit(void **state)
{
	struct buf b;

	buf_init(&b, 3);
	buf_add_str(&b, "abcd");
	assert_true(b.full);
	buf_clear(&b);
	assert_false(b.full);
	assert_int_equal(b.limit, 3);
	assert_int_equal(buf_span(&b).len, 0);
	buf_add_str(&b, "abc");
	assert_string_equal(buf_str(&b), "abc");
	buf_clear(&b);
	buf_clear(&b);
	(void)state;
}

static void
empty_is_a_string_too(void **state)
{
	struct buf b;

	buf_init(&b, 0);
	assert_string_equal(buf_str(&b), "");
	buf_add_str(&b, "");
	assert_false(b.full);
	assert_string_equal(buf_str(&b), "");
	buf_printf(&b, "%s", "");
	assert_false(b.full);
	buf_clear(&b);
	(void)state;
}

static void
reserved_room_is_at_the_end(void **state)
{
	struct buf b;
	uint8_t *at;

	buf_init(&b, 1000);
	buf_add_str(&b, "ab");
	at = buf_reserve(&b, 900);
	assert_ptr_equal(at, b.at + 2);
	memset(at, 'x', 900);
	assert_int_equal(b.len, 2);
	b.len += 1;
	assert_string_equal(buf_str(&b), "abx");
	buf_clear(&b);
	(void)state;
}

static void
printing_at_the_limit_cuts_nothing(void **state)
{
	struct buf b;

	buf_init(&b, 4);
	buf_printf(&b, "%d", 1234);
	assert_string_equal(buf_str(&b), "1234");
	buf_clear(&b);
	buf_printf(&b, "%d", 12345);
	assert_true(b.full);
	assert_string_equal(buf_str(&b), "");
	buf_clear(&b);
	(void)state;
}

/* Of each length around that of the room, and what is behind stays clean. */
static void
printing_beyond_the_room_grows_it(void **state)
{
	struct buf b;

	for (int len = 250; len < 262; len++) {
		buf_init(&b, 300);
		buf_printf(&b, "%0*d", len, 7);
		assert_int_equal(b.len, len);
		assert_int_equal(strlen(buf_str(&b)), len);
		assert_int_equal(b.at[len - 1], '7');
		buf_clear(&b);
	}
	buf_init(&b, 256);
	buf_printf(&b, "%s", "before");
	buf_printf(&b, "%s%0*d", "a secret", 300, 7);
	assert_true(b.full);
	assert_int_equal(b.len, 6);
	for (size_t i = b.len; i < b.room; i++)
		assert_int_equal(b.at[i], 0);
	buf_clear(&b);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_keeps_what_is_there),
		cmocka_unit_test(limit_may_be_reached_and_not_passed),
		cmocka_unit_test(once_full_nothing_more_is_added),
		cmocka_unit_test(huge_lengths_do_not_wrap),
		cmocka_unit_test(cleared_is_empty_with_the_same_limit),
		cmocka_unit_test(empty_is_a_string_too),
		cmocka_unit_test(reserved_room_is_at_the_end),
		cmocka_unit_test(printing_at_the_limit_cuts_nothing),
		cmocka_unit_test(printing_beyond_the_room_grows_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
