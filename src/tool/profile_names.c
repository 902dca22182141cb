/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_names.h. */
#include "tool/profile_names.h"
#include "tool/lookup.h"

struct known {
	struct known *next;
	struct uuid id;
	const char *name;
};

struct profile_names {
	struct known *first;
};

static int
know(struct tool *t, const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Profile *p = (const Profile *)record;
	struct profile_names *names = ctx;
	struct known *k = arena_alloc(t->a, sizeof(*k));

	(void)e;
	k->id = record_id(p->id);
	k->name = arena_strdup(t->a, p->name);
	k->next = names->first;
	names->first = k;
	return 0;
}

int
profile_names_read(struct tool *t, struct profile_names **out, struct err *e)
{
	*out = arena_alloc(t->a, sizeof(**out));
	return lookup_each(t, STORE_PROFILES_BY_NAME, span_of(NULL, 0), know,
	    *out, e);
}

const char *
profile_names_get(const struct profile_names *names, ProtobufCBinaryData id)
{
	struct uuid u = record_id(id);
	const struct known *k;

	for (k = names->first; k != NULL; k = k->next)
		if (uuid_equal(&k->id, &u))
			return k->name;
	return "(removed)";
}
