/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders are found by parts of what they say, and while they are active. */
#include "fixture.h"

static int
put_order(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_order(t, ctx, e);
}

static int
drop_order(struct store_txn *t, void *ctx, struct err *e)
{
	return store_drop_order(t, ctx, e);
}

struct search {
	struct arena *a;
	struct store_list list;
	struct store_page page;
	struct store_list_size count;
};

static int
list(struct store_txn *t, void *ctx, struct err *e)
{
	struct search *x = ctx;

	return store_list(t, &x->list, x->a, &x->page, e);
}

static Order *
put(struct fixture *f, const char *transaction_id, const char *address,
    const char *subject, const char *alt_names)
{
	struct uuid profile = { { 7 } };
	Order *m = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);

	m->transaction_id = arena_strdup(f->a, transaction_id);
	m->address = arena_strdup(f->a, address);
	m->subject = arena_strdup(f->a, subject);
	m->alt_names = arena_strdup(f->a, alt_names);
	update(f, put_order, m);
	return m;
}

/*
 * The places in `all` of what a search finds, "0 2", in pages of any size,
 * each order where it leads.
 */
static const char *
found(struct fixture *f, const char *typed, Order *const *all, size_t n,
    unsigned int most)
{
	struct search x = { .a = f->a,
		.list = { .index = STORE_ORDERS_BY_TERM,
		    .key = store_term_key(f->a, typed),
		    .most = most } };
	const char *text = "";
	const Order *o;

	if (x.list.key.len == 0)
		return "nothing to search";
	do {
		view(f, list, &x);
		for (unsigned int i = 0; i < x.page.n; i++) {
			o = (const Order *)x.page.rows[i];
			if (!store_term_leads(f->a, o, x.list.key,
				x.page.cursors[i]))
				continue;
			for (size_t j = 0; j < n; j++)
				if (memcmp(o->id.data, all[j]->id.data, 16) ==
				    0)
					text = arena_printf(f->a, "%s%s%zu",
					    text, *text == '\0' ? "" : " ", j);
		}
		x.list.after = x.page.next;
	} while (x.page.more);
	return text;
}

static int
count(struct store_txn *t, void *ctx, struct err *e)
{
	struct search *x = ctx;

	return store_list_size(t, &x->list, x->a, &x->count, e);
}

static void
is_counted(struct fixture *f, const char *typed, unsigned int n, bool more)
{
	struct search x = { .a = f->a,
		.list = { .index = STORE_ORDERS_BY_TERM,
		    .key = store_term_key(f->a, typed) } };

	view(f, count, &x);
	assert_int_equal(x.count.n, n);
	assert_int_equal(x.count.more, more);
}

static void
orders_are_found_by_beginnings_of_what_they_say(void **state)
{
	static const struct {
		const char *typed;
		const char *want;
	} cases[] = {
		{ "router-17.example.org", "0" },
		{ "ROUTER-17.EXAMPLE", "0" },
		{ "  router ", "0" },
		{ "17.ex", "0" },
		{ "17", "0" },
		{ "example.org", "2 0" },
		{ "org", "2 0" },
		{ "rg", "" },
		{ "outer", "" },
		{ "router 17", "" },
		{ "acme", "0" },
		{ "Z\xc3\xbcrich", "1" },
		{ "zurich", "1" },
		{ "smith, john", "1" },
		{ "john", "1" },
		{ "CN=router-17", "0" },
		{ "O=Acme,CN=router-17.example.org", "0" },
		{ "L=Z\xc3\xbcrich,CN=Smith\\, John", "1" },
		{ "AB12-", "0" },
		{ "ab12-cd34", "0" },
		{ "cd34", "" },
		{ "abc+/d==", "2" },
		{ "192.0.2.7", "1 0" },
		{ "192.0.2", "1 0" },
		{ "2001:db8:", "2" },
		/* Whatever comes in: no letter or digit, or no text. */
		{ "", "nothing to search" },
		{ " .-= ", "nothing to search" },
		{ "\xff\xfe", "" },
	};
	struct fixture *f = *state;
	Order *all[] = {
		put(f, "AB12-cd34", "192.0.2.7",
		    "C=DE,O=Acme,CN=router-17.example.org", "DNS:hidden.test"),
		put(f, "transaction", "192.0.2.7",
		    "L=Z\xc3\xbcrich,CN=Smith\\, John", ""),
		put(f, "aBc+/D==", "2001:db8::1", "",
		    "DNS:mail.example.org, IP:198.51.100.1"),
	};
	const char *have;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (unsigned int most = 1; most < 5; most++) {
			have = found(f, cases[i].typed, all, 3, most);
			if (strcmp(have, cases[i].want) != 0)
				fail_msg("'%s': have %s, want %s",
				    cases[i].typed, have, cases[i].want);
		}
	assert_string_equal(found(f, "hidden", all, 3, 9), "");
	assert_string_equal(found(f, "198.51", all, 3, 9), "2");
}

static void
whole_terms_come_first_and_the_newest_of_equal_ones(void **state)
{
	struct fixture *f = *state;
	Order *all[] = {
		put(f, "t0", "", "CN=printer 20", ""),
		put(f, "t1", "", "CN=printer 2", ""),
		put(f, "t2", "", "CN=printer 2", ""),
		put(f, "t3", "", "CN=printer 10", ""),
	};

	assert_string_equal(found(f, "printer 2", all, 4, 1), "2 1 0");
	assert_string_equal(found(f, "printer", all, 4, 1), "3 2 1 0");
}

/* Each of its words begins with the same letter. */
static void
an_order_is_found_once_though_several_terms_match(void **state)
{
	struct fixture *f = *state;
	Order *all[] = { put(f, "tt", "", "O=Tin,CN=tap tub.tan", "") };

	for (unsigned int most = 1; most < 8; most++)
		assert_string_equal(found(f, "t", all, 1, most), "0");
	assert_string_equal(found(f, "tu", all, 1, 1), "0");
	is_counted(f, "t", 1, false);
	is_counted(f, "nobody", 0, false);
}

static void
a_count_ends_after_so_many_rows(void **state)
{
	struct fixture *f = *state;

	for (unsigned int i = 0; i < STORE_SIZE_ROWS; i++)
		put(f, "", "", "CN=printer", "");
	is_counted(f, "printer", STORE_SIZE_ROWS, false);
	put(f, "", "", "CN=printer", "");
	is_counted(f, "printer", STORE_SIZE_ROWS, true);
}

static void
a_walk_backwards_sees_the_same(void **state)
{
	struct fixture *f = *state;
	struct search x = { .a = f->a,
		.list = { .index = STORE_ORDERS_BY_TERM,
		    .key = store_term_key(f->a, "printer"),
		    .most = 2 } };
	Order *first = put(f, "t0", "", "CN=printer", "");
	Order *second = put(f, "t1", "", "CN=printer", "");

	put(f, "t2", "", "CN=printer 3", "");
	view(f, list, &x);
	assert_int_equal(x.page.n, 2);
	assert_true(x.page.more);
	assert_memory_equal(((Order *)x.page.rows[0])->id.data, second->id.data,
	    16);
	x.list.after = x.page.next;
	view(f, list, &x);
	assert_int_equal(x.page.n, 1);
	x.list.after = x.page.first;
	x.list.backwards = true;
	view(f, list, &x);
	assert_int_equal(x.page.n, 2);
	assert_memory_equal(((Order *)x.page.rows[1])->id.data, first->id.data,
	    16);
}

/* Beside a transactionID stands what enrolments look up, twice an order. */
static void
a_transaction_of_many_orders_is_walked_both_ways(void **state)
{
	struct fixture *f = *state;
	Order *all[8];
	struct search x = { .a = f->a,
		.list = { .index = STORE_ORDERS_BY_TERM,
		    .key = store_term_key(f->a, "77"),
		    .most = 3 } };
	unsigned int n = 0;

	for (unsigned int i = 0; i < 6; i++)
		all[i] = put(f, "77", "", "", "");
	all[6] = put(f, "77a", "", "", "");
	all[7] = put(f, "7", "", "", "");
	for (unsigned int most = 1; most < 9; most++)
		assert_string_equal(found(f, "77", all, 8, most),
		    "5 4 3 2 1 0 6");
	assert_string_equal(found(f, "7", all, 8, 4), "7 5 4 3 2 1 0 6");
	is_counted(f, "77", 7, false);
	/* From the last to the first. */
	x.list.most = 7;
	view(f, list, &x);
	x.list.after = x.page.next;
	x.list.backwards = true;
	for (x.list.most = 2; n < 6; n += x.page.n) {
		view(f, list, &x);
		assert_int_equal(x.page.n, 2);
		assert_int_equal(x.page.more, n < 4);
		for (unsigned int i = 0; i < 2; i++)
			assert_memory_equal(((Order *)x.page.rows[1 - i])
						->id.data,
			    all[n + i]->id.data, 16);
		x.list.after = x.page.first;
	}
}

static void
terms_follow_their_order(void **state)
{
	struct fixture *f = *state;
	Order *all[] = { put(f, "first", "", "CN=one two", "") };
	struct uuid id = id_of(all[0]->id);

	all[0]->subject = arena_strdup(f->a, "CN=two three");
	update(f, put_order, all[0]);
	assert_string_equal(found(f, "one", all, 1, 9), "");
	assert_string_equal(found(f, "two", all, 1, 9), "0");
	assert_string_equal(found(f, "three", all, 1, 9), "0");
	update(f, drop_order, &id);
	assert_string_equal(found(f, "two", all, 1, 9), "");
	assert_string_equal(found(f, "first", all, 1, 9), "");
}

/* Long terms are cut in the middle of no character, the search's too. */
static void
long_terms_are_found_by_what_fits(void **state)
{
	struct fixture *f = *state;
	char *name = arena_alloc(f->a, 4100);
	Order *all[1];

	for (size_t at = 0; at + 3 < 4096; at += 3)
		memcpy(name + at, "\xe4\xb8\x80", 3);
	memmove(name + 1, name, 4000);
	name[0] = 'x';
	all[0] = put(f, name, "", arena_printf(f->a, "CN=%s", name), "");
	assert_string_equal(found(f, name, all, 1, 9), "0");
	assert_string_equal(found(f, "x\xe4\xb8\x80", all, 1, 9), "0");
	assert_int_equal(store_term_key(f->a, name).len, 46);
}

/* A name of a great many words is found by its first ones. */
static void
an_order_has_so_many_terms_only(void **state)
{
	struct fixture *f = *state;
	Order *all[] = { put(f, "t", "192.0.2.1",
	    "OU=z,CN=a b c d e f g h i j k l m n o p q r s u v w x y 1 2 3 4",
	    "") };

	assert_string_equal(found(f, "t", all, 1, 9), "0");
	assert_string_equal(found(f, "192", all, 1, 9), "0");
	assert_string_equal(found(f, "z", all, 1, 9), "0");
	assert_string_equal(found(f, "a b c d e f g h i j", all, 1, 9), "0");
	assert_string_equal(found(f, "c d", all, 1, 9), "0");
	assert_string_equal(found(f, "s u v", all, 1, 9), "0");
	assert_string_equal(found(f, "3 4", all, 1, 9), "");
}

/* ---- Active failures --------------------------------------------------- */

static unsigned int
count_active(struct fixture *f)
{
	struct search x = { .a = f->a,
		.list = { .index = STORE_ORDERS_ACTIVE, .most = 9 } };

	view(f, list, &x);
	return x.page.n;
}

static void
a_failed_order_is_active_until_it_ended_or_is_dismissed(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new();
	Order *m[3];

	for (int i = 0; i < 3; i++) {
		m[i] = make_order(f->a, &profile, ORDER_STATE__ORDER_PENDING);
		update(f, put_order, m[i]);
	}
	assert_int_equal(count_active(f), 0);
	for (int i = 0; i < 3; i++) {
		m[i]->state = ORDER_STATE__ORDER_FAILED;
		update(f, put_order, m[i]);
		assert_int_equal(count_active(f), i + 1);
	}
	m[0]->ended = true;
	update(f, put_order, m[0]);
	assert_int_equal(count_active(f), 2);
	m[1]->dismissed = true;
	update(f, put_order, m[1]);
	assert_int_equal(count_active(f), 1);
	m[2]->state = ORDER_STATE__ORDER_REJECTED;
	update(f, put_order, m[2]);
	assert_int_equal(count_active(f), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(orders_are_found_by_beginnings_of_what_they_say),
		TEST(whole_terms_come_first_and_the_newest_of_equal_ones),
		TEST(an_order_is_found_once_though_several_terms_match),
		TEST(a_count_ends_after_so_many_rows),
		TEST(a_walk_backwards_sees_the_same),
		TEST(a_transaction_of_many_orders_is_walked_both_ways),
		TEST(terms_follow_their_order),
		TEST(long_terms_are_found_by_what_fits),
		TEST(an_order_has_so_many_terms_only),
		TEST(a_failed_order_is_active_until_it_ended_or_is_dismissed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
