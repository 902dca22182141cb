/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands, one row each; see commands.c. */
#ifndef TOOL_COMMAND_H
#define TOOL_COMMAND_H

#include "tool/context.h"

#define COMMAND_OPTIONS_MOST 64

/* What has to be there before a command can run. */
enum command_need { NEEDS_NOTHING, NEEDS_SETTINGS, NEEDS_STATE };

struct command {
	const char		*words;		/* "profile add" */
	const char		*operands[ARGS_OPERANDS_MOST];	/* "NAME"; all
						   are needed */
	const char		*summary;
	enum command_need	 needs;
	int			 (*run)(struct tool *t, struct err *e);
	/* Those of every command are not named. */
	enum option_id		 options[COMMAND_OPTIONS_MOST];
};

extern const struct command	 commands[];
extern const size_t		 command_count;

/*
 * The command that these words begin with; *used is how many of them it has.
 * NULL where there is none; *group is the first word where it has commands
 * below it.
 */
const struct command		*command_find(int n, char *const *words,
				    int *used, const char **group);
/* Options of every command, ended by OPTION_END. */
extern const enum option_id	 common_options[];

#endif
