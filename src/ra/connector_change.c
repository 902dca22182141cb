/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a connector is an administrator's to change.  See setup.h. */
#include <string.h>

#include "base/clock.h"
#include "ra/connectors.h"
#include "ra/crl.h"
#include "ra/ocsp.h"
#include "ra/setup.h"
#include "ra/state.h"

struct change {
	struct arena *a;
	const struct actor *by;
	const struct uuid *id;
	uint64_t version;
	const struct connector_draft *d;
};

static int
check_texts(const struct connector_draft *d, const struct connector_draft *old,
    struct err *e)
{
	const struct {
		const char *what, *text, *old;
		int (*check)(const char *what, const char *text, struct err *e);
	} rows[] = {
		{ "the connector's name", d->name, old->name, ra_name_check },
		{ "the CRL's URL", d->crl_url, old->crl_url, ra_pointer_check },
		{ "the CA certificate's URL", d->ca_issuers_url,
		    old->ca_issuers_url, ra_pointer_check },
		{ "the OCSP responder's URL", d->ocsp_url, old->ocsp_url,
		    ra_pointer_check },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((rows[i].old == NULL || rows[i].text == NULL ||
			strcmp(rows[i].text, rows[i].old) != 0) &&
		    rows[i].check(rows[i].what, rows[i].text, e) == -1)
			return -1;
	return 0;
}

/*
 * What is as in old has been good enough so far: a URL that an older version
 * took keeps nobody from changing something else.
 */
static int
check_change(const struct connector_draft *d, const struct connector_draft *old,
    struct err *e)
{
	if (check_texts(d, old, e) == -1)
		return -1;
	if (d->crl_days > RA_CRL_DAYS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "a CRL is valid for 1 to %d days", RA_CRL_DAYS_MOST);
	if (d->ocsp_hours > RA_OCSP_HOURS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "an OCSP answer is valid for 1 to %d hours",
		    RA_OCSP_HOURS_MOST);
	return 0;
}

int
connector_check_draft(const struct connector_draft *d, struct err *e)
{
	return check_change(d, &(struct connector_draft){ .name = NULL }, e);
}

struct connector_draft
ra_connector_draft(const Connector *record)
{
	struct connector_draft d = {
		.name = record->name,
		.kind = record->kind,
		.crl_url = record->crl_url,
		.ca_issuers_url = record->ca_issuers_url,
		.ocsp_url = record->ocsp_url,
		.crl_days = record->crl_days,
		.ocsp_hours = record->ocsp_hours,
	};

	if (d.crl_days == 0)
		d.crl_days = RA_CRL_DAYS_DEFAULT;
	if (d.ocsp_hours == 0)
		d.ocsp_hours = RA_OCSP_HOURS_DEFAULT;
	return d;
}

/* "changed CRL URL to 'none', CRL days to 3 of connector 'x'" */
static const char *
describe(struct arena *a, const struct connector_draft *old,
    const struct connector_draft *new)
{
	const struct {
		const char *name, *before, *after;
	} rows[] = {
		{ "name", old->name, new->name },
		{ "CRL URL", old->crl_url, new->crl_url },
		{ "CA issuers URL", old->ca_issuers_url, new->ca_issuers_url },
		{ "OCSP URL", old->ocsp_url, new->ocsp_url },
		{ "days of a CRL", arena_printf(a, "%u", old->crl_days),
		    arena_printf(a, "%u", new->crl_days) },
		{ "hours of an OCSP answer",
		    arena_printf(a, "%u", old->ocsp_hours),
		    arena_printf(a, "%u", new->ocsp_hours) },
	};
	const char *all = "";
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].before, rows[i].after) != 0)
			all = arena_printf(a, "%s%s%s to '%s'", all,
			    all[0] == '\0' ? "" : ", ", rows[i].name,
			    rows[i].after);
	return arena_printf(a, "changed %s of connector '%s'",
	    all[0] == '\0' ? "nothing" : all, old->name);
}

static void
fill(Connector *record, const struct connector_draft *d)
{
	record->name = field_text(d->name);
	record->crl_url = field_text(d->crl_url);
	record->ca_issuers_url = field_text(d->ca_issuers_url);
	record->ocsp_url = field_text(d->ocsp_url);
	record->crl_days = d->crl_days;
	record->ocsp_hours = d->ocsp_hours;
	/* Whoever has it open reads it anew. */
	record->version++;
}

static int
change_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct change *c = ctx;
	struct audit what = { "connector-change", "connector", c->id, NULL };
	struct connector_draft old, new;
	Connector *record, *other;

	if (store_get_connector(t, c->id, c->a, &record, e) == -1)
		return -1;
	if (record == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such connector");
	if (record->version != c->version)
		return err_set(e, ERR_CONFLICT,
		    "connector '%s' was changed meanwhile: look at it anew, "
		    "and change it then",
		    record->name);
	old = ra_connector_draft(record);
	if (check_change(c->d, &old, e) == -1 ||
	    store_find_connector(t, c->d->name, c->a, &other, e) == -1)
		return -1;
	if (other != NULL &&
	    !span_equal(field_span(other->id), field_span(record->id)))
		return err_set(e, ERR_CONFLICT,
		    "there is a connector '%s' already", other->name);
	fill(record, c->d);
	new = ra_connector_draft(record);
	what.detail = describe(c->a, &old, &new);
	if (store_put_connector(t, record, e) == -1)
		return -1;
	return audit_add(t, c->by, &what, e);
}

int
ra_connector_change(struct ra *ra, const struct actor *by,
    const struct uuid *id, uint64_t version, const struct connector_draft *d,
    struct err *e)
{
	struct change c = {
		.by = by,
		.id = id,
		.version = version,
		.d = d,
	};
	int rc;

	c.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, change_body, &c, e);
	arena_free(c.a);
	return rc;
}
