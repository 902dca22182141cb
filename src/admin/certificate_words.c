/* SPDX-License-Identifier: BSD-2-Clause */
/* See certificate_words.h. */
#include "admin/certificate_words.h"
#include "base/clock.h"
#include "ra/revocation.h"

#define REASONS (RA_REASON_AA_COMPROMISE + 1)

/* Of those that are about devices; the others have their name alone. */
static const char *const meanings[REASONS] = {
	[RA_REASON_UNSPECIFIED] = "No reason is given",
	[RA_REASON_KEY_COMPROMISE] = "Its key may be known to others",
	[RA_REASON_AFFILIATION_CHANGED] = "Its owner or name has changed",
	[RA_REASON_SUPERSEDED] = "Another certificate takes its place",
	[RA_REASON_CESSATION_OF_OPERATION] = "The device is out of use",
	[RA_REASON_CERTIFICATE_HOLD] = "On hold: it can be released again",
	[RA_REASON_PRIVILEGE_WITHDRAWN] = "The device may have none any more",
};

bool
certificate_on_hold(const Certificate *c)
{
	return c->revoked_ms != 0 &&
	    c->revocation_reason == RA_REASON_CERTIFICATE_HOLD;
}

bool
certificate_revocable(const Certificate *c, const Profile *profile)
{
	return ra_certificate_until(c, profile) >= clock_ms() &&
	    (c->revoked_ms == 0 || certificate_on_hold(c));
}

static const char *
reason_words(struct arena *a, unsigned int reason)
{
	const char *name = ra_reason_name(reason);

	if (reason >= REASONS || meanings[reason] == NULL)
		return name;
	return arena_printf(a, "%s (%s)", meanings[reason], name);
}

void
certificate_show_state(const struct page *page, const Certificate *c,
    struct view *v)
{
	int64_t now = clock_ms();
	const char *word = "Valid", *class = "good";

	if (certificate_on_hold(c)) {
		word = "On hold";
		class = "wait";
	} else if (c->revoked_ms != 0) {
		word = "Revoked";
		class = "bad";
	} else if (c->not_after_ms < now) {
		word = "Ended";
		class = "off";
	} else if (c->not_before_ms > now) {
		word = "Not valid yet";
		class = "wait";
	}
	view_set(v, "State.Word", word);
	view_set(v, "State.Class", class);
	if (c->revoked_ms == 0)
		return;
	view_set_time(v, "Revoked", c->revoked_ms);
	view_set(v, "Why", reason_words(page->arena, c->revocation_reason));
}

struct choices
certificate_reasons(struct arena *a, const Certificate *c)
{
	struct web_choice *all = arena_alloc(a, (REASONS + 1) * sizeof(*all));
	unsigned int reason;
	size_t n = 0;

	all[n++] = (struct web_choice){ "", "Choose a reason" };
	for (unsigned int i = 0; ra_reason_choice(i, &reason); i++)
		if (reason != RA_REASON_CERTIFICATE_HOLD ||
		    !certificate_on_hold(c))
			all[n++] = (struct web_choice){ ra_reason_name(reason),
				reason_words(a, reason) };
	return (struct choices){ all, n };
}
