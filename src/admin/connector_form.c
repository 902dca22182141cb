/* SPDX-License-Identifier: BSD-2-Clause */
/* A local CA is made, by itself or on the way to a profile that wants one. */
#include <string.h>

#include "admin/connector_fields.h"
#include "admin/routes.h"
#include "pki/name.h"
#include "web/status.h"
#include "web/url.h"

/* ---- On the way to a profile ------------------------------------------- */

static bool
is_profile_edit(struct arena *a, const char *path)
{
	static const char before[] = "/profiles/", after[] = "/edit";
	const size_t n = sizeof(before) - 1;
	struct uuid id;

	return strncmp(path, before, n) == 0 &&
	    strlen(path) == n + UUID_TEXT_LEN + sizeof(after) - 1 &&
	    strcmp(path + n + UUID_TEXT_LEN, after) == 0 &&
	    uuid_parse(arena_str(a, span_of(path + n, UUID_TEXT_LEN)), &id);
}

/*
 * The form of a profile, where somebody comes from one, with what was typed
 * there as its query; else "".
 */
static const char *
next_of(struct arena *a, const char *wanted)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~%=&";
	const char *path = arena_str(a, span_of(wanted, strcspn(wanted, "?")));
	const char *query = wanted + strlen(path);

	if (strcmp(path, "/profiles/add") != 0 && !is_profile_edit(a, path))
		return "";
	query += *query == '?';
	return query[strspn(query, plain)] == '\0' ? wanted : path;
}

/* ---- The form ---------------------------------------------------------- */

static int
show(struct page *page, struct web_form *form, const char *next, struct err *e)
{
	struct view *v = page_view(page, "Add connector");

	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, NULL, "Add");
	web_form_set(form, CONNECTOR_NEXT, next);
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action", page_url(page, "/connectors/add"));
	view_set(v, "Form.Button", "Create connector");
	view_set(v, "Form.Cancel",
	    page_url(page, *next != '\0' ? next : "/connectors"));
	if (!web_form_ok(form))
		page->res->status = 422;
	return page_render(page, v, "page/connector_form.cs", e);
}

int
connector_add_page(struct page *page, struct err *e)
{
	struct arena *a = page->arena;
	struct web_form *form = connector_fields_form(page, CONNECTOR_MADE);
	struct connector_draft usual;
	Connector nothing;

	connector__init(&nothing);
	usual = ra_connector_draft(&nothing);
	connector_fields_set(page, form, &usual);
	web_form_set(form, CONNECTOR_KEY_TYPE, "rsa:3072");
	web_form_set(form, CONNECTOR_YEARS,
	    arena_printf(a, "%d", RA_CA_YEARS_DEFAULT));
	return show(page, form, next_of(a, page_query(page, "next")), e);
}

/* ---- What ra has against it -------------------------------------------- */

static void
fail_subject(const struct page *page, struct web_form *form,
    const struct connector_draft *d, const char *text)
{
	struct arena *a = page->arena;

	if (*d->subject == '\0')
		text = arena_printf(a,
		    "No subject can be made from this name, so enter one. %s",
		    text);
	web_form_fail(form, CONNECTOR_SUBJECT, web_sentence(a, text));
}

/* Say at the field what ra refused; -1: it was something else. */
static int
place_failure(struct page *page, struct web_form *form,
    const struct connector_draft *d, struct err *e)
{
	/* Name and URLs were checked before: what is left is the subject. */
	if (e->kind == ERR_MALFORMED) {
		fail_subject(page, form, d, e->text);
		return 0;
	}
	if (e->kind != ERR_CONFLICT)
		return -1;
	return connector_fields_conflict(page, form, NULL, e);
}

/* So that it is told together with all else; ra looks once more. */
static bool
subject_is_fine(const struct page *page, struct web_form *form)
{
	struct span name;
	const char *text;
	struct err e;

	if (!web_form_field_ok(form, CONNECTOR_SUBJECT))
		return false;
	text = web_form_text(form, CONNECTOR_SUBJECT);
	if (*text == '\0' || name_from_text(text, page->arena, &name, &e) == 0)
		return true;
	web_form_fail(form, CONNECTOR_SUBJECT,
	    web_sentence(page->arena, e.text));
	return false;
}

/* ---- Made -------------------------------------------------------------- */

static void
go_on(struct page *page, const struct uuid *id, const char *name,
    const char *next)
{
	const struct web_note note = {
		.key = "connector-added",
		.subject = name,
	};
	const char *text = uuid_text(page->arena, id);

	if (*next != '\0')
		page_see_other(page,
		    web_url(page->arena, next, "connector", text, NULL), &note);
	else
		page_see_other(page,
		    arena_printf(page->arena, "/connectors/%s", text), &note);
}

int
connector_add(struct page *page, struct err *e)
{
	struct web_form *form = connector_fields_form(page, CONNECTOR_MADE);
	const char *next = next_of(page->arena, page_posted(page, "next"));
	const struct actor by = page_actor(page);
	struct connector_draft d = { .kind = "local" };
	struct uuid id;
	bool fine;

	fine = connector_fields_read(page, form, NULL, &d);
	if (!subject_is_fine(page, form) || !fine) {
		if (connector_fields_find_taken(page, form, NULL, e) == -1)
			return -1;
		return show(page, form, next, e);
	}
	d.subject = web_form_text(form, CONNECTOR_SUBJECT);
	d.key_type = web_form_text(form, CONNECTOR_KEY_TYPE);
	d.years = (unsigned int)web_form_int(form, CONNECTOR_YEARS);
	if (ra_connector_create(page->admin->ra, &by, &d, &id, e) == -1) {
		if (place_failure(page, form, &d, e) == -1)
			return -1;
		return show(page, form, next, e);
	}
	go_on(page, &id, d.name, next);
	return 0;
}
