/* SPDX-License-Identifier: BSD-2-Clause */
/* A connector is deleted with its keys, once nothing uses it any more. */
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
		"The keys of its CA and of its RA, for good: nothing but a "
		"backup brings them back.",
		"Renewals: devices that have certificates of this CA cannot "
		"renew them any more.",
		"Its list of revoked certificates and its OCSP answers: of "
		"what is revoked from then on nobody is told.",
		NULL,
	};
	static const char *const stays[] = {
		"The orders and certificates on record.",
		"The certificates that devices have: they are valid until "
		"they end.",
		NULL,
	};
	const struct confirmation c = {
		.goes = goes,
		.stays = stays,
		.cancel = owner_path(page, owner, ""),
	};
	struct view *v = page_view(page, "Delete connector");

	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, c.cancel, owner->name);
	page_crumb(page, v, NULL, "Delete");
	return owner_confirm(page, v, owner, c, refused, e);
}

int
connector_delete_page(struct page *page, struct err *e)
{
	struct owner owner;
	Connector *record;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	owner = owner_of_connector(record);
	return show(page, &owner, NULL, e);
}

int
connector_delete(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_note note = { .key = "connector-deleted" };
	struct owner owner;
	Connector *record;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	owner = owner_of_connector(record);
	if (ra_connector_remove(page->admin->ra, &by, &owner.id, e) == -1) {
		if (e->kind != ERR_CONFLICT)
			return -1;
		return show(page, &owner, web_sentence(page->arena, e->text),
		    e);
	}
	note.subject = owner.name;
	page_see_other(page, "/connectors", &note);
	return 0;
}
