/* SPDX-License-Identifier: BSD-2-Clause */
/* The pages of tenants: listed, added, renamed, deleted, and refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "browser.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static struct uuid
add(const char *name)
{
	struct uuid id;
	struct err e;

	assert_int_equal(ra_tenant_create(browser.site->ra, &browser.site->by,
			     name, &id, &e),
	    0);
	return id;
}

static void
drop(const struct uuid *id)
{
	struct err e;

	assert_int_equal(ra_tenant_remove(browser.site->ra, &browser.site->by,
			     id, &e),
	    0);
}

/* "/admin/tenants/<id>" and what is behind it. */
static const char *
path(const struct uuid *id, const char *behind)
{
	return arena_printf(browser.a, "/admin/tenants/%s%s",
	    uuid_text(browser.a, id), behind);
}

static const char *
field(const char *name, const char *value)
{
	return arena_printf(browser.a, "%s=%s", name,
	    text_percent_encode(browser.a, value));
}

/* What the page last seen has as the form's version, and this name. */
static const char *
rename_to(const char *name)
{
	return arena_printf(browser.a, "%s&version=%s", field("name", name),
	    html_attribute(page(), "name=\"version\"", "value", browser.a));
}

static void
the_list_says_who_has_how_many_profiles(void **state)
{
	const struct uuid id = add("North");

	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/tenants"), 200);
	is_sound();
	shows("href=\"/admin/tenants\" aria-current=\"page\"");
	shows("Acme");
	shows(arena_printf(browser.a,
	    "<a href=\"/admin/profiles?tenant=%s\">1 profile</a>",
	    uuid_text(browser.a, &browser.site->tenant)));
	shows("<span class=\"quiet\">None</span>");
	shows(path(&id, "/edit"));
	shows(path(&id, "/delete"));
	shows("2 tenants<");
	drop(&id);
	assert_int_equal(get("/admin/tenants"), 200);
	shows("1 tenant<");
}

static void
a_tenant_is_added_and_named_in_a_note(void **state)
{
	const char *edit;
	struct uuid id;

	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/tenants/add"), 200);
	is_sound();
	shows("<h1>Add tenant</h1>");
	assert_int_equal(post("/admin/tenants/add",
			     field("name", " M\xc3\xbcller & <S\xc3\xb6hne> ")),
	    303);
	assert_string_equal(location(), "/admin/tenants");
	assert_string_equal(site_last_audit(browser.site)->actor, "anna");
	assert_int_equal(get("/admin/tenants"), 200);
	is_sound();
	shows("<strong>M\xc3\xbcller &amp; &lt;S\xc3\xb6hne&gt;</strong>");
	edit = html_attribute(page(),
	    "aria-label=\"Rename M\xc3\xbcller &amp; &lt;S\xc3\xb6hne&gt;\"",
	    "href", browser.a);
	assert_non_null(edit);
	assert_true(uuid_parse(arena_str(browser.a,
				   span_of(edit + strlen("/admin/tenants/"),
				       UUID_TEXT_LEN)),
	    &id));
	drop(&id);
}

static void
a_name_that_cannot_be_is_refused_beside_its_field(void **state)
{
	static const struct {
		const char *name; /* encoded */
		const char *says;
		const char *keeps;
	} rows[] = {
		{ "", "Enter a name for the tenant.", "value=\"\"" },
		{ "+%20", "Enter a name for the tenant.", "" },
		{ "%C3%80cm%C3%A9",
		    "There is a tenant &quot;Acme&quot; already. Choose "
		    "another name.",
		    "value=\"\xc3\x80"
		    "cm\xc3\xa9\"" },
		{ HUNDRED "0", "at most 100 characters", HUNDRED "0" },
		{ "a%00b", "no text", "" },
		{ "a%0d%0ab", "no text", "" },
		{ "a%ffb", "no text", "" },
		{ "%CC%81", "no letter or digit", "" },
		{ "%3Cb%3E%0A", "no text", "&lt;b&gt;" },
	};

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(rows); i++) {
		print_message("# %s\n", rows[i].name);
		assert_int_equal(get("/admin/tenants/add"), 200);
		assert_int_equal(post("/admin/tenants/add",
				     arena_printf(browser.a, "name=%s",
					 rows[i].name)),
		    422);
		is_sound();
		shows("<title>Error: Add tenant");
		shows("<a href=\"#name\">");
		shows("id=\"name-error\"");
		shows(rows[i].says);
		shows(rows[i].keeps);
		shows_not("<b>");
	}
	assert_int_equal(site_total(browser.site, STORE_TENANTS_BY_NAME), 1);
}

static void
a_tenant_gets_another_name(void **state)
{
	const struct uuid id = add("North");

	(void)state;
	sign_anna_in();
	assert_int_equal(get(path(&id, "/edit")), 200);
	is_sound();
	shows("<h1>Rename tenant</h1>");
	shows("value=\"North\"");
	assert_int_equal(post(path(&id, "/edit"), rename_to("acme")), 422);
	is_sound();
	shows("There is a tenant &quot;Acme&quot; already.");
	shows("value=\"acme\"");
	/* The same letters in another form are its own name. */
	assert_int_equal(post(path(&id, "/edit"), rename_to("NORTH <2>")), 303);
	assert_string_equal(location(), "/admin/tenants");
	assert_int_equal(get("/admin/tenants"), 200);
	shows("<strong>NORTH &lt;2&gt;</strong>");
	drop(&id);
}

static void
of_two_who_rename_the_second_is_told(void **state)
{
	const struct uuid id = add("North");
	const char *first;

	(void)state;
	sign_anna_in();
	assert_int_equal(get(path(&id, "/edit")), 200);
	first = rename_to("South");
	assert_int_equal(post(path(&id, "/edit"), rename_to("East")), 303);
	assert_int_equal(get(path(&id, "/edit")), 200);
	assert_int_equal(post(path(&id, "/edit"), first), 422);
	is_sound();
	shows("This tenant was renamed to &quot;East&quot; meanwhile. Save "
	      "again to replace that.");
	shows("value=\"South\"");
	assert_int_equal(post(path(&id, "/edit"), rename_to("South")), 303);
	assert_int_equal(get("/admin/tenants"), 200);
	shows("<strong>South</strong>");
	shows_not("East");
	drop(&id);
}

static void
a_form_without_its_version_changes_nothing(void **state)
{
	static const char *const versions[] = { "", "&version=", "&version=0",
		"&version=x", "&version=-1", "&version=%00",
		"&version=99999999999999999999" };
	const struct uuid id = add("North");

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(versions); i++) {
		assert_int_equal(get(path(&id, "/edit")), 200);
		assert_int_equal(post(path(&id, "/edit"),
				     arena_printf(browser.a, "name=South%s",
					 versions[i])),
		    422);
		is_sound();
		shows("This form is not whole");
	}
	assert_int_equal(get("/admin/tenants"), 200);
	shows("North");
	drop(&id);
}

/* Profiles "Device 01" to "Device n" of the site's own tenant. */
static void
add_profiles(struct uuid *ids, int n)
{
	for (int i = 0; i < n; i++)
		site_add(browser.site,
		    site_draft(browser.site,
			arena_printf(browser.a, "Device %02d", i + 1)),
		    &ids[i]);
}

static void
drop_profiles(const struct uuid *ids, int n)
{
	struct err e;

	for (int i = 0; i < n; i++)
		assert_int_equal(ra_profile_remove(browser.site->ra,
				     &browser.site->by, &ids[i], &e),
		    0);
}

static void
a_tenant_in_use_is_not_deleted(void **state)
{
	const char *target = path(&browser.site->tenant, "/delete");
	struct uuid ids[14];

	(void)state;
	sign_anna_in();
	assert_int_equal(get(target), 409);
	is_sound();
	shows("is in use by 1 profile: &quot;Branch &lt;routers&gt;&quot;. "
	      "Give it another tenant, or delete it,");
	shows_not("<button class=\"danger\">");
	add_profiles(ids, 1);
	assert_int_equal(get(target), 409);
	shows("is in use by 2 profiles: &quot;Branch &lt;routers&gt;&quot; and "
	      "&quot;Device 01&quot;. Give them");
	drop_profiles(ids, 1);
	add_profiles(ids, 14);
	assert_int_equal(get(target), 409);
	is_sound();
	shows("in use by 15 profiles");
	shows("&quot;Device 09&quot; and 5 more.");
	shows_not("Device 10");
	shows(arena_printf(browser.a, "href=\"/admin/profiles?tenant=%s\"",
	    uuid_text(browser.a, &browser.site->tenant)));
	assert_int_equal(post(target, ""), 409);
	is_sound();
	shows("&quot;Device 09&quot; and 5 more.");
	drop_profiles(ids, 14);
	assert_int_equal(site_total(browser.site, STORE_TENANTS_BY_NAME), 1);
}

static void
a_tenant_is_deleted_after_a_question(void **state)
{
	const struct uuid id = add("North \"<1>\"");

	(void)state;
	sign_anna_in();
	assert_int_equal(get(path(&id, "/delete")), 200);
	is_sound();
	shows("Delete the tenant &quot;North &quot;&lt;1&gt;&quot;&quot;?");
	shows("<button class=\"danger\">Delete tenant</button>");
	assert_int_equal(ask(WEB_POST, path(&id, "/delete"), "csrf=00"), 403);
	assert_int_equal(get(path(&id, "/delete")), 200);
	assert_int_equal(post(path(&id, "/delete"), ""), 303);
	assert_string_equal(location(), "/admin/tenants");
	assert_int_equal(get("/admin/tenants"), 200);
	shows("<strong>North &quot;&lt;1&gt;&quot;</strong> is deleted.");
	assert_int_equal(post(path(&id, "/delete"), ""), 404);
}

static void
a_tenant_that_is_not_there_is_a_page_that_is_not(void **state)
{
	static const char *const ids[] = { "x", "%00", "..", "%3Cb%3E",
		"00000000-0000-7000-8000-000000000000" };
	static const char *const verbs[] = { "edit", "delete" };
	const char *target;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(ids); i++)
		for (size_t j = 0; j < N(verbs); j++) {
			target = arena_printf(browser.a, "/admin/tenants/%s/%s",
			    ids[i], verbs[j]);
			assert_int_equal(get(target), 404);
			is_sound();
			assert_int_equal(get("/admin/tenants"), 200);
			assert_int_equal(post(target, "name=x&version=1"), 404);
			is_sound();
		}
	/* A connector is no tenant. */
	assert_int_equal(get(path(&browser.site->connector, "/edit")), 404);
}

static void
the_list_goes_page_by_page(void **state)
{
	const char *next, *previous;
	struct uuid ids[60];

	(void)state;
	for (size_t i = 0; i < N(ids); i++)
		ids[i] = add(arena_printf(browser.a, "Tenant %02zu", i));
	sign_anna_in();
	assert_int_equal(get("/admin/tenants"), 200);
	shows("61 tenants");
	shows("Tenant 48");
	shows_not("Tenant 49");
	next = html_attribute(page(), "rel=\"next\"", "href", browser.a);
	assert_non_null(next);
	assert_int_equal(get(next), 200);
	is_sound();
	shows("Tenant 49");
	shows("Tenant 59");
	shows_not("Tenant 48");
	previous = html_attribute(page(), "rel=\"prev\"", "href", browser.a);
	assert_non_null(previous);
	assert_int_equal(get(previous), 200);
	shows("Acme");
	assert_int_equal(get("/admin/tenants?after=ffff"), 200);
	is_sound();
	shows("The list ends before this page.");
	assert_int_equal(get("/admin/tenants?after=xyz"), 400);
	for (size_t i = 0; i < N(ids); i++)
		drop(&ids[i]);
}

/* ---- A full disk ------------------------------------------------------- */

static bool full;

/* The linker puts it in the place of the system's. */
int __real_statvfs(const char *path, struct statvfs *out);
int __wrap_statvfs(const char *path, struct statvfs *out);

int
__wrap_statvfs(const char *path, struct statvfs *out)
{
	int rc = __real_statvfs(path, out);

	if (full)
		out->f_bavail = 0;
	return rc;
}

/* Room that was seen a moment ago is not looked for again (store/engine.c). */
static void
fill_disk(void)
{
	full = true;
	usleep(50000);
}

static void
who_is_signed_in_is_told_what_the_server_lacks(void **state)
{
	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/tenants/add"), 200);
	fill_disk();
	assert_int_equal(post("/admin/tenants/add", "name=Unwritten"), 503);
	full = false;
	is_sound();
	shows("This cannot be done now");
	shows("the disk is full: make at least 32 MB of room");
	assert_int_equal(get("/admin/tenants"), 200);
	shows_not("Unwritten");
}

static void
a_stranger_is_not_told_what_the_server_lacks(void **state)
{
	(void)state;
	assert_int_equal(get("/admin/sign-in"), 200);
	fill_disk();
	assert_int_equal(post("/admin/sign-in",
			     "name=anna&password=a+long+enough+one"),
	    503);
	full = false;
	shows("This cannot be done now");
	shows_not("disk");
	shows_not(browser.site->state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAGE_TEST(the_list_says_who_has_how_many_profiles),
		PAGE_TEST(a_tenant_is_added_and_named_in_a_note),
		PAGE_TEST(a_name_that_cannot_be_is_refused_beside_its_field),
		PAGE_TEST(a_tenant_gets_another_name),
		PAGE_TEST(of_two_who_rename_the_second_is_told),
		PAGE_TEST(a_form_without_its_version_changes_nothing),
		PAGE_TEST(a_tenant_in_use_is_not_deleted),
		PAGE_TEST(a_tenant_is_deleted_after_a_question),
		PAGE_TEST(a_tenant_that_is_not_there_is_a_page_that_is_not),
		PAGE_TEST(the_list_goes_page_by_page),
		PAGE_TEST(who_is_signed_in_is_told_what_the_server_lacks),
		PAGE_TEST(a_stranger_is_not_told_what_the_server_lacks),
	};

	return cmocka_run_group_tests(tests, browser_open, browser_close);
}
