/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes are killed at any place, over and over, while they write.  At the
 * end everything that was acknowledged is there, counts agree with rows,
 * every process goes on working, and nobody ever waited long.
 *
 * Each worker writes the id of an order into its pipe after store_update has
 * returned; what has come through a pipe was acknowledged.
 */
#include <sys/mman.h>
#include <sys/prctl.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"

#define WORKERS 4
#define KILLS 60
#define LIFE_LEAST_MS 60 /* between two kills */
#define LIFE_MORE_MS 120
#define DAY 20000

/*
 * The longest time in which no worker at all acknowledged anything.  The
 * promise is a tenth of a second; the rest is for a machine that does other
 * things too, and for the sanitizers.
 */
#define GAP_MOST_MS 2500
/* To give up waiting for something that should have come long ago. */
#define STUCK_MS 60000

struct worker {
	pid_t pid;
	int from; /* its acknowledgements */
	struct uuid half; /* one that came in part */
	size_t half_len;
};

struct storm {
	const char *dir;
	atomic_int *stop; /* shared with the workers */
	struct uuid profile;
	struct worker worker[WORKERS];
	struct uuid *acked;
	size_t n, room;
	int64_t last_us; /* when the newest one came */
	int64_t gap_us; /* the longest wait for one */
	unsigned int seed;
};

/* ---- Workers ----------------------------------------------------------- */

static int
put_and_count(struct store_txn *t, void *ctx, struct err *e)
{
	const Order *m = ctx;
	struct uuid profile = id_of(m->profile_id);
	Counter add;

	counter__init(&add);
	add.orders = 1;
	if (store_put_order(t, m, e) == -1)
		return -1;
	return store_count(t, &profile, DAY, &add, e);
}

static int
read_page(struct store_txn *t, void *ctx, struct err *e)
{
	struct store_list list = { .index = STORE_ORDERS, .most = 20 };
	struct store_page page;

	return store_list(t, &list, ctx, &page, e);
}

static int
work(const struct storm *x, int to)
{
	struct arena *a = arena_new();
	struct store *s;
	struct err e;
	Order *m;

	/* A test that fails leaves nobody behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (store_open(x->dir, &s, &e) == -1)
		goto fail;
	for (unsigned int n = 0; atomic_load(x->stop) == 0; n++) {
		m = make_order(a, &x->profile, ORDER_STATE__ORDER_ISSUED);
		/* A death costs no commit, synced or not. */
		if (store_update(s, n % 4 == 0 ? STORE_DURABLE : STORE_RELAXED,
			put_and_count, m, &e) == -1)
			goto fail;
		if (write(to, m->id.data, m->id.len) != (ssize_t)m->id.len)
			_exit(3);
		if (n % 8 == 0 && store_view(s, read_page, a, &e) == -1)
			goto fail;
		arena_reset(a);
	}
	store_close(s);
	arena_free(a);
	return 0;
fail:
	fprintf(stderr, "# worker: %s\n", e.text);
	return 2;
}

static void
start(struct storm *x, struct worker *w)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fflush(NULL);
	w->pid = fork();
	assert_int_not_equal(w->pid, -1);
	if (w->pid == 0)
		_exit(work(x, ends[1]));
	close(ends[1]);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	w->from = ends[0];
	w->half_len = 0;
}

/* ---- Acknowledgements -------------------------------------------------- */

static void
note(struct storm *x, const struct uuid *id)
{
	int64_t now = clock_us();

	if (now - x->last_us > x->gap_us)
		x->gap_us = now - x->last_us;
	x->last_us = now;
	if (x->n == x->room) {
		x->room = x->room == 0 ? 4096 : 2 * x->room;
		x->acked = mem_resize(x->acked, x->room, sizeof(*x->acked));
	}
	x->acked[x->n++] = *id;
}

/* Take what has come; false at the end of the pipe. */
static bool
take(struct storm *x, struct worker *w)
{
	uint8_t *at = w->half.bytes;
	ssize_t n;

	while ((n = read(w->from, at + w->half_len,
		    sizeof(w->half.bytes) - w->half_len)) > 0) {
		w->half_len += (size_t)n;
		if (w->half_len < sizeof(w->half.bytes))
			continue;
		note(x, &w->half);
		w->half_len = 0;
	}
	if (n == -1 && errno != EAGAIN && errno != EINTR)
		fail_msg("reading a worker's pipe: %s", strerror(errno));
	return n != 0;
}

/* Listen to all workers for a while. */
static void
listen_for(struct storm *x, int ms)
{
	int64_t until = clock_us() + ms * INT64_C(1000), left;
	struct pollfd p[WORKERS];

	while ((left = until - clock_us()) > 0) {
		for (int i = 0; i < WORKERS; i++)
			p[i] = (struct pollfd){ .fd = x->worker[i].from,
				.events = POLLIN };
		if (poll(p, WORKERS, (int)(left / 1000) + 1) == -1)
			continue;
		for (int i = 0; i < WORKERS; i++)
			if (p[i].revents != 0 && !take(x, &x->worker[i]))
				fail_msg("a worker ended by itself");
	}
}

/* ---- The storm --------------------------------------------------------- */

static void
kill_one(struct storm *x)
{
	struct worker *w = &x->worker[(unsigned int)rand_r(&x->seed) % WORKERS];

	assert_int_equal(kill(w->pid, SIGKILL), 0);
	assert_int_equal(child_end(w->pid), -SIGKILL);
	/* What it had acknowledged lies in the pipe. */
	while (take(x, w))
		continue;
	close(w->from);
	start(x, w);
}

/* Until each worker has acknowledged something since now. */
static void
wait_for_all(struct storm *x)
{
	int64_t until = clock_us() + STUCK_MS * INT64_C(1000);
	struct pollfd p;
	bool ended;

	for (int i = 0; i < WORKERS; i++) {
		size_t before = x->n;

		while (x->n == before) {
			p = (struct pollfd){ .fd = x->worker[i].from,
				.events = POLLIN };
			poll(&p, 1, 100);
			ended = p.revents != 0 && !take(x, &x->worker[i]);
			if (ended || clock_us() > until)
				fail_msg("worker %d %s", i,
				    ended ? "ended" : "is stuck");
		}
	}
}

static void
stop_all(struct storm *x)
{
	int64_t until = clock_us() + STUCK_MS * INT64_C(1000);
	struct worker *w;
	struct pollfd p;

	atomic_store(x->stop, 1);
	for (int i = 0; i < WORKERS; i++) {
		w = &x->worker[i];
		do {
			if (clock_us() > until)
				fail_msg("worker %d does not end", i);
			p = (struct pollfd){ .fd = w->from, .events = POLLIN };
			poll(&p, 1, 100);
		} while (take(x, w));
		close(w->from);
		assert_int_equal(child_end(w->pid), 0);
	}
}

/* ---- Afterwards -------------------------------------------------------- */

struct tally {
	const struct storm *storm;
	size_t from;
	size_t missing;
	struct arena *a;
	struct span after;
	uint64_t rows, total, day, all;
	bool more;
};

static int
look_for_acked(struct store_txn *t, void *ctx, struct err *e)
{
	struct tally *x = ctx;
	size_t to = x->from + 500 < x->storm->n ? x->from + 500 : x->storm->n;
	size_t missing = 0;
	Order *m;

	for (size_t i = x->from; i < to; i++) {
		if (store_get_order(t, &x->storm->acked[i], x->a, &m, e) == -1)
			return -1;
		missing += m == NULL;
	}
	x->missing += missing;
	x->from = to;
	return 0;
}

static int
count_page(struct store_txn *t, void *ctx, struct err *e)
{
	struct tally *x = ctx;
	struct store_list list = { .index = STORE_ORDERS_BY_PROFILE,
		.key = uuid_span(&x->storm->profile),
		.after = x->after,
		.most = STORE_PAGE_MOST };
	struct store_page page;

	if (store_list(t, &list, x->a, &page, e) == -1)
		return -1;
	x->rows += page.n;
	x->after = page.next;
	x->more = page.more;
	return 0;
}

static int
read_counts(struct store_txn *t, void *ctx, struct err *e)
{
	struct tally *x = ctx;
	const struct uuid everything = { { 0 } };
	Counter *day, *all;

	if (store_total(t, STORE_ORDERS, &x->total, e) == -1 ||
	    store_get_counter(t, &x->storm->profile, DAY, x->a, &day, e) ==
		-1 ||
	    store_get_counter(t, &everything, 0, x->a, &all, e) == -1)
		return -1;
	x->day = day->orders;
	x->all = all->orders;
	return 0;
}

static void
check_all_is_there(struct fixture *f, const struct storm *x)
{
	struct tally tally = { .storm = x, .a = f->a };
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	while (tally.from < x->n)
		view(f, look_for_acked, &tally);
	if (tally.missing > 0)
		fail_msg("%zu of %zu acknowledged orders are lost",
		    tally.missing, x->n);
	do
		view(f, count_page, &tally);
	while (tally.more);
	view(f, read_counts, &tally);
	assert_true(tally.rows >= x->n);
	assert_int_equal(tally.total, tally.rows);
	assert_int_equal(tally.day, tally.rows);
	assert_int_equal(tally.all, tally.rows);
}

static void
nothing_acknowledged_is_lost_and_nobody_is_stuck(void **state)
{
	struct fixture *f = *state;
	struct storm x = { .dir = f->dir,
		.profile = uuid_new(),
		.seed = 20261124 };

	x.stop = mmap(NULL, sizeof(*x.stop), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(x.stop, MAP_FAILED);
	for (int i = 0; i < WORKERS; i++)
		start(&x, &x.worker[i]);
	wait_for_all(&x);
	x.gap_us = 0;
	x.last_us = clock_us();
	for (int i = 0; i < KILLS; i++) {
		listen_for(&x, LIFE_LEAST_MS + rand_r(&x.seed) % LIFE_MORE_MS);
		kill_one(&x);
	}
	wait_for_all(&x);
	stop_all(&x);
	print_message("# %zu acknowledged, longest gap %d ms\n", x.n,
	    (int)(x.gap_us / 1000));
	check_all_is_there(f, &x);
	assert_true(x.gap_us < GAP_MOST_MS * INT64_C(1000));
	munmap(x.stop, sizeof(*x.stop));
	free(x.acked);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    nothing_acknowledged_is_lost_and_nobody_is_stuck,
		    fixture_made, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
