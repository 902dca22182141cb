/* SPDX-License-Identifier: BSD-2-Clause */
/* See progress.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "tool/progress.h"

#define PAUSE_US 200000

/* One command a process, and one thread that shows it. */
static struct {
	int64_t shown_us;
	bool line; /* is there */
} state;

void
progress_show(const char *what, uint64_t done, uint64_t of)
{
	int64_t now = clock_us();

	if (!isatty(STDERR_FILENO) || now - state.shown_us < PAUSE_US)
		return;
	state.shown_us = now;
	state.line = true;
	if (of > 0)
		fprintf(stderr, "\r\033[K%s: %" PRIu64 " of %" PRIu64, what,
		    done, of > done ? of : done);
	else
		fprintf(stderr, "\r\033[K%s: %" PRIu64, what, done);
	(void)fflush(stderr);
}

void
progress_tell(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	(void)ctx;
	progress_show(what, done, of);
}

void
progress_found(void *ctx, const char *text)
{
	(void)ctx;
	progress_clear();
	printf("- %s\n", text);
	(void)fflush(stdout);
}

void
progress_clear(void)
{
	if (!state.line)
		return;
	state.line = false;
	fprintf(stderr, "\r\033[K");
	(void)fflush(stderr);
}
