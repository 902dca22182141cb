/* SPDX-License-Identifier: BSD-2-Clause */
/* Borrowed bytes: equality and order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/span.h"

static const struct {
	const char *name;
	struct span a, b;
	int order;
} cases[] = {
	{ "nothing and nothing", { NULL, 0 }, { NULL, 0 }, 0 },
	{ "nothing and an empty place", { NULL, 0 },
	    { (const uint8_t *)"x", 0 }, 0 },
	{ "nothing before one", { NULL, 0 }, { (const uint8_t *)"x", 1 }, -1 },
	{ "equal", { (const uint8_t *)"abc", 3 }, { (const uint8_t *)"abc", 3 },
	    0 },
	{ "last byte", { (const uint8_t *)"abc", 3 },
	    { (const uint8_t *)"abd", 3 }, -1 },
	{ "first byte", { (const uint8_t *)"bbc", 3 },
	    { (const uint8_t *)"abc", 3 }, 1 },
	{ "a prefix comes first", { (const uint8_t *)"ab", 2 },
	    { (const uint8_t *)"abc", 3 }, -1 },
	{ "bytes, not characters", { (const uint8_t *)"\x80", 1 },
	    { (const uint8_t *)"\x7f", 1 }, 1 },
	{ "a NUL is a byte", { (const uint8_t *)"a\0b", 3 },
	    { (const uint8_t *)"a\0c", 3 }, -1 },
};

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static void
order_and_equality_agree(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span a = cases[i].a, b = cases[i].b;
		int order = cases[i].order;

		print_message("# %s\n", cases[i].name);
		assert_int_equal(sign(span_compare(a, b)), order);
		assert_int_equal(sign(span_compare(b, a)), -order);
		assert_int_equal(span_equal(a, b), order == 0);
		assert_int_equal(span_equal_secret(a, b), order == 0);
		assert_int_equal(span_equal_secret(b, a), order == 0);
	}
	(void)state;
}

static void
a_span_begins_with_what_is_not_longer(void **state)
{
	struct span abc = span_of("abc", 3), none = { NULL, 0 };

	assert_true(span_begins_with(abc, abc));
	assert_true(span_begins_with(abc, span_of("ab", 2)));
	assert_true(span_begins_with(abc, none));
	assert_true(span_begins_with(none, none));
	assert_false(span_begins_with(abc, span_of("b", 1)));
	assert_false(span_begins_with(abc, span_of("abcd", 4)));
	assert_false(span_begins_with(none, span_of("a", 1)));
	(void)state;
}

static void
string_is_without_its_nul(void **state)
{
	assert_int_equal(span_of_str("abc").len, 3);
	assert_int_equal(span_of_str("").len, 0);
	assert_int_equal(span_of_str(NULL).len, 0);
	assert_null(span_of_str(NULL).at);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_and_equality_agree),
		cmocka_unit_test(a_span_begins_with_what_is_not_longer),
		cmocka_unit_test(string_is_without_its_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
