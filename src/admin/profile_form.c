/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_form.h. */
#include <string.h>

#include "admin/choices.h"
#include "admin/connector_words.h"
#include "admin/profile_fields.h"
#include "admin/profile_form.h"
#include "admin/profile_policy.h"
#include "admin/profile_preset.h"
#include "admin/profile_rules.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "base/text.h"
#include "ra/policy_setting.h"
#include "web/status.h"
#include "web/url.h"

#define GENERATED_GROUPS 5 /* of four characters: some 100 bits */

/* How the choices stand in the records; "none" came first, and keeps its
   word. */
static const struct {
	const char *value;
	enum ra_challenge_kind kind;
} kinds[] = {
	{ "static", RA_CHALLENGE_STATIC },
	{ "one-time", RA_CHALLENGE_ONE_TIME },
	{ "unasked", RA_CHALLENGE_NONE },
	{ "none", RA_CHALLENGE_UNSET },
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
	const struct profile_draft d = profile_form_from(f);

	profile_rules_set(f, &d);
	profile_preset_set(f, &d);
	profile_policy_set(f, &d);
	web_form_set(f->form, FIELD_KEEP_OLD, "0");
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
	struct web_field *fields;

	*out = (struct profile_form){ .page = page, .record = record };
	if (ra_directory(page->admin->ra, page->arena, &out->d, e) == -1)
		return -1;
	out->count = FIELD__COUNT + policy_setting_count;
	fields = arena_alloc(page->arena, out->count * sizeof(*fields));
	memcpy(fields, profile_fields, sizeof(profile_fields));
	profile_policy_fields(page->arena, fields + FIELD__COUNT);
	out->fields = fields;
	out->form = web_form_new(page->arena, fields, out->count);
	set_choices(out);
	set_values(out);
	/* Back from 'Add a connector', which it was left for. */
	web_form_fill(out->form, &page->query);
	return 0;
}

/* The form at `path`, with each field in which somebody typed. */
static const char *
path_back(struct profile_form *f, const char *path)
{
	struct arena *a = f->page->arena;
	const char **before = arena_alloc(a, f->count * sizeof(*before));
	const char *typed, *longer;

	for (size_t i = 0; i < f->count; i++)
		before[i] = web_form_typed(f->form, i);
	web_form_fill(f->form, &f->page->posted);
	for (size_t i = 0; i < f->count; i++) {
		typed = web_form_typed(f->form, i);
		/* A secret is in no address: that there was one is. */
		if (web_form_withheld(f->form, i))
			typed = "again";
		/* The connector will be new. */
		if (i == FIELD_CONNECTOR || strcmp(typed, before[i]) == 0)
			continue;
		longer = web_url(a, path, f->fields[i].name, typed, NULL);
		if (strlen(longer) <= CONNECTOR_NEXT_MOST)
			path = longer;
	}
	return path;
}

bool
profile_form_leaves(struct profile_form *f, const char *path)
{
	if (*page_posted(f->page, "add-connector") == '\0')
		return false;
	page_see_other(f->page,
	    web_url(f->page->arena, "/connectors/add", "next",
		path_back(f, path), NULL),
	    NULL);
	return true;
}

bool
profile_form_fills(struct profile_form *f)
{
	const bool generate = *page_posted(f->page, "generate") != '\0';
	struct secret *challenge;

	if (!generate && *page_posted(f->page, "fill") == '\0')
		return false;
	web_form_fill(f->form, &f->page->posted);
	if (!generate) {
		profile_preset_fill(f);
		return true;
	}
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

/* The one before it is good as well. */
static bool
has_former(const struct profile_form *f)
{
	return has_static(f) &&
	    f->record->challenge_former_ends_ms > clock_ms();
}

static void
read_challenge(struct profile_form *f, struct profile_draft *d)
{
	const struct web_form *form = f->form;

	d->challenge_kind = kind_of_value(
	    web_form_text(form, FIELD_VALIDATION));
	d->drop_challenge = d->challenge_kind == RA_CHALLENGE_UNSET;
	if (d->challenge_kind == RA_CHALLENGE_STATIC)
		d->challenge = web_form_secret(form, FIELD_CHALLENGE);
	d->keep_old_ms = web_form_int(form, FIELD_KEEP_OLD) * CLOCK_DAY_MS;
	d->drop_old = web_form_flag(form, FIELD_DROP_OLD);
}

/* What no field can say by itself: both are fine so far. */
static void
check_challenge(struct profile_form *f)
{
	struct web_form *form = f->form;
	bool wants, has;

	if (!web_form_field_ok(form, FIELD_VALIDATION) ||
	    !web_form_field_ok(form, FIELD_CHALLENGE))
		return;
	wants = strcmp(web_form_text(form, FIELD_VALIDATION), "static") == 0;
	has = web_form_secret(form, FIELD_CHALLENGE) != NULL;
	if (wants && !has && !has_static(f))
		web_form_fail(form, FIELD_CHALLENGE,
		    "Type a challenge password, or generate one.");
	if (!wants && has)
		web_form_fail(form, FIELD_CHALLENGE,
		    "A password that is set here is a static one: choose that "
		    "above, or leave this empty.");
	if (!web_form_field_ok(form, FIELD_KEEP_OLD) ||
	    web_form_int(form, FIELD_KEEP_OLD) == 0 || !has_static(f))
		return;
	if (!wants)
		web_form_fail(form, FIELD_KEEP_OLD,
		    "The old password is kept beside a new static one only: "
		    "enter 0.");
	else if (!has)
		web_form_fail(form, FIELD_KEEP_OLD,
		    "Type the new challenge password too: the old one is kept "
		    "beside it.");
}

static void
check_name(struct profile_form *f)
{
	struct arena *a = f->page->arena;
	struct web_form *form = f->form;
	const char *name;
	struct err e;

	if (!web_form_field_ok(form, FIELD_NAME))
		return;
	name = web_form_text(form, FIELD_NAME);
	if (ra_name_check("the name", name, &e) == -1)
		web_form_fail(form, FIELD_NAME, web_sentence(a, e.text));
	else if (f->record == NULL && web_form_field_ok(form, FIELD_SLUG) &&
	    *web_form_text(form, FIELD_SLUG) == '\0' &&
	    *text_slug(a, name, RA_NAME_MOST) == '\0')
		web_form_fail(form, FIELD_SLUG,
		    "No URL name can be made of this profile name: enter one.");
}

bool
profile_form_read(struct profile_form *f, struct profile_draft *d)
{
	struct web_form *form = f->form;
	const struct profile_draft from = profile_form_from(f);

	*d = from;
	(void)web_form_read(form, &f->page->posted);
	profile_rules_read(f, d);
	profile_preset_read(f, d);
	profile_policy_read(f, d);
	profile_rules_check(f, d);
	check_name(f);
	check_challenge(f);
	if (!web_form_ok(form))
		return false;
	d->name = web_form_text(form, FIELD_NAME);
	if (*web_form_text(form, FIELD_SLUG) != '\0')
		d->slug = web_form_text(form, FIELD_SLUG);
	d->active = strcmp(web_form_text(form, FIELD_STATUS), "active") == 0;
	if (!uuid_parse(web_form_text(form, FIELD_TENANT), &d->tenant) ||
	    !uuid_parse(web_form_text(form, FIELD_CONNECTOR), &d->connector))
		return false;
	read_challenge(f, d);
	return true;
}

uint64_t
profile_form_version(const struct profile_form *f)
{
	return (uint64_t)web_form_int(f->form, FIELD_VERSION);
}

/* ---- As a page --------------------------------------------------------- */

int
profile_form_render(struct profile_form *f, struct view *v, const char *path,
    const char *cancel, const char *button, struct err *e)
{
	struct page *page = f->page;

	profile_preset_settle(f);
	web_form_show(f->form, view_at(v, "Form"));
	view_set(v, "Form.Action", page_url(page, path));
	view_set(v, "Form.Cancel", page_url(page, cancel));
	view_set(v, "Form.Button", button);
	view_set_flag(v, "Form.HasChallenge", has_static(f));
	view_set_flag(v, "Form.HasFormer", has_former(f));
	profile_rules_show(f, view_at(v, "Form"));
	profile_policy_show(f, view_at(v, "Form"));
	if (f->filled)
		view_set_flag(v, "Form.Open.Answers", true);
	if (!web_form_ok(f->form))
		page->res->status = 422;
	return page_render(page, v, "page/profile_form.cs", e);
}
