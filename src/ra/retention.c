/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk goes from the oldest order on and ends at the first that is too
 * young for every profile.  Its place is on record between two runs, so that
 * a million orders that stay are passed once in hours, not once a run.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ra/attempt.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"
#include "ra/order.h"
#include "ra/retention.h"

#define AT_ONCE 100 /* orders looked at in one transaction */

/* What a profile says, of those that have orders go. */
struct keeping {
	struct uuid profile;
	int64_t keep_ms;
	int64_t grace_ms;
};

struct walk {
	struct arena *a; /* of the run */
	struct arena *page; /* of one transaction */
	int64_t now_ms;
	struct keeping *keepings;
	size_t n;
	int64_t least_ms; /* no profile has younger orders go */
	/* The last order that was looked at; empty: none. */
	struct span after, next;
	bool ended;
	uint64_t gone; /* in this transaction */
};

/* ---- Who has orders go ------------------------------------------------- */

static int
take_profile(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Profile *p = (const Profile *)record;
	struct walk *w = ctx;
	struct keeping *had = w->keepings, *k;

	(void)e;
	if (p->keep_days == 0)
		return 0;
	/* Whole powers of two: there is no more room. */
	if ((w->n & (w->n - 1)) == 0) {
		w->keepings = arena_alloc(w->a, (2 * w->n + 1) * sizeof(*had));
		if (w->n > 0)
			memcpy(w->keepings, had, w->n * sizeof(*had));
	}
	k = &w->keepings[w->n++];
	k->profile = field_uuid(p->id);
	k->keep_ms = (int64_t)p->keep_days * CLOCK_DAY_MS;
	k->grace_ms = (int64_t)p->renewal_grace_days * CLOCK_DAY_MS;
	if (w->n == 1 || k->keep_ms < w->least_ms)
		w->least_ms = k->keep_ms;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct keeping *x = a, *y = b;

	return memcmp(x->profile.bytes, y->profile.bytes,
	    sizeof(x->profile.bytes));
}

static int
read_profiles(struct walk *w, struct store *s, struct err *e)
{
	if (store_each(s, STORE_PROFILES_BY_NAME, span_of(NULL, 0),
		take_profile, w, e) == -1)
		return -1;
	if (w->n > 0)
		qsort(w->keepings, w->n, sizeof(*w->keepings), compare);
	return 0;
}

static const struct keeping *
keeping_of(const struct walk *w, const Order *o)
{
	const struct keeping wanted = { .profile = field_uuid(o->profile_id) };

	return bsearch(&wanted, w->keepings, w->n, sizeof(wanted), compare);
}

/* ---- What goes --------------------------------------------------------- */

struct leaving {
	Order *order;
	Certificate *certificate; /* NULL: none */
	Account *account; /* NULL: none */
};

static int
read_leaving(struct store_txn *t, Order *o, struct arena *a,
    struct leaving *out, struct err *e)
{
	struct uuid id;

	*out = (struct leaving){ .order = o };
	if (uuid_from_span(field_span(o->certificate_id), &id) &&
	    store_get_certificate(t, &id, a, &out->certificate, e) == -1)
		return -1;
	if (uuid_from_span(field_span(o->account_id), &id) &&
	    store_get_account(t, &id, a, &out->account, e) == -1)
		return -1;
	return 0;
}

static bool
is_over(const struct walk *w, const struct keeping *k, const Order *o)
{
	return o->completed_ms != 0 &&
	    (o->state == ORDER_STATE__ORDER_ISSUED ||
		o->state == ORDER_STATE__ORDER_FAILED ||
		o->state == ORDER_STATE__ORDER_REJECTED) &&
	    o->completed_ms < w->now_ms - k->keep_ms;
}

/* The CRL of the CA in this place was not made after the certificate's end. */
static int
is_to_come(struct store_txn *t, const Certificate *c, unsigned int place,
    struct arena *a, bool *is, struct err *e)
{
	struct uuid connector = field_uuid(c->connector_id);
	struct uuid id = crl_record_id(&connector, place);
	Revocations *r;

	if (store_get_revocations(t, &id, a, &r, e) == -1)
		return -1;
	*is = r == NULL || r->crl_made_ms <= c->not_after_ms;
	return 0;
}

/*
 * RFC 5280 section 3.3: what is revoked stays until it was on a CRL that was
 * made after its end.  Whichever CA issued it, it is on the CRLs of both, of
 * the one in use and of the one before, as long as they make any.
 */
static int
crl_needs(struct store_txn *t, const struct walk *w, const Certificate *c,
    bool *needs, struct err *e)
{
	struct uuid id = field_uuid(c->connector_id);
	Connector *record;

	*needs = false;
	if (c->revoked_ms == 0)
		return 0;
	if (store_get_connector(t, &id, w->page, &record, e) == -1)
		return -1;
	if (record == NULL)
		return 0;
	if (record->not_after_ms > w->now_ms &&
	    is_to_come(t, c, record->ca_place, w->page, needs, e) == -1)
		return -1;
	if (*needs || !connector_has_former(record, w->now_ms))
		return 0;
	return is_to_come(t, c, record->former_place, w->page, needs, e);
}

static int
may_go(struct store_txn *t, const struct walk *w, const struct keeping *k,
    const struct leaving *l, bool *may, struct err *e)
{
	bool needed;

	*may = true;
	if (l->certificate == NULL)
		return 0;
	if (crl_needs(t, w, l->certificate, &needed, e) == -1)
		return -1;
	*may = !needed &&
	    l->certificate->not_after_ms < w->now_ms - k->grace_ms;
	return 0;
}

/* The newest certificate that the account has left; empty: none. */
static int
newest_of(struct store_txn *t, const Account *c, struct arena *a,
    ProtobufCBinaryData *out, struct err *e)
{
	struct store_list list = { .index = STORE_CERTIFICATES_BY_ACCOUNT,
		.key = field_span(c->id),
		.most = 1 };
	struct store_page page;

	*out = (ProtobufCBinaryData){ 0 };
	if (store_list(t, &list, a, &page, e) == -1)
		return -1;
	if (page.n > 0)
		*out = ((Certificate *)page.rows[0])->id;
	return 0;
}

/* It is none that was ever issued to, when its last certificate is gone. */
static int
forget_issue(struct store_txn *t, Account *c, struct arena *a, struct err *e)
{
	struct uuid profile = field_uuid(c->profile_id);
	int32_t day = clock_day(c->last_issued_ms);
	Counter away;

	if (c->issued > 0)
		c->issued--;
	if (newest_of(t, c, a, &c->certificate_id, e) == -1)
		return -1;
	if (c->issued > 0 || c->last_issued_ms == 0)
		return 0;
	c->last_issued_ms = 0;
	counter__init(&away);
	away.accounts_last = -1;
	return store_count(t, &profile, day, &away, e);
}

/* After order and certificate are gone. */
static int
leave_account(struct store_txn *t, const struct leaving *l, struct arena *a,
    bool active, Counter *add, struct err *e)
{
	Account *c = l->account;
	struct uuid id;

	if (c == NULL)
		return 0;
	if (l->certificate != NULL && forget_issue(t, c, a, e) == -1)
		return -1;
	if (active && c->active_failed > 0)
		c->active_failed--;
	if (c->orders > 0)
		c->orders--;
	if (c->orders > 0)
		return store_put_account(t, c, e);
	add->removed_accounts = 1;
	id = field_uuid(c->id);
	return store_drop_account(t, &id, e);
}

static void
count_removed(Counter *add, const Order *o, bool active)
{
	counter__init(add);
	add->removed_orders = 1;
	add->removed_issued = o->state == ORDER_STATE__ORDER_ISSUED;
	add->removed_failed = o->state == ORDER_STATE__ORDER_FAILED;
	add->removed_rejected = o->state == ORDER_STATE__ORDER_REJECTED;
	add->failed_active = active ? -1 : 0;
}

static int
leave(struct store_txn *t, const struct leaving *l, struct arena *a,
    struct err *e)
{
	const Order *o = l->order;
	struct uuid id = field_uuid(o->id), profile = field_uuid(o->profile_id);
	bool active = ra_order_is_active(o, l->account);
	struct uuid certificate;
	Counter add;

	count_removed(&add, o, active);
	if (l->certificate != NULL) {
		certificate = field_uuid(l->certificate->id);
		if (store_drop_certificate(t, &certificate, e) == -1)
			return -1;
	}
	if (store_drop_order(t, &id, e) == -1 ||
	    leave_account(t, l, a, active, &add, e) == -1)
		return -1;
	return store_count(t, &profile, clock_day(o->completed_ms), &add, e);
}

/* ---- The walk ---------------------------------------------------------- */

static int
look_at(struct store_txn *t, struct walk *w, Order *o, struct err *e)
{
	const struct keeping *k = keeping_of(w, o);
	struct leaving l;
	bool may;

	if (k == NULL || !is_over(w, k, o))
		return 0;
	if (read_leaving(t, o, w->page, &l, e) == -1 ||
	    may_go(t, w, k, &l, &may, e) == -1)
		return -1;
	if (!may)
		return 0;
	w->gone++;
	return leave(t, &l, w->page, e);
}

/* The rows of a page are the newest first, and it is walked backwards. */
static int
page_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct walk *w = ctx;
	struct store_list list = { .index = STORE_ORDERS,
		.after = w->after,
		.backwards = true,
		.most = AT_ONCE };
	struct store_page page;
	Order *o;

	w->gone = 0;
	arena_reset(w->page);
	if (store_list(t, &list, w->page, &page, e) == -1)
		return -1;
	w->ended = !page.more;
	for (unsigned int i = page.n; i-- > 0;) {
		o = (Order *)page.rows[i];
		if (o->created_ms >= w->now_ms - w->least_ms) {
			w->ended = true;
			break;
		}
		if (look_at(t, w, o, e) == -1)
			return -1;
	}
	if (w->gone == 0)
		store_relax(t);
	w->next = page.n > 0 ? page.first : w->after;
	return 0;
}

/* A page at least, so that each run gets on. */
static int
walk(struct job_run *r, struct walk *w, struct err *e)
{
	w->after = r->position;
	do {
		if (store_update(r->ra->store, STORE_RELAXED, page_body, w,
			e) == -1)
			return -1;
		w->after = arena_span(w->a, w->next);
		r->done += w->gone;
	} while (!w->ended && clock_us() < r->until_us);
	r->more = !w->ended;
	r->position = r->more ? w->after : span_of(NULL, 0);
	return 0;
}

int
retention_run(struct job_run *r, struct err *e)
{
	struct walk w = { .a = r->a, .page = arena_new(), .now_ms = r->now_ms };
	int rc = read_profiles(&w, r->ra->store, e);

	if (rc == 0 && w.n > 0)
		rc = walk(r, &w, e);
	arena_free(w.page);
	return rc;
}
