/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate init: a state directory with all that a first profile needs. */
#include <stdio.h>
#include <string.h>

#include "tool/handlers.h"
#include "tool/lookup.h"

#define TENANT_NAME "Default"
#define CA_NAME "Local CA"

/*
 * What was cut short is finished: a state directory without a tenant or a
 * connector is taken for one that init has begun.
 */
static int
open_or_create(struct tool *t, bool *created, struct err *e)
{
	struct err unused = { 0 };

	*created = false;
	if (ra_create(t->settings.state, e) == 0) {
		*created = true;
		return tool_open(t, e);
	}
	if (e->kind == ERR_CONFLICT &&
	    ra_open(t->settings.state, &t->ra, &unused) == 0) {
		err_clear(e);
		return 0;
	}
	if (e->kind == ERR_NOT_FOUND || e->kind == ERR_DENIED)
		t->exit = TOOL_UNAVAILABLE;
	return -1;
}

/* 1: made, 0: there is one. */
static int
make_tenant(struct tool *t, struct err *e)
{
	struct uuid id;

	if (lookup_first_tenant(t, &id, e) == 0)
		return 0;
	if (e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	if (ra_tenant_create(t->ra, &t->by, TENANT_NAME, &id, e) == -1)
		return -1;
	printf("tenant      %s\n", TENANT_NAME);
	return 1;
}

static struct connector_draft
ca_draft(const struct tool *t)
{
	const char *name = arg_text(t->args, OPTION_CA_NAME);

	return connector_draft_of(t, name != NULL ? name : CA_NAME);
}

/* A wrong option leaves nothing behind. */
static int
check_options(struct tool *t, struct err *e)
{
	const struct connector_draft d = ca_draft(t);

	return ra_connector_check(&d, e) == 0 ? 0 : tool_refused(t, e);
}

static int
make_connector(struct tool *t, struct err *e)
{
	const struct connector_draft d = ca_draft(t);
	struct uuid id;

	if (lookup_first_connector(t, &id, e) == 0)
		return 0;
	if (e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	if (ra_connector_create(t->ra, &t->by, &d, &id, e) == -1) {
		(void)tool_refused(t, e);
		return err_prefix(e, "the state is made, its CA is not");
	}
	printf("connector   %s\n", d.name);
	return 1;
}

int
init_run(struct tool *t, struct err *e)
{
	int connector, tenant;
	bool created;

	if (tool_check_owner(t, e) == -1 || check_options(t, e) == -1 ||
	    open_or_create(t, &created, e) == -1)
		return -1;
	if (created)
		printf("state       %s\n", t->settings.state);
	/* The connector first: its files are what can be wrong. */
	if ((connector = make_connector(t, e)) == -1 ||
	    (tenant = make_tenant(t, e)) == -1)
		return -1;
	if (!created && connector + tenant == 0)
		return err_set(e, ERR_CONFLICT,
		    "%s is a state directory already: nothing was changed",
		    t->settings.state);
	printf("\nNext: scepgate profile add NAME --generate-challenge\n"
	       "      scepgate user add NAME\n");
	tool_tell_root(t);
	return 0;
}
