/* SPDX-License-Identifier: BSD-2-Clause */
/* A connector's RA is renewed by who needs it, and put on record. */
#include <sys/file.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "connector/connector.h"
#include "connector/local.h"
#include "pki/name.h"
#include "ra/housekeeping.h"
#include "ra/state.h"
#include "site.h"

#define DAY (24 * 60 * 60)

static struct site *s;
static struct err e;

/* The site's connector gets a CA that was made so many days ago. */
static void
age_the_ca(int days)
{
	struct connector_local_draft d = {
		.dir = connector_dir(s->ra, s->a, &s->connector),
		.key_type = { KEY_EC, 256 },
		.years = 20,
		.now = clock_ms() / 1000 - (int64_t)days * DAY,
	};

	assert_int_equal(name_from_text("/CN=Old CA", s->a, &d.subject, &e), 0);
	assert_int_equal(connector_forget("local", d.dir, &e), 0);
	assert_int_equal(connector_local_make(&d, &e), 0);
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	site_add(s, site_draft(s, "Routers"), NULL);
	age_the_ca(600);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static int
read_record(struct store_txn *t, void *ctx, struct err *why)
{
	return store_get_connector(t, &s->connector, s->a, ctx, why);
}

static Connector *
record(void)
{
	Connector *c = NULL;

	assert_int_equal(store_view(s->ra->store, read_record, &c, &e), 0);
	assert_non_null(c);
	return c;
}

static bool
is_on_record(const struct cert *ra)
{
	return span_equal(field_span(record()->ra_sha256),
	    field_sha256(s->a, ra->der));
}

static void
who_needs_an_ra_that_is_due_gets_a_new_one(void **state)
{
	const struct ra_profile *p, *again;
	const AuditEntry *entry;
	uint64_t entries;

	(void)state;
	p = site_profile(s, "routers");
	assert_non_null(p);
	assert_true(p->ra->not_after > clock_ms() / 1000 + 700 * DAY);
	assert_non_null(p->former[0].cert);
	assert_true(
	    p->former[0].cert->not_after < clock_ms() / 1000 + 131 * DAY);
	assert_true(
	    span_equal(p->former[0].cert->spki, key_spki(p->former[0].key)));

	assert_true(is_on_record(p->ra));
	assert_int_equal(record()->version, 2);
	assert_int_equal(record()->ra_not_after_ms, p->ra->not_after * 1000);
	entry = site_last_audit(s);
	assert_string_equal(entry->actor, "system");
	assert_string_equal(entry->action, "connector-renew-ra");
	assert_non_null(
	    strstr(entry->detail, "'Test CA' has a new RA certificate"));

	entries = site_total(s, STORE_AUDIT);
	again = site_profile(s, "routers");
	assert_true(span_equal(p->ra->der, again->ra->der));
	assert_int_equal(site_total(s, STORE_AUDIT), entries);
}

static void
an_ra_that_ended_while_nobody_came_is_renewed_too(void **state)
{
	const struct ra_profile *p;

	(void)state;
	age_the_ca(1000);
	p = site_profile(s, "routers");
	assert_non_null(p);
	assert_true(p->ra->not_after > clock_ms() / 1000);
	assert_true(p->former[0].cert->not_after < clock_ms() / 1000);
}

/* Somebody died between the files and the record. */
static void
an_ra_that_is_not_on_record_is_put_there(void **state)
{
	const struct ra_profile *p;

	(void)state;
	age_the_ca(1);
	p = site_profile(s, "routers");
	assert_non_null(p);
	assert_null(p->former[0].cert);
	assert_true(is_on_record(p->ra));
	assert_int_equal(record()->version, 2);
}

/* And nobody tries again within the minute. */
static void
while_another_process_renews_the_former_serves(void **state)
{
	const struct ra_profile *p;
	int fd;

	(void)state;
	fd = open(connector_dir(s->ra, s->a, &s->connector),
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_not_equal(fd, -1);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	p = site_profile(s, "routers");
	assert_non_null(p);
	assert_null(p->former[0].cert);
	/* The new one is for the other to put on record, the old for nobody. */
	assert_int_equal(record()->version, 1);
	close(fd);
	p = site_profile(s, "routers");
	assert_non_null(p);
	assert_true(p->ra->not_after < clock_ms() / 1000 + 131 * DAY);
}

static void
take_job(const struct ra_job *job, void *ctx)
{
	if (strcmp(job->name, "connectors") == 0)
		*(struct ra_job *)ctx = *job;
}

/* No device comes: the housekeeping finds it due. */
static void
the_housekeeping_renews_it_as_well(void **state)
{
	const Connector *before = record();
	struct ra_job job = { 0 };

	(void)state;
	assert_int_equal(ra_maintain(s->ra, NULL, take_job, &job, &e), 0);
	assert_int_equal(job.done, 1);
	assert_string_equal(job.error, "");
	assert_false(span_equal(field_span(record()->ra_sha256),
	    field_span(before->ra_sha256)));
	assert_string_equal(site_last_audit(s)->action, "connector-renew-ra");
	assert_int_equal(ra_maintain(s->ra, NULL, take_job, &job, &e), 0);
	assert_int_equal(job.done, 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(who_needs_an_ra_that_is_due_gets_a_new_one),
		T(an_ra_that_ended_while_nobody_came_is_renewed_too),
		T(an_ra_that_is_not_on_record_is_put_there),
		T(while_another_process_renews_the_former_serves),
		T(the_housekeeping_renews_it_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
