/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of an enrolment through the RA; see enroll.h. */
#include <string.h>

#include "base/clock.h"
#include "ra/attempt.h"
#include "ra/challenge.h"
#include "ra/policy.h"
#include "ra/renewal.h"

/*
 * The CA did not sign.  Its trouble is no fault of the device, which is told
 * to come again; but people are to see it.
 */
static int
fail_connector(struct attempt *at, struct outcome *out, struct err *e)
{
	if (attempt_fail(at, RA_CHECK_CONNECTOR, out, e) == -1)
		return -1;
	if (at->why.kind != ERR_UNAVAILABLE && at->why.kind != ERR_INTERNAL)
		return 0;
	*e = at->why;
	return -1;
}

/*
 * Sign, outside of any transaction, and record.  Of two equal requests at
 * once the one that is recorded first wins: the other finds its certificate
 * there and answers with it, and the one it had signed itself was never
 * handed out.
 */
static int
issue(struct attempt *at, const struct connector_order *order,
    struct outcome *out, struct err *e)
{
	if (attempt_sign(at, order, attempt_record_issued, e) == -1) {
		if (e->kind == ERR_NONE)
			return fail_connector(at, out, e);
		return -1;
	}
	out->commit = at->commit;
	if (at->verdict != VERDICT_NEW)
		return attempt_answer_found(at, out, e);
	out->kind = OUTCOME_ISSUED;
	out->order = at->order_id;
	out->certificate = at->cert.der;
	return 0;
}

/* A person is to say yes before anything is signed. */
static int
wait_for_approval(struct attempt *at, struct outcome *out, struct err *e)
{
	if (store_update(at->ra->store, STORE_DURABLE, attempt_record_pending,
		at, e) == -1)
		return -1;
	if (at->verdict != VERDICT_NEW)
		return attempt_answer_found(at, out, e);
	out->kind = OUTCOME_PENDING;
	out->order = at->order_id;
	return 0;
}

static bool
needs_approval(const struct attempt *at)
{
	const struct ra_profile *p = at->p;

	switch (ra_approval_of(p->approval, p->challenge, p->issue_unapproved,
	    &p->renewal)) {
	case RA_APPROVAL_NONE:
		return false;
	case RA_APPROVAL_FIRST:
		return !at->renews;
	default:
		return true;
	}
}

/*
 * A renewal is let off, unless the profile says otherwise.  Where a request
 * only looks like one, whoever reads the order is to know why it is none.
 */
static int
check_challenge(struct attempt *at, struct err *e)
{
	if (at->renews && !at->p->renewal.challenge)
		return 0;
	if (challenge_check(at, e) == 0)
		return 0;
	if (at->signer != NULL && !at->renews && !at->en->has_challenge)
		return err_set(e, ERR_DENIED,
		    "the request has no challenge password, and does not "
		    "count as a renewal: %s",
		    at->no_renewal.text);
	return -1;
}

int
ra_enroll(struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, struct arena *a, struct outcome *out,
    struct err *e)
{
	struct connector_order order = { 0 };
	struct err policy_fault = { 0 };
	struct attempt at;

	memset(out, 0, sizeof(*out));
	attempt_init(&at, ra, p, en, a);
	out->subject = at.subject;
	/* What the policy refuses is refused for that, in its turn. */
	if (policy_apply(p, en, a, &order, &policy_fault) == 0 &&
	    en->signer != NULL)
		renewal_check(p, en, &order, a, &at.renewal_fault);
	if (store_view(ra->store, attempt_decide, &at, e) == -1)
		return -1;
	if (at.verdict != VERDICT_NEW) {
		/* What the look found may be committed, but not on disk yet. */
		if (store_settle(ra->store, e) == -1)
			return -1;
		return attempt_answer_found(&at, out, e);
	}
	if (check_challenge(&at, &at.why) == -1)
		return attempt_fail(&at, RA_CHECK_CHALLENGE, out, e);
	if (policy_fault.kind != ERR_NONE) {
		at.why = policy_fault;
		return attempt_fail(&at, RA_CHECK_POLICY, out, e);
	}
	if (needs_approval(&at))
		return wait_for_approval(&at, out, e);
	order.id = at.order_id;
	return issue(&at, &order, out, e);
}

int
ra_settle(struct ra *ra, const struct outcome *out, struct err *e)
{
	return store_wait(ra->store, out->commit, e);
}

static int
count_unparsed(struct store_txn *t, void *ctx, struct err *e)
{
	const struct attempt *at = ctx;
	Counter add;

	counter__init(&add);
	add.unparsed = 1;
	return store_count(t, &at->p->id, clock_day(at->en->now_ms), &add, e);
}

int
ra_record_failure(struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, enum ra_check check, const struct err *why,
    struct arena *a, struct outcome *out, struct err *e)
{
	struct attempt at;

	memset(out, 0, sizeof(*out));
	attempt_init(&at, ra, p, en, a);
	out->subject = at.subject;
	at.why = *why;
	if (check >= RA_CHECK_SIGNER)
		return attempt_fail(&at, check, out, e);
	at.check = check;
	attempt_answer_failed(&at, out);
	return store_update(ra->store, STORE_RELAXED, count_unparsed, &at, e);
}
