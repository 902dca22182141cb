/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Power cuts.  Some processes enrol devices, approve, renew, revoke and back
 * up, and die at any write; in the second half of it their syncs fail now and
 * then, too.  What they do to the store's files is recorded (trace.h).  Then
 * the files are made as they may be after a power cut at random moments
 * (image.h), and each such store opens by itself, holds all that had been
 * answered, agrees with itself, and goes on.
 *
 *	power [-i images] [-n orders] [-s seed]
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "image.h"
#include "ra/backup.h"
#include "ra/order.h"
#include "ra/state.h"
#include "ra/verify.h"
#include "trace.h"
#include "unit/ra/site.h"

#define WORKERS 3
#define BACKUP_EVERY 200 /* orders of a worker */
#define SYNCS_FAIL 60 /* one of so many */
#define PAUSE_US 20000 /* where the disk refuses */

enum { ISSUED, KEPT, APPROVED, REJECTED };

/* What a device or a person was told of an order; a certificate may follow. */
struct answer {
	struct uuid order;
	uint8_t kind;
};

struct power {
	unsigned int images, orders, seed;
	struct site *s;
	atomic_uint *done; /* orders of all workers */
	atomic_uint *refused; /* what the disk did not take of them */
	unsigned int born; /* workers */
	char *state, *store, *trace;
	unsigned int failures;
	unsigned int answers; /* that images held, in all */
};

/* ---- What is recorded -------------------------------------------------- */

struct worker {
	struct site *s;
	struct key *key;
	unsigned int n;
	unsigned int i;
	bool disk_fails; /* now and then */
	atomic_uint *refused; /* by it, of all workers */
};

static void
fail(const char *what, const struct err *e)
{
	fprintf(stderr, "# %s: %s\n", what, e->text);
	_exit(2);
}

/* Whether it was done; the disk may refuse, and then nothing was answered. */
static bool
done(const struct worker *w, int rc, const char *what, const struct err *e)
{
	if (rc == 0)
		return true;
	if (!w->disk_fails || e->kind != ERR_UNAVAILABLE)
		fail(what, e);
	(*w->refused)++;
	usleep(PAUSE_US);
	return false;
}

static void
tell(const struct uuid *order, uint8_t kind, struct span certificate)
{
	struct answer a = { *order, kind };
	uint8_t *whole = mem_alloc(sizeof(a) + certificate.len);

	memcpy(whole, &a, sizeof(a));
	if (certificate.len > 0)
		memcpy(whole + sizeof(a), certificate.at, certificate.len);
	trace_answer(whole, sizeof(a) + certificate.len);
	free(whole);
}

static bool
answer(const struct worker *w, const struct outcome *o)
{
	struct err e;

	if (!done(w, ra_settle(w->s->ra, o, &e), "settle", &e))
		return false;
	if (o->kind == OUTCOME_ISSUED)
		tell(&o->order, ISSUED, o->certificate);
	else
		tell(&o->order, KEPT, span_of(NULL, 0));
	return true;
}

static int
ask(struct worker *w, const char *slug, const struct enrollment *en,
    struct outcome *o, struct err *e)
{
	const struct ra_profile *p;

	if (ra_profile_find(w->s->ra, slug, w->s->borrowed, &p, e) == -1)
		return -1;
	return ra_enroll(w->s->ra, p, en, w->s->a, o, e);
}

static int
try_enroll(struct worker *w, const char *slug, bool knows, struct outcome *o,
    struct err *e)
{
	const char *name = arena_printf(w->s->a, "%u-%u-%s", w->n, w->i, slug);
	struct enrollment en = site_request(w->s, w->key, name, name);

	if (!knows)
		en.challenge = span_of_str("wrong");
	return ask(w, slug, &en, o, e);
}

static bool
enroll(struct worker *w, const char *slug, bool knows, struct outcome *o)
{
	struct err e;

	return done(w, try_enroll(w, slug, knows, o, &e), "enroll", &e) &&
	    answer(w, o);
}

/* The certificate before is revoked with it. */
static void
renew(struct worker *w, const struct outcome *last)
{
	const char *name = arena_printf(w->s->a, "%u-%u-renewal", w->n, w->i);
	struct enrollment en = site_request(w->s, w->key, name, name);
	struct outcome o;
	struct cert old;
	struct err e;

	if (cert_parse(last->certificate, &old, &e) == -1)
		fail("certificate", &e);
	en.subject = old.subject;
	en.message_type = 17;
	en.renewal = true;
	en.signer = &old;
	en.signer_spki = old.spki;
	if (done(w, ask(w, "routers", &en, &o, &e), "renew", &e))
		(void)answer(w, &o);
}

static void
decide(struct worker *w)
{
	bool good = w->i % 2 == 0;
	struct outcome o;
	struct err e;
	int rc;

	if (!enroll(w, "phones", true, &o))
		return;
	if (good)
		rc = ra_order_approve(w->s->ra, &w->s->by, &o.order, &e);
	else
		rc = ra_order_reject(w->s->ra, &w->s->by, &o.order, "no", &e);
	if (done(w, rc, "decide", &e))
		tell(&o.order, good ? APPROVED : REJECTED, span_of(NULL, 0));
}

static void
back_up(struct worker *w)
{
	struct ra_backup b = {
		.dir = arena_printf(w->s->a, "%s/backup", w->s->place),
	};
	struct err e;

	/* One at a time; another process may be at it. */
	if (ra_backup(w->s->ra, &b, &e) == -1 &&
	    strstr(e.text, "wait for it") == NULL)
		(void)done(w, -1, "backup", &e);
}

static void
work_once(struct worker *w)
{
	struct outcome last, other;

	if (!enroll(w, "routers", true, &last))
		return;
	if (w->i % 4 == 1)
		(void)enroll(w, "routers", false, &other);
	if (w->i % 5 == 2)
		decide(w);
	if (w->i % 3 == 0)
		renew(w, &last);
	if (w->i % BACKUP_EVERY == 20)
		back_up(w);
}

/* From half of it on. */
static void
let_disk_fail(struct worker *w, const struct power *x)
{
	w->disk_fails = atomic_load(x->done) > x->orders / 2;
	trace_fail_syncs(w->disk_fails ? SYNCS_FAIL : 0);
}

static void
work(struct power *x, unsigned int n)
{
	struct worker w = { .s = x->s, .n = n, .refused = x->refused };
	unsigned int seed = x->seed + n;
	struct err e;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	trace_die_after(rand_r(&seed) % 1500 + 50);
	let_disk_fail(&w, x);
	while (!done(&w, ra_open(x->s->state, &x->s->ra, &e), "open", &e))
		continue;
	w.key = site_key();
	for (; atomic_fetch_add(x->done, 1) < x->orders; w.i++) {
		let_disk_fail(&w, x);
		work_once(&w);
		arena_reset(x->s->a);
	}
	arena_reset(x->s->borrowed);
	ra_close(x->s->ra);
	_exit(0);
}

static pid_t
start(struct power *x)
{
	unsigned int n = x->born++;
	pid_t pid = fork();

	if (pid == 0)
		work(x, n);
	return pid;
}

/* All of them end by themselves, or die and are followed by another. */
static int
record(struct power *x)
{
	unsigned int live;
	int status, rc = 0;

	for (live = 0; live < WORKERS; live++)
		(void)start(x);
	while (live > 0 && wait(&status) != -1) {
		live--;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			continue;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != TRACE_DEATH) {
			printf("# a worker ended by status %x\n", status);
			rc = -1;
			atomic_store(x->done, x->orders);
		} else if (atomic_load(x->done) < x->orders) {
			(void)start(x);
			live++;
		}
	}
	return rc;
}

static void
set_up(struct power *x)
{
	struct profile_draft d;

	x->s = site_new();
	d = site_draft(x->s, "Routers");
	d.renewal.revokes = true;
	site_add(x->s, d, NULL);
	d = site_draft(x->s, "Phones");
	d.approval = RA_APPROVAL_ALL;
	site_add(x->s, d, NULL);
	ra_close(x->s->ra);
	x->s->ra = NULL;
	/* The arena is reset now and then. */
	x->s->state = x->state = mem_strdup(x->s->state);
	x->store = mem_printf("%s/store", x->state);
	x->trace = mem_printf("%s/trace", x->s->place);
	x->done = mmap(NULL, 2 * sizeof(*x->done), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	x->refused = x->done + 1;
}

/* ---- What is looked at ------------------------------------------------- */

static void
empty(const char *dir)
{
	DIR *all = opendir(dir);
	struct dirent *d;
	char *path;

	while (all != NULL && (d = readdir(all)) != NULL) {
		path = mem_printf("%s/%s", dir, d->d_name);
		if (d->d_type == DT_REG)
			unlink(path);
		free(path);
	}
	if (all != NULL)
		closedir(all);
}

/* What a start makes anew may be there as another boot left it, or torn. */
static void
litter(const struct power *x, unsigned int seed)
{
	static const char *const names[] = { "control", "__db.001", "__db.002",
		"__db.003" };
	char *path;
	size_t len;
	int fd;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (rand_r(&seed) % 2 == 0)
			continue;
		path = mem_printf("%s/%s", x->store, names[i]);
		len = (size_t)(rand_r(&seed) % 3) * 4096;
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		for (size_t n = 0; n < len; n++)
			if (write(fd, &(char){ (char)rand_r(&seed) }, 1) != 1)
				abort();
		close(fd);
		free(path);
	}
}

struct look {
	struct power *x;
	const char *missing;
	char found[1024];
};

static void
found(void *ctx, const char *text)
{
	struct look *l = ctx;
	size_t len = strlen(l->found);

	(void)snprintf(l->found + len, sizeof(l->found) - len, " %s", text);
}

static void
look_for(struct look *l, const uint8_t *at, size_t len)
{
	struct site *s = l->x->s;
	const Certificate *c;
	struct answer a;
	struct uuid id;
	const Order *o;

	memcpy(&a, at, sizeof(a));
	l->x->answers++;
	if ((o = site_order(s, &a.order)) == NULL) {
		l->missing = "an order";
		return;
	}
	if ((a.kind == APPROVED && o->state != ORDER_STATE__ORDER_ISSUED) ||
	    (a.kind == REJECTED && o->state != ORDER_STATE__ORDER_REJECTED))
		l->missing = "a decision";
	if (a.kind != ISSUED)
		return;
	if (!uuid_from_span(span_of(o->certificate_id.data,
				o->certificate_id.len),
		&id) ||
	    (c = site_certificate(s, &id)) == NULL ||
	    !span_equal(span_of(c->der.data, c->der.len),
		span_of(at + sizeof(a), len - sizeof(a))))
		l->missing = "a certificate";
}

static void
look_for_all(struct look *l, const struct trace_log *log, size_t cut)
{
	const uint8_t *at;
	struct trace_row r;

	for (size_t i = 0; i < cut; i++) {
		at = trace_log_row(log, i, &r);
		if (r.kind == TRACE_ANSWER)
			look_for(l, at, r.len);
		if (i % 4096 == 0)
			arena_reset(l->x->s->a);
	}
}

/* NULL: all is well. */
static const char *
look_at(struct power *x, const struct trace_log *log, size_t cut,
    struct look *l)
{
	const struct ra_verify v = { .ctx = l, .found = found };
	static struct err e;
	struct worker w = { .s = x->s, .n = 1000000 };
	struct ra_verified out;
	struct outcome o;

	if (ra_open(x->s->state, &x->s->ra, &e) == -1)
		return e.text;
	look_for_all(l, log, cut);
	if (ra_verify(x->s->ra, &v, &out, &e) == -1)
		return e.text;
	/* It goes on. */
	w.key = site_key();
	for (; w.i < 3; w.i++) {
		if (try_enroll(&w, "routers", true, &o, &e) == -1)
			return e.text;
		if (o.kind != OUTCOME_ISSUED)
			return "a device is refused";
	}
	key_free(w.key);
	if (l->found[0] == '\0' && ra_verify(x->s->ra, &v, &out, &e) == -1)
		return e.text;
	if (l->missing != NULL)
		return l->missing;
	return l->found[0] != '\0' ? l->found : NULL;
}

static void
try_image(struct power *x, const struct trace_log *log, unsigned int n)
{
	static const char *const ways[IMAGE__COUNT] = { "lost", "kept",
		"writes", "sectors", "ordered", "all but one", "one" };
	unsigned int seed = x->seed * 1000 + n;
	enum image_way way = n % IMAGE__COUNT;
	struct look l = { .x = x };
	const char *wrong;
	struct err e;
	size_t cut;

	cut = trace_log_cut(log, &seed);
	empty(x->store);
	if (image_make(log, cut, way, seed, x->store, &e) == -1)
		wrong = e.text;
	else {
		litter(x, seed);
		wrong = look_at(x, log, cut, &l);
	}
	if (wrong != NULL) {
		x->failures++;
		printf("# image %u, %s, cut at row %zu of %zu: %s\n", n,
		    ways[way], cut, log->n, wrong);
		(void)fflush(stdout);
	}
	arena_reset(x->s->borrowed);
	ra_close(x->s->ra);
	x->s->ra = NULL;
}

/* ---- All of it --------------------------------------------------------- */

static int
read_options(struct power *x, int argc, char **argv)
{
	struct err e;
	int64_t n;
	int c;

	while ((c = getopt(argc, argv, "i:n:s:")) != -1) {
		if (c == '?' || text_to_int(optarg, 0, 1000000, &n, &e) == -1) {
			fprintf(stderr,
			    "usage: power [-i images] [-n orders] "
			    "[-s seed]\n");
			return -1;
		}
		*(c == 'i'	 ? &x->images :
			c == 'n' ? &x->orders :
				   &x->seed) = (unsigned int)n;
	}
	return 0;
}

static void
ok(bool good, unsigned int n, const char *what)
{
	printf("%s %u - %s\n", good ? "ok" : "not ok", n, what);
}

int
main(int argc, char **argv)
{
	struct power x = { .images = 30,
		.orders = 400,
		.seed = (unsigned int)clock_us() % 1000000 };
	struct trace_log log;
	int rc;

	if (read_options(&x, argc, argv) == -1)
		return 1;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	log_init("power", LOG_LEVEL_WARNING);
	set_up(&x);
	trace_begin(x.store, x.trace);
	rc = record(&x);
	trace_end();
	ok(rc == 0, 1, "processes work, and die only where they should");
	trace_log_open(&log, x.trace);
	printf("# seed %u: %u processes, %u refused by the disk, %zu rows, "
	       "%zu MB\n",
	    x.seed, x.born, atomic_load(x.refused), log.n, log.len >> 20);
	for (unsigned int i = 0; i < x.images; i++)
		try_image(&x, &log, i);
	printf("# %u images, %u of them bad; %u answers were looked for\n",
	    x.images, x.failures, x.answers);
	ok(x.failures == 0, 2, "a store outlasts a power cut");
	ok(x.answers > x.images, 3, "with all that was answered");
	printf("1..3\n");
	trace_log_close(&log);
	free(x.state);
	free(x.store);
	free(x.trace);
	site_free(x.s);
	return rc == 0 && x.failures == 0 ? 0 : 1;
}
