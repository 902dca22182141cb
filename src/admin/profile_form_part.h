/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The profile's form as its parts know it (profile_policy.h, profile_preset.h,
 * profile_rules.h), and what they share.
 */
#ifndef ADMIN_PROFILE_FORM_PART_H
#define ADMIN_PROFILE_FORM_PART_H

#include "admin/page.h"
#include "ra/directory.h"
#include "ra/setup.h"
#include "store/store.h"
#include "web/form.h"

struct profile_form {
	struct page			*page;
	const struct directory		*d;
	struct web_form			*form;
	/* Its fields: profile_fields, and behind them the policy's. */
	const struct web_field		*fields;
	size_t				 count;
	/* The profile as it is now; NULL: it is to be made. */
	const Profile			*record;
	/* A preset was filled in: what it did is to be seen. */
	bool				 filled;
};

/* What the form starts from: the record's values, or a new profile's. */
struct profile_draft profile_form_from(const struct profile_form *f);
/* One field of it: what is stored meanwhile, where that differs. */
void	 profile_form_tell(struct profile_form *f, size_t field,
	    const char *typed, const char *stored);
/*
 * A field need not be seen: it is fine, and stands as a new profile has it
 * and as the record has it (as typed; of a new profile the same).
 */
bool	 profile_form_is_usual(const struct profile_form *f, size_t field,
	    const char *usual, const char *stored);

#endif
