/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See rollover.h.  The files come first, then the record: a process that dies
 * in between leaves an RA that is good but not on record, and the next try of
 * any process finds that the two differ.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ra/connectors.h"
#include "ra/leap.h"
#include "ra/rollover.h"

struct renewal {
	struct arena *a;
	const struct uuid *id;
	Connector *record; /* NULL: it was removed meanwhile */
	struct span sha256; /* of the RA certificate on disk */
	int64_t not_after_ms;
	bool due; /* and still: another process is at it */
	bool moved;
};

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct renewal *r = ctx;

	return store_get_connector(t, r->id, r->a, &r->record, e);
}

static int
put_body(struct store_txn *t, void *ctx, struct err *e)
{
	static const struct actor by = { .name = "system", .address = "" };
	struct renewal *r = ctx;
	struct audit what = { "connector-renew-ra", "connector", r->id, NULL };

	r->moved = false;
	if (read_body(t, r, e) == -1)
		return -1;
	if (r->record == NULL ||
	    span_equal(field_span(r->record->ra_sha256), r->sha256))
		return 0;
	r->moved = true;
	r->record->ra_sha256 = field_bytes(r->sha256);
	r->record->ra_not_after_ms = r->not_after_ms;
	r->record->version++;
	if (store_put_connector(t, r->record, e) == -1)
		return -1;
	what.detail = arena_printf(r->a,
	    "connector '%s' has a new RA certificate, which ends on %s",
	    r->record->name, clock_rfc3339(r->a, r->not_after_ms));
	return audit_add(t, &by, &what, e);
}

static int
read_disk(const struct ra *ra, struct renewal *r, int64_t now, struct err *e)
{
	const struct cert *cert;
	struct connector *c;

	if (connector_open_record(ra, r->record, &c, e) == -1)
		return -1;
	cert = connector_ra(c);
	r->sha256 = field_sha256(r->a, cert->der);
	r->not_after_ms = cert->not_after * 1000;
	r->due = connector_ra_is_due(c, now);
	connector_close(c);
	return 0;
}

static int
renew(struct ra *ra, struct renewal *r, const struct connector *c, int64_t now,
    struct err *e)
{
	if (store_view(ra->store, read_body, r, e) == -1)
		return -1;
	if (r->record == NULL)
		return 0;
	if (connector_renew_ra(c, now, e) == -1 ||
	    read_disk(ra, r, now, e) == -1)
		return -1;
	if (r->due)
		return 0;
	return store_update(ra->store, STORE_DURABLE, put_body, r, e);
}

bool
rollover_renew(struct ra *ra, const struct uuid *id, const struct connector *c,
    int64_t now)
{
	struct renewal r = { .a = arena_new(), .id = id };
	struct err e = { 0 };
	const char *name;

	if (renew(ra, &r, c, now, &e) == -1)
		r.moved = false;
	name = r.record != NULL ? r.record->name : NULL;
	if (e.kind != ERR_NONE)
		log_event(LOG_LEVEL_WARNING, "ra-renewal-failed", "connector",
		    name, "kind", err_kind_name(e.kind), "reason", e.text,
		    NULL);
	else if (r.moved)
		log_event(LOG_LEVEL_NOTICE, "ra-renewed", "connector", name,
		    "until", clock_rfc3339(r.a, r.not_after_ms), NULL);
	arena_free(r.a);
	return r.moved;
}

/* ---- The CA ------------------------------------------------------------ */

struct take_over {
	struct arena *a;
	const struct uuid *id;
	int64_t now_ms;
	int64_t believed_ms; /* see leap.h: it cannot be taken back */
	Connector *record; /* NULL: it was removed meanwhile */
	Connector next; /* with the facts of the next CA */
	bool moved;
};

static int
read_connector(struct store_txn *t, void *ctx, struct err *e)
{
	struct take_over *o = ctx;

	if (leap_believed(t, o->now_ms, o->a, &o->believed_ms, e) == -1)
		return -1;
	return store_get_connector(t, o->id, o->a, &o->record, e);
}

static bool
is_due(const Connector *r, int64_t ms)
{
	return r != NULL && r->next_place != 0 && ms >= r->next_from_ms;
}

static bool
is_time(const struct take_over *o)
{
	return is_due(o->record, o->believed_ms);
}

/*
 * What the record says of the CA in use becomes what is known of the former.
 * There is one: whoever prepared this said that the one before that may go.
 */
static void
exchange(Connector *r, const Connector *next)
{
	r->former_place = r->ca_place;
	r->former_until_ms = r->not_after_ms;
	r->former_passphrase_file = r->passphrase_file;
	r->ca_place = r->next_place;
	r->passphrase_file = r->next_passphrase_file;
	r->ca_subject = next->ca_subject;
	r->key_type = next->key_type;
	r->not_before_ms = next->not_before_ms;
	r->not_after_ms = next->not_after_ms;
	r->ca_sha256 = next->ca_sha256;
	r->ra_sha256 = next->ra_sha256;
	r->ra_not_after_ms = next->ra_not_after_ms;
	r->next_place = 0;
	r->next_from_ms = 0;
	r->next_ca_sha256 = field_bytes(span_of(NULL, 0));
	r->next_not_after_ms = 0;
	r->next_key_type = field_text("");
	r->next_passphrase_file = field_text("");
}

static int
take_over_body(struct store_txn *t, void *ctx, struct err *e)
{
	static const struct actor by = { .name = "system", .address = "" };
	struct take_over *o = ctx;
	struct audit what = { "connector-take-over", "connector", o->id, NULL };
	const char *gone = "";

	o->moved = false;
	if (read_connector(t, o, e) == -1)
		return -1;
	/* Another process may have done it, or somebody dropped that one. */
	if (!is_time(o) || o->record->next_place != o->next.ca_place)
		return 0;
	o->moved = true;
	if (connector_has_former(o->record, o->now_ms))
		gone = arena_printf(o->a,
		    ", and the one before that, which ends on %s, no more",
		    clock_rfc3339(o->a, o->record->former_until_ms));
	exchange(o->record, &o->next);
	o->record->version++;
	if (store_put_connector(t, o->record, e) == -1)
		return -1;
	what.detail = arena_printf(o->a,
	    "the next CA of connector '%s' took over; the one before counts "
	    "until %s%s",
	    o->record->name, clock_rfc3339(o->a, o->record->former_until_ms),
	    gone);
	return audit_add(t, &by, &what, e);
}

static int
take_over(struct ra *ra, struct take_over *o, struct err *e)
{
	if (store_view(ra->store, read_connector, o, e) == -1)
		return -1;
	if (!is_time(o))
		return 0;
	o->next = *o->record;
	o->next.ca_place = o->record->next_place;
	o->next.passphrase_file = o->record->next_passphrase_file;
	if (connector_fill_facts(ra, &o->next, o->a, e) == -1)
		return -1;
	return store_update(ra->store, STORE_DURABLE, take_over_body, o, e);
}

/*
 * False where it is to be tried again: it failed, which is logged, since
 * nobody asked for it, or the clock leapt and is not believed yet.
 */
static bool
try_take_over(struct ra *ra, const struct uuid *id, int64_t now_ms, bool *moved)
{
	struct take_over o = { .a = arena_new(), .id = id, .now_ms = now_ms };
	struct err e = { 0 };
	const char *name;
	bool done;

	if (take_over(ra, &o, &e) == -1)
		o.moved = false;
	name = o.record != NULL ? o.record->name : NULL;
	if (e.kind != ERR_NONE)
		log_event(LOG_LEVEL_WARNING, "take-over-failed", "connector",
		    name, "kind", err_kind_name(e.kind), "reason", e.text,
		    NULL);
	else if (o.moved && o.record != NULL)
		log_event(LOG_LEVEL_NOTICE, "ca-took-over", "connector", name,
		    "until", clock_rfc3339(o.a, o.record->not_after_ms), NULL);
	done = e.kind == ERR_NONE && (o.moved || !is_due(o.record, now_ms));
	*moved = o.moved;
	arena_free(o.a);
	return done;
}

/* ---- Whose time has come ----------------------------------------------- */

#define TRY_AGAIN_MS (60 * INT64_C(1000))

/* When this process has to look at the connectors next. */
struct rollovers {
	pthread_mutex_t lock;
	uint64_t generation; /* of the store, when it looked last */
	int64_t looked_ms;
	int64_t next_ms; /* INT64_MAX: when the generation moved */
};

struct rollovers *
rollovers_new(void)
{
	struct rollovers *r = mem_alloc(sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
rollovers_free(struct rollovers *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/*
 * For one caller each time; the others go on with the CA in use.  A clock that
 * was put back must not end it.
 */
static bool
has_to_look(struct rollovers *r, uint64_t generation, int64_t now_ms)
{
	bool look;

	pthread_mutex_lock(&r->lock);
	look = r->generation != generation || now_ms < r->looked_ms ||
	    now_ms >= r->next_ms;
	if (look) {
		r->generation = generation;
		r->looked_ms = now_ms;
		r->next_ms = now_ms + TRY_AGAIN_MS;
	}
	pthread_mutex_unlock(&r->lock);
	return look;
}

struct look {
	struct ra *ra;
	int64_t now_ms;
	int64_t next_ms; /* when to look again; INT64_MAX: see above */
	unsigned int moved; /* how many took over */
};

/* When to look at this connector next, which is tried first where it is due. */
static int64_t
look_at(struct look *l, const Connector *c)
{
	struct uuid id = field_uuid(c->id);
	bool done, moved;

	if (c->next_place == 0)
		return INT64_MAX;
	if (c->next_from_ms > l->now_ms)
		return c->next_from_ms;
	done = try_take_over(l->ra, &id, l->now_ms, &moved);
	l->moved += moved;
	return done ? INT64_MAX : l->now_ms + TRY_AGAIN_MS;
}

static int
look_at_one(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	struct look *l = ctx;
	int64_t ms = look_at(l, (const Connector *)record);

	(void)e;
	if (ms < l->next_ms)
		l->next_ms = ms;
	return 0;
}

/* Where the store cannot be read the next look is after the usual time. */
unsigned int
ra_roll_over(struct ra *ra)
{
	struct rollovers *r = ra->rollovers;
	struct look l = { ra, clock_ms(), INT64_MAX, 0 };
	struct err unused = { 0 };

	if (!has_to_look(r, store_generation(ra->store), l.now_ms) ||
	    store_each(ra->store, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		look_at_one, &l, &unused) == -1)
		return l.moved;
	pthread_mutex_lock(&r->lock);
	if (r->looked_ms == l.now_ms)
		r->next_ms = l.next_ms;
	pthread_mutex_unlock(&r->lock);
	return l.moved;
}
