/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a changed profile in words, for the audit log. */
#ifndef RA_PROFILE_TEXT_H
#define RA_PROFILE_TEXT_H

#include "ra/setup.h"
#include "ra/state.h"

/*
 * "changed name, key-types to 'rsa' of profile 'x'": which fields, and never
 * a secret.  d is what the change was made from.
 */
const char *profile_describe(struct arena *a, const struct profile_draft *d,
	    const Profile *old, const Profile *new);

#endif
