/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders, newest first. */
#include "admin/pager.h"
#include "admin/routes.h"

struct reading {
	struct arena *arena;
	struct store_list list;
	/* Results. */
	struct store_page rows;
	Profile *profiles[PAGER_ROWS];
	uint64_t total;
};

/* A state is a word and a colour. */
static const struct {
	const char *word;
	const char *class;
} states[] = {
	[ORDER_STATE__ORDER_UNKNOWN] = { "Unknown", "off" },
	[ORDER_STATE__ORDER_RECEIVED] = { "Received", "wait" },
	[ORDER_STATE__ORDER_PENDING] = { "Pending", "wait" },
	[ORDER_STATE__ORDER_ISSUED] = { "Issued", "good" },
	[ORDER_STATE__ORDER_FAILED] = { "Failed", "bad" },
	[ORDER_STATE__ORDER_REJECTED] = { "Rejected", "bad" },
};
#define STATE_COUNT (sizeof(states) / sizeof(states[0]))

static const Order *
order_at(const struct reading *r, size_t i)
{
	return (const Order *)(const void *)r->rows.rows[i];
}

static struct span
profile_id_of(const Order *o)
{
	return span_of(o->profile_id.data, o->profile_id.len);
}

/* The profile of row i; often that of a row before. */
static int
read_profile(struct store_txn *t, struct reading *r, size_t i, struct err *e)
{
	struct span want = profile_id_of(order_at(r, i));
	struct uuid id;

	for (size_t j = 0; j < i; j++)
		if (span_equal(profile_id_of(order_at(r, j)), want)) {
			r->profiles[i] = r->profiles[j];
			return 0;
		}
	if (!uuid_from_span(want, &id))
		return 0;
	return store_get_profile(t, &id, r->arena, &r->profiles[i], e);
}

static int
read_orders(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	for (size_t i = 0; i < PAGER_ROWS; i++)
		r->profiles[i] = NULL;
	if (store_list(t, &r->list, r->arena, &r->rows, e) == -1 ||
	    store_total(t, r->list.index, &r->total, e) == -1)
		return -1;
	for (size_t i = 0; i < r->rows.n; i++)
		if (read_profile(t, r, i, e) == -1)
			return -1;
	return 0;
}

static void
show_row(const struct reading *r, size_t i, struct view *row)
{
	const Order *o = order_at(r, i);
	size_t state = (size_t)o->state < STATE_COUNT ? (size_t)o->state : 0;

	view_set(row, "State.Word", states[state].word);
	view_set(row, "State.Class", states[state].class);
	view_set(row, "Profile",
	    r->profiles[i] == NULL ? "removed" : r->profiles[i]->name);
	view_set(row, "Subject",
	    *o->subject != '\0'	      ? o->subject :
		*o->alt_names != '\0' ? o->alt_names :
					NULL);
	view_set_time(row, "Time", o->created_ms);
	view_set(row, "Address", o->address);
	view_set(row, "Reason", o->reason);
}

int
orders_page(struct page *page, struct err *e)
{
	struct reading r = {
		.arena = page->arena,
		.list.index = STORE_ORDERS,
	};
	struct view *v;

	if (pager_read(page, &r.list, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_orders, &r, e) == -1)
		return -1;
	v = page_view(page, "Orders");
	view_set_count(v, "Total.Text", r.total);
	view_set_flag(v, "Total.One", r.total == 1);
	for (size_t i = 0; i < r.rows.n; i++)
		show_row(&r, i, view_add(v, "Rows"));
	pager_show(page, &r.list, &r.rows, "/orders", v);
	return page_render(page, v, "page/orders.cs", e);
}
