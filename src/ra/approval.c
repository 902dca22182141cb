/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A person says yes: the pending order as an enrolment once more, with the
 * profile's policy of today.  See order.h.
 */
#include "base/clock.h"
#include "pki/cert.h"
#include "pki/key.h"
#include "ra/attempt.h"
#include "ra/order.h"
#include "ra/order_count.h"
#include "ra/pending.h"
#include "ra/policy.h"
#include "ra/renewal.h"
#include "ra/revocation.h"

struct approval {
	struct attempt at; /* first: the bodies' ctx is both */
	const struct actor *by;
	struct uuid id;
	Order *order;
	Profile *profile;
	Certificate *renewed; /* NULL: none */
};

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct approval *p = ctx;
	struct arena *a = p->at.a;
	struct uuid profile, renewed;

	if (pending_get(t, &p->id, clock_ms(), a, &p->order, e) == -1)
		return -1;
	profile = field_uuid(p->order->profile_id);
	renewed = field_uuid(p->order->renewed_id);
	if (store_get_certificate(t, &renewed, a, &p->renewed, e) == -1)
		return -1;
	return store_get_profile(t, &profile, a, &p->profile, e);
}

/* The profile as devices meet it, which may be on another CA by now. */
static int
find_profile(struct approval *p, struct err *e)
{
	if (p->profile == NULL)
		return err_set(e, ERR_CONFLICT,
		    "the order's profile was removed: reject the order");
	if (ra_profile_find(p->at.ra, p->profile->slug, p->at.a, &p->at.p, e) ==
	    -1)
		return -1;
	if (p->at.p == NULL)
		return err_set(e, ERR_CONFLICT,
		    "the order's profile was changed meanwhile: try again");
	if (!p->at.p->active)
		return err_set(e, ERR_CONFLICT,
		    "the order's profile is inactive, and issues nothing: make "
		    "it active first, or reject the order");
	return 0;
}

static int
fill_enrollment(const Order *o, const struct ra_profile *p,
    struct enrollment *en, struct err *e)
{
	struct key *k;
	int rc;

	en->now_ms = clock_ms();
	en->started_us = clock_us();
	en->transaction_id = o->transaction_id;
	en->subject = field_span(o->asked_subject);
	en->spki = field_span(o->asked_spki);
	en->alt_names = field_span(o->asked_alt_names);
	en->extensions = field_span(o->asked_extensions);
	if (key_from_spki(en->spki, &k, e) == -1)
		return -1;
	en->key_type = key_type_of(k);
	/* A door's check at other times, by the profile of its day. */
	rc = key_check_enrollable(k, p->level, p->rsa_least_bits, e);
	key_free(k);
	if (rc == 0)
		return 0;
	e->kind = ERR_DENIED;
	return err_prefix(e, "the profile's policy: the request's key");
}

/*
 * What it was let off for is to be so by the settings of today, too: names
 * that the policy left out then are names of the new certificate where it
 * does not any more.
 */
static int
check_renews(const struct approval *p, const struct enrollment *en,
    const struct connector_order *to_be, struct err *e)
{
	struct enrollment signed_by = *en;
	struct err why = { 0 };
	struct cert old;

	if (p->renewed == NULL)
		return 0;
	if (cert_parse(field_span(p->renewed->der), &old, e) == -1)
		return err_prefix(e, "the certificate that is renewed");
	signed_by.signer = &old;
	renewal_check(p->at.p, &signed_by, to_be, p->at.a, &why);
	if (why.kind == ERR_NONE)
		return 0;
	return err_set(e, ERR_DENIED,
	    "the request was let in as a renewal and would be none now: %s: "
	    "reject it, and let the device ask anew",
	    why.text);
}

/* It was let off what its old certificate stood for. */
static int
check_renewed(const struct attempt *at, const Order *o, struct err *e)
{
	if (o->renewed_id.len == 0)
		return 0;
	/* It ended, and so did the time that orders are kept. */
	if (at->signer == NULL)
		return err_set(e, ERR_DENIED,
		    "the certificate that this request renews is not on "
		    "record any more: reject the request, and let the device "
		    "enrol anew");
	if (at->signer->revoked_ms == 0)
		return 0;
	return err_set(e, ERR_DENIED,
	    "the certificate that this request renews was revoked since (%s): "
	    "reject the request, and let the device enrol anew",
	    ra_reason_name(at->signer->revocation_reason));
}

static int
record_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct approval *p = ctx;
	struct attempt *at = &p->at;
	struct audit what = { "order-approve", "order", &p->id, NULL };
	uint64_t classes[ORDER_TIME_CLASSES] = { 0 };
	struct uuid id;
	Account *account;
	Counter add;
	Order *o;
	bool room;

	at->serial_taken = false;
	if (pending_get(t, &p->id, at->en->now_ms, at->a, &o, e) == -1)
		return -1;
	/* A renewal's old certificate does not count against it. */
	id = field_uuid(o->renewed_id);
	if (store_get_certificate(t, &id, at->a, &at->signer, e) == -1)
		return -1;
	if (check_renewed(at, o, e) == -1)
		return -1;
	id = field_uuid(o->account_id);
	if (store_get_account(t, &id, at->a, &account, e) == -1)
		return -1;
	if (account == NULL)
		return err_set(e, ERR_INTERNAL, "the order has no account");
	if (policy_room(t, at, account, &room, e) == -1)
		return -1;
	if (!room) {
		*e = at->why;
		return -1;
	}
	o->completed_ms = clock_ms();
	o->decided_by = field_text(p->by->name);
	o->fail_info = 0;
	/* The profile may stand on another CA by now. */
	o->connector_id = field_id(&at->p->connector_id);
	pending_clear(o);
	counter__init(&add);
	order_count_time(&add, classes, o->processing_us);
	add.pending = -1;
	what.detail = arena_printf(at->a, "approved the order of '%s'",
	    *o->subject != '\0' ? o->subject : o->alt_names);
	if (attempt_put_issued(t, at, account, &add, o, e) == -1)
		return -1;
	return audit_add(t, p->by, &what, e);
}

static int
approve(struct approval *p, struct enrollment *en, struct err *e)
{
	struct connector_order order = { 0 };
	struct attempt *at = &p->at;

	if (store_view(at->ra->store, read_body, p, e) == -1 ||
	    find_profile(p, e) == -1 ||
	    fill_enrollment(p->order, at->p, en, e) == -1)
		return -1;
	attempt_init(at, at->ra, at->p, en, at->a);
	at->order_id = p->id;
	if (policy_apply(at->p, en, at->a, &order, e) == -1)
		return err_prefix(e, "the profile's policy");
	if (check_renews(p, en, &order, e) == -1)
		return -1;
	order.id = p->id;
	if (attempt_sign(at, &order, record_body, e) == 0)
		return store_wait(at->ra->store, at->commit, e);
	if (e->kind == ERR_NONE)
		*e = at->why;
	return -1;
}

int
ra_order_approve(struct ra *ra, const struct actor *by, const struct uuid *id,
    struct err *e)
{
	struct enrollment en = { 0 };
	struct approval p = { .by = by, .id = *id };
	int rc;

	p.at.ra = ra;
	p.at.a = arena_new();
	rc = approve(&p, &en, e);
	arena_free(p.at.a);
	return rc;
}
