/* SPDX-License-Identifier: BSD-2-Clause */
/* One account: a device, its certificate and its orders. */
#include "admin/account_page.h"
#include "admin/certificate_words.h"
#include "admin/fingerprint.h"
#include "admin/order_rows.h"
#include "admin/pager.h"
#include "admin/routes.h"

struct reading {
	struct arena *arena;
	struct uuid id;
	/* Results. */
	Account *account;
	Certificate *certificate; /* the newest; NULL: none */
	struct store_list list;
	struct store_page orders;
	struct order_row *rows; /* the same, with their certificates */
};

static int
read_account(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	struct uuid id;

	r->certificate = NULL;
	if (store_get_account(t, &r->id, r->arena, &r->account, e) == -1)
		return -1;
	if (r->account == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such account");
	if (store_list(t, &r->list, r->arena, &r->orders, e) == -1 ||
	    order_rows_read(t, &r->orders, r->arena, &r->rows, e) == -1)
		return -1;
	if (!uuid_from_span(span_of(r->account->certificate_id.data,
				r->account->certificate_id.len),
		&id))
		return 0;
	return store_get_certificate(t, &id, r->arena, &r->certificate, e);
}

void
account_show(const struct page *page, const struct directory *d,
    const Account *c, struct view *v)
{
	const struct directory_profile *p = NULL;
	struct uuid id;

	view_set(v, "Href", page_record_url(page, "/accounts", c->id));
	if (uuid_from_span(span_of(c->profile_id.data, c->profile_id.len), &id))
		p = directory_profile(d, &id);
	if (p != NULL)
		view_set(v, "Profile.Href",
		    page_record_url(page, "/profiles", c->profile_id));
	view_set(v, "Profile.Name", p == NULL ? "removed" : p->name);
	view_set(v, "Subject", c->subject);
	view_set_time(v, "First", c->first_seen_ms);
	view_set_time(v, "Last", c->last_seen_ms);
	view_set_time(v, "Issued", c->last_issued_ms);
	view_set_count(v, "Orders", c->orders);
	if (c->active_failed > 0)
		view_set_count(v, "Failed", c->active_failed);
}

static void
show_certificate(const struct page *page, const Certificate *c, struct view *v)
{
	certificate_show_state(page, c, v);
	fingerprint_show(page, c->serial, v, "Serial");
	fingerprint_show(page, c->sha256, v, "Sha256");
	view_set_time(v, "Begin", c->not_before_ms);
	view_set_time(v, "End", c->not_after_ms);
	view_set(v, "Href", page_record_url(page, "/orders", c->order_id));
}

/* Its orders, page by page. */
static void
show_orders(const struct page *page, const struct reading *r, struct view *v)
{
	const char *path = arena_printf(page->arena, "/accounts/%s",
	    uuid_text(page->arena, &r->id));

	order_rows_show(page, r->rows, r->orders.n, v);
	pager_show(page, &r->list, &r->orders, path, v);
}

int
account_page(struct page *page, struct err *e)
{
	struct reading r = {
		.arena = page->arena,
		.list = { .index = STORE_ORDERS_BY_ACCOUNT },
	};
	const struct directory *d;
	struct view *v, *at;

	if (page_id(page, &r.id, e) == -1)
		return -1;
	r.list.key = uuid_span(&r.id);
	if (pager_read(page, &r.list, e) == -1 ||
	    ra_directory(page->admin->ra, page->arena, &d, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_account, &r, e) == -1)
		return -1;
	v = page_view(page, r.account->subject);
	page_crumb(page, v, "/accounts", "Accounts");
	page_crumb(page, v, NULL, r.account->subject);
	at = view_at(v, "Account");
	account_show(page, d, r.account, at);
	view_set_count(at, "IssuedCount", r.account->issued);
	if (r.certificate != NULL)
		show_certificate(page, r.certificate,
		    view_at(at, "Certificate"));
	show_orders(page, &r, v);
	return page_render(page, v, "page/account.cs", e);
}
