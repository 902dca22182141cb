/* SPDX-License-Identifier: BSD-2-Clause */
/* See choices.h. */
#include "admin/choices.h"

#define PROFILES_MOST 200

struct choices
choices_of_owners(struct arena *a, const char *first,
    const struct directory_owner *owners, size_t n)
{
	struct web_choice *all = arena_alloc(a, (n + 1) * sizeof(*all));

	all[0] = (struct web_choice){ "", first };
	for (size_t i = 0; i < n; i++)
		all[i + 1] = (struct web_choice){
			uuid_text(a, &owners[i].id),
			owners[i].name,
		};
	return (struct choices){ all, n + 1 };
}

struct choices
choices_of_profiles(struct arena *a, const struct directory *d,
    const struct uuid *chosen)
{
	struct web_choice *all = arena_alloc(a,
	    (PROFILES_MOST + 2) * sizeof(*all));
	const struct directory_profile *p;
	bool listed = chosen == NULL;
	size_t n = 0;

	all[n++] = (struct web_choice){ "", "All profiles" };
	for (size_t i = 0; i < d->profile_count && i < PROFILES_MOST; i++) {
		p = d->sorted[DIRECTORY_BY_NAME][i];
		listed = listed || uuid_equal(&p->id, chosen);
		all[n++] = (struct web_choice){ uuid_text(a, &p->id), p->name };
	}
	if (!listed) {
		p = directory_profile(d, chosen);
		all[n++] = (struct web_choice){ uuid_text(a, chosen),
			p != NULL ? p->name : "A removed profile" };
	}
	return (struct choices){ all, n };
}
