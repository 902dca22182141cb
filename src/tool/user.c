/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate user: people who sign in to the admin pages. */
#include <stdio.h>

#include "base/clock.h"
#include "ra/user.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/secret_option.h"
#include "tool/table.h"

int
user_add(struct tool *t, struct err *e)
{
	const char *name = tool_operand(t, 0);
	struct secret *password;
	struct uuid id;
	int rc;

	if (secret_option_or_ask(t, &password_options, &password, e) == -1)
		return -1;
	rc = ra_user_create(t->ra, &t->by, name, password, &id, e);
	if (rc == -1)
		(void)tool_refused(t, e);
	else {
		printf("user: %s\n", name);
		secret_show(t, &password_options, password);
	}
	secret_free(password);
	return rc;
}

int
user_passwd(struct tool *t, struct err *e)
{
	const char *name = tool_operand(t, 0);
	struct secret *password;
	int rc;

	if (secret_option_or_ask(t, &password_options, &password, e) == -1)
		return -1;
	rc = ra_user_set_password(t->ra, &t->by, name, password, e);
	if (rc == -1)
		(void)tool_refused(t, e);
	else {
		printf("user: %s; whoever was signed in under this name has "
		       "to sign in anew\n",
		    name);
		secret_show(t, &password_options, password);
	}
	secret_free(password);
	return rc;
}

static int
list_user(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const User *u = (const User *)record;
	const char *cells[] = { u->name, clock_rfc3339(t->a, u->created_ms),
		u->last_sign_in_ms != 0 ?
		    clock_rfc3339(t->a, u->last_sign_in_ms) :
		    "" };

	(void)e;
	table_row(ctx, cells);
	return 0;
}

int
user_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "USER", "MADE", "LAST SIGN-IN",
		NULL };
	struct table *table = table_new(t->a, columns);

	if (lookup_each(t, STORE_USERS_BY_NAME, span_of(NULL, 0), list_user,
		table, e) == -1)
		return -1;
	table_print(table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

int
user_remove(struct tool *t, struct err *e)
{
	const char *name = tool_operand(t, 0);

	if (ra_user_remove(t->ra, &t->by, name, e) == -1)
		return tool_refused(t, e);
	printf("removed: %s\n", name);
	return 0;
}
