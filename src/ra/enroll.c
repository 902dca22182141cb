/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of an enrolment through the RA; see enroll.h. */
#include <string.h>

#include "base/clock.h"
#include "ra/attempt.h"
#include "ra/challenge.h"
#include "ra/policy.h"

/* Two equal serial numbers of 127 bits are a fault, not chance. */
#define SERIAL_TRIES 3

static void
answer_failed(const struct attempt *at, struct outcome *out)
{
	out->kind = OUTCOME_FAILED;
	out->check = at->check;
	out->why = at->why;
	if (at->kept)
		out->order = at->order_id;
}

/* Put the failure on record; the outcome is the device's to know. */
static int
fail(struct attempt *at, enum ra_check check, struct outcome *out,
    struct err *e)
{
	at->check = check;
	if (store_update(at->ra->store, STORE_DURABLE, attempt_record_failed,
		at, e) == -1)
		return -1;
	answer_failed(at, out);
	return 0;
}

/* What stands in the store already is the answer; nothing is written. */
static int
answer_found(struct attempt *at, struct outcome *out, struct err *e)
{
	if (at->found != NULL)
		out->order = field_uuid(at->found->id);
	switch (at->verdict) {
	case VERDICT_AGAIN:
		out->kind = OUTCOME_ISSUED;
		out->again = true;
		out->certificate = field_span(at->certificate->der);
		return 0;
	case VERDICT_PENDING:
		out->kind = OUTCOME_PENDING;
		out->again = true;
		return 0;
	case VERDICT_REJECTED:
		out->kind = OUTCOME_FAILED;
		out->again = true;
		out->check = RA_CHECK_CONNECTOR;
		err_set(&out->why, ERR_DENIED, "the request was rejected");
		return 0;
	case VERDICT_OTHER_KEY:
		err_set(&at->why, ERR_DENIED,
		    "a request for another key is pending under this "
		    "transactionID");
		return fail(at, RA_CHECK_CSR, out, e);
	case VERDICT_SIGNER:
		return fail(at, RA_CHECK_SIGNER, out, e);
	case VERDICT_NEW:
		break;
	}
	return err_set(e, ERR_INTERNAL, "a new request has no answer yet");
}

/*
 * The CA did not sign.  Its trouble is no fault of the device, which is told
 * to come again; but people are to see it.
 */
static int
fail_connector(struct attempt *at, struct outcome *out, struct err *e)
{
	if (fail(at, RA_CHECK_CONNECTOR, out, e) == -1)
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
	int i;

	for (i = 0; i < SERIAL_TRIES; i++) {
		if (connector_sign(at->p->connector, order, at->a, &at->cert,
			&at->why) == -1)
			return fail_connector(at, out, e);
		at->cert_sha256 = field_sha256(at->a, at->cert.der);
		if (store_update(at->ra->store, STORE_DURABLE,
			attempt_record_issued, at, e) == 0)
			break;
		if (!at->serial_taken || i + 1 == SERIAL_TRIES)
			return -1;
		err_clear(e);
	}
	if (at->verdict != VERDICT_NEW)
		return answer_found(at, out, e);
	out->kind = OUTCOME_ISSUED;
	out->order = at->order_id;
	out->certificate = at->cert.der;
	return 0;
}

int
ra_enroll(struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, struct arena *a, struct outcome *out,
    struct err *e)
{
	struct connector_order order = { 0 };
	struct attempt at;

	memset(out, 0, sizeof(*out));
	attempt_init(&at, ra, p, en, a);
	out->subject = at.subject;
	if (store_view(ra->store, attempt_decide, &at, e) == -1)
		return -1;
	if (at.verdict != VERDICT_NEW) {
		/* What the look found may be committed, but not on disk yet. */
		if (store_settle(ra->store, e) == -1)
			return -1;
		return answer_found(&at, out, e);
	}
	if (challenge_check(ra, p, en, &at.why) == -1)
		return fail(&at, RA_CHECK_CHALLENGE, out, e);
	if (policy_apply(p, en, &order, &at.why) == -1)
		return fail(&at, RA_CHECK_POLICY, out, e);
	order.id = at.order_id;
	return issue(&at, &order, out, e);
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
		return fail(&at, check, out, e);
	at.check = check;
	answer_failed(&at, out);
	return store_update(ra->store, STORE_RELAXED, count_unparsed, &at, e);
}
