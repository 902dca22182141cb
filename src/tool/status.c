/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate status: is everything there, and what will not be for long. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "connector/connector.h"
#include "ra/housekeeping.h"
#include "ra/next_ca.h"
#include "ra/setup.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

#define SOON_MS (30 * CLOCK_DAY_MS) /* an end this near is worth a word */
#define NEGLECTED_MS CLOCK_DAY_MS /* without housekeeping */

struct notice {
	struct notice *next;
	const char *text;
};

struct notices {
	struct notice *first;
	struct notice **end;
	unsigned int n;
};

struct status {
	struct tool *t;
	int64_t now_ms;
	struct notices problems; /* something does not work */
	struct notices warnings; /* something will not, or is unwise */
	struct table *connectors;
	struct ra_twins *twins;
	Meta *meta;
	Counter *all;
	uint64_t tenants, connector_count, profiles, orders, certificates,
	    accounts, users;
	unsigned int active;
	/* Of what takes more than a number to tell. */
	const char *audit, *housekeeping;
};

static void
add(struct tool *t, struct notices *n, const char *text)
{
	struct notice *one = arena_alloc(t->a, sizeof(*one));

	one->text = text;
	*n->end = one;
	n->end = &one->next;
	n->n++;
}

static int
totals_body(struct store_txn *txn, void *ctx, struct err *e)
{
	struct status *s = ctx;
	const struct uuid everything = { { 0 } };
	const struct {
		enum store_index of;
		uint64_t *out;
	} rows[] = { { STORE_TENANTS_BY_NAME, &s->tenants },
		{ STORE_CONNECTORS_BY_NAME, &s->connector_count },
		{ STORE_PROFILES_BY_NAME, &s->profiles },
		{ STORE_ORDERS, &s->orders },
		{ STORE_CERTIFICATES, &s->certificates },
		{ STORE_ACCOUNTS_BY_PROFILE, &s->accounts },
		{ STORE_USERS_BY_NAME, &s->users } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (store_total(txn, rows[i].of, rows[i].out, e) == -1)
			return -1;
	if (store_get_meta(txn, s->t->a, &s->meta, e) == -1)
		return -1;
	return store_get_counter(txn, &everything, 0, s->t->a, &s->all, e);
}

/* What ended, or ends soon. */
static void
look_at_end(struct status *s, const char *what, const char *connector,
    int64_t end_ms)
{
	const char *when = clock_rfc3339(s->t->a, end_ms);

	if (end_ms > s->now_ms && end_ms - s->now_ms <= SOON_MS)
		add(s->t, &s->warnings,
		    arena_printf(s->t->a,
			"connector '%s': the certificate of the %s ends on %s",
			connector, what, when));
}

/* Opened and checked as the servers do. */
static void
look_into(struct status *s, const Connector *r, const char **state)
{
	struct err e = { 0 };
	struct connector *c;

	*state = "ok";
	if (ra_connector_open(s->t->ra, r, r->ca_place, &c, &e) == 0) {
		if (connector_check(c, s->now_ms / 1000, &e) == 0) {
			connector_close(c);
			return;
		}
		connector_close(c);
	}
	*state = "broken";
	add(s->t, &s->problems,
	    arena_printf(s->t->a, "connector '%s': %s", r->name, e.text));
}

/* The same of a CA that is not in use: it signs CRLs, or is to take over. */
static void
look_into_other(struct status *s, const Connector *r, unsigned int place,
    const char *what, struct notices *n)
{
	struct err e = { 0 };
	struct connector *c;

	if (ra_connector_open(s->t->ra, r, place, &c, &e) == 0)
		connector_close(c);
	else
		add(s->t, n,
		    arena_printf(s->t->a, "connector '%s', %s: %s", r->name,
			what, e.text));
}

static void
look_into_others(struct status *s, const Connector *r)
{
	bool due = r->next_from_ms <= s->now_ms;

	if (r->next_place != 0)
		look_into_other(s, r, r->next_place, "its next CA",
		    due ? &s->problems : &s->warnings);
	if (ra_former_ca_until(r, s->now_ms) != 0)
		look_into_other(s, r, r->former_place, "the CA before",
		    &s->problems);
}

/* Whoever reads the CRL of one does not see what the other revoked. */
static void
look_for_twin(struct status *s, const Connector *r)
{
	const char *twin = ra_twin_of(s->t->ra, s->twins, r);
	struct arena *a = s->t->a;

	if (twin[0] != '\0')
		add(s->t, &s->problems,
		    arena_printf(a,
			"connectors '%s' and '%s' have one CA, and each signs "
			"a CRL without what the other revoked: give the "
			"profiles of '%s' the connector '%s', and remove it "
			"when what it issued has ended",
			twin, r->name, r->name, twin));
}

static int
look_at_connector(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Connector *r = (const Connector *)record;
	struct status *s = ctx;
	const char *cells[4] = { r->name, NULL,
		clock_rfc3339(t->a, r->not_after_ms),
		clock_rfc3339(t->a, r->ra_not_after_ms) };

	(void)e;
	look_for_twin(s, r);
	look_into(s, r, &cells[1]);
	look_into_others(s, r);
	look_at_end(s, "CA", r->name, r->not_after_ms);
	look_at_end(s, "RA", r->name, r->ra_not_after_ms);
	table_row(s->connectors, cells);
	return 0;
}

static int
look_at_profile(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Profile *p = (const Profile *)record;
	struct status *s = ctx;

	(void)e;
	if (p->status != PROFILE_STATUS__PROFILE_ACTIVE)
		return 0;
	s->active++;
	if (p->challenge == CHALLENGE_KIND__CHALLENGE_UNSET)
		add(t, &s->warnings,
		    arena_printf(t->a,
			"profile '%s' has no challenge and issues nothing: "
			"scepgate profile set %s --generate-challenge",
			p->name, p->slug));
	if (ra_profile_is_open(p))
		add(t, &s->warnings,
		    arena_printf(t->a,
			"profile '%s' issues to anybody, without a challenge "
			"and without approval",
			p->name));
	if (p->level != LEVEL_MODERN)
		add(t, &s->warnings,
		    arena_printf(t->a,
			"profile '%s' takes algorithms of level %s", p->name,
			p->level == LEVEL_LEGACY ? "legacy" : "obsolete"));
	return 0;
}

static void
look_at_audit(struct status *s)
{
	struct err e = { 0 };
	uint64_t entries;

	if (store_verify_audit(ra_store(s->t->ra), &entries, &e) == 0) {
		s->audit = arena_printf(s->t->a,
		    "%" PRIu64 " entries, unbroken", entries);
		return;
	}
	s->audit = "broken";
	add(s->t, &s->problems,
	    arena_printf(s->t->a, "the audit log: %s", e.text));
}

/* Counts are kept beside the records: both must tell the same. */
static void
look_at_count(struct status *s, const char *what, uint64_t counted,
    uint64_t removed, uint64_t total)
{
	if (counted - removed != total)
		add(s->t, &s->problems,
		    arena_printf(s->t->a,
			"%" PRIu64 " %s were counted, %" PRIu64
			" of them removed, and %" PRIu64
			" are on record: 'scepgate verify' tells more",
			counted, what, removed, total));
}

static void
look_at_counts(struct status *s)
{
	look_at_count(s, "orders", s->all->orders, s->all->removed_orders,
	    s->orders);
	look_at_count(s, "certificates", s->all->issued, s->all->removed_issued,
	    s->certificates);
	if (s->users == 0)
		add(s->t, &s->warnings,
		    "nobody can sign in: scepgate user add NAME");
}

/*
 * What init makes and nothing is issued without.  It may have been cut short,
 * or a person took the last one away: init makes another in either case.
 */
static void
look_for_parts(struct status *s)
{
	const char *missing = NULL;

	if (s->connector_count == 0 && s->tenants == 0)
		missing = "CA and no tenant";
	else if (s->connector_count == 0)
		missing = "CA";
	else if (s->tenants == 0)
		missing = "tenant";
	if (missing != NULL)
		add(s->t, &s->problems,
		    arena_printf(s->t->a,
			"there is no %s yet: run 'scepgate init' again, which "
			"makes what is missing",
			missing));
}

/*
 * Somebody has to do it: the servers, where there are any, or cron.  A state
 * that was just made is not complained about.
 */
static int
look_at_housekeeping(struct status *s, struct err *e)
{
	struct arena *a = s->t->a;
	struct ra_jobs jobs;

	if (ra_jobs(s->t->ra, a, &jobs, e) == -1)
		return -1;
	if (jobs.wait != NULL)
		add(s->t, &s->warnings, jobs.wait);
	for (size_t i = 0; i < jobs.n; i++)
		if (jobs.all[i].error[0] != '\0')
			add(s->t, &s->warnings,
			    arena_printf(a, "housekeeping, %s: %s",
				jobs.all[i].name, jobs.all[i].error));
	s->housekeeping = jobs.last_ms == 0 ?
	    "never ran" :
	    arena_printf(a, "last ran %s", clock_rfc3339(a, jobs.last_ms));
	if (s->now_ms - jobs.last_ms > NEGLECTED_MS &&
	    s->now_ms - s->meta->created_ms > NEGLECTED_MS)
		add(s->t, &s->warnings,
		    arena_printf(a,
			"the housekeeping %s: does the web server run?  "
			"'scepgate maintain' does it too",
			s->housekeeping));
	return 0;
}

/* "last made 2026-11-26T09:30:05Z, 12 days ago" */
static const char *
backup_words(const struct status *s)
{
	int64_t made_ms = s->meta->backup_ms;
	int64_t days = (s->now_ms - made_ms) / CLOCK_DAY_MS;
	const char *when;

	if (made_ms == 0)
		return "none was made yet";
	when = clock_rfc3339(s->t->a, made_ms);
	if (days < 1)
		return arena_printf(s->t->a, "last made %s", when);
	return arena_printf(s->t->a, "last made %s, %s ago", when,
	    text_count(s->t->a, (uint64_t)days, "day"));
}

static void
print_facts(struct status *s)
{
	const struct tool_settings *settings = &s->t->settings;
	struct arena *a = s->t->a;

	fact_print(a, "State", settings->state);
	fact_print(a, "Configuration",
	    settings->file[0] != '\0' ? settings->file : "none");
	fact_print(a, "Store",
	    arena_printf(a, "made %s, schema %" PRIu32,
		clock_rfc3339(a, s->meta->created_ms), s->meta->schema));
	fact_print(a, "Audit log", s->audit);
	fact_print(a, "Housekeeping", s->housekeeping);
	fact_print(a, "Backup", backup_words(s));
	fact_print(a, "Users", arena_printf(a, "%" PRIu64, s->users));
	fact_print(a, "Tenants", arena_printf(a, "%" PRIu64, s->tenants));
	fact_print(a, "Profiles",
	    arena_printf(a, "%" PRIu64 " (%u active)", s->profiles, s->active));
	fact_print(a, "Accounts", arena_printf(a, "%" PRIu64, s->accounts));
	fact_print(a, "Orders",
	    arena_printf(a,
		"%" PRIu64 " (%" PRIu64 " issued, %" PRIu64 " failed, %" PRIu64
		" rejected, %" PRId64 " pending)",
		s->orders, s->all->issued, s->all->failed, s->all->rejected,
		s->all->pending));
	fact_print(a, "Active failed",
	    arena_printf(a, "%" PRId64, s->all->failed_active));
	fact_print(a, "Not kept",
	    arena_printf(a,
		"%" PRIu64 " unreadable requests, %" PRIu64
		" failures beyond the limit a minute",
		s->all->unparsed, s->all->unkept));
}

static void
print_notices(const char *heading, const struct notices *n)
{
	const struct notice *one;

	if (n->n == 0)
		return;
	printf("\n%s\n", heading);
	for (one = n->first; one != NULL; one = one->next)
		printf("  - %s\n", one->text);
}

static void
look_at_disk(struct status *s)
{
	struct err words;
	enum store_room room = store_room(ra_store(s->t->ra), &words);

	if (room != STORE_ROOM_ENOUGH)
		add(s->t, room == STORE_ROOM_NONE ? &s->problems : &s->warnings,
		    arena_strdup(s->t->a, words.text));
}

static int
look(struct status *s, struct err *e)
{
	struct tool *t = s->t;

	if (store_view(ra_store(t->ra), totals_body, s, e) == -1 ||
	    lookup_each(t, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		look_at_connector, s, e) == -1 ||
	    lookup_each(t, STORE_PROFILES_BY_NAME, span_of(NULL, 0),
		look_at_profile, s, e) == -1)
		return -1;
	look_at_disk(s);
	look_for_parts(s);
	look_at_audit(s);
	look_at_counts(s);
	return look_at_housekeeping(s, e);
}

int
status_run(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "CONNECTOR", "STATE", "CA ENDS",
		"RA ENDS", NULL };
	struct status s = { .t = t, .now_ms = clock_ms() };

	s.problems.end = &s.problems.first;
	s.warnings.end = &s.warnings.first;
	s.connectors = table_new(t->a, columns);
	s.twins = ra_twins_new(t->a);
	if (look(&s, e) == -1)
		return -1;
	print_facts(&s);
	printf("\n");
	table_print(s.connectors, false, stdout);
	print_notices("Warnings", &s.warnings);
	print_notices("Problems", &s.problems);
	if (s.problems.n > 0)
		return err_set(e, ERR_CONFLICT, "%u problem%s: see above",
		    s.problems.n, s.problems.n == 1 ? "" : "s");
	return 0;
}
