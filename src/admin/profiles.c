/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCEP Server: the figures, and the profiles as a list that is searched,
 * filtered and sorted.  All of its state is in the address.
 */
#include <string.h>

#include "admin/choices.h"
#include "admin/figures.h"
#include "admin/house.h"
#include "admin/profile_page.h"
#include "admin/profile_url.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "base/text.h"
#include "ra/directory.h"
#include "web/form.h"
#include "web/url.h"

#define ROWS 50
#define SEARCH_MOST 1000 /* bytes */
#define NEW_MS (10 * 60 * INT64_C(1000)) /* how long a profile is new */

enum { FIELD_SEARCH, FIELD_STATUS, FIELD_TENANT, FIELD_CONNECTOR, FIELD_SORT };

static const struct web_choice statuses[] = {
	{ "", "Any" },
	{ "active", "Active" },
	{ "inactive", "Inactive" },
};

static const struct web_field fields[] = {
	[FIELD_SEARCH] = {
		.name = "q",
		.label = "Search by name or keyword",
		.kind = WEB_FIELD_TEXT,
		.most = 200,
	},
	[FIELD_STATUS] = {
		.name = "status",
		.label = "Status",
		.kind = WEB_FIELD_CHOICE,
		.choices = statuses,
		.choice_count = sizeof(statuses) / sizeof(statuses[0]),
	},
	[FIELD_TENANT] = {
		.name = "tenant",
		.label = "Tenant",
		.kind = WEB_FIELD_CHOICE,
		.invalid = "This tenant is not there any more.",
	},
	[FIELD_CONNECTOR] = {
		.name = "connector",
		.label = "Connector",
		.kind = WEB_FIELD_CHOICE,
		.invalid = "This connector is not there any more.",
	},
	/* So that a search keeps the order. */
	[FIELD_SORT] = {
		.name = "sort",
		.label = "Order",
		.kind = WEB_FIELD_TEXT,
		.hidden = true,
		.most = 32,
	},
};
#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* "sort" is a key, with a '-' before it for the other way round. */
static const struct {
	const char *key;
	const char *label;
} columns[] = {
	[DIRECTORY_BY_NAME] = { "name", "Profile name" },
	[DIRECTORY_BY_STATUS] = { "status", "Status" },
	[DIRECTORY_BY_TENANT] = { "tenant", "Tenant" },
	[DIRECTORY_BY_URL] = { "url", "Server URL" },
	[DIRECTORY_BY_CONNECTOR] = { "connector", "Connector" },
};
#define COLUMN_COUNT (sizeof(columns) / sizeof(columns[0]))
_Static_assert(COLUMN_COUNT == DIRECTORY_SORT__COUNT, "a column a sort");

/* What the address asks for. */
struct listing {
	struct page *page;
	const struct directory *d;
	const char *url_base; /* of every profile's URL, folded */
	const char *search, *status, *tenant, *connector;
	struct web_form *form; /* the same, checked */
	const char **words; /* of the search, folded */
	size_t word_count;
	enum directory_sort sort;
	bool down;
	size_t number; /* of the page, from 1 */
	/* Results: those of the page, and how many there are in all. */
	const struct directory_profile *rows[ROWS];
	size_t n;
	size_t found;
};

/* ---- The address ------------------------------------------------------- */

static void
read_words(struct listing *l)
{
	char *rest = text_fold(l->page->arena, l->search);

	l->words = arena_alloc(l->page->arena,
	    (strlen(rest) / 2 + 1) * sizeof(*l->words));
	for (char *word = strsep(&rest, " "); word != NULL;
	     word = strsep(&rest, " "))
		if (*word != '\0')
			l->words[l->word_count++] = word;
}

static void
read_sort(struct listing *l)
{
	const char *key = page_query(l->page, "sort");

	l->down = *key == '-';
	key += l->down;
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (strcmp(columns[i].key, key) == 0)
			l->sort = (enum directory_sort)i;
}

static void
read_form(struct listing *l)
{
	struct arena *a = l->page->arena;
	const struct directory *d = l->d;
	struct choices c;

	l->form = web_form_new(a, fields, FIELD_COUNT);
	c = choices_of_owners(a, "All tenants", d->tenants, d->tenant_count);
	web_form_choices(l->form, FIELD_TENANT, c.at, c.n);
	c = choices_of_owners(a, "All connectors", d->connectors,
	    d->connector_count);
	web_form_choices(l->form, FIELD_CONNECTOR, c.at, c.n);
	/* What is wrong is said at its field; it matches nothing anyway. */
	(void)web_form_read(l->form, &l->page->query);
}

static void
read_search(struct listing *l)
{
	const struct span *typed = web_params_get(&l->page->query, "q");

	/* Without the blanks around it that copying brings along. */
	if (web_form_field_ok(l->form, FIELD_SEARCH)) {
		l->search = web_form_text(l->form, FIELD_SEARCH);
		web_form_set(l->form, FIELD_SEARCH, l->search);
	} else if (typed != NULL) {
		/* A NUL would end the words before what was typed does. */
		l->search = text_clean(l->page->arena, *typed, SEARCH_MOST);
	}
	read_words(l);
}

static void
read_address(struct listing *l)
{
	int64_t number;
	struct err e;

	read_form(l);
	read_search(l);
	l->url_base = text_fold(l->page->arena, profile_url(l->page, ""));
	l->status = page_query(l->page, "status");
	l->tenant = page_query(l->page, "tenant");
	l->connector = page_query(l->page, "connector");
	read_sort(l);
	l->number = 1;
	if (text_to_int(page_query(l->page, "page"), 1, 1000000, &number, &e) ==
	    0)
		l->number = (size_t)number;
}

static bool
is_filtered(const struct listing *l)
{
	return *l->search != '\0' || *l->status != '\0' || *l->tenant != '\0' ||
	    *l->connector != '\0';
}

static const char *
sort_key(const struct listing *l, enum directory_sort sort, bool down)
{
	return arena_printf(l->page->arena, "%s%s", down ? "-" : "",
	    columns[sort].key);
}

/* This list with another order or another page of it. */
static const char *
address(const struct listing *l, const char *sort, size_t number)
{
	struct arena *a = l->page->arena;

	if (strcmp(sort, columns[DIRECTORY_BY_NAME].key) == 0)
		sort = NULL;
	return web_url(a, page_url(l->page, "/profiles"), "q", l->search,
	    "status", l->status, "tenant", l->tenant, "connector", l->connector,
	    "sort", sort, "page",
	    number > 1 ? arena_printf(a, "%zu", number) : NULL, NULL);
}

/* ---- Which profiles ---------------------------------------------------- */

static bool
is_owner(const struct directory_owner *owner, const char *id)
{
	struct uuid want;

	if (*id == '\0')
		return true;
	return owner != NULL && uuid_parse(id, &want) &&
	    uuid_equal(&owner->id, &want);
}

/*
 * In its names, the slug among them, or in its whole URL where the word is a
 * part of one by its looks: what all URLs have in common would else find every
 * profile for a "1" or an "s".
 */
static bool
has_word(const struct listing *l, const struct directory_profile *p,
    const char *word)
{
	size_t len = strlen(word), base = strlen(l->url_base);

	if (strstr(p->folded, word) != NULL)
		return true;
	if (strpbrk(word, "/:") == NULL)
		return false;
	if (strstr(l->url_base, word) != NULL)
		return true;
	for (size_t n = 1; n < len && n <= base; n++)
		if (strncmp(l->url_base + base - n, word, n) == 0 &&
		    strncmp(p->slug, word + n, len - n) == 0)
			return true;
	return false;
}

static bool
matches(const struct listing *l, const struct directory_profile *p)
{
	if (*l->status != '\0' &&
	    strcmp(l->status, p->active ? "active" : "inactive") != 0)
		return false;
	if (!is_owner(p->tenant, l->tenant) ||
	    !is_owner(p->connector, l->connector))
		return false;
	for (size_t i = 0; i < l->word_count; i++)
		if (!has_word(l, p, l->words[i]))
			return false;
	return true;
}

static void
choose(struct listing *l)
{
	size_t count = l->d->profile_count, first = (l->number - 1) * ROWS;
	const struct directory_profile *p;

	for (size_t i = 0; i < count; i++) {
		p = l->d->sorted[l->sort][l->down ? count - 1 - i : i];
		if (!matches(l, p))
			continue;
		if (l->found >= first && l->n < ROWS)
			l->rows[l->n++] = p;
		l->found++;
	}
}

/* ---- What is shown ----------------------------------------------------- */

static void
show_filter(const struct listing *l, struct view *v)
{
	web_form_show(l->form, v);
	view_set(v, "Action", page_url(l->page, "/profiles"));
	if (is_filtered(l))
		view_set(v, "ClearHref", page_url(l->page, "/profiles"));
}

static void
show_columns(const struct listing *l, struct view *v)
{
	struct view *row;
	bool here;

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		here = l->sort == (enum directory_sort)i;
		row = view_add(v, "Columns");
		view_set(row, "Label", columns[i].label);
		view_set(row, "Href",
		    address(l, sort_key(l, i, here && !l->down), 1));
		if (here)
			view_set(row, "Sort",
			    l->down ? "descending" : "ascending");
	}
}

static void
show_row(const struct page *page, const struct directory_profile *p,
    struct view *row)
{
	const char *path = arena_printf(page->arena, "/profiles/%s",
	    uuid_text(page->arena, &p->id));

	view_set(row, "Name", p->name);
	view_set(row, "Href", page_url(page, path));
	view_set(row, "Edit",
	    page_url(page, arena_printf(page->arena, "%s/edit", path)));
	view_set(row, "Delete",
	    page_url(page, arena_printf(page->arena, "%s/delete", path)));
	view_set_flag(row, "New", clock_ms() - p->created_ms < NEW_MS);
	view_set(row, "State.Word", p->active ? "Active" : "Inactive");
	view_set(row, "State.Class", p->active ? "good" : "off");
	view_set(row, "Tenant", p->tenant == NULL ? "none" : p->tenant->name);
	view_set(row, "Url", profile_url(page, p->slug));
	view_set(row, "Connector",
	    p->connector == NULL ? "none" : p->connector->name);
	view_set_flag(row, "Open", p->open);
	if (p->level != LEVEL_MODERN)
		view_set(row, "Level", level_name(p->level));
}

static void
show_pager(const struct listing *l, struct view *v)
{
	const char *sort = sort_key(l, l->sort, l->down);
	size_t first = (l->number - 1) * ROWS;

	view_set_count(v, "Found.First", first + 1);
	view_set_count(v, "Found.Last", first + l->n);
	view_set_count(v, "Found.Count", l->found);
	view_set_count(v, "Found.All", l->d->profile_count);
	view_set_flag(v, "Found.One", l->found == 1);
	view_set_flag(v, "Found.Filtered", is_filtered(l));
	if (l->number > 1)
		view_set(v, "Pager.Previous.Href",
		    address(l, sort, l->n > 0 ? l->number - 1 : 1));
	if (first + l->n < l->found && l->n > 0)
		view_set(v, "Pager.Next.Href", address(l, sort, l->number + 1));
}

const char *
profiles_path_to(const struct page *page, const struct uuid *id)
{
	const struct directory *d;
	size_t i = 0;
	struct err e;

	/* The list's beginning is as good where that cannot be said. */
	if (ra_directory(page->admin->ra, page->arena, &d, &e) == -1)
		return "/profiles";
	while (i < d->profile_count && !uuid_equal(&d->profiles[i].id, id))
		i++;
	if (i < ROWS || i == d->profile_count)
		return "/profiles";
	return arena_printf(page->arena, "/profiles?page=%zu", i / ROWS + 1);
}

int
profiles_page(struct page *page, struct err *e)
{
	struct listing l = { .page = page, .search = "" };
	struct view *v;

	if (ra_directory(page->admin->ra, page->arena, &l.d, e) == -1)
		return -1;
	read_address(&l);
	choose(&l);
	v = page_view(page, "SCEP Server");
	if (house_show(page, view_at(v, "House"), e) == -1 ||
	    figures_show(page, NULL, v, e) == -1)
		return -1;
	view_set(v, "Add", page_url(page, "/profiles/add"));
	show_filter(&l, view_at(v, "Filter"));
	show_columns(&l, v);
	for (size_t i = 0; i < l.n; i++)
		show_row(page, l.rows[i], view_add(v, "Rows"));
	show_pager(&l, v);
	return page_render(page, v, "page/profiles.cs", e);
}
