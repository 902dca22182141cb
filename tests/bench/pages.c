/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pages cost on two servers, in turn: for 'make bench-scale'.
 *
 *	pages [-n requests] [-r rounds] -j cookie,cookie pids pids
 *	    {name url url}...
 *
 * A row for each name: CPU of the processes of the first server for the first
 * URL, of the second for the second, medians of the rounds.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "bench/measure.h"

#define NS_PER_MS 1e6
#define SERVERS 2
#define WORDS_A_ROW 3

struct options {
	unsigned int requests, rounds;
	const char *cookies[SERVERS];
	struct usage_pids pids[SERVERS];
};

struct asked {
	struct span request;
	unsigned int left;
	unsigned int wrong; /* a status that is not 200; 0: none */
};

static bool
next_request(void *ctx, unsigned int *number, struct span *out)
{
	struct asked *q = ctx;

	*number = 0;
	*out = q->request;
	return q->wrong == 0 && q->left-- > 0;
}

static void
take_answer(void *ctx, unsigned int number, const struct http_answer *answer)
{
	struct asked *q = ctx;

	(void)number;
	if (answer->status != 200)
		q->wrong = answer->status;
}

/* One value more in *out: ms of CPU for a request. */
static int
measure(const struct options *o, int server, const char *url, struct arena *a,
    struct series *out, struct err *e)
{
	struct asked q = { .left = o->requests };
	const struct http_work w = { next_request, take_answer, &q };
	char *path = arena_strdup(a, url), *query = strchr(path, '?');
	struct http_server s;
	int64_t before, after;

	if (query != NULL)
		*query++ = '\0';
	if (http_server_parse(path, a, &s, e) == -1)
		return -1;
	q.request = http_get(&s, query == NULL ? "" : query,
	    arena_printf(a, "Cookie: %s\r\n", o->cookies[server]), a);
	if (usage_cpu(&o->pids[server], &before, e) == -1 ||
	    http_load(&s, 1, &w, e) == -1 ||
	    usage_cpu(&o->pids[server], &after, e) == -1)
		return err_prefix(e, "%s", url);
	if (q.wrong != 0)
		return err_set(e, ERR_DENIED, "%s: status %u", url, q.wrong);
	out->at[out->n++] = (double)(after - before) / NS_PER_MS / o->requests;
	return 0;
}

/* words: a name and its two URLs. */
static int
measure_row(const struct options *o, char **words, struct arena *a,
    struct err *e)
{
	struct series have[SERVERS] = { 0 };
	double first, second;

	for (unsigned int i = 0; i < o->rounds; i++)
		for (int s = 0; s < SERVERS; s++)
			if (measure(o, s, words[1 + s], a, &have[s], e) == -1)
				return -1;
	first = series_median(&have[0]);
	second = series_median(&have[1]);
	printf("%-32s %9.3f %9.3f %7.2f\n", words[0], first, second,
	    second / first);
	(void)fflush(stdout);
	return 0;
}

static int
number(const char *text, unsigned int most, unsigned int *out, struct err *e)
{
	int64_t n;

	if (text_to_int(text, 1, most, &n, e) == -1)
		return err_prefix(e, "%s", text);
	*out = (unsigned int)n;
	return 0;
}

static int
take_cookies(struct options *o, char *both, struct err *e)
{
	char *second = strchr(both, ',');

	if (second == NULL)
		return err_set(e, ERR_MALFORMED, "-j: want two cookies");
	*second++ = '\0';
	o->cookies[0] = both;
	o->cookies[1] = second;
	return 0;
}

static int
pages(int argc, char **argv, struct arena *a, struct err *e)
{
	struct options o = { .requests = 100, .rounds = 7 };
	int c, rc = 0;

	while (rc == 0 && (c = getopt(argc, argv, "j:n:r:")) != -1) {
		if (c == 'j')
			rc = take_cookies(&o, optarg, e);
		else if (c == 'n')
			rc = number(optarg, 100000, &o.requests, e);
		else if (c == 'r')
			rc = number(optarg, ROUNDS_MOST, &o.rounds, e);
		else
			rc = err_set(e, ERR_MALFORMED, "no such option");
	}
	if (rc == -1)
		return -1;
	argv += optind;
	argc -= optind;
	if (o.cookies[0] == NULL || argc < SERVERS ||
	    (argc - SERVERS) % WORDS_A_ROW != 0)
		return err_set(e, ERR_MALFORMED,
		    "want cookies, two lists of processes, and of each page "
		    "its name and two URLs");
	for (int s = 0; s < SERVERS; s++)
		if (usage_parse(argv[s], &o.pids[s], e) == -1)
			return -1;
	for (int i = SERVERS; i < argc; i += WORDS_A_ROW)
		if (measure_row(&o, argv + i, a, e) == -1)
			return -1;
	return 0;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	int rc;

	(void)signal(SIGPIPE, SIG_IGN);
	if ((rc = pages(argc, argv, a, &e)) == -1)
		(void)fprintf(stderr, "pages: %s\n", e.text);
	arena_free(a);
	return rc == 0 ? 0 : 1;
}
