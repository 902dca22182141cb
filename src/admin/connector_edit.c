/* SPDX-License-Identifier: BSD-2-Clause */
/* What a connector's certificates point to is changed. */
#include <inttypes.h>

#include "admin/connector_fields.h"
#include "admin/owner.h"
#include "admin/routes.h"

static void
set_version(struct page *page, struct web_form *form, const Connector *record)
{
	web_form_set(form, CONNECTOR_VERSION,
	    arena_printf(page->arena, "%" PRIu64, record->version));
}

static int
show(struct page *page, struct web_form *form, const Connector *record,
    struct err *e)
{
	const struct connector_draft before = ra_connector_draft(record);
	const struct owner owner = owner_of_connector(record);
	const char *path = owner_path(page, &owner, "");
	struct view *v = page_view(page, "Edit connector");

	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, path, owner.name);
	page_crumb(page, v, NULL, "Edit");
	connector_fields_remark(page, form, &before);
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action",
	    page_url(page, owner_path(page, &owner, "/edit")));
	view_set(v, "Form.Cancel", page_url(page, path));
	view_set(v, "Form.Button", "Save changes");
	if (!web_form_ok(form))
		page->res->status = 422;
	return page_render(page, v, "page/connector_form.cs", e);
}

int
connector_edit_page(struct page *page, struct err *e)
{
	struct web_form *form = connector_fields_form(page, CONNECTOR_CHANGED);
	struct connector_draft d;
	Connector *record;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	d = ra_connector_draft(record);
	connector_fields_set(page, form, &d);
	set_version(page, form, record);
	return show(page, form, record, e);
}

/* Somebody, or the renewal of its RA, was faster; or the name is taken. */
static int
refuse(struct page *page, struct web_form *form, const Connector *record,
    const struct connector_draft *typed, struct err *e)
{
	const struct owner owner = owner_of_connector(record);
	struct connector_draft there;
	Connector *now;

	if (e->kind != ERR_CONFLICT)
		return -1;
	if (connector_fields_conflict(page, form, &owner.id, e) == 0)
		return show(page, form, record, e);
	if (e->kind != ERR_CONFLICT || owner_connector(page, &now, e) == -1)
		return -1;
	there = ra_connector_draft(now);
	connector_fields_overtaken(page, form, typed, &there);
	web_form_fail_whole(form,
	    "This connector was changed while you did. Nothing is saved yet: "
	    "save again to have it as it stands below.");
	set_version(page, form, now);
	return show(page, form, now, e);
}

int
connector_edit(struct page *page, struct err *e)
{
	struct web_form *form = connector_fields_form(page, CONNECTOR_CHANGED);
	const struct actor by = page_actor(page);
	struct web_note note = { .key = "connector-changed" };
	struct connector_draft d = { .name = NULL }, before;
	struct owner owner;
	Connector *record;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	owner = owner_of_connector(record);
	before = ra_connector_draft(record);
	if (!connector_fields_read(page, form, &before, &d)) {
		if (connector_fields_find_taken(page, form, &owner.id, e) == -1)
			return -1;
		return show(page, form, record, e);
	}
	if (ra_connector_change(page->admin->ra, &by, &owner.id,
		(uint64_t)web_form_int(form, CONNECTOR_VERSION), &d, e) == -1)
		return refuse(page, form, record, &d, e);
	note.subject = d.name;
	page_see_other(page, owner_path(page, &owner, ""), &note);
	return 0;
}
