/* SPDX-License-Identifier: BSD-2-Clause */
/* See owner.h. */
#include "admin/owner.h"
#include "base/text.h"
#include "web/url.h"

#define NAMED_MOST 10 /* profiles in a sentence */

/* ---- Records ----------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct uuid id;
	/* Results. */
	Tenant *tenant;
	Connector *connector;
};

static int
read_tenant(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_tenant(t, &r->id, r->arena, &r->tenant, e);
}

static int
read_connector(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_connector(t, &r->id, r->arena, &r->connector, e);
}

int
owner_tenant(const struct page *page, Tenant **out, struct err *e)
{
	struct reading r = { .arena = page->arena };

	if (page_id(page, &r.id, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_tenant, &r, e) == -1)
		return -1;
	if ((*out = r.tenant) == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such tenant");
	return 0;
}

int
owner_connector(const struct page *page, Connector **out, struct err *e)
{
	struct reading r = { .arena = page->arena };

	if (page_id(page, &r.id, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_connector, &r, e) == -1)
		return -1;
	if ((*out = r.connector) == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such connector");
	return 0;
}

/* ---- Owners ------------------------------------------------------------ */

static struct owner
owner_of(const char *noun, ProtobufCBinaryData id, const char *name)
{
	struct owner owner = { .noun = noun, .name = name };

	if (!uuid_from_span(span_of(id.data, id.len), &owner.id))
		owner.id = (struct uuid){ 0 };
	return owner;
}

struct owner
owner_of_tenant(const Tenant *record)
{
	return owner_of("tenant", record->id, record->name);
}

struct owner
owner_of_connector(const Connector *record)
{
	return owner_of("connector", record->id, record->name);
}

const char *
owner_path(const struct page *page, const struct owner *owner,
    const char *behind)
{
	return arena_printf(page->arena, "/%ss/%s%s", owner->noun,
	    uuid_text(page->arena, &owner->id), behind);
}

const char *
owner_profiles_url(const struct page *page, const struct owner *owner)
{
	return web_url(page->arena, page_url(page, "/profiles"), owner->noun,
	    uuid_text(page->arena, &owner->id), NULL);
}

/* ---- Their profiles ---------------------------------------------------- */

/* Ids are never given twice, so it is one of its tenant and its connector. */
static bool
belongs(const struct directory_profile *p, const struct owner *owner)
{
	return (p->tenant != NULL && uuid_equal(&p->tenant->id, &owner->id)) ||
	    (p->connector != NULL && uuid_equal(&p->connector->id, &owner->id));
}

int
owner_profiles(const struct page *page, const struct owner *owner,
    struct owner_profiles *out, struct err *e)
{
	const struct directory_profile *p;
	const struct directory *d;

	*out = (struct owner_profiles){ .n = 0 };
	if (ra_directory(page->admin->ra, page->arena, &d, e) == -1)
		return -1;
	for (size_t i = 0; i < d->profile_count; i++) {
		p = d->sorted[DIRECTORY_BY_NAME][i];
		if (!belongs(p, owner))
			continue;
		if (out->n < OWNER_PROFILES_MOST)
			out->first[out->n++] = p;
		out->all++;
	}
	return 0;
}

void
owner_show_count(const struct page *page, const struct owner *owner,
    size_t count, struct view *v)
{
	if (count == 0) {
		view_set(v, "Profiles.Text", "None");
		return;
	}
	view_set(v, "Profiles.Text", text_count(page->arena, count, "profile"));
	view_set(v, "Profiles.Href", owner_profiles_url(page, owner));
}

/* "A", "B" and 5 more */
static const char *
name_profiles(struct arena *a, const struct owner_profiles *profiles)
{
	size_t named = profiles->n < NAMED_MOST ? profiles->n : NAMED_MOST;
	const char *text = "", *between = "";

	for (size_t i = 0; i < named; i++) {
		if (i > 0)
			between = i + 1 == profiles->all ? " and " : ", ";
		text = arena_printf(a, "%s%s\"%s\"", text, between,
		    profiles->first[i]->name);
	}
	if (profiles->all > named)
		text = arena_printf(a, "%s and %zu more", text,
		    profiles->all - named);
	return text;
}

/*
 * Why it cannot be deleted, and what to do; *out is NULL where no profile
 * belongs to it.
 */
static int
make_refusal(const struct page *page, const struct owner *owner,
    const char **out, struct err *e)
{
	struct arena *a = page->arena;
	struct owner_profiles profiles;
	const char *them;

	*out = NULL;
	if (owner_profiles(page, owner, &profiles, e) == -1)
		return -1;
	if (profiles.all == 0)
		return 0;
	them = profiles.all == 1 ? "it" : "them";
	*out = arena_printf(a,
	    "The %s \"%s\" is in use by %s: %s. Give %s another %s, or "
	    "delete %s, before you delete this one.",
	    owner->noun, owner->name, text_count(a, profiles.all, "profile"),
	    name_profiles(a, &profiles), them, owner->noun, them);
	return 0;
}

int
owner_confirm(struct page *page, struct view *v, const struct owner *owner,
    struct confirmation c, const char *refused, struct err *e)
{
	struct arena *a = page->arena;

	if (make_refusal(page, owner, &c.refusal, e) == -1)
		return -1;
	if (c.refusal != NULL) {
		c.reason_label = "Show its profiles";
		c.reason_url = owner_profiles_url(page, owner);
	} else
		c.refusal = refused;
	c.question = arena_printf(a, "Delete the %s \"%s\"?", owner->noun,
	    owner->name);
	c.path = owner_path(page, owner, "/delete");
	c.button = arena_printf(a, "Delete %s", owner->noun);
	return confirm_render(page, v, &c, e);
}
