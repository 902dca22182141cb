/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of the tool and what a power cut leaves of them; see commands.c.
 */
#ifndef POWER_COMMANDS_H
#define POWER_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/ra/site.h"

#define HALF 4			/* orders before the first backup, and since */
#define ORDERS (2 * HALF)

struct commands {
	unsigned int	 images, seed;
	const char	*only;		/* the command; NULL: all of them */
	struct site	*s;
	struct uuid	 orders[ORDERS];
	char		*root;		/* what is watched */
	char		*state;		/* in it, where a command wants it */
	char		*copies;	/* likewise */
	char		*made;		/* a state with all orders */
	char		*backup;	/* of half of them */
	char		*export;	/* of all */
	char		*stores, *trace, *said_path;
	char		 said[2048];	/* by the last child */
	bool		 answered;	/* before the cut */
	unsigned int	 failures;
};

/* scenarios.c */
extern const struct scenario {
	const char	*name;
	/* What is there before, beneath x->root. */
	void		 (*prepare)(struct commands *x);
	/* The command: what it does is recorded.  Its exit code. */
	int		 (*command)(struct commands *x);
	/* What is wrong after a cut; NULL: nothing. */
	const char	*(*look)(struct commands *x);
} scenarios[];
extern const size_t scenario_count;

/* children.c: the exit code of a child; what it says is kept. */
int	 run(struct commands *x,
	    int (*body)(struct commands *x, const char *const *words),
	    const char *const *words);
/* A body: these words are a program and what it is given. */
int	 run_program(struct commands *x, const char *const *words);
/* The tool, for x->state: tool(x, "backup", dir, NULL). */
int	 tool(struct commands *x, ...);
/* Ends the test where rc is not 0. */
void	 must(int rc, const struct commands *x, const char *what);
void	 copy_all(struct commands *x, const char *from, const char *to);
void	 remove_all(struct commands *x, const char *path);
/* x->state has so many orders: none, half or all; and it issues. */
bool	 holds(struct commands *x, unsigned int n);
bool	 is_whole(struct commands *x);	/* says verify */

#endif
