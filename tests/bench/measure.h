/* SPDX-License-Identifier: BSD-2-Clause */
/* Servers under load, measured in rounds that are interleaved in time. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "bench/devices.h"
#include "bench/limit.h"
#include "bench/usage.h"

/* The figures of a round. */
enum figure {
	FIGURE_RATE,		/* a second */
	FIGURE_P50,		/* ms */
	FIGURE_P99,		/* ms */
	FIGURE_CPU,		/* ms each, of the server's own processes */
	FIGURE_WEB,		/* ms each, of the web server */
	FIGURE_LIMIT,		/* ms: three private key operations */
	FIGURE_RATIO,		/* limit / CPU */
	FIGURE__COUNT
};

#define ROUNDS_MOST 100

/* A figure of all rounds. */
struct series {
	double		 at[ROUNDS_MOST];
	unsigned int	 n;
};

double	 series_median(const struct series *s);
double	 series_least(const struct series *s);
double	 series_most(const struct series *s);

struct result {
	struct series	 figures[FIGURE__COUNT];
	unsigned int	 failed;	/* enrolments, of all rounds */
	struct err	 why;		/* of the first of them */
};

/* A server that is measured. */
struct target {
	const char		*name;
	struct devices_ca	 ca;
	struct usage_pids	 ours;
	struct usage_pids	 web;
	struct limit		*limit;
};

/*
 * n enrolments over so many connections, with the limit before and after, in
 * as many threads as can be at work.  Every answer is verified, and those
 * that are no certificate are counted: micromdm's server fails some when it
 * is asked many at once.  One more value in each series of `out`.
 */
int	 measure_enrolments(const struct target *t, struct devices *d,
	    unsigned int connections, unsigned int n, struct result *out,
	    struct err *e) must_check;

/*
 * The same GET for some seconds: rate, latency and CPU.  Each answer has to
 * have this status.
 */
int	 measure_gets(const struct target *t, struct span request,
	    unsigned int status, unsigned int connections,
	    unsigned int seconds, struct result *out, struct err *e)
	    must_check;

#endif
