/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What verify says of a state directory: nothing while it is in use, and what
 * is wrong where one thing was changed without the others.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "ra/crl.h"
#include "ra/next_ca.h"
#include "ra/order.h"
#include "ra/revocation.h"
#include "ra/revocation_mark.h"
#include "ra/state.h"
#include "ra/verify.h"
#include "site.h"

static struct site *s;
static struct key *key;
static struct err e;
static struct uuid routers, phones;
static char text[8192];
static struct ra_verified out;
static bool rebuild_counters;

static void
found(void *ctx, const char *what)
{
	size_t len = strlen(text);

	(void)ctx;
	(void)snprintf(text + len, sizeof(text) - len, "%s\n", what);
}

static void
verify(void)
{
	const struct ra_verify v = { .found = found,
		.rebuild_counters = rebuild_counters };

	text[0] = '\0';
	if (ra_verify(s->ra, &v, &out, &e) == -1)
		fail_msg("%s", e.text);
}

static void
expect_clean(void)
{
	verify();
	if (out.findings != 0)
		fail_msg("want no finding, have: %s", text);
}

static void
expect(const char *words)
{
	verify();
	if (out.findings == 0 || strstr(text, words) == NULL)
		fail_msg("want \"%s\", have: %s", words, text);
}

static struct outcome
enroll(const char *slug, const char *transaction_id, const char *name,
    bool knows)
{
	struct enrollment en = site_request(s, key, transaction_id, name);
	struct outcome o;

	en.csr = span_of_str(transaction_id);
	if (!knows)
		en.challenge = span_of_str("wrong");
	o = site_enroll(s, slug, &en);
	return o;
}

static void
revoke_of(const struct uuid *order)
{
	struct uuid id = field_uuid(site_order(s, order)->certificate_id);

	if (ra_certificate_revoke(s->ra, &s->by, &id, RA_REASON_SUPERSEDED,
		&e) == -1)
		fail_msg("%s", e.text);
}

/* A device of each fate. */
static void
live(void)
{
	struct outcome o, second;

	assert_int_equal(enroll("routers", "R1", "r1", true).kind,
	    OUTCOME_ISSUED);
	o = enroll("routers", "R2", "r2", true);
	assert_int_equal(enroll("routers", "R3", "r2", false).kind,
	    OUTCOME_FAILED);
	revoke_of(&o.order);
	assert_int_equal(enroll("routers", "R4", "r3", false).kind,
	    OUTCOME_FAILED);
	o = enroll("routers", "R5", "r4", false);
	assert_int_equal(ra_order_dismiss(s->ra, &s->by, &o.order, &e), 0);
	o = enroll("phones", "P1", "p1", true);
	second = enroll("phones", "P2", "p2", true);
	assert_int_equal(enroll("phones", "P3", "p3", true).kind,
	    OUTCOME_PENDING);
	assert_int_equal(ra_order_approve(s->ra, &s->by, &o.order, &e), 0);
	assert_int_equal(ra_order_reject(s->ra, &s->by, &second.order, "", &e),
	    0);
}

static int
set_up(void **state)
{
	struct profile_draft d;

	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), &routers);
	d = site_draft(s, "Phones");
	d.approval = RA_APPROVAL_ALL;
	site_add(s, d, &phones);
	key = site_key();
	e = (struct err){ 0 };
	rebuild_counters = false;
	live();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	site_free(s);
	return 0;
}

static Order *
issued_order(void)
{
	struct outcome o = enroll("routers", "X1", "x1", true);

	assert_int_equal(o.kind, OUTCOME_ISSUED);
	return site_order(s, &o.order);
}

static Certificate *
issued_certificate(void)
{
	struct uuid id = field_uuid(issued_order()->certificate_id);

	return site_certificate(s, &id);
}

/* ---- What agrees ------------------------------------------------------- */

static void
a_state_that_was_lived_in_has_no_finding(void **state)
{
	(void)state;
	expect_clean();
	assert_int_equal(out.certificates, 3);
	assert_int_equal(out.crls, 1);
	assert_true(out.counters >= 6);
	assert_true(out.audit_entries >= 8);
}

static bool stop;

static void
revoke_by_the_way(const struct uuid *order)
{
	struct uuid id = field_uuid(site_order(s, order)->certificate_id);
	struct err why;

	if (ra_certificate_revoke(s->ra, &s->by, &id, RA_REASON_SUPERSEDED,
		&why) == -1)
		fail_msg("%s", why.text);
}

static void *
enroll_on(void *ctx)
{
	struct arena *a = arena_new();
	unsigned int n = 0;

	(void)ctx;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		struct enrollment en;
		struct outcome o;
		struct err why;
		char name[40];

		(void)snprintf(name, sizeof(name), "T%p-%u", (void *)&en, n);
		en = site_request(s, key, name, n % 3 == 0 ? "same" : name);
		en.csr = span_of_str(name);
		if (n++ % 4 == 0)
			en.challenge = span_of_str("wrong");
		if (ra_enroll(s->ra,
			site_profile(s, n % 2 == 0 ? "routers" : "phones"), &en,
			a, &o, &why) == -1)
			fail_msg("%s", why.text);
		if (o.kind == OUTCOME_ISSUED && n % 8 == 7)
			revoke_by_the_way(&o.order);
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static void
a_state_in_use_has_no_finding(void **state)
{
	int64_t until = clock_us() + 2000000;
	unsigned int rounds = 0;
	pthread_t t;

	(void)state;
	stop = false;
	assert_int_equal(pthread_create(&t, NULL, enroll_on, NULL), 0);
	while (clock_us() < until) {
		expect_clean();
		rounds++;
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(t, NULL);
	expect_clean();
	assert_true(rounds >= 2);
	assert_true(out.certificates > 10);
}

/* ---- Orders, certificates, accounts ------------------------------------ */

static void
an_order_without_its_certificate_is_found(void **state)
{
	Order *o = issued_order();
	struct uuid other = uuid_new();

	(void)state;
	o->certificate_id = field_id(&other);
	site_put_order(s, o);
	expect("names a certificate that is not there");
	expect("names an order that was not issued with it");
}

static void
an_order_with_another_serial_number_is_found(void **state)
{
	Order *o = issued_order();

	(void)state;
	o->serial = field_bytes(span_of_str("\1\2"));
	site_put_order(s, o);
	expect("has another serial number than its certificate");
	assert_int_equal(out.findings, 1);
}

static void
an_order_that_changed_its_state_is_found_by_the_counters(void **state)
{
	Order *o = issued_order();

	(void)state;
	o->state = ORDER_STATE__ORDER_FAILED;
	site_put_order(s, o);
	expect("was not issued, and names a certificate");
	assert_non_null(strstr(text,
	    arena_printf(s->a,
		"3 issued orders of profile %s are on the "
		"counter, and 2 on record",
		uuid_text(s->a, &routers))));
	assert_non_null(strstr(text, " failed orders of all profiles are on"));
}

static void
a_certificate_that_is_none_is_found(void **state)
{
	Certificate *c = issued_certificate();

	(void)state;
	c->der = field_bytes(span_of_str("no certificate"));
	site_put_certificate(s, c);
	expect("is none: ");
	assert_int_equal(out.findings, 1);
}

static void
a_certificate_that_its_record_does_not_tell_of_is_found(void **state)
{
	Certificate *c = issued_certificate();
	ProtobufCBinaryData sha256 = c->sha256, serial = c->serial;

	(void)state;
	c->sha256 = field_bytes(field_sha256(s->a, span_of_str("x")));
	site_put_certificate(s, c);
	expect("has another SHA-256 than its record says");
	c->sha256 = sha256;
	c->not_after_ms += 1000;
	site_put_certificate(s, c);
	expect("is valid at other times than its record says");
	c->not_after_ms -= 1000;
	c->serial = field_bytes(span_of_str("\1\2"));
	site_put_certificate(s, c);
	expect("and its record 0102");
	c->serial = serial;
	c->revocation_reason = 4;
	site_put_certificate(s, c);
	expect("is not revoked, and has a reason");
	c->revocation_reason = 0;
	site_put_certificate(s, c);
	expect_clean();
}

static void
an_account_that_counts_wrong_is_found(void **state)
{
	Order *o = issued_order();
	struct uuid id = field_uuid(o->account_id);
	Account *a = site_account(s, &id);

	(void)state;
	a->orders++;
	site_put_account(s, a);
	expect("counts 2 orders (1 issued, 0 failed and active), and there "
	       "are 1 (1, 0)");
	a->orders--;
	a->active_failed = 1;
	site_put_account(s, a);
	expect("active failed orders of all profiles are on the counter");
}

/* ---- Counters ---------------------------------------------------------- */

struct miscount {
	struct uuid profile;
	int32_t day;
	Counter add;
};

static int
count(struct store_txn *t, void *ctx, struct err *why)
{
	struct miscount *m = ctx;

	return store_count(t, &m->profile, m->day, &m->add, why);
}

static void
each_counter_that_moved_alone_is_found(void **state)
{
	static const struct {
		size_t at;
		const char *words;
	} rows[] = {
		{ offsetof(Counter, orders), " orders of profile" },
		{ offsetof(Counter, issued), " certificates of profile" },
		{ offsetof(Counter, failed), " failed orders of profile" },
		{ offsetof(Counter, rejected), " rejected orders of profile" },
		{ offsetof(Counter, pending), " pending orders of profile" },
		{ offsetof(Counter, failed_active),
		    " active failed orders of profile" },
		{ offsetof(Counter, accounts), " accounts of profile" },
		{ offsetof(Counter, accounts_last),
		    " accounts by their last issue of profile" },
	};
	struct miscount m = { .profile = phones, .day = clock_day(clock_ms()) };
	int64_t one;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (one = 1; one >= -1; one -= 2) {
			counter__init(&m.add);
			memcpy((char *)&m.add + rows[i].at, &one, sizeof(one));
			assert_int_equal(store_update(ra_store(s->ra),
					     STORE_DURABLE, count, &m, &e),
			    0);
			if (one == 1)
				expect(rows[i].words);
		}
		expect_clean();
	}
}

static void
a_day_that_nobody_lived_is_found(void **state)
{
	struct miscount m = { .profile = routers, .day = 20000 };

	(void)state;
	counter__init(&m.add);
	m.add.failed = 1;
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, count, &m,
			     &e),
	    0);
	expect("on 2024-10-04 are on the counter, and 0 on record");
}

/* ---- Counters put right ------------------------------------------------ */

static int
count_row(struct store_txn *t, void *ctx, struct err *why)
{
	struct miscount *m = ctx;

	return store_count_row(t, &m->profile, m->day, &m->add, why);
}

/* Add `by` to the field of one row. */
static void
damage_row(const struct uuid *scope, int32_t day, size_t at, int64_t by)
{
	struct miscount m = { .profile = *scope, .day = day };

	counter__init(&m.add);
	memcpy((char *)&m.add + at, &by, sizeof(by));
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, count_row,
			     &m, &e),
	    0);
}

/* The finding names the command; it mends, and then there is no finding. */
static void
expect_mended(void)
{
	expect("run 'scepgate verify --rebuild-counters'");
	rebuild_counters = true;
	verify();
	assert_true(out.findings > 0);
	assert_true(out.recounted > 0);
	rebuild_counters = false;
	expect_clean();
}

#define FIELD(name)                             \
	{                                       \
#name, offsetof(Counter, name), \
	}

static void
a_counter_of_any_row_is_put_right(void **state)
{
	static const struct {
		const char *name;
		size_t at;
	} fields[] = { FIELD(orders), FIELD(issued), FIELD(failed),
		FIELD(rejected), FIELD(pended), FIELD(pending),
		FIELD(failed_active), FIELD(processed), FIELD(accounts),
		FIELD(accounts_issued), FIELD(accounts_last),
		FIELD(removed_orders), FIELD(removed_issued),
		FIELD(removed_accounts) };
	const int32_t today = clock_day(clock_ms());
	const int32_t days[] = { 0, today, 20000 };
	const struct uuid all = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for (int j = 0; j < 6; j++) {
			damage_row(j < 3 ? &routers : &all, days[j % 3],
			    fields[i].at, j % 2 == 0 ? 1 : 3);
			expect_mended();
		}
}

/* As it was, where the counts alone tell how. */
static void
what_is_put_right_is_as_it_was(void **state)
{
	const int32_t today = clock_day(clock_ms());
	Counter *had = site_counter(s, &routers, today), *now;

	(void)state;
	damage_row(&routers, today, offsetof(Counter, issued), 5);
	damage_row(&routers, today, offsetof(Counter, failed_active), -2);
	damage_row(&routers, 0, offsetof(Counter, accounts), -1);
	expect_mended();
	now = site_counter(s, &routers, today);
	assert_int_equal(now->issued, had->issued);
	assert_int_equal(now->failed_active, had->failed_active);
	assert_int_equal(now->accounts, had->accounts);
}

/* More than the newest day has is taken from those before it. */
static void
no_day_is_left_with_less_than_nothing(void **state)
{
	const int32_t today = clock_day(clock_ms());
	Counter *had = site_counter(s, &routers, today);

	(void)state;
	damage_row(&routers, 20000, offsetof(Counter, orders), 100);
	expect_mended();
	assert_int_equal(site_counter(s, &routers, today)->orders, 0);
	assert_int_equal(site_counter(s, &routers, 20000)->orders, had->orders);
	assert_int_equal(site_counter(s, &routers, 0)->orders, had->orders);
}

static int
clear_counters(struct store_txn *t, void *ctx, struct err *why)
{
	const Counter *had = ctx;
	struct uuid scope = field_uuid(had->scope);
	Counter away = *had;
	int64_t n;

	for (unsigned int i = 0; i < counter__descriptor.n_fields; i++) {
		const ProtobufCFieldDescriptor *f =
		    &counter__descriptor.fields[i];

		if (f->label == PROTOBUF_C_LABEL_REPEATED ||
		    (f->type != PROTOBUF_C_TYPE_UINT64 &&
			f->type != PROTOBUF_C_TYPE_INT64))
			continue;
		memcpy(&n, (const char *)had + f->offset, sizeof(n));
		n = -n;
		memcpy((char *)&away + f->offset, &n, sizeof(n));
	}
	away.n_processing_class = 0;
	return store_count_row(t, &scope, had->day, &away, why);
}

static void
counters_that_were_lost_are_counted_anew(void **state)
{
	const int32_t today = clock_day(clock_ms());
	const int32_t days[] = { 0, today };
	Counter *had = site_counter(s, &phones, today), *now;

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
				     clear_counters,
				     site_counter(s, &phones, days[i]), &e),
		    0);
	assert_int_equal(site_counter(s, &phones, 0)->issued, 0);
	expect_mended();
	now = site_counter(s, &phones, 0);
	assert_int_equal(now->orders, had->orders);
	assert_int_equal(now->issued, had->issued);
	assert_int_equal(now->rejected, had->rejected);
	assert_int_equal(now->pending, had->pending);
	assert_int_equal(now->accounts, had->accounts);
}

/* What moves is not touched, so that nothing is made wrong under load. */
static void
counters_in_use_are_put_right_or_left(void **state)
{
	int64_t until = clock_us() + 1000000;
	pthread_t t;

	(void)state;
	damage_row(&routers, 20000, offsetof(Counter, failed), 1);
	damage_row(&phones, 0, offsetof(Counter, pending), 1);
	damage_row(&routers, 0, offsetof(Counter, orders), 7);
	damage_row(&routers, clock_day(clock_ms()), offsetof(Counter, orders),
	    7);
	rebuild_counters = true;
	stop = false;
	assert_int_equal(pthread_create(&t, NULL, enroll_on, NULL), 0);
	verify();
	assert_true(out.recounted >= 2);
	while (clock_us() < until)
		verify();
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(t, NULL);
	verify();
	rebuild_counters = false;
	expect_clean();
}

/* ---- CRLs and connectors ----------------------------------------------- */

static const char *
file_of(const char *name)
{
	return arena_printf(s->a, "%s/%s",
	    connector_dir(s->ra, s->a, &s->connector), name);
}

struct crl_change {
	Revocations *r;
	struct span der;
};

static int
change_crl(struct store_txn *t, void *ctx, struct err *why)
{
	struct crl_change *x = ctx;

	if (store_get_revocations(t, &s->connector, s->a, &x->r, why) == -1)
		return -1;
	if (x->der.len > 0)
		x->r->crl_sha256 = field_bytes(field_sha256(s->a, x->der));
	else
		x->r->crl_entries++;
	return store_put_revocations(t, x->r, why);
}

static void
a_crl_that_its_record_does_not_tell_of_is_found(void **state)
{
	struct crl_change x = { 0 };

	(void)state;
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     change_crl, &x, &e),
	    0);
	expect("entries, and its record says");
	x.der = span_of_str("no CRL");
	assert_int_equal(file_write(file_of("ca.crl"), x.der, 0600, &e), 0);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     change_crl, &x, &e),
	    0);
	expect("is no good");
	expect("remove it, and who asks for it next has it made anew, "
	       "'scepgate connector crl ");
}

static void
a_crl_that_names_what_is_not_revoked_is_found(void **state)
{
	Certificate *c = issued_certificate();
	struct uuid order = field_uuid(c->order_id), id = field_uuid(c->id);
	struct ra_crl crl;

	(void)state;
	revoke_of(&order);
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	expect_clean();
	c = site_certificate(s, &id);
	c->revoked_ms = 0;
	c->revocation_reason = 0;
	site_put_certificate(s, c);
	expect("which is not revoked");
}

static Certificate *
mark_revoked(Certificate *c)
{
	c->revoked_ms = clock_ms();
	c->revocation_reason = RA_REASON_SUPERSEDED;
	return c;
}

static void
a_crl_that_lacks_what_is_revoked_is_found(void **state)
{
	Certificate *c = issued_certificate();
	struct ra_crl crl;

	(void)state;
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	site_put_certificate(s, mark_revoked(c));
	expect(arena_printf(s->a,
	    "ca.crl does not name certificate %s, which is revoked, nor 0 "
	    "others: remove it",
	    text_hex(s->a, field_span(c->serial))));
	assert_int_equal(out.findings, 1);
	assert_int_equal(unlink(file_of("ca.crl")), 0);
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	expect_clean();
	assert_int_equal(crl.entries, 2);
}

/* None of it has to be on a CRL, and so it is found nowhere but there. */
static void
what_ended_may_be_missing_on_a_crl(void **state)
{
	Certificate *c = issued_certificate();

	(void)state;
	c->not_after_ms = clock_ms() - 1;
	site_put_certificate(s, mark_revoked(c));
	expect("is valid at other times");
	assert_int_equal(out.findings, 1);
}

static int
mark(struct store_txn *t, void *ctx, struct err *why)
{
	return revocation_mark(t, ctx, RA_REASON_SUPERSEDED, clock_ms(), why);
}

/* A revocation is on record before its CRL is made. */
static void
a_crl_that_is_yet_to_be_made_is_no_finding(void **state)
{
	Certificate *c = issued_certificate();
	struct ra_crl crl;

	(void)state;
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	assert_int_equal(crl.entries, 1);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, mark, c,
			     &e),
	    0);
	expect_clean();
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), 0);
	assert_int_equal(crl.entries, 2);
	expect_clean();
}

static int
forget_numbers(struct store_txn *t, void *ctx, struct err *why)
{
	Revocations *r;

	(void)ctx;
	if (store_get_revocations(t, &s->connector, s->a, &r, why) == -1)
		return -1;
	r->crl_given = 1;
	return store_put_revocations(t, r, why);
}

/* The CRLs of a connector's CAs have their numbers from one place. */
static void
after_a_next_ca_took_over_there_is_no_finding(void **state)
{
	struct ra_crl before, after;

	(void)state;
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &before, &e), 0);
	site_prepare_next_ca(s, 1);
	site_bring_next_ca_forward(s, &s->connector);
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &after, &e), 0);
	assert_true(after.number > before.number);
	expect_clean();
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     forget_numbers, NULL, &e),
	    0);
	expect("a number that was not given out");
	/* Either CA's. */
	assert_int_equal(out.findings, 2);
}

static void
a_connector_that_lost_its_key_is_found(void **state)
{
	(void)state;
	assert_int_equal(unlink(file_of("ca.key")), 0);
	expect("ca.key is not there");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_state_that_was_lived_in_has_no_finding),
		TEST(a_state_in_use_has_no_finding),
		TEST(an_order_without_its_certificate_is_found),
		TEST(an_order_with_another_serial_number_is_found),
		TEST(an_order_that_changed_its_state_is_found_by_the_counters),
		TEST(a_certificate_that_is_none_is_found),
		TEST(a_certificate_that_its_record_does_not_tell_of_is_found),
		TEST(an_account_that_counts_wrong_is_found),
		TEST(each_counter_that_moved_alone_is_found),
		TEST(a_day_that_nobody_lived_is_found),
		TEST(a_counter_of_any_row_is_put_right),
		TEST(what_is_put_right_is_as_it_was),
		TEST(no_day_is_left_with_less_than_nothing),
		TEST(counters_that_were_lost_are_counted_anew),
		TEST(counters_in_use_are_put_right_or_left),
		TEST(a_crl_that_its_record_does_not_tell_of_is_found),
		TEST(a_crl_that_names_what_is_not_revoked_is_found),
		TEST(a_crl_that_lacks_what_is_revoked_is_found),
		TEST(what_ended_may_be_missing_on_a_crl),
		TEST(a_crl_that_is_yet_to_be_made_is_no_finding),
		TEST(after_a_next_ca_took_over_there_is_no_finding),
		TEST(a_connector_that_lost_its_key_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
