/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate tenant: customers or departments, the owners of profiles. */
#include <stdio.h>

#include "base/clock.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

int
tenant_add(struct tool *t, struct err *e)
{
	const char *name = tool_operand(t, 0);
	struct uuid id;

	if (ra_tenant_create(t->ra, &t->by, name, &id, e) == -1)
		return tool_refused(t, e);
	printf("tenant: %s\n", name);
	return 0;
}

static int
list_tenant(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Tenant *r = (const Tenant *)record;
	struct uuid id = record_id(r->id);
	const char *cells[] = { r->name, clock_rfc3339(t->a, r->created_ms),
		uuid_text(t->a, &id) };

	(void)e;
	table_row(ctx, cells);
	return 0;
}

int
tenant_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "TENANT", "MADE", "ID", NULL };
	struct table *table = table_new(t->a, columns);

	if (lookup_each(t, STORE_TENANTS_BY_NAME, span_of(NULL, 0), list_tenant,
		table, e) == -1)
		return -1;
	table_print(table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

int
tenant_rename(struct tool *t, struct err *e)
{
	struct uuid id;
	Tenant *r;

	if (lookup_tenant(t, tool_operand(t, 0), &r, e) == -1)
		return -1;
	id = record_id(r->id);
	if (ra_tenant_rename(t->ra, &t->by, &id, r->version, tool_operand(t, 1),
		e) == -1)
		return tool_refused(t, e);
	printf("tenant: %s\n", tool_operand(t, 1));
	return 0;
}

int
tenant_remove(struct tool *t, struct err *e)
{
	struct uuid id;
	Tenant *r;

	if (lookup_tenant(t, tool_operand(t, 0), &r, e) == -1)
		return -1;
	id = record_id(r->id);
	if (ra_tenant_remove(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("removed: %s\n", r->name);
	return 0;
}
