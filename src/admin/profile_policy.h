/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the profile's form that is the policy: a field for each row of
 * ra/policy_setting.h, behind those of profile_fields.h.
 */
#ifndef ADMIN_PROFILE_POLICY_H
#define ADMIN_PROFILE_POLICY_H

#include "admin/profile_form_part.h"

/*
 * Write the rows of the fields to out, policy_setting_count of them.  They
 * are shown as the lists Names, Keys and Limits.
 */
void	 profile_policy_fields(struct arena *a, struct web_field *out);

/* As those of profile_rules.h, of Open.{Names,Keys,Limits}. */
void	 profile_policy_set(struct profile_form *f,
	    const struct profile_draft *d);
void	 profile_policy_read(struct profile_form *f, struct profile_draft *d);
void	 profile_policy_tell(struct profile_form *f,
	    const struct profile_draft *typed,
	    const struct profile_draft *stored);
void	 profile_policy_show(const struct profile_form *f, struct view *v);

/*
 * For the page of a profile: a row of Policy.*.{Label,Text} for each setting
 * that is not as in a new profile.
 */
void	 profile_policy_show_facts(struct arena *a, const struct ra_policy *p,
	    struct view *v);

#endif
