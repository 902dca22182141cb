/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the profile's form that says who gets what certificate, and how
 * devices are answered: approval, renewal, validity, algorithms.  Each of
 * these fields is a number, or the place of a choice in its list.
 */
#ifndef ADMIN_PROFILE_RULES_H
#define ADMIN_PROFILE_RULES_H

#include "admin/profile_form_part.h"

/* What the form starts from. */
void	 profile_rules_set(struct profile_form *f,
	    const struct profile_draft *d);
/*
 * Of a form that was read: over the draft's values.  A field that was not
 * posted keeps the draft's; what is wrong is said at its field.
 */
void	 profile_rules_read(struct profile_form *f, struct profile_draft *d);
/* What no field can say by itself, of the draft that was read. */
void	 profile_rules_check(struct profile_form *f,
	    const struct profile_draft *d);
/* Say at each field what it is meanwhile, where the two differ. */
void	 profile_rules_tell(struct profile_form *f,
	    const struct profile_draft *typed,
	    const struct profile_draft *stored);
/*
 * Set Open.{Keys,Renewal,Answers} below v for the parts of the form that are
 * not to be folded away: see profile_form_is_usual.
 */
void	 profile_rules_show(const struct profile_form *f, struct view *v);

/* One of these fields in a draft. */
unsigned int profile_rules_value(const struct profile_draft *d, size_t field);
void	 profile_rules_put(struct profile_draft *d, size_t field,
	    unsigned int value);
/* It as typed: "issuer"; and as read: "The certificate and its CA". */
const char *profile_rules_typed(struct arena *a,
	    const struct profile_draft *d, size_t field);
const char *profile_rules_words(struct arena *a,
	    const struct profile_draft *d, size_t field);

#endif
