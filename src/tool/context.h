/* SPDX-License-Identifier: BSD-2-Clause */
/* What a command runs with. */
#ifndef TOOL_CONTEXT_H
#define TOOL_CONTEXT_H

#include "ra/ra.h"
#include "store/store.h"
#include "tool/args.h"
#include "tool/tool.h"

struct tool {
	const struct tool_program	*program;
	const struct args		*args;
	struct arena			*a;	/* for all that is allocated */
	struct tool_settings		 settings;
	struct ra			*ra;	/* where the command needs it */
	struct actor			 by;
	/* Set with a failure that its kind does not tell; else TOOL_DONE. */
	enum tool_exit			 exit;
};

/* The command line asks for what does not go together; evaluates to -1. */
int	 tool_usage(struct tool *t, struct err *e, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * After a failure of a verb that took what the command line says: a malformed
 * value is wrong use too.  Evaluates to -1.
 */
int	 tool_refused(struct tool *t, const struct err *e);

/* Open the state directory; whose it is, is whom the tool must run as. */
int	 tool_open(struct tool *t, struct err *e) must_check;
/* The same for one that is about to be made. */
int	 tool_check_owner(struct tool *t, struct err *e) must_check;
/* To root, who made one, while the web server may serve as another. */
void	 tool_tell_root(const struct tool *t);

/* The operand n, from 0 on. */
const char	*tool_operand(const struct tool *t, unsigned int n);

#endif
