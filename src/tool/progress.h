/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far a long command is: one line on standard error that is written over,
 * where that is a terminal, and nothing else anywhere.
 */
#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H

#include <stdint.h>

/*
 * `done` of about `of` (0: not known) units of `what`: "orders: 4000 of
 * 20000".  May be called often: it writes five times a second.
 */
void	 progress_show(const char *what, uint64_t done, uint64_t of);
/* The same, as others call it; ctx is not looked at. */
void	 progress_tell(void *ctx, const char *what, uint64_t done,
	    uint64_t of);
/* A finding, a line of its own on standard output; ctx is not looked at. */
void	 progress_found(void *ctx, const char *text);
/* Take the line away: before other output, and at the end. */
void	 progress_clear(void);

#endif
