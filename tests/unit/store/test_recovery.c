/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever fails while a store is recovered, it is the recovery that fails:
 * nothing is lost, and the next one brings all of it back.
 *
 * Berkeley DB takes a log that it cannot read on for one that ends there, and
 * would write over what follows.  So each call that it makes is let down once,
 * one after the other, by functions that stand here in the place of libc's.
 */
#include <sys/resource.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"
#include "store/engine.h"

/* The sanitizers stand in those places themselves. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define ORDERS 3 /* that are made before each recovery */

/* ---- Trouble ----------------------------------------------------------- */

enum call { NONE, TAKE, READ, OPEN };

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

/* What Berkeley DB takes comes by this one, for it must be there. */
void *
reallocarray(void *p, size_t n, size_t size)
{
	return fails(TAKE, ENOMEM) ? NULL : __libc_realloc(p, n * size);
}

ssize_t
read(int fd, void *at, size_t len)
{
	return fails(READ, EIO) ? -1 : syscall(SYS_read, fd, at, len);
}

ssize_t
pread(int fd, void *at, size_t len, off_t where)
{
	return fails(READ, EIO) ? -1 : syscall(SYS_pread64, fd, at, len, where);
}

int
open(const char *path, int flags, ...)
{
	/* No more than is read: in which mode a file is made matters not. */
	return fails(OPEN, EMFILE) ?
	    -1 :
	    (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}
#endif

/* ---- The store --------------------------------------------------------- */

static struct uuid profile;

static int
put_order(struct store_txn *t, void *ctx, struct err *e)
{
	struct fixture *f = ctx;

	if (store_put_order(t,
		make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED), e) == -1)
		return -1;
	return count_one(t, NULL, e);
}

/* It has work for a recovery then, and nobody has it open. */
static void
leave_it_dirty(struct fixture *f)
{
	for (int i = 0; i < ORDERS; i++)
		update(f, put_order, f);
	atomic_store(&f->s->control.page->dirty, 1);
	store_close(f->s);
	f->s = NULL;
}

static void
all_is_there(struct fixture *f, uint64_t orders)
{
	struct err e;

	check(store_open(f->dir, &f->s, &e), &e);
	check_count(f, orders);
	arena_reset(f->a);
}

/* As whoever comes first: it may fail, and all of it is tried. */
static void
recover(const char *dir)
{
	struct store *s;
	struct err e;
	uint64_t n;

	if (store_open(dir, &s, &e) == -1)
		return;
	if (store_view(s, read_count, &n, &e) == -1)
		fprintf(stderr, "# %s\n", e.text);
	store_close(s);
}

/* ---- Memory ------------------------------------------------------------ */

/* In a child, for its end may be that of the process. */
static int
recover_without(const char *dir)
{
	static const struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	close(STDERR_FILENO);
	fail_at(TAKE, strtol(getenv("FAIL_AT"), NULL, 10), false);
	recover(dir);
	return has_failed() ? 1 : 0;
}

/* The first ones one by one, and a part of the thousands that follow. */
static void
memory_that_is_not_there_costs_nothing(void **state)
{
	struct fixture *f = *state;
	char at[24];
	uint64_t orders = 0;
	int status;

	if (SANITIZED)
		skip();
	for (unsigned int n = 1;; n += 1 + n / 32) {
		leave_it_dirty(f);
		snprintf(at, sizeof(at), "%u", n);
		setenv("FAIL_AT", at, 1);
		status = child_end(child(f, "recover"));
		all_is_there(f, orders += ORDERS);
		if (status == 0)
			break;
	}
}

/* ---- Files ------------------------------------------------------------- */

static void
nothing_is_lost_when(struct fixture *f, enum call what, bool on)
{
	uint64_t orders = 0;
	bool had;

	for (unsigned int n = 1;; n++) {
		leave_it_dirty(f);
		fail_at(what, n, on);
		recover(f->dir);
		had = has_failed();
		all_is_there(f, orders += ORDERS);
		if (!had)
			break;
	}
}

static void
a_read_that_fails_costs_nothing(void **state)
{
	if (SANITIZED)
		skip();
	nothing_is_lost_when(*state, READ, false);
}

static void
a_disk_that_cannot_be_read_costs_nothing(void **state)
{
	if (SANITIZED)
		skip();
	nothing_is_lost_when(*state, READ, true);
}

static void
a_file_that_cannot_be_opened_costs_nothing(void **state)
{
	if (SANITIZED)
		skip();
	nothing_is_lost_when(*state, OPEN, false);
}

static void
no_file_that_can_be_opened_costs_nothing(void **state)
{
	if (SANITIZED)
		skip();
	nothing_is_lost_when(*state, OPEN, true);
}

int
main(int argc, char **argv)
{
	static const struct role roles[] = {
		{ "recover", recover_without },
		{ NULL, NULL },
	};
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(memory_that_is_not_there_costs_nothing),
		TEST(a_read_that_fails_costs_nothing),
		TEST(a_disk_that_cannot_be_read_costs_nothing),
		TEST(a_file_that_cannot_be_opened_costs_nothing),
		TEST(no_file_that_can_be_opened_costs_nothing),
	};

	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
