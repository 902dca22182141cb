/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The jobs of the housekeeping.  Each works in short transactions, so that
 * requests go on meanwhile, and looks at the clock between them.
 */
#include "ra/job.h"
#include "base/clock.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"
#include "ra/pending.h"
#include "ra/retention.h"

#define AT_ONCE 100 /* records removed in one transaction */

/* ---- What ended -------------------------------------------------------- */

/* Remove at most AT_ONCE that ended by now; *n is how many. */
typedef int sweep(struct store_txn *t, struct arena *a, int64_t now_ms,
    unsigned int *n, struct err *e);

struct sweeping {
	sweep *sweep;
	int64_t now_ms;
	unsigned int n;
};

static int
sweep_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct sweeping *s = ctx;
	struct arena *a = arena_new();
	int rc = s->sweep(t, a, s->now_ms, &s->n, e);

	if (rc == 0 && s->n == 0)
		store_relax(t);
	arena_free(a);
	return rc;
}

/* Until none is left, or the time is over. */
static int
sweep_all(struct job_run *r, sweep *one, struct err *e)
{
	struct sweeping s = { .sweep = one, .now_ms = r->now_ms };

	do {
		if (store_update(r->ra->store, STORE_RELAXED, sweep_body, &s,
			e) == -1)
			return -1;
		r->done += s.n;
	} while (s.n == AT_ONCE && clock_us() < r->until_us);
	r->more = s.n == AT_ONCE;
	return 0;
}

static int
sweep_pending(struct store_txn *t, struct arena *a, int64_t now_ms,
    unsigned int *n, struct err *e)
{
	return pending_expire_some(t, a, now_ms, AT_ONCE, n, e);
}

static int
expire_pending(struct job_run *r, struct err *e)
{
	return sweep_all(r, sweep_pending, e);
}

static int
sweep_sessions(struct store_txn *t, struct arena *a, int64_t now_ms,
    unsigned int *n, struct err *e)
{
	(void)a;
	return store_drop_ended(t, now_ms, AT_ONCE, n, e);
}

static int
drop_sessions(struct job_run *r, struct err *e)
{
	return sweep_all(r, sweep_sessions, e);
}

static int
sweep_challenges(struct store_txn *t, struct arena *a, int64_t now_ms,
    unsigned int *n, struct err *e)
{
	(void)a;
	return store_drop_forgotten_challenges(t, now_ms, AT_ONCE, n, e);
}

static int
drop_challenges(struct job_run *r, struct err *e)
{
	return sweep_all(r, sweep_challenges, e);
}

/* ---- What ends soon ---------------------------------------------------- */

struct connectors_run {
	struct job_run *r;
	int (*one)(struct job_run *r, const Connector *c, struct err *e);
	struct err
	    first; /* failure; its kind is ERR_NONE while there is none */
};

static int
run_one(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Connector *c = (const Connector *)record;
	struct connectors_run *x = ctx;
	struct err why = { 0 };

	(void)e;
	if (x->one(x->r, c, &why) == -1 && x->first.kind == ERR_NONE) {
		(void)err_prefix(&why, "connector '%s'", c->name);
		x->first = why;
	}
	return 0;
}

/*
 * Each connector.  One that fails does not keep the others from their turn;
 * *e is the first failure.
 */
static int
each_connector(struct job_run *r,
    int (*one)(struct job_run *r, const Connector *c, struct err *e),
    struct err *e)
{
	struct connectors_run x = { .r = r, .one = one };

	if (store_each(r->ra->store, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		run_one, &x, e) == -1)
		return -1;
	if (x.first.kind == ERR_NONE)
		return 0;
	*e = x.first;
	return -1;
}

/* One that opens takes over by itself, once the clock is believed. */
static int
check_next_ca(struct job_run *r, const Connector *c, struct err *e)
{
	struct connector *next;

	if (c->next_place == 0 || c->next_from_ms > r->now_ms)
		return 0;
	if (ra_connector_open(r->ra, c, c->next_place, &next, e) == -1)
		return err_prefix(e,
		    "its next CA, which was to take over on %s",
		    clock_rfc3339(r->a, c->next_from_ms));
	connector_close(next);
	return 0;
}

struct reading {
	struct arena *a;
	const Connector *before;
	Profile *profile; /* one of the connector's; NULL: it has none */
	Connector *now;
};

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	const struct uuid id = field_uuid(r->before->id);
	const struct store_list list = { .index = STORE_PROFILES_BY_CONNECTOR,
		.key = field_span(r->before->id),
		.most = 1 };
	struct store_page page;

	if (store_list(t, &list, r->a, &page, e) == -1)
		return -1;
	r->profile = page.n > 0 ? (Profile *)page.rows[0] : NULL;
	return store_get_connector(t, &id, r->a, &r->now, e);
}

/*
 * Finding a profile renews the RA of its connector, where that is due.  One
 * without profiles has nobody who would need it.
 */
static int
renew_ra(struct job_run *r, const Connector *c, struct err *e)
{
	struct reading reading = { .a = r->a, .before = c };
	const struct ra_profile *found;

	if (store_view(r->ra->store, read_body, &reading, e) == -1)
		return -1;
	if (reading.profile == NULL)
		return 0;
	if (ra_profile_find(r->ra, reading.profile->slug, r->a, &found, e) ==
		-1 ||
	    store_view(r->ra->store, read_body, &reading, e) == -1)
		return -1;
	r->done += reading.now != NULL &&
	    !span_equal(field_span(reading.now->ra_sha256),
		field_span(c->ra_sha256));
	return 0;
}

/* Whichever process tried to have a next CA take over: here it is told. */
static int
renew_connectors(struct job_run *r, struct err *e)
{
	struct err why = { 0 };
	int rc;

	r->done += ra_roll_over(r->ra);
	rc = each_connector(r, renew_ra, e);
	if (each_connector(r, check_next_ca, &why) == 0 || rc == -1)
		return rc;
	*e = why;
	return -1;
}

/* A CA that has ended signs none any more, and nobody needs one of it. */
static int
make_crl(struct job_run *r, const Connector *c, struct err *e)
{
	const struct uuid id = field_uuid(c->id);
	bool made;

	if (r->now_ms >= c->not_after_ms)
		return 0;
	if (crl_keep(r->ra, &id, r->a, &made, e) == 0) {
		r->done += made;
		return 0;
	}
	/* A CA that may sign none is as it is. */
	if (e->kind != ERR_DENIED)
		return -1;
	err_clear(e);
	return 0;
}

static int
make_crls(struct job_run *r, struct err *e)
{
	return each_connector(r, make_crl, e);
}

/* ------------------------------------------------------------------------ */

const struct job jobs[] = {
	{ "pending", "orders that waited too long have failed", 60, true,
	    expire_pending },
	{ "sessions", "sessions and sign-in failures that ended are removed",
	    600, false, drop_sessions },
	{ "challenges", "one-time challenges that ended long ago are removed",
	    600, true, drop_challenges },
	{ "retention", "orders go when their profile's time for them is over",
	    6 * 3600, true, retention_run },
	{ "connectors", "RAs are renewed and next CAs take over in time", 60,
	    false, renew_connectors },
	{ "crls", "CRLs are made anew before their end", 300, false,
	    make_crls },
};
const size_t job_count = sizeof(jobs) / sizeof(jobs[0]);
