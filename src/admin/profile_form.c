/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_form.h. */
#include <string.h>

#include "admin/choices.h"
#include "admin/connector_words.h"
#include "admin/profile_fields.h"
#include "admin/profile_form.h"
#include "admin/profile_rules.h"
#include "base/text.h"
#include "web/status.h"
#include "web/url.h"

#define KEPT_MOST 400 /* bytes of a field, on the way to a connector */
#define GENERATED_GROUPS 5 /* of four characters: some 100 bits */

/* How the choices stand in the records; "none" came first, and keeps its
   word. */
static const struct {
	const char *value;
	enum ra_challenge_kind kind;
	const char *name; /* for people, in a sentence */
} kinds[] = {
	{ "static", RA_CHALLENGE_STATIC, "a static password" },
	{ "one-time", RA_CHALLENGE_ONE_TIME, "one-time passwords" },
	{ "unasked", RA_CHALLENGE_NONE, "no password" },
	{ "none", RA_CHALLENGE_UNSET, "none yet" },
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* ---- What it starts from ----------------------------------------------- */

static size_t
row_of_kind(enum ra_challenge_kind kind)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kinds[i].kind == kind)
			return i;
	return KIND_COUNT - 1;
}

static enum ra_challenge_kind
kind_of_value(const char *value)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (strcmp(kinds[i].value, value) == 0)
			return kinds[i].kind;
	return RA_CHALLENGE_UNSET;
}

static void
set_choices(struct profile_form *f)
{
	const struct directory *d = f->d;
	struct arena *a = f->page->arena;
	struct web_choice *all;
	struct choices tenants;

	tenants = choices_of_owners(a, "Choose a tenant", d->tenants,
	    d->tenant_count);
	web_form_choices(f->form, FIELD_TENANT, tenants.at, tenants.n);
	all = arena_alloc(a, (d->connector_count + 1) * sizeof(*all));
	all[0] = (struct web_choice){ "", "Choose a connector" };
	for (size_t i = 0; i < d->connector_count; i++)
		all[i + 1] = (struct web_choice){
			uuid_text(a, &d->connectors[i].id),
			arena_printf(a, "%s (local CA, %s)",
			    d->connectors[i].name,
			    connector_key_words(a, d->connectors[i].key_type)),
		};
	web_form_choices(f->form, FIELD_CONNECTOR, all, d->connector_count + 1);
}

/* Where there is one only, it is meant. */
static void
set_only(struct profile_form *f, size_t field,
    const struct directory_owner *owners, size_t n)
{
	if (n == 1)
		web_form_set(f->form, field,
		    uuid_text(f->page->arena, &owners[0].id));
}

static void
set_values(struct profile_form *f)
{
	struct arena *a = f->page->arena;
	struct profile_draft d = f->record != NULL ?
	    ra_profile_draft(f->record) :
	    ra_profile_defaults();

	profile_rules_set(f, &d);
	if (f->record == NULL) {
		set_only(f, FIELD_TENANT, f->d->tenants, f->d->tenant_count);
		set_only(f, FIELD_CONNECTOR, f->d->connectors,
		    f->d->connector_count);
		web_form_set(f->form, FIELD_VALIDATION, "static");
		web_form_set(f->form, FIELD_STATUS, "active");
		return;
	}
	web_form_set(f->form, FIELD_NAME, d.name);
	web_form_set(f->form, FIELD_SLUG, d.slug);
	web_form_set(f->form, FIELD_TENANT, uuid_text(a, &d.tenant));
	web_form_set(f->form, FIELD_CONNECTOR, uuid_text(a, &d.connector));
	web_form_set(f->form, FIELD_VALIDATION,
	    kinds[row_of_kind(d.challenge_kind)].value);
	web_form_set(f->form, FIELD_STATUS, d.active ? "active" : "inactive");
	web_form_set(f->form, FIELD_VERSION,
	    arena_printf(a, "%llu", (unsigned long long)f->record->version));
}

int
profile_form_begin(struct page *page, const Profile *record,
    struct profile_form *out, struct err *e)
{
	*out = (struct profile_form){ .page = page, .record = record };
	if (ra_directory(page->admin->ra, page->arena, &out->d, e) == -1)
		return -1;
	out->form = web_form_new(page->arena, profile_fields, FIELD__COUNT);
	set_choices(out);
	set_values(out);
	/*
	 * Back from 'Add a connector', which it was left for.  No address has
	 * a say in the challenge: whoever made a link would know it.
	 */
	web_form_fill(out->form, &page->query);
	web_form_set(out->form, FIELD_CHALLENGE, "");
	return 0;
}

bool
profile_form_leaves(struct profile_form *f, const char *path)
{
	struct arena *a = f->page->arena;
	const struct span *typed;

	if (*page_posted(f->page, "add-connector") == '\0')
		return false;
	for (size_t i = 0; i < FIELD__COUNT; i++) {
		typed = web_params_get(&f->page->posted,
		    profile_fields[i].name);
		/* A secret is in no address, and the connector will be new. */
		if (typed == NULL || i == FIELD_CONNECTOR ||
		    profile_fields[i].kind == WEB_FIELD_NEW_SECRET)
			continue;
		path = web_url(a, path, profile_fields[i].name,
		    text_clean(a, *typed, KEPT_MOST), NULL);
	}
	page_see_other(f->page,
	    web_url(a, "/connectors/add", "next", path, NULL), NULL);
	return true;
}

bool
profile_form_generates(struct profile_form *f)
{
	struct secret *challenge;

	if (*page_posted(f->page, "generate") == '\0')
		return false;
	web_form_fill(f->form, &f->page->posted);
	challenge = secret_generate(GENERATED_GROUPS);
	web_form_set(f->form, FIELD_CHALLENGE, secret_str(challenge));
	web_form_set(f->form, FIELD_VALIDATION, "static");
	secret_free(challenge);
	return true;
}

/* ---- What was posted --------------------------------------------------- */

static bool
has_static(const struct profile_form *f)
{
	return f->record != NULL &&
	    f->record->challenge == CHALLENGE_KIND__CHALLENGE_STATIC;
}

/* A static password is wanted, and there is none. */
static bool
lacks_challenge(const struct profile_form *f)
{
	return web_form_field_ok(f->form, FIELD_VALIDATION) &&
	    strcmp(web_form_text(f->form, FIELD_VALIDATION), "static") == 0 &&
	    web_form_field_ok(f->form, FIELD_CHALLENGE) &&
	    web_form_secret(f->form, FIELD_CHALLENGE) == NULL && !has_static(f);
}

bool
profile_form_read(struct profile_form *f, struct profile_draft *d)
{
	struct web_form *form = f->form;

	*d = f->record != NULL ? ra_profile_draft(f->record) :
				 ra_profile_defaults();
	(void)web_form_read(form, &f->page->posted);
	profile_rules_read(f, d);
	if (lacks_challenge(f))
		web_form_fail(form, FIELD_CHALLENGE,
		    "Type a challenge password, or generate one.");
	if (!web_form_ok(form))
		return false;
	d->name = web_form_text(form, FIELD_NAME);
	if (*web_form_text(form, FIELD_SLUG) != '\0')
		d->slug = web_form_text(form, FIELD_SLUG);
	d->active = strcmp(web_form_text(form, FIELD_STATUS), "active") == 0;
	if (!uuid_parse(web_form_text(form, FIELD_TENANT), &d->tenant) ||
	    !uuid_parse(web_form_text(form, FIELD_CONNECTOR), &d->connector))
		return false;
	d->challenge_kind = kind_of_value(
	    web_form_text(form, FIELD_VALIDATION));
	d->drop_challenge = d->challenge_kind == RA_CHALLENGE_UNSET;
	if (d->challenge_kind == RA_CHALLENGE_STATIC)
		d->challenge = web_form_secret(form, FIELD_CHALLENGE);
	return true;
}

uint64_t
profile_form_version(const struct profile_form *f)
{
	return (uint64_t)web_form_int(f->form, FIELD_VERSION);
}

/* ---- Refusals ---------------------------------------------------------- */

/* Which profiles have the name and the URL name that were typed. */
struct holders {
	struct arena *a;
	const char *name, *slug;
	Profile *by_name, *by_slug;
};

static int
find_holders(struct store_txn *t, void *ctx, struct err *e)
{
	struct holders *h = ctx;

	h->by_slug = NULL;
	if (store_find_profile(t, h->name, h->a, &h->by_name, e) == -1)
		return -1;
	if (h->slug == NULL || *h->slug == '\0')
		return 0;
	return store_find_profile_slug(t, h->slug, h->a, &h->by_slug, e);
}

static bool
is_another(const struct profile_form *f, const Profile *p)
{
	return p != NULL &&
	    (f->record == NULL ||
		!span_equal(span_of(p->id.data, p->id.len),
		    span_of(f->record->id.data, f->record->id.len)));
}

static int
refuse_conflict(struct profile_form *f, const struct profile_draft *d,
    struct err *e)
{
	struct arena *a = f->page->arena;
	struct holders h = { .a = a, .name = d->name, .slug = d->slug };
	struct err why = *e;

	if (store_view(ra_store(f->page->admin->ra), find_holders, &h, e) == -1)
		return -1;
	*e = why;
	if (is_another(f, h.by_name))
		web_form_fail(f->form, FIELD_NAME,
		    arena_printf(a,
			"There is a profile \"%s\" already. Choose another "
			"name.",
			h.by_name->name));
	if (is_another(f, h.by_slug))
		web_form_fail(f->form, FIELD_SLUG,
		    arena_printf(a,
			"The profile \"%s\" has this URL name. Choose another.",
			h.by_slug->name));
	if (web_form_ok(f->form))
		web_form_fail_whole(f->form, web_sentence(a, why.text));
	return 0;
}

int
profile_form_refuse(struct profile_form *f, const struct profile_draft *d,
    struct err *e)
{
	switch (e->kind) {
	case ERR_CONFLICT:
		return refuse_conflict(f, d, e);
	case ERR_MALFORMED:
	case ERR_NOT_FOUND:
		web_form_fail_whole(f->form,
		    web_sentence(f->page->arena, e->text));
		return 0;
	default:
		return -1;
	}
}

void
profile_form_tell(struct profile_form *f, size_t field, const char *typed,
    const char *stored)
{
	if (strcmp(typed, stored) != 0)
		web_form_fail(f->form, field,
		    arena_printf(f->page->arena,
			"Meanwhile this is \"%s\". Save again to replace that "
			"with what stands here.",
			stored));
}

static const char *
owner_name(const struct directory_owner *owner)
{
	return owner == NULL ? "none" : owner->name;
}

static void
tell_kind(struct profile_form *f, enum ra_challenge_kind typed,
    enum ra_challenge_kind stored)
{
	const char *why;

	if (typed == stored)
		return;
	if (typed == RA_CHALLENGE_UNSET && stored == RA_CHALLENGE_STATIC)
		why = "Meanwhile a challenge password was set. Save again to "
		      "take it away.";
	else if (typed == RA_CHALLENGE_STATIC && stored == RA_CHALLENGE_UNSET)
		why = "Meanwhile the challenge password was taken away. Save "
		      "again to set one.";
	else
		why = arena_printf(f->page->arena,
		    "Meanwhile this is %s. Save again to make it %s.",
		    kinds[row_of_kind(stored)].name,
		    kinds[row_of_kind(typed)].name);
	web_form_fail(f->form, FIELD_VALIDATION, why);
}

void
profile_form_overtaken(struct profile_form *f, const Profile *now)
{
	struct web_form *form = f->form;
	struct profile_draft d = ra_profile_draft(now), typed;

	if (!profile_form_read(f, &typed))
		return;
	profile_form_tell(f, FIELD_NAME, typed.name, d.name);
	profile_form_tell(f, FIELD_SLUG, typed.slug, d.slug);
	profile_form_tell(f, FIELD_TENANT,
	    owner_name(directory_tenant(f->d, &typed.tenant)),
	    owner_name(directory_tenant(f->d, &d.tenant)));
	profile_form_tell(f, FIELD_CONNECTOR,
	    owner_name(directory_connector(f->d, &typed.connector)),
	    owner_name(directory_connector(f->d, &d.connector)));
	profile_form_tell(f, FIELD_STATUS, typed.active ? "Active" : "Inactive",
	    d.active ? "Active" : "Inactive");
	tell_kind(f, typed.challenge_kind, d.challenge_kind);
	profile_rules_tell(f, &typed, &d);
	if (now->challenge_version > profile_form_version(f))
		web_form_fail(form, FIELD_CHALLENGE,
		    "Meanwhile the challenge password was replaced. Save again "
		    "to replace that one, or leave the field empty to keep "
		    "it.");
	web_form_fail_whole(form,
	    "Somebody else changed this profile while you did. Nothing is "
	    "saved yet, and what you typed stands below.");
	web_form_set(form, FIELD_VERSION,
	    arena_printf(f->page->arena, "%llu",
		(unsigned long long)now->version));
}

int
profile_form_render(struct profile_form *f, struct view *v, const char *path,
    const char *cancel, const char *button, struct err *e)
{
	struct page *page = f->page;

	web_form_show(f->form, view_at(v, "Form"));
	view_set(v, "Form.Action", page_url(page, path));
	view_set(v, "Form.Cancel", page_url(page, cancel));
	view_set(v, "Form.Button", button);
	view_set_flag(v, "Form.HasChallenge", has_static(f));
	profile_rules_show(f, view_at(v, "Form"));
	if (!web_form_ok(f->form))
		page->res->status = 422;
	return page_render(page, v, "page/profile_form.cs", e);
}
