/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_challenge.h. */
#include <string.h>

#include "admin/profile_challenge.h"
#include "base/clock.h"

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

static int64_t
chosen_ms(const struct web_form *form)
{
	const char *chosen = web_form_text(form, FIELD_VALID);

	for (size_t i = 0; i < TIMES; i++)
		if (strcmp(times[i].value, chosen) == 0)
			return times_ms[i];
	return times_ms[0];
}

void
profile_challenge_read(const struct web_form *form, struct one_time_draft *d)
{
	d->label = NULL;
	d->valid_ms = RA_ONE_TIME_DEFAULT_MS;
	if (!web_form_ok(form))
		return;
	d->label = web_form_text(form, FIELD_LABEL);
	d->valid_ms = chosen_ms(form);
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
