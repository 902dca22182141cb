/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The load generator of 'make bench': see doc/performance.md.
 *
 *	load [option...] -c connections... {name url pids web-pids}...
 *
 * Each round asks every server in turn, with another one first each time, so
 * that what else the machine does meets all of them alike.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "bench/measure.h"
#include "pki/algorithm.h"

#define TARGETS_MOST 8
#define LOADS_MOST 8
#define WORDS_A_TARGET 4
#define WARM_UP 100 /* enrolments that are not counted */
#define GET_CONNECTIONS 8

/* What devices ask before they enrol. */
enum get { GET_CAPS, GET_CERT, GET_CERT_KNOWN, GET__COUNT };

static const struct {
	const char *name;
	const char *query;
	bool known; /* If-None-Match names what it got before */
} gets[GET__COUNT] = {
	[GET_CAPS] = { "GetCACaps", "operation=GetCACaps", false },
	[GET_CERT] = { "GetCACert", "operation=GetCACert", false },
	[GET_CERT_KNOWN] = { "GetCACert, 304", "operation=GetCACert", true },
};

struct options {
	unsigned int rounds;
	unsigned int enrolments; /* a round */
	unsigned int loads[LOADS_MOST]; /* connections */
	unsigned int load_count;
	unsigned int seconds; /* of GETs, a round; 0: none */
	unsigned int keys;
	struct secret *challenge;
};

struct bench {
	struct options options;
	struct arena *a;
	struct devices *devices;
	struct target targets[TARGETS_MOST];
	unsigned int target_count;
	struct result enrolled[TARGETS_MOST][LOADS_MOST];
	struct result got[TARGETS_MOST][GET__COUNT];
	bool has_get[TARGETS_MOST][GET__COUNT];
};

/* ---- Rounds ------------------------------------------------------------ */

static int
round_of_enrolments(struct bench *b, unsigned int round, struct err *e)
{
	const struct options *o = &b->options;
	unsigned int t;

	for (unsigned int l = 0; l < o->load_count; l++)
		for (unsigned int i = 0; i < b->target_count; i++) {
			t = (i + round) % b->target_count;
			if (measure_enrolments(&b->targets[t], b->devices,
				o->loads[l], o->enrolments, &b->enrolled[t][l],
				e) == -1)
				return -1;
		}
	return 0;
}

/* Ask once: what the answer is known by, for If-None-Match. */
static int
prepare_get(struct bench *b, unsigned int t, enum get g, struct span *request,
    struct err *e)
{
	const struct http_server *s = &b->targets[t].ca.server;
	struct http_answer answer;
	const char *tag;

	*request = http_get(s, gets[g].query, "", b->a);
	b->has_get[t][g] = true;
	if (!gets[g].known)
		return 0;
	if (http_ask(s, *request, b->a, &answer, e) == -1)
		return -1;
	tag = http_header(answer.head, "ETag", b->a);
	b->has_get[t][g] = tag != NULL;
	if (tag != NULL)
		*request = http_get(s, gets[g].query,
		    arena_printf(b->a, "If-None-Match: %s\r\n", tag), b->a);
	return 0;
}

static int
round_of_gets(struct bench *b, unsigned int round, struct err *e)
{
	struct span request;
	unsigned int t;

	for (int g = 0; g < GET__COUNT; g++)
		for (unsigned int i = 0; i < b->target_count; i++) {
			t = (i + round) % b->target_count;
			if (prepare_get(b, t, (enum get)g, &request, e) == -1)
				return -1;
			if (b->has_get[t][g] &&
			    measure_gets(&b->targets[t], request,
				gets[g].known ? 304 : 200, GET_CONNECTIONS,
				b->options.seconds, &b->got[t][g], e) == -1)
				return -1;
		}
	return 0;
}

static int
run(struct bench *b, struct err *e)
{
	const struct options *o = &b->options;
	struct result unused = { 0 };
	unsigned int i;

	for (i = 0; i < b->target_count; i++)
		if (measure_enrolments(&b->targets[i], b->devices, 8, WARM_UP,
			&unused, e) == -1)
			return -1;
	for (i = 0; i < o->rounds; i++) {
		(void)fprintf(stderr, "round %u of %u\n", i + 1, o->rounds);
		if (round_of_enrolments(b, i, e) == -1 ||
		    (o->seconds > 0 && round_of_gets(b, i, e) == -1))
			return -1;
	}
	return 0;
}

/* ---- The tables -------------------------------------------------------- */

static double
median(const struct result *r, enum figure f)
{
	return series_median(&r->figures[f]);
}

static void
print_enrolments(const struct bench *b)
{
	const struct options *o = &b->options;
	const struct series *ratio;
	const struct result *r;

	printf("%-22s %5s %7s %7s %7s %7s %7s %7s %6s %s\n", "enrolments",
	    "conns", "per s", "p50 ms", "p99 ms", "CPU ms", "web ms", "limit",
	    "ratio", "(least - most)");
	for (unsigned int t = 0; t < b->target_count; t++)
		for (unsigned int l = 0; l < o->load_count; l++) {
			r = &b->enrolled[t][l];
			ratio = &r->figures[FIGURE_RATIO];
			printf("%-22s %5u %7.0f %7.2f %7.2f %7.3f %7.3f %7.3f "
			       "%6.3f (%.3f - %.3f)\n",
			    b->targets[t].name, o->loads[l],
			    median(r, FIGURE_RATE), median(r, FIGURE_P50),
			    median(r, FIGURE_P99), median(r, FIGURE_CPU),
			    median(r, FIGURE_WEB), median(r, FIGURE_LIMIT),
			    series_median(ratio), series_least(ratio),
			    series_most(ratio));
		}
}

static void
print_gets(const struct bench *b)
{
	const struct result *r;

	printf("\n%-22s %-15s %7s %7s %7s %7s %7s\n", "before it", "", "per s",
	    "p50 ms", "p99 ms", "CPU us", "web us");
	for (unsigned int t = 0; t < b->target_count; t++)
		for (int g = 0; g < GET__COUNT; g++) {
			r = &b->got[t][g];
			if (!b->has_get[t][g]) {
				printf("%-22s %-15s no ETag\n",
				    b->targets[t].name, gets[g].name);
				continue;
			}
			printf("%-22s %-15s %7.0f %7.2f %7.2f %7.1f %7.1f\n",
			    b->targets[t].name, gets[g].name,
			    median(r, FIGURE_RATE), median(r, FIGURE_P50),
			    median(r, FIGURE_P99), median(r, FIGURE_CPU) * 1e3,
			    median(r, FIGURE_WEB) * 1e3);
		}
}

static void
print_failed(const struct bench *b)
{
	const struct options *o = &b->options;
	const struct result *r;

	for (unsigned int t = 0; t < b->target_count; t++)
		for (unsigned int l = 0; l < o->load_count; l++) {
			r = &b->enrolled[t][l];
			if (r->failed > 0)
				printf("\n%s, %u connections: %u of %u failed: "
				       "%s\n",
				    b->targets[t].name, o->loads[l], r->failed,
				    o->rounds * o->enrolments, r->why.text);
		}
}

static void
print_all(const struct bench *b, const int64_t *memory)
{
	const struct options *o = &b->options;

	printf("medians of %u rounds of %u enrolments\n\n", o->rounds,
	    o->enrolments);
	print_enrolments(b);
	if (o->seconds > 0)
		print_gets(b);
	print_failed(b);
	printf("\n%-22s %9s %9s\n", "resident MB", "before", "after");
	for (unsigned int t = 0; t < b->target_count; t++)
		printf("%-22s %9.1f %9.1f\n", b->targets[t].name,
		    (double)memory[t] / 1024,
		    (double)usage_memory(&b->targets[t].ours) / 1024);
}

/* ---- Life -------------------------------------------------------------- */

static int
number(const char *text, unsigned int least, unsigned int most,
    unsigned int *out, struct err *e)
{
	int64_t n;

	if (text_to_int(text, least, most, &n, e) == -1)
		return err_prefix(e, "%s", text);
	*out = (unsigned int)n;
	return 0;
}

static int
read_load(struct options *o, const char *text, struct err *e)
{
	if (o->load_count == LOADS_MOST)
		return err_set(e, ERR_MALFORMED, "-c: more than %d of them",
		    LOADS_MOST);
	return number(text, 1, 256, &o->loads[o->load_count++], e);
}

static int
read_options(struct bench *b, int argc, char **argv, struct err *e)
{
	struct options *o = &b->options;
	int c, rc = 0;

	while (rc == 0 && (c = getopt(argc, argv, "c:k:n:p:r:s:")) != -1) {
		if (c == 'c')
			rc = read_load(o, optarg, e);
		else if (c == 'k')
			rc = number(optarg, 1, 1000, &o->keys, e);
		else if (c == 'n')
			rc = number(optarg, 1, 100000, &o->enrolments, e);
		else if (c == 'p')
			o->challenge = secret_new(span_of_str(optarg));
		else if (c == 'r')
			rc = number(optarg, 1, ROUNDS_MOST, &o->rounds, e);
		else if (c == 's')
			rc = number(optarg, 0, 3600, &o->seconds, e);
		else
			rc = err_set(e, ERR_MALFORMED,
			    "usage: load [-k keys] "
			    "[-n enrolments] [-p challenge] [-r rounds] "
			    "[-s seconds] -c connections... "
			    "{name url pids web-pids}...");
	}
	return rc;
}

static int
open_target(struct bench *b, char **words, struct err *e)
{
	struct target *t = &b->targets[b->target_count];
	struct devices_ca *ca = &t->ca;

	if (b->target_count == TARGETS_MOST)
		return err_set(e, ERR_MALFORMED, "more than %d servers",
		    TARGETS_MOST);
	b->target_count++;
	t->name = words[0];
	if (usage_parse(words[2], &t->ours, e) == -1 ||
	    usage_parse(words[3], &t->web, e) == -1 ||
	    devices_ask_ca(words[1], b->options.challenge, b->a, ca, e) == -1)
		return -1;
	return limit_new(key_type_of(ca->encrypt), key_type_of(ca->sign),
	    key_type_of(ca->issuer), &t->limit, e);
}

static int
bench(struct bench *b, int argc, char **argv, struct err *e)
{
	int64_t memory[TARGETS_MOST];
	int i;

	if (read_options(b, argc, argv, e) == -1)
		return -1;
	if (optind == argc || (argc - optind) % WORDS_A_TARGET != 0)
		return err_set(e, ERR_MALFORMED,
		    "want name, url, pids and web-pids of each server");
	for (i = optind; i < argc; i += WORDS_A_TARGET)
		if (open_target(b, argv + i, e) == -1)
			return -1;
	for (i = 0; i < (int)b->target_count; i++)
		memory[i] = usage_memory(&b->targets[i].ours);
	/* With which micromdm's server seals its answers. */
	if (cipher_enable_obsolete(e) == -1 ||
	    devices_new(b->options.keys, &b->devices, e) == -1 ||
	    run(b, e) == -1)
		return -1;
	print_all(b, memory);
	for (i = 0; i < (int)b->options.load_count; i++)
		if (b->enrolled[0][i].failed > 0)
			return err_set(e, ERR_DENIED, "%s failed some",
			    b->targets[0].name);
	return 0;
}

int
main(int argc, char **argv)
{
	struct bench *b = mem_alloc(sizeof(*b));
	struct err e = { 0 };
	int rc;

	(void)signal(SIGPIPE, SIG_IGN);
	b->a = arena_new();
	b->options = (struct options){ .rounds = 5,
		.enrolments = 300,
		.seconds = 1,
		.keys = 16 };
	if ((rc = bench(b, argc, argv, &e)) == -1)
		(void)fprintf(stderr, "load: %s\n", e.text);
	for (unsigned int i = 0; i < b->target_count; i++) {
		devices_forget_ca(&b->targets[i].ca);
		limit_free(b->targets[i].limit);
	}
	devices_free(b->devices);
	secret_free(b->options.challenge);
	arena_free(b->a);
	free(b);
	return rc == 0 ? 0 : 1;
}
