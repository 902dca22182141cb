/* SPDX-License-Identifier: BSD-2-Clause */
/* How an enrolment ends; see attempt.h. */
#include "pki/cert.h"
#include "pki/extension.h"
#include "ra/attempt.h"
#include "ra/pending.h"

/* Two equal serial numbers of 127 bits are a fault, not chance. */
#define SERIAL_TRIES 3

void
attempt_answer_failed(const struct attempt *at, struct outcome *out)
{
	out->kind = OUTCOME_FAILED;
	out->check = at->check;
	out->why = at->why;
	if (at->kept)
		out->order = at->order_id;
}

int
attempt_fail(struct attempt *at, enum ra_check check, struct outcome *out,
    struct err *e)
{
	at->check = check;
	if (store_update(at->ra->store, STORE_DURABLE, attempt_record_failed,
		at, e) == -1)
		return -1;
	attempt_answer_failed(at, out);
	return 0;
}

int
attempt_answer_found(struct attempt *at, struct outcome *out, struct err *e)
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
		pending_rejection(at->found, &out->why);
		return 0;
	case VERDICT_OTHER_KEY:
		err_set(&at->why, ERR_DENIED,
		    "a request for another key is pending under this "
		    "transactionID");
		return attempt_fail(at, RA_CHECK_CSR, out, e);
	case VERDICT_KNOWN_KEY:
		err_set(&at->why, ERR_DENIED,
		    "the certificate of this request was revoked because its "
		    "key may be known to others (keyCompromise): make a new "
		    "key");
		return attempt_fail(at, RA_CHECK_CSR, out, e);
	case VERDICT_SIGNER:
		return attempt_fail(at, RA_CHECK_SIGNER, out, e);
	case VERDICT_CHALLENGE:
		return attempt_fail(at, RA_CHECK_CHALLENGE, out, e);
	case VERDICT_FULL:
		return attempt_fail(at, RA_CHECK_POLICY, out, e);
	case VERDICT_CROWDED:
		return attempt_fail(at, RA_CHECK_CONNECTOR, out, e);
	case VERDICT_NEW:
		break;
	}
	return err_set(e, ERR_INTERNAL, "a new request has no answer yet");
}

/*
 * The names that were issued: the profile may have dropped or added some of
 * those that were asked for.
 */
static int
read_issued(struct attempt *at)
{
	struct arena *a = at->a;
	struct span names;
	struct cert c;

	if (cert_parse(at->cert.der, &c, &at->why) == -1) {
		at->why.kind = ERR_UNAVAILABLE;
		return err_prefix(&at->why, "what the CA issued");
	}
	at->cert_sha256 = field_sha256(a, at->cert.der);
	names = cert_extension(&c, OID_ALT_NAMES);
	/* Mostly what was asked for, whose text is there. */
	at->cert_subject = span_equal(c.subject, at->en->subject) ?
	    at->subject :
	    attempt_subject(a, c.subject);
	at->cert_alt_names = span_equal(names, at->en->alt_names) ?
	    at->alt_names :
	    attempt_alt_names(a, names);
	return 0;
}

int
attempt_sign(struct attempt *at, const struct connector_order *order,
    store_body *record, struct err *e)
{
	int i;

	for (i = 0; i < SERIAL_TRIES; i++) {
		if (connector_sign(at->p->connector, order, at->a, &at->cert,
			&at->why) == -1 ||
		    read_issued(at) == -1)
			return -1;
		if (store_update_ahead(at->ra->store, record, at, &at->commit,
			e) == 0)
			return 0;
		if (!at->serial_taken || i + 1 == SERIAL_TRIES)
			break;
		err_clear(e);
	}
	return -1;
}
