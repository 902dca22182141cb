/* SPDX-License-Identifier: BSD-2-Clause */
/* What a profile's rules are, in a sentence each. */
#ifndef ADMIN_PROFILE_WORDS_H
#define ADMIN_PROFILE_WORDS_H

#include "base/arena.h"
#include "ra/setup.h"

/* "In the last 30 days of the old certificate; with a new key" */
const char	*profile_renewal_words(struct arena *a,
		    const struct ra_renewal *r);
/* "Of every request, within 14 days" */
const char	*profile_approval_words(struct arena *a,
		    const struct profile_draft *d);
/* "For 90 days, and while their certificate is valid" */
const char	*profile_keep_words(struct arena *a,
		    const struct profile_draft *d);

#endif
