/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounts: the devices, all of them or those that are active; where the card
 * 'Active Accounts' leads.
 */
#include <string.h>

#include "admin/account_page.h"
#include "admin/choices.h"
#include "admin/figures.h"
#include "admin/routes.h"
#include "admin/sift.h"
#include "base/clock.h"
#include "ra/directory.h"
#include "web/form.h"
#include "web/url.h"

enum { FIELD_STATE, FIELD_PROFILE };

static const struct web_choice states[] = {
	{ "", "All" },
	{ "active", "Active in the last 30 days" },
};

static const struct web_field fields[] = {
	[FIELD_STATE] = {
		.name = "state",
		.label = "Status",
		.kind = WEB_FIELD_CHOICE,
		.choices = states,
		.choice_count = sizeof(states) / sizeof(states[0]),
	},
	[FIELD_PROFILE] = {
		.name = "profile",
		.label = "Profile",
		.kind = WEB_FIELD_CHOICE,
		.invalid = "This profile is not there any more.",
	},
};
#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

struct listing {
	struct page *page;
	const struct directory *d;
	bool active; /* those only */
	const char *state, *profile; /* as the address has them; "": all */
	bool nothing; /* what cannot be: nobody's */
	struct uuid profile_id;
	int64_t since_ms; /* what active means today */
	struct sift sift;
	/* Results: how many there are in all, and that are wanted. */
	uint64_t total;
	uint64_t found;
};

static bool
is_active(const struct listing *l, const Account *c)
{
	return c->last_issued_ms >= l->since_ms;
}

/* By issue, who follows one that is not active is not active. */
static int
fits_active(struct store_txn *t, const ProtobufCMessage *row, void *ctx,
    enum sift_verdict *out, struct err *e)
{
	const struct listing *l = ctx;

	(void)t;
	(void)e;
	if (is_active(l, (const Account *)(const void *)row))
		*out = SIFT_IN;
	else
		*out = l->sift.list.index == STORE_ACCOUNTS_BY_ISSUE ?
		    SIFT_END :
		    SIFT_OUT;
	return 0;
}

/* The index that leaves the least to look at. */
static void
read_address(struct listing *l)
{
	const int32_t first = clock_day(clock_ms()) - (FIGURES_ACTIVE_DAYS - 1);
	static const struct uuid nobody;
	struct store_list *list = &l->sift.list;

	l->since_ms = first * (int64_t)CLOCK_DAY_MS;
	l->state = page_query(l->page, "state");
	l->active = strcmp(l->state, "active") == 0;
	l->nothing = *l->state != '\0' && !l->active;
	l->profile = page_query(l->page, "profile");
	l->sift.ctx = l;
	l->sift.fits = l->active ? fits_active : NULL;
	list->index = l->active ? STORE_ACCOUNTS_BY_ISSUE : STORE_ACCOUNTS;
	if (*l->profile != '\0') {
		list->index = STORE_ACCOUNTS_BY_PROFILE;
		/* Of no profile is the counter of all. */
		if (!uuid_parse(l->profile, &l->profile_id) ||
		    uuid_is_zero(&l->profile_id))
			l->nothing = true;
		list->key = uuid_span(&l->profile_id);
	}
	if (l->nothing) {
		list->index = STORE_ACCOUNTS_BY_PROFILE;
		list->key = uuid_span(&nobody);
	}
}

static bool
is_filtered(const struct listing *l)
{
	return *l->state != '\0' || *l->profile != '\0';
}

static int
count_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct listing *l = ctx;

	return store_total(t, STORE_ACCOUNTS, &l->total, e);
}

static int
count_found(struct listing *l, struct err *e)
{
	struct figures_accounts n;

	if (!is_filtered(l) || l->nothing)
		return 0;
	if (figures_accounts(l->page,
		*l->profile == '\0' ? NULL : &l->profile_id, &n, e) == -1)
		return -1;
	l->found = l->active ? n.active : n.all;
	return 0;
}

static void
show_filter(const struct listing *l, struct view *v)
{
	struct arena *a = l->page->arena;
	struct web_form *form = web_form_new(a, fields, FIELD_COUNT);
	const struct choices profiles = choices_of_profiles(a, l->d,
	    uuid_is_zero(&l->profile_id) ? NULL : &l->profile_id);

	web_form_choices(form, FIELD_PROFILE, profiles.at, profiles.n);
	(void)web_form_read(form, &l->page->query);
	web_form_show(form, v);
	view_set(v, "Action", page_url(l->page, "/accounts"));
	if (is_filtered(l))
		view_set(v, "ClearHref", page_url(l->page, "/accounts"));
}

static void
show_rows(const struct listing *l, struct view *v)
{
	const struct store_page *rows = &l->sift.rows;

	for (unsigned int i = 0; i < rows->n; i++)
		account_show(l->page, l->d,
		    (const Account *)(const void *)rows->rows[i],
		    view_add(v, "Rows"));
}

static void
show_counts(const struct listing *l, struct view *v)
{
	view_set_flag(v, "Found.Filtered", is_filtered(l));
	view_set_flag(v, "Found.Unfinished",
	    l->sift.rows.n == 0 && l->sift.rows.more);
	view_set_count(v, "Found.Count", l->found);
	view_set_flag(v, "Found.One", l->found == 1);
	view_set_count(v, "Total.Text", l->total);
	view_set_flag(v, "Total.One", l->total == 1);
	view_set_flag(v, "Total.None", l->total == 0);
}

int
accounts_page(struct page *page, struct err *e)
{
	struct listing l = { .page = page };
	const char *path;
	struct view *v;

	read_address(&l);
	if (pager_read(page, &l.sift.list, e) == -1 ||
	    sift_run(page, &l.sift, e) == -1 || count_found(&l, e) == -1 ||
	    store_view(ra_store(page->admin->ra), count_all, &l, e) == -1 ||
	    ra_directory(page->admin->ra, page->arena, &l.d, e) == -1)
		return -1;
	v = page_view(page, "Accounts");
	show_filter(&l, view_at(v, "Filter"));
	show_rows(&l, v);
	show_counts(&l, v);
	path = web_url(page->arena, "/accounts", "state", l.state, "profile",
	    l.profile, NULL);
	pager_show(page, &l.sift.list, &l.sift.rows, path, v);
	return page_render(page, v, "page/accounts.cs", e);
}
