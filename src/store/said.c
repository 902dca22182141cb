/* SPDX-License-Identifier: BSD-2-Clause */
/* See said.h. */
#include <string.h>

#include "base/log.h"
#include "base/uuid.h"
#include "store/said.h"

struct said_entry {
	struct said_entry *next;
	const char *action, *by, *address, *kind, *id, *detail;
};

/* NULL leaves its pair out of the line. */
static const char *
keep(struct said *s, const char *text)
{
	return text[0] != '\0' ? arena_strdup(s->a, text) : NULL;
}

static const char *
keep_id(struct said *s, ProtobufCBinaryData b)
{
	struct uuid id;

	if (b.len != sizeof(id.bytes))
		return NULL;
	memcpy(id.bytes, b.data, sizeof(id.bytes));
	return uuid_text(s->a, &id);
}

void
said_add(struct said *s, const AuditEntry *m)
{
	struct said_entry *n;

	if (s->a == NULL)
		*s = (struct said){ .a = arena_new(), .end = &s->first };
	n = arena_alloc(s->a, sizeof(*n));
	*n = (struct said_entry){
		.action = arena_strdup(s->a, m->action),
		.by = keep(s, m->actor),
		.address = keep(s, m->address),
		.kind = keep(s, m->subject_kind),
		.id = keep_id(s, m->subject_id),
		.detail = keep(s, m->detail),
	};
	*s->end = n;
	s->end = &n->next;
}

void
said_log(struct said *s)
{
	for (const struct said_entry *n = s->first; n != NULL; n = n->next)
		log_event(LOG_LEVEL_INFO, n->action, "by", n->by, "address",
		    n->address, "detail", n->detail,
		    n->kind != NULL ? n->kind : "id", n->id, (char *)NULL);
	said_clear(s);
}

void
said_clear(struct said *s)
{
	if (s->a != NULL)
		arena_free(s->a);
	*s = (struct said){ 0 };
}
