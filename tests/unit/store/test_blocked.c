/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process that has one of the store's locks and was stopped, or frozen: who
 * waits is told which one it is, in seconds, and goes on when it does.
 */
#include <sys/file.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"
#include "store/engine.h"

#define THREADS 4
#define PATIENCE 4 /* ticks */
#define LONG_US (20 * 1000 * 1000) /* a busy machine's patience */

/* ---- Who has it -------------------------------------------------------- */

static int
hold(const char *dir, bool sync)
{
	struct control c;
	struct err e;

	if (control_open(&c, dir, &e) == -1 ||
	    (sync ? control_lock_sync(&c, &e) : control_lock(&c, &e)) == -1)
		return 1;
	kill(getpid(), SIGSTOP);
	sync ? control_unlock_sync(&c) : control_unlock(&c);
	control_close(&c);
	return 0;
}

static int
hold_store(const char *dir)
{
	return hold(dir, false);
}

static int
hold_sync(const char *dir)
{
	return hold(dir, true);
}

/* A child that was stopped with the lock. */
static pid_t
stopped(struct fixture *f, const char *role)
{
	const struct control_page *p = f->s->control.page;
	const atomic_uint *holder = strcmp(role, "store") == 0 ? &p->holder :
								 &p->syncer;
	pid_t pid = child(f, role);

	while (atomic_load(holder) != (unsigned int)pid)
		usleep(1000);
	atomic_store(&f->s->control.wait.patience, PATIENCE);
	atomic_store(&f->s->control.sync_wait.patience, PATIENCE);
	return pid;
}

static void
goes_on(pid_t pid)
{
	kill(pid, SIGCONT);
	assert_int_equal(child_end(pid), 0);
}

/* ---- Who waits --------------------------------------------------------- */

struct waiter {
	struct store *s;
	pthread_t thread;
	struct err e;
	int rc;
	int64_t took_us;
};

static void *
look(void *arg)
{
	struct waiter *w = arg;
	int64_t began = clock_us();
	uint64_t n;

	w->rc = store_view(w->s, read_count, &n, &w->e);
	w->took_us = clock_us() - began;
	return NULL;
}

static void
each_thread_is_told_who_has_the_store(void **state)
{
	struct fixture *f = *state;
	struct waiter w[THREADS];
	pid_t pid = stopped(f, "store");
	const char *words = arena_printf(f->a, "process %u has not let go",
	    (unsigned int)pid);
	int64_t began = clock_us();

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct waiter){ .s = f->s };
		assert_int_equal(pthread_create(&w[i].thread, NULL, look,
				     &w[i]),
		    0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		check_err(w[i].rc, &w[i].e, ERR_UNAVAILABLE, words);
	}
	assert_true(clock_us() - began < LONG_US);
	goes_on(pid);
	check_count(f, 0);
}

static void
who_was_not_let_in_waits_less_the_next_time(void **state)
{
	struct fixture *f = *state;
	struct waiter first = { .s = f->s }, second = { .s = f->s };
	pid_t pid = stopped(f, "store");

	look(&first);
	check_err(first.rc, &first.e, ERR_UNAVAILABLE, "let go");
	look(&second);
	check_err(second.rc, &second.e, ERR_UNAVAILABLE, "let go");
	assert_true(first.took_us > PATIENCE * WAITING_TICK_MS * 900);
	assert_true(second.took_us < first.took_us);
	assert_true(atomic_load(&f->s->control.wait.blocked));
	goes_on(pid);
	/* And as long as ever once it was. */
	check_count(f, 0);
	assert_false(atomic_load(&f->s->control.wait.blocked));
}

/* It is closed without what the lock is for. */
static void
a_store_that_is_blocked_can_be_closed(void **state)
{
	struct fixture *f = *state;
	struct waiter w = { .s = f->s };
	pid_t pid = stopped(f, "store");
	int64_t began = clock_us();
	struct err e;

	look(&w);
	assert_int_equal(w.rc, -1);
	store_close(f->s);
	assert_true(clock_us() - began < LONG_US);
	goes_on(pid);
	check(store_open(f->dir, &f->s, &e), &e);
	check_count(f, 0);
}

/* What was committed is not said to be, and is there when it can be synced. */
static void
nothing_is_acknowledged_while_nobody_can_sync(void **state)
{
	struct fixture *f = *state;
	pid_t pid = stopped(f, "sync");
	int64_t began = clock_us();
	struct err e;

	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, "let go");
	assert_true(clock_us() - began < LONG_US);
	goes_on(pid);
	check(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e);
	check_count(f, 2);
}

static const struct role roles[] = {
	{ "store", hold_store },
	{ "sync", hold_sync },
	{ NULL, NULL },
};

int
main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(each_thread_is_told_who_has_the_store),
		TEST(who_was_not_let_in_waits_less_the_next_time),
		TEST(a_store_that_is_blocked_can_be_closed),
		TEST(nothing_is_acknowledged_while_nobody_can_sync),
	};

	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
