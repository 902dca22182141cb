/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate challenge: one-time challenges, made for people to hand out. */
#include <stdio.h>

#include "base/clock.h"
#include "ra/one_time.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

#define SECOND_MS 1000

/*
 * Printed straight from the secret, so that no copy of it stays: 24
 * characters, as wide as the heading is made.  That one waits for the first
 * of them: over nothing it would say that there is something.
 */
static int
make_one(struct tool *t, const struct one_time_draft *d, bool first,
    struct err *e)
{
	bool tabs = arg_given(t->args, OPTION_TABS);
	const char *form = tabs ? "%s\t%s\t%s\n" : "%s  %s  %s\n";
	struct secret *secret;
	struct uuid id;
	int64_t ends;

	if (ra_one_time_new(t->ra, &t->by, d, &id, &ends, &secret, e) == -1)
		return tool_refused(t, e);
	if (first && !tabs)
		printf("%-24s  %-36s  %s\n", "CHALLENGE", "ID", "ENDS");
	printf(form, secret_str(secret), uuid_text(t->a, &id),
	    clock_rfc3339(t->a, ends));
	secret_free(secret);
	return 0;
}

int
challenge_new(struct tool *t, struct err *e)
{
	struct one_time_draft d = {
		.valid_ms = SECOND_MS *
		    arg_number(t->args, OPTION_VALID_FOR,
			RA_ONE_TIME_DEFAULT_MS / SECOND_MS),
		.subject = arg_text(t->args, OPTION_FOR_SUBJECT),
		.label = arg_text(t->args, OPTION_LABEL),
	};
	int64_t left = arg_number(t->args, OPTION_COUNT, 1);
	Profile *p;

	if (lookup_profile(t, tool_operand(t, 0), &p, e) == -1)
		return -1;
	if (p->challenge != CHALLENGE_KIND__CHALLENGE_ONE_TIME)
		return err_set(e, ERR_CONFLICT,
		    "profile '%s' does not take one-time challenges: 'scepgate "
		    "profile set %s --challenge-kind one-time' has it do so, "
		    "and its other challenge goes",
		    p->name, p->slug);
	d.profile = record_id(p->id);
	for (bool first = true; left > 0; left--, first = false)
		if (make_one(t, &d, first, e) == -1)
			return -1;
	return 0;
}

struct challenge_list {
	struct table *table;
	int64_t now_ms;
};

static int
list_challenge(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Challenge *c = (const Challenge *)record;
	struct challenge_list *l = ctx;
	struct uuid id = record_id(c->id), order = record_id(c->order_id);
	const char *cells[] = { uuid_text(t->a, &id),
		ra_one_time_state(c, l->now_ms),
		clock_rfc3339(t->a, c->ends_ms), c->subject, c->label,
		c->created_by,
		uuid_is_zero(&order) ? "" : uuid_text(t->a, &order) };

	(void)e;
	table_row(l->table, cells);
	return 0;
}

int
challenge_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "ID", "STATE", "ENDS", "SUBJECT",
		"LABEL", "MADE BY", "ORDER", NULL };
	struct challenge_list l = { table_new(t->a, columns), clock_ms() };
	struct uuid id;
	Profile *p;

	if (lookup_profile(t, tool_operand(t, 0), &p, e) == -1)
		return -1;
	id = record_id(p->id);
	if (lookup_each(t, STORE_CHALLENGES_BY_PROFILE, uuid_span(&id),
		list_challenge, &l, e) == -1)
		return -1;
	table_print(l.table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

int
challenge_revoke(struct tool *t, struct err *e)
{
	struct uuid id;

	if (!uuid_parse(tool_operand(t, 0), &id))
		return tool_usage(t, e,
		    "want the id that 'scepgate challenge list' shows, not "
		    "the challenge itself");
	if (ra_one_time_revoke(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("revoked: %s\n", uuid_text(t->a, &id));
	return 0;
}
