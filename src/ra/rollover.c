/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See rollover.h.  The files come first, then the record: a process that dies
 * in between leaves an RA that is good but not on record, and the next try of
 * any process finds that the two differ.
 */
#include "ra/rollover.h"
#include "base/clock.h"
#include "base/log.h"
#include "ra/connectors.h"

struct renewal {
	struct arena *a;
	const struct uuid *id;
	Connector *record; /* NULL: it was removed meanwhile */
	struct span sha256; /* of the RA certificate on disk */
	int64_t not_after_ms;
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
read_disk(const struct ra *ra, struct renewal *r, struct err *e)
{
	const struct cert *cert;
	struct connector *c;

	if (connector_open_record(ra, r->record, &c, e) == -1)
		return -1;
	cert = connector_ra(c);
	r->sha256 = field_sha256(r->a, cert->der);
	r->not_after_ms = cert->not_after * 1000;
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
	if (connector_renew_ra(c, now, e) == -1 || read_disk(ra, r, e) == -1)
		return -1;
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
