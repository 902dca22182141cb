/* SPDX-License-Identifier: BSD-2-Clause */
/* Connectors: made, taken over, removed.  See setup.h. */
#include <string.h>

#include "base/clock.h"
#include "connector/connector.h"
#include "connector/local.h"
#include "pki/name.h"
#include "ra/ca_files.h"
#include "ra/ca_taken.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"
#include "ra/setup.h"
#include "ra/state.h"

#define KEY_DEFAULT "rsa:3072"

struct connector_act {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
	const char *dir;
	Connector record;
};

static bool
is_set(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static int
check_kind(const char *kind, struct err *e)
{
	const char *const *k;

	for (k = connector_kinds(); *k != NULL; k++)
		if (kind != NULL && strcmp(*k, kind) == 0)
			return 0;
	return err_set(e, ERR_MALFORMED,
	    "the connector's kind is '%s', not '%s'", connector_kinds()[0],
	    kind != NULL ? kind : "");
}

static struct ca_files
files_of(const struct connector_draft *d)
{
	return (
	    struct ca_files){ d->key_file, d->cert_file, d->passphrase_file };
}

/* "/CN=" and the name, in which '/' and '\' stand for themselves. */
static const char *
subject_of(const struct connector_draft *d, struct arena *a)
{
	const char *s, *text = "/CN=";

	if (is_set(d->subject))
		return d->subject;
	for (s = d->name; *s != '\0'; s++)
		text = arena_printf(a, "%s%s%c", text,
		    *s == '/' || *s == '\\' ? "\\" : "", *s);
	return text;
}

static int
check_subject(const struct connector_draft *d, struct err *e)
{
	struct arena *a = arena_new();
	struct span unused;
	int rc = name_from_text(subject_of(d, a), a, &unused, e);

	arena_free(a);
	return rc;
}

static int
check_draft(const struct connector_draft *d, struct err *e)
{
	const struct ca_files files = files_of(d);

	if (check_kind(d->kind, e) == -1 || connector_check_draft(d, e) == -1)
		return -1;
	if (d->years > RA_CA_YEARS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "a CA is made for 1 to %d years, not %u", RA_CA_YEARS_MOST,
		    d->years);
	if (ca_files_check(&files,
		is_set(d->subject) || is_set(d->key_type) || d->years != 0,
		e) == -1)
		return -1;
	return ca_files_given(&files) ? 0 : check_subject(d, e);
}

int
ra_connector_check(const struct connector_draft *d, struct err *e)
{
	return check_draft(d, e);
}

static int
make_new(const struct connector_act *act, const struct connector_draft *d,
    struct err *e)
{
	struct connector_local_draft l = {
		.dir = act->dir,
		.years = d->years != 0 ? d->years : RA_CA_YEARS_DEFAULT,
		.now = clock_ms() / 1000,
	};

	if (key_type_parse(is_set(d->key_type) ? d->key_type : KEY_DEFAULT,
		&l.key_type, e) == -1 ||
	    name_from_text(subject_of(d, act->a), act->a, &l.subject, e) == -1)
		return -1;
	return connector_local_make(&l, e);
}

static int
name_is_free(struct store_txn *t, void *ctx, struct err *e)
{
	struct connector_act *act = ctx;
	Connector *other;

	if (store_find_connector(t, act->record.name, act->a, &other, e) == -1)
		return -1;
	if (other != NULL)
		return err_set(e, ERR_CONFLICT,
		    "there is a connector '%s' already", other->name);
	return 0;
}

static int
create_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct connector_act *act = ctx;
	struct audit what = { "connector-create", "connector", &act->id,
		arena_printf(act->a, "made connector '%s' to the CA %s",
		    act->record.name, act->record.ca_subject) };

	if (name_is_free(t, act, e) == -1 ||
	    store_put_connector(t, &act->record, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

static int
fill_record(struct connector_act *act, const struct connector_draft *d,
    struct err *e)
{
	const struct ca_files files = files_of(d);
	Connector *r = &act->record;

	connector__init(r);
	r->id = field_id(&act->id);
	r->name = field_text(d->name);
	r->kind = field_text(d->kind);
	r->created_ms = clock_ms();
	r->version = 1;
	r->crl_url = field_text(d->crl_url);
	r->ca_issuers_url = field_text(d->ca_issuers_url);
	r->ocsp_url = field_text(d->ocsp_url);
	r->crl_days = d->crl_days;
	r->ocsp_hours = d->ocsp_hours;
	return ca_files_passphrase(&files, act->a, &r->passphrase_file, e);
}

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct connector_act *act = ctx;
	Connector *record;

	if (store_get_connector(t, &act->id, act->a, &record, e) == -1)
		return -1;
	if (record == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such connector");
	act->record = *record;
	return 0;
}

/* Those of all its CAs. */
static int
forget_keys(const struct ra *ra, const struct connector_act *act, struct err *e)
{
	int rc = 0;

	for (unsigned int n = act->record.places_given; rc == 0 && n > 0; n--)
		rc = connector_forget(act->record.kind,
		    connector_place(ra, act->a, &act->id, n), e);
	return rc == 0 ? connector_forget(act->record.kind, act->dir, e) : -1;
}

/*
 * After a failure, which is what counts.  What the disk did not take may be on
 * record all the same: a connector needs its keys then, and one that was
 * removed does not.
 */
static void
forget_files(const struct ra *ra, struct connector_act *act)
{
	struct err why = { 0 };
	int rc = store_view(ra->store, read_body, act, &why);

	if (rc == -1 && why.kind == ERR_NOT_FOUND)
		rc = forget_keys(ra, act, &why);
	if (rc == -1)
		err_clear(&why);
}

/* The files first, then the record: what no record names does no harm. */
static int
create(struct ra *ra, struct connector_act *act,
    const struct connector_draft *d, struct err *e)
{
	const struct ca_files files = files_of(d);
	int rc;

	if (check_draft(d, e) == -1 || fill_record(act, d, e) == -1 ||
	    store_view(ra->store, name_is_free, act, e) == -1)
		return -1;
	rc = ca_files_given(&files) ? ca_files_import(&files, act->dir, e) :
				      make_new(act, d, e);
	if (rc == -1)
		return -1;
	if (connector_fill_facts(ra, &act->record, act->a, e) == 0 &&
	    ca_put_on_record(ra, NULL, act->dir, create_body, act, e) == 0)
		return 0;
	forget_files(ra, act);
	return -1;
}

int
ra_connector_create(struct ra *ra, const struct actor *by,
    const struct connector_draft *d, struct uuid *out, struct err *e)
{
	struct connector_act act = {
		.a = arena_new(),
		.by = by,
		.id = uuid_new(),
	};
	int rc;

	act.dir = connector_dir(ra, act.a, &act.id);
	rc = create(ra, &act, d, e);
	if (rc == 0)
		*out = act.id;
	arena_free(act.a);
	return rc;
}

static int
ca_der(const struct ra *ra, const struct connector_act *act, unsigned int place,
    struct span *der, struct err *e)
{
	struct connector *c;

	if (ra_connector_open(ra, &act->record, place, &c, e) == -1) {
		e->kind = ERR_UNAVAILABLE;
		return err_prefix(e, "connector '%s'", act->record.name);
	}
	*der = arena_span(act->a, connector_ca(c)->der);
	connector_close(c);
	return 0;
}

int
ra_connector_ca(struct ra *ra, const struct uuid *id, struct arena *a,
    struct span *der, struct err *e)
{
	struct connector_act act = { .a = a, .id = *id };

	ra_roll_over(ra);
	if (store_view(ra->store, read_body, &act, e) == -1)
		return -1;
	return ca_der(ra, &act, act.record.ca_place, der, e);
}

int
ra_connector_ca_at(struct ra *ra, const struct uuid *id, unsigned int place,
    struct arena *a, struct span *der, struct err *e)
{
	struct connector_act act = { .a = a, .id = *id };

	ra_roll_over(ra);
	if (store_view(ra->store, read_body, &act, e) == -1)
		return -1;
	if (!connector_has_place(&act.record, place))
		return err_set(e, ERR_NOT_FOUND,
		    "the connector has no such CA");
	return ca_der(ra, &act, place, der, e);
}

static int
remove_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct connector_act *act = ctx;
	struct audit what = { "connector-remove", "connector", &act->id, NULL };
	struct uuid crl;
	const char *user;

	if (read_body(t, act, e) == -1 ||
	    profile_that_uses(t, STORE_PROFILES_BY_CONNECTOR, &act->id, act->a,
		&user, e) == -1)
		return -1;
	if (user != NULL)
		return err_set(e, ERR_CONFLICT,
		    "connector '%s' is used by profile '%s': remove that "
		    "first, or give it another connector",
		    act->record.name, user);
	what.detail = arena_printf(act->a,
	    "removed connector '%s' and its keys", act->record.name);
	if (store_drop_connector(t, &act->id, e) == -1)
		return -1;
	for (unsigned int n = 0; n <= act->record.places_given; n++) {
		crl = crl_record_id(&act->id, n);
		if (store_drop_revocations(t, &crl, e) == -1)
			return -1;
	}
	return audit_add(t, act->by, &what, e);
}

int
ra_connector_remove(struct ra *ra, const struct actor *by,
    const struct uuid *id, struct err *e)
{
	struct connector_act act = { .a = arena_new(), .by = by, .id = *id };
	int rc;

	act.dir = connector_dir(ra, act.a, id);
	rc = store_update(ra->store, STORE_DURABLE, remove_body, &act, e);
	if (rc == 0)
		rc = forget_keys(ra, &act, e);
	else if (act.record.kind != NULL)
		forget_files(ra, &act);
	arena_free(act.a);
	return rc;
}
