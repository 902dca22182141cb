/* SPDX-License-Identifier: BSD-2-Clause */
/* The housekeeping: who does it, when, and how it went.  See housekeeping.h. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ra/housekeeping.h"
#include "ra/job.h"
#include "ra/leap.h"

#define TICK_S 5
#define SLICE_US 1000000 /* of one job, among requests */
#define AHEAD_US 200000 /* of OCSP answers, each tick of each process */

struct housekeeper {
	struct ra *ra;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	bool stop;
	bool complained; /* the store was not there at the last tick */
};

/* ---- Runs -------------------------------------------------------------- */

/* A clock that was put back does not put work off. */
static bool
is_due(const struct ra_job *s, int64_t now_ms)
{
	return !s->waits &&
	    (s->more || s->ended_ms > now_ms ||
		now_ms - s->ended_ms >= (int64_t)s->every_s * 1000);
}

static void
tell_log(const struct ra_job *s)
{
	char done[24];

	snprintf(done, sizeof(done), "%llu", (unsigned long long)s->done);
	if (s->error[0] != '\0')
		log_event(LOG_LEVEL_WARNING, "housekeeping-failed", "job",
		    s->name, "reason", s->error, NULL);
	else if (s->done > 0)
		log_event(LOG_LEVEL_INFO, "housekeeping", "job", s->name,
		    "done", done, NULL);
}

/* Once a leap. */
static void
tell_leap(const struct leap *l, struct arena *a)
{
	if (!l->fresh || !leap_waits(l))
		return;
	log_event(LOG_LEVEL_WARNING, "clock-leapt", "from",
	    clock_rfc3339(a, l->seen_ms), "to", clock_rfc3339(a, l->since_ms),
	    "nothing-removed-before", clock_rfc3339(a, leap_until_ms(l)), NULL);
}

/* slice_us: 0: to the end. */
static void
run_job(struct ra *ra, const struct job *job, struct ra_job *state,
    int64_t slice_us, struct arena *a)
{
	int64_t began_us = clock_us();
	struct job_run r = { .ra = ra,
		.a = arena_new(),
		.now_ms = clock_ms(),
		.until_us = slice_us > 0 ? began_us + slice_us : INT64_MAX,
		.position = state->position };
	struct err e = { 0 };
	int rc = job->run(&r, &e);

	state->done = r.done;
	state->more = rc == 0 && r.more;
	state->position = state->more ? arena_span(a, r.position) :
					span_of(NULL, 0);
	state->ended_ms = clock_ms();
	state->took_ms = (uint32_t)((clock_us() - began_us) / 1000);
	state->error = rc == 0 ? "" : arena_strdup(a, e.text);
	if (rc == 0)
		state->well_ms = state->ended_ms;
	arena_free(r.a);
	tell_log(state);
}

/* What is wanted of a run. */
struct wanted {
	bool all; /* due or not, and to the end */
	const struct actor *believes; /* the clock; or NULL */
	ra_job_told *told; /* or NULL */
	void *ctx;
};

struct belief {
	const struct actor *by;
	const char *text;
};

static int
note_belief(struct store_txn *t, void *ctx, struct err *e)
{
	const struct belief *b = ctx;
	const struct audit what = { "clock-believe", "", NULL, b->text };

	return audit_add(t, b->by, &what, e);
}

/* The jobs look at what is on record. */
static int
believe_clock(struct ra *ra, struct arena *a, const struct actor *by,
    const struct ra_job *states, struct leap *leap, struct err *e)
{
	struct belief b = { .by = by };

	if (leap_waits(leap)) {
		b.text = arena_printf(a,
		    "said that the clock is right, which leapt from %s to %s",
		    clock_rfc3339(a, leap->seen_ms),
		    clock_rfc3339(a, leap->since_ms));
		if (store_update(ra->store, STORE_DURABLE, note_belief, &b,
			e) == -1)
			return -1;
	}
	*leap = (struct leap){ .seen_ms = clock_ms() };
	return jobs_write(ra, a, states, leap, e);
}

/* Under the lease. */
static int
run_due(struct ra *ra, struct arena *a, const struct wanted *w, struct err *e)
{
	struct ra_job *states;
	struct leap leap;
	bool ran = false;

	if (jobs_read(ra, a, &states, &leap, e) == -1)
		return -1;
	if (w->believes != NULL &&
	    believe_clock(ra, a, w->believes, states, &leap, e) == -1)
		return -1;
	tell_leap(&leap, a);
	for (size_t i = 0; i < job_count; i++) {
		states[i].waits &= w->believes == NULL;
		if (!w->all && !is_due(&states[i], clock_ms()))
			continue;
		if (!states[i].waits)
			run_job(ra, &jobs[i], &states[i], w->all ? 0 : SLICE_US,
			    a);
		ran = true;
		if (w->told != NULL)
			w->told(&states[i], w->ctx);
	}
	return ran ? jobs_write(ra, a, states, &leap, e) : 0;
}

/* The lease is a lock on the state directory; the kernel ends it. */
static int
with_lease(struct ra *ra, const struct wanted *w, struct err *e)
{
	struct arena *a;
	int fd, rc;

	if (file_lock_dir(ra->dir, w->all, &fd, e) == -1)
		return -1;
	if (fd == -1)
		return 0;
	a = arena_new();
	rc = run_due(ra, a, w, e);
	arena_free(a);
	close(fd);
	return rc;
}

int
ra_maintain(struct ra *ra, const struct actor *believes, ra_job_told *told,
    void *ctx, struct err *e)
{
	const struct wanted w = { true, believes, told, ctx };

	return with_lease(ra, &w, e);
}

/* ---- The thread -------------------------------------------------------- */

/* What is due, without the lease: most ticks of most processes end here. */
static int
any_due(struct ra *ra, bool *due, struct err *e)
{
	struct arena *a = arena_new();
	int64_t now_ms = clock_ms();
	struct ra_job *states;
	struct leap leap;
	int rc = jobs_read(ra, a, &states, &leap, e);

	*due = false;
	for (size_t i = 0; rc == 0 && i < job_count; i++)
		*due |= is_due(&states[i], now_ms);
	arena_free(a);
	return rc;
}

/* While the store is away this would be said every five seconds. */
static void
tick(struct housekeeper *h)
{
	const struct wanted w = { .all = false };
	struct err e = { 0 };
	bool due;
	int rc;

	(void)ocsp_sign_ahead(h->ra, clock_ms(), clock_us() + AHEAD_US);
	rc = any_due(h->ra, &due, &e);
	if (rc == 0 && due)
		rc = with_lease(h->ra, &w, &e);
	if (rc == -1 && !h->complained)
		log_event(LOG_LEVEL_WARNING, "housekeeping-failed", "reason",
		    e.text, NULL);
	h->complained = rc == -1;
}

/* False when it is to stop. */
static bool
next_tick(struct housekeeper *h)
{
	struct timespec until;
	bool stop;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += TICK_S;
	pthread_mutex_lock(&h->mutex);
	while (!h->stop &&
	    pthread_cond_timedwait(&h->wake, &h->mutex, &until) == 0)
		continue;
	stop = h->stop;
	pthread_mutex_unlock(&h->mutex);
	return !stop;
}

static void *
keep(void *arg)
{
	struct housekeeper *h = arg;

	do
		tick(h);
	while (next_tick(h));
	return NULL;
}

static void
housekeeper_free(struct housekeeper *h)
{
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->mutex);
	free(h);
}

int
ra_housekeep(struct ra *ra, struct err *e)
{
	struct housekeeper *h = mem_alloc(sizeof(*h));
	pthread_condattr_t attr;
	sigset_t all, old;
	int rc;

	h->ra = ra;
	pthread_mutex_init(&h->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->wake, &attr);
	pthread_condattr_destroy(&attr);
	/* Signals are for the threads of the program. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&h->thread, NULL, keep, h);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc != 0) {
		housekeeper_free(h);
		return err_set(e, ERR_UNAVAILABLE,
		    "the thread of the housekeeping: %s", strerror(rc));
	}
	ra->housekeeper = h;
	return 0;
}

void
housekeeper_stop(struct housekeeper *h)
{
	if (h == NULL)
		return;
	pthread_mutex_lock(&h->mutex);
	h->stop = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->mutex);
	pthread_join(h->thread, NULL);
	housekeeper_free(h);
}
