/* SPDX-License-Identifier: BSD-2-Clause */
/* Hex, percent-encoding, slugs, numbers, counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static struct arena *a;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	err_clear(&e);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
hex_is_lower_and_fingerprints_are_upper(void **state)
{
	struct span s = span_of("\x00\x9a\xbc\xff", 4);

	assert_string_equal(text_hex(a, s), "009abcff");
	assert_string_equal(text_fingerprint(a, s), "00:9A:BC:FF");
	assert_string_equal(text_fingerprint(a, span_of("\x0f", 1)), "0F");
	assert_string_equal(text_hex(a, span_of(NULL, 0)), "");
	assert_string_equal(text_fingerprint(a, span_of(NULL, 0)), "");
	(void)state;
}

static void
hex_is_read_in_either_case(void **state)
{
	struct span out;

	assert_int_equal(text_unhex(a, "009aBCfF", &out, &e), 0);
	assert_true(span_equal(out, span_of("\x00\x9a\xbc\xff", 4)));
	assert_int_equal(text_unhex(a, "", &out, &e), 0);
	assert_int_equal(out.len, 0);
	(void)state;
}

static void
other_texts_are_no_hex(void **state)
{
	static const char *const texts[] = { "0", "0g", "g0", "00 0", "0x00",
		"00:11", "0000\xc3\xa4" };
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		err_clear(&e);
		assert_int_equal(text_unhex(a, texts[i], &out, &e), -1);
		assert_int_equal(e.kind, ERR_MALFORMED);
	}
	(void)state;
}

static void
percent_signs_are_decoded(void **state)
{
	static const struct {
		const char *in, *out;
		bool plus;
	} cases[] = {
		{ "", "", false },
		{ "plain", "plain", false },
		{ "a%20b", "a b", false },
		{ "%41%4a%4A", "AJJ", false },
		{ "a+b", "a+b", false },
		{ "a+b", "a b", true },
		{ "a%2Bb", "a+b", true },
		{ "%25%32%35", "%25", false },
		{ "%C3%a4", "\xc3\xa4", false },
		{ "%ff", "\xff", false },
	};
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# '%s'\n", cases[i].in);
		assert_int_equal(text_percent_decode(a,
				     span_of_str(cases[i].in), cases[i].plus,
				     &out, &e),
		    0);
		assert_true(span_equal(out, span_of_str(cases[i].out)));
	}
	assert_int_equal(text_percent_decode(a, span_of_str("a%00b"), false,
			     &out, &e),
	    0);
	assert_true(span_equal(out, span_of("a\0b", 3)));
	(void)state;
}

static void
percent_sign_without_two_digits_is_named(void **state)
{
	static const struct {
		const char *in, *place;
	} cases[] = {
		{ "%", "byte 1 " },
		{ "%2", "byte 1 " },
		{ "ab%", "byte 3 " },
		{ "ab%g0", "byte 3 " },
		{ "ab%0g", "byte 3 " },
		{ "%%41", "byte 1 " },
		{ "%41%4", "byte 4 " },
		{ "%-1", "byte 1 " },
		{ "% 1", "byte 1 " },
	};
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# '%s'\n", cases[i].in);
		err_clear(&e);
		assert_int_equal(text_percent_decode(a,
				     span_of_str(cases[i].in), true, &out, &e),
		    -1);
		assert_int_equal(e.kind, ERR_MALFORMED);
		assert_non_null(strstr(e.text, cases[i].place));
	}
	(void)state;
}

static void
every_byte_survives_encoding(void **state)
{
	struct span back;
	char all[256];
	char *text;
	size_t i;

	for (i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	all[255] = '\0';
	text = text_percent_encode(a, all);
	for (i = 0; text[i] != '\0'; i++)
		assert_true(text[i] > ' ' && text[i] < 0x7f);
	assert_int_equal(text_percent_decode(a, span_of_str(text), true, &back,
			     &e),
	    0);
	assert_true(span_equal(back, span_of(all, 255)));
	(void)state;
}

static void
unreserved_characters_are_not_encoded(void **state)
{
	assert_string_equal(text_percent_encode(a, "azAZ09-._~"), "azAZ09-._~");
	assert_string_equal(text_percent_encode(a, "a b/c+d&\xc3\xa4"),
	    "a%20b%2Fc%2Bd%26%C3%A4");
	assert_string_equal(text_percent_encode(a, ""), "");
	(void)state;
}

static void
slugs_are_told_from_other_texts(void **state)
{
	static const char *const slugs[] = { "a", "7", "a-b", "a--b", "lab-1",
		("0123456789012345678901234567890123456789012345678901234567890"
		 "123") };
	static const char *const others[] = { "", "-", "-a", "a-", "A", "a_b",
		"a b", "a.b", "a/b", "\xc3\xa4",
		("0123456789012345678901234567890123456789012345678901234567890"
		 "1234") };
	size_t i;

	for (i = 0; i < sizeof(slugs) / sizeof(slugs[0]); i++)
		assert_true(text_is_slug(slugs[i]));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(text_is_slug(others[i]));
	(void)state;
}

static void
whole_numbers_within_bounds_are_read(void **state)
{
	static const struct {
		const char *in;
		int64_t min, max, out;
	} cases[] = {
		{ "0", 0, 0, 0 },
		{ "-0", 0, 0, 0 },
		{ "007", 0, 9, 7 },
		{ "-5", -5, 5, -5 },
		{ "65535", 1, 65535, 65535 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, INT64_MAX },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN },
	};
	int64_t out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# '%s'\n", cases[i].in);
		assert_int_equal(text_to_int(cases[i].in, cases[i].min,
				     cases[i].max, &out, &e),
		    0);
		assert_true(out == cases[i].out);
	}
	(void)state;
}

static void
other_numbers_are_refused_with_the_bounds(void **state)
{
	static const char *const texts[] = { "", "-", "+5", " 5", "5 ", "5x",
		"x5", "5.0", "0x5", "1e1", "--5", "0", "11", "-5",
		"9223372036854775808", "-9223372036854775809",
		"99999999999999999999999999" };
	int64_t out = 77;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		print_message("# '%s'\n", texts[i]);
		err_clear(&e);
		assert_int_equal(text_to_int(texts[i], 1, 10, &out, &e), -1);
		assert_int_equal(e.kind, ERR_MALFORMED);
		assert_non_null(strstr(e.text, "from 1 to 10"));
		assert_true(out == 77);
	}
	assert_int_equal(text_to_int("9223372036854775808", INT64_MIN,
			     INT64_MAX, &out, &e),
	    -1);
	(void)state;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void
one_is_told_from_several(void **state)
{
	assert_string_equal(text_count(a, 0, "day"), "0 days");
	assert_string_equal(text_count(a, 1, "day"), "1 day");
	assert_string_equal(text_count(a, 2, "profile"), "2 profiles");
	assert_string_equal(text_count(a, UINT64_MAX, "order"),
	    "18446744073709551615 orders");
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(hex_is_lower_and_fingerprints_are_upper),
		T(hex_is_read_in_either_case),
		T(other_texts_are_no_hex),
		T(percent_signs_are_decoded),
		T(percent_sign_without_two_digits_is_named),
		T(every_byte_survives_encoding),
		T(unreserved_characters_are_not_encoded),
		T(slugs_are_told_from_other_texts),
		T(whole_numbers_within_bounds_are_read),
		T(other_numbers_are_refused_with_the_bounds),
		T(one_is_told_from_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
