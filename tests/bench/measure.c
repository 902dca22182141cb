/* SPDX-License-Identifier: BSD-2-Clause */
/* See measure.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/measure.h"

/* Requests whose latency is kept; of more, the first ones. */
#define KEPT_MOST (1 << 20)
#define LIMIT_TIMES 100 /* in each thread, before and after a round */
#define NS_PER_MS 1e6
#define US_PER_MS 1e3
#define US_PER_S 1e6

static int
compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value that so many hundredths are below. */
static double
percentile(double *at, size_t n, unsigned int hundredths)
{
	qsort(at, n, sizeof(*at), compare_double);
	return at[(n - 1) * hundredths / 100];
}

double
series_median(const struct series *s)
{
	struct series sorted = *s;

	if (s->n == 0)
		return 0;
	qsort(sorted.at, s->n, sizeof(sorted.at[0]), compare_double);
	return (sorted.at[(s->n - 1) / 2] + sorted.at[s->n / 2]) / 2;
}

double
series_least(const struct series *s)
{
	struct series sorted = *s;

	return s->n == 0 ? 0 : percentile(sorted.at, s->n, 0);
}

double
series_most(const struct series *s)
{
	struct series sorted = *s;

	return s->n == 0 ? 0 : percentile(sorted.at, s->n, 100);
}

static void
add(struct result *r, enum figure f, double value)
{
	struct series *s = &r->figures[f];

	if (s->n < ROUNDS_MOST)
		s->at[s->n++] = value;
}

/* ---- What a stretch of time costs -------------------------------------- */

struct books {
	int64_t us;
	int64_t ours;
	int64_t web;
};

static int
read_books(const struct target *t, struct books *b, struct err *e)
{
	b->us = clock_us();
	if (usage_cpu(&t->ours, &b->ours, e) == -1)
		return -1;
	return usage_cpu(&t->web, &b->web, e);
}

/* ms: the latencies, which are sorted by this. */
static void
enter(struct result *out, const struct books *from, const struct books *to,
    double *ms, size_t kept, size_t n)
{
	add(out, FIGURE_RATE,
	    (double)n * US_PER_S / (double)(to->us - from->us));
	add(out, FIGURE_P50, percentile(ms, kept, 50));
	add(out, FIGURE_P99, percentile(ms, kept, 99));
	add(out, FIGURE_CPU,
	    (double)(to->ours - from->ours) / NS_PER_MS / (double)n);
	add(out, FIGURE_WEB,
	    (double)(to->web - from->web) / NS_PER_MS / (double)n);
}

/* ---- Enrolments -------------------------------------------------------- */

struct enrolments {
	struct device *at;
	unsigned int n;
	unsigned int sent;
	struct arena *a;
};

static bool
next_device(void *ctx, unsigned int *number, struct span *out)
{
	struct enrolments *r = ctx;

	if (r->sent == r->n)
		return false;
	*number = r->sent++;
	*out = r->at[*number].post;
	return true;
}

static void
take_answer(void *ctx, unsigned int number, const struct http_answer *answer)
{
	struct enrolments *r = ctx;
	struct device *d = &r->at[number];

	d->status = answer->status;
	d->answer = arena_span(r->a, answer->body);
	d->us = answer->us;
}

static void
verify_all(const struct target *t, const struct enrolments *r,
    struct result *out)
{
	struct arena *a = arena_new();
	struct err e = { 0 };

	for (unsigned int i = 0; i < r->n; i++) {
		if (device_verify(&r->at[i], &t->ca, a, &e) == -1 &&
		    out->failed++ == 0)
			out->why = e;
		arena_reset(a);
	}
	arena_free(a);
}

static void
enter_enrolments(struct result *out, const struct enrolments *r,
    const struct books *from, const struct books *to, int64_t limit_ns)
{
	double *ms = mem_array(r->n, sizeof(*ms));
	double limit = (double)limit_ns / NS_PER_MS;
	unsigned int last;

	for (unsigned int i = 0; i < r->n; i++)
		ms[i] = (double)r->at[i].us / US_PER_MS;
	enter(out, from, to, ms, r->n, r->n);
	free(ms);
	last = out->figures[FIGURE_CPU].n - 1;
	add(out, FIGURE_LIMIT, limit);
	add(out, FIGURE_RATIO, limit / out->figures[FIGURE_CPU].at[last]);
}

/* The limit, the enrolments, the limit. */
static int
run_enrolments(const struct target *t, struct enrolments *r,
    unsigned int connections, struct result *out, struct err *e)
{
	const struct http_work w = { next_device, take_answer, r };
	unsigned int cores, threads;
	int64_t before = 0, after = 0;
	struct books from, to;

	if (usage_join_cores(&t->ours, &cores, e) == -1)
		return err_prefix(e, "%s", t->name);
	threads = connections < cores ? connections : cores;
	if (limit_measure(t->limit, threads, LIMIT_TIMES, &before, e) == -1 ||
	    read_books(t, &from, e) == -1 ||
	    http_load(&t->ca.server, connections, &w, e) == -1 ||
	    read_books(t, &to, e) == -1 ||
	    limit_measure(t->limit, threads, LIMIT_TIMES, &after, e) == -1)
		return err_prefix(e, "%s", t->name);
	verify_all(t, r, out);
	enter_enrolments(out, r, &from, &to, (before + after) / 2);
	return 0;
}

int
measure_enrolments(const struct target *t, struct devices *d,
    unsigned int connections, unsigned int n, struct result *out, struct err *e)
{
	struct enrolments r = { .n = n, .a = arena_new() };
	int rc;

	rc = devices_make(d, &t->ca, n, r.a, &r.at, e);
	if (rc == 0)
		rc = run_enrolments(t, &r, connections, out, e);
	arena_free(r.a);
	return rc;
}

/* ---- GETs -------------------------------------------------------------- */

struct gets {
	struct span request;
	unsigned int want;
	unsigned int have; /* another status that came; 0: none */
	int64_t end_us;
	double *ms;
	size_t n;
};

static bool
next_get(void *ctx, unsigned int *number, struct span *out)
{
	struct gets *g = ctx;

	*number = 0;
	*out = g->request;
	return g->have == 0 && clock_us() < g->end_us;
}

static void
take_get(void *ctx, unsigned int number, const struct http_answer *answer)
{
	struct gets *g = ctx;

	(void)number;
	if (answer->status != g->want)
		g->have = answer->status;
	if (g->n < KEPT_MOST)
		g->ms[g->n] = (double)answer->us / US_PER_MS;
	g->n++;
}

int
measure_gets(const struct target *t, struct span request, unsigned int status,
    unsigned int connections, unsigned int seconds, struct result *out,
    struct err *e)
{
	struct gets g = { .request = request, .want = status };
	const struct http_work w = { next_get, take_get, &g };
	struct books from, to;
	unsigned int cores;
	int rc = -1;

	g.ms = mem_array(KEPT_MOST, sizeof(*g.ms));
	g.end_us = clock_us() + (int64_t)seconds * 1000000;
	if (usage_join_cores(&t->ours, &cores, e) == -1 ||
	    read_books(t, &from, e) == -1 ||
	    http_load(&t->ca.server, connections, &w, e) == -1 ||
	    read_books(t, &to, e) == -1)
		(void)err_prefix(e, "%s", t->name);
	else if (g.have != 0)
		(void)err_set(e, ERR_DENIED,
		    "%s: GET: status: want %u, have %u", t->name, status,
		    g.have);
	else {
		enter(out, &from, &to, g.ms, g.n < KEPT_MOST ? g.n : KEPT_MOST,
		    g.n);
		rc = 0;
	}
	free(g.ms);
	return rc;
}
