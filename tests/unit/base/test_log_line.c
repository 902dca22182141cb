/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines as JSON (RFC 8259); those of text are in test_log.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log_line.h"
#include "base/mem.h"
#include "base/text.h"

static struct log_line line;

/* One pair as a line, with a NUL in the place of its newline. */
static const char *
json(const char *key, const char *value)
{
	log_line_begin(&line, LOG_FORMAT_JSON);
	log_line_add(&line, key, value);
	log_line_end(&line);
	assert_int_equal(line.at[line.len - 1], '\n');
	line.at[line.len - 1] = '\0';
	return line.at;
}

static void
pairs_are_members_of_one_object(void **state)
{
	log_line_begin(&line, LOG_FORMAT_JSON);
	log_line_add(&line, "event", "issued");
	log_line_add(&line, "n", "1");
	log_line_end(&line);
	assert_memory_equal(line.at, "{\"event\":\"issued\",\"n\":\"1\"}\n",
	    line.len);
	(void)state;
}

static void
values_are_escaped_where_they_must_be(void **state)
{
	static const struct {
		const char *value, *shown;
	} cases[] = {
		{ "plain-1.2_/:;'$", "plain-1.2_/:;'$" },
		{ "", "" },
		{ "two words", "two words" },
		{ "say \"x\"", "say \\\"x\\\"" },
		{ "back\\slash", "back\\\\slash" },
		{ "x\n{\"a\":1}", "x\\n{\\\"a\\\":1}" },
		{ "cr\r", "cr\\u000d" },
		{ "esc\x1b[31m", "esc\\u001b[31m" },
		{ "del\x7f", "del\\u007f" },
		{ "c1\xc2\x9b", "c1\\u009b" },
		{ "J\xc3\xbcrgen", "J\xc3\xbcrgen" },
		{ "\xf0\x9f\x94\x91", "\xf0\x9f\x94\x91" },
		{ "line\xe2\x80\xa8", "line\\u2028" },
		{ "turn\xe2\x80\xae", "turn\\u202e" },
		/* U+E0041, beyond what four digits say. */
		{ "tag\xf3\xa0\x81\x81", "tag\\udb40\\udc41" },
		{ "bad\xff", "bad\xef\xbf\xbd" },
		{ "cut\xf0\x9f", "cut\xef\xbf\xbd\xef\xbf\xbd" },
		{ "over\xc0\xaf", "over\xef\xbf\xbd\xef\xbf\xbd" },
		{ "surrogate\xed\xa0\x80",
		    "surrogate\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};
	char *want;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		want = mem_printf("{\"v\":\"%s\"}", cases[i].shown);
		assert_string_equal(json("v", cases[i].value), want);
		free(want);
	}
	(void)state;
}

/* Nothing after a closing quote but a comma, a colon or the end. */
static bool
is_whole(const char *text)
{
	bool quoted = false;

	for (; *text != '\0'; text++) {
		if (quoted && *text == '\\')
			text++;
		else if (*text == '"')
			quoted = !quoted;
		if (*text == '\0')
			return false;
	}
	return !quoted && text[-1] == '}';
}

/* Every length around the end of the room, of what is escaped and what not. */
static void
long_values_are_cut_to_one_whole_object(void **state)
{
	static const char *const parts[] = { "a", "\"", "\x01", "\xff",
		"\xc3\xa4" };
	const size_t most = LOG_LINE_MOST + 100;
	char *value = mem_alloc(most + 1);
	size_t len, part;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		part = strlen(parts[i]);
		for (len = 0; len + part <= most; len += part) {
			memcpy(value + len, parts[i], part);
			value[len + part] = '\0';
			if (len + 200 > LOG_LINE_MOST / 6) {
				assert_true(is_whole(json("v", value)));
				assert_true(line.len <= LOG_LINE_MOST);
				assert_true(text_is_utf8(span_of_str(line.at)));
			}
		}
	}
	free(value);
	(void)state;
}

static void
what_has_no_room_is_left_out_with_its_key(void **state)
{
	char *value = mem_alloc(LOG_LINE_MOST);

	memset(value, 'v', LOG_LINE_MOST - 1);
	value[LOG_LINE_MOST - 1] = '\0';
	log_line_begin(&line, LOG_FORMAT_JSON);
	log_line_add(&line, "v", value);
	log_line_add(&line, "w", "1");
	log_line_end(&line);
	assert_int_equal(line.len, LOG_LINE_MOST);
	assert_memory_equal(line.at + line.len - 5, "vv\"}\n", 5);
	line.at[line.len - 1] = '\0';
	assert_null(strstr(line.at, "\"w\""));
	free(value);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_members_of_one_object),
		cmocka_unit_test(values_are_escaped_where_they_must_be),
		cmocka_unit_test(long_values_are_cut_to_one_whole_object),
		cmocka_unit_test(what_has_no_room_is_left_out_with_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
