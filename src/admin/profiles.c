/* SPDX-License-Identifier: BSD-2-Clause */
/* SCEP Server: the profiles, as a list. */
#include "admin/pager.h"
#include "admin/routes.h"

struct reading {
	struct arena *arena;
	struct store_list list;
	/* Results. */
	struct store_page rows;
	Tenant *tenants[PAGER_ROWS];
	Connector *connectors[PAGER_ROWS];
	uint64_t total;
};

static const Profile *
profile_at(const struct reading *r, size_t i)
{
	return (const Profile *)(const void *)r->rows.rows[i];
}

/* By an id in a record; NULL where it is none or nothing has it. */
static int
read_owner(struct store_txn *t, struct reading *r, size_t i, struct err *e)
{
	const Profile *p = profile_at(r, i);
	struct uuid id;

	if (uuid_from_span(span_of(p->tenant_id.data, p->tenant_id.len), &id) &&
	    store_get_tenant(t, &id, r->arena, &r->tenants[i], e) == -1)
		return -1;
	if (uuid_from_span(span_of(p->connector_id.data, p->connector_id.len),
		&id) &&
	    store_get_connector(t, &id, r->arena, &r->connectors[i], e) == -1)
		return -1;
	return 0;
}

static int
read_profiles(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	for (size_t i = 0; i < PAGER_ROWS; i++) {
		r->tenants[i] = NULL;
		r->connectors[i] = NULL;
	}
	if (store_list(t, &r->list, r->arena, &r->rows, e) == -1 ||
	    store_total(t, r->list.index, &r->total, e) == -1)
		return -1;
	for (size_t i = 0; i < r->rows.n; i++)
		if (read_owner(t, r, i, e) == -1)
			return -1;
	return 0;
}

/* The URL that a device is given. */
static const char *
server_url(const struct page *page, const char *slug)
{
	const struct admin *admin = page->admin;
	const struct web_request *req = page->req;
	const char *base = admin->public_url;

	if (base == NULL || *base == '\0')
		base = arena_printf(page->arena, "%s://%s",
		    req->https ? "https" : "http", req->host);
	return arena_printf(page->arena, "%s%s/%s", base, admin->scep_prefix,
	    slug);
}

static void
show_row(const struct page *page, const struct reading *r, size_t i,
    struct view *row)
{
	const Profile *p = profile_at(r, i);
	bool active = p->status == PROFILE_STATUS__PROFILE_ACTIVE;

	view_set(row, "Name", p->name);
	view_set(row, "State.Word", active ? "Active" : "Inactive");
	view_set(row, "State.Class", active ? "good" : "off");
	view_set(row, "Tenant",
	    r->tenants[i] == NULL ? "none" : r->tenants[i]->name);
	view_set(row, "Url", server_url(page, p->slug));
	view_set(row, "Connector",
	    r->connectors[i] == NULL ? "none" : r->connectors[i]->name);
}

int
profiles_page(struct page *page, struct err *e)
{
	struct reading r = {
		.arena = page->arena,
		.list.index = STORE_PROFILES_BY_NAME,
	};
	struct view *v;

	if (pager_read(page, &r.list, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_profiles, &r, e) == -1)
		return -1;
	v = page_view(page, "SCEP Server");
	view_set_count(v, "Total.Text", r.total);
	view_set_flag(v, "Total.One", r.total == 1);
	for (size_t i = 0; i < r.rows.n; i++)
		show_row(page, &r, i, view_add(v, "Rows"));
	pager_show(page, &r.list, &r.rows, "/profiles", v);
	return page_render(page, v, "page/profiles.cs", e);
}
