/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of each kind go in, come back, are replaced and go. */
#include "fixture.h"
#include "store/kind.h"
#include "store/record.h"
#include "store/row.h"

/* Whatever kind: both pack to the same bytes. */
static void
check_same(const void *want, const void *have)
{
	const ProtobufCMessage *a = want, *b = have;
	uint8_t at[2][70000];
	size_t len[2];

	assert_non_null(b);
	assert_ptr_equal(a->descriptor, b->descriptor);
	len[0] = protobuf_c_message_pack(a, at[0]);
	len[1] = protobuf_c_message_pack(b, at[1]);
	assert_int_equal(len[0], len[1]);
	assert_memory_equal(at[0], at[1], len[0]);
}

struct made {
	struct arena *a;
	struct uuid other; /* some id */
	Tenant *tenant;
	Connector *connector;
	Profile *profile;
	Order *order;
	Certificate *certificate;
	Account *account;
	User *user;
	Session *session;
	Throttle throttle;
};

static struct made
make_all(struct arena *a)
{
	struct made m = { .a = a, .other = uuid_new() };

	m.tenant = make_tenant(a, 1);
	m.connector = make_connector(a, 1);
	m.profile = make_profile(a, 1);
	m.order = make_order(a, &m.other, ORDER_STATE__ORDER_ISSUED);
	m.certificate = make_certificate(a, &m.other, 1, 700);
	m.account = make_account(a, &m.other, 1);
	m.user = make_user(a, 1);
	m.session = make_session(a, &m.other, 5000);
	throttle__init(&m.throttle);
	m.throttle.key = arena_strdup(a, "name:somebody");
	m.throttle.failures = 3;
	return m;
}

static int
put_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct made *m = ctx;

	if (store_put_tenant(t, m->tenant, e) == -1 ||
	    store_put_connector(t, m->connector, e) == -1 ||
	    store_put_profile(t, m->profile, e) == -1 ||
	    store_put_order(t, m->order, e) == -1 ||
	    store_put_certificate(t, m->certificate, e) == -1 ||
	    store_put_account(t, m->account, e) == -1 ||
	    store_put_user(t, m->user, e) == -1 ||
	    store_put_session(t, m->session, e) == -1 ||
	    store_put_throttle(t, &m->throttle, e) == -1)
		return -1;
	return 0;
}

static int
get_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct made *m = ctx;
	struct uuid id[7] = { id_of(m->tenant->id), id_of(m->connector->id),
		id_of(m->profile->id), id_of(m->order->id),
		id_of(m->certificate->id), id_of(m->account->id),
		id_of(m->user->id) };
	struct span token = span_of(m->session->token_sha256.data, 32);
	Throttle *throttle;

	if (store_get_tenant(t, &id[0], m->a, &m->tenant, e) == -1 ||
	    store_get_connector(t, &id[1], m->a, &m->connector, e) == -1 ||
	    store_get_profile(t, &id[2], m->a, &m->profile, e) == -1 ||
	    store_get_order(t, &id[3], m->a, &m->order, e) == -1 ||
	    store_get_certificate(t, &id[4], m->a, &m->certificate, e) == -1 ||
	    store_get_account(t, &id[5], m->a, &m->account, e) == -1 ||
	    store_get_user(t, &id[6], m->a, &m->user, e) == -1 ||
	    store_get_session(t, token, m->a, &m->session, e) == -1 ||
	    store_get_throttle(t, m->throttle.key, m->a, &throttle, e) == -1)
		return -1;
	if (throttle == NULL)
		m->throttle.key = NULL;
	else
		m->throttle = *throttle;
	return 0;
}

static int
drop_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct made *m = ctx;
	struct uuid id[7] = { id_of(m->tenant->id), id_of(m->connector->id),
		id_of(m->profile->id), id_of(m->order->id),
		id_of(m->certificate->id), id_of(m->account->id),
		id_of(m->user->id) };
	struct span token = span_of(m->session->token_sha256.data, 32);

	if (store_drop_tenant(t, &id[0], e) == -1 ||
	    store_drop_connector(t, &id[1], e) == -1 ||
	    store_drop_profile(t, &id[2], e) == -1 ||
	    store_drop_order(t, &id[3], e) == -1 ||
	    store_drop_certificate(t, &id[4], e) == -1 ||
	    store_drop_account(t, &id[5], e) == -1 ||
	    store_drop_user(t, &id[6], e) == -1 ||
	    store_drop_session(t, token, e) == -1 ||
	    store_drop_throttle(t, m->throttle.key, e) == -1)
		return -1;
	return 0;
}

static void
every_kind_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct made want = make_all(f->a), have = want;

	update(f, put_all, &want);
	view(f, get_all, &have);
	check_same(want.tenant, have.tenant);
	check_same(want.connector, have.connector);
	check_same(want.profile, have.profile);
	check_same(want.order, have.order);
	check_same(want.certificate, have.certificate);
	check_same(want.account, have.account);
	check_same(want.user, have.user);
	check_same(want.session, have.session);
	want.throttle.ends_ms = have.throttle.ends_ms;
	check_same(&want.throttle, &have.throttle);
}

static void
check_none(const struct made *m)
{
	assert_null(m->tenant);
	assert_null(m->connector);
	assert_null(m->profile);
	assert_null(m->order);
	assert_null(m->certificate);
	assert_null(m->account);
	assert_null(m->user);
	assert_null(m->session);
	assert_null(m->throttle.key);
}

static void
absent_is_null_and_no_failure(void **state)
{
	struct fixture *f = *state;
	struct made m = make_all(f->a);

	view(f, get_all, &m);
	check_none(&m);
}

static void
dropped_is_absent_and_dropping_again_is_fine(void **state)
{
	struct fixture *f = *state;
	struct made m = make_all(f->a), gone = m;

	update(f, put_all, &m);
	update(f, drop_all, &m);
	view(f, get_all, &gone);
	check_none(&gone);
	update(f, drop_all, &m);
	/* All unique names are free again. */
	m = make_all(f->a);
	update(f, put_all, &m);
}

/* ---- Sizes ------------------------------------------------------------- */

static int
put_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_certificate(t, ctx, e);
}

struct found {
	struct arena *a;
	struct uuid id;
	struct uuid connector;
	Certificate *certificate;
	uint64_t total;
};

static int
get_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	struct found *x = ctx;

	if (store_total(t, STORE_CERTIFICATES, &x->total, e) == -1)
		return -1;
	return store_get_certificate(t, &x->id, x->a, &x->certificate, e);
}

static void
records_of_all_sizes_replace_each_other(void **state)
{
	/* Around one, two and three rows of 980 bytes, up and down. */
	static const size_t sizes[] = { 1, 800, 880, 890, 900, 1800, 1870, 1880,
		1890, 1900, 4000, 50000, 1890, 900, 1, 20000, 0 };
	struct fixture *f = *state;
	struct uuid connector = uuid_new();
	Certificate *m = make_certificate(f->a, &connector, 1, 60000);
	struct found x = { .a = f->a, .id = id_of(m->id) };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		m->der.len = sizes[i];
		m->created_ms = (int64_t)i;
		update(f, put_certificate, m);
		view(f, get_certificate, &x);
		check_same(m, x.certificate);
		assert_int_equal(x.total, 1);
	}
}

static void
a_record_without_end_is_refused(void **state)
{
	struct fixture *f = *state;
	struct uuid connector = uuid_new();
	Certificate *m = make_certificate(f->a, &connector, 1, 100000);
	struct err e;

	check_err(store_update(f->s, STORE_DURABLE, put_certificate, m, &e), &e,
	    ERR_INTERNAL, "a certificate of 1000");
}

struct damage {
	struct span id;
	struct span row; /* empty: none is left */
};

/* The first row of a certificate, as a broken disk might leave it. */
static int
damage_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	const struct kind_row *kind = kind_row(KIND_CERTIFICATE);
	const struct damage *d = ctx;
	uint8_t key[1 + 16];
	size_t n = 0;

	if (kind->db == ENV_RECORDS)
		key[n++] = KIND_CERTIFICATE;
	memcpy(key + n, d->id.at, 16);
	n += 16;
	if (d->row.len == 0)
		return row_drop(t, kind->db, span_of(key, n), e);
	return row_put(t, kind->db, span_of(key, n), d->row, e);
}

static int
list_certificates(struct store_txn *t, void *ctx, struct err *e)
{
	struct found *x = ctx;
	const struct store_list list = {
		.index = STORE_CERTIFICATES_BY_CONNECTOR,
		.key = uuid_span(&x->connector),
		.most = 1,
	};
	struct store_page page;

	return store_list(t, &list, x->a, &page, e);
}

static void
what_is_broken_is_named_with_what_to_do(void **state)
{
	static const struct {
		const char *row;
		size_t len;
		store_body *body;
		const char *says;
	} rows[] = {
		{ "\0", 1, get_certificate, "a broken certificate" },
		{ "\1\xff\xff", 3, get_certificate, "a broken certificate" },
		{ "\2x", 2, get_certificate, "half a certificate" },
		{ "", 0, list_certificates, "a missing certificate" },
	};
	struct fixture *f = *state;
	struct uuid connector = uuid_new();
	Certificate *m = make_certificate(f->a, &connector, 1, 90);
	struct found x = { .a = f->a,
		.id = id_of(m->id),
		.connector = connector };
	struct damage d = { .id = uuid_span(&x.id) };
	struct err e;

	update(f, put_certificate, m);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d.row = span_of(rows[i].row, rows[i].len);
		update(f, damage_certificate, &d);
		check_err(store_view(f->s, rows[i].body, &x, &e), &e,
		    ERR_INTERNAL, rows[i].says);
		assert_non_null(strstr(e.text, uuid_text(f->a, &x.id)));
		assert_non_null(strstr(e.text, "from a backup"));
	}
}

static int
put_tenant(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_tenant(t, ctx, e);
}

static void
an_id_of_another_length_is_refused(void **state)
{
	struct fixture *f = *state;
	Tenant *m = make_tenant(f->a, 1);
	struct err e;

	m->id.len = 15;
	check_err(store_update(f->s, STORE_DURABLE, put_tenant, m, &e), &e,
	    ERR_INTERNAL, "want 16 bytes, have 15");
	m->id.len = 0;
	check_err(store_update(f->s, STORE_DURABLE, put_tenant, m, &e), &e,
	    ERR_INTERNAL, "want 16 bytes, have 0");
}

/* ---- Transactions ------------------------------------------------------ */

static int
put_and_refuse(struct store_txn *t, void *ctx, struct err *e)
{
	if (put_all(t, ctx, e) == -1)
		return -1;
	return err_set(e, ERR_DENIED, "thought better of it");
}

static void
a_refusing_body_leaves_no_trace(void **state)
{
	struct fixture *f = *state;
	struct made m = make_all(f->a), gone = m;
	uint64_t generation = store_generation(f->s);
	struct found x = { .a = f->a };
	struct err e;

	check_err(store_update(f->s, STORE_DURABLE, put_and_refuse, &m, &e), &e,
	    ERR_DENIED, "thought better of it");
	view(f, get_all, &gone);
	check_none(&gone);
	view(f, get_certificate, &x);
	assert_int_equal(x.total, 0);
	assert_int_equal(store_generation(f->s), generation);
	/* No index remembers it either. */
	m = make_all(f->a);
	update(f, put_all, &m);
}

static void
a_view_cannot_write(void **state)
{
	struct fixture *f = *state;
	struct err e;

	check_err(store_view(f->s, put_tenant, make_tenant(f->a, 1), &e), &e,
	    ERR_INTERNAL, "a view cannot write");
}

static void
the_generation_moves_with_what_is_set_up_only(void **state)
{
	struct fixture *f = *state;
	struct uuid connector = uuid_new();
	Tenant *m = make_tenant(f->a, 1);
	uint64_t before = store_generation(f->s), after;

	update(f, put_certificate, make_certificate(f->a, &connector, 1, 9));
	assert_int_equal(store_generation(f->s), before);
	update(f, put_tenant, m);
	after = store_generation(f->s);
	assert_true(after > before);
	/* Nothing is changed by what is there already. */
	update(f, put_tenant, m);
	assert_int_equal(store_generation(f->s), after);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(every_kind_comes_back_as_it_was),
		TEST(absent_is_null_and_no_failure),
		TEST(dropped_is_absent_and_dropping_again_is_fine),
		TEST(what_is_broken_is_named_with_what_to_do),
		TEST(records_of_all_sizes_replace_each_other),
		TEST(a_record_without_end_is_refused),
		TEST(an_id_of_another_length_is_refused),
		TEST(a_refusing_body_leaves_no_trace),
		TEST(a_view_cannot_write),
		TEST(the_generation_moves_with_what_is_set_up_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
