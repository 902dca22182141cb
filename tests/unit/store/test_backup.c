/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of a store that is written to, and stores made out of them. */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "fixture.h"
#include "store/backup.h"
#include "store/engine.h"
#include "store/logs.h"
#include "store/verify.h"

struct place {
	struct fixture *f;
	struct store_backup b;
};

static struct place
new_place(struct fixture *f)
{
	struct place p = { .f = f };
	struct err e;

	p.b.dir = arena_printf(f->a, "%s/backup.d", f->dir);
	check(file_make_dir(p.b.dir, 0700, &e), &e);
	return p;
}

/* Another run, on what the one before left. */
static void
back_up(struct place *p)
{
	struct err e;

	p->b.former = p->b.files;
	p->b.former_count = p->b.count;
	p->b.run++;
	check(store_backup(p->f->s, &p->b, p->f->a, &e), &e);
}

/* A store of the copy, open. */
static struct store *
restore(struct place *p, const char *name)
{
	const char *dir = arena_printf(p->f->a, "%s/%s", p->f->dir, name);
	struct store_file have;
	struct store *s;
	struct err e;

	check(file_make_dir(dir, 0700, &e), &e);
	for (size_t i = 0; i < p->b.count; i++) {
		check(store_copy_file(arena_printf(p->f->a, "%s/%s", p->b.dir,
					  p->b.files[i].kept),
			  arena_printf(p->f->a, "%s/%s", dir,
			      p->b.files[i].name),
			  UINT64_MAX, &have, &e),
		    &e);
		assert_int_equal(have.size, p->b.files[i].size);
		assert_memory_equal(have.sha256, p->b.files[i].sha256,
		    STORE_SHA256);
	}
	check(store_recover_copy(dir, NULL, NULL, &e), &e);
	check(store_open(dir, &s, &e), &e);
	return s;
}

static void
found(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("%s", text);
}

/* How many tenants there are, in a store without a finding. */
static uint64_t
count(struct store *s)
{
	const struct verify v = { .found = found, .cure = VERIFY_CURE };
	struct verified out = { 0 };
	struct err e;

	check(store_verify_records(s, &v, &out, &e), &e);
	check(store_verify_indexes(s, &v, &out, &e), &e);
	/* Meta and totals. */
	return out.records < 2 ? 0 : out.records - 2;
}

static int
put_tenants(struct store_txn *t, void *ctx, struct err *e)
{
	const unsigned int *range = ctx;
	struct arena *a = arena_new();
	int rc = 0;

	for (unsigned int i = range[0]; rc == 0 && i < range[1]; i++)
		rc = store_put_tenant(t, make_tenant(a, i), e);
	arena_free(a);
	return rc;
}

static void
put(struct fixture *f, unsigned int from, unsigned int to)
{
	unsigned int range[2];

	for (; from < to; from += 100) {
		range[0] = from;
		range[1] = from + 100;
		update(f, put_tenants, range);
	}
}

/* Of this directory the disk has no room. */
static const char *full;

int __real_statvfs(const char *path, struct statvfs *out);
int __wrap_statvfs(const char *path, struct statvfs *out);

int
__wrap_statvfs(const char *path, struct statvfs *out)
{
	int rc = __real_statvfs(path, out);

	if (full != NULL && strcmp(path, full) == 0)
		out->f_bavail = 0;
	return rc;
}

/* That may be what somebody wants it for. */
static void
a_full_disk_is_copied_to_another(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct store *s;

	put(f, 0, 1000);
	full = f->dir;
	back_up(&p);
	full = NULL;
	assert_true(p.b.whole);
	s = restore(&p, "copy");
	assert_int_equal(count(s), 1000);
	store_close(s);
}

static void
a_copy_is_the_store(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct store *s;

	put(f, 0, 1000);
	back_up(&p);
	assert_true(p.b.whole);
	put(f, 1000, 1100);
	s = restore(&p, "copy");
	assert_int_equal(count(s), 1000);
	/* And takes changes. */
	store_close(f->s);
	f->s = s;
	put(f, 5000, 5100);
	assert_int_equal(count(s), 1100);
}

static unsigned int
files_in(const char *dir, const char *prefix)
{
	DIR *d = opendir(dir);
	unsigned int n = 0;
	struct dirent *entry;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL)
		n += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	closedir(d);
	return n;
}

static void
a_later_run_copies_the_log_alone(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct store *s;
	size_t files;
	struct err e;

	put(f, 0, 1000);
	back_up(&p);
	files = p.b.count;
	/* More than one file of the log; checkpoints would remove them. */
	for (unsigned int round = 1; round <= 3; round++) {
		put(f, round * 10000, round * 10000 + 6000);
		check(store_checkpoint(f->s, &e), &e);
		back_up(&p);
		assert_false(p.b.whole);
	}
	assert_int_equal(files_in(p.b.dir, "store.db"), 1);
	assert_true(p.b.count > files + 2);
	s = restore(&p, "copy");
	assert_int_equal(count(s), 19000);
	store_close(s);
	/* What is in the backup is not kept. */
	check(store_checkpoint(f->s, &e), &e);
	assert_true(files_in(f->dir, "log.") <= 2);
}

static void
without_a_backup_no_log_is_kept(void **state)
{
	struct fixture *f = *state;
	struct err e;

	put(f, 0, 6000);
	check(store_checkpoint(f->s, &e), &e);
	assert_int_equal(files_in(f->dir, "log."), 1);
}

static void
a_gap_in_the_log_makes_a_whole_copy(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct store *s;
	struct err e;

	put(f, 0, 1000);
	back_up(&p);
	assert_int_equal(unlink(arena_printf(f->a, "%s/keep", f->dir)), 0);
	put(f, 10000, 18000);
	check(store_checkpoint(f->s, &e), &e);
	back_up(&p);
	assert_true(p.b.whole);
	s = restore(&p, "copy");
	assert_int_equal(count(s), 9000);
	store_close(s);
}

/* The store went another way than the copy: it was restored, say. */
static void
another_log_makes_a_whole_copy(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct store_file *last;
	struct store *s;

	put(f, 0, 1000);
	back_up(&p);
	last = &p.b.files[p.b.count - 1];
	last->sha256[0] ^= 1;
	put(f, 1000, 1100);
	back_up(&p);
	assert_true(p.b.whole);
	s = restore(&p, "copy");
	assert_int_equal(count(s), 1100);
	store_close(s);
}

static void
two_backups_at_once_are_refused(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct err e;
	int fd;

	fd = open(arena_printf(f->a, "%s/backup", f->dir), O_RDWR | O_CREAT,
	    0600);
	assert_int_not_equal(fd, -1);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	check_err(store_backup(f->s, &p.b, f->a, &e), &e, ERR_UNAVAILABLE,
	    "is being made: wait for it");
	close(fd);
	back_up(&p);
}

/* ---- In use ------------------------------------------------------------ */

/* Puts tenant after tenant, and says how far it is, until it is killed. */
static int
write_on(const char *dir)
{
	char *path = mem_printf("%s/progress", dir);
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	unsigned int range[2] = { 0, 1 }, done;
	struct store *s;
	struct err e;

	if (pread(fd, &done, sizeof(done), 0) == sizeof(done))
		range[0] = done + 1000;
	check(store_open(dir, &s, &e), &e);
	for (;; range[0]++) {
		range[1] = range[0] + 1;
		check(store_update(s, STORE_DURABLE, put_tenants, range, &e),
		    &e);
		/* It was put; this may be cut short. */
		(void)!pwrite(fd, &range[1], sizeof(range[1]), 0);
	}
	return 0;
}

static unsigned int
progress_of(struct fixture *f)
{
	unsigned int n = 0;
	int fd = open(arena_printf(f->a, "%s/progress", f->dir), O_RDONLY);

	if (fd != -1) {
		(void)!pread(fd, &n, sizeof(n), 0);
		close(fd);
	}
	return n;
}

struct last_put {
	unsigned int n;
	Tenant *found;
	struct arena *a;
};

static int
find_tenant(struct store_txn *t, void *ctx, struct err *e)
{
	struct last_put *x = ctx;

	return store_find_tenant(t, make_tenant(x->a, x->n)->name, x->a,
	    &x->found, e);
}

static void
what_was_committed_before_is_in_a_copy_under_kills(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct last_put x = { .a = f->a };
	struct err e;
	struct store *s;
	pid_t pid;

	put(f, 2000000, 2006000);
	for (unsigned int round = 0; round < 6; round++) {
		pid = child(f, "writer");
		usleep(100000);
		x.n = progress_of(f);
		back_up(&p);
		usleep(20000 * round);
		kill(pid, SIGKILL);
		assert_int_equal(child_end(pid), -SIGKILL);
		/* Inside, at the next: a recovery in the middle of a run. */
		s = restore(&p, arena_printf(f->a, "copy%u", round));
		assert_true(count(s) >= 6000);
		if (x.n > 0) {
			x.n--;
			check(store_view(s, find_tenant, &x, &e), &e);
			assert_non_null(x.found);
		}
		store_close(s);
	}
	assert_true(progress_of(f) > 100);
}

#define VISITS 20
#define VISIT_TENANTS 4000

/* Puts its tenants, and is gone without a word. */
static int
visit(const char *dir)
{
	unsigned int range[2], from = (unsigned int)getpid() * VISIT_TENANTS;
	struct store *s;
	struct err e;

	check(store_open(dir, &s, &e), &e);
	for (unsigned int n = 0; n < VISIT_TENANTS; n += 100) {
		range[0] = from + n;
		range[1] = range[0] + 100;
		check(store_update(s, STORE_RELAXED, put_tenants, range, &e),
		    &e);
	}
	return raise(SIGKILL);
}

/*
 * Where the log is run, the database is opened anew at each place where a
 * process had opened it, and pages of it are under way then.
 */
static void
a_log_of_many_openings_is_more_than_the_cache_holds(void **state)
{
	struct fixture *f = *state;
	struct place p = new_place(f);
	struct store *s;

	back_up(&p);
	for (unsigned int n = 0; n < VISITS; n++)
		assert_int_equal(child_end(child(f, "visitor")), -SIGKILL);
	back_up(&p);
	assert_false(p.b.whole);
	s = restore(&p, "copy");
	assert_int_equal(count(s), VISITS * VISIT_TENANTS);
	store_close(s);
}

static const struct role roles[] = {
	{ "writer", write_on },
	{ "visitor", visit },
	{ NULL, NULL },
};

int
main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(a_copy_is_the_store),
		TEST(a_full_disk_is_copied_to_another),
		TEST(a_later_run_copies_the_log_alone),
		TEST(without_a_backup_no_log_is_kept),
		TEST(a_gap_in_the_log_makes_a_whole_copy),
		TEST(another_log_makes_a_whole_copy),
		TEST(two_backups_at_once_are_refused),
		TEST(what_was_committed_before_is_in_a_copy_under_kills),
		TEST(a_log_of_many_openings_is_more_than_the_cache_holds),
	};

	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
