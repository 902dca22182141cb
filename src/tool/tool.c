/* SPDX-License-Identifier: BSD-2-Clause */
/* From the command line to the command, and to an exit code. */
#include <sys/stat.h>

#include <stdio.h>
#include <string.h>

#include "tool/command.h"
#include "tool/help.h"

int
tool_usage(struct tool *t, struct err *e, const char *fmt, ...)
{
	va_list ap;

	t->exit = TOOL_USAGE;
	va_start(ap, fmt);
	(void)err_set(e, ERR_MALFORMED, "%s; see 'scepgate %s --help'",
	    arena_vprintf(t->a, fmt, ap), t->args->command->words);
	va_end(ap);
	return -1;
}

int
tool_refused(struct tool *t, const struct err *e)
{
	if (e->kind == ERR_MALFORMED)
		t->exit = TOOL_USAGE;
	return -1;
}

const char *
tool_operand(const struct tool *t, unsigned int n)
{
	return t->args->operand[n];
}

/* --state goes before all that the configuration says. */
static int
configure(struct tool *t, struct err *e)
{
	const struct args *args = t->args;
	const char *state = NULL;

	if (t->program->configure(arg_text(args, OPTION_CONFIG), t->a,
		&t->settings, e) == -1) {
		t->exit = TOOL_USAGE;
		return -1;
	}
	state = arg_text(args, OPTION_STATE);
	if (state != NULL)
		t->settings.state = state;
	return 0;
}

static int
flush(struct err *e)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_set(e, ERR_INTERNAL,
		    "standard output took not all that was written to it");
	return 0;
}

static int
run(struct tool *t, struct err *e)
{
	const struct command *c = t->args->command;

	if (c->needs >= NEEDS_SETTINGS && configure(t, e) == -1)
		return -1;
	if (c->needs >= NEEDS_STATE && tool_open(t, e) == -1)
		return -1;
	return c->run(t, e) == 0 ? flush(e) : -1;
}

static enum tool_exit
exit_of(const struct tool *t, const struct err *e)
{
	if (t->exit != TOOL_DONE)
		return t->exit;
	return e->kind == ERR_UNAVAILABLE ? TOOL_UNAVAILABLE : TOOL_REFUSED;
}

static enum tool_exit
run_command(const struct tool_program *p, const struct args *args)
{
	struct tool t = { .program = p, .args = args };
	struct err e = { 0 };
	enum tool_exit code = TOOL_DONE;

	(void)umask(077);
	t.a = arena_new();
	if (run(&t, &e) == -1) {
		code = exit_of(&t, &e);
		(void)fflush(stdout);
		fprintf(stderr, "scepgate: %s\n", e.text);
	}
	ra_close(t.ra);
	arena_free(t.a);
	return code;
}

/* --help or --version: nothing else is done. */
static enum tool_exit
tell(const struct tool_program *p, const struct args *args)
{
	struct err e = { 0 };

	if (arg_given(args, OPTION_HELP))
		help_print(p, args, stdout);
	else
		printf("scepgate %s\n", p->version);
	if (flush(&e) == 0)
		return TOOL_DONE;
	fprintf(stderr, "scepgate: %s\n", e.text);
	return TOOL_REFUSED;
}

enum tool_exit
tool_main(const struct tool_program *p, int argc, char **argv)
{
	struct args args;
	struct err e = { 0 };

	if (argc < 2) {
		help_print(p, &(struct args){ .command = NULL }, stderr);
		return TOOL_USAGE;
	}
	if (args_parse(argc, argv, &args, &e) == -1) {
		fprintf(stderr, "scepgate: %s\n", e.text);
		return TOOL_USAGE;
	}
	if (arg_given(&args, OPTION_HELP) || arg_given(&args, OPTION_VERSION))
		return tell(p, &args);
	return run_command(p, &args);
}
