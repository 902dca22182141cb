/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Power cuts while commands of the tool run that make or mend a state
 * directory, or a copy of one.  What a command does to the files is recorded
 * (trace.h) and they are made as they may be after a power cut at random
 * moments of it (image.h).  Then what is there is whole, or what the tool says
 * of it, followed to the letter, makes it so; and once the command had said
 * that it was done, all of it is there.
 *
 *	commands [-i images] [-s seed] [-o command]
 */
#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "commands.h"
#include "image.h"
#include "ra/backup.h"
#include "ra/export.h"
#include "trace.h"

static void
empty_root(struct commands *x)
{
	remove_all(x, x->root);
	must(mkdir(x->root, 0700), x, x->root);
}

static bool
is_step(const struct trace_log *log, size_t row)
{
	struct trace_row r;

	(void)trace_log_row(log, row, &r);
	return r.kind != TRACE_WRITE && r.kind != TRACE_SIZE;
}

/*
 * The first is the whole run, with nothing but what was synced.  Of the others
 * some are at any row, most behind one that is no write: there the order of
 * steps is put to the test.  These are spread over the run, so that a cut is
 * behind each of them where there are images enough.
 */
static size_t
pick_cut(const struct commands *x, const struct trace_log *log, unsigned int n,
    unsigned int *seed)
{
	size_t steps = 0, k;

	if (n == 0)
		return log->n;
	if (n % 4 == 0)
		return trace_log_cut(log, seed);
	for (size_t row = log->first; row < log->n; row++)
		steps += is_step(log, row);
	if (steps == 0)
		return log->n;
	k = ((size_t)n * steps / x->images + x->seed) % steps;
	for (size_t row = log->first; row < log->n; row++)
		if (is_step(log, row) && k-- == 0)
			return row + 1;
	return log->n;
}

static bool
was_answered(const struct trace_log *log, size_t cut)
{
	struct trace_row r;

	for (size_t i = 0; i < cut; i++) {
		(void)trace_log_row(log, i, &r);
		if (r.kind == TRACE_ANSWER)
			return true;
	}
	return false;
}

/* With few changes, of names mostly, each should be missing in some image. */
static const enum image_way ways[] = { IMAGE_LOST, IMAGE_KEPT, IMAGE_WRITES,
	IMAGE_WRITES, IMAGE_SECTORS, IMAGE_ORDERED, IMAGE_BUT_ONE,
	IMAGE_BUT_ONE, IMAGE_BUT_ONE, IMAGE_ONE };

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void
try_image(struct commands *x, const struct scenario *c,
    const struct trace_log *log, unsigned int n)
{
	unsigned int seed = x->seed * 1000 + n;
	size_t cut = pick_cut(x, log, n, &seed);
	enum image_way way = n == 0 ? IMAGE_LOST :
				      ways[(size_t)rand_r(&seed) % WAYS];
	const char *wrong;
	struct err e;

	x->answered = was_answered(log, cut);
	empty_root(x);
	x->said[0] = '\0';
	if (image_make(log, cut, way, seed, x->root, &e) == -1)
		wrong = e.text;
	else
		wrong = c->look(x);
	if (wrong == NULL)
		return;
	x->failures++;
	printf("# %s: image %u, way %u, cut at row %zu of %zu: %s; the last "
	       "said: %s\n",
	    c->name, n, (unsigned int)way, cut, log->n, wrong, x->said);
}

static bool
try_command(struct commands *x, const struct scenario *c)
{
	unsigned int failures = x->failures;
	struct trace_log log;
	int rc;

	empty_root(x);
	c->prepare(x);
	trace_begin(x->root, x->trace);
	if ((rc = c->command(x)) == 0)
		trace_answer("", 0);
	trace_end();
	must(rc, x, c->name);
	trace_log_open(&log, x->trace);
	printf("# %s: rows %zu to %zu\n", c->name, log.first, log.n);
	for (unsigned int i = 0; i < x->images; i++)
		try_image(x, c, &log, i);
	trace_log_close(&log);
	return x->failures == failures;
}

static void
enroll_half(struct commands *x, unsigned int from)
{
	struct key *key = site_key();
	struct enrollment en;
	const char *name;

	for (unsigned int i = from; i < from + HALF; i++) {
		name = arena_printf(x->s->a, "device %u", i);
		en = site_request(x->s, key, name, name);
		x->orders[i] = site_enroll(x->s, "routers", &en).order;
	}
	key_free(key);
}

static void
set_up(struct commands *x)
{
	const char *srcdir = getenv("top_srcdir");
	struct site *s = x->s = site_new();
	struct ra_backup b = { .dir = NULL };
	struct ra_export export = { .path = NULL };
	struct err e = { 0 };

	x->root = mem_printf("%s/root", s->place);
	x->state = mem_printf("%s/state", x->root);
	x->copies = mem_printf("%s/copies", x->root);
	x->made = mem_strdup(s->state);
	x->backup = mem_printf("%s/copies", s->place);
	x->export = mem_printf("%s/export", s->place);
	x->trace = mem_printf("%s/trace", s->place);
	x->said_path = mem_printf("%s/said", s->place);
	x->stores = mem_printf("%s/tests/data/stores/schema-1.tar.gz",
	    srcdir == NULL ? "." : srcdir);
	site_add(s, site_draft(s, "Routers"), NULL);
	enroll_half(x, 0);
	b.dir = x->backup;
	if (ra_backup(s->ra, &b, &e) == -1)
		must(-1, x, e.text);
	enroll_half(x, HALF);
	export.path = x->export;
	if (ra_export(s->ra, &export, &e) == -1)
		must(-1, x, e.text);
	arena_reset(s->borrowed);
	ra_close(s->ra);
	s->ra = NULL;
}

static void
clean_up(struct commands *x)
{
	site_free(x->s);
	free(x->root);
	free(x->state);
	free(x->copies);
	free(x->made);
	free(x->backup);
	free(x->export);
	free(x->trace);
	free(x->said_path);
	free(x->stores);
}

static int
read_options(struct commands *x, int argc, char **argv)
{
	struct err e;
	int64_t n;
	int c;

	while ((c = getopt(argc, argv, "i:o:s:")) != -1) {
		if (c == 'o') {
			x->only = optarg;
			continue;
		}
		if (c == '?' || text_to_int(optarg, 0, 1000000, &n, &e) == -1) {
			fprintf(stderr,
			    "usage: commands [-i images] [-s seed] "
			    "[-o command]\n");
			return -1;
		}
		*(c == 'i' ? &x->images : &x->seed) = (unsigned int)n;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct commands x = { .images = 4,
		.seed = (unsigned int)clock_us() % 1000000 };
	unsigned int done = 0;

	if (read_options(&x, argc, argv) == -1)
		return 1;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	log_init("commands", LOG_LEVEL_WARNING);
	set_up(&x);
	printf("# seed %u, %u images of each\n", x.seed, x.images);
	for (size_t i = 0; i < scenario_count; i++) {
		if (x.only != NULL && strcmp(x.only, scenarios[i].name) != 0)
			continue;
		printf("%sok %u - a power cut during %s\n",
		    try_command(&x, &scenarios[i]) ? "" : "not ", ++done,
		    scenarios[i].name);
	}
	printf("1..%u\n", done);
	clean_up(&x);
	return x.failures == 0 ? 0 : 1;
}
