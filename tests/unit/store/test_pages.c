/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of the database that a power cut tore are there again, and others are
 * left as they are.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"

#define PAGE 4096
#define SECTOR 512
#define ORDERS 50

static struct uuid profile;

static int
put_orders(struct store_txn *t, void *ctx, struct err *e)
{
	struct fixture *f = ctx;

	for (int i = 0; i < ORDERS; i++)
		if (store_put_order(t,
			make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED),
			e) == -1)
			return -1;
	return 0;
}

static int
count_orders(struct store_txn *t, void *ctx, struct err *e)
{
	struct fixture *f = ctx;
	struct store_list list = { .index = STORE_ORDERS_BY_PROFILE,
		.key = uuid_span(&profile),
		.most = STORE_PAGE_MOST };
	struct store_page page;

	if (store_list(t, &list, f->a, &page, e) == -1)
		return -1;
	assert_int_equal(page.n, ORDERS);
	return 0;
}

static int
open_file(const struct fixture *f, const char *name)
{
	int fd = open(arena_printf(f->a, "%s/%s", f->dir, name), O_RDWR);

	assert_true(fd != -1);
	return fd;
}

/*
 * Every page of the newest batch has one sector, another in each, of something
 * else.
 */
static void
tear(const struct fixture *f)
{
	static const uint8_t other[SECTOR] = "something else";
	enum { COUNT = 3, OFFSETS = 5 };
	uint64_t head[PAGE / sizeof(uint64_t)];
	int fd = open_file(f, "pages");

	assert_int_equal(pread(fd, head, PAGE, 0), PAGE);
	close(fd);
	assert_true(head[COUNT] > 10);
	fd = open_file(f, "store.db");
	for (uint64_t i = 0; i < head[COUNT]; i++)
		assert_int_equal(pwrite(fd, other, SECTOR,
				     (off_t)(head[OFFSETS + i] +
					 i % (PAGE / SECTOR) * SECTOR)),
		    SECTOR);
	close(fd);
}

/* All written and synced, and the machine was started anew. */
static void
leave(struct fixture *f)
{
	struct err e;

	profile = uuid_new();
	update(f, put_orders, f);
	check(store_checkpoint(f->s, &e), &e);
	store_close(f->s);
	f->s = NULL;
	assert_int_equal(unlink(arena_printf(f->a, "%s/control", f->dir)), 0);
}

static void
torn_pages_are_written_again(void **state)
{
	struct fixture *f = *state;
	struct err e;

	leave(f);
	tear(f);
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, count_orders, f);
}

/* A batch that was itself cut short was not yet written to its place. */
static void
a_batch_that_is_not_whole_is_passed_over(void **state)
{
	struct fixture *f = *state;
	struct err e;
	uint8_t byte;
	int fd;

	leave(f);
	fd = open_file(f, "pages");
	assert_int_equal(pread(fd, &byte, 1, PAGE + 100), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, PAGE + 100), 1);
	close(fd);
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, count_orders, f);
}

/* Only batches are read so much at a time, before anything else is. */
static bool batches_unreadable;

ssize_t __real_pread(int fd, void *at, size_t len, off_t where);
ssize_t __wrap_pread(int fd, void *at, size_t len, off_t where);

ssize_t
__wrap_pread(int fd, void *at, size_t len, off_t where)
{
	if (batches_unreadable && len > PAGE) {
		errno = EIO;
		return -1;
	}
	return __real_pread(fd, at, len, where);
}

static void
a_batch_that_cannot_be_read_is_not_given_up(void **state)
{
	struct fixture *f = *state;
	struct err e;

	leave(f);
	tear(f);
	batches_unreadable = true;
	check_err(store_open(f->dir, &f->s, &e), &e, ERR_UNAVAILABLE,
	    "Input/output error");
	batches_unreadable = false;
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, count_orders, f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(torn_pages_are_written_again,
		    fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(
		    a_batch_that_is_not_whole_is_passed_over, fixture_open,
		    fixture_close),
		cmocka_unit_test_setup_teardown(
		    a_batch_that_cannot_be_read_is_not_given_up, fixture_open,
		    fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
