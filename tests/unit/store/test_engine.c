/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several processes share a store, and any of them may die, stand still or
 * meet a bad disk at any place.
 */
#include <sys/resource.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"
#include "store/checkpoint.h"
#include "store/engine.h"

/* Open in a child; its failures are exit status 99. */
static struct store *
open_or_exit(const char *dir)
{
	struct store *s;
	struct err e;

	if (store_open(dir, &s, &e) == -1) {
		fprintf(stderr, "# %s\n", e.text);
		_exit(99);
	}
	return s;
}

/* ---- Sharing ----------------------------------------------------------- */

#define ROUNDS 200

static int
count_rounds(const char *dir)
{
	struct store *s = open_or_exit(dir);
	struct err e;

	for (int i = 0; i < ROUNDS; i++)
		if (store_update(s, STORE_DURABLE, count_one, NULL, &e) == -1)
			return 1;
	store_close(s);
	return 0;
}

static void
processes_count_together(void **state)
{
	struct fixture *f = *state;
	pid_t pid[3];
	struct err e;

	for (int i = 0; i < 3; i++)
		pid[i] = child(f, "count");
	for (int i = 0; i < 3; i++)
		assert_int_equal(child_end(pid[i]), 0);
	check(store_open(f->dir, &f->s, &e), &e);
	check_count(f, 3 * ROUNDS);
}

static void *
count_in_thread(void *arg)
{
	struct fixture *f = arg;
	struct err e;

	for (int i = 0; i < ROUNDS; i++)
		if (store_update(f->s,
			i % 2 == 0 ? STORE_DURABLE : STORE_RELAXED, count_one,
			NULL, &e) == -1)
			return arg;
	return NULL;
}

static void
threads_count_together(void **state)
{
	struct fixture *f = *state;
	pthread_t thread[4];
	struct err e;
	void *failed;

	check(store_open(f->dir, &f->s, &e), &e);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL,
				     count_in_thread, f),
		    0);
	for (int i = 0; i < 4; i++) {
		pthread_join(thread[i], &failed);
		assert_null(failed);
	}
	check_count(f, 4 * ROUNDS);
}

static void
handles_of_one_process_do_not_disturb_each_other(void **state)
{
	struct fixture *f = *state;
	struct fixture other = *f;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	for (int i = 0; i < 10; i++) {
		check(store_open(f->dir, &other.s, &e), &e);
		update(f, count_one, NULL);
		update(&other, count_one, NULL);
		/* Both must open their handles anew. */
		atomic_store(&f->s->control.page->dirty, 1);
		update(&other, count_one, NULL);
		update(f, count_one, NULL);
		store_close(other.s);
	}
	check_count(f, 40);
}

/* Nothing is called in the child that takes memory: a thread may have it. */
static void
a_handle_of_before_a_fork_is_refused(void **state)
{
	struct fixture *f = *state;
	struct err e;
	pid_t pid;
	int rc;

	check(store_open(f->dir, &f->s, &e), &e);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		rc = store_update(f->s, STORE_RELAXED, count_one, NULL, &e);
		_exit(rc == -1 && e.kind == ERR_INTERNAL &&
			    strstr(e.text, "fork") != NULL ?
			0 :
			1);
	}
	assert_int_equal(child_end(pid), 0);
	check_count(f, 0);
}

/* ---- Death ------------------------------------------------------------- */

static int
count_and_die(struct store_txn *t, void *ctx, struct err *e)
{
	if (count_one(t, ctx, e) == -1)
		return -1;
	raise(SIGKILL);
	return 0;
}

static int
read_and_die(struct store_txn *t, void *ctx, struct err *e)
{
	uint64_t n;

	(void)ctx;
	if (read_count(t, &n, e) == -1)
		return -1;
	raise(SIGKILL);
	return 0;
}

/* These end inside the call. */
static int
die_writing(const char *dir)
{
	struct store *s = open_or_exit(dir);
	struct err e;

	return store_update(s, STORE_DURABLE, count_and_die, NULL, &e) != 0;
}

static int
die_reading(const char *dir)
{
	struct store *s = open_or_exit(dir);
	struct err e;

	return store_view(s, read_and_die, NULL, &e) != 0;
}

static int
die_after_commit(const char *dir)
{
	struct err e;

	if (store_update(open_or_exit(dir), STORE_RELAXED, count_one, NULL,
		&e) == -1)
		return 1;
	raise(SIGKILL);
	return 2;
}

static void
who_dies_inside_leaves_nothing_and_nobody_waits(void **state)
{
	struct fixture *f = *state;
	int64_t began;
	struct err e;
	pid_t pid;

	check(store_open(f->dir, &f->s, &e), &e);
	for (uint64_t n = 0; n < 6; n++) {
		update(f, count_one, NULL);
		pid = child(f, n % 2 == 0 ? "die-writing" : "die-reading");
		assert_int_equal(child_end(pid), -SIGKILL);
		assert_int_equal(atomic_load(&f->s->control.page->busy), 1);
		began = clock_us();
		check_count(f, n + 1);
		assert_true(clock_us() - began < 2000000);
		assert_int_equal(atomic_load(&f->s->control.page->busy), 0);
	}
}

static void
what_was_committed_is_there_though_its_process_died(void **state)
{
	struct fixture *f = *state;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	for (uint64_t n = 1; n < 4; n++) {
		assert_int_equal(child_end(child(f, "die-after-commit")),
		    -SIGKILL);
		check_count(f, n);
	}
}

#define LEAVERS 220

static int
leave_many(const char *dir)
{
	pid_t pid;

	for (int i = 0; i < LEAVERS; i++) {
		if ((pid = fork()) == 0)
			_exit(open_or_exit(dir) == NULL);
		if (pid == -1 || child_end(pid) != 0)
			return 1;
	}
	return 0;
}

/* Each leaves its handles in the environment, which has an end. */
static void
any_number_may_leave_without_closing(void **state)
{
	struct fixture *f = *state;
	uint64_t before;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	before = atomic_load(&f->s->control.page->generation);
	assert_int_equal(child_end(child(f, "leave-many")), 0);
	update(f, count_one, NULL);
	check_count(f, 1);
	assert_true(atomic_load(&f->s->control.page->generation) > before);
}

static int
stand_still(struct store_txn *t, void *ctx, struct err *e)
{
	(void)t;
	(void)ctx;
	(void)e;
	poll(NULL, 0, 30000);
	return 0;
}

static int
be_stuck(const char *dir)
{
	struct store *s = open_or_exit(dir);
	struct err e;

	return store_view(s, stand_still, NULL, &e) == 0 ? 2 : 3;
}

static void
who_stays_inside_is_ended_and_the_others_go_on(void **state)
{
	struct fixture *f = *state;
	struct err e;
	pid_t pid;

	check(store_open(f->dir, &f->s, &e), &e);
	pid = child(f, "stuck");
	while (atomic_load(&f->s->control.page->busy) == 0 ||
	    atomic_load(&f->s->control.page->attached) < 2)
		poll(NULL, 0, 1);
	/* It may still be about to read the schema, and then stand still. */
	poll(NULL, 0, 500);
	update(f, count_one, NULL);
	check_count(f, 1);
	assert_int_equal(child_end(pid), 70);
}

/* ---- The disk ---------------------------------------------------------- */

static bool
is_synced_within(const struct store *s, int ms)
{
	const struct control_page *p = s->control.page;

	for (; ms > 0; ms -= 10) {
		if (atomic_load(&p->synced) >= atomic_load(&p->committed))
			return true;
		poll(NULL, 0, 10);
	}
	return false;
}

static void
relaxed_updates_are_on_disk_a_moment_later(void **state)
{
	struct fixture *f = *state;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	update(f, count_one, NULL);
	check(store_update(f->s, STORE_RELAXED, count_one, NULL, &e), &e);
	assert_true(is_synced_within(f->s, 10000));
	check(store_update(f->s, STORE_RELAXED, count_one, NULL, &e), &e);
	check(store_settle(f->s, &e), &e);
	assert_true(atomic_load(&f->s->control.page->synced) >= 3);
}

static int
count_one_relaxed(struct store_txn *t, void *ctx, struct err *e)
{
	store_relax(t);
	return count_one(t, ctx, e);
}

/* A log that cannot be opened cannot be synced. */
static void
what_is_not_on_disk_is_not_acknowledged(void **state)
{
	struct fixture *f = *state;
	char *log, *away;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	update(f, count_one, NULL);
	log = arena_printf(f->a, "%s/log.%010u", f->dir,
	    (unsigned int)atomic_load(&f->s->control.page->log_file));
	away = arena_printf(f->a, "%s/away", f->dir);
	assert_int_equal(rename(log, away), 0);
	sync_close(f->s); /* as one who never synced */
	/* Nor is it waited for where a body says that it need not be. */
	check(store_update(f->s, STORE_DURABLE, count_one_relaxed, NULL, &e),
	    &e);
	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, "the disk did not take the change");
	check_err(store_settle(f->s, &e), &e, ERR_UNAVAILABLE,
	    "the disk did not take the change");
	assert_int_equal(atomic_load(&f->s->control.page->dirty), 1);
	assert_int_equal(rename(away, log), 0);
	update(f, count_one, NULL);
	/* That change was made, if not acknowledged. */
	check_count(f, 4);
}

static int
meet_full_disk(const char *dir)
{
	struct store *s = open_or_exit(dir);
	struct rlimit limit, small;
	struct err e;
	uint64_t n = 0;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = 4096;
	if (store_update(s, STORE_DURABLE, count_one, NULL, &e) == -1 ||
	    setrlimit(RLIMIT_FSIZE, &small) == -1)
		return 1;
	if (store_update(s, STORE_DURABLE, count_one, NULL, &e) == 0)
		return 2;
	if (e.kind != ERR_UNAVAILABLE ||
	    strstr(e.text, "may not get so large") == NULL)
		return 3;
	if (setrlimit(RLIMIT_FSIZE, &limit) == -1 ||
	    store_update(s, STORE_DURABLE, count_one, NULL, &e) == -1)
		return 4;
	if (store_view(s, read_count, &n, &e) == -1 || n != 2)
		return 5;
	store_close(s);
	return 0;
}

static void
a_full_disk_is_unavailable_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct err e;

	assert_int_equal(child_end(child(f, "meet-full-disk")), 0);
	check(store_open(f->dir, &f->s, &e), &e);
	check_count(f, 2);
}

/* ---- Checkpoints ------------------------------------------------------- */

static int
put_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_certificate(t, ctx, e);
}

static void
the_log_does_not_grow_without_end(void **state)
{
	struct fixture *f = *state;
	struct uuid connector = uuid_new();
	struct control_page *p;
	Certificate *m;
	struct err e;
	char *first;

	check(store_open(f->dir, &f->s, &e), &e);
	p = f->s->control.page;
	for (unsigned int i = 0; i < 300; i++) {
		m = make_certificate(f->a, &connector, i, 50000);
		check(store_update(f->s, STORE_RELAXED, put_certificate, m, &e),
		    &e);
		/* And what one update writes. */
		assert_true(
		    atomic_load(&p->log_end) < atomic_load(&p->checkpoint) +
			CHECKPOINT_LATE + 1024 * 1024);
	}
	check(store_checkpoint(f->s, &e), &e);
	/* Old files went. */
	first = arena_printf(f->a, "%s/log.0000000001", f->dir);
	assert_int_not_equal(access(first, F_OK), 0);
}

/* A recovery may put another file in the place of the one that is open. */
static void
after_a_recovery_the_log_is_opened_anew(void **state)
{
	struct fixture *f = *state;
	struct control_page *p;
	uint64_t before;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	p = f->s->control.page;
	update(f, count_one, NULL);
	before = atomic_load(&p->generation);
	assert_int_equal(f->s->log.generation, before);
	atomic_store(&p->dirty, 1);
	update(f, count_one, NULL);
	assert_int_not_equal(atomic_load(&p->generation), before);
	assert_int_equal(f->s->log.generation, atomic_load(&p->generation));
}

static void
a_log_that_was_removed_is_not_held_open(void **state)
{
	struct fixture *f = *state;
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	update(f, count_one, NULL);
	sync_close_old(f->s);
	assert_int_not_equal(f->s->log.fd, -1);
	f->s->log.number--;
	sync_close_old(f->s);
	assert_int_equal(f->s->log.fd, -1);
	update(f, count_one, NULL);
}

static const struct role roles[] = {
	{ "count", count_rounds },
	{ "die-writing", die_writing },
	{ "die-reading", die_reading },
	{ "die-after-commit", die_after_commit },
	{ "leave-many", leave_many },
	{ "stuck", be_stuck },
	{ "meet-full-disk", meet_full_disk },
	{ NULL, NULL },
};

int
main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_made, fixture_close)
		TEST(processes_count_together),
		TEST(threads_count_together),
		TEST(handles_of_one_process_do_not_disturb_each_other),
		TEST(a_handle_of_before_a_fork_is_refused),
		TEST(who_dies_inside_leaves_nothing_and_nobody_waits),
		TEST(what_was_committed_is_there_though_its_process_died),
		TEST(any_number_may_leave_without_closing),
		TEST(who_stays_inside_is_ended_and_the_others_go_on),
		TEST(relaxed_updates_are_on_disk_a_moment_later),
		TEST(what_is_not_on_disk_is_not_acknowledged),
		TEST(after_a_recovery_the_log_is_opened_anew),
		TEST(a_log_that_was_removed_is_not_held_open),
		TEST(a_full_disk_is_unavailable_and_changes_nothing),
		TEST(the_log_does_not_grow_without_end),
	};

	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
