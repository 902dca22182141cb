/* SPDX-License-Identifier: BSD-2-Clause */
/* See site.h. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../connector/keys.h"
#include "../connector/place.h"
#include "base/clock.h"
#include "base/mem.h"
#include "pki/name.h"
#include "ra/next_ca.h"
#include "ra/order.h"
#include "ra/state.h"
#include "ra/verify.h"
#include "site.h"

/*
 * What Berkeley DB keeps of an environment that had to be abandoned
 * (store/env.c) is no leak of ours.
 */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libdb-5.3\n";
}

static void
must(int rc, const struct err *e, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s (%s)\n", what, e->text, err_kind_name(e->kind));
	abort();
}

struct site *
site_new_empty(void)
{
	struct site *s = mem_alloc(sizeof(*s));
	struct err e = { 0 };

	keys_use();
	s->place = place_new();
	s->a = arena_new();
	s->borrowed = arena_new();
	s->challenge = secret_new(span_of_str(SITE_CHALLENGE));
	s->state = arena_printf(s->a, "%s/state", s->place);
	s->by.name = "tool:test";
	s->by.address = "";
	must(ra_create(s->state, &e), &e, "create");
	must(ra_open(s->state, &s->ra, &e), &e, "open");
	return s;
}

struct site *
site_new(void)
{
	struct site *s = site_new_empty();
	struct connector_draft d = {
		.name = "Test CA",
		.kind = "local",
		.key_type = "ec:p256",
	};
	struct err e = { 0 };

	must(ra_tenant_create(s->ra, &s->by, "Acme", &s->tenant, &e), &e,
	    "tenant");
	must(ra_connector_create(s->ra, &s->by, &d, &s->connector, &e), &e,
	    "connector");
	return s;
}

void
site_free(struct site *s)
{
	if (s == NULL)
		return;
	arena_free(s->a);
	arena_free(s->borrowed);
	ra_close(s->ra);
	secret_free(s->challenge);
	place_free(s->place);
	free(s);
}

void
site_reopen(struct site *s)
{
	struct err e = { 0 };

	arena_reset(s->borrowed);
	ra_close(s->ra);
	s->ra = NULL;
	must(ra_open(s->state, &s->ra, &e), &e, "open");
}

struct profile_draft
site_draft(struct site *s, const char *name)
{
	struct profile_draft d = ra_profile_defaults();

	d.name = name;
	d.tenant = s->tenant;
	d.connector = s->connector;
	d.challenge = s->challenge;
	return d;
}

void
site_add(struct site *s, struct profile_draft d, struct uuid *out)
{
	struct err e = { 0 };
	struct uuid id;

	must(ra_profile_create(s->ra, &s->by, &d, &id, &e), &e, "profile");
	if (out != NULL)
		*out = id;
}

void
site_prepare_next_ca(struct site *s, int64_t days)
{
	const struct next_ca_draft d = {
		.from_ms = clock_ms() + days * CLOCK_DAY_MS,
	};
	struct err e = { 0 };

	must(ra_next_ca_prepare(s->ra, &s->by, &s->connector, &d, &e), &e,
	    "next CA");
}

static int
bring_forward(struct store_txn *t, void *ctx, struct err *e)
{
	struct arena *a = arena_new();
	Connector *c = NULL;
	int rc;

	rc = store_get_connector(t, ctx, a, &c, e);
	assert(rc == -1 || c != NULL);
	if (rc == 0) {
		c->next_from_ms = clock_ms() - 1;
		c->version++;
		rc = store_put_connector(t, c, e);
	}
	arena_free(a);
	return rc;
}

void
site_bring_next_ca_forward(struct site *s, const struct uuid *connector)
{
	struct uuid id = *connector;
	struct err e = { 0 };

	must(store_update(ra_store(s->ra), STORE_DURABLE, bring_forward, &id,
		 &e),
	    &e, "next CA");
}

static void
tell_found(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "found: %s\n", text);
}

void
site_verify(struct site *s)
{
	const struct ra_verify v = { .found = tell_found };
	struct err e = { 0 };
	struct ra_verified out;

	must(ra_verify(s->ra, &v, &out, &e), &e, "verify");
	if (out.findings != 0)
		abort();
}

const struct ra_profile *
site_profile(struct site *s, const char *slug)
{
	const struct ra_profile *p;
	struct err e = { 0 };

	must(ra_profile_find(s->ra, slug, s->borrowed, &p, &e), &e, slug);
	return p;
}

static unsigned int
fail_code(enum err_kind kind)
{
	return 100 + (unsigned int)kind;
}

struct enrollment
site_request(struct site *s, const struct key *k, const char *transaction_id,
    const char *name)
{
	struct enrollment en = {
		.transaction_id = transaction_id,
		.message_type = 19,
		.spki = key_spki(k),
		.key_type = key_type_of(k),
		.signer_spki = key_spki(k),
		.has_challenge = true,
		.challenge = span_of_str(SITE_CHALLENGE),
		.digest = "SHA-256",
		.cipher = "AES-128-CBC",
		.transport = "RSAES-PKCS1-v1_5",
		.address = "192.0.2.7",
		.user_agent = "test",
		.request_id = "r-1",
		.request_size = 1234,
		.fail_code = fail_code,
	};
	struct err e = { 0 };

	must(name_from_text(arena_printf(s->a, "/CN=%s", name), s->a,
		 &en.subject, &e),
	    &e, name);
	/* For its MAC only: any bytes do. */
	en.csr = span_of_str(arena_printf(s->a, "CSR of %s", name));
	en.now_ms = clock_ms();
	en.started_us = clock_us();
	return en;
}

struct outcome
site_enroll(struct site *s, const char *slug, const struct enrollment *en)
{
	struct err e = { 0 };
	struct outcome out;

	must(ra_enroll(s->ra, site_profile(s, slug), en, s->a, &out, &e), &e,
	    "enroll");
	must(ra_settle(s->ra, &out, &e), &e, "settle");
	return out;
}

struct uuid
site_issue(struct site *s, const struct key *k, const char *name)
{
	struct enrollment en = site_request(s, k, name, name);
	struct outcome out = site_enroll(s, "routers", &en);

	if (out.kind != OUTCOME_ISSUED) {
		fprintf(stderr, "%s: not issued: %s\n", name, out.why.text);
		abort();
	}
	return field_uuid(site_order(s, &out.order)->certificate_id);
}

struct key *
site_key(void)
{
	static const struct key_type p256 = { KEY_EC, 256 };
	struct err e = { 0 };
	struct key *k;

	must(key_generate(p256, &k, &e), &e, "key");
	return k;
}

/* ---- Reading ----------------------------------------------------------- */

struct reading {
	struct site *s;
	struct uuid id;
	int32_t day;
	enum store_index index;
	Counter *counter;
	Order *order;
	Account *account;
	Certificate *certificate;
	AuditEntry *audit;
	uint64_t total;
	struct store_list list;
	struct store_page page;
};

static void
read_it(struct site *s, store_body *body, struct reading *r)
{
	struct err e = { 0 };

	r->s = s;
	must(store_view(ra_store(s->ra), body, r, &e), &e, "view");
}

static int
read_counter(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_counter(t, &r->id, r->day, r->s->a, &r->counter, e);
}

Counter *
site_counter(struct site *s, const struct uuid *scope, int32_t day)
{
	struct reading r = { .day = day };

	if (scope != NULL)
		r.id = *scope;
	read_it(s, read_counter, &r);
	return r.counter;
}

static int
read_order(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_order(t, &r->id, r->s->a, &r->order, e);
}

Order *
site_order(struct site *s, const struct uuid *id)
{
	struct reading r = { .id = *id };

	read_it(s, read_order, &r);
	return r.order;
}

static int
read_account(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_account(t, &r->id, r->s->a, &r->account, e);
}

Account *
site_account(struct site *s, const struct uuid *id)
{
	struct reading r = { .id = *id };

	read_it(s, read_account, &r);
	return r.account;
}

static int
read_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_certificate(t, &r->id, r->s->a, &r->certificate, e);
}

Certificate *
site_certificate(struct site *s, const struct uuid *id)
{
	struct reading r = { .id = *id };

	read_it(s, read_certificate, &r);
	return r.certificate;
}

static int
read_total(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_total(t, r->index, &r->total, e);
}

uint64_t
site_total(struct site *s, enum store_index of)
{
	struct reading r = { .index = of };

	read_it(s, read_total, &r);
	return r.total;
}

static int
read_list(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_list(t, &r->list, r->s->a, &r->page, e);
}

AuditEntry *
site_last_audit(struct site *s)
{
	struct reading r = { .list = { .index = STORE_AUDIT, .most = 1 } };

	read_it(s, read_list, &r);
	return r.page.n > 0 ? (AuditEntry *)r.page.rows[0] : NULL;
}

Order *
site_newest_order(struct site *s)
{
	struct reading r = { .list = { .index = STORE_ORDERS, .most = 1 } };

	read_it(s, read_list, &r);
	return r.page.n > 0 ? (Order *)r.page.rows[0] : NULL;
}

static int
write_order(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_order(t, ctx, e);
}

void
site_put_order(struct site *s, const Order *o)
{
	struct err e = { 0 };
	Order copy = *o;

	must(store_update(ra_store(s->ra), STORE_DURABLE, write_order, &copy,
		 &e),
	    &e, "put order");
}

static int
write_certificate(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_certificate(t, ctx, e);
}

void
site_put_certificate(struct site *s, const Certificate *c)
{
	struct err e = { 0 };
	Certificate copy = *c;

	must(store_update(ra_store(s->ra), STORE_DURABLE, write_certificate,
		 &copy, &e),
	    &e, "put certificate");
}

static int
write_account(struct store_txn *t, void *ctx, struct err *e)
{
	return store_put_account(t, ctx, e);
}

void
site_put_account(struct site *s, const Account *c)
{
	struct err e = { 0 };
	Account copy = *c;

	must(store_update(ra_store(s->ra), STORE_DURABLE, write_account, &copy,
		 &e),
	    &e, "put account");
}

/* ---- Consistency ------------------------------------------------------- */

struct tally {
	uint64_t orders;
	uint64_t issued;
	uint64_t failed;
	uint64_t rejected;
	int64_t pending;
	int64_t active;
	int64_t active_listed;
	uint64_t accounts;
	int64_t accounts_issued;
	uint64_t account_orders;
	uint64_t account_issued;
	int64_t account_active;
	int64_t nameless_active;
};

static bool
is_active(struct site *s, const Order *o)
{
	struct uuid id;
	const Account *c;

	if (o->account_id.len == 0)
		return ra_order_is_active(o, NULL);
	assert(uuid_from_span(span_of(o->account_id.data, o->account_id.len),
	    &id));
	c = site_account(s, &id);
	assert(c != NULL);
	return ra_order_is_active(o, c);
}

/* In the index of active orders, which holds ended ones of others as well. */
static void
tally_listed(struct site *s, const struct uuid *scope, const Order *o,
    struct tally *t)
{
	t->active_listed += is_active(s, o) &&
	    span_equal(span_of(o->profile_id.data, o->profile_id.len),
		uuid_span(scope));
}

static void
tally_order(struct site *s, const Order *o, struct tally *t)
{
	t->orders++;
	t->issued += o->state == ORDER_STATE__ORDER_ISSUED;
	t->rejected += o->state == ORDER_STATE__ORDER_REJECTED;
	t->pending += o->state == ORDER_STATE__ORDER_PENDING;
	if (o->state != ORDER_STATE__ORDER_FAILED)
		return;
	t->failed++;
	if (!is_active(s, o))
		return;
	t->active++;
	t->nameless_active += o->account_id.len == 0;
}

static void
tally_account(const Account *c, struct tally *t)
{
	t->accounts++;
	t->accounts_issued += c->issued > 0;
	t->account_orders += c->orders;
	t->account_issued += c->issued;
	t->account_active += (int64_t)c->active_failed;
}

/* Every page of an index. */
static void
tally_list(struct site *s, enum store_index index, struct span key,
    const struct uuid *scope, struct tally *t)
{
	struct reading r = {
		.list = { .index = index, .key = key, .most = STORE_PAGE_MOST },
	};
	unsigned int i;

	do {
		read_it(s, read_list, &r);
		for (i = 0; i < r.page.n; i++)
			if (index == STORE_ORDERS_BY_PROFILE)
				tally_order(s, (Order *)r.page.rows[i], t);
			else if (index == STORE_ORDERS_ACTIVE)
				tally_listed(s, scope, (Order *)r.page.rows[i],
				    t);
			else
				tally_account((Account *)r.page.rows[i], t);
		r.list.after = r.page.next;
	} while (r.page.more);
}

const char *
site_inconsistency(struct site *s, const struct uuid *scope)
{
	const Counter *c = site_counter(s, scope, 0);
	struct tally t = { 0 };
	size_t i;

	tally_list(s, STORE_ORDERS_BY_PROFILE, uuid_span(scope), scope, &t);
	tally_list(s, STORE_ACCOUNTS_BY_PROFILE, uuid_span(scope), scope, &t);
	tally_list(s, STORE_ORDERS_ACTIVE, span_of(NULL, 0), scope, &t);
	const struct {
		const char *what;
		uint64_t counted, there;
	} rows[] = {
		{ "orders", c->orders, t.orders },
		{ "issued", c->issued, t.issued },
		{ "failed", c->failed, t.failed },
		{ "rejected", c->rejected, t.rejected },
		{ "pending", (uint64_t)c->pending, (uint64_t)t.pending },
		{ "processed", c->processed, t.issued + t.failed },
		{ "active", (uint64_t)c->failed_active, (uint64_t)t.active },
		{ "active listed", (uint64_t)t.active,
		    (uint64_t)t.active_listed },
		{ "accounts", c->accounts, t.accounts },
		{ "accounts by last issue", (uint64_t)c->accounts_last,
		    (uint64_t)t.accounts_issued },
		{ "accounts' issued", t.account_issued, t.issued },
		{ "accounts' active",
		    (uint64_t)(t.account_active + t.nameless_active),
		    (uint64_t)t.active },
	};
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].counted != rows[i].there)
			return arena_printf(s->a,
			    "%s: counted %llu, there are %llu", rows[i].what,
			    (unsigned long long)rows[i].counted,
			    (unsigned long long)rows[i].there);
	return NULL;
}
