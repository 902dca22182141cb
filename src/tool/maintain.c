/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate maintain: the housekeeping now, without a web server. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "ra/housekeeping.h"
#include "tool/handlers.h"
#include "tool/table.h"

struct maintenance {
	struct tool *t;
	struct table *rows;
	unsigned int failed;
};

/* Each as it is done on a terminal, all of them in a table at the end. */
static void
told(const struct ra_job *job, void *ctx)
{
	struct maintenance *m = ctx;
	struct arena *a = m->t->a;
	bool well = job->error[0] == '\0';
	const char *cells[] = { job->name, well ? "done" : "failed",
		arena_printf(a, "%" PRIu64, job->done),
		arena_strdup(a, well ? job->what : job->error) };

	if (job->waits) {
		cells[1] = "waits";
		cells[2] = "0";
		cells[3] = job->what;
	}
	m->failed += !well && !job->waits;
	table_row(m->rows, cells);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%s: %s\n", job->name, cells[1]);
}

int
maintain_run(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "JOB", "RESULT", "THINGS",
		"WHAT", NULL };
	struct maintenance m = { .t = t, .rows = table_new(t->a, columns) };
	const struct actor *believes = NULL;
	struct ra_jobs jobs;

	if (arg_given(t->args, OPTION_CLOCK_IS_RIGHT))
		believes = &t->by;
	if (ra_maintain(t->ra, believes, told, &m, e) == -1 ||
	    ra_jobs(t->ra, t->a, &jobs, e) == -1)
		return -1;
	table_print(m.rows, arg_given(t->args, OPTION_TABS), stdout);
	if (jobs.wait != NULL)
		fprintf(stderr, "scepgate: %s\n", jobs.wait);
	if (m.failed > 0)
		return err_set(e, ERR_UNAVAILABLE, "%u job%s failed: see above",
		    m.failed, m.failed == 1 ? "" : "s");
	return store_checkpoint(ra_store(t->ra), e);
}
