/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One-time challenges on the page of their profile: made, shown once, listed
 * and revoked.
 */
#include <string.h>

#include "admin/profile_challenge.h"
#include "admin/profile_page.h"
#include "admin/profile_url.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "ra/one_time.h"
#include "web/status.h"

enum { FIELD_LABEL, FIELD_VALID };

static const struct web_choice times[] = {
	{ "hour", "1 hour" },
	{ "day", "1 day" },
	{ "week", "1 week" },
	{ "month", "30 days" },
};
#define TIMES (sizeof(times) / sizeof(times[0]))

/* In the order of the choices; what is not chosen is the first. */
static const int64_t times_ms[] = {
	RA_ONE_TIME_DEFAULT_MS,
	CLOCK_DAY_MS,
	7 * CLOCK_DAY_MS,
	30 * CLOCK_DAY_MS,
};
_Static_assert(sizeof(times_ms) / sizeof(times_ms[0]) == TIMES,
    "a length for each choice");

static const struct web_field fields[] = {
	[FIELD_LABEL] = {
		.name = "label",
		.label = "What it is for (optional)",
		.kind = WEB_FIELD_TEXT,
		.most = RA_ONE_TIME_LABEL_MOST,
		.autocomplete = "off",
	},
	[FIELD_VALID] = {
		.name = "valid",
		.label = "Good for",
		.kind = WEB_FIELD_CHOICE,
		.choices = times,
		.choice_count = TIMES,
	},
};

struct web_form *
profile_challenge_form(const struct page *page)
{
	return web_form_new(page->arena, fields,
	    sizeof(fields) / sizeof(fields[0]));
}

/* ---- The list ---------------------------------------------------------- */

static void
show_state(const Challenge *c, int64_t now, struct view *v)
{
	static const struct {
		const char *state, *word, *class;
	} states[] = {
		{ "unused", "Unused", "good" },
		{ "spent", "Spent", "off" },
		{ "revoked", "Revoked", "bad" },
		{ "ended", "Ended", "off" },
	};
	const char *state = ra_one_time_state(c, now);

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].state, state) == 0) {
			view_set(v, "Word", states[i].word);
			view_set(v, "Class", states[i].class);
		}
}

static void
show_row(const struct page *page, const char *path, const Challenge *c,
    struct view *v)
{
	int64_t now = clock_ms();
	struct uuid id;

	view_set(v, "Label", c->label);
	view_set(v, "By", c->created_by);
	view_set(v, "Subject", c->subject);
	view_set_time(v, "Made", c->created_ms);
	view_set_time(v, "End", c->ends_ms);
	show_state(c, now, view_at(v, "State"));
	view_set(v, "Order", page_record_url(page, "/orders", c->order_id));
	if (c->state == CHALLENGE_STATE__CHALLENGE_UNUSED && now < c->ends_ms &&
	    uuid_from_span(span_of(c->id.data, c->id.len), &id))
		view_set(v, "Revoke",
		    page_url(page,
			arena_printf(page->arena, "%s/challenges/%s/revoke",
			    path, uuid_text(page->arena, &id))));
}

void
profile_challenges_show(const struct page *page, const char *path,
    const struct store_page *challenges, struct view *v)
{
	view_set(v, "Make",
	    page_url(page, arena_printf(page->arena, "%s/challenges", path)));
	for (unsigned int i = 0; i < challenges->n; i++)
		show_row(page, path,
		    (const Challenge *)(const void *)challenges->rows[i],
		    view_add(v, "Challenges"));
}

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

static int64_t
chosen_ms(const struct web_form *form)
{
	const char *chosen = web_form_text(form, FIELD_VALID);

	for (size_t i = 0; i < TIMES; i++)
		if (strcmp(times[i].value, chosen) == 0)
			return times_ms[i];
	return times_ms[0];
}

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
	d.valid_ms = RA_ONE_TIME_DEFAULT_MS;
	if (web_form_ok(form)) {
		d.label = web_form_text(form, FIELD_LABEL);
		d.valid_ms = chosen_ms(form);
	}
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
