/* SPDX-License-Identifier: BSD-2-Clause */
/* An order: what was asked for and how, and what became of it. */
#include "ra/order.h"
#include "admin/certificate_words.h"
#include "admin/connector_words.h"
#include "admin/fingerprint.h"
#include "admin/order_page.h"
#include "admin/order_words.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "base/log.h"
#include "pki/cert.h"
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

/* NULL for an order that has not failed. */
static const char *
activity(const struct order_parts *p)
{
	if (p->order->state != ORDER_STATE__ORDER_FAILED)
		return NULL;
	if (p->order->dismissed)
		return "No: it was dismissed.";
	if (!p->active)
		return "No: a later order of this device was issued.";
	return p->order->account_id.len == 0 ?
	    "Yes, until somebody dismisses it." :
	    "Yes, until an order of this device is issued or somebody "
	    "dismisses it.";
}

static void
show_outcome(const struct page *page, const struct order_parts *p,
    struct view *v)
{
	struct arena *a = page->arena;
	const Order *o = p->order;

	order_show_state(o, view_at(v, "State"));
	view_set(v, "Reason", o->reason);
	view_set(v, "Cure", ra_order_cure(o));
	view_set(v, "Activity", activity(p));
	view_set(v, "Check", order_check(a, o));
	view_set(v, "FailInfo", order_fail_info(a, o));
	view_set_time(v, "Received", o->created_ms);
	view_set_time(v, "Completed", o->completed_ms);
	if (o->completed_ms != 0)
		view_set(v, "Took",
		    arena_printf(a, "%.1f ms", o->processing_us / 1000.0));
	view_set(v,
	    o->state == ORDER_STATE__ORDER_REJECTED ? "RejectedBy" :
						      "ApprovedBy",
	    o->decided_by);
	view_set(v, "Id", uuid_text(a, &p->id));
	view_set(v, "Account",
	    page_record_url(page, "/accounts", o->account_id));
	if (p->profile == NULL)
		return;
	view_set(v, "Profile.Name", p->profile->name);
	view_set(v, "Profile.Href",
	    page_record_url(page, "/profiles", o->profile_id));
}

static void
show_request(const struct page *page, const Order *o, struct view *v)
{
	struct arena *a = page->arena;

	view_set(v, "Subject", o->subject);
	view_set(v, "AltNames", o->alt_names);
	view_set(v, "Message", order_message(a, o));
	view_set(v, "Transaction", o->transaction_id);
	view_set(v, "KeyType", connector_key_words(a, o->key_type));
	fingerprint_show(page, o->key_sha256, v, "KeySha256");
	view_set(v, "Digest", o->digest);
	view_set(v, "Cipher", o->cipher);
	view_set(v, "Transport", o->transport);
	if (o->request_size != 0)
		view_set(v, "Size",
		    arena_printf(a, "%u bytes", o->request_size));
	view_set(v, "Address", o->address);
	view_set(v, "UserAgent", o->user_agent);
	view_set(v, "Request", o->request_id);
}

static void
show_certificate(const struct page *page, const struct order_parts *p,
    struct view *v)
{
	struct arena *a = page->arena;
	const Certificate *c = p->certificate;
	const char *path = page_url(page, order_path(a, p->order));

	certificate_show_state(page, c, v);
	if (certificate_revocable(c, p->profile))
		view_set(v, "Revoke", arena_printf(a, "%s/revoke", path));
	if (certificate_on_hold(c))
		view_set(v, "Release", arena_printf(a, "%s/release", path));
	fingerprint_show(page, c->serial, v, "Serial");
	view_set_time(v, "From", c->not_before_ms);
	view_set_time(v, "Until", c->not_after_ms);
	fingerprint_show(page, c->sha256, v, "Sha256");
	view_add_lines(v, "Pem",
	    cert_to_pem(a, span_of(c->der.data, c->der.len)));
	view_set(v, "PemHref", arena_printf(a, "%s/certificate.pem", path));
	view_set(v, "DerHref", arena_printf(a, "%s/certificate.cer", path));
}

/* The certificate that the request renews, and the order that it came of. */
static void
show_renewed(const struct page *page, const Certificate *c, struct view *v)
{
	fingerprint_show(page, c->serial, v, "Serial");
	view_set(v, "Href", page_record_url(page, "/orders", c->order_id));
}

/* Why ra would not approve it, before somebody asks it to; NULL: it may. */
static const char *
obstacle(const Profile *p)
{
	if (p == NULL)
		return "Its profile was removed: it cannot be approved any "
		       "more.";
	if (p->status != PROFILE_STATUS__PROFILE_ACTIVE)
		return "Its profile is inactive and issues nothing: make that "
		       "active before you approve it.";
	return NULL;
}

/* What can be done with an order that waits. */
static void
show_decision(const struct page *page, const struct order_parts *p,
    struct view *v)
{
	struct arena *a = page->arena;
	const Order *o = p->order;
	const char *path = page_url(page, order_path(a, o));

	view_set_time(v, "End", o->pending_ends_ms);
	if (!order_waits(o)) {
		view_set_flag(v, "Over", true);
		return;
	}
	view_set(v, "Obstacle", obstacle(p->profile));
	if (obstacle(p->profile) == NULL)
		view_set(v, "Approve", arena_printf(a, "%s/approve", path));
	view_set(v, "Reject", arena_printf(a, "%s/reject", path));
}

static void
show_parts(const struct page *page, const struct order_parts *p, struct view *v)
{
	struct arena *a = page->arena;

	show_outcome(page, p, view_at(v, "Order"));
	show_request(page, p->order, view_at(v, "Order"));
	if (p->renewed != NULL)
		show_renewed(page, p->renewed, view_at(v, "Order.Renewed"));
	if (p->order->state == ORDER_STATE__ORDER_PENDING)
		show_decision(page, p, view_at(v, "Decide"));
	if (p->certificate != NULL)
		show_certificate(page, p, view_at(v, "Certificate"));
	for (unsigned int i = 0; i < p->other_count; i++)
		order_row_show(page, &p->others[i], view_add(v, "Others"));
	if (p->active)
		view_set(v, "Dismiss",
		    page_url(page,
			arena_printf(a, "%s/dismiss",
			    order_path(a, p->order))));
}

int
order_render(struct page *page, const struct order_parts *p,
    const struct web_form *rejection, struct err *e)
{
	const char *title = order_title(page->arena, p->order);
	struct view *v = page_view(page, title);

	page_crumb(page, v, "/orders", "Orders");
	page_crumb(page, v, NULL, title);
	show_parts(page, p, v);
	web_form_show(rejection, view_at(v, "Form"));
	if (!web_form_ok(rejection) && page->res->status < 400)
		page->res->status = 422;
	return page_render(page, v, "page/order.cs", e);
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

int
order_page(struct page *page, struct err *e)
{
	struct order_parts p;

	if (order_read(page, &p, e) == -1)
		return -1;
	return order_render(page, &p, order_rejection(page), e);
}
