/* SPDX-License-Identifier: BSD-2-Clause */
/* Long options are given in full, and what was meant is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/long_option.h"

#define VAL_HELP 'h'

static const struct option rows[] = {
	{ "password-file", required_argument, NULL, 1 },
	{ "generate", no_argument, NULL, 2 },
	{ "state", required_argument, NULL, 3 },
	{ "help", no_argument, NULL, VAL_HELP },
	{ NULL, 0, NULL, 0 },
};

/* What getopt_long says of the only option of a line. */
static const char *
word_of(char *first, char *second, char *third)
{
	char program[] = "x", *argv[] = { program, first, second, third, NULL };
	int argc = 1;

	while (argv[argc] != NULL)
		argc++;
	optind = 0;
	opterr = 0;
	assert_int_not_equal(getopt_long(argc, argv, ":h", rows, NULL), -1);
	return long_option_word(argv);
}

static void
the_word_is_not_its_value(void **state)
{
	char with[] = "--state=x", apart[] = "--state", value[] = "--generate";
	char flag[] = "--generate", operand[] = "a", letter[] = "-h";

	(void)state;
	assert_string_equal(word_of(with, NULL, NULL), "--state=x");
	assert_string_equal(word_of(apart, value, NULL), "--state");
	assert_string_equal(word_of(operand, apart, value), "--state");
	assert_string_equal(word_of(flag, operand, NULL), "--generate");
	assert_string_equal(word_of(apart, NULL, NULL), "--state");
	assert_string_equal(word_of(letter, NULL, NULL), "-h");
}

static void
a_beginning_is_not_in_full(void **state)
{
	(void)state;
	assert_true(long_option_in_full(&rows[0], "--password-file"));
	assert_true(long_option_in_full(&rows[0], "--password-file=x"));
	assert_false(long_option_in_full(&rows[0], "--password"));
	assert_false(long_option_in_full(&rows[0], "--password=-file"));
	assert_true(long_option_in_full(&rows[3], "-h"));
}

static void
a_value_is_not_shown(void **state)
{
	(void)state;
	assert_int_equal(long_option_len("--password=secret"), 10);
	assert_int_equal(long_option_len("--password"), 10);
}

static void
what_was_meant_is_named(void **state)
{
	static const struct {
		const char *word;
		const char *want; /* NULL: nothing */
	} words[] = {
		{ "--password", "password-file" },
		{ "--password=secret", "password-file" },
		{ "--gnerate", "generate" },
		{ "--generated", "generate" },
		{ "--sate", "state" },
		{ "--generatexyz", NULL },
		{ "--frob", NULL },
		{ "--=x", NULL },
		{ "--passphrase-that-is-longer-than-any-option-we-have", NULL },
	};
	const struct option *r;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		r = long_option_nearest(rows, words[i].word);
		if (words[i].want == NULL)
			assert_null(r);
		else {
			assert_non_null(r);
			assert_string_equal(r->name, words[i].want);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_word_is_not_its_value),
		cmocka_unit_test(a_beginning_is_not_in_full),
		cmocka_unit_test(a_value_is_not_shown),
		cmocka_unit_test(what_was_meant_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
