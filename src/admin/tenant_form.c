/* SPDX-License-Identifier: BSD-2-Clause */
/* A tenant is added, or given another name. */
#include <inttypes.h>

#include "admin/owner.h"
#include "admin/routes.h"
#include "ra/setup.h"
#include "web/form.h"
#include "web/status.h"

enum { FIELD_NAME, FIELD_VERSION };

static const struct web_field fields[] = {
	[FIELD_NAME] = {
		.name = "name",
		.label = "Name",
		.kind = WEB_FIELD_TEXT,
		.required = true,
		.most = RA_NAME_MOST,
		.autocomplete = "off",
		.hint = "A customer, a department or a site, as people call "
		    "it.",
		.missing = "Enter a name for the tenant.",
	},
	/* Only where a tenant that is there gets another name. */
	[FIELD_VERSION] = {
		.name = "version",
		.label = "Version",
		.kind = WEB_FIELD_INT,
		.required = true,
		.hidden = true,
		.least = 1,
		.missing = "This form is not whole: open it again.",
		.invalid = "This form is not whole: open it again.",
	},
};
#define COUNT_TO_ADD 1
#define COUNT_TO_EDIT (sizeof(fields) / sizeof(fields[0]))

/* Why ra said no: what else there is now. */
struct look {
	struct arena *arena;
	struct uuid id; /* zero: of a new one */
	const char *name;
	/* Results; NULL: not there. */
	Tenant *record;
	Tenant *other; /* that has the name */
};

static int
look(struct store_txn *t, void *ctx, struct err *e)
{
	struct look *l = ctx;

	if (store_get_tenant(t, &l->id, l->arena, &l->record, e) == -1)
		return -1;
	return store_find_tenant(t, l->name, l->arena, &l->other, e);
}

static const char *
version_text(struct arena *a, const Tenant *record)
{
	return arena_printf(a, "%" PRIu64, record->version);
}

/* Say at the field what ra refused; -1: it was something else. */
static int
place_failure(struct page *page, struct web_form *form, const struct uuid *id,
    struct err *e)
{
	struct arena *a = page->arena;
	struct look l = {
		.arena = a,
		.id = *id,
		.name = web_form_text(form, FIELD_NAME),
	};
	struct err why = *e;

	if (e->kind == ERR_MALFORMED) {
		web_form_fail(form, FIELD_NAME, web_sentence(a, e->text));
		return 0;
	}
	if (e->kind != ERR_CONFLICT)
		return -1;
	if (store_view(ra_store(page->admin->ra), look, &l, e) == -1)
		return -1;
	if (l.record != NULL &&
	    (int64_t)l.record->version != web_form_int(form, FIELD_VERSION)) {
		web_form_fail(form, FIELD_NAME,
		    arena_printf(a,
			"This tenant was renamed to \"%s\" meanwhile. Save "
			"again to replace that.",
			l.record->name));
		web_form_set(form, FIELD_VERSION, version_text(a, l.record));
		return 0;
	}
	if (l.other == NULL) {
		*e = why;
		return -1;
	}
	web_form_fail(form, FIELD_NAME,
	    arena_printf(a,
		"There is a tenant \"%s\" already. Choose another name.",
		l.other->name));
	return 0;
}

static int
show(struct page *page, const struct web_form *form, const char *title,
    const char *action, struct err *e)
{
	struct view *v = page_view(page, title);

	page_crumb(page, v, "/tenants", "Tenants");
	page_crumb(page, v, NULL, title);
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action", page_url(page, action));
	view_set(v, "Form.Cancel", page_url(page, "/tenants"));
	if (!web_form_ok(form))
		page->res->status = 422;
	return page_render(page, v, "page/tenant_form.cs", e);
}

/* ---- Add --------------------------------------------------------------- */

static int
show_add(struct page *page, const struct web_form *form, struct err *e)
{
	return show(page, form, "Add tenant", "/tenants/add", e);
}

int
tenant_add_page(struct page *page, struct err *e)
{
	return show_add(page, web_form_new(page->arena, fields, COUNT_TO_ADD),
	    e);
}

int
tenant_add(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields, COUNT_TO_ADD);
	const struct actor by = page_actor(page);
	const struct uuid none = { 0 };
	struct web_note note = { .key = "tenant-added" };
	struct uuid id;

	if (!web_form_read(form, &page->posted))
		return show_add(page, form, e);
	note.subject = web_form_text(form, FIELD_NAME);
	if (ra_tenant_create(page->admin->ra, &by, note.subject, &id, e) ==
	    -1) {
		if (place_failure(page, form, &none, e) == -1)
			return -1;
		return show_add(page, form, e);
	}
	page_see_other(page, "/tenants", &note);
	return 0;
}

/* ---- Rename ------------------------------------------------------------ */

static int
show_edit(struct page *page, const struct web_form *form,
    const struct owner *owner, struct err *e)
{
	return show(page, form, "Rename tenant",
	    owner_path(page, owner, "/edit"), e);
}

int
tenant_edit_page(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields,
	    COUNT_TO_EDIT);
	struct owner owner;
	Tenant *record;

	if (owner_tenant(page, &record, e) == -1)
		return -1;
	owner = owner_of_tenant(record);
	web_form_set(form, FIELD_NAME, record->name);
	web_form_set(form, FIELD_VERSION, version_text(page->arena, record));
	return show_edit(page, form, &owner, e);
}

int
tenant_edit(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields,
	    COUNT_TO_EDIT);
	const struct actor by = page_actor(page);
	struct web_note note = { .key = "tenant-renamed" };
	struct owner owner;
	Tenant *record;

	if (owner_tenant(page, &record, e) == -1)
		return -1;
	owner = owner_of_tenant(record);
	if (!web_form_read(form, &page->posted))
		return show_edit(page, form, &owner, e);
	note.subject = web_form_text(form, FIELD_NAME);
	if (ra_tenant_rename(page->admin->ra, &by, &owner.id,
		(uint64_t)web_form_int(form, FIELD_VERSION), note.subject,
		e) == -1) {
		if (place_failure(page, form, &owner.id, e) == -1)
			return -1;
		return show_edit(page, form, &owner, e);
	}
	page_see_other(page, "/tenants", &note);
	return 0;
}
