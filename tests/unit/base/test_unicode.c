/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8: valid, clean, folded to a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static const struct {
	const char *name;
	struct span s;
	bool utf8, clean;
	const char *cleaned;
} texts[] = {
	{ "empty", { NULL, 0 }, true, true, "" },
	{ "ASCII", { (const uint8_t *)"a b", 3 }, true, true, "a b" },
	{ "two bytes", { (const uint8_t *)"\xc3\xa4", 2 }, true, true,
	    "\xc3\xa4" },
	{ "four bytes", { (const uint8_t *)"\xf0\x9f\x94\x91", 4 }, true, true,
	    "\xf0\x9f\x94\x91" },
	{ "the replacement character", { (const uint8_t *)"\xef\xbf\xbd", 3 },
	    true, true, "\xef\xbf\xbd" },
	{ "line feed", { (const uint8_t *)"a\nb", 3 }, true, false,
	    "a\xef\xbf\xbd"
	    "b" },
	{ "DEL", { (const uint8_t *)"\x7f", 1 }, true, false, "\xef\xbf\xbd" },
	{ "C1", { (const uint8_t *)"\xc2\x85", 2 }, true, false,
	    "\xef\xbf\xbd" },
	{ "NUL", { (const uint8_t *)"a\0b", 3 }, false, false,
	    "a\xef\xbf\xbd"
	    "b" },
	{ "a byte alone", { (const uint8_t *)"\xff", 1 }, false, false,
	    "\xef\xbf\xbd" },
	{ "continuation alone", { (const uint8_t *)"\x80x", 2 }, false, false,
	    "\xef\xbf\xbdx" },
	{ "cut at the end", { (const uint8_t *)"x\xe2\x82", 3 }, false, false,
	    "x\xef\xbf\xbd" },
	{ "overlong slash", { (const uint8_t *)"\xc0\xaf", 2 }, false, false,
	    "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "surrogate", { (const uint8_t *)"\xed\xa0\x80", 3 }, false, false,
	    "\xef\xbf\xbd" },
	{ "beyond Unicode", { (const uint8_t *)"\xf4\x90\x80\x80", 4 }, false,
	    false, "\xef\xbf\xbd" },
};

static void
texts_are_valid_and_clean_or_made_so(void **state)
{
	const char *cleaned;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		print_message("# %s\n", texts[i].name);
		assert_int_equal(text_is_utf8(texts[i].s), texts[i].utf8);
		assert_int_equal(text_is_clean(texts[i].s), texts[i].clean);
		cleaned = text_clean(a, texts[i].s, 100);
		assert_true(text_is_clean(span_of_str(cleaned)));
		assert_string_equal(cleaned, texts[i].cleaned);
	}
	(void)state;
}

static void
cleaning_cuts_at_a_character(void **state)
{
	static const char text[] = "a\xc3\xa4\xe2\x82\xac\xff!";
	static const char *const cut[] = { "", "a", "a", "a\xc3\xa4",
		"a\xc3\xa4", "a\xc3\xa4", "a\xc3\xa4\xe2\x82\xac",
		"a\xc3\xa4\xe2\x82\xac", "a\xc3\xa4\xe2\x82\xac",
		"a\xc3\xa4\xe2\x82\xac\xef\xbf\xbd",
		"a\xc3\xa4\xe2\x82\xac\xef\xbf\xbd!" };
	size_t max;

	for (max = 0; max < sizeof(cut) / sizeof(cut[0]); max++)
		assert_string_equal(text_clean(a, span_of_str(text), max),
		    cut[max]);
	assert_string_equal(text_clean(a, span_of_str(text), SIZE_MAX),
	    cut[10]);
	(void)state;
}

static void
what_is_cut_for_people_says_so(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *cut;
	} rows[] = {
		{ "", 6, "" },
		{ "sixteen letters.", 16, "sixteen letters." },
		{ "sixteen letters.", 15, "sixteen l [...]" },
		{ "sixteen letters.", 6, " [...]" },
		{ "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", 8,
		    "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f" },
		{ "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f!!", 9, "\xc3\xa4 [...]" },
		{ "\x01\x01\x01", 9, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\x01\x01\x01\x01", 9, "\xef\xbf\xbd [...]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(text_cut(a, span_of_str(rows[i].text),
					rows[i].max),
		    rows[i].cut);
}

static void
any_bytes_can_be_cleaned_and_folded(void **state)
{
	uint8_t bytes[64];
	char *text;
	int round;

	for (round = 0; round < 2000; round++) {
		random_bytes(bytes, sizeof(bytes));
		if (round % 2 == 0)
			bytes[round / 2 % 64] = 0xcc; /* U+0300.. */
		text = text_clean(a, span_of(bytes, sizeof(bytes)), 100);
		assert_true(strlen(text) <= 100);
		assert_true(text_is_clean(span_of_str(text)));
		bytes[63] = '\0';
		text = text_fold(a, (const char *)bytes);
		assert_true(text_is_utf8(span_of_str(text)));
		text = text_slug(a, (const char *)bytes, 64);
		assert_true(*text == '\0' || text_is_slug(text));
	}
	(void)state;
}

static void
length_is_in_characters(void **state)
{
	assert_int_equal(text_length(""), 0);
	assert_int_equal(text_length("abc"), 3);
	assert_int_equal(text_length("\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x91"),
	    3);
	(void)state;
}

static const struct {
	const char *name, *in, *folded, *slug;
} names[] = {
	{ "empty", "", "", "" },
	{ "case", "Lab DEVICES", "lab devices", "lab-devices" },
	{ "accents", "\xc3\x84\xc3\xa9\xc3\xb1\xc3\xa7", "aenc", "aenc" },
	{ "accents apart", "A\xcc\x88", "a", "a" },
	{ "accent above and below", "\xe1\xba\xad", "a", "a" },
	{ "sharp s",
	    "Stra\xc3\x9f"
	    "e",
	    "strasse", "strasse" },
	{ "capital I with a dot", "\xc4\xb0x", "ix", "ix" },
	{ "ligature", "\xef\xac\x81n", "fin", "fin" },
	{ "full width", "\xef\xbc\xa1\xef\xbc\x91", "a1", "a1" },
	{ "letter-like", "\xe2\x84\x8c", "h", "h" },
	{ "Greek", "\xce\xa3\xce\x91\xce\xa3", "\xcf\x83\xce\xb1\xcf\x83", "" },
	{ "outer blanks", "  a  ", "a", "a" },
	{ "repeated blanks", "a \t\n b", "a b", "a-b" },
	{ "no-break blank", "a\xc2\xa0 b", "a b", "a-b" },
	{ "blanks alone", " \t ", "", "" },
	{ "signs", "R&D / Lab #1!", "r&d / lab #1!", "r-d-lab-1" },
	{ "hyphens", "--a--b--", "--a--b--", "a-b" },
	{ "vowel signs stay", "\xe0\xa4\x95\xe0\xa5\x81",
	    "\xe0\xa4\x95\xe0\xa5\x81", "" },
	{ "voiced kana stay", "\xe3\x81\x8c", "\xe3\x81\x8b\xe3\x82\x99", "" },
	{ "not UTF-8", "A\xff", "a\xef\xbf\xbd", "a" },
};

/* ASCII has a way of its own: by both each character becomes the same. */
static void
ascii_folds_as_all_else(void **state)
{
	char text[16];
	int c;

	(void)state;
	for (c = 1; c < 128; c++) {
		const char *plain, *other;

		(void)snprintf(text, sizeof(text), "%cA%c%cz%cx", c, c, c, c);
		plain = text_fold(a, text);
		other = text_fold(a, arena_printf(a, "%s\u00e9", text));
		assert_string_equal(arena_printf(a, "%se", plain), other);
	}
}

static void
names_fold_to_what_is_compared(void **state)
{
	const char *folded;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		print_message("# %s\n", names[i].name);
		folded = text_fold(a, names[i].in);
		assert_string_equal(folded, names[i].folded);
		assert_string_equal(text_fold(a, folded), folded);
	}
	(void)state;
}

static void
names_make_parts_of_urls(void **state)
{
	const char *slug;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		print_message("# %s\n", names[i].name);
		slug = text_slug(a, names[i].in, 64);
		assert_string_equal(slug, names[i].slug);
		assert_true(*slug == '\0' || text_is_slug(slug));
	}
	(void)state;
}

static void
slugs_are_cut_without_a_hyphen_left(void **state)
{
	assert_string_equal(text_slug(a, "abc def", 3), "abc");
	assert_string_equal(text_slug(a, "abc def", 4), "abc");
	assert_string_equal(text_slug(a, "abc def", 5), "abc-d");
	assert_string_equal(text_slug(a, "abc", 0), "");
	(void)state;
}

static void
characters_that_nobody_sees_are_told(void **state)
{
	(void)state;
	assert_false(text_has_invisible(""));
	assert_false(text_has_invisible("B\xc3\xbcro \xe6\x97\xa5"));
	assert_true(text_has_invisible("a\xe2\x80\x8d"));
	assert_true(text_has_invisible("\xef\xbb\xbf"
				       "a"));
	assert_true(text_has_invisible("so\xc2\xad"
				       "ft"));
}

static void
what_hides_is_shown(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "a\xe2\x80\xae"
		  "b",
		    "a\xef\xbf\xbd"
		    "b" }, /* U+202E */
		{ "\xe2\x80\x8b", "\xef\xbf\xbd" }, /* U+200B */
		{ "\xf3\xa0\x81\x81", "\xef\xbf\xbd" }, /* U+E0041 */
		{ "x\ny", "x\xef\xbf\xbdy" },
	};
	/* Written with a joiner: U+200C, U+200D. */
	static const char joined[] = "\xd9\x85\xe2\x80\x8c\xd8\xae"
				     "\xe2\x80\x8d";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_false(text_can_be_shown(span_of_str(rows[i].text)));
		assert_string_equal(text_shown(a, span_of_str(rows[i].text),
					100),
		    rows[i].want);
	}
	assert_true(text_can_be_shown(span_of_str(joined)));
	assert_string_equal(text_shown(a, span_of_str(joined), 100), joined);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void
the_mark_before_a_text_is_none_of_it(void **state)
{
	static const char *const rows[][2] = { { "", "" }, { "a", "a" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbb\xbf"
		  "a",
		    "a" },
		{ "\xef\xbb", "\xef\xbb" },
		{ "a\xef\xbb\xbf", "a\xef\xbb\xbf" },
		{ "\xef\xbb\xbf\xef\xbb\xbf", "\xef\xbb\xbf" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(
		    span_equal(text_without_mark(span_of_str(rows[i][0])),
			span_of_str(rows[i][1])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(characters_that_nobody_sees_are_told),
		T(what_hides_is_shown),
		T(texts_are_valid_and_clean_or_made_so),
		T(cleaning_cuts_at_a_character),
		T(what_is_cut_for_people_says_so),
		T(any_bytes_can_be_cleaned_and_folded),
		T(ascii_folds_as_all_else),
		T(length_is_in_characters),
		T(names_fold_to_what_is_compared),
		T(names_make_parts_of_urls),
		T(slugs_are_cut_without_a_hyphen_left),
		T(the_mark_before_a_text_is_none_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
