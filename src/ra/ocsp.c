/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See ocsp.h.  The count of revocations is read before the certificates: what
 * is revoked in between makes an answer that is true now, under a count that
 * is out of date already.
 */
#include "ra/ocsp.h"
#include "base/clock.h"
#include "ra/connectors.h"
#include "ra/job.h"
#include "ra/ocsp_cache.h"
#include "ra/responder.h"

/* For devices whose clocks are behind, as CRLs have it. */
#define BACKDATE_MS (10 * 60 * INT64_C(1000))
#define HOUR_MS (60 * 60 * INT64_C(1000))

struct asking {
	struct ra *ra;
	struct arena *a;
	const struct ocsp_request *request;
	struct uuid id;
	int64_t now_ms;
	Connector *connector;
	uint64_t moves;
	Certificate *found[OCSP_ASKED_MOST]; /* NULL: there is none */
	/* Of requests whose answer anybody may have. */
	bool shared;
	bool anew; /* what is kept does not do */
	struct ocsp_cache_key key;
	bool is_kept; /* there is one, if perhaps no longer true */
	bool is_true;
	struct ocsp_cached kept;
};

/* ---- Reading ----------------------------------------------------------- */

static int
read_connector(struct store_txn *t, struct asking *q, struct err *e)
{
	Revocations *r;

	if (store_get_connector(t, &q->id, q->a, &q->connector, e) == -1)
		return -1;
	if (q->connector == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such connector");
	if (store_get_revocations(t, &q->id, q->a, &r, e) == -1)
		return -1;
	q->moves = r != NULL ? r->moves : 0;
	return 0;
}

static int
read_records(struct store_txn *t, void *ctx, struct err *e)
{
	struct asking *q = ctx;
	const struct ocsp_request *r = q->request;

	if (read_connector(t, q, e) == -1)
		return -1;
	if (q->shared) {
		q->key = ocsp_cache_key(q->connector, &r->asked[0]);
		q->is_kept = !q->anew &&
		    ocsp_cache_find(q->ra->ocsp, &q->key, q->now_ms, q->a,
			&q->kept);
		q->is_true = q->is_kept && q->kept.moves == q->moves;
	}
	for (unsigned int i = 0; i < r->n && !q->is_true; i++)
		if (store_find_certificate(t, &q->id, r->asked[i].serial, q->a,
			&q->found[i], e) == -1)
			return -1;
	return 0;
}

/* ---- Saying ------------------------------------------------------------ */

static bool
is_own(const struct responder *r, struct span serial)
{
	for (unsigned int i = 0; i < r->own_count; i++)
		if (span_equal(r->own[i], serial))
			return true;
	return false;
}

static struct ocsp_single
say(const struct asking *q, const struct responder *r, unsigned int i)
{
	const struct ocsp_asked *asked = &q->request->asked[i];
	const Certificate *c = q->found[i];
	struct ocsp_single s = { .id = asked->id, .status = OCSP_UNKNOWN };

	if (!ocsp_is_of(asked, &r->ca))
		return s;
	if (c != NULL && c->revoked_ms != 0) {
		s.status = OCSP_REVOKED;
		s.revoked = c->revoked_ms / 1000;
		s.reason = c->revocation_reason;
	} else if (c != NULL || is_own(r, asked->serial)) {
		s.status = OCSP_GOOD;
	}
	return s;
}

/* RFC 5019 section 2.2.3: nothing here is ours to speak of. */
static int
check_ours(const struct asking *q, const struct responder *r, struct err *e)
{
	for (unsigned int i = 0; i < q->request->n; i++)
		if (ocsp_is_of(&q->request->asked[i], &r->ca))
			return 0;
	return err_set(e, ERR_DENIED,
	    "RFC 5019 2.2.3: what is asked about was not issued by the CA of "
	    "connector '%s'",
	    q->connector->name);
}

/* Something else was revoked since, and this one is as it was. */
static bool
still_says(const struct ocsp_cached *kept, const struct ocsp_single *s)
{
	return kept->status == s->status &&
	    kept->revoked_ms / 1000 == s->revoked && kept->reason == s->reason;
}

/* ---- Signing ----------------------------------------------------------- */

static int64_t
validity_ms(const Connector *c)
{
	return HOUR_MS *
	    (c->ocsp_hours != 0 ? c->ocsp_hours : RA_OCSP_HOURS_DEFAULT);
}

static int
sign(const struct asking *q, const struct responder *r,
    const struct ocsp_single *singles, struct ocsp_cached *out, struct err *e)
{
	int64_t end_ms = r->signer->cert.not_after * 1000;
	struct ocsp_draft d = {
		.singles = singles,
		.n = q->request->n,
		.produced = q->now_ms / 1000,
		.nonce = q->request->nonce,
	};

	out->made_ms = q->now_ms;
	out->this_ms = q->now_ms - BACKDATE_MS;
	out->next_ms = q->now_ms + validity_ms(q->connector);
	if (out->next_ms > end_ms)
		out->next_ms = end_ms;
	/* An answer has whole seconds. */
	out->this_ms -= out->this_ms % 1000;
	out->next_ms -= out->next_ms % 1000;
	d.this_update = out->this_ms / 1000;
	d.next_update = out->next_ms / 1000;
	if (ocsp_sign(&d, &r->signer->cert, r->signer->key, q->a, &out->der,
		e) == -1)
		return -1;
	out->sha256 = field_sha256(q->a, out->der);
	return 0;
}

/*
 * What is unknown is not kept: there are more numbers than anybody has room
 * for, and one of them may be issued.
 */
static int
sign_and_keep(const struct asking *q, const struct responder *r,
    const struct ocsp_single *singles, struct ocsp_cached *out, struct err *e)
{
	*out = (struct ocsp_cached){ .connector = q->id,
		.id = q->request->asked[0].id,
		.moves = q->moves,
		.status = singles[0].status,
		.revoked_ms = singles[0].revoked * 1000,
		.reason = singles[0].reason };
	if (sign(q, r, singles, out, e) == -1)
		return -1;
	if (q->shared && out->status != OCSP_UNKNOWN)
		ocsp_cache_put(q->ra->ocsp, &q->key, out);
	return 0;
}

/* In the responder's words, or what is kept where that says the same. */
static int
answer_by(const struct asking *q, const struct responder *r,
    struct ocsp_cached *out, struct err *e)
{
	struct ocsp_single singles[OCSP_ASKED_MOST] = { 0 };

	if (check_ours(q, r, e) == -1)
		return -1;
	for (unsigned int i = 0; i < q->request->n; i++)
		singles[i] = say(q, r, i);
	if (!q->is_kept || !still_says(&q->kept, &singles[0]))
		return sign_and_keep(q, r, singles, out, e);
	ocsp_cache_confirm(q->ra->ocsp, &q->key, q->kept.made_ms, q->moves);
	*out = q->kept;
	return 0;
}

static int
answer_at(const struct asking *q, unsigned int place, struct ocsp_cached *out,
    struct err *e)
{
	struct responder *r;
	int rc;

	if (responder_take(q->ra, q->connector, place, &r, e) == -1)
		return -1;
	rc = answer_by(q, r, out, e);
	responder_release(r);
	return rc;
}

/*
 * One URL serves the CA in use and the one before, whose certificates point
 * here for years: the CertID tells which one is meant.
 */
static int
answer(const struct asking *q, struct ocsp_cached *out, struct err *e)
{
	const Connector *c = q->connector;

	if (answer_at(q, c->ca_place, out, e) == 0)
		return 0;
	if (e->kind != ERR_DENIED || !connector_has_former(c, q->now_ms))
		return -1;
	err_clear(e);
	return answer_at(q, c->former_place, out, e);
}

/* Then *said is the answer. */
static int
ask(struct asking *q, struct ocsp_cached *said, struct err *e)
{
	if (store_view(q->ra->store, read_records, q, e) == -1)
		return -1;
	*said = q->kept;
	return q->is_true ? 0 : answer(q, said, e);
}

int
ra_ocsp(struct ra *ra, const struct uuid *connector,
    const struct ocsp_request *request, struct arena *a, struct ra_ocsp *out,
    struct err *e)
{
	struct asking q = { .ra = ra,
		.a = a,
		.request = request,
		.id = *connector,
		.now_ms = clock_ms(),
		.shared = request->n == 1 && request->nonce.len == 0 };
	struct ocsp_cached said;

	ra_roll_over(ra);
	if (ask(&q, &said, e) == -1)
		return -1;
	*out = (struct ra_ocsp){ .der = said.der,
		.sha256 = said.sha256,
		.this_ms = said.this_ms,
		.next_ms = said.next_ms,
		.shared = request->nonce.len == 0 };
	return 0;
}

/* ---- Ahead ------------------------------------------------------------- */

/* As if it were asked for now.  Who asks when it failed is told why. */
static bool
sign_anew(struct ra *ra, const struct ocsp_cached *due, int64_t now_ms,
    struct arena *a)
{
	struct ocsp_request request = { .n = 1 };
	struct asking q = { .ra = ra,
		.a = a,
		.request = &request,
		.id = due->connector,
		.now_ms = now_ms,
		.shared = true,
		.anew = true };
	struct ocsp_cached said;
	struct err e = { 0 };

	if (!ocsp_asked_parse(due->id, &request.asked[0]))
		return false;
	if (ask(&q, &said, &e) == 0)
		return true;
	err_clear(&e);
	return false;
}

unsigned int
ocsp_sign_ahead(struct ra *ra, int64_t now_ms, int64_t until_us)
{
	struct arena *a = arena_new();
	struct ocsp_cached due;
	unsigned int n = 0;
	size_t at = 0;

	while (clock_us() < until_us &&
	    ocsp_cache_take_due(ra->ocsp, now_ms, &at, a, &due)) {
		n += sign_anew(ra, &due, now_ms, a);
		arena_reset(a);
	}
	arena_free(a);
	return n;
}
