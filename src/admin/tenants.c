/* SPDX-License-Identifier: BSD-2-Clause */
/* Tenants, by name. */
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
read_tenants(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	if (store_list(t, &r->list, r->arena, &r->rows, e) == -1)
		return -1;
	return store_total(t, r->list.index, &r->total, e);
}

static void
show_row(const struct page *page, const struct directory *d,
    const Tenant *record, struct view *row)
{
	const struct owner owner = owner_of_tenant(record);
	const struct directory_owner *known = directory_tenant(d, &owner.id);

	view_set(row, "Name", record->name);
	view_set_time(row, "Time", record->created_ms);
	view_set(row, "Edit",
	    page_url(page, owner_path(page, &owner, "/edit")));
	view_set(row, "Delete",
	    page_url(page, owner_path(page, &owner, "/delete")));
	owner_show_count(page, &owner, known == NULL ? 0 : known->profiles,
	    row);
}

int
tenants_page(struct page *page, struct err *e)
{
	struct reading r = {
		.arena = page->arena,
		.list.index = STORE_TENANTS_BY_NAME,
	};
	const struct directory *d;
	struct view *v;

	if (pager_read(page, &r.list, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_tenants, &r, e) == -1 ||
	    ra_directory(page->admin->ra, page->arena, &d, e) == -1)
		return -1;
	v = page_view(page, "Tenants");
	view_set(v, "Add", page_url(page, "/tenants/add"));
	view_set_count(v, "Total.Text", r.total);
	view_set_flag(v, "Total.One", r.total == 1);
	for (size_t i = 0; i < r.rows.n; i++)
		show_row(page, d, (const Tenant *)(const void *)r.rows.rows[i],
		    view_add(v, "Rows"));
	pager_show(page, &r.list, &r.rows, "/tenants", v);
	return page_render(page, v, "page/tenants.cs", e);
}
