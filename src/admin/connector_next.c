/* SPDX-License-Identifier: BSD-2-Clause */
/* The CA that comes after a connector's present one: prepared and dropped. */
#include <string.h>

#include "admin/connector_fields.h"
#include "admin/connector_words.h"
#include "admin/owner.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "base/text.h"
#include "ra/next_ca.h"
#include "web/status.h"

enum { FIELD_DAYS, FIELD_KEY_TYPE, FIELD_YEARS, FIELD_REPLACE };

#define DAYS_DEFAULT "30"

static const struct web_field fields[] = {
	[FIELD_DAYS] = {
		.name = "days",
		.label = "Takes over in (days)",
		.kind = WEB_FIELD_INT,
		.required = true,
		.least = 1,
		.most = RA_NEXT_CA_DAYS_MOST,
		.hint = "Until then devices can fetch its certificate, which "
		    "they do when they ask next.",
		.missing = "Enter in how many days it takes over.",
		.invalid = "Enter a whole number of days from 1 to 365.",
	},
	[FIELD_KEY_TYPE] = {
		.name = "key-type",
		.label = "Key type",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		.missing = "Choose a type of key.",
	},
	[FIELD_YEARS] = {
		.name = "years",
		.label = "Valid for (years)",
		.kind = WEB_FIELD_INT,
		.required = true,
		.least = 1,
		.most = RA_CA_YEARS_MOST,
		.hint = "From now on.",
		.missing = "Enter for how many years the CA is valid.",
		.invalid = "Enter a whole number of years from 1 to 50.",
	},
	/* Shown where there is such a CA. */
	[FIELD_REPLACE] = {
		.name = "replace-former",
		.label = "Replace the CA before the one in use",
		.kind = WEB_FIELD_FLAG,
		.hint = "Wanted only where the next one takes over while that "
		    "one counts. What it issued stays valid, but is renewed "
		    "no more, and its CRL and OCSP end: have its devices "
		    "renew before.",
	},
};
_Static_assert(RA_NEXT_CA_DAYS_MOST == 365, "the field's sentence says so");

/* ---- Preparing --------------------------------------------------------- */

/* A CA that was taken over may have a key of a kind that is not offered. */
static struct web_form *
new_form(const struct page *page, const Connector *record)
{
	struct arena *a = page->arena;
	struct web_form *form = web_form_new(a, fields,
	    sizeof(fields) / sizeof(fields[0]));
	struct web_choice *all = arena_alloc(a,
	    (connector_key_type_count + 1) * sizeof(*all));
	size_t n = 0;

	all[n++] = (struct web_choice){ "same",
		arena_printf(a, "As the present one: %s",
		    connector_key_words(a, record->key_type)) };
	for (size_t i = 0; i < connector_key_type_count; i++)
		all[n++] = connector_key_types[i];
	web_form_choices(form, FIELD_KEY_TYPE, all, n);
	return form;
}

static int
show_form(struct page *page, const struct web_form *form,
    const Connector *record, struct err *e)
{
	const struct owner owner = owner_of_connector(record);
	const char *path = owner_path(page, &owner, "");
	struct view *v = page_view(page, "Prepare a next CA");

	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, path, owner.name);
	page_crumb(page, v, NULL, "Prepare a next CA");
	view_set(v, "Connector.CaSubject", record->ca_subject);
	web_form_show(form, view_at(v, "Form"));
	view_set_flag(v, "Form.HasFormer",
	    ra_former_ca_until(record, clock_ms()) != 0);
	view_set(v, "Form.Action",
	    page_url(page, owner_path(page, &owner, "/next/prepare")));
	view_set(v, "Form.Cancel", page_url(page, path));
	if (!web_form_ok(form))
		page->res->status = 422;
	return page_render(page, v, "page/next_ca_form.cs", e);
}

int
connector_prepare_page(struct page *page, struct err *e)
{
	struct web_form *form;
	Connector *record;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	form = new_form(page, record);
	web_form_set(form, FIELD_DAYS, DAYS_DEFAULT);
	web_form_set(form, FIELD_KEY_TYPE, "same");
	web_form_set(form, FIELD_YEARS,
	    arena_printf(page->arena, "%d", RA_CA_YEARS_DEFAULT));
	return show_form(page, form, record, e);
}

int
connector_prepare(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_note note = { .key = "next-ca-prepared" };
	struct next_ca_draft d = { .key_type = NULL };
	struct owner owner;
	struct web_form *form;
	Connector *record;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	owner = owner_of_connector(record);
	form = new_form(page, record);
	if (!web_form_read(form, &page->posted))
		return show_form(page, form, record, e);
	d.from_ms = clock_ms() + web_form_int(form, FIELD_DAYS) * CLOCK_DAY_MS;
	if (strcmp(web_form_text(form, FIELD_KEY_TYPE), "same") != 0)
		d.key_type = web_form_text(form, FIELD_KEY_TYPE);
	d.years = (unsigned int)web_form_int(form, FIELD_YEARS);
	d.replace_former = web_form_flag(form, FIELD_REPLACE);
	if (ra_next_ca_prepare(page->admin->ra, &by, &owner.id, &d, e) == -1) {
		if (e->kind != ERR_MALFORMED && e->kind != ERR_CONFLICT &&
		    e->kind != ERR_DENIED)
			return -1;
		/* A time is in two of these at most, and it is the days'. */
		if (e->kind == ERR_MALFORMED)
			web_form_fail(form, FIELD_DAYS,
			    web_sentence(page->arena, e->text));
		else
			web_form_fail_whole(form,
			    web_sentence(page->arena, e->text));
		return show_form(page, form, record, e);
	}
	note.subject = owner.name;
	page_see_other(page, owner_path(page, &owner, ""), &note);
	return 0;
}

/* ---- Dropping ---------------------------------------------------------- */

static int
find_with_next(const struct page *page, Connector **record, struct owner *owner,
    struct err *e)
{
	if (owner_connector(page, record, e) == -1)
		return -1;
	*owner = owner_of_connector(*record);
	if ((*record)->next_place == 0)
		return err_set(e, ERR_NOT_FOUND,
		    "connector '%s' has no next CA", owner->name);
	return 0;
}

int
connector_drop_page(struct page *page, struct err *e)
{
	static const char *const goes[] = {
		"The next CA's certificate and its key, for good.",
		"What devices have fetched of it already: they keep a "
		"certificate of a CA that never comes.",
		NULL,
	};
	static const char *const stays[] = {
		"The CA in use, and all that it issued.",
		"Another next CA can be prepared at any time.",
		NULL,
	};
	struct confirmation c = {
		.title = "Drop the next CA",
		.goes = goes,
		.stays = stays,
		.button = "Drop next CA",
	};
	struct owner owner;
	struct view *v;
	Connector *record;

	if (find_with_next(page, &record, &owner, e) == -1)
		return -1;
	c.question = arena_printf(page->arena,
	    "Drop the next CA of the connector \"%s\"?", owner.name);
	/* Somebody else may put another one in its place meanwhile. */
	c.path = arena_printf(page->arena, "%s?ca=%s",
	    owner_path(page, &owner, "/next/drop"),
	    text_hex(page->arena,
		span_of(record->next_ca_sha256.data,
		    record->next_ca_sha256.len)));
	c.cancel = owner_path(page, &owner, "");
	v = page_view(page, c.title);
	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, c.cancel, owner.name);
	page_crumb(page, v, NULL, c.title);
	return confirm_render(page, v, &c, e);
}

int
connector_drop(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_note note = { .key = "next-ca-dropped" };
	struct span ca;
	struct owner owner;
	Connector *record;

	if (find_with_next(page, &record, &owner, e) == -1 ||
	    text_unhex(page->arena, page_query(page, "ca"), &ca, e) == -1 ||
	    ra_next_ca_drop(page->admin->ra, &by, &owner.id, ca, e) == -1)
		return -1;
	note.subject = owner.name;
	page_see_other(page, owner_path(page, &owner, ""), &note);
	return 0;
}
