/* SPDX-License-Identifier: BSD-2-Clause */
/* What several checks do; see check.h. */
#include "scep/check.h"

static void
free_key(void *k)
{
	key_free(k);
}

int
check_key(struct checked *c, struct span spki, const struct key **out,
    struct err *e)
{
	struct key *k;

	if (key_from_spki(spki, &k, e) == -1)
		return -1;
	arena_on_free(c->a, free_key, k);
	*out = k;
	return 0;
}

void
check_needs_level(struct checked *c, enum level level)
{
	if (c->req->level < level)
		c->req->level = level;
}
