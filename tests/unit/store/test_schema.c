/* SPDX-License-Identifier: BSD-2-Clause */
/* Stores of other versions: brought up, or refused. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"
#include "store/index.h"
#include "store/record.h"
#include "store/row.h"
#include "store/schema.h"
#include "store/verify.h"

#define ACCOUNTS 3000

static int
set_version(struct store_txn *t, void *ctx, struct err *e)
{
	const uint32_t *version = ctx;
	Meta *meta;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	meta->schema = *version;
	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

static int
get_version(struct store_txn *t, void *ctx, struct err *e)
{
	uint32_t *version = ctx;
	Meta *meta;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	*version = meta->schema;
	return 0;
}

struct put {
	struct arena *a;
	unsigned int first;
	struct uuid profile;
};

static int
put_some(struct store_txn *t, void *ctx, struct err *e)
{
	struct put *p = ctx;
	Order *o;

	for (unsigned int i = 0; i < 100; i++) {
		if (store_put_account(t,
			make_account(p->a, &p->profile, p->first + i), e) == -1)
			return -1;
		o = make_order(p->a, &p->profile, ORDER_STATE__ORDER_ISSUED);
		if (store_put_order(t, o, e) == -1)
			return -1;
	}
	return 0;
}

/* Rows that this version has and the one before had not, and one too many. */
static int
spoil(struct store_txn *t, void *ctx, struct err *e)
{
	(void)ctx;
	if (row_drop_all(t, ENV_INDEX, e) == -1 ||
	    row_put(t, ENV_INDEX, span_of("\377old", 4), span_of("", 0), e) ==
		-1)
		return -1;
	return record_drop(t, KIND_TOTALS, span_of("", 0), e);
}

/* A store as builds before the first release made it. */
static void
make_old(struct fixture *f, unsigned int accounts)
{
	uint32_t none = 0;
	struct put p = { .profile = uuid_new() };

	p.a = arena_new();
	for (; p.first < accounts; p.first += 100) {
		update(f, put_some, &p);
		arena_reset(p.a);
	}
	arena_free(p.a);
	update(f, spoil, NULL);
	update(f, set_version, &none);
	store_close(f->s);
	f->s = NULL;
}

/*
 * Version 1 had 15, 16 and 21 where this one has keys beside terms: what is in
 * them does not matter.
 */
static int
part(struct store_txn *t, void *ctx, struct err *e)
{
	unsigned int *gone = ctx;
	struct row_cursor c;
	int index, rc;

	if (row_put(t, ENV_INDEX, span_of("\17old", 4), span_of("", 0), e) ==
		-1 ||
	    row_put(t, ENV_INDEX, span_of("\20old", 4), span_of("i", 1), e) ==
		-1 ||
	    row_put(t, ENV_INDEX, span_of("\25old", 4), span_of("", 0), e) ==
		-1 ||
	    row_cursor_open(&c, t, ENV_INDEX, e) == -1)
		return -1;
	rc = row_cursor_from(&c, span_of("", 0), e);
	for (; rc == 0 && c.key.at != NULL; rc = row_cursor_next(&c, e)) {
		index = index_of_key(c.key);
		if (index != INDEX_ORDERS_BY_TRANSACTION &&
		    index != INDEX_ORDERS_BY_REQUEST &&
		    index != INDEX_CERTIFICATES_BY_SERIAL)
			continue;
		++*gone;
		if (row_cursor_drop(&c, e) == -1)
			break;
	}
	row_cursor_close(&c);
	return rc;
}

static void
found(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("%s", text);
}

static void
expect_whole(struct fixture *f, uint64_t least)
{
	const struct verify v = { .found = found, .cure = VERIFY_CURE };
	struct verified out = { 0 };
	uint32_t version;
	struct err e;

	view(f, get_version, &version);
	assert_int_equal(version, SCHEMA);
	check(store_verify_records(f->s, &v, &out, &e), &e);
	check(store_verify_indexes(f->s, &v, &out, &e), &e);
	assert_true(out.records >= least);
	assert_true(out.index_rows > least);
}

static void
an_older_store_is_brought_up(void **state)
{
	struct fixture *f = *state;
	struct err e;

	make_old(f, 500);
	check(store_open(f->dir, &f->s, &e), &e);
	expect_whole(f, 1000);
	/* Once. */
	store_close(f->s);
	check(store_open(f->dir, &f->s, &e), &e);
	expect_whole(f, 1000);
}

static int
put_certificates(struct store_txn *t, void *ctx, struct err *e)
{
	struct put *p = ctx;

	for (unsigned int i = 0; i < 10; i++)
		if (store_put_certificate(t,
			make_certificate(p->a, &p->profile, i, 100), e) == -1)
			return -1;
	return 0;
}

static void
version_1_keeps_its_other_indexes(void **state)
{
	struct fixture *f = *state;
	struct put p = { .a = f->a, .profile = uuid_new() };
	unsigned int gone = 0;
	uint32_t one = 1;
	struct err e;

	update(f, put_some, &p);
	update(f, put_certificates, &p);
	update(f, part, &gone);
	/* Two of each order, one of each certificate. */
	assert_int_equal(gone, 2 * 100 + 10);
	update(f, set_version, &one);
	store_close(f->s);
	check(store_open(f->dir, &f->s, &e), &e);
	expect_whole(f, 210);
}

static int
open_it(const char *dir)
{
	struct store *s;
	struct err e;

	if (store_open(dir, &s, &e) == -1) {
		print_error("%s\n", e.text);
		return 1;
	}
	store_close(s);
	return 0;
}

static void
who_dies_in_it_leaves_it_to_the_next(void **state)
{
	struct fixture *f = *state;
	struct err e;
	unsigned int killed = 0;
	pid_t pid;
	int status;

	make_old(f, ACCOUNTS);
	for (unsigned int i = 1; i <= 8; i++) {
		pid = child(f, "open");
		usleep(i * 12000);
		kill(pid, SIGKILL);
		status = child_end(pid);
		killed += status == -SIGKILL;
	}
	assert_true(killed > 0);
	check(store_open(f->dir, &f->s, &e), &e);
	expect_whole(f, 2 * ACCOUNTS);
}

static void
many_at_once_wait_for_the_one(void **state)
{
	struct fixture *f = *state;
	pid_t pids[4];
	struct err e;

	make_old(f, ACCOUNTS);
	for (int i = 0; i < 4; i++)
		pids[i] = child(f, "open");
	for (int i = 0; i < 4; i++)
		assert_int_equal(child_end(pids[i]), 0);
	check(store_open(f->dir, &f->s, &e), &e);
	expect_whole(f, 2 * ACCOUNTS);
}

/* Two accounts of one subject: no version ever wrote that. */
static int
put_twin(struct store_txn *t, void *ctx, struct err *e)
{
	struct put *p = ctx;

	if (store_put_account(t, make_account(p->a, &p->profile, 1), e) == -1 ||
	    row_drop_all(t, ENV_INDEX, e) == -1)
		return -1;
	return store_put_account(t, make_account(p->a, &p->profile, 1), e);
}

static void
one_that_cannot_be_brought_up_stays_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct put p = { .a = f->a, .profile = uuid_new() };
	uint32_t none = 0;
	struct err e;

	update(f, put_twin, &p);
	update(f, set_version, &none);
	store_close(f->s);
	for (int i = 0; i < 2; i++) {
		check_err(store_open(f->dir, &f->s, &e), &e, ERR_CONFLICT,
		    "cannot be brought up: account ");
		assert_non_null(strstr(e.text, "with this subject"));
		assert_null(f->s);
	}
}

static void
a_program_that_is_too_old_by_now_is_told(void **state)
{
	struct fixture *f = *state;
	uint32_t version;
	struct err e;

	atomic_store(&f->s->control.page->schema, SCHEMA + 1);
	check_err(store_view(f->s, get_version, &version, &e), &e,
	    ERR_UNAVAILABLE, "restart this program");
	atomic_store(&f->s->control.page->schema, SCHEMA);
	view(f, get_version, &version);
	assert_int_equal(version, SCHEMA);
}

static const struct role roles[] = {
	{ "open", open_it },
	{ NULL, NULL },
};

int
main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(an_older_store_is_brought_up),
		TEST(version_1_keeps_its_other_indexes),
		TEST(who_dies_in_it_leaves_it_to_the_next),
		TEST(many_at_once_wait_for_the_one),
		TEST(one_that_cannot_be_brought_up_stays_as_it_is),
		TEST(a_program_that_is_too_old_by_now_is_told),
	};

	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
