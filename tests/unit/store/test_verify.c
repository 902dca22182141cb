/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stores that are damaged in each way, and what is found.  The damage is done
 * to single rows, past everything that keeps them together.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "fixture.h"
#include "store/index.h"
#include "store/record.h"
#include "store/row.h"
#include "store/verify.h"

#define DER_LEN 3000 /* a record of four rows */

/* What the store of each test holds. */
struct held {
	struct arena *a;
	Tenant *tenant;
	Order *order;
	Certificate *certificate, *other;
	Account *account;
	User *user;
	Session *session;
	unsigned int looked_at;
	char found[4096];
	unsigned int count;
	bool mend, recount;
	struct verified out;
};

static int
put_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct held *h = ctx;
	AuditEntry entry;
	Throttle throttle;
	struct uuid profile = id_of(h->order->profile_id);
	Counter add = COUNTER__INIT;
	char key[] = "name:anna", action[] = "test";

	audit_entry__init(&entry);
	throttle__init(&throttle);
	throttle.key = key;
	throttle.first_ms = 1;
	entry.action = action;
	add.orders = 1;
	if (store_put_tenant(t, h->tenant, e) == -1 ||
	    store_put_order(t, h->order, e) == -1 ||
	    store_put_certificate(t, h->certificate, e) == -1 ||
	    store_put_certificate(t, h->other, e) == -1 ||
	    store_put_account(t, h->account, e) == -1 ||
	    store_put_user(t, h->user, e) == -1 ||
	    store_put_session(t, h->session, e) == -1 ||
	    store_put_throttle(t, &throttle, e) == -1 ||
	    store_count(t, &profile, 20000, &add, e) == -1)
		return -1;
	return store_audit(t, &entry, e);
}

static struct held
fill(struct fixture *f)
{
	struct uuid profile = uuid_new(), connector = uuid_new(), user;
	struct held h = { .a = f->a };

	h.tenant = make_tenant(f->a, 1);
	h.order = make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED);
	h.certificate = make_certificate(f->a, &connector, 1, DER_LEN);
	h.other = make_certificate(f->a, &connector, 2, 100);
	h.account = make_account(f->a, &profile, 1);
	h.user = make_user(f->a, 1);
	user = id_of(h.user->id);
	h.session = make_session(f->a, &user, 1000);
	update(f, put_all, &h);
	return h;
}

static void
found(void *ctx, const char *text)
{
	struct held *h = ctx;
	size_t len = strlen(h->found);

	(void)snprintf(h->found + len, sizeof(h->found) - len, "%s\n", text);
	h->count++;
}

static void
look(void *ctx, const ProtobufCMessage *m, void *beside, struct arena *a)
{
	struct held *h = ctx;

	(void)m;
	(void)beside;
	(void)a;
	h->looked_at++;
}

static void
verify(struct fixture *f, struct held *h)
{
	const struct verify v = { .ctx = h,
		.found = found,
		.cure = VERIFY_CURE,
		.look = look,
		.mend = h->mend,
		.recount = h->recount };
	struct err e;

	h->count = h->looked_at = 0;
	h->found[0] = '\0';
	h->out = (struct verified){ 0 };
	check(store_verify_records(f->s, &v, &h->out, &e), &e);
	check(store_verify_indexes(f->s, &v, &h->out, &e), &e);
}

static void
expect_clean(struct fixture *f, struct held *h)
{
	verify(f, h);
	if (h->count != 0)
		fail_msg("want no finding, have: %s", h->found);
}

static void
expect(struct fixture *f, struct held *h, const char *words)
{
	verify(f, h);
	if (strstr(h->found, words) == NULL)
		fail_msg("want \"%s\", have: %s", words, h->found);
}

/* ---- Damage ------------------------------------------------------------ */

struct damage {
	enum env_db db;
	struct span key;
	struct span value; /* at is NULL: the row goes */
};

static int
do_damage(struct store_txn *t, void *ctx, struct err *e)
{
	struct damage *d = ctx;

	return d->value.at == NULL ? row_drop(t, d->db, d->key, e) :
				     row_put(t, d->db, d->key, d->value, e);
}

static void
damage(struct fixture *f, enum env_db db, struct span key, const char *value)
{
	struct damage d = { db, key, { NULL, 0 } };

	if (value != NULL)
		d.value = span_of_str(value);
	update(f, do_damage, &d);
}

static struct span
key_of(struct arena *a, ProtobufCBinaryData id, int part)
{
	uint8_t *at = arena_alloc(a, id.len + 1);

	memcpy(at, id.data, id.len);
	at[id.len] = (uint8_t)part;
	return span_of(at, id.len + (part != 0));
}

static struct span
index_key(struct arena *a, int index, const ProtobufCMessage *m)
{
	struct index_key k;

	index_make_key(index, m, kind_id(m, a), a, &k);
	assert_true(k.len > 0);
	return arena_span(a, index_key_span(&k));
}

/* ---- Tests ------------------------------------------------------------- */

static void
a_store_as_it_was_written_has_no_finding(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	expect_clean(f, &h);
	/* Tenant, order, two certificates, account, user, session, throttle,
	   four counters, an audit entry, meta and totals. */
	assert_int_equal(h.out.records, 15);
	assert_int_equal(h.looked_at, 15);
	assert_true(h.out.index_rows > 15);
}

static void
a_record_that_does_not_decode_is_found(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	damage(f, ENV_ACCOUNTS, key_of(f->a, h.account->id, 0), "\1\377\377");
	expect(f, &h, "holds a broken account");
	assert_int_equal(h.looked_at, 14);
}

static void
a_record_that_lost_a_part_is_found(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	damage(f, ENV_CERTIFICATES, key_of(f->a, h.certificate->id, 2), NULL);
	expect(f, &h, "holds half a certificate");
}

static void
a_part_of_no_record_is_found(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	damage(f, ENV_CERTIFICATES, key_of(f->a, h.certificate->id, 9), "x");
	expect(f, &h, "has a part 9 that belongs to nothing");
	assert_int_equal(h.count, 1);
}

static void
a_record_under_another_id_is_found(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	struct uuid id = uuid_new();
	struct arena *a = f->a;
	size_t len = protobuf_c_message_get_packed_size(&h.account->base);
	uint8_t *at = arena_alloc(a, 1 + len);
	struct damage d = { ENV_ACCOUNTS, uuid_span(&id),
		span_of(at, 1 + len) };

	at[0] = 1;
	protobuf_c_message_pack(&h.account->base, at + 1);
	update(f, do_damage, &d);
	expect(f, &h, "lies under an id that is not its own");
	/* And there is one more than was counted. */
	expect(f, &h, "1 records are counted of the kind 'account', and 2");
}

static void
a_record_that_is_gone_is_found_by_indexes_and_total(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	damage(f, ENV_ORDERS, key_of(f->a, h.order->id, 0), NULL);
	expect(f, &h, "1 records are counted of the kind 'order', and 0 are");
	expect(f, &h, "which is not there");
}

struct miscount {
	enum kind kind;
	int64_t by;
};

static int
move_total(struct store_txn *t, void *ctx, struct err *e)
{
	const struct miscount *m = ctx;

	(void)e;
	t->delta[m->kind] += m->by;
	return 0;
}

static void
miscount(struct fixture *f, enum kind kind, int64_t by)
{
	struct miscount m = { kind, by };

	update(f, move_total, &m);
}

static void
a_session_that_is_gone_is_missed_in_the_total(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	struct span token = span_of(h.session->token_sha256.data,
	    h.session->token_sha256.len);
	uint8_t key[33] = { KIND_SESSION };

	memcpy(key + 1, token.at, token.len);
	damage(f, ENV_RECORDS, span_of(key, sizeof(key)), NULL);
	expect(f, &h, "counted of the kind 'session', and 0 are there");
}

/* Of each way in which kinds are counted. */
static void
totals_are_put_right(void **state)
{
	static const enum kind kinds[] = { KIND_SESSION, KIND_ORDER,
		KIND_AUDIT };
	struct fixture *f = *state;
	struct held h = fill(f);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (int64_t by = -1; by <= 1; by += 2) {
			miscount(f, kinds[i], by);
			h.recount = true;
			expect(f, &h, "'scepgate verify --rebuild-counters'");
			assert_int_equal(h.count, 1);
			assert_int_equal(h.out.recounted, 1);
			h.recount = false;
			expect_clean(f, &h);
		}
}

static void
a_row_of_no_kind_is_found(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	damage(f, ENV_RECORDS, span_of("\310abc", 4), "\1x");
	expect(f, &h, "of no known kind");
	damage(f, ENV_ORDERS, span_of("abc", 3), "\1x");
	expect(f, &h, "has an id of 3 bytes");
}

/* ---- Indexes ----------------------------------------------------------- */

/* Every index that the records of the store are in, row by row. */
static void
each_row_of_each_index_is_missed_and_mended(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	const ProtobufCMessage *all[] = { &h.tenant->base, &h.order->base,
		&h.certificate->base, &h.account->base, &h.user->base,
		&h.session->base };
	struct index_key k;
	unsigned int tried = 0;

	for (int i = 0; i < INDEX__COUNT; i++)
		for (size_t n = 0; n < sizeof(all) / sizeof(all[0]); n++) {
			if (index_kind(i) != kind_of(all[n]) ||
			    index_is_primary(i) || index_is_of_terms(i))
				continue;
			index_make_key(i, all[n], kind_id(all[n], f->a), f->a,
			    &k);
			if (k.len == 0)
				continue;
			tried++;
			damage(f, ENV_INDEX, index_key_span(&k), NULL);
			expect(f, &h, index_text(i, f->a));
			assert_int_equal(h.count, 1);
			h.mend = true;
			expect(f, &h, "is not in the index");
			h.mend = false;
			assert_int_equal(h.out.mended, 1);
			expect_clean(f, &h);
		}
	assert_true(tried >= 12);
}

static void
a_lost_term_is_missed_and_mended(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	struct index_key from;
	struct span term = store_term_key(f->a, h.order->transaction_id);

	index_start(STORE_ORDERS_BY_TERM, &from);
	index_make_term_key(STORE_ORDERS_BY_TERM, term,
	    kind_id(&h.order->base, f->a), &from);
	damage(f, ENV_INDEX, index_key_span(&from), NULL);
	expect(f, &h, "of each order by");
	assert_int_equal(h.count, 1);
	h.mend = true;
	verify(f, &h);
	h.mend = false;
	expect_clean(f, &h);
}

static void
a_row_of_another_state_is_found_and_taken_out(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	Order was = *h.order;

	was.state = ORDER_STATE__ORDER_PENDING;
	damage(f, ENV_INDEX, index_key(f->a, STORE_ORDERS_BY_STATE, &was.base),
	    "");
	expect(f, &h, "does not belong there");
	assert_int_equal(h.count, 1);
	h.mend = true;
	verify(f, &h);
	assert_int_equal(h.out.mended, 1);
	h.mend = false;
	expect_clean(f, &h);
}

static void
rows_of_no_index_and_of_no_id_are_found_and_taken_out(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);

	damage(f, ENV_INDEX, span_of("\372xyz", 4), "");
	/* Behind a term. */
	damage(f, ENV_INDEX, span_of("\27t\377\6xyz", 7), "");
	damage(f, ENV_INDEX, span_of("\6", 1), "");
	/* Of a unique one, with half an id. */
	damage(f, ENV_INDEX, span_of("\1name", 6), "id");
	verify(f, &h);
	assert_int_equal(h.count, 4);
	assert_non_null(strstr(h.found, "of no known index (250)"));
	h.mend = true;
	verify(f, &h);
	assert_int_equal(h.out.mended, 4);
	h.mend = false;
	expect_clean(f, &h);
}

static void
a_serial_number_that_two_hold_is_found_and_not_mended(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	struct damage d = { ENV_INDEX,
		index_key(f->a, INDEX_CERTIFICATES_BY_SERIAL,
		    &h.certificate->base),
		span_of(h.other->id.data, h.other->id.len) };

	update(f, do_damage, &d);
	h.mend = true;
	expect(f, &h, "has the serial number of certificate ");
	assert_true(h.count > 0);
}

/* ---- In use ------------------------------------------------------------ */

static int
write_on(const char *dir)
{
	struct arena *a = arena_new();
	struct uuid profile = uuid_new();
	struct fixture f = { .a = a };
	struct err e;

	check(store_open(dir, &f.s, &e), &e);
	for (unsigned int i = 0; i < 3000; i++) {
		struct uuid user = uuid_new();
		struct held h = { .a = a };

		h.tenant = make_tenant(a, 1000 + i);
		h.order = make_order(a, &profile, ORDER_STATE__ORDER_ISSUED);
		h.certificate = make_certificate(a, &profile, 2 * i, DER_LEN);
		h.other = make_certificate(a, &profile, 2 * i + 1, 10);
		h.account = make_account(a, &profile, 1000 + i);
		h.user = make_user(a, 1000 + i);
		h.session = make_session(a, &user, 1000);
		check(store_update(f.s, STORE_RELAXED, put_all, &h, &e), &e);
		arena_reset(a);
	}
	store_close(f.s);
	arena_free(a);
	return 0;
}

static void
a_store_in_use_has_no_false_finding(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	pid_t pid = child(f, "writer");
	unsigned int rounds = 0;

	while (rounds < 3 || h.out.records < 20000) {
		expect_clean(f, &h);
		rounds++;
	}
	assert_int_equal(child_end(pid), 0);
	expect_clean(f, &h);
}

/* As retention does: what is old goes while something new comes. */
static int
drop_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct held *h = ctx;
	struct uuid order = id_of(h->order->id);
	struct uuid certificate = id_of(h->certificate->id);
	struct uuid account = id_of(h->account->id);

	if (store_drop_order(t, &order, e) == -1 ||
	    store_drop_certificate(t, &certificate, e) == -1)
		return -1;
	return store_drop_account(t, &account, e);
}

static int
drop_on(const char *dir)
{
	struct arena *a = arena_new();
	struct uuid profile = uuid_new();
	struct fixture f = { .a = a };
	struct held *all = arena_alloc(a, 1500 * sizeof(*all));
	struct err e;

	check(store_open(dir, &f.s, &e), &e);
	for (unsigned int i = 0; i < 1500; i++) {
		struct uuid user = uuid_new();
		struct held *h = &all[i];

		h->tenant = make_tenant(a, 1000 + i);
		h->order = make_order(a, &profile, ORDER_STATE__ORDER_ISSUED);
		h->certificate = make_certificate(a, &profile, 2 * i, 10);
		h->other = make_certificate(a, &profile, 2 * i + 1, 10);
		h->account = make_account(a, &profile, 1000 + i);
		h->user = make_user(a, 1000 + i);
		h->session = make_session(a, &user, 1000);
		check(store_update(f.s, STORE_RELAXED, put_all, h, &e), &e);
	}
	for (unsigned int i = 0; i < 1500; i++)
		check(store_update(f.s, STORE_RELAXED, drop_all, &all[i], &e),
		    &e);
	check(file_write(arena_printf(a, "%s/done", dir), span_of("", 0), 0600,
		  &e),
	    &e);
	store_close(f.s);
	arena_free(a);
	return 0;
}

static void
what_goes_meanwhile_is_no_finding(void **state)
{
	struct fixture *f = *state;
	struct held h = fill(f);
	pid_t pid = child(f, "dropper");
	const char *done = arena_printf(f->a, "%s/done", f->dir);
	unsigned int rounds = 0;

	for (; access(done, F_OK) == -1; rounds++)
		expect_clean(f, &h);
	assert_true(rounds > 1);
	assert_int_equal(child_end(pid), 0);
	expect_clean(f, &h);
}

static const struct role roles[] = {
	{ "writer", write_on },
	{ "dropper", drop_on },
	{ NULL, NULL },
};

int
main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(a_store_as_it_was_written_has_no_finding),
		TEST(a_record_that_does_not_decode_is_found),
		TEST(a_record_that_lost_a_part_is_found),
		TEST(a_part_of_no_record_is_found),
		TEST(a_record_under_another_id_is_found),
		TEST(a_record_that_is_gone_is_found_by_indexes_and_total),
		TEST(a_session_that_is_gone_is_missed_in_the_total),
		TEST(totals_are_put_right),
		TEST(a_row_of_no_kind_is_found),
		TEST(each_row_of_each_index_is_missed_and_mended),
		TEST(a_lost_term_is_missed_and_mended),
		TEST(a_row_of_another_state_is_found_and_taken_out),
		TEST(rows_of_no_index_and_of_no_id_are_found_and_taken_out),
		TEST(a_serial_number_that_two_hold_is_found_and_not_mended),
		TEST(a_store_in_use_has_no_false_finding),
		TEST(what_goes_meanwhile_is_no_finding),
	};

	child_play(argc, argv, roles);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
