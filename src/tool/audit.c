/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate audit: who did what, and when. */
#include "base/clock.h"
#include "base/uuid.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

struct audit_list {
	struct table *table;
	int64_t left; /* how many more rows are wanted */
};

/* "profile 0190...": a name may be another's by now. */
static const char *
what_text(struct arena *a, const AuditEntry *m)
{
	struct uuid id = record_id(m->subject_id);

	if (m->subject_id.len == 0)
		return m->subject_kind;
	return arena_printf(a, "%s %s", m->subject_kind, uuid_text(a, &id));
}

static int
list_entry(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const AuditEntry *m = (const AuditEntry *)record;
	struct audit_list *l = ctx;
	const char *cells[] = { clock_rfc3339(t->a, m->time_ms), m->actor,
		m->address, m->action, what_text(t->a, m), m->detail };

	(void)e;
	table_row(l->table, cells);
	return --l->left > 0 ? 0 : 1;
}

int
audit_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "TIME", "WHO", "FROM", "ACTION",
		"OF", "DETAIL", NULL };
	struct audit_list l = {
		.table = table_new(t->a, columns),
		.left = arg_number(t->args, OPTION_LIMIT,
		    OPTION_LIMIT_STANDARD),
	};

	if (lookup_each(t, STORE_AUDIT, span_of(NULL, 0), list_entry, &l, e) ==
	    -1)
		return -1;
	table_print(l.table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}
