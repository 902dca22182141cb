/* SPDX-License-Identifier: BSD-2-Clause */
/* How the last run of each job went, on record.  See housekeeping.h, job.h. */
#include <string.h>

#include "base/clock.h"
#include "ra/housekeeping.h"
#include "ra/job.h"
#include "ra/leap.h"

struct record {
	struct arena *a;
	Housekeeping *housekeeping;
};

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct record *r = ctx;

	return store_get_housekeeping(t, r->a, &r->housekeeping, e);
}

static int
write_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct record *r = ctx;

	return store_put_housekeeping(t, r->housekeeping, e);
}

static void
find_job(const Housekeeping *record, const struct job *job, struct ra_job *out)
{
	const HousekeepingJob *found;

	*out = (struct ra_job){ .name = job->name,
		.what = job->what,
		.every_s = job->every_s,
		.error = "" };
	for (size_t i = 0; record != NULL && i < record->n_jobs; i++) {
		found = record->jobs[i];
		if (strcmp(found->name, job->name) != 0)
			continue;
		out->ended_ms = found->ended_ms;
		out->took_ms = found->took_ms;
		out->done = found->done;
		out->error = found->error;
		out->well_ms = found->well_ms;
		out->more = found->more;
		out->position = field_span(found->position);
	}
}

int
jobs_read(struct ra *ra, struct arena *a, struct ra_job **out,
    struct leap *leap, struct err *e)
{
	struct record r = { .a = a };

	if (store_view(ra->store, read_body, &r, e) == -1)
		return -1;
	*out = arena_alloc(a, job_count * sizeof(**out));
	for (size_t i = 0; i < job_count; i++)
		find_job(r.housekeeping, &jobs[i], &(*out)[i]);
	*leap = leap_of(r.housekeeping, clock_ms());
	for (size_t i = 0; i < job_count; i++)
		(*out)[i].waits = jobs[i].removes && leap_waits(leap);
	return 0;
}

int
jobs_write(struct ra *ra, struct arena *a, const struct ra_job *states,
    const struct leap *leap, struct err *e)
{
	HousekeepingJob *rows = arena_alloc(a, job_count * sizeof(*rows));
	HousekeepingJob **at = arena_alloc(a, job_count * sizeof(*at));
	Housekeeping housekeeping = HOUSEKEEPING__INIT;
	struct record r = { .a = a, .housekeeping = &housekeeping };

	for (size_t i = 0; i < job_count; i++) {
		housekeeping_job__init(&rows[i]);
		rows[i].name = field_text(states[i].name);
		rows[i].ended_ms = states[i].ended_ms;
		rows[i].took_ms = states[i].took_ms;
		rows[i].done = states[i].done;
		rows[i].error = field_text(states[i].error);
		rows[i].well_ms = states[i].well_ms;
		rows[i].more = states[i].more;
		rows[i].position = field_bytes(states[i].position);
		at[i] = &rows[i];
	}
	housekeeping.n_jobs = job_count;
	housekeeping.jobs = at;
	housekeeping.seen_ms = leap->seen_ms;
	housekeeping.leapt_ms = leap->since_ms;
	return store_update(ra->store, STORE_RELAXED, write_body, &r, e);
}

static const char *
leap_words(const struct leap *leap, struct arena *a)
{
	return arena_printf(a,
	    "the clock leapt from %s to %s: nothing is removed and no CA takes "
	    "over before %s; if it is right, 'scepgate maintain "
	    "--clock-is-right' does it now, and if not, set it",
	    clock_rfc3339(a, leap->seen_ms), clock_rfc3339(a, leap->since_ms),
	    clock_rfc3339(a, leap_until_ms(leap)));
}

int
ra_jobs(struct ra *ra, struct arena *a, struct ra_jobs *out, struct err *e)
{
	struct ra_job *states;
	struct leap leap;

	*out = (struct ra_jobs){ .n = job_count };
	if (jobs_read(ra, a, &states, &leap, e) == -1)
		return -1;
	out->all = states;
	for (size_t i = 0; i < out->n; i++)
		if (states[i].ended_ms > out->last_ms)
			out->last_ms = states[i].ended_ms;
	if (leap_waits(&leap))
		out->wait = leap_words(&leap, a);
	return 0;
}
