/* SPDX-License-Identifier: BSD-2-Clause */
/* What the audit log says of a changed profile; see profile_text.h. */
#include <string.h>

#include "base/text.h"
#include "ra/policy.h"
#include "ra/profile_text.h"

#define SHOWN_MOST 200 /* bytes of a setting */

static bool
renewal_differs(const Profile *x, const Profile *y)
{
	return x->renewal_refused != y->renewal_refused ||
	    x->renewal_challenge != y->renewal_challenge ||
	    x->renewal_new_key != y->renewal_new_key ||
	    x->renewal_revokes != y->renewal_revokes ||
	    x->renewal_window_days != y->renewal_window_days ||
	    x->renewal_grace_days != y->renewal_grace_days;
}

/* "key-types to 'rsa'", behind what there is already. */
static const char *
describe_policy(struct arena *a, const struct profile_draft *d,
    const Profile *old, const char *all)
{
	const struct policy_setting *s = policy_settings;
	struct ra_policy before;
	const char *to;

	policy_from_record(old->policy, &before);
	for (; s < policy_settings + policy_setting_count; s++) {
		to = policy_setting_text(s, &d->policy, a);
		if (strcmp(to, policy_setting_text(s, &before, a)) != 0)
			all = arena_printf(a, "%s%s%s to '%s'", all,
			    all[0] == '\0' ? "" : ", ", s->name,
			    text_clean(a, span_of_str(to), SHOWN_MOST));
	}
	return all;
}

const char *
profile_describe(struct arena *a, const struct profile_draft *d,
    const Profile *old, const Profile *new)
{
	const struct {
		const char *name;
		bool changed;
	} rows[] = {
		{ "name", strcmp(old->name, new->name) != 0 },
		{ "URL part", strcmp(old->slug, new->slug) != 0 },
		{ "tenant",
		    !span_equal(field_span(old->tenant_id),
			field_span(new->tenant_id)) },
		{ "connector",
		    !span_equal(field_span(old->connector_id),
			field_span(new->connector_id)) },
		{ "status", old->status != new->status },
		{ "challenge",
		    d->challenge != NULL || old->challenge != new->challenge },
		{ "old challenge",
		    d->challenge == NULL &&
			old->challenge_former_ends_ms !=
			    new->challenge_former_ends_ms },
		{ "issuing to anybody",
		    old->issue_unapproved != new->issue_unapproved },
		{ "level", old->level != new->level },
		{ "validity", old->validity_days != new->validity_days },
		{ "least RSA size",
		    old->rsa_least_bits != new->rsa_least_bits },
		{ "renewal", renewal_differs(old, new) },
		{ "approval",
		    old->approval != new->approval ||
			old->pending_days != new->pending_days },
		{ "how long orders are kept",
		    old->keep_days != new->keep_days },
		{ "preset", strcmp(old->preset, new->preset) != 0 },
		{ "what CertRep carries", old->carries != new->carries },
		{ "who answers", old->by_ca != new->by_ca },
		{ "content of failures", old->no_content != new->no_content },
		{ "what GetCACert leaves out",
		    old->leave_out_root != new->leave_out_root ||
			old->leave_out_chain != new->leave_out_chain },
	};
	const char *all = "";
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].changed)
			all = arena_printf(a, "%s%s%s", all,
			    all[0] == '\0' ? "" : ", ", rows[i].name);
	all = describe_policy(a, d, old, all);
	return arena_printf(a, "changed %s of profile '%s'",
	    all[0] == '\0' ? "nothing" : all, old->name);
}
