/* SPDX-License-Identifier: BSD-2-Clause */
/* The audit log is a chain: what is changed by hand is found. */
#include "fixture.h"
#include "store/record.h"

struct entries {
	const char *detail;
	unsigned int n;
};

static int
write_entries(struct store_txn *t, void *ctx, struct err *e)
{
	struct entries *x = ctx;
	AuditEntry m;
	char action[] = "profile-create", actor[] = "tool:root";
	union {
		const char *in;
		char *out;
	} detail = { .in = x->detail };

	audit_entry__init(&m);
	m.action = action;
	m.actor = actor;
	m.detail = detail.out;
	for (unsigned int i = 0; i < x->n; i++)
		if (store_audit(t, &m, e) == -1)
			return -1;
	/* What is filled in is not the caller's. */
	assert_int_equal(m.number, 0);
	assert_int_equal(m.id.len, 0);
	return 0;
}

static void
write_many(struct fixture *f, unsigned int n)
{
	struct entries x = { "made a profile", n };

	update(f, write_entries, &x);
}

static void
check_chain(struct fixture *f, uint64_t want)
{
	uint64_t n;
	struct err e;

	check(store_verify_audit(f->s, &n, &e), &e);
	assert_int_equal(n, want);
}

static int
list(struct store_txn *t, void *ctx, struct err *e)
{
	struct store_list l = { .index = STORE_AUDIT, .most = 200 };
	struct fixture *f = ctx;
	struct store_page page;

	if (store_list(t, &l, f->a, &page, e) == -1)
		return -1;
	assert_int_equal(page.n, 3);
	for (unsigned int i = 0; i < page.n; i++) {
		const AuditEntry *m = (AuditEntry *)page.rows[i];

		assert_int_equal(m->number, 3 - i);
		assert_int_equal(m->id.len, 16);
		assert_string_equal(m->detail, "made a profile");
		assert_int_equal(m->previous_sha256.len, i == 2 ? 0 : 32);
	}
	return 0;
}

static void
entries_are_numbered_and_listed_newest_first(void **state)
{
	struct fixture *f = *state;

	check_chain(f, 0);
	write_many(f, 2);
	write_many(f, 1);
	view(f, list, f);
	check_chain(f, 3);
}

static void
a_long_chain_holds(void **state)
{
	struct fixture *f = *state;

	/* Around what is verified at once. */
	write_many(f, 99);
	check_chain(f, 99);
	write_many(f, 1);
	check_chain(f, 100);
	write_many(f, 151);
	check_chain(f, 251);
}

static int
refuse(struct store_txn *t, void *ctx, struct err *e)
{
	if (write_entries(t, ctx, e) == -1)
		return -1;
	return err_set(e, ERR_DENIED, "no");
}

static void
a_refusing_body_leaves_no_gap(void **state)
{
	struct fixture *f = *state;
	struct entries x = { "never", 2 };
	struct err e;

	write_many(f, 1);
	check_err(store_update(f->s, STORE_DURABLE, refuse, &x, &e), &e,
	    ERR_DENIED, "no");
	write_many(f, 1);
	check_chain(f, 2);
}

static void
a_long_entry_is_kept_whole(void **state)
{
	struct fixture *f = *state;
	struct entries x = { .n = 2 };
	char detail[5000];

	memset(detail, 'd', sizeof(detail));
	detail[sizeof(detail) - 1] = '\0';
	x.detail = detail;
	update(f, write_entries, &x);
	check_chain(f, 2);
}

/* ---- By hand ----------------------------------------------------------- */

struct hand {
	struct arena *a;
	uint8_t number;
	bool drop;
	bool forget_end; /* and its hash, which says nothing */
};

static int
change(struct store_txn *t, void *ctx, struct err *e)
{
	struct hand *x = ctx;
	const uint8_t at[8] = { 0, 0, 0, 0, 0, 0, 0, x->number };
	struct span id = span_of(at, sizeof(at));
	char other[] = "made another profile";
	ProtobufCMessage *m;
	Meta *meta;

	if (x->drop && record_drop(t, KIND_AUDIT, id, e) == -1)
		return -1;
	if (x->forget_end) {
		if (store_get_meta(t, x->a, &meta, e) == -1)
			return -1;
		meta->audit_number = x->number - 1U;
		return record_write(t, KIND_META, span_of("", 0), &meta->base,
		    NULL, e);
	}
	if (x->drop)
		return 0;
	if (record_get(t, KIND_AUDIT, id, x->a, &m, e) == -1)
		return -1;
	((AuditEntry *)m)->detail = other;
	return record_put(t, KIND_AUDIT, id, m, e);
}

static void
a_change_by_hand_is_found(void **state)
{
	static const struct {
		const char *name;
		struct hand hand;
		const char *words;
		uint64_t good;
	} rows[] = {
		{ "first changed", { .number = 1 },
		    "audit entry 2 does not follow", 1 },
		{ "changed", { .number = 3 }, "audit entry 4 does not follow",
		    3 },
		{ "last changed", { .number = 5 },
		    "audit entry 5 is not the one", 5 },
		{ "first dropped", { .number = 1, .drop = true },
		    "audit entry 1 is missing", 0 },
		{ "dropped", { .number = 3, .drop = true },
		    "audit entry 3 is missing", 2 },
		{ "last dropped", { .number = 5, .drop = true },
		    "audit entry 5 is missing", 4 },
		{ "last forgotten",
		    { .number = 5, .drop = true, .forget_end = true },
		    "audit entry 4 is not the one", 4 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hand hand = rows[i].hand;
		struct fixture *f;
		uint64_t n;
		struct err e;

		assert_int_equal(fixture_open(state), 0);
		f = *state;
		hand.a = f->a;
		write_many(f, 5);
		update(f, change, &hand);
		check_err(store_verify_audit(f->s, &n, &e), &e, ERR_INTEGRITY,
		    rows[i].words);
		if (n > rows[i].good)
			fail_msg("%s: want at most %d good entries, have %d",
			    rows[i].name, (int)rows[i].good, (int)n);
		fixture_close(state);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(entries_are_numbered_and_listed_newest_first),
		TEST(a_long_chain_holds),
		TEST(a_refusing_body_leaves_no_gap),
		TEST(a_long_entry_is_kept_whole),
		cmocka_unit_test(a_change_by_hand_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
