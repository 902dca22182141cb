/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_rows.h. */
#include "admin/order_rows.h"
#include "admin/certificate_words.h"
#include "admin/order_words.h"

int
order_rows_read(struct store_txn *t, const struct store_page *orders,
    struct arena *a, struct order_row **out, struct err *e)
{
	struct order_row *rows = arena_alloc(a,
	    (orders->n + 1) * sizeof(*rows));
	ProtobufCBinaryData of;
	Certificate *c;
	struct uuid id;

	for (unsigned int i = 0; i < orders->n; i++) {
		rows[i].order = (const Order *)(const void *)orders->rows[i];
		of = rows[i].order->certificate_id;
		if (!uuid_from_span(span_of(of.data, of.len), &id))
			continue;
		if (store_get_certificate(t, &id, a, &c, e) == -1)
			return -1;
		rows[i].certificate = c;
	}
	*out = rows;
	return 0;
}

/* What was issued may be revoked by now, and the order stays 'Issued'. */
static void
show_mark(const Certificate *c, struct view *v)
{
	const bool held = certificate_on_hold(c);

	if (c->revoked_ms == 0)
		return;
	view_set(v, "Mark.Word", held ? "On hold" : "Revoked");
	view_set(v, "Mark.Class", held ? "wait" : "bad");
}

void
order_row_show(const struct page *page, const struct order_row *row,
    struct view *v)
{
	const Order *o = row->order;

	view_set(v, "Href", page_url(page, order_path(page->arena, o)));
	order_show_state(o, view_at(v, "State"));
	if (row->certificate != NULL)
		show_mark(row->certificate, v);
	view_set(v, "Subject", order_name(o));
	view_set_time(v, "Time", o->created_ms);
	view_set(v, "Address", o->address);
	view_set(v, "Reason", o->reason);
}

void
order_rows_show(const struct page *page, const struct order_row *rows,
    unsigned int n, struct view *v)
{
	for (unsigned int i = 0; i < n; i++)
		order_row_show(page, &rows[i], view_add(v, "Rows"));
}
