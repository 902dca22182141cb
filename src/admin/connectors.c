/* SPDX-License-Identifier: BSD-2-Clause */
/* Connectors, by name. */
#include "admin/connector_words.h"
#include "admin/owner.h"
#include "admin/pager.h"
#include "admin/routes.h"

struct reading {
	struct arena *arena;
	struct store_list list;
	/* Results. */
	struct store_page rows;
	uint64_t total;
};

static int
read_connectors(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	if (store_list(t, &r->list, r->arena, &r->rows, e) == -1)
		return -1;
	return store_total(t, r->list.index, &r->total, e);
}

static void
show_row(const struct page *page, const struct directory *d,
    const Connector *record, struct view *row)
{
	const struct owner owner = owner_of_connector(record);
	const struct directory_owner *known = directory_connector(d, &owner.id);

	connector_show(page, record, row);
	view_set(row, "Href", page_url(page, owner_path(page, &owner, "")));
	view_set(row, "Delete",
	    page_url(page, owner_path(page, &owner, "/delete")));
	owner_show_count(page, &owner, known == NULL ? 0 : known->profiles,
	    row);
}

int
connectors_page(struct page *page, struct err *e)
{
	struct reading r = {
		.arena = page->arena,
		.list.index = STORE_CONNECTORS_BY_NAME,
	};
	const struct directory *d;
	struct view *v;

	if (pager_read(page, &r.list, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_connectors, &r, e) ==
		-1 ||
	    ra_directory(page->admin->ra, page->arena, &d, e) == -1)
		return -1;
	v = page_view(page, "Connectors");
	view_set(v, "Add", page_url(page, "/connectors/add"));
	view_set_count(v, "Total.Text", r.total);
	view_set_flag(v, "Total.One", r.total == 1);
	for (size_t i = 0; i < r.rows.n; i++)
		show_row(page, d,
		    (const Connector *)(const void *)r.rows.rows[i],
		    view_add(v, "Rows"));
	pager_show(page, &r.list, &r.rows, "/connectors", v);
	return page_render(page, v, "page/connectors.cs", e);
}
