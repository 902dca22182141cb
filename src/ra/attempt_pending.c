/* SPDX-License-Identifier: BSD-2-Clause */
/* An enrolment that begins to wait for a person.  See attempt.h. */
#include "base/clock.h"
#include "ra/attempt.h"
#include "ra/challenge.h"
#include "ra/pending.h"

/* Of other orders whose time is over, when one more begins to wait. */
#define EXPIRED_BY_THE_WAY 20

/* Of a record, by what is filled in later: its account. */
#define ADDED_MOST 64 /* bytes */

/* What an approval needs, and nothing of the challenge. */
static void
fill_asked(Order *o, const struct attempt *at)
{
	const struct enrollment *en = at->en;

	o->state = ORDER_STATE__ORDER_PENDING;
	o->completed_ms = 0;
	o->pending_ends_ms = en->now_ms + at->p->pending_days * CLOCK_DAY_MS;
	o->asked_subject = field_bytes(en->subject);
	o->asked_spki = field_bytes(en->spki);
	o->asked_alt_names = field_bytes(en->alt_names);
	o->asked_extensions = field_bytes(en->extensions);
	/* What it is answered with where a person says no, or nobody yes. */
	if (en->fail_code != NULL)
		o->fail_info = en->fail_code(ERR_DENIED);
}

/* Who asks need not know any secret: what waits must not fill the disk. */
static int
check_crowd(struct store_txn *t, struct attempt *at, struct err *e)
{
	Counter *c;

	if (store_get_counter(t, &at->p->id, 0, at->a, &c, e) == -1)
		return -1;
	if (c->pending < RA_PENDING_MOST)
		return 0;
	at->verdict = VERDICT_CROWDED;
	err_set(&at->why, ERR_DENIED,
	    "%d requests wait for approval already, and the profile takes no "
	    "more",
	    RA_PENDING_MOST);
	return 0;
}

/* It is kept as it was asked for, and a record has so much room. */
static void
check_size(struct attempt *at, const Order *o)
{
	if (order__get_packed_size(o) + ADDED_MOST <= STORE_RECORD_MOST)
		return;
	at->verdict = VERDICT_FULL;
	err_set(&at->why, ERR_DENIED,
	    "a request that waits for approval may ask for names and "
	    "extensions of about %d bytes in all, and this one has more",
	    STORE_RECORD_MOST);
}

int
attempt_record_pending(struct store_txn *t, void *ctx, struct err *e)
{
	struct attempt *at = ctx;
	Account *account;
	Counter add;
	Order o;
	bool is_new;
	unsigned int expired;

	if (attempt_decide(t, at, e) == -1)
		return -1;
	if (at->verdict != VERDICT_NEW)
		return 0;
	if (attempt_drop_expired(t, at, e) == -1 ||
	    pending_expire_some(t, at->a, at->en->now_ms, EXPIRED_BY_THE_WAY,
		&expired, e) == -1 ||
	    check_crowd(t, at, e) == -1)
		return -1;
	attempt_fill_order(&o, at);
	fill_asked(&o, at);
	if (at->verdict == VERDICT_NEW)
		check_size(at, &o);
	if (at->verdict == VERDICT_NEW && challenge_spend(t, at, e) == -1)
		return -1;
	if (at->verdict != VERDICT_NEW)
		return 0;
	if (attempt_account(t, at, &account, &is_new, e) == -1)
		return -1;
	o.account_id = account->id;
	attempt_count_order(&add, at);
	add.accounts = is_new;
	add.pended = 1;
	add.pending = 1;
	account->last_seen_ms = at->en->now_ms;
	account->orders++;
	if (store_put_order(t, &o, e) == -1 ||
	    store_put_account(t, account, e) == -1)
		return -1;
	return store_count(t, &at->p->id, clock_day(o.created_ms), &add, e);
}
