/* SPDX-License-Identifier: BSD-2-Clause */
/* A tenant is deleted, once nothing belongs to it any more. */
#include "admin/owner.h"
#include "admin/routes.h"
#include "ra/setup.h"
#include "web/status.h"

/* refused: why ra said no, where it did; NULL: it was not asked yet. */
static int
show(struct page *page, const struct owner *owner, const char *refused,
    struct err *e)
{
	static const char *const goes[] = {
		"The tenant itself: no profile can be given to it any more.",
		NULL,
	};
	static const char *const stays[] = {
		"The orders and certificates of profiles that it once had.",
		NULL,
	};
	const struct confirmation c = {
		.goes = goes,
		.stays = stays,
		.cancel = "/tenants",
	};
	struct view *v = page_view(page, "Delete tenant");

	page_crumb(page, v, "/tenants", "Tenants");
	page_crumb(page, v, NULL, "Delete");
	return owner_confirm(page, v, owner, c, refused, e);
}

int
tenant_delete_page(struct page *page, struct err *e)
{
	struct owner owner;
	Tenant *record;

	if (owner_tenant(page, &record, e) == -1)
		return -1;
	owner = owner_of_tenant(record);
	return show(page, &owner, NULL, e);
}

int
tenant_delete(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_note note = { .key = "tenant-deleted" };
	struct owner owner;
	Tenant *record;

	if (owner_tenant(page, &record, e) == -1)
		return -1;
	owner = owner_of_tenant(record);
	if (ra_tenant_remove(page->admin->ra, &by, &owner.id, e) == -1) {
		if (e->kind != ERR_CONFLICT)
			return -1;
		return show(page, &owner, web_sentence(page->arena, e->text),
		    e);
	}
	note.subject = owner.name;
	page_see_other(page, "/tenants", &note);
	return 0;
}
