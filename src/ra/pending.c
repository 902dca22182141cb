/* SPDX-License-Identifier: BSD-2-Clause */
/* See pending.h. */
#include "ra/pending.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "ra/check.h"
#include "ra/leap.h"
#include "ra/order.h"
#include "ra/order_count.h"
#include "ra/state.h"

bool
pending_waits(const Order *o, int64_t now_ms)
{
	if (o->state != ORDER_STATE__ORDER_RECEIVED &&
	    o->state != ORDER_STATE__ORDER_PENDING)
		return false;
	return o->pending_ends_ms == 0 || o->pending_ends_ms > now_ms;
}

int
pending_is_over(struct store_txn *t, const Order *o, int64_t now_ms,
    struct arena *a, bool *over, struct err *e)
{
	*over = !pending_waits(o, now_ms);
	if (!*over)
		return 0;
	if (leap_believed(t, now_ms, a, &now_ms, e) == -1)
		return -1;
	*over = !pending_waits(o, now_ms);
	return 0;
}

void
pending_clear(Order *o)
{
	const ProtobufCBinaryData none = { 0 };

	o->pending_ends_ms = 0;
	o->asked_subject = none;
	o->asked_spki = none;
	o->asked_alt_names = none;
	o->asked_extensions = none;
}

void
pending_rejection(const Order *o, struct err *e)
{
	err_set(e, ERR_DENIED, "%s",
	    *o->reason != '\0' ? o->reason : "the request was rejected");
}

/* The failure is its account's, as any other; see record.proto. */
static int
fail_account(struct store_txn *t, Order *o, struct arena *a, bool *active,
    struct err *e)
{
	struct uuid id = field_uuid(o->account_id);
	Account *account;

	*active = true;
	if (store_get_account(t, &id, a, &account, e) == -1)
		return -1;
	if (account == NULL)
		return 0;
	*active = order_count_failure(account, o);
	return store_put_account(t, account, e);
}

int
pending_expire(struct store_txn *t, Order *o, struct arena *a, int64_t now_ms,
    struct err *e)
{
	uint64_t classes[ORDER_TIME_CLASSES] = { 0 };
	struct uuid profile = field_uuid(o->profile_id);
	bool active;
	Counter add;

	o->reason = field_text(
	    arena_printf(a, "nobody approved the request until %s",
		clock_rfc3339(a, o->pending_ends_ms)));
	o->state = ORDER_STATE__ORDER_FAILED;
	o->failed_check = RA_CHECK_CONNECTOR;
	o->completed_ms = now_ms;
	pending_clear(o);
	counter__init(&add);
	order_count_time(&add, classes, o->processing_us);
	if (fail_account(t, o, a, &active, e) == -1 ||
	    store_put_order(t, o, e) == -1)
		return -1;
	add.failed = 1;
	add.failed_active = active;
	add.pending = -1;
	return store_count(t, &profile, clock_day(now_ms), &add, e);
}

int
pending_expire_some(struct store_txn *t, struct arena *a, int64_t now_ms,
    unsigned int most, unsigned int *expired, struct err *e)
{
	struct store_list list = {
		.index = STORE_ORDERS_PENDING_BY_END,
		.most = most,
	};
	struct store_page page;
	bool over;

	*expired = 0;
	if (store_list(t, &list, a, &page, e) == -1)
		return -1;
	for (unsigned int i = 0; i < page.n; i++) {
		Order *o = (Order *)page.rows[i];

		if (pending_is_over(t, o, now_ms, a, &over, e) == -1)
			return -1;
		if (!over)
			break;
		if (pending_expire(t, o, a, now_ms, e) == -1)
			return -1;
		++*expired;
	}
	return 0;
}

static int
expire_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct arena *a = arena_new();
	unsigned int expired;
	int rc;

	(void)ctx;
	rc = pending_expire_some(t, a, clock_ms(), STORE_PAGE_MOST, &expired,
	    e);
	arena_free(a);
	return rc;
}

void
ra_orders_expire(struct ra *ra)
{
	struct err e = { 0 };

	if (store_update(ra->store, STORE_RELAXED, expire_body, NULL, &e) == -1)
		log_event(LOG_LEVEL_WARNING, "expiry-failed", "reason", e.text,
		    NULL);
}

/* ---- A person says no -------------------------------------------------- */

struct rejection {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
	const char *reason;
};

int
pending_get(struct store_txn *t, const struct uuid *id, int64_t now_ms,
    struct arena *a, Order **out, struct err *e)
{
	static const char *const states[] = {
		[ORDER_STATE__ORDER_ISSUED] = "was issued already",
		[ORDER_STATE__ORDER_FAILED] = "has failed already",
		[ORDER_STATE__ORDER_REJECTED] = "was rejected already",
	};
	size_t state;
	bool over;

	if (store_get_order(t, id, a, out, e) == -1)
		return -1;
	if (*out == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such order");
	if (pending_is_over(t, *out, now_ms, a, &over, e) == -1)
		return -1;
	if (!over && (*out)->asked_spki.len > 0)
		return 0;
	state = (size_t)(*out)->state;
	if (state < sizeof(states) / sizeof(states[0]) && states[state] != NULL)
		return err_set(e, ERR_CONFLICT,
		    "this order %s: only a "
		    "pending one can be decided on",
		    states[state]);
	return err_set(e, ERR_CONFLICT,
	    "this order waited too long: the device has to ask anew");
}

static int
reject_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct rejection *r = ctx;
	struct audit what = { "order-reject", "order", &r->id, NULL };
	int64_t now_ms = clock_ms();
	struct uuid profile;
	Counter add;
	Order *o;

	if (pending_get(t, &r->id, now_ms, r->a, &o, e) == -1)
		return -1;
	profile = field_uuid(o->profile_id);
	o->state = ORDER_STATE__ORDER_REJECTED;
	o->completed_ms = now_ms;
	o->decided_by = field_text(r->by->name);
	o->reason = field_text(*r->reason != '\0' ?
		arena_printf(r->a, "the request was rejected: %s", r->reason) :
		"the request was rejected");
	pending_clear(o);
	counter__init(&add);
	add.rejected = 1;
	add.pending = -1;
	what.detail = arena_printf(r->a, "rejected the order of '%s'",
	    *o->subject != '\0' ? o->subject : o->alt_names);
	if (store_put_order(t, o, e) == -1 ||
	    store_count(t, &profile, clock_day(now_ms), &add, e) == -1)
		return -1;
	return audit_add(t, r->by, &what, e);
}

int
ra_order_reject(struct ra *ra, const struct actor *by, const struct uuid *id,
    const char *reason, struct err *e)
{
	struct rejection r = {
		.by = by,
		.id = *id,
		.reason = reason != NULL ? reason : "",
	};
	int rc;

	if (!text_is_clean(span_of_str(r.reason)) ||
	    text_length(r.reason) > RA_REJECT_REASON_MOST)
		return err_set(e, ERR_MALFORMED,
		    "the reason is text of at most %d characters in one line",
		    RA_REJECT_REASON_MOST);
	r.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, reject_body, &r, e);
	arena_free(r.a);
	return rc;
}
