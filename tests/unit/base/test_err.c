/* SPDX-License-Identifier: BSD-2-Clause */
/* Failures: kinds, texts, context. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

static void
set_is_one_statement_and_minus_one(void **state)
{
	struct err e = { 0 };
	int line = __LINE__ + 2;

	assert_int_equal(err_set(&e, ERR_DENIED, "want %d, have %s", 3, "four"),
	    -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_string_equal(e.text, "want 3, have four");
	assert_non_null(strstr(e.file, "test_err.c"));
	assert_in_range(e.line, line - 1, line);
	(void)state;
}

static void
prefix_stands_before_the_text_and_keeps_the_kind(void **state)
{
	struct err e = { 0 };

	err_set(&e, ERR_NOT_FOUND, "no row");
	assert_int_equal(err_prefix(&e, "profile '%s'", "lab"), -1);
	assert_int_equal(err_prefix(&e, "tenant %d", 7), -1);
	assert_string_equal(e.text, "tenant 7: profile 'lab': no row");
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	(void)state;
}

static void
prefix_may_quote_the_text_itself(void **state)
{
	struct err e = { 0 };

	err_set(&e, ERR_INTERNAL, "one");
	err_prefix(&e, "two");
	assert_string_equal(e.text, "two: one");
	(void)state;
}

/* Two bytes a character: a cut at 255 would fall within one. */
static void
text_too_long_is_cut_at_a_character(void **state)
{
	char two_byte[2 * 200 + 1];
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < 200; i++)
		memcpy(two_byte + 2 * i, "\xc3\xa4", 3);
	err_set(&e, ERR_DENIED, "%s", two_byte);
	assert_int_equal(strlen(e.text), 254);
	assert_true(text_is_utf8(span_of_str(e.text)));
	err_prefix(&e, "ab");
	assert_int_equal(strlen(e.text), 254);
	assert_true(text_is_utf8(span_of_str(e.text)));
	err_prefix(&e, "%s", two_byte);
	assert_true(text_is_utf8(span_of_str(e.text)));
	(void)state;
}

static void
half_a_character_is_left_out(void **state)
{
	struct err e = { 0 };

	err_set(&e, ERR_DENIED, "'%.2s' and '%.3s' are none",
	    "\xc3\xa4\xc3\xa4", "\xc3\xa4\xc3\xa4");
	assert_string_equal(e.text, "'\xc3\xa4' and '\xc3\xa4' are none");
	err_set(&e, ERR_DENIED, "'%.2s'", "\xe2\x84\x96");
	assert_string_equal(e.text, "''");
	err_prefix(&e, "%.1s", "\xc3\xa4");
	assert_string_equal(e.text, ": ''");
	err_set(&e, ERR_DENIED, "%s",
	    "\xff"
	    "a\xa4\xa4"
	    "b\xc0\x80");
	assert_string_equal(e.text, "ab");
	(void)state;
}

static void
text_of_255_bytes_is_whole(void **state)
{
	struct err e = { 0 };

	err_set(&e, ERR_DENIED, "%0255d", 7);
	assert_int_equal(strlen(e.text), 255);
	assert_int_equal(e.text[254], '7');
	(void)state;
}

static void
cleared_is_none(void **state)
{
	struct err e = { 0 };

	err_set(&e, ERR_TIME, "late");
	err_clear(&e);
	assert_int_equal(e.kind, ERR_NONE);
	assert_string_equal(e.text, "");
	(void)state;
}

static void
each_kind_has_a_name_of_its_own(void **state)
{
	int i, k;

	for (i = 0; i < ERR__COUNT; i++) {
		assert_non_null(err_kind_name((enum err_kind)i));
		for (k = 0; k < i; k++)
			assert_string_not_equal(err_kind_name((enum err_kind)i),
			    err_kind_name((enum err_kind)k));
	}
	assert_string_equal(err_kind_name(ERR__COUNT), "unknown");
	assert_string_equal(err_kind_name(ERR_NOT_FOUND), "not-found");
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_is_one_statement_and_minus_one),
		cmocka_unit_test(
		    prefix_stands_before_the_text_and_keeps_the_kind),
		cmocka_unit_test(prefix_may_quote_the_text_itself),
		cmocka_unit_test(text_too_long_is_cut_at_a_character),
		cmocka_unit_test(half_a_character_is_left_out),
		cmocka_unit_test(text_of_255_bytes_is_whole),
		cmocka_unit_test(cleared_is_none),
		cmocka_unit_test(each_kind_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
