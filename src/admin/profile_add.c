/* SPDX-License-Identifier: BSD-2-Clause */
/* Add SCEP Profile. */
#include "admin/profile_form.h"
#include "admin/profile_page.h"
#include "admin/routes.h"

static int
show(struct profile_form *f, struct err *e)
{
	struct view *v = page_view(f->page, "Add SCEP Profile");

	page_crumb(f->page, v, "/profiles", "SCEP Server");
	page_crumb(f->page, v, NULL, "Add");
	return profile_form_render(f, v, "/profiles/add", "/profiles",
	    "Create Profile", e);
}

int
profile_add_page(struct page *page, struct err *e)
{
	struct profile_form f;

	if (profile_form_begin(page, NULL, &f, e) == -1)
		return -1;
	return show(&f, e);
}

int
profile_add(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct profile_draft d;
	struct profile_form f;
	struct web_note note = { "profile-created", "" };
	struct uuid id;

	if (profile_form_begin(page, NULL, &f, e) == -1)
		return -1;
	if (profile_form_leaves(&f, "/profiles/add"))
		return 0;
	if (profile_form_fills(&f))
		return show(&f, e);
	if (!profile_form_read(&f, &d))
		return profile_form_find_taken(&f, e) == -1 ? -1 : show(&f, e);
	if (ra_profile_create(page->admin->ra, &by, &d, &id, e) == -1) {
		if (profile_form_refuse(&f, e) == -1)
			return -1;
		return show(&f, e);
	}
	if (!d.active || d.drop_challenge)
		note.key = "profile-prepared";
	note.subject = d.name;
	page_see_other(page, profiles_path_to(page, &id), &note);
	return 0;
}
