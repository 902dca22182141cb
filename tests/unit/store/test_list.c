/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists page by page, forwards and backwards. */
#include "fixture.h"

#define ORDERS 23

struct filled {
	struct uuid profile[2];
	struct uuid order[ORDERS]; /* as they were made */
};

static int
fill(struct store_txn *t, void *ctx, struct err *e)
{
	struct filled *x = ctx;
	struct arena *a = arena_new();
	int rc = 0;

	for (int i = 0; rc == 0 && i < ORDERS; i++) {
		Order *m = make_order(a, &x->profile[i % 3 == 0],
		    i % 5 == 0 ? ORDER_STATE__ORDER_FAILED :
				 ORDER_STATE__ORDER_ISSUED);

		x->order[i] = id_of(m->id);
		rc = store_put_order(t, m, e);
	}
	arena_free(a);
	return rc;
}

struct page {
	struct arena *a;
	struct store_list list;
	struct store_page page;
};

static int
list(struct store_txn *t, void *ctx, struct err *e)
{
	struct page *x = ctx;

	return store_list(t, &x->list, x->a, &x->page, e);
}

/* The place in the order of making of a page's row. */
static int
place(const struct filled *x, const struct store_page *page, unsigned int row)
{
	struct uuid id = id_of(((Order *)page->rows[row])->id);

	for (int i = 0; i < ORDERS; i++)
		if (uuid_equal(&id, &x->order[i]))
			return i;
	fail_msg("a page with an order of nobody");
	return -1;
}

static struct filled
make_filled(struct fixture *f)
{
	struct filled x = { .profile = { uuid_new(), uuid_new() } };

	update(f, fill, &x);
	return x;
}

static bool
is_any(int i)
{
	return i >= 0;
}

static bool
is_of_second(int i)
{
	return i % 3 == 0;
}

static bool
has_failed(int i)
{
	return i % 5 == 0;
}

/* ---- Walks ------------------------------------------------------------- */

/*
 * From the newest to the oldest and back, in pages of any size: every row
 * that belongs, once, in order, and `more` as long as there are others.
 */
static void
walk(struct fixture *f, const struct filled *x, struct store_list start,
    bool (*belongs)(int), unsigned int most)
{
	struct page p = { .a = f->a, .list = start };
	int at = ORDERS;

	p.list.most = most;
	do {
		view(f, list, &p);
		for (unsigned int i = 0; i < p.page.n; i++) {
			while (!belongs(--at))
				continue;
			assert_int_equal(place(x, &p.page, i), at);
		}
		assert_true(p.page.n == most || !p.page.more);
		p.list.after = p.page.next;
	} while (p.page.more);
	while (--at >= 0)
		assert_false(belongs(at));

	/* And back from the last page's first row. */
	p.list.backwards = true;
	p.list.after = p.page.first;
	at = place(x, &p.page, 0);
	do {
		view(f, list, &p);
		for (unsigned int i = p.page.n; i-- > 0;) {
			while (!belongs(++at))
				continue;
			assert_int_equal(place(x, &p.page, i), at);
		}
		p.list.after = p.page.first;
	} while (p.page.more);
	while (++at < ORDERS)
		assert_false(belongs(at));
}

static void
walks_see_each_row_once_in_both_directions(void **state)
{
	struct fixture *f = *state;
	struct filled x = make_filled(f);
	const uint8_t failed = ORDER_STATE__ORDER_FAILED;
	const struct {
		struct store_list list;
		bool (*belongs)(int);
	} rows[] = {
		{ { .index = STORE_ORDERS }, is_any },
		{ { .index = STORE_ORDERS_BY_PROFILE,
		      .key = uuid_span(&x.profile[1]) },
		    is_of_second },
		{ { .index = STORE_ORDERS_BY_STATE,
		      .key = span_of(&failed, 1) },
		    has_failed },
	};
	static const unsigned int sizes[] = { 1, 2, 3, 4, 5, 7, 8, 22, 23, 24,
		200 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++)
			walk(f, &x, rows[i].list, rows[i].belongs, sizes[j]);
}

static void
backwards_from_nowhere_is_the_last_page(void **state)
{
	struct fixture *f = *state;
	struct filled x = make_filled(f);
	struct page p = {
		.a = f->a,
		.list = { .index = STORE_ORDERS, .backwards = true, .most = 2 }
	};

	view(f, list, &p);
	assert_int_equal(p.page.n, 2);
	assert_int_equal(place(&x, &p.page, 0), 1);
	assert_int_equal(place(&x, &p.page, 1), 0);
	assert_true(p.page.more);
}

static int
drop_order(struct store_txn *t, void *ctx, struct err *e)
{
	return store_drop_order(t, ctx, e);
}

static void
a_cursor_outlives_its_row(void **state)
{
	struct fixture *f = *state;
	struct filled x = make_filled(f);
	struct page p = { .a = f->a,
		.list = { .index = STORE_ORDERS_BY_PROFILE,
		    .key = uuid_span(&x.profile[1]),
		    .most = 3 } };

	view(f, list, &p);
	assert_int_equal(place(&x, &p.page, 2), 15);
	update(f, drop_order, &x.order[15]);
	p.list.after = p.page.next;
	view(f, list, &p);
	assert_int_equal(place(&x, &p.page, 0), 12);
	p.list.backwards = true;
	p.list.after = p.page.first;
	view(f, list, &p);
	assert_int_equal(p.page.n, 2);
	assert_int_equal(place(&x, &p.page, 0), 21);
	assert_int_equal(place(&x, &p.page, 1), 18);
	assert_false(p.page.more);
}

static void
any_bytes_are_a_cursor(void **state)
{
	static const uint8_t low[2000] = { 0 };
	struct fixture *f = *state;
	struct filled x = make_filled(f);
	struct page p = { .a = f->a,
		.list = { .index = STORE_ORDERS,
		    .after = { low, sizeof(low) },
		    .most = 50 } };
	uint8_t high[2000];

	memset(high, 0xff, sizeof(high));
	view(f, list, &p);
	assert_int_equal(p.page.n, 0);
	assert_null(p.page.next.at);
	assert_false(p.page.more);
	p.list.after.at = high;
	view(f, list, &p);
	assert_int_equal(p.page.n, ORDERS);
	p.list.backwards = true;
	view(f, list, &p);
	assert_int_equal(p.page.n, 0);
	p.list.index = STORE_ORDERS_BY_PROFILE;
	p.list.key = uuid_span(&x.profile[0]);
	view(f, list, &p);
	assert_int_equal(p.page.n, 0);
}

static void
a_page_holds_no_more_than_is_allowed(void **state)
{
	struct fixture *f = *state;
	struct page p = { .a = f->a,
		.list = { .index = STORE_ORDERS, .most = 100000 } };
	struct filled x;

	for (int i = 0; i < 10; i++)
		x = make_filled(f);
	(void)x;
	view(f, list, &p);
	assert_int_equal(p.page.n, STORE_PAGE_MOST);
	assert_true(p.page.more);
	p.list.most = 0;
	view(f, list, &p);
	assert_int_equal(p.page.n, 0);
	assert_true(p.page.more);
}

static void
an_empty_list_is_an_empty_page(void **state)
{
	struct fixture *f = *state;
	struct uuid nobody = uuid_new();

	for (int i = 0; i < STORE_INDEX__COUNT; i++) {
		struct page p = { .a = f->a,
			.list = { .index = i, .most = 10 } };

		view(f, list, &p);
		assert_int_equal(p.page.n, 0);
		assert_false(p.page.more);
		p.list.backwards = true;
		p.list.key = uuid_span(&nobody);
		view(f, list, &p);
		assert_int_equal(p.page.n, 0);
	}
}

/* ---- Other orders ------------------------------------------------------ */

struct names {
	struct uuid tenant;
	Profile *profile[3];
};

static int
put_profiles(struct store_txn *t, void *ctx, struct err *e)
{
	struct names *x = ctx;

	for (int i = 0; i < 3; i++)
		if (store_put_profile(t, x->profile[i], e) == -1)
			return -1;
	return 0;
}

static void
profiles_are_listed_by_name_without_case(void **state)
{
	static const char *const names[3] = { "beta", "Alpha", "\xc3\x84lphb" };
	static const char *const order[3] = { "Alpha", "\xc3\x84lphb", "beta" };
	struct fixture *f = *state;
	struct names x = { .tenant = uuid_new() };
	struct page p = { .a = f->a,
		.list = { .index = STORE_PROFILES_BY_NAME, .most = 10 } };

	for (unsigned int i = 0; i < 3; i++) {
		x.profile[i] = make_profile(f->a, i);
		x.profile[i]->name = arena_strdup(f->a, names[i]);
		if (i < 2)
			x.profile[i]->tenant_id = bytes_of_id(&x.tenant);
	}
	update(f, put_profiles, &x);
	view(f, list, &p);
	assert_int_equal(p.page.n, 3);
	for (int i = 0; i < 3; i++)
		assert_string_equal(((Profile *)p.page.rows[i])->name,
		    order[i]);
	p.list.index = STORE_PROFILES_BY_TENANT;
	p.list.key = uuid_span(&x.tenant);
	view(f, list, &p);
	assert_int_equal(p.page.n, 2);
	assert_string_equal(((Profile *)p.page.rows[0])->name, "Alpha");
	assert_string_equal(((Profile *)p.page.rows[1])->name, "beta");
}

struct certificates {
	struct uuid connector;
	Certificate *certificate[6];
};

static int
put_certificates(struct store_txn *t, void *ctx, struct err *e)
{
	struct certificates *x = ctx;

	for (int i = 0; i < 6; i++)
		if (store_put_certificate(t, x->certificate[i], e) == -1)
			return -1;
	return 0;
}

static void
records_of_several_rows_are_listed_once(void **state)
{
	struct fixture *f = *state;
	struct certificates x = { .connector = uuid_new() };
	struct page p = { .a = f->a };

	for (unsigned int i = 0; i < 6; i++)
		x.certificate[i] = make_certificate(f->a, &x.connector, i,
		    1500 * i);
	update(f, put_certificates, &x);
	for (int down = 0; down < 2; down++)
		for (unsigned int most = 1; most < 8; most++) {
			unsigned int n = 0;

			p.list = (struct store_list){
				.index = STORE_CERTIFICATES,
				.backwards = down != 0,
				.most = most
			};
			do {
				view(f, list, &p);
				n += p.page.n;
				p.list.after = p.page.next;
				if (down != 0)
					p.list.after = p.page.first;
			} while (p.page.more);
			assert_int_equal(n, 6);
		}
}

/* A cursor that was made from a time leaves out what ended up to then. */
static void
revoked_certificates_are_listed_by_their_end(void **state)
{
	static const uint8_t from[8] = { 0, 0, 0, 0, 0, 0, 0x0f, 0xa0 };
	struct fixture *f = *state;
	struct certificates x = { .connector = uuid_new() };
	struct page p = {
		.a = f->a,
		.list = { .index = STORE_CERTIFICATES_REVOKED,
		    .key = uuid_span(&x.connector),
		    .most = 9 },
	};

	for (unsigned int i = 0; i < 6; i++) {
		x.certificate[i] = make_certificate(f->a, &x.connector, i, 9);
		x.certificate[i]->not_after_ms = (6 - (int)i) * 1000;
		x.certificate[i]->revoked_ms = i % 2;
	}
	update(f, put_certificates, &x);
	view(f, list, &p);
	assert_int_equal(p.page.n, 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(((Certificate *)p.page.rows[i])->not_after_ms,
		    1000 + 2000 * i);
	p.list.after = span_of(from, sizeof(from));
	view(f, list, &p);
	assert_int_equal(p.page.n, 1);
	assert_int_equal(((Certificate *)p.page.rows[0])->not_after_ms, 5000);

	x.certificate[1]->revoked_ms = 0;
	update(f, put_certificates, &x);
	view(f, list, &p);
	assert_int_equal(p.page.n, 0);
}

static int
put_accounts(struct store_txn *t, void *ctx, struct err *e)
{
	const int64_t *issued = ctx;
	struct uuid profile = uuid_new(), id;
	Account m;

	for (int i = 0; i < 4; i++) {
		id = uuid_new();
		account__init(&m);
		m.id.data = id.bytes;
		m.id.len = sizeof(id.bytes);
		m.profile_id.data = profile.bytes;
		m.profile_id.len = sizeof(profile.bytes);
		m.subject_sha256 = m.id;
		m.last_issued_ms = issued[i];
		if (store_put_account(t, &m, e) == -1)
			return -1;
	}
	return 0;
}

static void
accounts_are_listed_by_their_last_issue(void **state)
{
	struct fixture *f = *state;
	int64_t issued[] = { 5000, 0, 70000, 6000 };
	struct page p = {
		.a = f->a,
		.list = { .index = STORE_ACCOUNTS_BY_ISSUE, .most = 9 },
	};

	update(f, put_accounts, issued);
	view(f, list, &p);
	assert_int_equal(p.page.n, 3);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(((Account *)p.page.rows[i])->last_issued_ms,
		    i == 0     ? 70000 :
			i == 1 ? 6000 :
				 5000);
	p.list.index = STORE_ACCOUNTS;
	view(f, list, &p);
	assert_int_equal(p.page.n, 4);
	assert_int_equal(((Account *)p.page.rows[0])->last_issued_ms, 6000);
}

#define MANY (2 * STORE_PAGE_MOST + 5)

static int
fill_many(struct store_txn *t, void *ctx, struct err *e)
{
	const struct uuid *profile = ctx;
	struct arena *a = arena_new();
	int rc = 0;

	for (int i = 0; rc == 0 && i < MANY; i++)
		rc = store_put_order(t,
		    make_order(a, profile, ORDER_STATE__ORDER_ISSUED), e);
	arena_free(a);
	return rc;
}

struct met {
	struct store *s;
	unsigned int n;
	unsigned int stop_at; /* 0: nowhere */
	int rc; /* what is returned there */
	struct uuid last;
};

static int
read_nothing(struct store_txn *t, void *ctx, struct err *e)
{
	(void)t;
	(void)ctx;
	(void)e;
	return 0;
}

/* The newest comes first; and a transaction may be made. */
static int
meet(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	struct uuid id = id_of(((const Order *)record)->id);
	struct met *x = ctx;

	if (x->n > 0)
		assert_true(
		    span_compare(uuid_span(&id), uuid_span(&x->last)) < 0);
	x->last = id;
	assert_int_equal(store_view(x->s, read_nothing, NULL, e), 0);
	if (++x->n != x->stop_at)
		return 0;
	return x->rc == -1 ? err_set(e, ERR_DENIED, "enough") : x->rc;
}

static void
each_record_is_met_once_until_one_is_enough(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new(), other = uuid_new();
	struct met x = { .s = f->s };
	struct err e;

	update(f, fill_many, &profile);
	update(f, fill_many, &other);
	assert_int_equal(store_each(f->s, STORE_ORDERS_BY_PROFILE,
			     uuid_span(&profile), meet, &x, &e),
	    0);
	assert_int_equal(x.n, MANY);
	x = (struct met){ .s = f->s, .stop_at = STORE_PAGE_MOST + 1, .rc = 1 };
	assert_int_equal(store_each(f->s, STORE_ORDERS, span_of(NULL, 0), meet,
			     &x, &e),
	    0);
	assert_int_equal(x.n, STORE_PAGE_MOST + 1);
	x = (struct met){ .s = f->s, .stop_at = 3, .rc = -1 };
	check_err(store_each(f->s, STORE_ORDERS, span_of(NULL, 0), meet, &x,
		      &e),
	    &e, ERR_DENIED, "enough");
	assert_int_equal(x.n, 3);
}

static void
a_copy_of_a_row_outlives_its_arena(void **state)
{
	struct fixture *f = *state;
	struct page p = {
		.a = arena_new(),
		.list = { .index = STORE_ORDERS, .most = 1 },
	};
	struct filled x = make_filled(f);
	size_t len;
	uint8_t *packed;
	Order *copy;

	view(f, list, &p);
	assert_int_equal(p.page.n, 1);
	len = protobuf_c_message_get_packed_size(p.page.rows[0]);
	packed = arena_alloc(f->a, 2 * len);
	protobuf_c_message_pack(p.page.rows[0], packed);
	copy = (Order *)store_row_copy(p.page.rows[0], f->a);
	arena_free(p.a);
	p.page.rows = (ProtobufCMessage *[]){ &copy->base };
	assert_int_equal(place(&x, &p.page, 0), ORDERS - 1);
	assert_int_equal(order__pack(copy, packed + len), len);
	assert_memory_equal(packed, packed + len, len);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(walks_see_each_row_once_in_both_directions),
		TEST(backwards_from_nowhere_is_the_last_page),
		TEST(a_cursor_outlives_its_row),
		TEST(any_bytes_are_a_cursor),
		TEST(a_page_holds_no_more_than_is_allowed),
		TEST(an_empty_list_is_an_empty_page),
		TEST(profiles_are_listed_by_name_without_case),
		TEST(records_of_several_rows_are_listed_once),
		TEST(revoked_certificates_are_listed_by_their_end),
		TEST(accounts_are_listed_by_their_last_issue),
		TEST(each_record_is_met_once_until_one_is_enough),
		TEST(a_copy_of_a_row_outlives_its_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
