/* SPDX-License-Identifier: BSD-2-Clause */
/* What drop-downs offer of the directory; all of it in the arena. */
#ifndef ADMIN_CHOICES_H
#define ADMIN_CHOICES_H

#include "base/arena.h"
#include "ra/directory.h"
#include "web/form.h"

struct choices {
	const struct web_choice	*at;
	size_t			 n;
};

/* first: the words of the empty value, "All tenants". */
struct choices	choices_of_owners(struct arena *a, const char *first,
		    const struct directory_owner *owners, size_t n);
/*
 * The first profiles by name, as many as a drop-down bears, and the chosen
 * one among them or behind them; NULL: none is chosen.
 */
struct choices	choices_of_profiles(struct arena *a,
		    const struct directory *d, const struct uuid *chosen);

#endif
