/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sync fails (disk.h), and who was told of it does not say so: he died, or
 * was joining or closing the store, or another was recovering it already.  The
 * kernel does not tell twice.  Later the power goes, and what was acknowledged
 * behind it is on the disk all the same.
 */
#include <sys/wait.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/sanitized.h"
#include "base/file.h"
#include "disk.h"
#include "store/engine.h"

/* Of one log file this is left when it is said to be full. */
#define LOG_ENDS 700
#define LIVED 98 /* exit status of a child that should have died */
#define BEHIND 22 /* orders that are acknowledged after the failure */

static struct fixture *f;
static const char *dir;
static struct store *s; /* the one that survives */

static void
begin(void **state)
{
	struct err e;

	f = *state;
	dir = arena_printf(f->a, "%s/store", f->dir);
	check(file_make_dir(dir, 0700, &e), &e);
	disk_watch(dir);
	check(store_create(dir, &e), &e);
}

static uint64_t
commit(struct store *in, unsigned int n)
{
	uint64_t seq;
	struct err e;

	check(store_update_ahead(in, put_counted, &n, &seq, &e), &e);
	return seq;
}

static void
acknowledge_some(void)
{
	static const unsigned int some[] = { 1, BEHIND - 2, 1 };
	unsigned int n;
	struct err e;

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		n = some[i];
		check(store_update(s, STORE_DURABLE, put_counted, &n, &e), &e);
	}
}

static void
what_was_acknowledged_is_there(uint64_t before)
{
	uint64_t have = check_whole(disk_cut(f), "after the power cut");

	assert_true(have >= before + BEHIND);
	store_close(s);
}

/* Nothing is open in this process, so that it may fork and go on. */
static void
in_child(int (*fn)(struct store *in), struct disk_fault fault)
{
	struct store *in;
	struct err e;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		check(store_open(dir, &in, &e), &e);
		disk_fault = fault;
		_exit(fn(in) == 0 ? LIVED : LIVED + 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) < LIVED);
	check(store_open(dir, &s, &e), &e);
}

/* It is told of bytes of the log, and does not live to say so. */
static void
lose_the_log_in_child(int (*fn)(struct store *in), enum disk_then then)
{
	in_child(fn,
	    (struct disk_fault){ .left = 1, .of = "/log.", .then = then });
	acknowledge_some();
	what_was_acknowledged_is_there(0);
}

/* ---- Who dies of it ---------------------------------------------------- */

static int
commit_and_checkpoint(struct store *in)
{
	struct err e;

	(void)commit(in, 60);
	return store_checkpoint(in, &e);
}

static void
who_is_inside_dies(void **state)
{
	begin(state);
	lose_the_log_in_child(commit_and_checkpoint, DISK_ENDS_PROCESS);
}

static int
go_on_in_another_log(struct store *in)
{
	unsigned long first = atomic_load(&in->control.page->log_file);

	while (atomic_load(&in->control.page->log_file) == first)
		(void)commit(in, 5);
	return 0;
}

static void
the_watchdog_ends_who_is_inside(void **state)
{
	begin(state);
	lose_the_log_in_child(go_on_in_another_log, DISK_HANGS);
}

static int
commit_and_wait(struct store *in)
{
	struct err e;

	return store_wait(in, commit(in, 60), &e);
}

static void
who_syncs_for_all_dies(void **state)
{
	begin(state);
	lose_the_log_in_child(commit_and_wait, DISK_ENDS_PROCESS);
}

static int
wait_and_checkpoint(struct store *in)
{
	struct err e;

	for (int i = 0; i < 10; i++)
		check(store_wait(in, commit(in, 100), &e), &e);
	disk_fault = (struct disk_fault){ .left = 1,
		.of = "/store.db",
		.then = DISK_ENDS_PROCESS };
	return store_checkpoint(in, &e);
}

static void
who_syncs_the_database_dies(void **state)
{
	struct err e;

	begin(state);
	in_child(wait_and_checkpoint, (struct disk_fault){ .left = 0 });
	check(store_checkpoint(s, &e), &e);
	acknowledge_some();
	check(store_checkpoint(s, &e), &e);
	what_was_acknowledged_is_there(1000);
}

/* ---- Who is not asked for it ------------------------------------------- */

/* So that what comes next syncs it and goes on in another. */
static void
fill_log(void)
{
	const struct control_page *p = s->control.page;
	uint64_t left;
	struct err e;

	while ((left = ENV_LOG_SIZE - atomic_load(&p->log_end) % ENV_LOG_SIZE) >
	    LOG_ENDS)
		if (left > 30000)
			(void)commit(s, 5);
		else
			check(store_update(s, STORE_RELAXED, count_one, NULL,
				  &e),
			    &e);
}

/* Its housekeeper would sync. */
static struct store *
open_beside(void)
{
	struct store *other;
	struct err e;

	check(store_open(dir, &s, &e), &e);
	keeper_stop(s);
	check(engine_open(dir, false, &other, &e), &e);
	return other;
}

static void
the_log_cannot_be_synced(void)
{
	fill_log();
	disk_fault.of = "/log.";
	disk_fault.left = 1;
}

static int
join_and_close(struct store *other)
{
	uint64_t n;
	struct err e;
	int rc = engine_view(other, read_count, &n, &e);

	engine_close(other);
	return rc;
}

static void
who_joins_is_told(void **state)
{
	struct store *other;

	begin(state);
	other = open_beside();
	the_log_cannot_be_synced();
	/* It recovers, and is there. */
	assert_int_equal(join_and_close(other), 0);
	assert_int_equal(disk_fault.left, 0);
	acknowledge_some();
	what_was_acknowledged_is_there(0);
}

/* How much it writes is not known: at one of these ends it is too much. */
static void
who_closes_is_told(void **state)
{
	struct store *other;
	uint64_t n;
	struct err e;

	begin(state);
	other = open_beside();
	do {
		check(engine_view(other, read_count, &n, &e), &e);
		the_log_cannot_be_synced();
		engine_close(other);
		if (disk_fault.left == 0)
			break;
		disk_fault.left = 0;
		(void)commit(s, 5);
		check(engine_open(dir, false, &other, &e), &e);
	} while (true);
	acknowledge_some();
	what_was_acknowledged_is_there(0);
}

/* ---- While another recovers -------------------------------------------- */

static struct store *recovering;
static pthread_t recovers;
static bool ready; /* the recovery is about to sync the log */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int step;

static void
go_to(int n)
{
	pthread_mutex_lock(&mutex);
	step = n;
	pthread_cond_broadcast(&moved);
	pthread_mutex_unlock(&mutex);
}

/* Or not: where one waits for the other it does not come to it. */
static void
wait_for_step(int n)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_mutex_lock(&mutex);
	while (step < n && pthread_cond_timedwait(&moved, &mutex, &until) == 0)
		continue;
	pthread_mutex_unlock(&mutex);
}

static void *
recover(void *unused)
{
	uint64_t n;
	struct err e;

	(void)unused;
	wait_for_step(1);
	/* Somebody died inside. */
	atomic_store(&recovering->control.page->busy, 1);
	check(store_view(recovering, read_count, &n, &e), &e);
	return NULL;
}

static void
hold_the_recovery(void)
{
	if (!ready || !pthread_equal(pthread_self(), recovers))
		return;
	ready = false;
	go_to(2);
	wait_for_step(3);
}

static void
let_it_begin(void)
{
	go_to(1);
	wait_for_step(2);
}

static void
another_recovers_already(void **state)
{
	uint64_t n, seq;
	struct err e;

	begin(state);
	check(store_open(dir, &s, &e), &e);
	check(store_open(dir, &recovering, &e), &e);
	check(store_view(recovering, read_count, &n, &e), &e);
	seq = commit(s, 60);
	ready = true;
	disk_before_log = hold_the_recovery;
	assert_int_equal(pthread_create(&recovers, NULL, recover, NULL), 0);
	disk_fault = (struct disk_fault){ .left = 1,
		.of = "/log.",
		.then = DISK_CALLS,
		.calls = let_it_begin };
	assert_int_equal(store_wait(s, seq, &e), -1);
	go_to(3);
	pthread_join(recovers, NULL);
	disk_before_log = NULL;
	acknowledge_some();
	what_was_acknowledged_is_there(0);
	store_close(recovering);
}

/* ---- What is not there after it ---------------------------------------- */

static uint64_t behind; /* the commit */

/* It is not in memory any more, and so is what it was. */
static void
commit_what_is_forgotten(void)
{
	behind = commit(s, 60);
	disk_forget(arena_printf(f->a, "%s/log.0000000001", dir));
}

static void
what_the_recovery_did_not_find_is_refused(void **state)
{
	uint64_t seq, n;
	struct err e;

	begin(state);
	check(store_open(dir, &s, &e), &e);
	keeper_stop(s);
	seq = commit(s, 60);
	disk_fault = (struct disk_fault){ .left = 1,
		.of = "/log.",
		.then = DISK_CALLS,
		.calls = commit_what_is_forgotten };
	assert_int_equal(store_wait(s, seq, &e), -1);
	check(store_view(s, read_count, &n, &e), &e);
	assert_int_equal(n, 0);
	check_err(store_wait(s, behind, &e), &e, ERR_UNAVAILABLE,
	    "the disk did not take the change");
	store_close(s);
}

/* Who told it died between two words. */
static void
what_is_told_by_half_is_recovered(void **state)
{
	unsigned int one = 1;
	struct control_page *p;
	struct err e;

	begin(state);
	check(store_open(dir, &s, &e), &e);
	p = s->control.page;
	atomic_store(&p->failed_generation, atomic_load(&p->generation));
	check(store_update(s, STORE_DURABLE, put_counted, &one, &e), &e);
	store_close(s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_bare, fixture_close)
		TEST(who_is_inside_dies),
		TEST(the_watchdog_ends_who_is_inside),
		TEST(who_syncs_for_all_dies),
		TEST(who_syncs_the_database_dies),
		TEST(who_joins_is_told),
		TEST(who_closes_is_told),
		TEST(another_recovers_already),
		TEST(what_the_recovery_did_not_find_is_refused),
		TEST(what_is_told_by_half_is_recovered),
	};

	if (SANITIZED) {
		puts("1..0 # SKIP a sanitizer stands in the place of libc");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
