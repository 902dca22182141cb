/* SPDX-License-Identifier: BSD-2-Clause */
/* Of profile_form.h: what ra refused, and what somebody else did meanwhile. */
#include <string.h>

#include "admin/profile_fields.h"
#include "admin/profile_form.h"
#include "admin/profile_policy.h"
#include "admin/profile_preset.h"
#include "admin/profile_rules.h"
#include "web/status.h"

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

	h->by_name = h->by_slug = NULL;
	if (*h->name != '\0' &&
	    store_find_profile(t, h->name, h->a, &h->by_name, e) == -1)
		return -1;
	if (*h->slug == '\0')
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

static const char *
text_of(const struct profile_form *f, size_t field)
{
	return web_form_field_ok(f->form, field) ?
	    web_form_text(f->form, field) :
	    "";
}

int
profile_form_find_taken(struct profile_form *f, struct err *e)
{
	struct arena *a = f->page->arena;
	struct holders h = {
		.a = a,
		.name = text_of(f, FIELD_NAME),
		.slug = text_of(f, FIELD_SLUG),
	};

	if (store_view(ra_store(f->page->admin->ra), find_holders, &h, e) == -1)
		return -1;
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
	return 0;
}

static int
refuse_conflict(struct profile_form *f, struct err *e)
{
	struct err why = *e;

	if (profile_form_find_taken(f, e) == -1)
		return -1;
	*e = why;
	if (web_form_ok(f->form))
		web_form_fail_whole(f->form,
		    web_sentence(f->page->arena, why.text));
	return 0;
}

int
profile_form_refuse(struct profile_form *f, struct err *e)
{
	switch (e->kind) {
	case ERR_CONFLICT:
		return refuse_conflict(f, e);
	case ERR_MALFORMED:
	case ERR_NOT_FOUND:
		web_form_fail_whole(f->form,
		    web_sentence(f->page->arena, e->text));
		return 0;
	default:
		return -1;
	}
}

static const char *
owner_name(const struct directory_owner *owner)
{
	return owner == NULL ? "none" : owner->name;
}

static const char *
in_words(enum ra_challenge_kind kind)
{
	static const char *const words[RA_CHALLENGE__COUNT] = {
		[RA_CHALLENGE_UNSET] = "none yet",
		[RA_CHALLENGE_STATIC] = "a static password",
		[RA_CHALLENGE_ONE_TIME] = "one-time passwords",
		[RA_CHALLENGE_NONE] = "no password",
	};

	return (unsigned int)kind < RA_CHALLENGE__COUNT ? words[kind] : "";
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
		    in_words(stored), in_words(typed));
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
	profile_preset_tell(f, &typed, &d);
	profile_policy_tell(f, &typed, &d);
	if (now->challenge_version > profile_form_version(f))
		web_form_fail(form, FIELD_CHALLENGE,
		    "Meanwhile the challenge password was replaced. Leave the "
		    "field empty to keep that one, or type yours again.");
	web_form_fail_whole(form,
	    "Somebody else changed this profile while you did. Nothing is "
	    "saved yet, and what you typed stands below.");
	web_form_set(form, FIELD_VERSION,
	    arena_printf(f->page->arena, "%llu",
		(unsigned long long)now->version));
}
