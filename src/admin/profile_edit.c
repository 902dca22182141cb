/* SPDX-License-Identifier: BSD-2-Clause */
/* Edit a profile. */
#include "admin/profile_form.h"
#include "admin/profile_page.h"
#include "admin/routes.h"

static int
show(struct profile_form *f, struct err *e)
{
	const char *path = profile_path(f->page, f->record);
	struct view *v = page_view(f->page, "Edit SCEP Profile");

	page_crumb(f->page, v, "/profiles", "SCEP Server");
	page_crumb(f->page, v, path, f->record->name);
	page_crumb(f->page, v, NULL, "Edit");
	return profile_form_render(f, v,
	    arena_printf(f->page->arena, "%s/edit", path), path, "Save changes",
	    e);
}

int
profile_edit_page(struct page *page, struct err *e)
{
	struct profile_form f;
	Profile *record;

	if (profile_of_path(page, &record, e) == -1 ||
	    profile_form_begin(page, record, &f, e) == -1)
		return -1;
	return show(&f, e);
}

/* ra refused: because of a field, or of somebody who was faster. */
static int
refused(struct profile_form *f, struct err *e)
{
	struct err why = *e;
	Profile *now;

	if (e->kind == ERR_CONFLICT) {
		if (profile_of_path(f->page, &now, e) == -1)
			return -1;
		*e = why;
		if (now->version != profile_form_version(f)) {
			profile_form_overtaken(f, now);
			return show(f, e);
		}
	}
	if (profile_form_refuse(f, e) == -1)
		return -1;
	return show(f, e);
}

/* Somebody deleted it meanwhile: what was typed may become a new one. */
static int
is_gone(struct page *page, struct err *e)
{
	struct profile_form f;
	struct view *v;

	if (profile_form_begin(page, NULL, &f, e) == -1)
		return -1;
	web_form_fill(f.form, &page->posted);
	web_form_fail_whole(f.form,
	    "Somebody deleted this profile while you changed it. What you "
	    "typed stands below: create it anew, or leave it.");
	v = page_view(page, "Edit SCEP Profile");
	page_crumb(page, v, "/profiles", "SCEP Server");
	page_crumb(page, v, NULL, "Edit");
	return profile_form_render(&f, v, "/profiles/add", "/profiles",
	    "Create Profile", e);
}

int
profile_edit(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_note note = { "profile-changed", "" };
	struct profile_draft d;
	struct profile_form f;
	const char *path;
	struct uuid id;
	Profile *record;

	if (page_id(page, &id, e) == -1)
		return -1;
	if (profile_of_path(page, &record, e) == -1)
		return e->kind == ERR_NOT_FOUND ? is_gone(page, e) : -1;
	if (profile_form_begin(page, record, &f, e) == -1)
		return -1;
	path = profile_path(page, record);
	if (profile_form_leaves(&f, arena_printf(page->arena, "%s/edit", path)))
		return 0;
	if (profile_form_fills(&f))
		return show(&f, e);
	if (!profile_form_read(&f, &d))
		return profile_form_find_taken(&f, e) == -1 ? -1 : show(&f, e);
	if (ra_profile_change(page->admin->ra, &by, &id,
		profile_form_version(&f), &d, e) == -1)
		return refused(&f, e);
	note.subject = d.name;
	page_see_other(page, path, &note);
	return 0;
}
