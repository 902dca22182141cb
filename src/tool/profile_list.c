/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate profile list, show. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "pki/algorithm.h"
#include "ra/preset.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

char *
profile_url(struct tool *t, const Profile *p)
{
	return arena_printf(t->a, "%s%s/%s", t->settings.url,
	    t->settings.scep_path, p->slug);
}

static const char *
status_name(const Profile *p)
{
	return p->status == PROFILE_STATUS__PROFILE_ACTIVE ? "active" :
							     "inactive";
}

static const char *
level_of(const Profile *p)
{
	return p->level < LEVEL__COUNT ? level_name((enum level)p->level) :
					 "unknown";
}

/* What is behind a profile, for people. */
struct parts {
	struct tool *t;
	struct uuid profile_id;
	struct uuid tenant_id;
	struct uuid connector_id;
	const char *tenant;
	const char *connector;
	Counter *counter;
};

static int
parts_body(struct store_txn *txn, void *ctx, struct err *e)
{
	struct parts *p = ctx;
	struct arena *a = p->t->a;
	Connector *connector;
	Tenant *tenant;

	if (store_get_tenant(txn, &p->tenant_id, a, &tenant, e) == -1 ||
	    store_get_connector(txn, &p->connector_id, a, &connector, e) ==
		-1 ||
	    store_get_counter(txn, &p->profile_id, 0, a, &p->counter, e) == -1)
		return -1;
	p->tenant = tenant != NULL ? tenant->name : "(gone)";
	p->connector = connector != NULL ? connector->name : "(gone)";
	return 0;
}

static int
read_parts(struct tool *t, const Profile *p, struct parts *out, struct err *e)
{
	*out = (struct parts){ .t = t,
		.profile_id = record_id(p->id),
		.tenant_id = record_id(p->tenant_id),
		.connector_id = record_id(p->connector_id) };
	return store_view(ra_store(t->ra), parts_body, out, e);
}

static int
list_profile(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Profile *p = (const Profile *)record;
	const char *cells[6] = { p->slug, status_name(p), level_of(p) };
	struct parts parts;

	if (read_parts(t, p, &parts, e) == -1)
		return -1;
	cells[3] = parts.tenant;
	cells[4] = parts.connector;
	cells[5] = p->name;
	table_row(ctx, cells);
	return 0;
}

int
profile_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "SLUG", "STATUS", "LEVEL",
		"TENANT", "CONNECTOR", "PROFILE", NULL };
	struct table *table = table_new(t->a, columns);

	if (lookup_each(t, STORE_PROFILES_BY_NAME, span_of(NULL, 0),
		list_profile, table, e) == -1)
		return -1;
	table_print(table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

static const char *
challenge_text(struct arena *a, const Profile *p)
{
	switch (p->challenge) {
	case CHALLENGE_KIND__CHALLENGE_STATIC:
		if (p->challenge_former_ends_ms <= clock_ms())
			return "static";
		return arena_printf(a,
		    "static; the one before as well until %s",
		    clock_rfc3339(a, p->challenge_former_ends_ms));
	case CHALLENGE_KIND__CHALLENGE_ONE_TIME:
		return "one-time";
	case CHALLENGE_KIND__CHALLENGE_NONE:
		return ra_profile_is_open(p) ? "none: issues to anybody" :
					       "none: a person approves";
	default:
		return "not set: nothing is issued";
	}
}

static const char *
left_out(const Profile *p)
{
	if (p->leave_out_chain)
		return "all above the issuing CA";
	return p->leave_out_root ? "the root" : "nothing";
}

static void
print_policy(struct tool *t, const struct ra_policy *policy)
{
	const struct policy_setting *s = policy_settings;

	for (; s < policy_settings + policy_setting_count; s++)
		fact_print(t->a, s->label,
		    policy_setting_is_any(s, policy) ?
			"any number" :
			policy_setting_text(s, policy, t->a));
}

static void
print_counts(struct tool *t, const Counter *c)
{
	fact_print(t->a, "Orders",
	    arena_printf(t->a,
		"%" PRIu64 " (%" PRIu64 " issued, %" PRIu64 " failed, %" PRId64
		" pending)",
		c->orders, c->issued, c->failed, c->pending));
	fact_print(t->a, "Active failed",
	    arena_printf(t->a, "%" PRId64, c->failed_active));
}

int
profile_show(struct tool *t, struct err *e)
{
	struct arena *a = t->a;
	struct profile_draft d;
	struct parts parts;
	Profile *p;

	if (lookup_profile(t, tool_operand(t, 0), &p, e) == -1 ||
	    read_parts(t, p, &parts, e) == -1)
		return -1;
	fact_print(a, "Profile", p->name);
	fact_print(a, "Id", uuid_text(a, &parts.profile_id));
	fact_print(a, "URL", profile_url(t, p));
	fact_print(a, "Status", status_name(p));
	fact_print(a, "Tenant", parts.tenant);
	fact_print(a, "Connector", parts.connector);
	fact_print(a, "Challenge", challenge_text(a, p));
	fact_print(a, "Level", level_of(p));
	fact_print(a, "Valid for",
	    arena_printf(a, "%u days", p->validity_days));
	fact_print(a, "Smallest RSA key",
	    arena_printf(a, "%u bits", p->rsa_least_bits));
	renewal_facts(a, p);
	fact_print(a, "Left out", left_out(p));
	d = ra_profile_draft(p);
	fact_print(a, "Preset", d.preset);
	fact_print(a, "Answers by", d.by_ca ? "the CA itself" : "the RA");
	fact_print(a, "CertRep carries", ra_carries_name(d.carries));
	fact_print(a, "Failure content", d.no_content ? "absent" : "empty");
	print_policy(t, &d.policy);
	fact_print(a, "Made", clock_rfc3339(a, p->created_ms));
	fact_print(a, "Changed", clock_rfc3339(a, p->changed_ms));
	print_counts(t, parts.counter);
	return 0;
}

int
profile_presets(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "PRESET", "LEVEL", "LEFT-OUT",
		"CERTREP", "RENEWAL", "DEVICES", NULL };
	struct table *table = table_new(t->a, columns);
	const struct ra_preset *p = ra_presets;
	const char *left;

	(void)e;
	for (; p < ra_presets + ra_preset_count; p++) {
		left = p->leave_out_root ? "root" : "nothing";
		table_row(table,
		    (const char *const[]){ p->name, level_name(p->level),
			p->leave_out_chain ? "chain" : left,
			ra_carries_name(p->carries), p->renewal, p->title });
	}
	table_print(table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}
