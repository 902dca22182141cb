/* SPDX-License-Identifier: BSD-2-Clause */
/* Long options are given in full, and what was meant is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/long_option.h"

static const struct option rows[] = {
	{ "password-file", required_argument, NULL, 256 },
	{ "generate", no_argument, NULL, 257 },
	{ "state", required_argument, NULL, 258 },
	{ "help", no_argument, NULL, 259 },
	{ NULL, 0, NULL, 0 },
};

static struct err e;
static const struct option *meant;

/* Up to the first option that is wrong; -1: it says so. */
static int
take(char **argv)
{
	int c, argc = 0;

	while (argv[argc] != NULL)
		argc++;
	optind = 0;
	opterr = 0;
	err_clear(&e);
	while ((c = getopt_long(argc, argv, ":h", rows, NULL)) != -1)
		if (long_option_check(rows, c, argv, &meant, &e) == -1)
			return -1;
	return 0;
}

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
a_value_is_not_shown(void **state)
{
	(void)state;
	assert_int_equal(long_option_len("--password=secret"), 10);
	assert_int_equal(long_option_len("--password"), 10);
}

static void
what_is_right_is_taken(void **state)
{
	char program[] = "x", with[] = "--state=x", apart[] = "--password-file",
	     value[] = "--generate", flag[] = "--generate", letters[] = "-hh",
	     operand[] = "a";
	char *argv[] = { program, with, operand, apart, value, flag, letters,
		NULL };

	(void)state;
	if (take(argv) == -1)
		fail_msg("%s", e.text);
}

#define PASSWORD "there is no option --password, but there is --password-file"
#define GENERATE ", but there is --generate"

static void
what_is_wrong_is_said(void **state)
{
	static const struct {
		const char *first, *second; /* words; NULL: one */
		const char *want;
		const char *meant; /* NULL: nothing */
	} lines[] = {
		{ "--password", "secret", PASSWORD, "password-file" },
		{ "--password=secret", NULL, PASSWORD, "password-file" },
		{ "--generat", NULL, "there is no option --generat" GENERATE,
		    "generate" },
		{ "--gnerate=secret", NULL,
		    "there is no option --gnerate" GENERATE, "generate" },
		{ "--generated", NULL,
		    "there is no option --generated" GENERATE, "generate" },
		{ "--sate", NULL,
		    "there is no option --sate, but there is --state",
		    "state" },
		{ "--generatexyz", NULL, "there is no option --generatexyz",
		    NULL },
		{ "--frob=secret", NULL, "there is no option --frob", NULL },
		{ "--=x", NULL, "there is no option --", NULL },
		{ "--passphrase-that-is-longer-than-any-option-we-have", NULL,
		    "there is no option "
		    "--passphrase-that-is-longer-than-any-option-we-have",
		    NULL },
		{ "-x", NULL, "there is no option -x", NULL },
		{ "--generate", "-xsecret", "there is no option -x", NULL },
		{ "--generate", "-hx", "there is no option -x", NULL },
		{ "--generate", "--state", "a value is missing behind --state",
		    NULL },
		{ "--generate=secret", NULL,
		    "no value belongs behind --generate", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char program[] = "x", first[64], second[64] = "";
		char *argv[] = { program, first, NULL, NULL };

		(void)snprintf(first, sizeof(first), "%s", lines[i].first);
		if (lines[i].second != NULL) {
			(void)snprintf(second, sizeof(second), "%s",
			    lines[i].second);
			argv[2] = second;
		}
		assert_int_equal(take(argv), -1);
		assert_string_equal(e.text, lines[i].want);
		assert_int_equal(e.kind, ERR_MALFORMED);
		if (lines[i].meant == NULL)
			assert_null(meant);
		else {
			assert_non_null(meant);
			assert_string_equal(meant->name, lines[i].meant);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_word_is_not_its_value),
		cmocka_unit_test(a_value_is_not_shown),
		cmocka_unit_test(what_is_right_is_taken),
		cmocka_unit_test(what_is_wrong_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
