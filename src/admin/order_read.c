/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_read.h. */
#include "admin/order_read.h"
#include "ra/order.h"

/* One more than are shown: the order itself may be among them. */
static int
read_others(struct store_txn *t, struct order_parts *p, struct err *e)
{
	const ProtobufCBinaryData *account = &p->order->account_id;
	const struct store_list list = {
		.index = STORE_ORDERS_BY_ACCOUNT,
		.key = span_of(account->data, account->len),
		.most = ORDER_OTHERS + 1,
	};
	struct store_page page;
	struct order_row *rows;
	const Order *o;

	p->other_count = 0;
	if (account->len == 0)
		return 0;
	if (store_list(t, &list, p->arena, &page, e) == -1 ||
	    order_rows_read(t, &page, p->arena, &rows, e) == -1)
		return -1;
	for (unsigned int i = 0; i < page.n; i++) {
		o = rows[i].order;
		if (!span_equal(span_of(o->id.data, o->id.len),
			uuid_span(&p->id)) &&
		    p->other_count < ORDER_OTHERS)
			p->others[p->other_count++] = rows[i];
	}
	return 0;
}

/* NULL where there is none of this id, or the id is empty. */
static int
get_certificate(struct store_txn *t, ProtobufCBinaryData id, struct arena *a,
    Certificate **out, struct err *e)
{
	struct uuid u;

	*out = NULL;
	if (!uuid_from_span(span_of(id.data, id.len), &u))
		return 0;
	return store_get_certificate(t, &u, a, out, e);
}

static int
read_parts(struct store_txn *t, void *ctx, struct err *e)
{
	struct order_parts *p = ctx;
	const Order *o;
	struct uuid id;

	p->profile = NULL;
	if (store_get_order(t, &p->id, p->arena, &p->order, e) == -1)
		return -1;
	if ((o = p->order) == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such order");
	if (uuid_from_span(span_of(o->profile_id.data, o->profile_id.len),
		&id) &&
	    store_get_profile(t, &id, p->arena, &p->profile, e) == -1)
		return -1;
	if (get_certificate(t, o->certificate_id, p->arena, &p->certificate,
		e) == -1 ||
	    get_certificate(t, o->renewed_id, p->arena, &p->renewed, e) == -1)
		return -1;
	if (ra_order_read_active(t, o, p->arena, &p->active, e) == -1)
		return -1;
	return read_others(t, p, e);
}

int
order_read(const struct page *page, struct order_parts *out, struct err *e)
{
	*out = (struct order_parts){ .arena = page->arena };
	if (page_id(page, &out->id, e) == -1)
		return -1;
	return store_view(ra_store(page->admin->ra), read_parts, out, e);
}
