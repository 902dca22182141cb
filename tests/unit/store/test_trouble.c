/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a process lacks, room on the disk or files that it may open, is neither
 * damage to the store nor a loss to the others, and over when it is over.
 */
#include <sys/resource.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"
#include "store/engine.h"

#define SECOND_US 1000000

static unsigned int
dirty(const struct fixture *f)
{
	return atomic_load(&f->s->control.page->dirty);
}

/* ---- A sync that fails ------------------------------------------------- */

/* While it fails another one commits, whose bytes are lost with it. */
static struct fixture *syncing;
static bool sync_fails;
static uint64_t meanwhile;
static long syncs_left = -1; /* until all of them fail; -1: none does */

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int
__wrap_fdatasync(int fd)
{
	struct err e;

	if (syncs_left > 0)
		syncs_left--;
	if (syncs_left == 0) {
		errno = EIO;
		return -1;
	}
	if (!sync_fails)
		return __real_fdatasync(fd);
	sync_fails = false;
	check(store_update_ahead(syncing->s, count_one, NULL, &meanwhile, &e),
	    &e);
	errno = EIO;
	return -1;
}

/* The kernel tells of lost bytes once, and holds them for clean then. */
static void
what_a_failed_sync_may_have_lost_is_not_acknowledged(void **state)
{
	static const char text[] = "the disk did not take the change";
	struct fixture *f = *state;
	uint64_t before, behind;
	struct err e;

	update(f, count_one, NULL);
	check(store_update_ahead(f->s, count_one, NULL, &before, &e), &e);
	syncing = f;
	sync_fails = true;
	check_err(store_wait(f->s, before, &e), &e, ERR_UNAVAILABLE, text);
	check_err(store_wait(f->s, meanwhile, &e), &e, ERR_UNAVAILABLE, text);
	assert_int_equal(dirty(f), 1);
	/* Who comes now recovers, and all that was made is there. */
	check(store_update_ahead(f->s, count_one, NULL, &behind, &e), &e);
	check(store_wait(f->s, behind, &e), &e);
	assert_int_equal(dirty(f), 0);
	check_count(f, 4);
	/* Of those the word stays that they were not taken. */
	check_err(store_wait(f->s, before, &e), &e, ERR_UNAVAILABLE, text);
}

/* Who is slow to ask is not told that all is well. */
static void
what_failed_is_not_forgotten_for_what_fails_later(void **state)
{
	static const char text[] = "the disk did not take the change";
	struct fixture *f = *state;
	uint64_t slow;
	struct err e;

	update(f, count_one, NULL);
	syncing = f;
	check(store_update_ahead(f->s, count_one, NULL, &slow, &e), &e);
	for (int i = 0; i < 2; i++) {
		sync_fails = true;
		check_err(store_update(f->s, STORE_DURABLE, count_one, NULL,
			      &e),
		    &e, ERR_UNAVAILABLE, text);
		update(f, count_one, NULL);
	}
	check_err(store_wait(f->s, slow, &e), &e, ERR_UNAVAILABLE, text);
}

/* It is there, and nobody else has to come for that to be said. */
static void
what_a_recovery_brought_back_is_on_disk(void **state)
{
	struct fixture *f = *state;
	struct err e;

	update(f, count_one, NULL);
	syncing = f;
	sync_fails = true;
	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, "the disk did not take the change");
	check_err(store_settle(f->s, &e), &e, ERR_UNAVAILABLE,
	    "the disk did not take the change");
	check_count(f, 3);
	assert_int_equal(dirty(f), 0);
	check(store_settle(f->s, &e), &e);
}

/* Wherever it is in it, and whatever Berkeley DB makes of that. */
static void
a_recovery_that_cannot_sync_says_so(void **state)
{
	struct fixture *f = *state;
	uint64_t count;
	struct err e;
	long n = 0;
	int rc;

	update(f, count_one, NULL);
	do {
		atomic_store(&f->s->control.page->dirty, 1);
		f->s->try_again_us = 0;
		syncs_left = ++n;
		rc = store_view(f->s, read_count, &count, &e);
		syncs_left = -1;
		if (rc == -1)
			check_err(rc, &e, ERR_UNAVAILABLE,
			    "Input/output error: the disk failed, see the "
			    "system's log; where it goes on so, run 'scepgate "
			    "repair DIR' with the directory of the newest "
			    "backup");
	} while (rc == -1);
	assert_in_range(n, 4, 100);
	check_count(f, 1);
}

/* Somebody removed it: what goes in there is gone with the last process. */
static void
nothing_is_acknowledged_in_a_log_without_a_name(void **state)
{
	struct fixture *f = *state;
	struct err e;

	update(f, count_one, NULL);
	assert_int_equal(unlink(
			     arena_printf(f->a, "%s/log.0000000001", f->dir)),
	    0);
	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, "the disk did not take the change");
}

/* ---- Files ------------------------------------------------------------- */

/* No file can be opened from now on; returns what to give back. */
static struct rlimit
take_files(void)
{
	struct rlimit before, none;
	int next = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_int_not_equal(next, -1);
	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = (rlim_t)next;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	return before;
}

static void
give_files(const struct rlimit *before)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, before), 0);
}

static void
who_cannot_open_the_log_loses_nothing(void **state)
{
	struct fixture *f = *state;
	struct rlimit before;
	struct err e;

	update(f, count_one, NULL);
	sync_close(f->s); /* as one who never synced */
	before = take_files();
	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, "Too many open files");
	assert_int_equal(dirty(f), 0);
	check_count(f, 2);
	give_files(&before);
	check(store_settle(f->s, &e), &e);
	update(f, count_one, NULL);
	check_count(f, 3);
}

/* Who has it open from the sync before notices nothing. */
static void
who_has_the_log_open_needs_no_file(void **state)
{
	struct fixture *f = *state;
	struct rlimit before;
	struct err e;

	update(f, count_one, NULL);
	before = take_files();
	update(f, count_one, NULL);
	give_files(&before);
	check_count(f, 2);
	check(store_settle(f->s, &e), &e);
}

static void
who_cannot_recover_waits_for_nothing(void **state)
{
	struct fixture *f = *state;
	struct rlimit before;
	int64_t began = clock_us();
	struct err e;

	update(f, count_one, NULL);
	atomic_store(&f->s->control.page->dirty, 1);
	before = take_files();
	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, "Too many open files");
	give_files(&before);
	assert_true(clock_us() - began < SECOND_US);
	check_count(f, 1);
}

/* Another process has recovered; ours cannot have its handles. */
static void
who_cannot_join_disturbs_nobody(void **state)
{
	struct fixture *f = *state;
	struct store *other;
	struct rlimit before;
	uint64_t generation, n;
	struct err e;

	check(store_open(f->dir, &other, &e), &e);
	check(store_view(other, read_count, &n, &e), &e);
	atomic_store(&other->control.page->dirty, 1);
	check(store_view(other, read_count, &n, &e), &e);
	generation = atomic_load(&other->control.page->generation);
	before = take_files();
	check_err(store_view(f->s, read_count, &n, &e), &e, ERR_UNAVAILABLE,
	    "Too many open files");
	check(store_view(other, read_count, &n, &e), &e);
	give_files(&before);
	update(f, count_one, NULL);
	check(store_view(other, read_count, &n, &e), &e);
	assert_int_equal(n, 1);
	/* Nobody had to recover for that. */
	assert_int_equal(atomic_load(&other->control.page->generation),
	    generation);
	store_close(other);
}

static void
put_many(struct fixture *f, unsigned int hundreds)
{
	unsigned int n = 100;

	for (unsigned int i = 0; i < hundreds; i++)
		update(f, put_counted, &n);
}

/* Changed pages that made room for others, so far. */
static uint64_t
written_for_room(struct fixture *f)
{
	DB_ENV *h = f->s->env.handle;
	DB_MPOOL_STAT *st;
	uint64_t n;

	assert_int_equal(h->memp_stat(h, &st, NULL, 0), 0);
	n = st->st_rw_evict;
	free(st);
	return n;
}

/* Read so much that what comes next has to write a page to make room. */
static void
age_changed_pages(struct fixture *f)
{
	uint64_t first;
	struct err e;

	check(engine_enter(f->s, &e), &e);
	first = written_for_room(f);
	for (int n = 0; n < 6 && written_for_room(f) < first + 40; n++) {
		DB *db = f->s->env.db[n % 2 == 0 ? ENV_ORDERS : ENV_INDEX];
		DBT key = { .size = 0 }, data = { .size = 0 };
		DBC *c;

		assert_int_equal(db->cursor(db, NULL, &c, 0), 0);
		for (long i = 0; c->get(c, &key, &data, DB_NEXT) == 0; i++)
			if (i % 20 == 0 && written_for_room(f) >= first + 40)
				break;
		c->close(c);
	}
	engine_leave(f->s, 0);
}

static long opens_left = -1; /* until all fail; -1: none does */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int
__wrap_open(const char *path, int flags, ...)
{
	int mode = 0;
	va_list ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, int);
	va_end(ap);
	if (opens_left > 0)
		opens_left--;
	if (opens_left != 0)
		return __real_open(path, flags, mode);
	errno = EMFILE;
	return -1;
}

/* Nor the pages that it had in hand. */
static void
who_cannot_join_throws_nothing_away(void **state)
{
	struct fixture *f = *state;
	unsigned int before = 140;
	struct store *other;
	uint64_t unused;
	struct err e;
	long n = 0;
	int rc;

	put_many(f, before);
	do {
		check(store_checkpoint(f->s, &e), &e);
		put_many(f, 10);
		before += 10;
		age_changed_pages(f);
		check(engine_open(f->dir, false, &other, &e), &e);
		opens_left = ++n;
		rc = engine_view(other, read_count, &unused, &e);
		opens_left = -1;
		if (rc == -1)
			assert_int_equal(e.kind, ERR_UNAVAILABLE);
		assert_int_equal(check_whole(f->dir, "behind it"),
		    before * 100);
		engine_close(other);
	} while (rc == -1);
	assert_in_range(n, 5, 100);
}

/* ---- Recovery ---------------------------------------------------------- */

/* Each would have everybody wait, and fail as the one before. */
static void
a_recovery_that_failed_is_not_tried_at_every_call(void **state)
{
	struct fixture *f = *state;
	const char *db = arena_printf(f->a, "%s/" ENV_FILE, f->dir);
	const char *away = arena_printf(f->a, "%s.away", db);
	uint64_t n;
	struct err e;

	update(f, count_one, NULL);
	check(store_checkpoint(f->s, &e), &e);
	atomic_store(&f->s->control.page->dirty, 1);
	assert_int_equal(rename(db, away), 0);
	assert_int_equal(store_view(f->s, read_count, &n, &e), -1);
	assert_int_equal(rename(away, db), 0);
	assert_int_equal(store_view(f->s, read_count, &n, &e), -1);
	poll(NULL, 0, 1100);
	check_count(f, 1);
}

/* ---- Room -------------------------------------------------------------- */

static bool full, read_only;

/* The linker puts it in the place of the system's. */
int __real_statvfs(const char *path, struct statvfs *out);
int __wrap_statvfs(const char *path, struct statvfs *out);

int
__wrap_statvfs(const char *path, struct statvfs *out)
{
	int rc = __real_statvfs(path, out);

	if (full)
		out->f_bavail = 0;
	if (read_only)
		out->f_flag |= ST_RDONLY;
	return rc;
}

static void
nothing_is_begun_that_could_not_be_written(struct fixture *f, bool *trouble,
    const char *words)
{
	uint64_t checkpoint;
	struct err e;

	update(f, count_one, NULL);
	checkpoint = atomic_load(&f->s->control.page->checkpoint);
	*trouble = true;
	/* The room that was seen a moment ago is not looked for again. */
	atomic_store(&f->s->room_us, 0);
	check_err(store_update(f->s, STORE_DURABLE, count_one, NULL, &e), &e,
	    ERR_UNAVAILABLE, words);
	check_err(store_checkpoint(f->s, &e), &e, ERR_UNAVAILABLE, words);
	*trouble = false;
	assert_int_equal(atomic_load(&f->s->control.page->checkpoint),
	    checkpoint);
	assert_int_equal(dirty(f), 0);
	check_count(f, 1);
	update(f, count_one, NULL);
	check_count(f, 2);
	check(store_checkpoint(f->s, &e), &e);
}

static void
a_full_disk_is_left_alone(void **state)
{
	nothing_is_begun_that_could_not_be_written(*state, &full,
	    "the disk is full: make at least 32 MB of room");
}

static void
a_disk_that_was_made_read_only_is_left_alone(void **state)
{
	nothing_is_begun_that_could_not_be_written(*state, &read_only,
	    "is mounted read-only");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(what_a_failed_sync_may_have_lost_is_not_acknowledged),
		TEST(what_failed_is_not_forgotten_for_what_fails_later),
		TEST(a_recovery_that_cannot_sync_says_so),
		TEST(what_a_recovery_brought_back_is_on_disk),
		TEST(nothing_is_acknowledged_in_a_log_without_a_name),
		TEST(who_cannot_open_the_log_loses_nothing),
		TEST(who_has_the_log_open_needs_no_file),
		TEST(who_cannot_recover_waits_for_nothing),
		TEST(who_cannot_join_disturbs_nobody),
		TEST(who_cannot_join_throws_nothing_away),
		TEST(a_recovery_that_failed_is_not_tried_at_every_call),
		TEST(a_full_disk_is_left_alone),
		TEST(a_disk_that_was_made_read_only_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
