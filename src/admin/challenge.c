/* SPDX-License-Identifier: BSD-2-Clause */
/* One-time challenges of a profile: made, shown once, and revoked. */
#include "admin/profile_challenge.h"
#include "admin/profile_page.h"
#include "admin/profile_url.h"
#include "admin/routes.h"
#include "web/status.h"

/* ra refused: the profile's page says why. */
static int
refuse(struct page *page, struct err *e)
{
	struct web_form *form = profile_challenge_form(page);

	if (e->kind != ERR_CONFLICT && e->kind != ERR_MALFORMED)
		return -1;
	web_form_fill(form, &page->posted);
	web_form_fail_whole(form, web_sentence(page->arena, e->text));
	page->res->status = e->kind == ERR_CONFLICT ? 409 : 422;
	return profile_render(page, form, e);
}

/* ---- A new one --------------------------------------------------------- */

/* This once. */
static int
show_new(struct page *page, const Profile *p, const char *label,
    int64_t ends_ms, const struct secret *secret, struct err *e)
{
	const char *path = profile_path(page, p);
	struct view *v = page_view(page, "New challenge"), *at;

	page_crumb(page, v, "/profiles", "SCEP Server");
	page_crumb(page, v, path, p->name);
	page_crumb(page, v, NULL, "New challenge");
	at = view_at(v, "Challenge");
	view_set(at, "Secret", secret_str(secret));
	view_set(at, "Label", label);
	view_set(at, "Url", profile_url(page, p->slug));
	view_set(at, "Profile", p->name);
	view_set_time(at, "End", ends_ms);
	view_set(at, "Back", page_url(page, path));
	return page_render(page, v, "page/challenge.cs", e);
}

int
profile_challenge_new(struct page *page, struct err *e)
{
	struct web_form *form = profile_challenge_form(page);
	const struct actor by = page_actor(page);
	struct one_time_draft d = { 0 };
	struct secret *secret;
	struct uuid id;
	int64_t ends_ms;
	Profile *p;
	int rc;

	if (page_id(page, &d.profile, e) == -1 ||
	    profile_of_path(page, &p, e) == -1)
		return -1;
	/* Another kind of profile has no fields where an error could stand. */
	if (!web_form_read(form, &page->posted) &&
	    p->challenge == CHALLENGE_KIND__CHALLENGE_ONE_TIME)
		return profile_render(page, form, e);
	profile_challenge_read(form, &d);
	if (ra_one_time_new(page->admin->ra, &by, &d, &id, &ends_ms, &secret,
		e) == -1)
		return refuse(page, e);
	rc = show_new(page, p, d.label, ends_ms, secret, e);
	secret_free(secret);
	return rc;
}

/* ---- Revoking ---------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct uuid profile, id;
	Challenge *challenge;
};

static int
read_challenge(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	const Challenge *c;

	if (store_get_challenge(t, &r->id, r->arena, &r->challenge, e) == -1)
		return -1;
	c = r->challenge;
	if (c == NULL ||
	    !span_equal(span_of(c->profile_id.data, c->profile_id.len),
		uuid_span(&r->profile)))
		return err_set(e, ERR_NOT_FOUND,
		    "there is no such challenge of this profile");
	return 0;
}

int
profile_challenge_revoke(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct reading r = { .arena = page->arena };
	const char *id = web_match_part(&page->match, "challenge");
	struct web_note note = { .key = "challenge-revoked" };

	if (page_id(page, &r.profile, e) == -1)
		return -1;
	if (!uuid_parse(id, &r.id))
		return err_set(e, ERR_NOT_FOUND, "no id in the path");
	if (store_view(ra_store(page->admin->ra), read_challenge, &r, e) == -1)
		return -1;
	if (ra_one_time_revoke(page->admin->ra, &by, &r.id, e) == -1)
		return refuse(page, e);
	note.subject = r.challenge->label;
	page_see_other(page,
	    arena_printf(page->arena, "/profiles/%s",
		uuid_text(page->arena, &r.profile)),
	    &note);
	return 0;
}
