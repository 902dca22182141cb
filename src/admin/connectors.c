/* SPDX-License-Identifier: BSD-2-Clause */
/* Connectors, by name. */
#include "admin/connector_words.h"
#include "admin/owner.h"
#include "admin/pager.h"
#include "admin/routes.h"

static void
show_row(const struct page *page, const struct directory *d,
    const Connector *record, struct view *row)
{
	const struct owner owner = owner_of_connector(record);
	const struct directory_owner *known = directory_connector(d, &owner.id);

	connector_show(page, record, row);
	view_set(row, "Href", page_url(page, owner_path(page, &owner, "")));
	view_set(row, "Edit",
	    page_url(page, owner_path(page, &owner, "/edit")));
	view_set(row, "Delete",
	    page_url(page, owner_path(page, &owner, "/delete")));
	owner_show_count(page, &owner, known == NULL ? 0 : known->profiles,
	    row);
}

int
connectors_page(struct page *page, struct err *e)
{
	struct pager_list p = { .list.index = STORE_CONNECTORS_BY_NAME };
	const struct directory *d;
	struct view *v;

	if (pager_load(page, &p, e) == -1 ||
	    ra_directory(page->admin->ra, page->arena, &d, e) == -1)
		return -1;
	v = page_view(page, "Connectors");
	view_set(v, "Add", page_url(page, "/connectors/add"));
	view_set_count(v, "Total.Text", p.total);
	view_set_flag(v, "Total.One", p.total == 1);
	for (size_t i = 0; i < p.rows.n; i++)
		show_row(page, d,
		    (const Connector *)(const void *)p.rows.rows[i],
		    view_add(v, "Rows"));
	pager_show(page, &p.list, &p.rows, "/connectors", v);
	return page_render(page, v, "page/connectors.cs", e);
}
