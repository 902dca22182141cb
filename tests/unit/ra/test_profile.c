/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles as devices meet them: always as they are, and cheap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "base/file.h"
#include "base/log.h"
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static void
a_profile_is_found_by_its_exact_slug_alone(void **state)
{
	static const char *const others[] = { "", "Routers", "router",
		"routers ", "routers2", "r\xc3\xb6uters" };
	struct profile_draft d = site_draft(s, "Routers");
	const struct ra_profile *p;
	struct uuid id;
	size_t i;

	(void)state;
	d.level = LEVEL_LEGACY;
	d.validity_days = 90;
	d.rsa_least_bits = 3072;
	site_add(s, d, &id);
	p = site_profile(s, "routers");
	assert_non_null(p);
	assert_true(uuid_equal(&p->id, &id));
	assert_true(uuid_equal(&p->tenant_id, &s->tenant));
	assert_true(uuid_equal(&p->connector_id, &s->connector));
	assert_string_equal(p->name, "Routers");
	assert_string_equal(p->slug, "routers");
	assert_true(p->active);
	assert_int_equal(p->level, LEVEL_LEGACY);
	assert_int_equal(p->validity_days, 90);
	assert_int_equal(p->rsa_least_bits, 3072);
	assert_int_equal(p->challenge_mac.len, 32);
	assert_true(cert_is_ca(p->ca));
	assert_true(span_equal(p->ra->issuer, p->ca->subject));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_null(site_profile(s, others[i]));
	/* The same snapshot as long as nothing changes. */
	assert_ptr_equal(site_profile(s, "routers"), p);
}

static void
a_change_is_seen_at_once_and_holders_keep_the_old(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	const struct ra_profile *old, *new;
	struct uuid id;

	(void)state;
	site_add(s, d, &id);
	old = site_profile(s, "routers");
	d.active = false;
	d.challenge = NULL;
	d.validity_days = 7;
	assert_int_equal(ra_profile_change(s->ra, &s->by, &id, 1, &d, &e), 0);
	new = site_profile(s, "routers");
	assert_false(new->active);
	assert_int_equal(new->validity_days, 7);
	assert_true(old->active);
	assert_int_equal(old->validity_days, 365);
	assert_true(span_equal(old->challenge_mac, new->challenge_mac));
	assert_int_equal(new->challenge_mac.len, 32);
	/* The connector did not change, and was not opened anew. */
	assert_ptr_equal(new->connector, old->connector);
	assert_int_equal(ra_profile_remove(s->ra, &s->by, &id, &e), 0);
	assert_null(site_profile(s, "routers"));
	assert_int_equal(old->validity_days, 365);
	assert_true(cert_is_ca(old->ca));
}

static void
a_challenge_can_be_taken_away(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct uuid id;

	(void)state;
	site_add(s, d, &id);
	d.challenge = NULL;
	d.drop_challenge = true;
	assert_int_equal(ra_profile_change(s->ra, &s->by, &id, 1, &d, &e), 0);
	assert_int_equal(site_profile(s, "routers")->challenge_mac.len, 0);
	assert_string_equal(site_last_audit(s)->detail,
	    "changed challenge of profile 'Routers'");
}

static void
a_new_slug_takes_the_place_of_the_old(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct uuid id;

	(void)state;
	site_add(s, d, &id);
	assert_non_null(site_profile(s, "routers"));
	d.slug = "edge";
	assert_int_equal(ra_profile_change(s->ra, &s->by, &id, 1, &d, &e), 0);
	assert_null(site_profile(s, "routers"));
	assert_non_null(site_profile(s, "edge"));
}

static void
a_connector_whose_files_are_broken_is_unavailable(void **state)
{
	char id[UUID_TEXT_LEN + 1];
	const struct ra_profile *p;
	const char *path;

	(void)state;
	site_add(s, site_draft(s, "Routers"), NULL);
	uuid_format(&s->connector, id);
	path = arena_printf(s->a, "%s/connectors/%s/ra.pem", s->state, id);
	assert_int_equal(file_write(path, span_of_str("none"), 0600, &e), 0);
	assert_int_equal(ra_profile_find(s->ra, "routers", s->a, &p, &e), -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(e.text, "connector 'Test CA'"));
	assert_non_null(strstr(e.text, "ra.pem"));
}

static void
the_only_active_profile_is_one_that_is_alone(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	const struct ra_profile *p;

	(void)state;
	assert_int_equal(ra_profile_only(s->ra, s->borrowed, &p, &e), 0);
	assert_null(p);
	site_add(s, d, NULL);
	d.name = "Asleep";
	d.active = false;
	site_add(s, d, NULL);
	assert_int_equal(ra_profile_only(s->ra, s->borrowed, &p, &e), 0);
	assert_string_equal(p->slug, "routers");
	d.name = "Awake";
	d.active = true;
	site_add(s, d, NULL);
	assert_int_equal(ra_profile_only(s->ra, s->borrowed, &p, &e), 0);
	assert_null(p);
}

/* ---- Threads that read while one changes ------------------------------- */

#define READERS 4
#define ROUNDS 60

static atomic_bool done;

static void *
read_on(void *ctx)
{
	unsigned int *bad = ctx;
	const struct ra_profile *p;
	struct arena *a = arena_new();
	struct err why = { 0 };

	while (!done) {
		if (ra_profile_find(s->ra, "routers", a, &p, &why) == -1 ||
		    p == NULL || strcmp(p->slug, "routers") != 0 ||
		    !cert_is_ca(p->ca))
			(*bad)++;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static void
threads_may_read_while_it_changes(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	unsigned int bad[READERS] = { 0 }, i;
	pthread_t t[READERS];
	struct uuid id;

	(void)state;
	site_add(s, d, &id);
	done = false;
	d.challenge = NULL;
	for (i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, read_on, &bad[i]),
		    0);
	for (i = 1; i <= ROUNDS; i++) {
		d.validity_days = i;
		if (ra_profile_change(s->ra, &s->by, &id, i, &d, &e) == -1)
			break;
	}
	done = true;
	for (i = 0; i < READERS; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(bad[i], 0);
	}
	assert_int_equal(site_profile(s, "routers")->validity_days, ROUNDS);
}

/* What a device gets that cannot name one; "": none. */
static const char *
only_one(void)
{
	const struct ra_profile *p;

	if (ra_profile_only(s->ra, s->borrowed, &p, &e) == -1)
		fail_msg("%s", e.text);
	return p == NULL ? "" : p->slug;
}

/* More than are looked at together, of which the last by name is active. */
static void
the_only_active_profile_is_found_among_many(void **state)
{
	struct profile_draft d = site_draft(s, "");

	(void)state;
	assert_string_equal(only_one(), "");
	d.active = false;
	for (int i = 0; i < 25; i++) {
		d.name = arena_printf(s->a, "Closed %d", i);
		d.slug = arena_printf(s->a, "closed-%d", i);
		site_add(s, d, NULL);
	}
	assert_string_equal(only_one(), "");
	site_add(s, site_draft(s, "Open"), NULL);
	assert_string_equal(only_one(), "open");
	site_add(s, site_draft(s, "Another"), NULL);
	assert_string_equal(only_one(), "");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_challenge_can_be_taken_away,
		    set_up, tear_down),
		TEST(a_profile_is_found_by_its_exact_slug_alone),
		TEST(a_change_is_seen_at_once_and_holders_keep_the_old),
		TEST(a_new_slug_takes_the_place_of_the_old),
		TEST(a_connector_whose_files_are_broken_is_unavailable),
		TEST(the_only_active_profile_is_one_that_is_alone),
		TEST(the_only_active_profile_is_found_among_many),
		TEST(threads_may_read_while_it_changes),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
