/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See next_ca.h.  A next CA lies whole in a place of its own (record.proto):
 * no file moves when it takes over, the record alone says which CA is which.
 * The place's number is given out in a transaction before any file is made,
 * so nobody ever writes where another one does.
 */
#include "ra/next_ca.h"
#include "base/clock.h"
#include "connector/local.h"
#include "pki/name.h"
#include "ra/ca_files.h"
#include "ra/ca_taken.h"
#include "ra/connectors.h"
#include "ra/setup.h"
#include "ra/state.h"

struct rollover {
	struct arena *a;
	const struct actor *by;
	const struct uuid *id;
	const struct next_ca_draft *draft;
	struct ca_files files;
	int64_t now_ms;
	Connector *record; /* as the last body read it */
	unsigned int place;
	/* Of the next CA. */
	struct span sha256;
	int64_t not_after_ms;
	const char *key_type;
	char *passphrase_file;
};

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct rollover *r = ctx;

	if (store_get_connector(t, r->id, r->a, &r->record, e) == -1)
		return -1;
	if (r->record == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such connector");
	return 0;
}

static int
put(struct store_txn *t, struct rollover *r, const char *action,
    const char *detail, struct err *e)
{
	const struct audit what = { action, "connector", r->id, detail };

	r->record->version++;
	if (store_put_connector(t, r->record, e) == -1)
		return -1;
	return audit_add(t, r->by, &what, e);
}

/* ---- Preparing --------------------------------------------------------- */

static int
check_none(const struct rollover *r, struct err *e)
{
	if (r->record->next_place == 0)
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "connector '%s' has a next CA already, from %s on: drop that "
	    "first",
	    r->record->name, clock_rfc3339(r->a, r->record->next_from_ms));
}

int64_t
ra_former_ca_until(const Connector *r, int64_t now_ms)
{
	if (!connector_has_former(r, now_ms))
		return 0;
	return r->next_place != 0 && r->next_from_ms < r->former_until_ms ?
	    r->next_from_ms :
	    r->former_until_ms;
}

static bool
replaces_former(const struct rollover *r)
{
	return r->draft->from_ms <= r->record->former_until_ms;
}

static int
check_draft(const struct rollover *r, struct err *e)
{
	const struct next_ca_draft *d = r->draft;
	int64_t most = r->now_ms + RA_NEXT_CA_DAYS_MOST * CLOCK_DAY_MS;

	if (d->from_ms <= r->now_ms || d->from_ms > most)
		return err_set(e, ERR_MALFORMED,
		    "a next CA takes over within %d days from now",
		    RA_NEXT_CA_DAYS_MOST);
	if (d->from_ms >= r->record->not_after_ms)
		return err_set(e, ERR_MALFORMED,
		    "a next CA takes over before the end of the one in use, "
		    "%s",
		    clock_rfc3339(r->a, r->record->not_after_ms));
	if (replaces_former(r) && !d->replace_former)
		return err_set(e, ERR_CONFLICT,
		    "the CA before the one in use counts until %s: have the "
		    "next one take over after that, or replace it (box or "
		    "--replace-former), and what it issued is renewed no more",
		    clock_rfc3339(r->a, r->record->former_until_ms));
	if (d->years > RA_CA_YEARS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "a CA is made for 1 to %d years, not %u", RA_CA_YEARS_MOST,
		    d->years);
	if (d->years != 0 &&
	    r->now_ms + d->years * 365 * CLOCK_DAY_MS <
		d->from_ms + RA_NEXT_CA_USE_LEAST * CLOCK_DAY_MS)
		return err_set(e, ERR_MALFORMED,
		    "a next CA of %u years that is made now ends within %d "
		    "days of taking over: make it for longer",
		    d->years, RA_NEXT_CA_USE_LEAST);
	return ca_files_check(&r->files, d->key_type != NULL || d->years != 0,
	    e);
}

static int
give_place(struct store_txn *t, void *ctx, struct err *e)
{
	struct rollover *r = ctx;

	if (read_body(t, r, e) == -1 || check_none(r, e) == -1 ||
	    check_draft(r, e) == -1)
		return -1;
	r->place = ++r->record->places_given;
	return store_put_connector(t, r->record, e);
}

/* What can only be made elsewhere is taken over from there. */
static int
check_makes(const struct rollover *r, const struct cert *ca, struct err *e)
{
	if (r->record->passphrase_file[0] != '\0')
		return err_set(e, ERR_DENIED,
		    "the key of this CA is encrypted, and that of a next one "
		    "would not be: make one elsewhere, and prepare it from "
		    "its files");
	if (!cert_is_self_issued(ca))
		return err_set(e, ERR_DENIED,
		    "the CA of connector '%s' was issued by another one, and "
		    "so is the next: prepare it from its files",
		    r->record->name);
	return 0;
}

static int
make_files(const struct ra *ra, struct rollover *r,
    const struct connector *in_use, struct err *e)
{
	const struct cert *ca = connector_ca(in_use);
	struct connector_local_draft d = {
		.dir = connector_place(ra, r->a, r->id, r->place),
		.subject = ca->subject,
		.key_type = key_type_of(connector_ca_public(in_use)),
		.years = r->draft->years,
		.now = r->now_ms / 1000,
	};

	if (d.years == 0)
		d.years = RA_CA_YEARS_DEFAULT;
	if (check_makes(r, ca, e) == -1)
		return -1;
	if (r->draft->key_type != NULL &&
	    key_type_parse(r->draft->key_type, &d.key_type, e) == -1)
		return -1;
	return connector_local_make(&d, e);
}

static int
take_files(const struct ra *ra, struct rollover *r, struct err *e)
{
	if (ca_files_passphrase(&r->files, r->a, &r->passphrase_file, e) == -1)
		return -1;
	return ca_files_import(&r->files,
	    connector_place(ra, r->a, r->id, r->place), e);
}

/* To devices it is the same CA (RFC 8894 section 4.7.1), with another key. */
static int
check_next(const struct rollover *r, const struct cert *in_use,
    const struct cert *next, struct err *e)
{
	const int64_t from = r->draft->from_ms / 1000;
	const int64_t least = RA_NEXT_CA_USE_LEAST * CLOCK_DAY_MS / 1000;

	if (!name_same(next->subject, in_use->subject))
		return err_set(e, ERR_DENIED,
		    "the next CA has the name of the one in use, %s, and not "
		    "%s",
		    name_text(r->a, in_use->subject),
		    name_text(r->a, next->subject));
	if (span_equal(next->spki, in_use->spki))
		return err_set(e, ERR_DENIED,
		    "the next CA has a key of its own, and this is the one in "
		    "use");
	if (next->not_before > from || next->not_after < from + least)
		return err_set(e, ERR_DENIED,
		    "the next CA is valid from %s to %s: want it valid when "
		    "it takes over, and for %d days from then on",
		    clock_rfc3339(r->a, next->not_before * 1000),
		    clock_rfc3339(r->a, next->not_after * 1000),
		    RA_NEXT_CA_USE_LEAST);
	return 0;
}

static int
read_next(const struct ra *ra, struct rollover *r,
    const struct connector *in_use, struct err *e)
{
	Connector record = *r->record;
	const struct cert *ca;
	struct connector *c;

	record.next_place = r->place;
	record.next_passphrase_file = r->passphrase_file;
	if (ra_connector_open(ra, &record, r->place, &c, e) == -1)
		return -1;
	ca = connector_ca(c);
	if (check_next(r, connector_ca(in_use), ca, e) == -1) {
		connector_close(c);
		return -1;
	}
	r->sha256 = field_sha256(r->a, ca->der);
	r->not_after_ms = ca->not_after * 1000;
	r->key_type = key_type_text(r->a, key_type_of(connector_ca_public(c)));
	connector_close(c);
	return 0;
}

static int
make(const struct ra *ra, struct rollover *r, struct err *e)
{
	struct connector *in_use;
	int rc;

	if (connector_open_record(ra, r->record, &in_use, e) == -1)
		return -1;
	if (ca_files_given(&r->files))
		rc = take_files(ra, r, e);
	else
		rc = make_files(ra, r, in_use, e);
	if (rc == 0)
		rc = read_next(ra, r, in_use, e);
	connector_close(in_use);
	return rc;
}

/* Where devices seal to the CA itself, the next one has to open that, too. */
static int
check_answers(struct store_txn *t, const struct rollover *r, struct err *e)
{
	struct store_list list = {
		.index = STORE_PROFILES_BY_CONNECTOR,
		.key = uuid_span(r->id),
		.most = STORE_PAGE_MOST,
	};
	struct store_page page = { .more = !connector_key_opens(r->key_type) };
	const Profile *p;

	while (page.more) {
		if (store_list(t, &list, r->a, &page, e) == -1)
			return -1;
		for (unsigned int i = 0; i < page.n; i++) {
			p = (const Profile *)page.rows[i];
			if (p->by_ca)
				return err_set(e, ERR_CONFLICT,
				    "profile '%s' has the CA itself answer, "
				    "which takes an RSA key, and that of this "
				    "next CA is %s: have the RA answer there, "
				    "or prepare one with an RSA key",
				    p->name, r->key_type);
		}
		list.after = page.next;
	}
	return 0;
}

static int
prepare_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct rollover *r = ctx;

	if (read_body(t, r, e) == -1 || check_none(r, e) == -1 ||
	    check_answers(t, r, e) == -1)
		return -1;
	r->record->next_place = r->place;
	r->record->next_from_ms = r->draft->from_ms;
	r->record->next_ca_sha256 = field_bytes(r->sha256);
	r->record->next_not_after_ms = r->not_after_ms;
	r->record->next_key_type = field_text(r->key_type);
	r->record->next_passphrase_file = r->passphrase_file;
	return put(t, r, "connector-prepare-next-ca",
	    arena_printf(r->a,
		"%s a next CA for connector '%s', to take over on %s%s",
		ca_files_given(&r->files) ? "took" : "made", r->record->name,
		clock_rfc3339(r->a, r->draft->from_ms),
		replaces_former(r) ? ", when the CA before the one in use "
				     "counts no more" :
				     ""),
	    e);
}

/*
 * After a failure, which is what counts.  What the disk did not take may be on
 * record all the same: a CA needs its key then, though it be in use by now, and
 * one that was dropped does not.
 */
static void
forget_place(const struct ra *ra, struct rollover *r)
{
	struct err unused = { 0 };
	int rc = store_view(ra->store, read_body, r, &unused);

	if (rc == 0 && r->record->next_place != r->place &&
	    !connector_has_place(r->record, r->place))
		rc = connector_forget(r->record->kind,
		    connector_place(ra, r->a, r->id, r->place), &unused);
	if (rc == -1)
		err_clear(&unused);
}

int
ra_next_ca_prepare(struct ra *ra, const struct actor *by,
    const struct uuid *connector, const struct next_ca_draft *d, struct err *e)
{
	struct rollover r = {
		.a = arena_new(),
		.by = by,
		.id = connector,
		.draft = d,
		.files = { d->key_file, d->cert_file, d->passphrase_file },
		.now_ms = clock_ms(),
		.passphrase_file = field_text(""),
	};
	int rc;

	rc = store_update(ra->store, STORE_DURABLE, give_place, &r, e);
	if (rc == 0 &&
	    ((rc = make(ra, &r, e)) == -1 ||
		(rc = ca_put_on_record(ra, connector,
		     connector_place(ra, r.a, connector, r.place), prepare_body,
		     &r, e)) == -1) &&
	    r.record != NULL)
		forget_place(ra, &r);
	arena_free(r.a);
	return rc;
}

/* ---- Dropping and reading ---------------------------------------------- */

static int
check_some(const struct rollover *r, struct err *e)
{
	if (r->record->next_place != 0)
		return 0;
	return err_set(e, ERR_NOT_FOUND, "connector '%s' has no next CA",
	    r->record->name);
}

static int
drop_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct rollover *r = ctx;

	if (read_body(t, r, e) == -1 || check_some(r, e) == -1)
		return -1;
	if (r->sha256.len > 0 &&
	    !span_equal(r->sha256, field_span(r->record->next_ca_sha256)))
		return err_set(e, ERR_CONFLICT,
		    "connector '%s' has another next CA by now: look at that "
		    "before you drop it",
		    r->record->name);
	r->place = r->record->next_place;
	r->record->next_place = 0;
	r->record->next_from_ms = 0;
	r->record->next_ca_sha256 = field_bytes(span_of(NULL, 0));
	r->record->next_not_after_ms = 0;
	r->record->next_key_type = field_text("");
	r->record->next_passphrase_file = field_text("");
	return put(t, r, "connector-drop-next-ca",
	    arena_printf(r->a, "dropped the next CA of connector '%s'",
		r->record->name),
	    e);
}

int
ra_next_ca_drop(struct ra *ra, const struct actor *by,
    const struct uuid *connector, struct span ca_sha256, struct err *e)
{
	struct rollover r = {
		.a = arena_new(),
		.by = by,
		.id = connector,
		.sha256 = ca_sha256,
	};
	int rc;

	rc = store_update(ra->store, STORE_DURABLE, drop_body, &r, e);
	if (rc == 0)
		rc = connector_forget(r.record->kind,
		    connector_place(ra, r.a, connector, r.place), e);
	else if (r.place != 0)
		forget_place(ra, &r);
	arena_free(r.a);
	return rc;
}

int
ra_next_ca(struct ra *ra, const struct uuid *connector, struct arena *a,
    struct span *der, struct err *e)
{
	struct rollover r = { .a = a, .id = connector };
	struct connector *c;

	if (store_view(ra->store, read_body, &r, e) == -1 ||
	    check_some(&r, e) == -1)
		return -1;
	if (ra_connector_open(ra, r.record, r.record->next_place, &c, e) ==
	    -1) {
		e->kind = ERR_UNAVAILABLE;
		return err_prefix(e, "the next CA of connector '%s'",
		    r.record->name);
	}
	*der = arena_span(a, connector_ca(c)->der);
	connector_close(c);
	return 0;
}
