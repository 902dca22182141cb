/* SPDX-License-Identifier: BSD-2-Clause */
/* What a person decides about an order: approved, rejected, dismissed. */
#include "admin/order_page.h"
#include "admin/order_words.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "base/log.h"
#include "ra/order.h"
#include "web/status.h"

static const struct web_field fields[] = {
	[ORDER_FIELD_REASON] = {
		.name = "reason",
		.label = "Reason",
		.kind = WEB_FIELD_TEXT,
		.most = RA_REJECT_REASON_MOST,
		.hint = "Optional. The device is told it, and it stays on "
		    "record.",
		.autocomplete = "off",
	},
};

struct web_form *
order_rejection(const struct page *page)
{
	return web_form_new(page->arena, fields,
	    sizeof(fields) / sizeof(fields[0]));
}

bool
order_waits(const Order *o)
{
	return o->state == ORDER_STATE__ORDER_PENDING &&
	    o->pending_ends_ms > clock_ms();
}

/* 0: it is none that the page can tell. */
static int
status_of(enum err_kind kind)
{
	switch (kind) {
	case ERR_CONFLICT:
	case ERR_UNAVAILABLE:
		return web_status_of(kind);
	case ERR_MALFORMED:
	case ERR_ALGORITHM:
	case ERR_TIME:
	case ERR_DENIED:
		return 422;
	default:
		return 0;
	}
}

int
order_refused(struct page *page, struct err *e)
{
	struct web_form *form = order_rejection(page);
	const struct err why = *e;
	struct order_parts p;
	int status = status_of(why.kind);

	if (status == 0)
		return -1;
	if (order_read(page, &p, e) == -1) {
		*e = why;
		return -1;
	}
	if (status >= 500)
		log_event(LOG_LEVEL_ERR, "page-failed", "path", page->req->path,
		    "kind", err_kind_name(why.kind), "reason", why.text, NULL);
	web_form_fail_whole(form, web_sentence(page->arena, why.text));
	page->res->status = status;
	return order_render(page, &p, form, e);
}

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
