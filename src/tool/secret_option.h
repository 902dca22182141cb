/* SPDX-License-Identifier: BSD-2-Clause */
/* Passwords and challenges: from a file, the terminal, or made. */
#ifndef TOOL_SECRET_OPTION_H
#define TOOL_SECRET_OPTION_H

#include "base/secret.h"
#include "tool/context.h"

/* Which options of a command a secret comes from; OPTION_END: none. */
struct secret_options {
	const char	*what;		/* "password" */
	enum option_id	 text;
	enum option_id	 file;
	enum option_id	 generate;
};

extern const struct secret_options password_options;
extern const struct secret_options challenge_options;

/*
 * What one of the options says; *out is NULL where none was given.  Two of
 * them are a wrong use.  Free with secret_free.
 */
int	 secret_option(struct tool *t, const struct secret_options *o,
	    struct secret **out, struct err *e) must_check;
/*
 * The same, but where none was given it is asked for, twice and unseen, if
 * there is a terminal; else that is a wrong use.
 */
int	 secret_option_or_ask(struct tool *t, const struct secret_options *o,
	    struct secret **out, struct err *e) must_check;
/* Print a secret that was made here: the only time that it is seen. */
void	 secret_show(const struct tool *t, const struct secret_options *o,
	    const struct secret *s);

#endif
