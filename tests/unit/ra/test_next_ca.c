/* SPDX-License-Identifier: BSD-2-Clause */
/* The next CA of a connector: prepared, shown, dropped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../connector/place.h"
#include "base/clock.h"
#include "connector/connector.h"
#include "ra/next_ca.h"
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct err e;
static const struct span whichever;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	site_add(s, site_draft(s, "Routers"), NULL);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static struct next_ca_draft
in_days(int64_t days)
{
	return (struct next_ca_draft){
		.from_ms = clock_ms() + days * CLOCK_DAY_MS,
	};
}

static void
is_refused(struct next_ca_draft d, enum err_kind kind, const char *says)
{
	e = (struct err){ 0 };
	assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &s->connector, &d,
			     &e),
	    -1);
	assert_int_equal(e.kind, kind);
	if (strstr(e.text, says) == NULL)
		fail_msg("%s", e.text);
}

static void
it_has_the_name_of_the_ca_in_use_and_another_key(void **state)
{
	const struct ra_profile *p;
	struct cert next;
	struct span der;

	(void)state;
	assert_null(site_profile(s, "routers")->next_ca);
	site_prepare_next_ca(s, 30);
	assert_string_equal(site_last_audit(s)->action,
	    "connector-prepare-next-ca");
	assert_int_equal(ra_next_ca(s->ra, &s->connector, s->a, &der, &e), 0);
	assert_int_equal(cert_parse(der, &next, &e), 0);

	p = site_profile(s, "routers");
	assert_non_null(p->next_ca);
	assert_true(span_equal(p->next_ca->der, der));
	assert_true(span_equal(next.subject, p->ca->subject));
	assert_false(span_equal(next.spki, p->ca->spki));
	assert_true(cert_is_self_issued(&next));
	assert_true(span_equal(p->next_ra->issuer, next.subject));
	assert_int_equal(cert_verify(p->next_ra, p->ca_public, &e), -1);
}

static void
there_is_one_at_a_time(void **state)
{
	(void)state;
	site_prepare_next_ca(s, 30);
	is_refused(in_days(40), ERR_CONFLICT, "has a next CA already");
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector,
			     whichever, &e),
	    0);
	site_prepare_next_ca(s, 40);
}

static struct span
digest_of_next(void)
{
	struct span der;

	assert_int_equal(ra_next_ca(s->ra, &s->connector, s->a, &der, &e), 0);
	return field_sha256(s->a, der);
}

/* Who confirms it an hour later drops the one that was asked about. */
static void
another_one_than_was_meant_is_not_dropped(void **state)
{
	struct span meant;

	(void)state;
	site_prepare_next_ca(s, 30);
	meant = digest_of_next();
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector,
			     whichever, &e),
	    0);
	site_prepare_next_ca(s, 40);
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector, meant,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "another next CA by now"));
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector,
			     digest_of_next(), &e),
	    0);
}

static void
its_time_comes_and_is_before_the_end_of_the_ca(void **state)
{
	struct next_ca_draft d = in_days(30);

	(void)state;
	is_refused(in_days(0), ERR_MALFORMED, "within 365 days");
	is_refused(in_days(-1), ERR_MALFORMED, "within 365 days");
	is_refused(in_days(366), ERR_MALFORMED, "within 365 days");
	d.years = 51;
	is_refused(d, ERR_MALFORMED, "1 to 50 years");
	d = in_days(340);
	d.years = 1;
	is_refused(d, ERR_MALFORMED, "ends within 30 days of taking over");
	d = in_days(30);
	d.key_type = "ec:p521";
	is_refused(d, ERR_ALGORITHM, "a CA's key is");
	assert_null(site_profile(s, "routers")->next_ca);
}

static void
what_was_dropped_is_gone_with_its_files(void **state)
{
	const char *place = connector_place(s->ra, s->a, &s->connector, 1);
	struct span der;

	(void)state;
	site_prepare_next_ca(s, 30);
	assert_true(place_count(place) > 0);
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector,
			     whichever, &e),
	    0);
	assert_string_equal(site_last_audit(s)->action,
	    "connector-drop-next-ca");
	assert_int_equal(place_count(place), 0);
	assert_null(site_profile(s, "routers")->next_ca);
	assert_int_equal(ra_next_ca(s->ra, &s->connector, s->a, &der, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector,
			     whichever, &e),
	    -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

static void
without_its_files_the_ca_in_use_goes_on(void **state)
{
	(void)state;
	site_prepare_next_ca(s, 30);
	assert_int_equal(connector_forget("local",
			     connector_place(s->ra, s->a, &s->connector, 1),
			     &e),
	    0);
	site_reopen(s);
	assert_non_null(site_profile(s, "routers"));
	assert_null(site_profile(s, "routers")->next_ca);
}

static void
a_removed_connector_leaves_no_place_behind(void **state)
{
	struct connector_draft d = { .name = "Other",
		.kind = "local",
		.key_type = "ec:p256" };
	struct next_ca_draft next = in_days(30);
	const char *dir;
	struct uuid id;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &d, &id, &e), 0);
	dir = connector_dir(s->ra, s->a, &id);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &id, &next,
				     &e),
		    0);
		if (i == 0)
			assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &id,
					     whichever, &e),
			    0);
	}
	assert_int_equal(ra_connector_remove(s->ra, &s->by, &id, &e), 0);
	assert_int_equal(place_count(dir), 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(it_has_the_name_of_the_ca_in_use_and_another_key),
		T(there_is_one_at_a_time),
		T(another_one_than_was_meant_is_not_dropped),
		T(its_time_comes_and_is_before_the_end_of_the_ca),
		T(what_was_dropped_is_gone_with_its_files),
		T(without_its_files_the_ca_in_use_goes_on),
		T(a_removed_connector_leaves_no_place_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
