/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the profile's form that says who gets what certificate:
 * approval, renewal, validity, algorithms.  Each of these fields is a number,
 * or the place of a choice in its list.
 */
#ifndef ADMIN_PROFILE_RULES_H
#define ADMIN_PROFILE_RULES_H

#include "admin/profile_form.h"

/* What the form starts from. */
void	 profile_rules_set(struct profile_form *f,
	    const struct profile_draft *d);
/*
 * Of a form that was read: over the draft's values.  A field that was not
 * posted keeps the draft's; what is wrong is said at its field.
 */
void	 profile_rules_read(struct profile_form *f, struct profile_draft *d);
/* Say at each field what it is meanwhile, where the two differ. */
void	 profile_rules_tell(struct profile_form *f,
	    const struct profile_draft *typed,
	    const struct profile_draft *stored);
/*
 * Set Open.{Renewal,Algorithms} below v for the parts of the form that are
 * not to be folded away: something in them is wrong, or not as usual, or not
 * as it is on record.
 */
void	 profile_rules_show(const struct profile_form *f, struct view *v);

#endif
