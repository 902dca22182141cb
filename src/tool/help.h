/* SPDX-License-Identifier: BSD-2-Clause */
/* --help, at every level, from the rows of commands and options. */
#ifndef TOOL_HELP_H
#define TOOL_HELP_H

#include <stdio.h>

#include "tool/context.h"

/* Of the command named, of the group named, or of all. */
void	 help_print(const struct tool_program *p, const struct args *args,
	    FILE *f);

#endif
