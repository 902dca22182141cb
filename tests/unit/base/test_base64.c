/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64: the vectors of RFC 4648, and what devices make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
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

/* RFC 4648 section 10. */
static const struct {
	const char *bytes, *text;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void
vectors_of_the_rfc_hold_both_ways(void **state)
{
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		assert_string_equal(text_base64(a,
					span_of_str(vectors[i].bytes)),
		    vectors[i].text);
		assert_int_equal(text_unbase64(a, span_of_str(vectors[i].text),
				     &out, &e),
		    0);
		assert_true(span_equal(out, span_of_str(vectors[i].bytes)));
	}
	(void)state;
}

static void
every_length_survives(void **state)
{
	uint8_t bytes[200];
	struct span out;
	size_t len;

	random_bytes(bytes, sizeof(bytes));
	for (len = 0; len <= sizeof(bytes); len++) {
		assert_int_equal(text_unbase64(a,
				     span_of_str(
					 text_base64(a, span_of(bytes, len))),
				     &out, &e),
		    0);
		assert_true(span_equal(out, span_of(bytes, len)));
	}
	(void)state;
}

static void
what_devices_send_is_read(void **state)
{
	static const struct {
		const char *name, *in;
	} cases[] = {
		{ "standard alphabet", "+/+/" },
		{ "URL alphabet", "-_-_" },
		{ "both", "+_-/" },
		{ "plus that became a blank", " / /" },
		{ "line breaks", "+/\r\n+/\r\n" },
		{ "bare line feeds", "\n+\n/\n+\n/" },
	};
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# %s\n", cases[i].name);
		assert_int_equal(text_unbase64(a, span_of_str(cases[i].in),
				     &out, &e),
		    0);
		assert_true(span_equal(out, span_of("\xfb\xff\xbf", 3)));
	}
	(void)state;
}

static void
padding_may_be_missing_or_be_broken_over_lines(void **state)
{
	static const char *const texts[] = { "Zg==", "Zg=", "Zg",
		"Zg=\n=", "Zg\n==\n" };
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(text_unbase64(a, span_of_str(texts[i]), &out,
				     &e),
		    0);
		assert_true(span_equal(out, span_of_str("f")));
	}
	assert_int_equal(text_unbase64(a, span_of_str("Zm8"), &out, &e), 0);
	assert_true(span_equal(out, span_of_str("fo")));
	(void)state;
}

static void
the_first_wrong_place_is_named(void **state)
{
	static const struct {
		const char *in, *says;
	} cases[] = {
		{ "Zm9v!", "byte 5 (0x21)" },
		{ "Zm9\x80", "byte 4 (0x80)" },
		{ "Z\tm9", "byte 2 (0x09)" },
		{ "Zm%2B", "byte 3 (0x25)" },
		{ "=", "byte 1 " },
		{ "Z=", "byte 2 " },
		{ "Zm9v=", "byte 5 " },
		{ "Zm8==", "byte 5 " },
		{ "Zg===", "byte 5 " },
		{ "Zg==Zg", "byte 5 " },
		{ "Zg=g", "byte 4 " },
		{ "Z", "is missing" },
		{ "Zm9vZ", "is missing" },
		{ "Zm9vZ\n", "is missing" },
	};
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# '%s'\n", cases[i].in);
		err_clear(&e);
		assert_int_equal(text_unbase64(a, span_of_str(cases[i].in),
				     &out, &e),
		    -1);
		assert_int_equal(e.kind, ERR_MALFORMED);
		assert_non_null(strstr(e.text, cases[i].says));
	}
	assert_int_equal(text_unbase64(a, span_of("Zg\0=", 4), &out, &e), -1);
	assert_non_null(strstr(e.text, "byte 3 (0x00)"));
	(void)state;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(vectors_of_the_rfc_hold_both_ways),
		T(every_length_survives),
		T(what_devices_send_is_read),
		T(padding_may_be_missing_or_be_broken_over_lines),
		T(the_first_wrong_place_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
