/* SPDX-License-Identifier: BSD-2-Clause */
/* A command line, taken apart and checked against the rows of its options. */
#ifndef TOOL_ARGS_H
#define TOOL_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "tool/option.h"

#define ARGS_OPERANDS_MOST	2
#define ARGS_LIST_MOST		1000	/* values of options that repeat */
#define ARGS_POLICY_MOST	100	/* settings of a policy */

struct command;

/* Everything is borrowed from argv. */
struct args {
	const struct command	*command;	/* NULL: none was named */
	const char		*group;		/* "profile" alone; or NULL */
	const char		*operand[ARGS_OPERANDS_MOST];
	struct arg {
		bool		 given;
		const char	*text;		/* of all but flags */
		int64_t		 number;	/* of numbers; of choices
						   their place in the row */
	}			 option[OPTION__COUNT];
	const char		*list[ARGS_LIST_MOST];
	unsigned int		 list_count;
	/* Settings of a policy as they were given. */
	struct {
		size_t		 setting;	/* of policy_settings */
		const char	*text;
	}			 policy[ARGS_POLICY_MOST];
	unsigned int		 policy_count;
};

/*
 * ERR_MALFORMED says what is wrong with the line and which --help to see.
 * With --help or --version among the options nothing else needs to be right;
 * without them there is a command.
 */
int	 args_parse(int argc, char **argv, struct args *out, struct err *e)
	    must_check;

bool		 arg_given(const struct args *args, enum option_id id);
/* NULL where it was not given. */
const char	*arg_text(const struct args *args, enum option_id id);
int64_t		 arg_number(const struct args *args, enum option_id id,
		    int64_t otherwise);

#endif
