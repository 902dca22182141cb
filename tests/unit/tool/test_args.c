/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: what is taken, and what is said of what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tool/command.h"

#define WORDS_MOST 1100

static struct arena *a;
static struct args args;
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

/* The words of a line, with one blank between them. */
static int
parse(const char *line)
{
	char **words = arena_alloc(a, (WORDS_MOST + 2) * sizeof(*words));
	char *rest = arena_strdup(a, line);
	int n = 1;

	words[0] = arena_strdup(a, "scepgate");
	while (rest != NULL && n < WORDS_MOST)
		words[n++] = strsep(&rest, " ");
	err_clear(&e);
	return args_parse(n, words, &args, &e);
}

static void
must_parse(const char *line)
{
	if (parse(line) == -1)
		fail_msg("%s: %s", line, e.text);
}

static void
a_command_has_one_word_or_two(void **state)
{
	(void)state;
	must_parse("init");
	assert_string_equal(args.command->words, "init");
	must_parse("profile add Devices");
	assert_string_equal(args.command->words, "profile add");
	assert_string_equal(args.operand[0], "Devices");
	must_parse("tenant rename Old New");
	assert_string_equal(args.operand[0], "Old");
	assert_string_equal(args.operand[1], "New");
}

static void
options_stand_anywhere_behind_the_command(void **state)
{
	(void)state;
	must_parse("profile add --level legacy Devices --slug=dev "
		   "--generate-challenge");
	assert_string_equal(args.operand[0], "Devices");
	assert_string_equal(arg_text(&args, OPTION_SLUG), "dev");
	assert_int_equal(arg_number(&args, OPTION_LEVEL, 7), 1);
	assert_true(arg_given(&args, OPTION_GENERATE_CHALLENGE));
	assert_false(arg_given(&args, OPTION_CHALLENGE));
	assert_null(arg_text(&args, OPTION_CHALLENGE));
	assert_int_equal(arg_number(&args, OPTION_VALIDITY, 7), 7);
}

static void
durations_are_seconds_with_a_letter_for_their_unit(void **state)
{
	static const struct {
		const char *line;
		int64_t seconds; /* -1: refused */
	} rows[] = {
		{ "challenge new p --valid-for 90s", 90 },
		{ "challenge new p --valid-for 30m", 1800 },
		{ "challenge new p --valid-for 1h", 3600 },
		{ "challenge new p --valid-for 366d", 31622400 },
		{ "challenge new p --valid-for 367d", -1 },
		{ "challenge new p --valid-for 99999999999d", -1 },
		{ "challenge new p --valid-for 0s", -1 },
		{ "challenge new p --valid-for -1h", -1 },
		{ "challenge new p --valid-for 5", -1 },
		{ "challenge new p --valid-for h", -1 },
		{ "challenge new p --valid-for 5w", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].seconds == -1) {
			assert_int_equal(parse(rows[i].line), -1);
			assert_non_null(strstr(e.text, "want a time such as"));
			continue;
		}
		must_parse(rows[i].line);
		assert_int_equal(arg_number(&args, OPTION_VALID_FOR, 0),
		    rows[i].seconds);
	}
}

static void
options_of_all_stand_before_it_too(void **state)
{
	(void)state;
	must_parse("--config /a --state=/b status");
	assert_string_equal(args.command->words, "status");
	assert_string_equal(arg_text(&args, OPTION_CONFIG), "/a");
	assert_string_equal(arg_text(&args, OPTION_STATE), "/b");
	must_parse("status --config /a --state /b");
	assert_string_equal(arg_text(&args, OPTION_CONFIG), "/a");
	assert_string_equal(arg_text(&args, OPTION_STATE), "/b");
}

static void
a_list_of_orders_has_a_state_of_its_own(void **state)
{
	(void)state;
	must_parse("--state /b order list --state failed");
	assert_string_equal(arg_text(&args, OPTION_STATE), "/b");
	assert_string_equal(arg_text(&args, OPTION_ORDER_STATE), "failed");
	/* Its number, by one, is the record's enum. */
	assert_int_equal(arg_number(&args, OPTION_ORDER_STATE, -1) + 1,
	    ORDER_STATE__ORDER_FAILED);
	must_parse("order list --state received");
	assert_int_equal(arg_number(&args, OPTION_ORDER_STATE, -1) + 1,
	    ORDER_STATE__ORDER_RECEIVED);
	must_parse("order list --state rejected");
	assert_int_equal(arg_number(&args, OPTION_ORDER_STATE, -1) + 1,
	    ORDER_STATE__ORDER_REJECTED);
}

static void
two_hyphens_end_the_options(void **state)
{
	(void)state;
	must_parse("profile show -- --odd");
	assert_string_equal(args.operand[0], "--odd");
}

static void
an_option_that_repeats_is_a_list(void **state)
{
	(void)state;
	must_parse("enroll --san dns:a --url u --san dns:b --san ip:c");
	assert_int_equal(args.list_count, 3);
	assert_string_equal(args.list[0], "dns:a");
	assert_string_equal(args.list[2], "ip:c");
}

static void
a_list_has_an_end(void **state)
{
	const char *line = "enroll";
	int i;

	(void)state;
	for (i = 0; i < ARGS_LIST_MOST; i++)
		line = arena_printf(a, "%s --san=x", line);
	must_parse(line);
	assert_int_equal(args.list_count, ARGS_LIST_MOST);
	assert_int_equal(parse(arena_printf(a, "%s --san=x", line)), -1);
	assert_non_null(strstr(e.text, "--san: at most"));
}

static void
a_number_has_bounds(void **state)
{
	(void)state;
	must_parse("order list --limit 1");
	assert_int_equal(arg_number(&args, OPTION_LIMIT, 7), 1);
	must_parse("order list --limit 100000000");
	assert_int_equal(parse("order list --limit 0"), -1);
	assert_non_null(strstr(e.text, "--limit: want a number from 1 to"));
	assert_int_equal(parse("order list --limit -1"), -1);
	assert_int_equal(parse("order list --limit 1x"), -1);
	assert_int_equal(parse("order list --limit 100000001"), -1);
}

static void
a_subject_may_be_empty_and_other_texts_not(void **state)
{
	(void)state;
	must_parse("enroll --subject= --url u");
	assert_string_equal(arg_text(&args, OPTION_SUBJECT), "");
	assert_int_equal(parse("enroll --url="), -1);
	assert_non_null(strstr(e.text, "--url: want URL, have nothing"));
}

static const struct {
	const char *line;
	const char *want;
} bad[] = {
	{ "frob", "there is no command frob; see 'scepgate --help'" },
	{ "--frob", "there is no option --frob; see 'scepgate --help'" },
	{ "-x status", "there is no option -x; see 'scepgate --help'" },
	{ "--config", "a value is missing behind --config" },
	{ "--config /a", "want a command; see 'scepgate --help'" },
	{ "profile",
	    "want a command behind profile; see 'scepgate profile "
	    "--help'" },
	{ "profile frob",
	    "there is no such command behind profile; see 'scepgate "
	    "profile --help'" },
	{ "prof add x", "there is no command prof" },
	{ "profile adds x", "there is no such command behind profile" },
	{ "profile add",
	    "what is missing is NAME; see 'scepgate profile add "
	    "--help'" },
	{ "profile add a b",
	    "there is a word too many behind NAME: a value with spaces wants "
	    "quotes; see 'scepgate profile add --help'" },
	{ "tenant rename a b c", "there is a word too many behind NAME: " },
	{ "enroll --subject a b", "there is a word too many behind enroll: " },
	{ "tenant rename a", "what is missing is NAME" },
	{ "status --tabs", "there is no option --tabs; see 'scepgate status" },
	{ "status -x", "there is no option -x" },
	{ "status -xyz", "there is no option -x" },
	{ "user list --tabs -xyz", "there is no option -x" },
	{ "user list --tabs=1", "no value belongs behind --tabs" },
	{ "profile add x --level", "a value is missing behind --level" },
	{ "profile add x --level old", "--level: there is no such value" },
	{ "profile add x --slug a --slug b", "--slug is given twice" },
	{ "profile add x\033[m", "without control characters" },
	{ "profile add x --slug a\377", "want text in UTF-8" },
	{ "enroll --timeout 0", "from 1 to 3600" },
	/* Options are given in full. */
	{ "--stat /a status",
	    "there is no option --stat, but there is --state DIR; see" },
	{ "user add x --gen",
	    "there is no option --gen, but there is --generate; see" },
	{ "user add x --gen=1", "there is no option --gen, but" },
	{ "user add x --password",
	    "there is no option --password, but there is --password-file "
	    "FILE: the first line of a file is the password; - is standard "
	    "input; see 'scepgate user add --help'" },
	{ "connector add x --passphrase secret",
	    "but there is --passphrase-file FILE: where its key" },
	{ "profile add x --challange y", "but there is --challenge PASSWORD" },
	{ "profile add x --chal y", "there is no option --chal, but there is" },
	{ "profile add x --requird-names y",
	    "there is no option --requird-names" },
};

static void
what_may_be_a_secret_in_a_wrong_place_is_not_shown(void **state)
{
	static const char *const lines[] = { "user add x --password s3cret",
		"user add x --password=s3cret", "user add x --frob=s3cret",
		"user passwd x --pass s3cret", "profile add x --chal=s3cret",
		"connector add x --passphrase=s3cret", "user add x -ps3cret",
		"user add x --generate=s3cret", "user add x --gen=s3cret",
		"--password=s3cret status", "user add x s3cret",
		"user add x --generate s3cret", "user list s3cret",
		"challenge new x s3cret", "challenge s3cret",
		"profile set x --renewal-challenge s3cret",
		"profile set x --challenge-kind s3cret" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i]), -1);
		if (strstr(e.text, "s3cret") != NULL)
			fail_msg("%s: %s", lines[i], e.text);
	}
}

static void
a_wrong_line_is_said_to_be(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (parse(bad[i].line) == 0)
			fail_msg("%s: was taken", bad[i].line);
		if (strstr(e.text, bad[i].want) == NULL)
			fail_msg("%s: want '%s', have '%s'", bad[i].line,
			    bad[i].want, e.text);
		assert_int_equal(e.kind, ERR_MALFORMED);
	}
}

static void
help_needs_nothing_else(void **state)
{
	static const char *const lines[] = { "--help", "-h", "help",
		"profile --help", "help profile", "profile add --help",
		"profile add -h", "help profile add", "tenant rename --help",
		"help tenant rename a", "enroll --help --url u",
		"--config /a --help" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		must_parse(lines[i]);
		assert_true(arg_given(&args, OPTION_HELP));
	}
	must_parse("profile --help");
	assert_null(args.command);
	assert_string_equal(args.group, "profile");
	must_parse("help profile add");
	assert_string_equal(args.command->words, "profile add");
	must_parse("--version");
	assert_true(arg_given(&args, OPTION_VERSION));
}

/* The rows agree with each other. */
static void
each_row_is_whole(void **state)
{
	const struct option_row *row;
	const struct command *c;
	const char *group;
	size_t i, n;
	int used;

	(void)state;
	for (i = OPTION_END + 1; i < OPTION__COUNT; i++) {
		row = &option_rows[i];
		assert_non_null(row->name);
		assert_non_null(row->help);
		assert_int_equal(row->kind == OPTION_IS_FLAG,
		    row->argument == NULL);
		assert_int_equal(row->kind == OPTION_IS_CHOICE,
		    row->choices != NULL);
		assert_int_equal(row->kind == OPTION_IS_NUMBER ||
			row->kind == OPTION_IS_DURATION,
		    row->most > 0);
	}
	for (i = 0; i < command_count; i++) {
		c = &commands[i];
		assert_non_null(c->run);
		assert_true(strlen(c->summary) > 10);
		for (n = 0; c->options[n] != OPTION_END; n++)
			assert_true(n < COMMAND_OPTIONS_MOST - 1);
		must_parse(arena_printf(a, "%s --help", c->words));
		assert_ptr_equal(args.command, c);
	}
	assert_null(command_find(0, NULL, &used, &group));
	assert_null(group);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_command_has_one_word_or_two),
		TEST(options_stand_anywhere_behind_the_command),
		TEST(durations_are_seconds_with_a_letter_for_their_unit),
		TEST(options_of_all_stand_before_it_too),
		TEST(a_list_of_orders_has_a_state_of_its_own),
		TEST(two_hyphens_end_the_options),
		TEST(an_option_that_repeats_is_a_list),
		TEST(a_list_has_an_end),
		TEST(a_number_has_bounds),
		TEST(a_subject_may_be_empty_and_other_texts_not),
		TEST(a_wrong_line_is_said_to_be),
		TEST(what_may_be_a_secret_in_a_wrong_place_is_not_shown),
		TEST(help_needs_nothing_else),
		TEST(each_row_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
