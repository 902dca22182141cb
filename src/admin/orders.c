/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Orders, searched and filtered, newest first or in the order of the index of a
 * search.  All of the list's state is in its address.
 */
#include <string.h>

#include "admin/choices.h"
#include "admin/order_rows.h"
#include "admin/order_search.h"
#include "admin/routes.h"
#include "ra/directory.h"
#include "ra/order.h"
#include "web/form.h"
#include "web/url.h"

enum { FIELD_SEARCH, FIELD_STATE, FIELD_PROFILE };

#define ACTIVE "active"

static const struct {
	struct web_choice choice;
	OrderState state;
} states[] = {
	{ { "", "Any state" }, ORDER_STATE__ORDER_UNKNOWN },
	{ { ACTIVE, "Failed, still active" }, ORDER_STATE__ORDER_FAILED },
	{ { "pending", "Pending" }, ORDER_STATE__ORDER_PENDING },
	{ { "issued", "Issued" }, ORDER_STATE__ORDER_ISSUED },
	{ { "failed", "Failed" }, ORDER_STATE__ORDER_FAILED },
	{ { "rejected", "Rejected" }, ORDER_STATE__ORDER_REJECTED },
};
#define STATE_COUNT (sizeof(states) / sizeof(states[0]))

static const struct web_field fields[] = {
	[FIELD_SEARCH] = {
		.name = "q",
		.label = "Search: name, transactionID, serial number, address",
		.kind = WEB_FIELD_TEXT,
		.most = 200,
	},
	[FIELD_STATE] = {
		.name = "state",
		.label = "State",
		.kind = WEB_FIELD_CHOICE,
		.invalid = "There is no such state.",
	},
	[FIELD_PROFILE] = {
		.name = "profile",
		.label = "Profile",
		.kind = WEB_FIELD_CHOICE,
		.invalid = "There is no such profile.",
	},
};
#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

struct listing {
	struct page *page;
	const struct directory *d;
	const char *typed, *state, *profile; /* as the address has them */
	struct web_form *form; /* the same, checked */
	struct order_search search;
	struct order_row *rows; /* of the page */
	/* Results: how many there are in all, and that fit. */
	uint64_t all;
	uint64_t found;
	bool found_more; /* at least so many do */
	uint64_t removed; /* of those counted on the cards; nothing is typed */
};

/* ---- The address ------------------------------------------------------- */

static void
read_state(struct listing *l)
{
	struct order_filter *f = &l->search.filter;

	f->active = strcmp(l->state, ACTIVE) == 0;
	for (size_t i = 0; i < STATE_COUNT; i++)
		if (strcmp(states[i].choice.value, l->state) == 0) {
			f->state = states[i].state;
			return;
		}
	f->nothing = true;
}

static void
read_profile(struct listing *l)
{
	struct order_filter *f = &l->search.filter;

	f->has_profile = *l->profile != '\0';
	/* Of no profile is the counter of all. */
	if (f->has_profile &&
	    (!uuid_parse(l->profile, &f->profile) || uuid_is_zero(&f->profile)))
		f->nothing = true;
}

static const struct web_choice *
state_choices(struct arena *a)
{
	struct web_choice *all = arena_alloc(a, STATE_COUNT * sizeof(*all));

	for (size_t i = 0; i < STATE_COUNT; i++)
		all[i] = states[i].choice;
	return all;
}

static void
read_form(struct listing *l)
{
	struct arena *a = l->page->arena;
	const struct order_filter *f = &l->search.filter;
	const struct choices profiles = choices_of_profiles(a, l->d,
	    f->has_profile && !f->nothing ? &f->profile : NULL);

	l->form = web_form_new(a, fields, FIELD_COUNT);
	web_form_choices(l->form, FIELD_STATE, state_choices(a), STATE_COUNT);
	web_form_choices(l->form, FIELD_PROFILE, profiles.at, profiles.n);
	(void)web_form_read(l->form, &l->page->query);
}

/* What a field cannot be is said there, and no order fits it. */
static void
read_address(struct listing *l)
{
	struct order_filter *f = &l->search.filter;

	l->typed = page_query(l->page, "q");
	l->state = page_query(l->page, "state");
	l->profile = page_query(l->page, "profile");
	read_state(l);
	read_profile(l);
	read_form(l);
	if (!web_form_field_ok(l->form, FIELD_SEARCH)) {
		f->nothing = true;
	} else {
		/* Without the blanks around it that copying brings along. */
		l->typed = web_form_text(l->form, FIELD_SEARCH);
		web_form_set(l->form, FIELD_SEARCH, l->typed);
	}
	f->typed = l->typed;
}

static bool
is_filtered(const struct listing *l)
{
	return *l->typed != '\0' || *l->state != '\0' || *l->profile != '\0';
}

/* This list, from its first page on; for the pager. */
static const char *
address(const struct listing *l)
{
	return web_url(l->page->arena, "/orders", "q", l->typed, "state",
	    l->state, "profile", l->profile, NULL);
}

/* ---- Counts ------------------------------------------------------------ */

struct state_count {
	uint64_t ever;
	uint64_t removed; /* of them, as their profile says */
};

static struct state_count
count_gauge(int64_t gauge)
{
	return (struct state_count){ gauge > 0 ? (uint64_t)gauge : 0, 0 };
}

static struct state_count
count_of_state(const Counter *c, const struct order_filter *f)
{
	switch ((int)f->state) {
	case ORDER_STATE__ORDER_UNKNOWN:
		return (struct state_count){ c->orders, c->removed_orders };
	case ORDER_STATE__ORDER_ISSUED:
		return (struct state_count){ c->issued, c->removed_issued };
	case ORDER_STATE__ORDER_REJECTED:
		return (struct state_count){ c->rejected, c->removed_rejected };
	case ORDER_STATE__ORDER_FAILED:
		if (f->active)
			return count_gauge(c->failed_active);
		return (struct state_count){ c->failed, c->removed_failed };
	default:
		return count_gauge(c->pending);
	}
}

/* And the certificates of this page's. */
static int
read_rest(struct store_txn *t, void *ctx, struct err *e)
{
	struct listing *l = ctx;
	const struct order_filter *f = &l->search.filter;
	const struct uuid everything = { { 0 } };
	struct state_count count;
	struct store_list_size n;
	Counter *c;

	if (order_rows_read(t, &l->search.rows, l->page->arena, &l->rows, e) ==
		-1 ||
	    store_total(t, STORE_ORDERS, &l->all, e) == -1 ||
	    store_get_counter(t, f->has_profile ? &f->profile : &everything, 0,
		l->page->arena, &c, e) == -1)
		return -1;
	count = f->nothing ? (struct state_count){ 0 } : count_of_state(c, f);
	l->found = count.ever - count.removed;
	l->removed = count.removed;
	l->found_more = false;
	if (*f->typed == '\0' || f->nothing)
		return 0;
	l->removed = 0;
	if (order_search_count(t, &l->search, l->page->arena, &n, e) == -1)
		return -1;
	l->found = n.n;
	l->found_more = n.more;
	return 0;
}

/* ---- What is shown ----------------------------------------------------- */

static void
show_filter(const struct listing *l, struct view *v)
{
	web_form_show(l->form, v);
	view_set(v, "Action", page_url(l->page, "/orders"));
	if (is_filtered(l))
		view_set(v, "ClearHref", page_url(l->page, "/orders"));
}

static void
show_row(const struct listing *l, const struct order_row *r, struct view *row)
{
	const Order *o = r->order;
	struct page *page = l->page;
	const struct directory_profile *p = NULL;
	struct uuid id;

	order_row_show(page, r, row);
	if (uuid_from_span(span_of(o->profile_id.data, o->profile_id.len), &id))
		p = directory_profile(l->d, &id);
	if (p == NULL)
		return;
	view_set(row, "Profile.Name", p->name);
	view_set(row, "Profile.Href",
	    page_record_url(page, "/profiles", o->profile_id));
}

static void
show_rows(const struct listing *l, struct view *v)
{
	for (unsigned int i = 0; i < l->search.rows.n; i++)
		show_row(l, &l->rows[i], view_add(v, "Rows"));
}

static void
show_counts(const struct listing *l, struct view *v)
{
	view_set_count(v, "All", l->all);
	view_set_flag(v, "One", l->all == 1);
	view_set_flag(v, "None", l->all == 0);
	view_set_flag(v, "Filtered", is_filtered(l));
	view_set_flag(v, "Unfinished",
	    l->search.rows.n == 0 && l->search.rows.more);
	view_set_flag(v, "Known",
	    is_filtered(l) && (l->found > 0 || !l->found_more));
	view_set_flag(v, "Least", l->found_more);
	view_set_count(v, "Count", l->found);
	view_set_flag(v, "OneMatches", l->found == 1);
	if (l->removed > 0)
		view_set_count(v, "Removed", l->removed);
	view_set_flag(v, "OneRemoved", l->removed == 1);
}

int
orders_page(struct page *page, struct err *e)
{
	struct listing l = { .page = page };
	struct view *v;

	ra_orders_expire(page->admin->ra);
	if (pager_read(page, &l.search.list, e) == -1 ||
	    ra_directory(page->admin->ra, page->arena, &l.d, e) == -1)
		return -1;
	read_address(&l);
	if (order_search_run(page, &l.search, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_rest, &l, e) == -1)
		return -1;
	v = page_view(page, "Orders");
	show_filter(&l, view_at(v, "Filter"));
	show_rows(&l, v);
	show_counts(&l, view_at(v, "Found"));
	pager_show(page, &l.search.list, &l.search.rows, address(&l), v);
	return page_render(page, v, "page/orders.cs", e);
}
