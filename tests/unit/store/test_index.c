/* SPDX-License-Identifier: BSD-2-Clause */
/* Records are found by what is unique in them, as they are now. */
#include "fixture.h"
#include "store/index.h"

/* What one test puts, finds and drops; a body for each. */
struct look {
	struct arena *a;
	const char *text; /* name, slug, transactionID */
	struct uuid id; /* profile or connector */
	struct span bytes; /* serial number, subject, MAC */
	void *found;
	bool several;
};

static int
put_tenant(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_tenant(t, ctx, e);
}

static int
put_connector(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_connector(t, ctx, e);
}

static int
put_profile(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_profile(t, ctx, e);
}

static int
put_order(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_order(t, ctx, e);
}

static int
put_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_certificate(t, ctx, e);
}

static int
put_account(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_account(t, ctx, e);
}

static int
put_user(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_user(t, ctx, e);
}

#define FIND(what, Message, ...)                                              \
	static int find_##what(struct store_txn *t, void *ctx, struct err *e) \
	{                                                                     \
		struct look *l = ctx;                                         \
		Message *m;                                                   \
		int rc = store_find_##what(t, __VA_ARGS__, l->a, &m, e);      \
                                                                              \
		l->found = m;                                                 \
		return rc;                                                    \
	}

FIND(tenant, Tenant, l->text)
FIND(connector, Connector, l->text)
FIND(profile, Profile, l->text)
FIND(profile_slug, Profile, l->text)
FIND(user, User, l->text)
FIND(order, Order, &l->id, l->text)
FIND(order_request, Order, l->text, l->bytes)
FIND(certificate, Certificate, &l->id, l->bytes)
FIND(account, Account, &l->id, l->bytes)

/* The id of what a body finds; zero where it finds nothing. */
static struct uuid
found(struct fixture *f, store_body *body, struct look *l)
{
	static const struct uuid none;

	l->a = f->a;
	view(f, body, l);
	/* All kinds have the id as first field. */
	return l->found == NULL ? none : id_of(((Tenant *)l->found)->id);
}

static void
check_finds(struct fixture *f, store_body *body, struct look l,
    ProtobufCBinaryData want)
{
	struct uuid have = found(f, body, &l), id = id_of(want);

	assert_memory_equal(&have, &id, sizeof(id));
}

static void
check_finds_none(struct fixture *f, store_body *body, struct look l)
{
	struct uuid have = found(f, body, &l);

	assert_true(uuid_is_zero(&have));
}

static struct span
span_of_field(ProtobufCBinaryData b)
{
	return span_of(b.data, b.len);
}

/* ---- Finding ----------------------------------------------------------- */

static void
names_are_found_without_case_accents_and_blanks(void **state)
{
	static const char *const same[] = { "Caf\xc3\xa9 Nord", "cafe nord",
		"CAFE\xcc\x81  NORD", " Caf\xc3\xa9 nord " };
	struct fixture *f = *state;
	Tenant *tenant = make_tenant(f->a, 1);
	Connector *connector = make_connector(f->a, 1);
	Profile *profile = make_profile(f->a, 1);
	User *user = make_user(f->a, 1);

	tenant->name = connector->name = profile->name = user->name =
	    arena_strdup(f->a, same[0]);
	update(f, put_tenant, tenant);
	update(f, put_connector, connector);
	update(f, put_profile, profile);
	update(f, put_user, user);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct look l = { .text = same[i] };

		check_finds(f, find_tenant, l, tenant->id);
		check_finds(f, find_connector, l, connector->id);
		check_finds(f, find_profile, l, profile->id);
		check_finds(f, find_user, l, user->id);
	}
	check_finds_none(f, find_tenant, (struct look){ .text = "cafe" });
	check_finds_none(f, find_user, (struct look){ .text = "" });
}

static void
slugs_are_found_as_they_are_written(void **state)
{
	struct fixture *f = *state;
	Profile *m = make_profile(f->a, 1);

	update(f, put_profile, m);
	check_finds(f, find_profile_slug,
	    (struct look){ .text = "profile-001" }, m->id);
	check_finds_none(f, find_profile_slug,
	    (struct look){ .text = "Profile-001" });
	check_finds_none(f, find_profile_slug,
	    (struct look){ .text = "profile-00" });
}

static void
certificates_and_accounts_are_found_in_their_scope(void **state)
{
	struct fixture *f = *state;
	struct uuid here = uuid_new(), there = uuid_new();
	Certificate *c[2] = { make_certificate(f->a, &here, 1, 100),
		make_certificate(f->a, &there, 1, 100) };
	Account *a[2] = { make_account(f->a, &here, 1),
		make_account(f->a, &there, 1) };
	struct look l = { .id = here, .bytes = span_of_field(c[0]->serial) };

	for (int i = 0; i < 2; i++) {
		update(f, put_certificate, c[i]);
		update(f, put_account, a[i]);
	}
	check_finds(f, find_certificate, l, c[0]->id);
	l.id = there;
	check_finds(f, find_certificate, l, c[1]->id);
	/* A serial number that begins like another is not that one. */
	l.bytes.len--;
	check_finds_none(f, find_certificate, l);
	l.bytes = span_of_field(a[0]->subject_sha256);
	check_finds(f, find_account, l, a[1]->id);
	l.id = here;
	check_finds(f, find_account, l, a[0]->id);
	l.id = uuid_new();
	check_finds_none(f, find_account, l);
}

/* ---- Orders ------------------------------------------------------------ */

static int
find_serial(struct store_txn *t, void *ctx, struct err *e)
{
	struct look *l = ctx;
	Certificate *c;
	int rc = store_find_serial(t, l->bytes, l->a, &c, &l->several, e);

	l->found = c;
	return rc;
}

static void
a_serial_number_is_found_whoever_issued_it(void **state)
{
	struct fixture *f = *state;
	struct uuid here = uuid_new(), there = uuid_new();
	Certificate *c = make_certificate(f->a, &here, 1, 100);
	struct look l = { .bytes = span_of_field(c->serial) };

	check_finds_none(f, find_serial, l);
	update(f, put_certificate, c);
	update(f, put_certificate, make_certificate(f->a, &there, 2, 100));
	check_finds(f, find_serial, l, c->id);
	assert_false(l.several);
	/* One that begins like it is another. */
	l.bytes.len--;
	check_finds_none(f, find_serial, l);
	l.bytes.len++;
	update(f, put_certificate, make_certificate(f->a, &there, 1, 100));
	(void)found(f, find_serial, &l);
	assert_non_null(l.found);
	assert_true(l.several);
}

static void
the_newest_order_of_a_transaction_is_found(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new(), other = uuid_new();
	Order *old = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
	Order *new = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
	Order *far = make_order(f->a, &other, ORDER_STATE__ORDER_ISSUED);
	struct look l = { .id = profile, .text = old->transaction_id };

	check_finds_none(f, find_order, l);
	update(f, put_order, new);
	update(f, put_order, old);
	update(f, put_order, far);
	check_finds(f, find_order, l, new->id);
	l.id = other;
	check_finds(f, find_order, l, far->id);
	/* The newest with this MAC, whatever its profile. */
	l.bytes = span_of_field(old->request_mac);
	check_finds(f, find_order_request, l, far->id);
	l.text = "another";
	check_finds_none(f, find_order, l);
	check_finds_none(f, find_order_request, l);
}

/* As terms they are one; a transactionID is what it is. */
static void
transactions_that_a_search_takes_for_one_are_two(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new();
	Order *small = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
	Order *large = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
	struct look l = { .id = profile };

	small->transaction_id = arena_strdup(f->a, "e4b1");
	large->transaction_id = arena_strdup(f->a, "E4B1");
	update(f, put_order, small);
	update(f, put_order, large);
	l.text = "e4b1";
	check_finds(f, find_order, l, small->id);
	l.text = "E4B1";
	check_finds(f, find_order, l, large->id);
	l.text = "e4B1";
	check_finds_none(f, find_order, l);
}

/* ---- Keys -------------------------------------------------------------- */

/*
 * What an enrolment finds and enters by its transactionID lies side by side,
 * and each row says of which index it is.
 */
static void
keys_beside_a_term_tell_their_index(void **state)
{
	static const int all[] = { STORE_ORDERS_BY_TERM,
		INDEX_ORDERS_BY_REQUEST, INDEX_ORDERS_BY_TRANSACTION,
		STORE_ORDERS_BY_STATE };
	struct fixture *f = *state;
	struct uuid profile = uuid_new();
	Order *o = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
	struct span id = span_of(o->id.data, o->id.len), term;
	struct index_key k;

	/* A name may hold any other byte, this one too. */
	o->transaction_id = arena_strdup(f->a, "7\1\2\3");
	term = store_term_key(f->a, o->transaction_id);
	assert_int_equal(term.len, 4);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (index_is_of_terms(all[i]))
			index_make_term_key(all[i], term, id, &k);
		else
			index_make_key(all[i], &o->base, id, f->a, &k);
		assert_int_equal(index_of_key(index_key_span(&k)), all[i]);
		if (i < 3)
			assert_memory_equal(k.at + 1, term.at, term.len);
	}
	/* Of none: a number where another kind of it belongs. */
	assert_int_equal(index_of_key(span_of("", 0)), -1);
	index_make_key(INDEX_ORDERS_BY_REQUEST, &o->base, id, f->a, &k);
	k.len = 1 + term.len + 1;
	k.at[k.len++] = 6;
	assert_int_equal(index_of_key(index_key_span(&k)), -1);
	k.at[0] = k.at[k.len - 1] = 51;
	assert_int_equal(index_of_key(index_key_span(&k)), -1);
}

static void
failed_orders_hide_no_other(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new();
	Order *good = make_order(f->a, &profile, ORDER_STATE__ORDER_PENDING);
	Order *bad = make_order(f->a, &profile, ORDER_STATE__ORDER_FAILED);
	struct look l = { .id = profile,
		.text = good->transaction_id,
		.bytes = span_of_field(good->request_mac) };

	update(f, put_order, bad);
	check_finds_none(f, find_order, l);
	check_finds_none(f, find_order_request, l);
	update(f, put_order, good);
	check_finds(f, find_order, l, good->id);
	check_finds(f, find_order_request, l, good->id);
	/* One that fails later is forgotten then. */
	good->state = ORDER_STATE__ORDER_FAILED;
	update(f, put_order, good);
	check_finds_none(f, find_order, l);
	check_finds_none(f, find_order_request, l);
	good->state = ORDER_STATE__ORDER_REJECTED;
	update(f, put_order, good);
	check_finds(f, find_order, l, good->id);
}

static void
long_transaction_ids_are_told_apart(void **state)
{
	struct fixture *f = *state;
	struct uuid profile = uuid_new();
	Order *m[2];
	char *id[2];

	for (int i = 0; i < 2; i++) {
		id[i] = arena_alloc(f->a, 4000);
		memset(id[i], 'a', 3999);
		id[i][3998] = (char)('a' + i);
		m[i] = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
		m[i]->transaction_id = id[i];
		update(f, put_order, m[i]);
	}
	for (int i = 0; i < 2; i++)
		check_finds(f, find_order,
		    (struct look){ .id = profile, .text = id[i] }, m[i]->id);
}

/* ---- Upkeep ------------------------------------------------------------ */

static void
a_changed_name_leaves_the_old_one_free(void **state)
{
	struct fixture *f = *state;
	Profile *m = make_profile(f->a, 1), *next = make_profile(f->a, 1);

	update(f, put_profile, m);
	m->name = arena_strdup(f->a, "Renamed");
	m->slug = arena_strdup(f->a, "renamed");
	update(f, put_profile, m);
	check_finds(f, find_profile, (struct look){ .text = "renamed" }, m->id);
	check_finds_none(f, find_profile,
	    (struct look){ .text = "Profile 001" });
	check_finds_none(f, find_profile_slug,
	    (struct look){ .text = "profile-001" });
	update(f, put_profile, next);
	check_finds(f, find_profile, (struct look){ .text = "profile 001" },
	    next->id);
}

static void
a_name_may_change_its_case(void **state)
{
	struct fixture *f = *state;
	Tenant *m = make_tenant(f->a, 1);

	update(f, put_tenant, m);
	m->name = arena_strdup(f->a, "TENANT 001");
	update(f, put_tenant, m);
	check_finds(f, find_tenant, (struct look){ .text = "tenant 001" },
	    m->id);
}

static void
what_is_taken_is_refused_by_its_name(void **state)
{
	struct fixture *f = *state;
	struct uuid scope = uuid_new();
	Profile *slug = make_profile(f->a, 1);
	const struct {
		const char *words;
		store_body *put;
		void *first, *second;
	} rows[] = {
		{ "another tenant with this name", put_tenant,
		    make_tenant(f->a, 1), make_tenant(f->a, 1) },
		{ "another connector with this name", put_connector,
		    make_connector(f->a, 1), make_connector(f->a, 1) },
		{ "another profile with this name", put_profile,
		    make_profile(f->a, 1), make_profile(f->a, 1) },
		{ "another profile with this URL name", put_profile,
		    make_profile(f->a, 2), slug },
		{ "another user with this name", put_user, make_user(f->a, 1),
		    make_user(f->a, 1) },
		{ "another certificate with this serial number",
		    put_certificate, make_certificate(f->a, &scope, 1, 50),
		    make_certificate(f->a, &scope, 1, 60) },
		{ "another account with this subject", put_account,
		    make_account(f->a, &scope, 1),
		    make_account(f->a, &scope, 1) },
	};
	struct err e;

	slug->name = arena_strdup(f->a, "Profile 099");
	slug->slug = arena_strdup(f->a, "profile-002");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		update(f, rows[i].put, rows[i].first);
		check_err(store_update(f->s, STORE_DURABLE, rows[i].put,
			      rows[i].second, &e),
		    &e, ERR_CONFLICT, rows[i].words);
		/* The first is still what it was, and may be put again. */
		update(f, rows[i].put, rows[i].first);
	}
}

struct attempt {
	Profile *taken;
	Tenant *beside;
};

/* Goes on after the conflict, as a body that offers another name does. */
static int
put_in_spite(struct store_txn *t, void *ctx, struct err *e)
{
	struct attempt *x = ctx;

	if (store_put_profile(t, x->taken, e) != -1 || e->kind != ERR_CONFLICT)
		return err_set(e, ERR_INTERNAL, "no conflict");
	return store_put_tenant(t, x->beside, e);
}

static void
a_conflict_changes_nothing_even_if_the_body_goes_on(void **state)
{
	struct fixture *f = *state;
	Profile *first = make_profile(f->a, 1), *mine = make_profile(f->a, 2);
	struct attempt x = { .beside = make_tenant(f->a, 1) };
	Profile wanted;

	update(f, put_profile, first);
	update(f, put_profile, mine);
	/* The new name is free and entered first, the slug is not. */
	wanted = *mine;
	wanted.name = arena_strdup(f->a, "Free");
	wanted.slug = first->slug;
	x.taken = &wanted;
	update(f, put_in_spite, &x);
	check_finds(f, find_tenant, (struct look){ .text = "Tenant 001" },
	    x.beside->id);
	check_finds_none(f, find_profile, (struct look){ .text = "free" });
	check_finds(f, find_profile, (struct look){ .text = mine->name },
	    mine->id);
	check_finds(f, find_profile_slug, (struct look){ .text = mine->slug },
	    mine->id);
	check_finds(f, find_profile_slug, (struct look){ .text = first->slug },
	    first->id);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(names_are_found_without_case_accents_and_blanks),
		TEST(slugs_are_found_as_they_are_written),
		TEST(certificates_and_accounts_are_found_in_their_scope),
		TEST(a_serial_number_is_found_whoever_issued_it),
		TEST(the_newest_order_of_a_transaction_is_found),
		TEST(transactions_that_a_search_takes_for_one_are_two),
		TEST(keys_beside_a_term_tell_their_index),
		TEST(failed_orders_hide_no_other),
		TEST(long_transaction_ids_are_told_apart),
		TEST(a_changed_name_leaves_the_old_one_free),
		TEST(a_name_may_change_its_case),
		TEST(what_is_taken_is_refused_by_its_name),
		TEST(a_conflict_changes_nothing_even_if_the_body_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
