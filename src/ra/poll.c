/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions about what was asked for or issued before; see enroll.h. */
#include <string.h>

#include "pki/name.h"
#include "ra/attempt.h"
#include "ra/crl.h"
#include "ra/pending.h"

struct poll {
	struct attempt at; /* first: the bodies' ctx is both */
	const struct ra_asked *asked; /* of GetCert and GetCRL */
	Order *order; /* of the signer's key; NULL: none */
	Certificate *certificate;
	bool over; /* the order waited too long */
};

static int
poll_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct poll *p = ctx;
	struct attempt *at = &p->at;
	struct uuid id;
	Order *o;

	p->order = NULL;
	p->certificate = NULL;
	if (store_find_order(t, &at->p->id, at->transaction_id, at->a, &o, e) ==
	    -1)
		return -1;
	if (o == NULL ||
	    !span_equal(field_span(o->signer_sha256), at->signer_sha256))
		return 0;
	p->order = o;
	id = field_uuid(o->certificate_id);
	return store_get_certificate(t, &id, at->a, &p->certificate, e);
}

static int
answer_poll(struct poll *p, struct outcome *out, struct err *e)
{
	struct attempt *at = &p->at;
	const Order *o = p->order;

	out->order = field_uuid(o->id);
	out->subject = o->subject;
	out->again = true;
	if (o->state == ORDER_STATE__ORDER_REJECTED) {
		out->kind = OUTCOME_FAILED;
		out->check = RA_CHECK_CONNECTOR;
		pending_rejection(o, &out->why);
		return 0;
	}
	if (o->state != ORDER_STATE__ORDER_ISSUED) {
		out->kind = OUTCOME_PENDING;
		return 0;
	}
	if (attempt_is_live(p->certificate, at->en->now_ms, 0)) {
		out->kind = OUTCOME_ISSUED;
		out->certificate = field_span(p->certificate->der);
		return 0;
	}
	err_set(&at->why, ERR_DENIED,
	    "the certificate of this request has ended or was revoked: enrol "
	    "anew");
	return attempt_fail(at, RA_CHECK_CONNECTOR, out, e);
}

/* One text for "there is none" and "not yours": RFC 8894 section 3.3.3. */
static int
refuse_stranger(struct attempt *at, struct outcome *out, struct err *e)
{
	err_set(&at->why, ERR_DENIED,
	    "RFC 8894 3.3.3: no request with this transactionID was signed by "
	    "the key that signed the poll, or its time is over");
	return attempt_fail(at, RA_CHECK_SIGNER, out, e);
}

/* It itself, whatever else waited too long. */
static int
expire_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct poll *p = ctx;
	struct attempt *at = &p->at;
	struct uuid id = field_uuid(p->order->id);
	Order *o;

	if (store_get_order(t, &id, at->a, &o, e) == -1)
		return -1;
	p->over = true;
	if (o == NULL || o->pending_ends_ms == 0)
		return 0;
	if (pending_is_over(t, o, at->en->now_ms, at->a, &p->over, e) == -1)
		return -1;
	if (!p->over)
		return 0;
	return pending_expire(t, o, at->a, at->en->now_ms, e);
}

int
ra_poll(struct ra *ra, const struct ra_profile *p, const struct enrollment *en,
    struct arena *a, struct outcome *out, struct err *e)
{
	struct poll poll = { 0 };
	struct attempt *at = &poll.at;

	memset(out, 0, sizeof(*out));
	attempt_init(at, ra, p, en, a);
	out->subject = at->subject;
	if (store_view(ra->store, poll_body, &poll, e) == -1 ||
	    store_settle(ra->store, e) == -1)
		return -1;
	if (poll.order == NULL)
		return refuse_stranger(at, out, e);
	if (poll.order->pending_ends_ms != 0 &&
	    !pending_waits(poll.order, en->now_ms)) {
		if (store_update(ra->store, STORE_RELAXED, expire_body, &poll,
			e) == -1)
			return -1;
		if (poll.over)
			return refuse_stranger(at, out, e);
	}
	return answer_poll(&poll, out, e);
}

/* ---- GetCert ----------------------------------------------------------- */

static int
find_asked(struct store_txn *t, void *ctx, struct err *e)
{
	struct poll *p = ctx;
	struct attempt *at = &p->at;
	struct span serial = p->asked->serial;

	p->certificate = NULL;
	if (serial.len == 0)
		return 0;
	return store_find_certificate(t, &at->p->connector_id, serial, at->a,
	    &p->certificate, e);
}

static int
get_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct poll *p = ctx;
	struct attempt *at = &p->at;

	at->verdict = VERDICT_NEW;
	if (attempt_read_signer(t, at, e) == -1)
		return -1;
	return find_asked(t, ctx, e);
}

/* Its name and its number, both: src/scep/inner.c says why. */
static bool
is_known(const struct poll *p)
{
	return p->certificate != NULL &&
	    name_same(p->asked->issuer, p->at.p->ca->subject);
}

int
ra_get_certificate(struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, const struct ra_asked *asked, struct arena *a,
    struct outcome *out, struct err *e)
{
	struct poll get = { .asked = asked };
	struct attempt *at = &get.at;

	memset(out, 0, sizeof(*out));
	attempt_init(at, ra, p, en, a);
	out->subject = at->subject;
	if (store_view(ra->store, get_body, &get, e) == -1 ||
	    store_settle(ra->store, e) == -1)
		return -1;
	if (at->verdict == VERDICT_SIGNER)
		return attempt_fail(at, RA_CHECK_SIGNER, out, e);
	if (!is_known(&get)) {
		err_set(&at->why, ERR_NOT_FOUND,
		    "RFC 8894 3.3.4: this CA has no certificate of this issuer "
		    "and serial number, or the envelope does not open with "
		    "this RA's key");
		return attempt_fail(at, RA_CHECK_ENVELOPE, out, e);
	}
	out->kind = OUTCOME_ISSUED;
	out->again = true;
	out->subject = get.certificate->subject;
	out->order = field_uuid(get.certificate->order_id);
	out->certificate = field_span(get.certificate->der);
	return 0;
}

/* ---- GetCRL ------------------------------------------------------------ */

/*
 * A CA whose name has less than two cipher blocks is not told from another
 * by what an envelope holds: of one block somebody who changes a device's
 * envelope can choose the bytes, and the answer would say whether the rest
 * of it opens (RFC 3218).  A URL has one CA, so that nobody misses anything.
 */
#define NAME_TOLD_APART 32 /* bytes of its DER */

static bool
is_asked(const struct ra_asked *asked, const struct cert *ca)
{
	return ca->subject.len < NAME_TOLD_APART ||
	    name_same(asked->issuer, ca->subject);
}

/*
 * The CA before has the same name: whose certificate it is its signature
 * says.  Where GetCert would not tell that it is there it is nobody's.
 */
static bool
is_of_former(const struct poll *p)
{
	const struct attempt *at = &p->at;
	const struct cert *former = at->p->ca_former;
	struct err unused = { 0 };
	struct cert c;

	if (former == NULL || at->en->now_ms / 1000 >= former->not_after ||
	    !is_known(p))
		return false;
	return cert_parse(field_span(p->certificate->der), &c, &unused) == 0 &&
	    cert_verify(&c, at->p->ca_former_public, &unused) == 0;
}

static int
fetch_crl(const struct poll *p, struct ra_crl *out, struct err *e)
{
	const struct attempt *at = &p->at;
	const struct uuid *id = &at->p->connector_id;

	if (is_of_former(p))
		return ra_crl_at(at->ra, id, at->p->ca_former_place, at->a, out,
		    e);
	return ra_crl(at->ra, id, at->a, out, e);
}

int
ra_get_crl(struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, const struct ra_asked *asked, struct arena *a,
    struct outcome *out, struct err *e)
{
	struct poll get = { .asked = asked };
	struct attempt *at = &get.at;
	struct ra_crl crl;

	memset(out, 0, sizeof(*out));
	attempt_init(at, ra, p, en, a);
	out->subject = at->subject;
	if (!is_asked(asked, p->ca)) {
		err_set(&at->why, ERR_NOT_FOUND,
		    "RFC 8894 3.3.5: this CA makes no CRL of another issuer, "
		    "or the envelope does not open with this RA's key");
		return attempt_fail(at, RA_CHECK_ENVELOPE, out, e);
	}
	if (store_view(ra->store, find_asked, &get, e) == -1)
		return -1;
	if (fetch_crl(&get, &crl, e) == 0) {
		out->kind = OUTCOME_CRL;
		out->crl = crl.der;
		return 0;
	}
	/* A CA that may not sign any: coming again is of no use. */
	if (e->kind != ERR_DENIED)
		return -1;
	at->why = *e;
	err_clear(e);
	return attempt_fail(at, RA_CHECK_CONNECTOR, out, e);
}
