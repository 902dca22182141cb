/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PKIOperation, RFC 8894 section 4.3: the message is read, the RA decides,
 * the CertRep is built.
 */
#include "ra/enroll.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "endpoint/call.h"
#include "endpoint/faults.h"
#include "scep/reply.h"
#include "scep/request.h"

/* The checks have one number, whichever floor makes them. */
_Static_assert((int)SCEP_CHECK_SHAPE == (int)RA_CHECK_SHAPE &&
	(int)SCEP_CHECK_CSR == (int)RA_CHECK_CSR,
    "scep's checks are the RA's first ones");

_Static_assert(RA_FORMER_MOST == SCEP_FORMER_MOST, "each of them answers");

#define DAY (24 * 60 * 60) /* seconds */
#define LOGGED_MOST 200 /* bytes of a text from a message */

struct operation_call {
	struct call *call;
	struct scep_responder responder;
	struct scep_request request;
	struct enrollment en;
	struct span message;
};

static int
unbase64(struct call *c, struct span text, struct span *out, struct err *e)
{
	if (text_unbase64(c->req->arena, text, out, e) == -1)
		return err_prefix(e, "RFC 8894 4.3: message");
	return 0;
}

/*
 * PROTOCOL, "HTTP": the body of a POST, or `message` as base64.  Some Macs
 * post nothing at all; if the message came in the URL all the same, fine.
 */
static int
read_message(struct call *c, struct span *out, struct err *e)
{
	const struct span *s = web_params_get(&c->params, "message");
	bool in_url = s != NULL && s->len > 0;

	if (c->req->method == WEB_POST && c->req->body.len > 0) {
		*out = c->req->body;
		return 0;
	}
	if (c->req->method == WEB_POST && !in_url)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 4.3: the POST has no body, where the message "
		    "should be (macOS 10.11 and 10.12 are known to leave it "
		    "out: update them)");
	if (!in_url)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 4.3: the parameter 'message' is missing: want "
		    "the message in base64");
	if (unbase64(c, *s, out, e) == -1)
		return -1;
	if (out->len == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 4.3: the parameter 'message' holds no bytes");
	return 0;
}

static void
fill_responder(struct scep_responder *r, const struct ra_profile *p)
{
	r->ra = p->ra;
	r->ra_key = p->ra_key;
	for (int i = 0; i < RA_FORMER_MOST; i++)
		r->former[i] = (struct scep_pair){ p->former[i].cert,
			p->former[i].key };
	r->ca = p->ca;
	r->ca_public = p->ca_public;
	r->ca_former = p->ca_former;
	r->ca_former_public = p->ca_former_public;
	r->level = p->level;
	r->rsa_least_bits = p->rsa_least_bits;
	r->renewal_grace = (int64_t)p->renewal.grace_days * DAY;
}

/* What is known of the request by now, in words that are not SCEP's. */
static void
fill_enrollment(struct operation_call *o)
{
	const struct web_request *web = o->call->req;
	const struct scep_request *req = &o->request;
	struct enrollment *en = &o->en;

	en->transaction_id = req->transaction_id;
	en->message_type = req->message_type;
	en->csr = req->csr.der;
	en->subject = req->csr.subject;
	en->spki = req->csr.spki;
	if (req->csr_key != NULL)
		en->key_type = key_type_of(req->csr_key);
	en->alt_names = req->csr.alt_names;
	en->has_challenge = req->csr.has_challenge;
	en->challenge = req->csr.challenge;
	en->extensions = req->csr.extensions;
	if (req->signer_key != NULL) {
		en->signer_spki = req->signer.spki;
		en->by_challenge = key_type_of(req->signer_key).kind != KEY_RSA;
	}
	if (req->signer_key != NULL && req->signer_kind == SCEP_SIGNER_ISSUED)
		en->signer = &req->signer;
	en->renewal = req->message_type == SCEP_RENEWAL_REQ;
	/* What could not be read may have asked for a certificate. */
	en->only_asks = req->message_type != 0 &&
	    !scep_message_enrolls(req->message_type);
	en->digest = digest_name(req->digest);
	if (req->cipher_known) {
		en->cipher = cipher_name(req->cipher);
		en->transport = transport_name(req->transport);
	}
	en->level = req->level;
	en->address = web->address;
	en->user_agent = web->user_agent;
	en->request_id = web->id;
	en->request_size = o->message.len;
	en->fail_code = fault_code;
	en->now_ms = web->started_ms;
	en->started_us = web->started_us;
}

/* What GetCert got was issued before: who counts is not to count it again. */
static const char *
event_of(const struct operation_call *o, const struct outcome *out)
{
	static const char *const events[] = {
		[OUTCOME_ISSUED] = "issued",
		[OUTCOME_CRL] = "crl",
		[OUTCOME_PENDING] = "pending",
		[OUTCOME_FAILED] = "failed",
	};

	if (out->kind == OUTCOME_ISSUED &&
	    o->request.message_type == (int)SCEP_GET_CERT)
		return "certificate";
	return events[out->kind];
}

static void
log_outcome(const struct operation_call *o, const struct outcome *out)
{
	const struct call *c = o->call;
	struct arena *a = c->req->arena;
	bool failed = out->kind == OUTCOME_FAILED;

	log_event(failed ? fault_level(out->why.kind) : LOG_LEVEL_INFO,
	    event_of(o, out), "profile", c->profile->slug, "order",
	    uuid_is_zero(&out->order) ? NULL : uuid_text(a, &out->order),
	    "transaction",
	    text_clean(a, span_of_str(o->request.transaction_id), LOGGED_MOST),
	    "address", c->req->address, "subject",
	    text_clean(a, span_of_str(out->subject), LOGGED_MOST), "again",
	    out->again ? "yes" : NULL, "check",
	    failed ? ra_check_name(out->check) : NULL, "reason",
	    failed ? out->why.text : NULL, NULL);
}

static int
build_reply(struct operation_call *o, const struct scep_reply *reply,
    struct span *out, struct err *e)
{
	const struct web_request *req = o->call->req;
	uint8_t nonce[16];

	random_bytes(nonce, sizeof(nonce));
	return scep_reply_build(reply, &o->request, nonce,
	    req->started_ms / 1000, req->arena, out, e);
}

/*
 * RFC 8894 section 3.3.2.1: the issued certificate, then of what is above as
 * much as the profile's devices take.  The answer of before, and what GetCert
 * asks about, may be of a CA that has been replaced since.
 */
static int
build_issued(struct operation_call *o, const struct outcome *from,
    struct span *out, struct err *e)
{
	const struct ra_profile *p = o->call->profile;
	struct ra_issuer by = { p->ca, p->chain, p->chain_count };
	struct scep_reply reply = { .status = SCEP_SUCCESS };
	struct span *certs;
	unsigned int i, n = 0;

	if (from->again)
		by = ra_issuer_of(p, from->certificate);
	certs = arena_alloc(o->call->req->arena,
	    (2 + by.chain_count) * sizeof(*certs));
	certs[n++] = from->certificate;
	if (by.ca != NULL && p->carries != RA_CARRIES_ISSUED)
		certs[n++] = by.ca->der;
	for (i = 0; p->carries == RA_CARRIES_CHAIN && i < by.chain_count; i++)
		certs[n++] = by.chain[i].der;
	reply.certs = certs;
	reply.cert_count = n;
	return build_reply(o, &reply, out, e);
}

static int
build_answer(struct operation_call *o, const struct outcome *from,
    struct span *out, struct err *e)
{
	struct scep_reply reply = {
		.no_content = o->call->profile->no_content
	};

	switch (from->kind) {
	case OUTCOME_ISSUED:
		return build_issued(o, from, out, e);
	case OUTCOME_CRL:
		reply.status = SCEP_SUCCESS;
		reply.crl = from->crl;
		break;
	case OUTCOME_PENDING:
		reply.status = SCEP_PENDING;
		break;
	case OUTCOME_FAILED:
		reply.status = SCEP_FAILURE;
		reply.fail = scep_fail_of(from->why.kind);
		reply.fail_text = from->why.text;
		break;
	}
	return build_reply(o, &reply, out, e);
}

/*
 * RFC 8894 section 3.2: without its attributes no CertRep can be made; the
 * message was none, and HTTP says so.  What happened is said, to the device and
 * in the log, when it is on disk; it did, whether or not an answer can be made.
 */
static int
answer_outcome(struct operation_call *o, const struct outcome *out,
    struct err *e)
{
	struct call *c = o->call;
	struct span der;
	int rc;

	if (out->kind == OUTCOME_FAILED && !o->request.answerable)
		return err_set(e, ERR_MALFORMED,
		    "the message cannot be read: %s", out->why.text);
	rc = build_answer(o, out, &der, e);
	if (ra_settle(c->endpoint->ra, out, e) == -1)
		return -1;
	log_outcome(o, out);
	if (rc == -1)
		return -1;
	c->res->status = 200;
	c->res->content_type = "application/x-pki-message";
	buf_add(&c->res->body, der);
	return 0;
}

/* The message failed a check of its own: recorded, and the device told. */
static int
refuse(struct operation_call *o, enum ra_check check, const struct err *why,
    struct err *e)
{
	struct call *c = o->call;
	struct outcome out;

	if (fault_is_ours(why->kind)) {
		*e = *why;
		return -1;
	}
	if (ra_record_failure(c->endpoint->ra, c->profile, &o->en, check, why,
		c->req->arena, &out, e) == -1)
		return -1;
	return answer_outcome(o, &out, e);
}

/* ---- What becomes of each messageType, RFC 8894 section 3.3 ------------ */

static int
do_enroll(struct operation_call *o, struct outcome *out, struct err *e)
{
	struct call *c = o->call;

	return ra_enroll(c->endpoint->ra, c->profile, &o->en, c->req->arena,
	    out, e);
}

static struct ra_asked
asked(const struct operation_call *o)
{
	const struct scep_asked *a = &o->request.asked;

	return (struct ra_asked){ a->issuer, a->serial };
}

static int
do_poll(struct operation_call *o, struct outcome *out, struct err *e)
{
	struct call *c = o->call;

	return ra_poll(c->endpoint->ra, c->profile, &o->en, c->req->arena, out,
	    e);
}

static int
do_get_cert(struct operation_call *o, struct outcome *out, struct err *e)
{
	const struct ra_asked what = asked(o);
	struct call *c = o->call;

	return ra_get_certificate(c->endpoint->ra, c->profile, &o->en, &what,
	    c->req->arena, out, e);
}

/*
 * A CRL may have 64 times what an answer has room for, and to seal that for
 * everybody who asks would cost too much: it is published for them.
 */
static int
refuse_crl(struct operation_call *o, struct outcome *out, struct err *e)
{
	struct call *c = o->call;
	struct err why = { 0 };

	(void)err_set(&why, ERR_DENIED,
	    "RFC 8894 3.3.5: the CRL has %zu bytes, and an answer has room for "
	    "%d: fetch it from the CRL distribution point that certificates "
	    "name",
	    out->crl.len, SCEP_CRL_MOST);
	return ra_record_failure(c->endpoint->ra, c->profile, &o->en,
	    RA_CHECK_CONNECTOR, &why, c->req->arena, out, e);
}

static int
do_get_crl(struct operation_call *o, struct outcome *out, struct err *e)
{
	const struct ra_asked what = asked(o);
	struct call *c = o->call;

	if (ra_get_crl(c->endpoint->ra, c->profile, &o->en, &what,
		c->req->arena, out, e) == -1)
		return -1;
	if (out->kind == OUTCOME_CRL && out->crl.len > SCEP_CRL_MOST)
		return refuse_crl(o, out, e);
	return 0;
}

/*
 * An allow-list, once more: what scep lets through and has no row here is
 * refused.
 */
static const struct {
	enum scep_message type;
	int (*run)(struct operation_call *, struct outcome *, struct err *);
} messages[] = {
	{ SCEP_PKCS_REQ, do_enroll },
	{ SCEP_RENEWAL_REQ, do_enroll },
	{ SCEP_CERT_POLL, do_poll },
	{ SCEP_GET_CERT, do_get_cert },
	{ SCEP_GET_CRL, do_get_crl },
};

static int
answer_message(struct operation_call *o, struct err *e)
{
	struct err why = { 0 };
	struct outcome out;
	size_t i;

	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		if ((int)messages[i].type != o->request.message_type)
			continue;
		if (messages[i].run(o, &out, e) == -1)
			return -1;
		return answer_outcome(o, &out, e);
	}
	err_set(&why, ERR_DENIED,
	    "RFC 8894 3.2.1.2: %s is not supported by this version",
	    scep_message_name(o->request.message_type));
	return refuse(o, RA_CHECK_ATTRIBUTES, &why, e);
}

int
answer_pki_operation(struct call *c, struct err *e)
{
	struct operation_call o = { .call = c };
	struct err why = { 0 };
	int rc;

	if (read_message(c, &o.message, e) == -1)
		return -1;
	fill_responder(&o.responder, c->profile);
	rc = scep_request_parse(o.message, &o.responder,
	    c->req->started_ms / 1000, c->req->arena, &o.request, &why);
	fill_enrollment(&o);
	if (rc == -1)
		return refuse(&o, (enum ra_check)o.request.failed_check, &why,
		    e);
	/* No certificate is issued that could not be handed over. */
	if (scep_reply_possible(&o.request, &why) == -1)
		return refuse(&o, RA_CHECK_CSR, &why, e);
	return answer_message(&o, e);
}
