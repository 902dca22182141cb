/* SPDX-License-Identifier: BSD-2-Clause */
/* Of scepgate profile: who may renew, and who decides on a request. */
#include "ra/setup.h"
#include "tool/handlers.h"
#include "tool/table.h"

static bool
yes(const struct args *args, enum option_id option, bool before)
{
	return arg_number(args, option, before ? 1 : 0) == 1;
}

void
renewal_options(const struct tool *t, struct profile_draft *d)
{
	const struct args *args = t->args;
	struct ra_renewal *r = &d->renewal;

	r->refused = !yes(args, OPTION_RENEWAL, !r->refused);
	r->challenge = yes(args, OPTION_RENEWAL_CHALLENGE, r->challenge);
	r->new_key = !yes(args, OPTION_RENEWAL_SAME_KEY, !r->new_key);
	r->revokes = yes(args, OPTION_RENEWAL_REVOKES, r->revokes);
	r->window_days = (unsigned int)arg_number(args, OPTION_RENEWAL_WINDOW,
	    r->window_days);
	r->grace_days = (unsigned int)arg_number(args, OPTION_RENEWAL_GRACE,
	    r->grace_days);
	/* The choices stand in the enum's order. */
	d->approval = (enum ra_approval)arg_number(args, OPTION_APPROVAL,
	    d->approval);
	d->pending_days = (unsigned int)arg_number(args, OPTION_PENDING_DAYS,
	    d->pending_days);
	d->keep_days = (unsigned int)arg_number(args, OPTION_KEEP_DAYS,
	    d->keep_days);
}

static const char *
when(struct arena *a, const struct ra_renewal *r)
{
	const char *before = "until its certificate ends";

	if (r->window_days > 0)
		before = arena_printf(a,
		    "in the last %u days of its certificate", r->window_days);
	if (r->grace_days == 0)
		return before;
	return arena_printf(a, "%s, and %u days beyond", before, r->grace_days);
}

void
renewal_facts(struct arena *a, const Profile *record)
{
	static const char *const approvals[RA_APPROVAL__COUNT] = {
		[RA_APPROVAL_NONE] = "not needed",
		[RA_APPROVAL_FIRST] = "of all but renewals",
		[RA_APPROVAL_ALL] = "of every request",
	};
	const struct profile_draft d = ra_profile_draft(record);
	const struct ra_renewal *r = &d.renewal;
	enum ra_approval who;

	fact_print(a, "Renewal",
	    r->refused ? "not taken" :
			 arena_printf(a, "%s%s%s%s", when(a, r),
			     r->challenge ? "; with the challenge" : "",
			     r->new_key ? "; with a new key" : "",
			     r->revokes ? "; the old one is revoked" : ""));
	fact_print(a, "Orders stay",
	    d.keep_days == 0 ? "for ever" :
			       arena_printf(a,
				   "%u days, and while their certificate is "
				   "valid",
				   d.keep_days));
	who = ra_approval_of(d.approval, d.challenge_kind, d.issue_unapproved,
	    r);
	if ((unsigned int)who >= RA_APPROVAL__COUNT)
		return;
	fact_print(a, "Approval",
	    who == RA_APPROVAL_NONE ? approvals[who] :
				      arena_printf(a, "%s, within %u days",
					  approvals[who], d.pending_days));
}
