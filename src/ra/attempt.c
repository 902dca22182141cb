/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of an enrolment, and what the store knows; see attempt.h. */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "pki/name.h"
#include "ra/attempt.h"
#include "ra/challenge.h"
#include "ra/pending.h"
#include "ra/renewal.h"
#include "ra/revocation.h"

/* Longest texts that are kept of what a stranger sent, bytes. */
#define TRANSACTION_MOST 255
#define NAMES_MOST 4096

#define EMPTY_NAME_SIZE 2 /* SEQUENCE of nothing: 30 00 */

/*
 * The same request: this profile, this transactionID, this CSR.  A MAC and
 * no digest, since the CSR holds the challenge password and the store is to
 * say nothing about it.
 */
static struct span
request_mac(const struct attempt *at)
{
	const struct enrollment *en = at->en;
	struct span csr = field_sha256(at->a, en->csr);
	uint8_t *out = arena_alloc(at->a, RA_MAC_SIZE);
	struct span id = span_of_str(en->transaction_id);
	struct buf b;

	buf_init(&b, sizeof(at->p->id) + csr.len + id.len);
	buf_add(&b, uuid_span(&at->p->id));
	buf_add(&b, csr);
	buf_add(&b, id);
	hmac_sha256(secret_span(at->ra->request_key), buf_span(&b), out);
	buf_clear(&b);
	return span_of(out, RA_MAC_SIZE);
}

static char *
kept(struct arena *a, const char *text)
{
	return text_cut(a, span_of_str(text), NAMES_MOST);
}

const char *
attempt_subject(struct arena *a, struct span name)
{
	if (name.len <= EMPTY_NAME_SIZE)
		return "";
	return kept(a, name_text(a, name));
}

const char *
attempt_alt_names(struct arena *a, struct span general_names)
{
	if (general_names.len == 0)
		return "";
	return kept(a, alt_names_text(a, general_names));
}

/* The same for names that name_same takes for one, however written. */
static struct span
subject_key(struct arena *a, struct span name)
{
	return field_sha256(a, name_canonical(a, name));
}

void
attempt_init(struct attempt *at, struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, struct arena *a)
{
	memset(at, 0, sizeof(*at));
	at->ra = ra;
	at->p = p;
	at->en = en;
	at->a = a;
	at->order_id = uuid_new();
	at->transaction_id = text_clean(a, span_of_str(en->transaction_id),
	    TRANSACTION_MOST);
	at->key_type = "";
	at->subject = attempt_subject(a, en->subject);
	at->alt_names = attempt_alt_names(a, en->alt_names);
	at->account_name = "";
	if (en->csr.len > 0)
		at->request_mac = request_mac(at);
	challenge_read(at);
	if (en->spki.len > 0) {
		at->key_sha256 = field_sha256(a, en->spki);
		at->key_type = key_type_text(a, en->key_type);
	}
	if (en->signer_spki.len > 0)
		at->signer_sha256 = field_sha256(a, en->signer_spki);
	if (en->alt_names.len > 0) {
		at->account_key = field_sha256(a, en->alt_names);
		at->account_name = at->alt_names;
	}
	if (!name_is_empty(en->subject)) {
		at->account_key = subject_key(a, en->subject);
		at->account_name = at->subject;
	}
}

bool
attempt_is_live(const Certificate *c, int64_t now_ms, int64_t grace_ms)
{
	return c != NULL && c->revoked_ms == 0 &&
	    c->not_after_ms + grace_ms > now_ms;
}

/*
 * PROTOCOL, check 5: a request signed with a certificate of this CA.  The
 * signature proves that the CA issued it; that it is still good, only the
 * record can say.  The RA's own certificate has none, and is refused.
 */
int
attempt_read_signer(struct store_txn *t, struct attempt *at, struct err *e)
{
	int64_t grace = at->p->renewal.grace_days * CLOCK_DAY_MS;
	const char *why = "has ended";

	at->signer = NULL;
	if (at->en->signer == NULL)
		return 0;
	if (store_find_certificate(t, &at->p->connector_id,
		at->en->signer->serial, at->a, &at->signer, e) == -1)
		return -1;
	if (attempt_is_live(at->signer, at->en->now_ms, grace))
		return 0;
	at->verdict = VERDICT_SIGNER;
	if (at->signer == NULL)
		why = "was not issued to a device";
	else if (at->signer->revoked_ms != 0)
		why = "is revoked";
	err_set(&at->why, ERR_INTEGRITY,
	    "the certificate that signed the request %s", why);
	return 0;
}

/* What the signer's certificate is good for: to be renewed, or not so. */
static int
decide_signer(struct store_txn *t, struct attempt *at, struct err *e)
{
	at->renews = false;
	err_clear(&at->no_renewal);
	if (attempt_read_signer(t, at, e) == -1)
		return -1;
	if (at->signer == NULL || at->verdict != VERDICT_NEW)
		return 0;
	if (renewal_is_of_profile(at->p, at->signer, &at->no_renewal)) {
		at->no_renewal = at->renewal_fault;
		at->renews = at->no_renewal.kind == ERR_NONE;
	}
	if (at->renews || !at->en->renewal)
		return 0;
	at->verdict = VERDICT_SIGNER;
	at->why = at->no_renewal;
	at->why.kind = ERR_INTEGRITY;
	return 0;
}

/*
 * Who asks for another key than signs is one device by its name alone, and
 * that another profile may give to anybody.  An answer that is sealed with the
 * challenge would be there for them to guess at, though the request that they
 * sent is one that they overheard.
 */
static int
decide_recipient(struct store_txn *t, struct attempt *at, struct err *e)
{
	const struct enrollment *en = at->en;
	struct err unused = { 0 };
	Certificate *c;

	if (!en->by_challenge || en->signer == NULL ||
	    span_equal(en->spki, en->signer_spki))
		return 0;
	if (store_find_certificate(t, &at->p->connector_id, en->signer->serial,
		at->a, &c, e) == -1)
		return -1;
	if (c != NULL && renewal_is_of_profile(at->p, c, &unused))
		return 0;
	at->verdict = VERDICT_SIGNER;
	err_set(&at->why, ERR_INTEGRITY,
	    "the key that signed the request cannot decrypt, is not the "
	    "request's and has its certificate through another profile: sign "
	    "with the request's own key, or with one of RSA");
	return 0;
}

/*
 * Who signs with a certificate has it: the same CSR once more, which a device
 * makes of the same key, is to renew it and no repetition.  Nor does it repeat
 * what was answered before the signer was issued.
 */
static int
signer_has(struct store_txn *t, const struct attempt *at, const Certificate *c,
    bool *out, struct err *e)
{
	const struct cert *signer = at->en->signer;
	Certificate *record;

	*out = false;
	if (signer == NULL)
		return 0;
	if (store_find_certificate(t, &at->p->connector_id, signer->serial,
		at->a, &record, e) == -1)
		return -1;
	*out = span_equal(signer->serial, field_span(c->serial)) ||
	    (record != NULL && record->created_ms > c->created_ms);
	return 0;
}

/*
 * Others have the key, so a person said: they may have overheard the request
 * as well, and with it the challenge.
 */
static bool
is_known_to_others(const Certificate *c)
{
	return c != NULL && c->revoked_ms != 0 &&
	    c->revocation_reason == RA_REASON_KEY_COMPROMISE;
}

/*
 * PROTOCOL, "The same transaction again": the present answer of the order of
 * the same request.
 */
static int
decide_same(struct store_txn *t, struct attempt *at, struct err *e)
{
	struct uuid id;
	Certificate *c;
	bool has, over;
	Order *o;

	if (store_find_order_request(t, at->transaction_id, at->request_mac,
		at->a, &o, e) == -1)
		return -1;
	if (o == NULL)
		return 0;
	switch (o->state) {
	case ORDER_STATE__ORDER_ISSUED:
		id = field_uuid(o->certificate_id);
		if (store_get_certificate(t, &id, at->a, &c, e) == -1)
			return -1;
		if (is_known_to_others(c)) {
			at->verdict = VERDICT_KNOWN_KEY;
			break;
		}
		if (!attempt_is_live(c, at->en->now_ms, 0))
			return 0;
		if (signer_has(t, at, c, &has, e) == -1)
			return -1;
		if (has)
			return 0;
		at->certificate = c;
		at->verdict = VERDICT_AGAIN;
		break;
	case ORDER_STATE__ORDER_RECEIVED:
	case ORDER_STATE__ORDER_PENDING:
		if (pending_is_over(t, o, at->en->now_ms, at->a, &over, e) ==
		    -1)
			return -1;
		if (over) {
			at->expired = o;
			return 0;
		}
		at->verdict = VERDICT_PENDING;
		break;
	case ORDER_STATE__ORDER_REJECTED:
		at->verdict = VERDICT_REJECTED;
		break;
	default:
		return 0;
	}
	at->found = o;
	return 0;
}

/*
 * While an order is pending its transaction belongs to its key: a new CSR of
 * it is the same order, another key has no business there.
 */
static int
decide_transaction(struct store_txn *t, struct attempt *at, Order *o,
    struct err *e)
{
	struct span key;
	bool over;

	if (o->state != ORDER_STATE__ORDER_RECEIVED &&
	    o->state != ORDER_STATE__ORDER_PENDING)
		return 0;
	if (pending_is_over(t, o, at->en->now_ms, at->a, &over, e) == -1)
		return -1;
	if (over) {
		at->expired = o;
		return 0;
	}
	key = field_span(o->key_sha256);
	at->found = o;
	at->verdict = VERDICT_OTHER_KEY;
	if (span_equal(key, at->key_sha256))
		at->verdict = VERDICT_PENDING;
	return 0;
}

int
attempt_decide(struct store_txn *t, void *ctx, struct err *e)
{
	struct attempt *at = ctx;
	Order *newest;

	at->verdict = VERDICT_NEW;
	at->found = NULL;
	at->certificate = NULL;
	at->expired = NULL;
	if (decide_recipient(t, at, e) == -1)
		return -1;
	if (store_find_order(t, &at->p->id, at->transaction_id, at->a, &newest,
		e) == -1)
		return -1;
	/*
	 * Before the signer, for the answer to a renewal may have been lost,
	 * and the certificate that signed it been superseded by then.  Where
	 * the transaction is new, so is the request.
	 */
	if (at->verdict == VERDICT_NEW && newest != NULL &&
	    decide_same(t, at, e) == -1)
		return -1;
	if (at->verdict == VERDICT_NEW && decide_signer(t, at, e) == -1)
		return -1;
	if (at->verdict == VERDICT_NEW && newest != NULL &&
	    decide_transaction(t, at, newest, e) == -1)
		return -1;
	return challenge_find(t, at, e);
}
