/* SPDX-License-Identifier: BSD-2-Clause */
/* What a person decides about an order: approved, rejected, dismissed. */
#include "admin/order_page.h"
#include "admin/order_words.h"
#include "admin/routes.h"
#include "ra/order.h"

/* It is done: the order's page says so. */
static void
tell(struct page *page, const struct order_parts *p, const char *key)
{
	const struct web_note note = { key,
		order_title(page->arena, p->order) };

	page_see_other(page, order_path(page->arena, p->order), &note);
}

int
order_approve(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct order_parts p;

	if (order_read(page, &p, e) == -1)
		return -1;
	if (ra_order_approve(page->admin->ra, &by, &p.id, e) == -1)
		return order_refused(page, e);
	tell(page, &p, "order-approved");
	return 0;
}

int
order_reject(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_form *form = order_rejection(page);
	const char *reason = NULL;
	struct order_parts p;

	if (order_read(page, &p, e) == -1)
		return -1;
	if (web_form_read(form, &page->posted))
		reason = web_form_text(form, ORDER_FIELD_REASON);
	else if (order_waits(p.order))
		return order_render(page, &p, form, e);
	/* Where it waits no more that is what matters: ra says so. */
	if (ra_order_reject(page->admin->ra, &by, &p.id, reason, e) == -1)
		return order_refused(page, e);
	tell(page, &p, "order-rejected");
	return 0;
}

int
order_dismiss(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct order_parts p;

	if (order_read(page, &p, e) == -1)
		return -1;
	if (ra_order_dismiss(page->admin->ra, &by, &p.id, e) == -1)
		return order_refused(page, e);
	tell(page, &p, "order-dismissed");
	return 0;
}
