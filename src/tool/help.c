/* SPDX-License-Identifier: BSD-2-Clause */
/* What --help prints. */
#include <string.h>

#include "ra/policy_setting.h"
#include "tool/command.h"
#include "tool/help.h"

#define WIDTH 79 /* of a line */
#define INDENT 30 /* of the text behind an option or command */

/* Text from column INDENT on, broken between words; `at` is where we are. */
static void
print_wrapped(const char *text, size_t at, FILE *f)
{
	size_t len;

	if (at + 2 > INDENT) {
		fputc('\n', f);
		at = 0;
	}
	fprintf(f, "%*s", (int)(INDENT - at), "");
	at = INDENT;
	while (*text != '\0') {
		len = strcspn(text, " ");
		if (at > INDENT && at + 1 + len > WIDTH) {
			fprintf(f, "\n%*s", INDENT, "");
			at = INDENT;
		}
		if (at > INDENT) {
			fputc(' ', f);
			at++;
		}
		fprintf(f, "%.*s", (int)len, text);
		at += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', f);
}

static void
print_option(const char *name, const char *argument, const char *help, FILE *f)
{
	int at;

	at = fprintf(f, "  --%s%s%s", name, argument != NULL ? " " : "",
	    argument != NULL ? argument : "");
	print_wrapped(help, at > 0 ? (size_t)at : 0, f);
}

static void
print_policy_options(FILE *f)
{
	const struct policy_setting *s = policy_settings;

	for (; s < policy_settings + policy_setting_count; s++)
		print_option(s->name, s->argument, s->help, f);
}

static void
print_options(const enum option_id *ids, FILE *f)
{
	const struct option_row *row;

	for (; *ids != OPTION_END; ids++) {
		if (*ids == OPTION_POLICY) {
			print_policy_options(f);
			continue;
		}
		row = &option_rows[*ids];
		print_option(row->name, row->argument, row->help, f);
	}
}

static void
print_command_line(const struct command *c, FILE *f)
{
	int at, more;
	size_t i;

	at = fprintf(f, "  %s", c->words);
	for (i = 0; i < ARGS_OPERANDS_MOST && c->operands[i] != NULL; i++) {
		more = fprintf(f, " %s", c->operands[i]);
		at += more;
	}
	print_wrapped(c->summary, at > 0 ? (size_t)at : 0, f);
}

static void
help_command(const struct command *c, FILE *f)
{
	size_t i;

	fprintf(f, "usage: scepgate %s", c->words);
	for (i = 0; i < ARGS_OPERANDS_MOST && c->operands[i] != NULL; i++)
		fprintf(f, " %s", c->operands[i]);
	fprintf(f, "%s\n\n%s\n\n",
	    c->options[0] != OPTION_END ? " [OPTION...]" : "", c->summary);
	print_options(c->options, f);
	if (c->options[0] != OPTION_END)
		fputc('\n', f);
	print_options(common_options, f);
}

static bool
in_group(const struct command *c, const char *group)
{
	size_t len = strlen(group);

	return strncmp(c->words, group, len) == 0 && c->words[len] == ' ';
}

static void
help_group(const char *group, FILE *f)
{
	size_t i;

	fprintf(f, "usage: scepgate %s COMMAND [OPTION...]\n\n", group);
	for (i = 0; i < command_count; i++)
		if (in_group(&commands[i], group))
			print_command_line(&commands[i], f);
	fprintf(f, "\n'scepgate %s COMMAND --help' says more of one.\n", group);
}

static void
help_all(const struct tool_program *p, FILE *f)
{
	size_t i;

	fprintf(f,
	    "usage: scepgate [OPTION...] COMMAND [OPERAND...] [OPTION...]\n"
	    "\n"
	    "Sets up and looks after an SCEP server, and plays a device.\n"
	    "\n");
	for (i = 0; i < command_count; i++)
		print_command_line(&commands[i], f);
	fputc('\n', f);
	print_options(common_options, f);
	fprintf(f,
	    "\n"
	    "Settings come from --config, else $SCEPGATE_CONFIG, else\n"
	    "%s; --state and $SCEPGATE_STATE go before them.\n"
	    "Exit codes: 0 done, 1 refused, 2 wrong use, 3 something is not\n"
	    "there or does not answer, 4 waits for a person.\n"
	    "'scepgate COMMAND --help' says more of one; see scepgate(1).\n",
	    p->config_file);
}

void
help_print(const struct tool_program *p, const struct args *args, FILE *f)
{
	if (args->command != NULL)
		help_command(args->command, f);
	else if (args->group != NULL)
		help_group(args->group, f);
	else
		help_all(p, f);
}
