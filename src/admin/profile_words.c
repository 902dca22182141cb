/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_words.h. */
#include "admin/profile_words.h"
#include "base/text.h"

/* "In the last day", but "in the last 2 days". */
static const char *
days(struct arena *a, unsigned int n)
{
	return n == 1 ? "day" : text_count(a, n, "day");
}

static const char *
when(struct arena *a, const struct ra_renewal *r)
{
	const char *before = "At any time until the old certificate ends";

	if (r->window_days > 0)
		before = arena_printf(a,
		    "In the last %s of the old certificate",
		    days(a, r->window_days));
	if (r->grace_days == 0)
		return before;
	return arena_printf(a, "%s, and %s beyond", before,
	    text_count(a, r->grace_days, "day"));
}

const char *
profile_renewal_words(struct arena *a, const struct ra_renewal *r)
{
	if (r->refused)
		return "Not taken: it counts as any other request";
	return arena_printf(a, "%s%s%s%s", when(a, r),
	    r->challenge ? "; with the challenge" : "",
	    r->new_key ? "; with a new key" : "",
	    r->revokes ? "; the old certificate is revoked" : "");
}

const char *
profile_approval_words(struct arena *a, const struct profile_draft *d)
{
	static const char *const of[RA_APPROVAL__COUNT] = {
		[RA_APPROVAL_NONE] = "Not needed",
		[RA_APPROVAL_FIRST] = "Of all requests but renewals",
		[RA_APPROVAL_ALL] = "Of every request",
	};
	const enum ra_approval who = ra_approval_of(d->approval,
	    d->challenge_kind, d->issue_unapproved, &d->renewal);

	if ((unsigned int)who >= RA_APPROVAL__COUNT)
		return NULL;
	if (who == RA_APPROVAL_NONE)
		return of[who];
	return arena_printf(a, "%s, within %s", of[who],
	    text_count(a, d->pending_days, "day"));
}

const char *
profile_keep_words(struct arena *a, const struct profile_draft *d)
{
	if (d->keep_days == 0)
		return "For ever";
	return arena_printf(a, "For %s, and while their certificate is valid",
	    text_count(a, d->keep_days, "day"));
}
