/* SPDX-License-Identifier: BSD-2-Clause */
/* The profile's form: kinds of device, each of which sets several fields. */
#ifndef ADMIN_PROFILE_PRESET_H
#define ADMIN_PROFILE_PRESET_H

#include "admin/profile_form_part.h"

/* The choices, and what the form starts from. */
void	 profile_preset_set(struct profile_form *f,
	    const struct profile_draft *d);
/* 'Fill in' was pressed: the fields become those of the chosen one. */
void	 profile_preset_fill(struct profile_form *f);
/*
 * After profile_rules_read: where another one was chosen and not filled in
 * yet, what it sets goes into each field of the draft that nobody changed by
 * hand.
 */
void	 profile_preset_read(struct profile_form *f, struct profile_draft *d);
/*
 * Before the form is shown: the same in its fields, so that what will be saved
 * is seen.  A link can choose one, too.
 */
void	 profile_preset_settle(struct profile_form *f);
void	 profile_preset_tell(struct profile_form *f,
	    const struct profile_draft *typed,
	    const struct profile_draft *stored);
/* "Cisco IOS" of "cisco-ios"; "None" where there is none. */
const char *profile_preset_title(const char *name);

#endif
