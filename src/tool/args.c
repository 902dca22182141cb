/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getopt_long(3) twice: for what stands before the command, and then for
 * what stands behind it, in any order with the operands.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/long_option.h"
#include "base/text.h"
#include "ra/policy_setting.h"
#include "tool/args.h"
#include "tool/command.h"

#define POLICY_ROWS_MOST 32
#define ROWS_MOST (COMMAND_OPTIONS_MOST + POLICY_ROWS_MOST + 8)

/* getopt's rows; val is the option's id, above all characters. */
#define VAL_BASE 256
#define DURATION_DIGITS 10
#define FAULT_SIZE 512 /* an error, and the help of an option */

bool
arg_given(const struct args *args, enum option_id id)
{
	return args->option[id].given;
}

const char *
arg_text(const struct args *args, enum option_id id)
{
	return args->option[id].text;
}

int64_t
arg_number(const struct args *args, enum option_id id, int64_t otherwise)
{
	return args->option[id].given ? args->option[id].number : otherwise;
}

/* "; see 'scepgate profile add --help'" */
static int
fault(struct err *e, const struct args *args, const char *what,
    const char *which)
{
	const char *words = args->group != NULL ? args->group : "";

	if (args->command != NULL)
		words = args->command->words;
	return err_set(e, ERR_MALFORMED, "%s%s; see 'scepgate %s%s--help'",
	    what, which, words, words[0] != '\0' ? " " : "");
}

static int
take_choice(const struct option_row *row, const char *text, struct arg *arg,
    struct err *e)
{
	int64_t i;

	for (i = 0; row->choices[i] != NULL; i++)
		if (strcmp(row->choices[i], text) == 0) {
			arg->number = i;
			return 0;
		}
	/* Which may be a secret: a challenge behind --renewal-challenge. */
	return err_set(e, ERR_MALFORMED, "--%s: there is no such value; %s",
	    row->name, row->help);
}

/* A number of seconds, or of what the letter behind it says. */
static int
take_duration(const struct option_row *row, const char *text, struct arg *arg,
    struct err *e)
{
	static const struct {
		char letter;
		int seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 60 * 60 },
		{ 'd', 24 * 60 * 60 } };
	size_t len = strlen(text);
	char digits[DURATION_DIGITS + 1] = "";
	int64_t n;

	if (len > 1 && len - 1 < sizeof(digits))
		memcpy(digits, text, len - 1);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (len == 0 || text[len - 1] != units[i].letter ||
		    text_to_int(digits, row->least, row->most, &n, e) == -1 ||
		    n > row->most / units[i].seconds)
			continue;
		arg->number = n * units[i].seconds;
		return 0;
	}
	return err_set(e, ERR_MALFORMED,
	    "--%s: want a time such as 90s, 30m, 1h or 14d, at most %" PRId64
	    "d, have '%s'",
	    row->name, row->most / (24 * 60 * 60), text);
}

static int
take_list(struct args *args, const struct option_row *row, const char *text,
    struct err *e)
{
	if (args->list_count == ARGS_LIST_MOST)
		return err_set(e, ERR_MALFORMED, "--%s: at most %d of them",
		    row->name, ARGS_LIST_MOST);
	args->list[args->list_count++] = text;
	return 0;
}

/* What it may be is checked by who takes it: see policy_setting_take. */
static int
take_policy(struct args *args, size_t setting, const char *text, struct err *e)
{
	const struct policy_setting *s = &policy_settings[setting];

	if (args->policy_count == ARGS_POLICY_MOST)
		return err_set(e, ERR_MALFORMED, "--%s: at most %d of them",
		    s->name, ARGS_POLICY_MOST);
	if (!text_is_clean(span_of_str(text)) || text[0] == '\0')
		return err_set(e, ERR_MALFORMED,
		    "--%s: want %s in UTF-8 without control characters",
		    s->name, s->argument);
	args->policy[args->policy_count].setting = setting;
	args->policy[args->policy_count++].text = text;
	return 0;
}

static int
take(struct args *args, enum option_id id, const char *text, struct err *e)
{
	const struct option_row *row = &option_rows[id];
	struct arg *arg = &args->option[id];

	if (arg->given && row->kind != OPTION_IS_LIST &&
	    row->kind != OPTION_IS_FLAG)
		return err_set(e, ERR_MALFORMED, "--%s is given twice",
		    row->name);
	arg->given = true;
	if (row->kind == OPTION_IS_FLAG)
		return 0;
	if (!text_is_clean(span_of_str(text)))
		return err_set(e, ERR_MALFORMED,
		    "--%s: want text in UTF-8 without control characters",
		    row->name);
	if (row->kind == OPTION_IS_TEXT && text[0] == '\0')
		return err_set(e, ERR_MALFORMED, "--%s: want %s, have nothing",
		    row->name, row->argument);
	arg->text = text;
	if (row->kind == OPTION_IS_LIST)
		return take_list(args, row, text, e);
	if (row->kind == OPTION_IS_CHOICE)
		return take_choice(row, text, arg, e);
	if (row->kind == OPTION_IS_DURATION)
		return take_duration(row, text, arg, e);
	if (row->kind == OPTION_IS_NUMBER &&
	    text_to_int(text, row->least, row->most, &arg->number, e) == -1)
		return err_set(e, ERR_MALFORMED,
		    "--%s: want a number from %" PRId64 " to %" PRId64
		    ", have '%s'",
		    row->name, row->least, row->most, text);
	return 0;
}

static void
add_policy_rows(struct option *rows, unsigned int *n)
{
	size_t i;

	for (i = 0; i < policy_setting_count && i < POLICY_ROWS_MOST; i++) {
		rows[*n].name = policy_settings[i].name;
		rows[*n].has_arg = required_argument;
		rows[*n].val = VAL_BASE + (int)OPTION_POLICY + (int)i;
		(*n)++;
	}
}

static void
add_row(struct option *rows, unsigned int *n, enum option_id id)
{
	const struct option_row *row = &option_rows[id];
	unsigned int i;

	/* The command's own goes before one of the same name of all. */
	for (i = 0; i < *n; i++)
		if (strcmp(rows[i].name, row->name) == 0)
			return;
	rows[*n].name = row->name;
	rows[*n].has_arg = row->argument != NULL ? required_argument :
						   no_argument;
	rows[*n].val = VAL_BASE + (int)id;
	(*n)++;
}

/* Options of the command (NULL: none yet) and of all, for getopt_long. */
static void
make_rows(const struct command *c, struct option rows[static ROWS_MOST])
{
	const enum option_id *id;
	unsigned int n = 0;

	memset(rows, 0, ROWS_MOST * sizeof(*rows));
	for (id = c != NULL ? c->options : NULL;
	     id != NULL && *id != OPTION_END; id++)
		if (*id == OPTION_POLICY)
			add_policy_rows(rows, &n);
		else
			add_row(rows, &n, *id);
	for (id = common_options; *id != OPTION_END; id++)
		add_row(rows, &n, *id);
}

/* What the command line shows of an option: "FILE"; NULL of a flag. */
static const char *
argument_of(const struct option *row)
{
	int id = row->val - VAL_BASE;

	if (id >= (int)OPTION_POLICY)
		return policy_settings[id - (int)OPTION_POLICY].argument;
	return option_rows[id].argument;
}

/* "--password" where there is --password-file: a word is no place for it. */
static bool
wants_file(const struct option *row, const char *word)
{
	size_t len = (size_t)long_option_len(word);

	return strncmp(word, "--", 2) == 0 &&
	    strncmp(word + 2, row->name, len - 2) == 0 &&
	    strcmp(row->name + len - 2, "-file") == 0;
}

/* What getopt found wrong, and more of what was likely to be meant. */
static int
option_fault(const struct args *args, const struct option *meant,
    const char *word, struct err *e)
{
	const char *argument = meant != NULL ? argument_of(meant) : NULL;
	const char *help = "";
	char text[FAULT_SIZE];

	if (meant != NULL && wants_file(meant, word))
		help = option_rows[meant->val - VAL_BASE].help;
	(void)snprintf(text, sizeof(text), "%s%s%s%s%s", e->text,
	    argument != NULL ? " " : "", argument != NULL ? argument : "",
	    help[0] != '\0' ? ": " : "", help);
	return fault(e, args, text, "");
}

/*
 * flags: getopt's; "+" stops at the first word.  *used is how many words of
 * argv were taken, operands being moved behind them.
 */
static int
take_options(struct args *args, const char *flags, int argc, char **argv,
    int *used, struct err *e)
{
	struct option rows[ROWS_MOST];
	const struct option *meant;
	const char *text;
	int c, rc, id;

	make_rows(args->command, rows);
	optind = 0; /* begin anew, as getopt(3) of the GNU library has it */
	opterr = 0;
	while ((c = getopt_long(argc, argv, flags, rows, NULL)) != -1) {
		if (long_option_check(rows, c, argv, &meant, e) == -1)
			return option_fault(args, meant, long_option_word(argv),
			    e);
		id = c == 'h' ? (int)OPTION_HELP : c - VAL_BASE;
		text = optarg != NULL ? optarg : "";
		if (id >= (int)OPTION_POLICY)
			rc = take_policy(args, (size_t)id - OPTION_POLICY, text,
			    e);
		else
			rc = take(args, (enum option_id)id, text, e);
		if (rc == -1)
			return -1;
	}
	*used = optind;
	return 0;
}

/* Which it is may be a secret that belongs somewhere else. */
static int
too_many(const struct args *args, const char *last, struct err *e)
{
	char text[FAULT_SIZE];

	(void)snprintf(text, sizeof(text),
	    "%s: a value with spaces wants quotes", last);
	return fault(e, args, "there is a word too many behind ", text);
}

static int
take_operands(struct args *args, int argc, char **argv, struct err *e)
{
	const char *last = args->command->words;
	int i;

	for (i = 0; i < ARGS_OPERANDS_MOST; i++) {
		if (args->command->operands[i] == NULL)
			break;
		last = args->command->operands[i];
		if (i >= argc || argv[i][0] == '\0')
			return fault(e, args, "what is missing is ", last);
		if (!text_is_clean(span_of_str(argv[i])))
			return err_set(e, ERR_MALFORMED,
			    "%s: want text in UTF-8 without control "
			    "characters",
			    last);
		args->operand[i] = argv[i];
	}
	if (i < argc)
		return too_many(args, last, e);
	return 0;
}

/* Only "--help" can follow the name of several commands. */
static int
no_command(struct args *args, int argc, char **argv, struct err *e)
{
	bool tell = arg_given(args, OPTION_HELP) ||
	    arg_given(args, OPTION_VERSION);
	int used = 0;

	/* "help --help" is fine, and "help frob" is not. */
	if (tell && (argc == 0 || args->group != NULL || argv[0][0] == '-'))
		return 0;
	if (argc == 0)
		return fault(e, args, "want a command", "");
	if (args->group == NULL)
		return fault(e, args, "there is no command ", argv[0]);
	if (take_options(args, ":h", argc, argv, &used, e) == -1)
		return -1;
	if (arg_given(args, OPTION_HELP) || arg_given(args, OPTION_VERSION))
		return 0;
	if (used < argc)
		return fault(e, args, "there is no such command behind ",
		    args->group);
	return fault(e, args, "want a command behind ", args->group);
}

int
args_parse(int argc, char **argv, struct args *out, struct err *e)
{
	int used = 0;

	memset(out, 0, sizeof(*out));
	if (take_options(out, "+:h", argc, argv, &used, e) == -1)
		return -1;
	argc -= used;
	argv += used;
	if (argc > 0 && strcmp(argv[0], "help") == 0) {
		out->option[OPTION_HELP].given = true;
		argc--;
		argv++;
	}
	out->command = command_find(argc, argv, &used, &out->group);
	if (out->command == NULL)
		return no_command(out, argc, argv, e);
	/* The command's last word stands for a program's name. */
	argc -= used - 1;
	argv += used - 1;
	if (take_options(out, ":h", argc, argv, &used, e) == -1)
		return -1;
	if (arg_given(out, OPTION_HELP) || arg_given(out, OPTION_VERSION))
		return 0;
	return take_operands(out, argc - used, argv + used, e);
}
