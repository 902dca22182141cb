/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The picture of what is set up, made of pages of lists, each a short
 * transaction.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ra/directory_make.h"
#include "ra/setup.h"
#include "ra/state.h"

/* All records of a list, gathered page by page. */
struct gather {
	struct arena *a;
	struct store_list list;
	struct store_page page;
	ProtobufCMessage **rows;
	size_t n, room;
};

static int
read_page(struct store_txn *t, void *ctx, struct err *e)
{
	struct gather *g = ctx;

	return store_list(t, &g->list, g->a, &g->page, e);
}

static void
keep_page(struct gather *g)
{
	const size_t size = sizeof(*g->rows);
	ProtobufCMessage **more;

	if (g->page.n == 0)
		return;
	if (g->n + g->page.n > g->room) {
		g->room = 2 * g->room + g->page.n;
		more = arena_alloc(g->a, g->room * size);
		if (g->n > 0)
			memcpy(more, g->rows, g->n * size);
		g->rows = more;
	}
	memcpy(g->rows + g->n, g->page.rows, g->page.n * size);
	g->n += g->page.n;
}

static int
gather(struct ra *ra, enum store_index index, struct arena *a,
    struct gather *out, struct err *e)
{
	*out = (struct gather){
		.a = a,
		.list = { .index = index, .most = STORE_PAGE_MOST },
	};
	do {
		if (store_view(ra->store, read_page, out, e) == -1)
			return -1;
		keep_page(out);
		out->list.after = out->page.next;
	} while (out->page.more);
	return 0;
}

/* ---- Rows -------------------------------------------------------------- */

static struct directory_owner *
make_tenants(const struct gather *g, struct arena *a)
{
	struct directory_owner *all = arena_alloc(a, (g->n + 1) * sizeof(*all));
	const Tenant *record;

	for (size_t i = 0; i < g->n; i++) {
		record = (const Tenant *)g->rows[i];
		all[i].id = field_uuid(record->id);
		all[i].name = arena_strdup(a, record->name);
		all[i].key_type = "";
	}
	return all;
}

static struct directory_owner *
make_connectors(const struct gather *g, struct arena *a)
{
	struct directory_owner *all = arena_alloc(a, (g->n + 1) * sizeof(*all));
	const Connector *record;

	for (size_t i = 0; i < g->n; i++) {
		record = (const Connector *)g->rows[i];
		all[i].id = field_uuid(record->id);
		all[i].name = arena_strdup(a, record->name);
		all[i].key_type = arena_strdup(a, record->key_type);
	}
	return all;
}

/* The owner of an id, with one profile more; NULL where it is gone. */
static const struct directory_owner *
count_owner(struct directory_owner *all, size_t n, ProtobufCBinaryData id)
{
	for (size_t i = 0; i < n; i++)
		if (span_equal(uuid_span(&all[i].id), field_span(id))) {
			all[i].profiles++;
			return &all[i];
		}
	return NULL;
}

/* Tenant and connector are set before. */
static void
make_profile(struct directory_profile *p, const Profile *record,
    struct arena *a)
{
	p->id = field_uuid(record->id);
	p->name = arena_strdup(a, record->name);
	p->slug = arena_strdup(a, record->slug);
	p->active = record->status == PROFILE_STATUS__PROFILE_ACTIVE;
	p->open = ra_profile_is_open(record);
	if (record->level < LEVEL__COUNT)
		p->level = (enum level)record->level;
	p->created_ms = record->created_ms;
	p->folded = arena_printf(a, "%s\n%s\n%s\n%s", text_fold(a, p->name),
	    p->slug, p->tenant == NULL ? "" : text_fold(a, p->tenant->name),
	    p->connector == NULL ? "" : text_fold(a, p->connector->name));
}

/* ---- Orders ------------------------------------------------------------ */

/* Profiles are made in the order of their names: so are their addresses. */
static int
by_name(const void *a, const void *b)
{
	const struct directory_profile *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

static int
by_status(const void *a, const void *b)
{
	const struct directory_profile *const *x = a, *const *y = b;

	if ((*x)->active != (*y)->active)
		return (*x)->active ? -1 : 1;
	return by_name(a, b);
}

static int
by_url(const void *a, const void *b)
{
	const struct directory_profile *const *x = a, *const *y = b;

	return strcmp((*x)->slug, (*y)->slug);
}

/* Owners lie in the order of their names too; who has none comes last. */
static int
compare_owners(const struct directory_owner *x, const struct directory_owner *y)
{
	if (x == NULL || y == NULL)
		return (x == NULL) - (y == NULL);
	return (x > y) - (x < y);
}

static int
by_tenant(const void *a, const void *b)
{
	const struct directory_profile *const *x = a, *const *y = b;
	int order = compare_owners((*x)->tenant, (*y)->tenant);

	return order != 0 ? order : by_name(a, b);
}

static int
by_connector(const void *a, const void *b)
{
	const struct directory_profile *const *x = a, *const *y = b;
	int order = compare_owners((*x)->connector, (*y)->connector);

	return order != 0 ? order : by_name(a, b);
}

static int (*const orders[])(const void *, const void *) = {
	[DIRECTORY_BY_NAME] = by_name,
	[DIRECTORY_BY_STATUS] = by_status,
	[DIRECTORY_BY_TENANT] = by_tenant,
	[DIRECTORY_BY_URL] = by_url,
	[DIRECTORY_BY_CONNECTOR] = by_connector,
};
_Static_assert(sizeof(orders) / sizeof(orders[0]) == DIRECTORY_SORT__COUNT,
    "an order for each sort");

static void
sort(struct directory *d, struct arena *a)
{
	const struct directory_profile **all;
	size_t n = d->profile_count;

	for (size_t i = 0; i < DIRECTORY_SORT__COUNT; i++) {
		all = arena_alloc(a, (n + 1) * sizeof(*all));
		for (size_t j = 0; j < n; j++)
			all[j] = &d->profiles[j];
		qsort(all, n, sizeof(*all), orders[i]);
		d->sorted[i] = all;
	}
}

int
directory_make(struct ra *ra, struct arena *scratch, struct arena *a,
    struct directory *d, struct err *e)
{
	struct directory_owner *tenants, *connectors;
	struct directory_profile *all;
	struct gather t, c, p;
	const Profile *record;

	if (gather(ra, STORE_TENANTS_BY_NAME, scratch, &t, e) == -1 ||
	    gather(ra, STORE_CONNECTORS_BY_NAME, scratch, &c, e) == -1 ||
	    gather(ra, STORE_PROFILES_BY_NAME, scratch, &p, e) == -1)
		return -1;
	tenants = make_tenants(&t, a);
	connectors = make_connectors(&c, a);
	all = arena_alloc(a, (p.n + 1) * sizeof(*all));
	for (size_t i = 0; i < p.n; i++) {
		record = (const Profile *)p.rows[i];
		all[i].tenant = count_owner(tenants, t.n, record->tenant_id);
		all[i].connector = count_owner(connectors, c.n,
		    record->connector_id);
		make_profile(&all[i], record, a);
	}
	*d = (struct directory){ tenants, t.n, connectors, c.n, all, p.n,
		{ NULL } };
	sort(d, a);
	return 0;
}
