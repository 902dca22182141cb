/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever the system refuses a store, once or from then on, in the middle of
 * whatever is done to it: what was acknowledged is there, what is there agrees
 * with itself, and all is well when the cause is gone.
 *
 * Each call of what is done is let down, one after the other, by functions
 * that stand here in the place of libc's, for us and for Berkeley DB.
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/sanitized.h"
#include "base/file.h"
#include "fixture.h"
#include "store/backup.h"
#include "store/engine.h"

/* ---- Trouble ----------------------------------------------------------- */

enum call { NONE, TAKE, READ, OPEN, WRITE, SYNC, CHANGE, LOOK, MAP, CALLS };

static const char *const call_names[CALLS] = {
	[TAKE] = "memory",
	[READ] = "reading",
	[OPEN] = "opening",
	[WRITE] = "writing",
	[SYNC] = "syncing",
	[CHANGE] = "changing a file",
	[LOOK] = "looking for files",
	[MAP] = "mapping",
};

static enum call failing;
static long left; /* calls of it until one fails */
static bool for_good; /* and all that follow, too */

static void
fail_at(enum call what, long n, bool on)
{
	left = n;
	for_good = on;
	failing = what;
}

/* Whether as many were made: the one that was to fail has failed. */
static bool
has_failed(void)
{
	bool yes = left <= 0;

	failing = NONE;
	return yes;
}

#if !SANITIZED
static bool
fails(enum call what, int code)
{
	if (what != failing || --left > 0 || (left < 0 && !for_good))
		return false;
	errno = code;
	return true;
}

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *p, size_t size);

void *
malloc(size_t size)
{
	return fails(TAKE, ENOMEM) ? NULL : __libc_malloc(size);
}

void *
realloc(void *p, size_t size)
{
	return fails(TAKE, ENOMEM) ? NULL : __libc_realloc(p, size);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	return fails(TAKE, ENOMEM) ? NULL : __libc_realloc(p, n * size);
}

ssize_t
read(int fd, void *at, size_t len)
{
	return fails(READ, EIO) ? -1 : REAL(read)(fd, at, len);
}

ssize_t
pread(int fd, void *at, size_t len, off_t where)
{
	return fails(READ, EIO) ? -1 : REAL(pread)(fd, at, len, where);
}

/* In which mode another file is made matters not here. */
int
open(const char *path, int flags, ...)
{
	return fails(OPEN, EMFILE) ? -1 : REAL(open)(path, flags, 0600);
}

ssize_t
write(int fd, const void *at, size_t len)
{
	return fails(WRITE, ENOSPC) ? -1 : REAL(write)(fd, at, len);
}

ssize_t
pwrite(int fd, const void *at, size_t len, off_t where)
{
	return fails(WRITE, ENOSPC) ? -1 : REAL(pwrite)(fd, at, len, where);
}

int
fsync(int fd)
{
	return fails(SYNC, EIO) ? -1 : REAL(fsync)(fd);
}

int
fdatasync(int fd)
{
	return fails(SYNC, EIO) ? -1 : REAL(fdatasync)(fd);
}

int
ftruncate(int fd, off_t len)
{
	return fails(CHANGE, EIO) ? -1 : REAL(ftruncate)(fd, len);
}

int
posix_fallocate(int fd, off_t from, off_t len)
{
	return fails(CHANGE, ENOSPC) ? ENOSPC :
				       REAL(posix_fallocate)(fd, from, len);
}

int
rename(const char *from, const char *to)
{
	return fails(CHANGE, ENOSPC) ? -1 : REAL(rename)(from, to);
}

int
unlink(const char *path)
{
	return fails(CHANGE, EIO) ? -1 : REAL(unlink)(path);
}

int
stat(const char *restrict path, struct stat *restrict out)
{
	return fails(LOOK, EIO) ? -1 : REAL(stat)(path, out);
}

int
fstat(int fd, struct stat *out)
{
	return fails(LOOK, EIO) ? -1 : REAL(fstat)(fd, out);
}

struct dirent *
readdir(DIR *d)
{
	return fails(LOOK, EIO) ? NULL : REAL(readdir)(d);
}

DIR *
opendir(const char *path)
{
	return fails(LOOK, EIO) ? NULL : REAL(opendir)(path);
}

void *
mmap(void *at, size_t len, int prot, int flags, int fd, off_t where)
{
	return fails(MAP, ENOMEM) ? MAP_FAILED :
				    REAL(mmap)(at, len, prot, flags, fd, where);
}
#endif

/* ---- The store --------------------------------------------------------- */

#define BEFORE 3 /* orders made before what is done */
#define STORE_LASTS 40 /* times that something is done to one */

static char doing[128]; /* for who reads what failed */

/* Stop with what is done, unless rc is 0. */
static void
must(int rc, const struct err *e)
{
	if (rc != 0)
		fail_msg("%s: %s", doing, e->text);
}

static int
put_order(struct store_txn *t, void *ctx, struct err *e)
{
	unsigned int one = 1;

	(void)ctx;
	return put_counted(t, &one, e);
}

/* ---- What is done ------------------------------------------------------ */

struct run {
	const struct deed *deed;
	enum call what;
	bool for_good;
	struct arena *a;
	const char *dir;
	uint64_t orders; /* before */
	unsigned int acked; /* orders made by it */
	bool lied; /* it read something else than was there */
	struct store_backup copy; /* files: NULL where there is none */
	const char *restored; /* a store of that, or NULL */
	bool done; /* it is one */
};

/* It has a store with a little to do, which somebody else has open. */
struct deed {
	const char *name;
	bool dirty; /* the store is, and nobody has it open */
	bool two_logs; /* of it, all of which is to be read */
	bool restores; /* it has a copy, laid out in r->restored */
	void (*run)(struct run *r, struct store *s);
	unsigned int most; /* orders that it tries to make */
	long each; /* calls that fail one by one; then, a part of them */
};

static void
open_and_read(struct run *r, struct store *other)
{
	struct store *s;
	struct err e;
	uint64_t n;

	(void)other;
	if (store_open(r->dir, &s, &e) == -1)
		return;
	if (store_view(s, read_count, &n, &e) == 0)
		r->lied = n != r->orders;
	store_close(s);
}

static void
write_two(struct run *r, struct store *s)
{
	struct err e;

	for (int i = 0; i < 2; i++)
		if (store_update(s, STORE_DURABLE, put_order, NULL, &e) == 0)
			r->acked++;
}

static void
checkpoint_and_write(struct run *r, struct store *s)
{
	struct err e;

	if (store_checkpoint(s, &e) == 0)
		write_two(r, s);
}

static int
back_up(struct run *r, struct store *s, struct err *e)
{
	r->copy.former = r->copy.files;
	r->copy.former_count = r->copy.count;
	r->copy.run++;
	if (store_backup(s, &r->copy, r->a, e) == 0)
		return 0;
	r->copy.files = NULL;
	return -1;
}

/* A whole copy, and what came then. */
static void
back_up_twice(struct run *r, struct store *s)
{
	struct err e;

	if (file_make_dir(r->copy.dir, 0700, &e) == -1 ||
	    back_up(r, s, &e) == -1)
		return;
	write_two(r, s);
	/* A copy that failed has no files. */
	if (back_up(r, s, &e) == -1)
		assert_null(r->copy.files);
}

static void
restore(struct run *r, struct store *s)
{
	struct err e;

	(void)s;
	r->done = store_recover_copy(r->restored, NULL, NULL, &e) == 0;
}

static const struct deed deeds[] = {
	{ "recovering", true, false, false, open_and_read, 0, 8 },
	{ "recovering two logs", true, true, false, open_and_read, 0, 5 },
	{ "joining", false, false, false, open_and_read, 0, 4 },
	{ "writing", false, false, false, write_two, 2, 4 },
	{ "a checkpoint", false, false, false, checkpoint_and_write, 2, 4 },
	{ "a backup", false, false, false, back_up_twice, 2, 4 },
	{ "restoring", false, false, true, restore, 0, 3 },
};

#define DEEDS (sizeof(deeds) / sizeof(deeds[0]))

/* ---- One after the other ----------------------------------------------- */

/* A copy's files under their own names, in a directory that is new. */
static const char *
lay_out(const struct run *r)
{
	const char *to = arena_printf(r->a, "%s.restored.%u", r->dir,
	    (unsigned int)r->orders);
	struct store_file have;
	struct err e;

	must(file_make_dir(to, 0700, &e), &e);
	for (size_t i = 0; i < r->copy.count; i++) {
		const struct store_file *f = &r->copy.files[i];

		must(store_copy_file(arena_printf(r->a, "%s/%s", r->copy.dir,
					 f->kept),
			 arena_printf(r->a, "%s/%s", to, f->name), UINT64_MAX,
			 &have, &e),
		    &e);
		have.name = f->name;
		have.kept = f->kept;
		if (!store_file_same(&have, f))
			fail_msg("%s: %s is not what was copied", doing,
			    f->name);
	}
	return to;
}

static void
make(struct run *r, const char *dir)
{
	struct err e;

	r->dir = dir;
	r->orders = 0;
	must(file_make_dir(dir, 0700, &e), &e);
	must(store_create(dir, &e), &e);
}

/* As large as there are; each has another number. */
static int
put_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	static unsigned int n;
	struct arena *a = arena_new();
	struct uuid connector = uuid_new();
	int rc;

	(void)ctx;
	rc = store_put_certificate(t,
	    make_certificate(a, &connector, ++n, 60000), e);
	arena_free(a);
	return rc;
}

/* Until the log goes on in another file, which is the last to be read. */
static void
fill_log(struct store *s)
{
	const struct control_page *p = s->control.page;
	unsigned long first = atomic_load(&p->log_file);
	struct err e;

	while (atomic_load(&p->log_file) == first)
		must(store_update(s, STORE_RELAXED, put_certificate, NULL, &e),
		    &e);
}

static struct store *
prepare(struct run *r)
{
	struct store *s;
	struct err e;

	must(store_open(r->dir, &s, &e), &e);
	if (r->deed->two_logs)
		fill_log(s);
	for (int i = 0; i < BEFORE; i++)
		must(store_update(s, STORE_DURABLE, put_order, NULL, &e), &e);
	r->orders += BEFORE;
	r->acked = 0;
	r->lied = r->done = false;
	r->restored = NULL;
	r->copy = (struct store_backup){ .dir = arena_printf(r->a, "%s.copy.%u",
					     r->dir, (unsigned int)r->orders) };
	if (r->deed->restores) {
		must(file_make_dir(r->copy.dir, 0700, &e), &e);
		must(back_up(r, s, &e), &e);
		r->restored = lay_out(r);
	}
	if (!r->deed->dirty)
		return s;
	atomic_store(&s->control.page->dirty, 1);
	store_close(s);
	return NULL;
}

static bool
do_it(struct run *r, struct store *s, long n)
{
	fail_at(r->what, n, r->for_good);
	r->deed->run(r, s);
	return has_failed();
}

/* The process may end by it; what it acknowledged is not known here. */
static bool
do_it_in_child(struct run *r, long n)
{
	const struct fixture f = { .dir = arena_strdup(r->a, r->dir),
		.a = r->a };

	setenv("FAULT_DEED",
	    arena_printf(r->a, "%zu", (size_t)(r->deed - deeds)), 1);
	setenv("FAULT_CALL", arena_printf(r->a, "%ld", n), 1);
	setenv("FAULT_COPY", r->copy.dir, 1);
	setenv("FAULT_RESTORED", r->restored != NULL ? r->restored : "", 1);
	return child_end(child(&f, "deed")) != 0;
}

static int
play_deed(const char *dir)
{
	static const struct rlimit no_core = { 0, 0 };
	struct run r = {
		.deed = &deeds[strtol(getenv("FAULT_DEED"), NULL, 10)],
		.what = TAKE,
		.a = arena_new(),
		.dir = dir,
		.copy = { .dir = getenv("FAULT_COPY") },
		.restored = getenv("FAULT_RESTORED"),
	};
	struct store *s = NULL;
	struct err e;

	setrlimit(RLIMIT_CORE, &no_core);
	close(STDERR_FILENO);
	if (!r.deed->dirty && store_open(dir, &s, &e) == -1)
		return 99;
	return do_it(&r, s, strtol(getenv("FAULT_CALL"), NULL, 10)) ? 1 : 0;
}

static void
look_at_it(struct run *r)
{
	uint64_t have = check_whole(r->dir, doing);
	struct err e;

	if (r->lied || have < r->orders + r->acked ||
	    have > r->orders + r->deed->most)
		fail_msg("%s: %u of %u orders were acknowledged, and there "
			 "are %lld more",
		    doing, r->acked, r->deed->most,
		    (long long)have - (long long)r->orders);
	if (r->copy.files != NULL && r->restored == NULL)
		r->restored = lay_out(r);
	if (r->restored != NULL && !r->done)
		must(store_recover_copy(r->restored, NULL, NULL, &e), &e);
	if (r->restored != NULL &&
	    check_whole(r->restored, doing) < r->orders + r->acked)
		fail_msg("%s: not all is in the copy", doing);
	r->orders = have;
}

static void
each_call(struct fixture *f, const struct deed *deed, enum call what, bool on)
{
	struct run r = { .deed = deed,
		.what = what,
		.for_good = on,
		.a = f->a };
	struct store *s;
	bool had = true;

	for (long n = 1; had; n += 1 + n / deed->each) {
		snprintf(doing, sizeof(doing), "%s, %s fails at call %ld%s",
		    deed->name, call_names[what], n, on ? " and after" : "");
		if (n == 1 || deed->two_logs || r.orders > STORE_LASTS * BEFORE)
			make(&r,
			    arena_printf(f->a, "%s/%d-%d-%d-%ld", f->dir,
				(int)(deed - deeds), (int)what, on, n));
		s = prepare(&r);
		had = what == TAKE ? do_it_in_child(&r, n) : do_it(&r, s, n);
		store_close(s);
		look_at_it(&r);
	}
}

static void
nothing_is_lost(struct fixture *f, enum call what)
{
	for (size_t i = 0; i < DEEDS; i++) {
		each_call(f, &deeds[i], what, false);
		/* Who has no memory once ends. */
		if (what != TAKE)
			each_call(f, &deeds[i], what, true);
	}
}

static void
nothing_is_lost_without_memory(void **state)
{
	nothing_is_lost(*state, TAKE);
}

static void
nothing_is_lost_where_nothing_can_be_read(void **state)
{
	nothing_is_lost(*state, READ);
}

static void
nothing_is_lost_where_no_file_can_be_opened(void **state)
{
	nothing_is_lost(*state, OPEN);
}

static void
nothing_is_lost_where_nothing_can_be_written(void **state)
{
	nothing_is_lost(*state, WRITE);
}

static void
nothing_is_lost_where_nothing_can_be_synced(void **state)
{
	nothing_is_lost(*state, SYNC);
}

static void
nothing_is_lost_where_no_file_can_be_changed(void **state)
{
	nothing_is_lost(*state, CHANGE);
}

static void
nothing_is_lost_where_no_file_can_be_found(void **state)
{
	nothing_is_lost(*state, LOOK);
}

static void
nothing_is_lost_where_nothing_can_be_mapped(void **state)
{
	nothing_is_lost(*state, MAP);
}

int
main(int argc, char **argv)
{
	static const struct role roles[] = {
		{ "deed", play_deed },
		{ NULL, NULL },
	};
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_bare, fixture_close)
		TEST(nothing_is_lost_without_memory),
		TEST(nothing_is_lost_where_nothing_can_be_read),
		TEST(nothing_is_lost_where_no_file_can_be_opened),
		TEST(nothing_is_lost_where_nothing_can_be_written),
		TEST(nothing_is_lost_where_nothing_can_be_synced),
		TEST(nothing_is_lost_where_no_file_can_be_changed),
		TEST(nothing_is_lost_where_no_file_can_be_found),
		TEST(nothing_is_lost_where_nothing_can_be_mapped),
	};

	if (SANITIZED) {
		puts("1..0 # SKIP a sanitizer stands in the place of libc");
		return 0;
	}
	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
