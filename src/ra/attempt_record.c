/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An enrolment's end on record: order, certificate, account and counts, all
 * in one transaction.  See attempt.h.
 */
#include "base/clock.h"
#include "ra/attempt.h"
#include "ra/challenge.h"
#include "ra/order_count.h"
#include "ra/pending.h"
#include "ra/policy.h"
#include "ra/revocation_mark.h"

static uint32_t
elapsed_us(const struct enrollment *en)
{
	int64_t us = clock_us() - en->started_us;

	return us < 0 ? 0 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

void
attempt_fill_order(Order *o, const struct attempt *at)
{
	const struct enrollment *en = at->en;

	order__init(o);
	o->id = field_id(&at->order_id);
	o->profile_id = field_id(&at->p->id);
	o->tenant_id = field_id(&at->p->tenant_id);
	o->connector_id = field_id(&at->p->connector_id);
	o->transaction_id = field_text(at->transaction_id);
	o->request_mac = field_bytes(at->request_mac);
	o->key_sha256 = field_bytes(at->key_sha256);
	o->subject = field_text(at->subject);
	o->alt_names = field_text(at->alt_names);
	o->key_type = field_text(at->key_type);
	o->message_type = (uint32_t)en->message_type;
	o->digest = field_text(en->digest);
	o->cipher = field_text(en->cipher);
	o->transport = field_text(en->transport);
	o->address = field_text(en->address);
	o->user_agent = field_text(en->user_agent);
	o->request_id = field_text(en->request_id);
	o->request_size = (uint32_t)en->request_size;
	o->signer_sha256 = field_bytes(at->signer_sha256);
	if (at->renews)
		o->renewed_id = at->signer->id;
	o->created_ms = en->now_ms;
	o->completed_ms = clock_ms();
	o->processing_us = elapsed_us(en);
}

int
attempt_account(struct store_txn *t, const struct attempt *at, Account **out,
    bool *is_new, struct err *e)
{
	struct span key = at->account_key;
	struct uuid *id;
	Account *c;

	*is_new = false;
	if (store_find_account(t, &at->p->id, key, at->a, out, e) == -1)
		return -1;
	if (*out != NULL)
		return 0;
	c = arena_alloc(at->a, sizeof(*c));
	id = arena_alloc(at->a, sizeof(*id));
	*id = uuid_new();
	account__init(c);
	c->id = field_id(id);
	c->profile_id = field_id(&at->p->id);
	c->subject_sha256 = field_bytes(key);
	c->subject = field_text(at->account_name);
	c->first_seen_ms = at->en->now_ms;
	*is_new = true;
	*out = c;
	return 0;
}

void
attempt_count_order(Counter *add, const struct attempt *at)
{
	counter__init(add);
	add->orders = 1;
	add->legacy = at->en->level == LEVEL_LEGACY;
	add->obsolete = at->en->level == LEVEL_OBSOLETE;
}

/*
 * accounts_last counts an account on the day of its last issue alone: it
 * moves there from the day before that.
 */
static int
move_last_issue(struct store_txn *t, const struct attempt *at,
    const Account *account, int32_t today, Counter *add, struct err *e)
{
	Counter away;
	int32_t before = clock_day(account->last_issued_ms);

	if (account->issued > 0 && before == today)
		return 0;
	add->accounts_issued = 1;
	add->accounts_last = 1;
	if (account->issued == 0)
		return 0;
	counter__init(&away);
	away.accounts_last = -1;
	return store_count(t, &at->p->id, before, &away, e);
}

static void
fill_certificate(Certificate *c, const struct attempt *at,
    const struct uuid *id, const Order *o, const Account *account)
{
	certificate__init(c);
	c->id = field_id(id);
	c->connector_id = o->connector_id;
	c->profile_id = o->profile_id;
	c->order_id = o->id;
	c->account_id = account->id;
	c->serial = field_bytes(at->cert.serial);
	c->subject = field_text(at->cert_subject);
	c->alt_names = field_text(at->cert_alt_names);
	c->not_before_ms = at->cert.not_before * 1000;
	c->not_after_ms = at->cert.not_after * 1000;
	c->der = field_bytes(at->cert.der);
	c->sha256 = field_bytes(at->cert_sha256);
	c->key_sha256 = o->key_sha256;
	c->created_ms = o->completed_ms;
}

static bool
is_marked(const Order *o)
{
	return o->state != ORDER_STATE__ORDER_FAILED || o->dismissed ||
	    o->ended;
}

/*
 * The account tells that its failures ended; here their orders are marked, so
 * that they leave the list of active ones.  Only those among its newest: a
 * device that failed for years must not make its issue slow.
 */
static int
mark_ended(struct store_txn *t, const struct attempt *at,
    const Account *account, struct err *e)
{
	const struct store_list list = {
		.index = STORE_ORDERS_BY_ACCOUNT,
		.key = field_span(account->id),
		.most = STORE_PAGE_MOST,
	};
	struct store_page page;
	Order *o;

	if (account->active_failed == 0)
		return 0;
	if (store_list(t, &list, at->a, &page, e) == -1)
		return -1;
	for (unsigned int i = 0; i < page.n; i++) {
		o = (Order *)page.rows[i];
		if (is_marked(o))
			continue;
		o->ended = true;
		if (store_put_order(t, o, e) == -1)
			return -1;
	}
	return 0;
}

/* The certificate that was renewed, where the profile wants it gone. */
static int
supersede(struct store_txn *t, const struct attempt *at, const Order *o,
    struct err *e)
{
	if (!at->p->renewal.revokes || o->renewed_id.len == 0 ||
	    at->signer == NULL)
		return 0;
	return revocation_mark(t, at->signer, RA_REASON_SUPERSEDED,
	    o->completed_ms, e);
}

int
attempt_put_issued(struct store_txn *t, struct attempt *at, Account *account,
    Counter *add, const Order *o, struct err *e)
{
	struct uuid id = uuid_new();
	int32_t today = clock_day(o->completed_ms);
	Certificate c;
	Order issued = *o;

	issued.state = ORDER_STATE__ORDER_ISSUED;
	issued.account_id = account->id;
	issued.certificate_id = field_id(&id);
	fill_certificate(&c, at, &id, o, account);
	issued.serial = c.serial;
	if (store_put_certificate(t, &c, e) == -1) {
		at->serial_taken = e->kind == ERR_CONFLICT;
		return -1;
	}
	if (store_put_order(t, &issued, e) == -1 ||
	    supersede(t, at, o, e) == -1 ||
	    mark_ended(t, at, account, e) == -1 ||
	    move_last_issue(t, at, account, today, add, e) == -1)
		return -1;
	add->issued = 1;
	add->failed_active = -(int64_t)order_count_issue(account, &issued);
	if (store_put_account(t, account, e) == -1)
		return -1;
	return store_count(t, &at->p->id, today, add, e);
}

int
attempt_drop_expired(struct store_txn *t, struct attempt *at, struct err *e)
{
	if (at->expired == NULL)
		return 0;
	return pending_expire(t, at->expired, at->a, at->en->now_ms, e);
}

int
attempt_record_issued(struct store_txn *t, void *ctx, struct err *e)
{
	struct attempt *at = ctx;
	uint64_t classes[ORDER_TIME_CLASSES] = { 0 };
	Account *account;
	Counter add;
	Order o;
	bool is_new, room;

	at->serial_taken = false;
	if (attempt_decide(t, at, e) == -1)
		return -1;
	if (at->verdict != VERDICT_NEW)
		return 0;
	/* First, for it may be of the same account. */
	if (attempt_drop_expired(t, at, e) == -1 ||
	    attempt_account(t, at, &account, &is_new, e) == -1 ||
	    policy_room(t, at, account, &room, e) == -1)
		return -1;
	if (!room) {
		at->verdict = VERDICT_FULL;
		return 0;
	}
	if (challenge_spend(t, at, e) == -1)
		return -1;
	if (at->verdict != VERDICT_NEW)
		return 0;
	attempt_fill_order(&o, at);
	attempt_count_order(&add, at);
	order_count_time(&add, classes, o.processing_us);
	add.accounts = is_new;
	account->last_seen_ms = at->en->now_ms;
	account->orders++;
	return attempt_put_issued(t, at, account, &add, &o, e);
}

/* The account of a failed order; *active: see record.proto. */
static int
fail_account(struct store_txn *t, struct attempt *at, Order *o, Counter *add,
    bool *active, struct err *e)
{
	Account *account;
	bool is_new;

	/* A question has no account, and no issue could end its failure. */
	*active = !at->en->only_asks;
	o->ended = !*active;
	if (at->account_key.len == 0 || at->en->only_asks)
		return 0;
	if (attempt_account(t, at, &account, &is_new, e) == -1)
		return -1;
	o->account_id = account->id;
	add->accounts = is_new;
	*active = order_count_failure(account, o);
	account->last_seen_ms = at->en->now_ms;
	account->orders++;
	return store_put_account(t, account, e);
}

int
attempt_record_failed(struct store_txn *t, void *ctx, struct err *e)
{
	struct attempt *at = ctx;
	uint64_t classes[ORDER_TIME_CLASSES] = { 0 };
	Counter add;
	bool active;
	Order o;

	counter__init(&add);
	if (store_count_failure(t, &at->p->id, at->en->now_ms,
		at->p->policy.failed_kept, &at->kept, e) == -1)
		return -1;
	attempt_fill_order(&o, at);
	if (!at->kept) {
		/* A flood must not keep the disk from those who are served. */
		store_relax(t);
		add.unkept = 1;
		return store_count(t, &at->p->id, clock_day(o.completed_ms),
		    &add, e);
	}
	o.state = ORDER_STATE__ORDER_FAILED;
	o.failed_check = (uint32_t)at->check;
	o.reason = at->why.text;
	if (at->en->fail_code != NULL)
		o.fail_info = at->en->fail_code(at->why.kind);
	attempt_count_order(&add, at);
	order_count_time(&add, classes, o.processing_us);
	if (fail_account(t, at, &o, &add, &active, e) == -1 ||
	    store_put_order(t, &o, e) == -1)
		return -1;
	add.failed = 1;
	add.failed_active = active;
	return store_count(t, &at->p->id, clock_day(o.completed_ms), &add, e);
}
