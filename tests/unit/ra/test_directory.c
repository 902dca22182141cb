/* SPDX-License-Identifier: BSD-2-Clause */
/* The picture of what is set up: complete, in order, and never old. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ra/directory.h"
#include "site.h"

static struct site *site;

static int
set_up(void **state)
{
	(void)state;
	site = site_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(site);
	return 0;
}

static const struct directory *
directory(void)
{
	const struct directory *d;
	struct err e;

	if (ra_directory(site->ra, site->borrowed, &d, &e) == -1)
		fail_msg("%s", e.text);
	return d;
}

static struct uuid
tenant(const char *name)
{
	struct uuid id;
	struct err e;

	assert_int_equal(ra_tenant_create(site->ra, &site->by, name, &id, &e),
	    0);
	return id;
}

/* Their first letters, in an order. */
static const char *
letters(enum directory_sort sort)
{
	const struct directory *d = directory();
	const char *all = "";

	for (size_t i = 0; i < d->profile_count; i++)
		all = arena_printf(site->a, "%s%c", all,
		    d->sorted[sort][i]->name[0]);
	return all;
}

static void
profiles_have_the_names_of_what_they_belong_to(void **state)
{
	const struct directory *d;

	(void)state;
	site_add(site, site_draft(site, "Büro Drucker"), NULL);
	d = directory();
	assert_int_equal(d->tenant_count, 1);
	assert_int_equal(d->connector_count, 1);
	assert_int_equal(d->profile_count, 1);
	assert_string_equal(d->profiles[0].tenant->name, "Acme");
	assert_string_equal(d->profiles[0].connector->name, "Test CA");
	assert_string_equal(d->profiles[0].connector->key_type, "ec:p256");
	assert_int_equal(d->tenants[0].profiles, 1);
	assert_int_equal(d->connectors[0].profiles, 1);
	assert_string_equal(d->profiles[0].folded,
	    "buro drucker\nburo-drucker\nacme\ntest ca");
}

static void
every_order_is_by_its_column_and_then_by_name(void **state)
{
	struct profile_draft d;

	(void)state;
	d = site_draft(site, "c");
	d.slug = "1";
	site_add(site, d, NULL);
	d = site_draft(site, "A");
	d.slug = "3";
	d.active = false;
	site_add(site, d, NULL);
	d = site_draft(site, "b");
	d.slug = "2";
	d.tenant = tenant("Aardvark");
	site_add(site, d, NULL);
	assert_string_equal(letters(DIRECTORY_BY_NAME), "Abc");
	assert_string_equal(letters(DIRECTORY_BY_STATUS), "bcA");
	assert_string_equal(letters(DIRECTORY_BY_TENANT), "bAc");
	assert_string_equal(letters(DIRECTORY_BY_URL), "cbA");
	assert_string_equal(letters(DIRECTORY_BY_CONNECTOR), "Abc");
}

static void
a_change_is_seen_at_once_and_what_was_taken_stays(void **state)
{
	const struct directory *before = directory();
	struct uuid id;
	struct err e;

	(void)state;
	assert_ptr_equal(directory(), before);
	site_add(site, site_draft(site, "new"), &id);
	assert_int_equal(before->profile_count, 0);
	assert_int_equal(directory()->profile_count, 1);
	assert_int_equal(ra_profile_remove(site->ra, &site->by, &id, &e), 0);
	assert_int_equal(directory()->profile_count, 0);
}

static void
more_than_a_page_of_a_list_is_there(void **state)
{
	size_t n = STORE_PAGE_MOST + 3;

	(void)state;
	for (size_t i = 0; i < n; i++)
		site_add(site,
		    site_draft(site, arena_printf(site->a, "p%zu", i)), NULL);
	assert_int_equal(directory()->profile_count, n);
	assert_int_equal(directory()->tenants[0].profiles, n);
}

static void
owners_are_found_by_id(void **state)
{
	const struct uuid nobody = { { 1 } };
	const struct directory *d = directory();

	(void)state;
	assert_string_equal(directory_tenant(d, &site->tenant)->name, "Acme");
	assert_string_equal(directory_connector(d, &site->connector)->name,
	    "Test CA");
	assert_null(directory_tenant(d, &nobody));
	assert_null(directory_connector(d, &nobody));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    profiles_have_the_names_of_what_they_belong_to, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    every_order_is_by_its_column_and_then_by_name, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_change_is_seen_at_once_and_what_was_taken_stays, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    more_than_a_page_of_a_list_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(owners_are_found_by_id, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
