/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions and throttles end: by the user, and by time. */
#include "base/clock.h"
#include "fixture.h"
#include "store/index.h"
#include "store/row.h"

#define MOST 20

struct sessions {
	struct arena *a;
	Session *session[MOST];
	Throttle throttle[MOST];
	unsigned int n, throttles;
	struct uuid user;
	int64_t now_ms;
	unsigned int most, dropped;
	unsigned int left, throttles_left;
};

static int
put_them(struct store_txn *t, void *ctx, struct err *e)
{
	struct sessions *x = ctx;

	for (unsigned int i = 0; i < x->n; i++)
		if (store_put_session(t, x->session[i], e) == -1)
			return -1;
	for (unsigned int i = 0; i < x->throttles; i++)
		if (store_put_throttle(t, &x->throttle[i], e) == -1)
			return -1;
	return 0;
}

static int
count_left(struct store_txn *t, void *ctx, struct err *e)
{
	struct sessions *x = ctx;
	Throttle *throttle;
	Session *session;

	x->left = x->throttles_left = 0;
	for (unsigned int i = 0; i < x->n; i++) {
		if (store_get_session(t,
			span_of(x->session[i]->token_sha256.data, 32), x->a,
			&session, e) == -1)
			return -1;
		x->left += session != NULL;
	}
	for (unsigned int i = 0; i < x->throttles; i++) {
		if (store_get_throttle(t, x->throttle[i].key, x->a, &throttle,
			e) == -1)
			return -1;
		x->throttles_left += throttle != NULL;
	}
	return 0;
}

static int
drop_ended(struct store_txn *t, void *ctx, struct err *e)
{
	struct sessions *x = ctx;

	return store_drop_ended(t, x->now_ms, x->most, &x->dropped, e);
}

static int
drop_sessions_of(struct store_txn *t, void *ctx, struct err *e)
{
	const struct sessions *x = ctx;

	return store_drop_sessions_of(t, &x->user, e);
}

/* Ten sessions that end at 1000, 2000...; users take turns. */
static struct sessions
make_sessions(struct fixture *f)
{
	struct sessions x = { .a = f->a, .n = 10, .user = uuid_new() };
	struct uuid other = uuid_new();

	for (unsigned int i = 0; i < x.n; i++)
		x.session[i] = make_session(f->a, i % 2 == 0 ? &x.user : &other,
		    1000 * (int64_t)(i + 1));
	return x;
}

static void
ended_sessions_go_oldest_first_and_no_more_than_asked(void **state)
{
	struct fixture *f = *state;
	struct sessions x = make_sessions(f);

	update(f, put_them, &x);
	x.now_ms = 5000;
	x.most = 3;
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.left, 7);
	assert_int_equal(x.dropped, 3);
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.dropped, 1);
	/* One that ends now has not ended before now. */
	assert_int_equal(x.left, 6);
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.left, 6);
}

static void
all_sessions_of_a_user_go_and_no_others(void **state)
{
	struct fixture *f = *state;
	struct sessions x = make_sessions(f);

	update(f, put_them, &x);
	update(f, drop_sessions_of, &x);
	view(f, count_left, &x);
	assert_int_equal(x.left, 5);
	update(f, drop_sessions_of, &x);
	view(f, count_left, &x);
	assert_int_equal(x.left, 5);
}

/* Rows of a session that is not there. */
static int
name_nothing(struct store_txn *t, void *ctx, struct err *e)
{
	static const int indexes[] = { INDEX_SESSIONS_BY_END,
		INDEX_SESSIONS_BY_USER };
	const struct sessions *x = ctx;
	const ProtobufCMessage *m = &x->session[0]->base;
	struct index_key k;

	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
		index_make_key(indexes[i], m, kind_id(m, x->a), x->a, &k);
		if (row_put(t, ENV_INDEX, index_key_span(&k), span_of("", 0),
			e) == -1)
			return -1;
	}
	return 0;
}

/* Else they would be found for ever, inside. */
static void
index_rows_that_name_nothing_go_too(void **state)
{
	struct fixture *f = *state;
	struct sessions x = make_sessions(f);

	update(f, name_nothing, &x);
	x.now_ms = 5000;
	x.most = 3;
	update(f, drop_ended, &x);
	assert_int_equal(x.dropped, 1);
	update(f, put_them, &x);
	update(f, drop_sessions_of, &x);
	update(f, name_nothing, &x);
	update(f, drop_sessions_of, &x);
	view(f, count_left, &x);
	assert_int_equal(x.left, 5);
}

static void
a_prolonged_session_ends_at_its_new_time(void **state)
{
	struct fixture *f = *state;
	struct sessions x = make_sessions(f);

	update(f, put_them, &x);
	for (unsigned int i = 0; i < x.n; i++)
		x.session[i]->expires_ms = 50000;
	update(f, put_them, &x);
	x.now_ms = 40000;
	x.most = 100;
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.left, 10);
}

static void
a_throttle_lasts_a_day_or_as_long_as_it_blocks(void **state)
{
	struct fixture *f = *state;
	struct sessions x = { .a = f->a, .throttles = 2, .most = 100 };

	for (unsigned int i = 0; i < x.throttles; i++) {
		throttle__init(&x.throttle[i]);
		x.throttle[i].key = arena_printf(f->a, "address:192.0.2.%u", i);
		x.throttle[i].first_ms = 1000;
	}
	x.throttle[1].blocked_until_ms = 1000 + 2 * CLOCK_DAY_MS;
	update(f, put_them, &x);
	x.now_ms = 1000 + CLOCK_DAY_MS;
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.throttles_left, 2);
	x.now_ms++;
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.throttles_left, 1);
	x.now_ms = 1001 + 2 * CLOCK_DAY_MS;
	update(f, drop_ended, &x);
	view(f, count_left, &x);
	assert_int_equal(x.throttles_left, 0);
}

static void
a_throttle_key_may_be_long_but_not_without_end(void **state)
{
	struct fixture *f = *state;
	struct sessions x = { .a = f->a, .throttles = 1 };
	struct err e;
	char key[514];

	memset(key, 'k', sizeof(key));
	key[512] = '\0';
	throttle__init(&x.throttle[0]);
	x.throttle[0].key = key;
	update(f, put_them, &x);
	view(f, count_left, &x);
	assert_int_equal(x.throttles_left, 1);
	key[512] = 'k';
	key[513] = '\0';
	check_err(store_update(f->s, STORE_RELAXED, put_them, &x, &e), &e,
	    ERR_INTERNAL, "the id of a throttle");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(ended_sessions_go_oldest_first_and_no_more_than_asked),
		TEST(all_sessions_of_a_user_go_and_no_others),
		TEST(index_rows_that_name_nothing_go_too),
		TEST(a_prolonged_session_ends_at_its_new_time),
		TEST(a_throttle_lasts_a_day_or_as_long_as_it_blocks),
		TEST(a_throttle_key_may_be_long_but_not_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
