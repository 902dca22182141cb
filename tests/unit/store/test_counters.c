/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts by profile and day, the window of kept failures, totals. */
#include "fixture.h"

static const struct uuid everything;

struct count {
	struct arena *a;
	struct uuid profile;
	int32_t day;
	Counter add;
	const struct uuid *scope; /* to read */
	Counter *have;
	int64_t now_ms;
	unsigned int most;
	bool kept;
	enum store_index of;
	uint64_t total;
};

static int
add(struct store_txn *t, void *ctx, struct err *e)
{
	struct count *x = ctx;

	return store_count(t, &x->profile, x->day, &x->add, e);
}

static int
get(struct store_txn *t, void *ctx, struct err *e)
{
	struct count *x = ctx;

	return store_get_counter(t, x->scope, x->day, x->a, &x->have, e);
}

static Counter *
read_counter(struct fixture *f, struct count *x, const struct uuid *scope,
    int32_t day)
{
	x->a = f->a;
	x->scope = scope;
	x->day = day;
	view(f, get, x);
	return x->have;
}

static void
what_nobody_counted_is_zero(void **state)
{
	struct fixture *f = *state;
	struct count x = { .profile = uuid_new() };
	Counter *c = read_counter(f, &x, &x.profile, 20000);

	assert_non_null(c);
	assert_int_equal(c->orders, 0);
	assert_int_equal(c->day, 20000);
	assert_int_equal(c->scope.len, 16);
	assert_memory_equal(c->scope.data, x.profile.bytes, 16);
}

/* Each field has a value of its own, so that none is taken for another. */
static void
fill(Counter *c, uint64_t *classes, size_t n)
{
	counter__init(c);
	c->orders = 1;
	c->issued = 2;
	c->failed = 3;
	c->rejected = 4;
	c->pended = 5;
	c->pending = -6;
	c->failed_active = 7;
	c->processed = 8;
	c->processing_us = 9;
	c->accounts = 10;
	c->accounts_issued = 11;
	c->accounts_last = -12;
	c->unparsed = 13;
	c->unkept = 14;
	c->legacy = 15;
	c->obsolete = 16;
	/* Not to be added. */
	c->window_minute = 17;
	c->window_failed = 18;
	c->processing_class = classes;
	c->n_processing_class = n;
	for (size_t i = 0; i < n; i++)
		classes[i] = 100 + i;
}

static void
check_times(const Counter *c, int64_t n)
{
	assert_int_equal(c->orders, 1 * n);
	assert_int_equal(c->issued, 2 * n);
	assert_int_equal(c->failed, 3 * n);
	assert_int_equal(c->rejected, 4 * n);
	assert_int_equal(c->pended, 5 * n);
	assert_int_equal(c->pending, -6 * n);
	assert_int_equal(c->failed_active, 7 * n);
	assert_int_equal(c->processed, 8 * n);
	assert_int_equal(c->processing_us, 9 * n);
	assert_int_equal(c->accounts, 10 * n);
	assert_int_equal(c->accounts_issued, 11 * n);
	assert_int_equal(c->accounts_last, -12 * n);
	assert_int_equal(c->unparsed, 13 * n);
	assert_int_equal(c->unkept, 14 * n);
	assert_int_equal(c->legacy, 15 * n);
	assert_int_equal(c->obsolete, 16 * n);
	assert_int_equal(c->window_minute, 0);
	assert_int_equal(c->window_failed, 0);
}

static void
each_count_is_added_to_four_rows(void **state)
{
	struct fixture *f = *state;
	struct uuid one = uuid_new(), two = uuid_new();
	struct count x = { .profile = one };
	uint64_t classes[3];

	fill(&x.add, classes, 3);
	x.day = 20000;
	update(f, add, &x);
	update(f, add, &x);
	x.day = 20001;
	update(f, add, &x);
	x.profile = two;
	update(f, add, &x);

	check_times(read_counter(f, &x, &one, 20000), 2);
	check_times(read_counter(f, &x, &one, 20001), 1);
	check_times(read_counter(f, &x, &one, 0), 3);
	check_times(read_counter(f, &x, &two, 20000), 0);
	check_times(read_counter(f, &x, &two, 20001), 1);
	check_times(read_counter(f, &x, &two, 0), 1);
	check_times(read_counter(f, &x, &everything, 20000), 2);
	check_times(read_counter(f, &x, &everything, 20001), 2);
	check_times(read_counter(f, &x, &everything, 0), 4);
}

static void
classes_are_added_one_by_one_and_may_grow(void **state)
{
	struct fixture *f = *state;
	struct count x = { .profile = uuid_new(), .day = 20000 };
	uint64_t classes[4];
	Counter *c;

	fill(&x.add, classes, 2);
	update(f, add, &x);
	fill(&x.add, classes, 4);
	update(f, add, &x);
	fill(&x.add, classes, 1);
	update(f, add, &x);
	c = read_counter(f, &x, &x.profile, 20000);
	assert_int_equal(c->n_processing_class, 4);
	assert_int_equal(c->processing_class[0], 300);
	assert_int_equal(c->processing_class[1], 202);
	assert_int_equal(c->processing_class[2], 102);
	assert_int_equal(c->processing_class[3], 103);
}

/* ---- The window of kept failures --------------------------------------- */

static int
count_failure(struct store_txn *t, void *ctx, struct err *e)
{
	struct count *x = ctx;

	return store_count_failure(t, &x->profile, x->now_ms, x->most, &x->kept,
	    e);
}

static unsigned int
kept_of(struct fixture *f, struct count *x, unsigned int failures)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < failures; i++) {
		update(f, count_failure, x);
		kept += x->kept;
	}
	return kept;
}

static void
so_many_failures_are_kept_a_minute_and_profile(void **state)
{
	struct fixture *f = *state;
	struct count x = { .profile = uuid_new(), .most = 5 };
	uint64_t classes[1];

	x.now_ms = 10 * 60000;
	assert_int_equal(kept_of(f, &x, 3), 3);
	/* Counting in between does not disturb the window. */
	fill(&x.add, classes, 1);
	x.day = 20000;
	update(f, add, &x);
	x.now_ms += 59999;
	assert_int_equal(kept_of(f, &x, 10), 2);
	x.now_ms++;
	assert_int_equal(kept_of(f, &x, 10), 5);
	/* A clock that is put back begins another. */
	x.now_ms -= 60000;
	assert_int_equal(kept_of(f, &x, 10), 5);
	x.now_ms += 60000;
	x.profile = uuid_new();
	assert_int_equal(kept_of(f, &x, 1), 1);
	x.most = 0;
	x.now_ms += 60000;
	assert_int_equal(kept_of(f, &x, 1), 0);
}

/* ---- Totals ------------------------------------------------------------ */

static int
get_total(struct store_txn *t, void *ctx, struct err *e)
{
	struct count *x = ctx;

	return store_total(t, x->of, &x->total, e);
}

static uint64_t
total(struct fixture *f, enum store_index of)
{
	struct count x = { .of = of };

	view(f, get_total, &x);
	return x.total;
}

static int
put_account(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_account(t, ctx, e);
}

static int
drop_account(struct store_txn *t, void *ctx, struct err *e)
{
	struct uuid id = id_of(((Account *)ctx)->id);

	return store_drop_account(t, &id, e);
}

struct within {
	Account *account;
	uint64_t during;
};

static int
put_and_total(struct store_txn *t, void *ctx, struct err *e)
{
	struct within *x = ctx;

	if (store_put_account(t, x->account, e) == -1)
		return -1;
	return store_total(t, STORE_ACCOUNTS_BY_PROFILE, &x->during, e);
}

static void
totals_follow_every_put_and_drop(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new();
	Account *m[3];
	struct within x;

	assert_int_equal(total(f, STORE_ACCOUNTS_BY_PROFILE), 0);
	for (unsigned int i = 0; i < 3; i++) {
		m[i] = make_account(f->a, &profile, i);
		update(f, put_account, m[i]);
	}
	assert_int_equal(total(f, STORE_ACCOUNTS_BY_PROFILE), 3);
	m[0]->orders = 5;
	update(f, put_account, m[0]);
	assert_int_equal(total(f, STORE_ACCOUNTS_BY_PROFILE), 3);
	update(f, drop_account, m[1]);
	update(f, drop_account, m[1]);
	assert_int_equal(total(f, STORE_ACCOUNTS_BY_PROFILE), 2);
	x.account = make_account(f->a, &profile, 9);
	update(f, put_and_total, &x);
	assert_int_equal(x.during, 3);
	assert_int_equal(total(f, STORE_ACCOUNTS_BY_PROFILE), 3);
	assert_int_equal(total(f, STORE_ORDERS), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(what_nobody_counted_is_zero),
		TEST(each_count_is_added_to_four_rows),
		TEST(classes_are_added_one_by_one_and_may_grow),
		TEST(so_many_failures_are_kept_a_minute_and_profile),
		TEST(totals_follow_every_put_and_drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
