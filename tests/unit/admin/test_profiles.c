/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SCEP Server page and the pages of one profile: what is found, in which
 * order, and what making, changing and deleting a profile answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "browser.h"

#define CHALLENGE "a long challenge"

static const char *
id_text(const struct uuid *id)
{
	return uuid_text(browser.a, id);
}

static struct uuid
add(const char *name, bool active)
{
	struct profile_draft d = site_draft(browser.site, name);
	struct uuid id;

	d.active = active;
	site_add(browser.site, d, &id);
	return id;
}

static void
drop(const struct uuid *id)
{
	struct err e;

	assert_int_equal(ra_profile_remove(browser.site->ra, &browser.site->by,
			     id, &e),
	    0);
}

/* The fields of a form that is fine, with another value for one of them. */
static const char *
form(const char *name, const char *value)
{
	const struct {
		const char *name, *value;
	} rows[] = {
		{ "name", "Scanners" },
		{ "slug", "" },
		{ "tenant", id_text(&browser.site->tenant) },
		{ "connector", id_text(&browser.site->connector) },
		{ "validation", "static" },
		{ "challenge", CHALLENGE },
		{ "status", "active" },
		{ "version", "1" },
	};
	const char *all = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		all = arena_printf(browser.a, "%s&%s=%s", all, rows[i].name,
		    text_percent_encode(browser.a,
			name != NULL && strcmp(rows[i].name, name) == 0 ?
			    value :
			    rows[i].value));
	return all + 1;
}

/* The same without a challenge password. */
static const char *
unset(const char *name, const char *value)
{
	/* Of two of a name the first counts. */
	return arena_printf(browser.a, "challenge=&%s", form(name, value));
}

static Profile *profile_found;

static int
find_body(struct store_txn *t, void *ctx, struct err *e)
{
	return store_find_profile(t, ctx, browser.a, &profile_found, e);
}

/* The record of a name; NULL: none. */
static Profile *
profile_named(const char *name)
{
	struct err e;

	if (store_view(ra_store(browser.site->ra), find_body,
		arena_strdup(browser.a, name), &e) == -1)
		fail_msg("%s", e.text);
	return profile_found;
}

/* ---- The list ---------------------------------------------------------- */

static void
the_list_shows_figures_and_profiles(void **state)
{
	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/profiles"), 200);
	is_sound();
	shows("Branch &lt;routers&gt;");
	shows("https://pki.example.org/scep/branch-routers");
	shows("Total Orders");
	shows("None yet");
	shows("Add SCEP Profile");
	shows("1–1 of 1 profile<");
}

static void
a_search_takes_any_word_of_any_case(void **state)
{
	static const struct {
		const char *query;
		bool found;
	} rows[] = {
		{ "q=ROUTERS", true },
		{ "q=%09+routers+", true },
		{ "q=a+b+c+a+b+c+a+b+c+a+b+c+a+b+c+a+nobody", false },
		{ "q=acme+branch", true },
		{ "q=test+ca", true },
		{ "q=branch-rout", true },
		{ "q=https://pki.example.org/scep/branch-routers", true },
		{ "q=br%C3%A4nch", true },
		{ "q=https:", true },
		{ "q=/scep", true },
		{ "q=pki", false },
		{ "q=org/scep/br", true },
		{ "q=org/scep/rou", false },
		{ "q=routers+nobody", false },
		{ "q=%C3", false },
		{ "q=%00", false },
		{ "q=%3Crouters%3E", true },
		{ "status=active", true },
		{ "status=inactive", false },
		{ "status=nonsense", false },
		{ "tenant=nonsense", false },
		{ "connector=00000000-0000-7000-8000-000000000000", false },
		{ "sort=nonsense&page=-5", true },
		{ "page=99999999999999999999", true },
	};

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(get(arena_printf(browser.a,
				     "/admin/profiles?%s", rows[i].query)),
		    200);
		is_sound();
		if ((strstr(page(), "scep/branch-routers</code>") != NULL) !=
		    rows[i].found)
			fail_msg("%s: %sfound", rows[i].query,
			    rows[i].found ? "not " : "");
		if (!rows[i].found)
			shows("No profile matches this search.");
	}
}

static void
filters_by_owner_find_theirs(void **state)
{
	(void)state;
	sign_anna_in();
	get(arena_printf(browser.a, "/admin/profiles?tenant=%s&connector=%s",
	    id_text(&browser.site->tenant), id_text(&browser.site->connector)));
	shows("scep/branch-routers</code>");
	shows("selected>Acme</option>");
	shows("Clear all");
	shows("1 profile that matches, 1 in all");
}

static void
an_order_is_kept_by_searches_and_turned_by_its_column(void **state)
{
	struct uuid id = add("Aaa", false);
	const char *first, *second;

	(void)state;
	sign_anna_in();
	get("/admin/profiles?sort=-name&q=a");
	first = strstr(page(), "scep/branch-routers</code>");
	second = strstr(page(), "scep/aaa</code>");
	assert_true(first != NULL && second != NULL && first < second);
	shows("aria-sort=\"descending\"");
	shows("<input type=\"hidden\" name=\"sort\" value=\"-name\">");
	shows("/admin/profiles?q=a&amp;sort=status\"");
	shows("/admin/profiles?q=a\"");
	get("/admin/profiles?sort=status");
	first = strstr(page(), "scep/branch-routers</code>");
	second = strstr(page(), "scep/aaa</code>");
	assert_true(first != NULL && second != NULL && first < second);
	drop(&id);
}

static void
fifty_stand_on_a_page(void **state)
{
	struct uuid ids[51];

	(void)state;
	for (size_t i = 0; i < 51; i++)
		ids[i] = add(arena_printf(browser.a, "P%02zu", i), true);
	sign_anna_in();
	get("/admin/profiles");
	shows("1–50 of 52 profiles");
	shows("/admin/profiles?page=2\"");
	get("/admin/profiles?page=2");
	shows("51–52 of 52 profiles");
	shows("scep/p50</code>");
	shows("href=\"/admin/profiles\" rel=\"prev\"");
	get("/admin/profiles?page=3");
	shows("The list ends before this page.");
	get("/admin/profiles?page=3&q=P");
	shows("The list ends before this page.");
	for (size_t i = 0; i < 51; i++)
		drop(&ids[i]);
}

/* ---- Making ------------------------------------------------------------ */

static void
a_profile_is_made_and_marked_as_new(void **state)
{
	Profile *p;
	struct uuid id;

	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/profiles/add"), 200);
	is_sound();
	shows("Create Profile");
	assert_int_equal(post("/admin/profiles/add", form(NULL, NULL)), 303);
	assert_string_equal(location(), "/admin/profiles");
	p = profile_named("scanners");
	assert_non_null(p);
	assert_string_equal(p->slug, "scanners");
	assert_int_equal(p->status, PROFILE_STATUS__PROFILE_ACTIVE);
	assert_int_equal(p->challenge_mac.len, 32);
	get("/admin/profiles");
	shows("<strong>Scanners</strong> is there.");
	shows(">New</span>");
	shows_not(CHALLENGE);
	assert_true(uuid_from_span(span_of(p->id.data, p->id.len), &id));
	drop(&id);
}

static void
what_is_wrong_is_said_at_its_field_and_nothing_is_lost(void **state)
{
	static const char long_name[] =
	    "0123456789012345678901234567890123456789012345678901234567890"
	    "1234567890123456789012345678901234567890";
	static const struct {
		const char *field, *value, *want;
	} rows[] = {
		{ "name", "", "Give the profile a name." },
		{ "name", long_name, "at most 100 characters" },
		{ "name", "a\tb\x01", "characters that are no text" },
		{ "name", "\xff", "characters that are no text" },
		{ "name", "\xe2\x80\xaeScanners",
		    "The name has a character that cannot be seen" },
		{ "slug", "No Slug", "A URL name has 1 to 64" },
		{ "slug", "branch-routers", "has this URL name" },
		{ "tenant", "", "Choose the tenant" },
		{ "tenant", "nonsense", "not there any more" },
		{ "connector", "", "Choose the connector" },
		{ "connector", "00000000-0000-7000-8000-000000000000",
		    "not there any more" },
		{ "validation", "psychic", "Choose one of the list" },
		{ "challenge", "", "Type a challenge password" },
		{ "challenge", "short", "at least 8 characters" },
		{ "challenge", "with\x02 control", "no text" },
		{ "status", "asleep", "Choose one of the list" },
	};

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		get("/admin/profiles/add");
		if (post("/admin/profiles/add",
			form(rows[i].field, rows[i].value)) != 422)
			fail_msg("%s '%s' is taken", rows[i].field,
			    rows[i].value);
		is_sound();
		shows(rows[i].want);
		shows(
		    arena_printf(browser.a, "id=\"%s-error\"", rows[i].field));
		shows("Error: Add SCEP Profile");
		shows_not(CHALLENGE);
		shows("<a href=\"#challenge\">");
		if (strcmp(rows[i].field, "name") != 0)
			shows("value=\"Scanners\"");
	}
	assert_null(profile_named("scanners"));
}

/* And where the mending is to be done. */
static void
what_goes_with_no_other_field_is_said_at_that(void **state)
{
	static const struct {
		const char *field, *value, *at, *want;
	} rows[] = {
		{ "name", "\xe6\xa9\x9f\xe5\x99\xa8", "slug",
		    "No URL name can be made of this profile name" },
		{ "name", "...", "slug", "No URL name can be made" },
		{ "validation", "one-time", "challenge",
		    "choose that above, or leave this empty" },
		{ "validation", "unasked", "challenge",
		    "choose that above, or leave this empty" },
		{ "validation", "none", "challenge",
		    "choose that above, or leave this empty" },
	};

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		get("/admin/profiles/add");
		assert_int_equal(post("/admin/profiles/add",
				     form(rows[i].field, rows[i].value)),
		    422);
		is_sound();
		shows(rows[i].want);
		shows(arena_printf(browser.a, "id=\"%s-error\"", rows[i].at));
	}
}

static void
a_name_that_exists_is_refused_whatever_its_case(void **state)
{
	(void)state;
	sign_anna_in();
	get("/admin/profiles/add");
	assert_int_equal(post("/admin/profiles/add",
			     form("name", "BRANCH <Routers>")),
	    422);
	shows("There is a profile &quot;Branch &lt;routers&gt;&quot; already.");
	shows("<a href=\"#name\">");
}

static void
a_challenge_is_generated_and_the_rest_stays(void **state)
{
	(void)state;
	sign_anna_in();
	get("/admin/profiles/add");
	assert_int_equal(post("/admin/profiles/add",
			     arena_printf(browser.a, "%s&generate=1",
				 form("challenge", ""))),
	    200);
	is_sound();
	shows("value=\"Scanners\"");
	shows_not("Error:");
	assert_int_equal(strlen(html_attribute(page(), "id=\"challenge\"",
			     "value", browser.a)),
	    24);
	assert_null(profile_named("scanners"));
	/* What was typed instead is asked for again. */
	assert_int_equal(post("/admin/profiles/add",
			     arena_printf(browser.a, "%s&fill=1",
				 form(NULL, NULL))),
	    200);
	is_sound();
	shows_not(CHALLENGE);
	shows_not("Error:");
	shows("id=\"challenge-remark\">What stood here is not sent back");
}

static void
a_profile_without_a_challenge_says_that_it_refuses(void **state)
{
	struct uuid id;
	Profile *p;

	(void)state;
	sign_anna_in();
	get("/admin/profiles/add");
	assert_int_equal(post("/admin/profiles/add",
			     unset("validation", "none")),
	    303);
	p = profile_named("Scanners");
	assert_non_null(p);
	assert_int_equal(p->challenge_mac.len, 0);
	assert_true(uuid_from_span(span_of(p->id.data, p->id.len), &id));
	get(arena_printf(browser.a, "/admin/profiles/%s", id_text(&id)));
	shows("Every request is refused until");
	drop(&id);
}

static void
the_kind_of_challenge_is_shown_and_kept_by_the_form(void **state)
{
	static const char *const rows[][2] = {
		{ "one-time", "One-time passwords" },
		{ "unasked", "each order waits for a person" },
	};
	const char *kept;
	struct uuid id;
	Profile *p;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < 2; i++) {
		get("/admin/profiles/add");
		assert_int_equal(post("/admin/profiles/add",
				     unset("validation", rows[i][0])),
		    303);
		p = profile_named("Scanners");
		assert_int_equal((int)p->challenge,
		    i == 0 ? CHALLENGE_KIND__CHALLENGE_ONE_TIME :
			     CHALLENGE_KIND__CHALLENGE_NONE);
		assert_int_equal(p->challenge_mac.len, 0);
		assert_true(
		    uuid_from_span(span_of(p->id.data, p->id.len), &id));
		get(arena_printf(browser.a, "/admin/profiles/%s",
		    id_text(&id)));
		shows(rows[i][1]);
		get(arena_printf(browser.a, "/admin/profiles/%s/edit",
		    id_text(&id)));
		kept = arena_printf(browser.a, "value=\"%s\" selected",
		    rows[i][0]);
		shows(kept);
		drop(&id);
	}
}

static void
a_profile_that_cannot_enrol_yet_is_not_said_to(void **state)
{
	static const char *const rows[][2] = { { "status", "inactive" },
		{ "validation", "none" } };
	struct uuid id;
	Profile *p;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < 2; i++) {
		get("/admin/profiles/add");
		assert_int_equal(post("/admin/profiles/add",
				     i == 0 ? form(rows[i][0], rows[i][1]) :
					      unset(rows[i][0], rows[i][1])),
		    303);
		get(location());
		shows("It refuses devices until it is active");
		p = profile_named("Scanners");
		assert_true(
		    uuid_from_span(span_of(p->id.data, p->id.len), &id));
		drop(&id);
	}
}

static void
all_that_is_wrong_is_said_at_once(void **state)
{
	(void)state;
	sign_anna_in();
	get("/admin/profiles/add");
	assert_int_equal(post("/admin/profiles/add", "validation=static"), 422);
	shows("Give the profile a name.");
	shows("Choose the tenant");
	shows("Choose the connector");
	shows("Type a challenge password");
	assert_int_equal(post("/admin/profiles/add",
			     "validation=static&name=branch+%3Crouters%3E&"
			     "slug=branch-routers&renewal-window=x&"
			     "renewal-grace=x"),
	    422);
	is_sound();
	shows("There is a profile &quot;Branch &lt;routers&gt;&quot; already.");
	shows("has this URL name.");
	/* Equal sentences, told apart. */
	shows("<a href=\"#renewal-window\">Days before its end: Enter");
	shows("<a href=\"#renewal-grace\">Days after its end: Enter");
}

static void
a_connector_is_added_on_the_way_and_nothing_is_lost(void **state)
{
	(void)state;
	sign_anna_in();
	get("/admin/profiles/add");
	assert_int_equal(post("/admin/profiles/add",
			     arena_printf(browser.a, "%s&add-connector=1",
				 form("name", "A & B?"))),
	    303);
	assert_int_equal(strncmp(location(), "/admin/connectors/add?next=", 27),
	    0);
	/* In no address there is the challenge, but that there was one. */
	assert_null(strstr(location(), CHALLENGE));
	assert_non_null(strstr(location(), "challenge%3Dagain"));
	get(location());
	shows("name=A%20%26%20B%3F");
	get(arena_printf(browser.a,
	    "/admin/profiles/add?name=A%%20%%26%%20B%%3F&status=inactive&"
	    "connector=%s",
	    id_text(&browser.site->connector)));
	shows("value=\"A &amp; B?\"");
	shows("<option value=\"inactive\" selected>");
	/* Nor does an address bring one: a link could plant it. */
	get("/admin/profiles/add?challenge=planted+by+a+link");
	is_sound();
	shows_not("planted");
	shows_not("Error:");
	shows("id=\"challenge-remark\">What stood here is not sent back");
}

/* ---- Changing ---------------------------------------------------------- */

static void
a_profile_is_changed_and_keeps_its_challenge(void **state)
{
	struct uuid id = add("Scanners", true);
	const char *path = arena_printf(browser.a, "/admin/profiles/%s/edit",
	    id_text(&id));
	struct span mac;
	Profile *p;

	(void)state;
	p = profile_named("scanners");
	mac = span_of(p->challenge_mac.data, p->challenge_mac.len);
	sign_anna_in();
	assert_int_equal(get(path), 200);
	is_sound();
	shows("value=\"Scanners\"");
	shows("Leave the field empty to keep it");
	assert_int_equal(post(path, form("challenge", "")), 303);
	p = profile_named("scanners");
	assert_int_equal(p->version, 2);
	assert_true(span_equal(mac,
	    span_of(p->challenge_mac.data, p->challenge_mac.len)));
	get(location());
	shows("<strong>Scanners</strong> is changed");
	drop(&id);
}

static void
the_second_of_two_is_told_and_loses_nothing(void **state)
{
	struct uuid id = add("Scanners", true);
	const char *path = arena_printf(browser.a, "/admin/profiles/%s/edit",
	    id_text(&id));

	(void)state;
	sign_anna_in();
	get(path);
	assert_int_equal(post(path, form("status", "inactive")), 303);
	get(path);
	assert_int_equal(post(path, form("name", "Printers")), 422);
	is_sound();
	shows("Somebody else changed this profile while you did.");
	shows("Meanwhile this is &quot;Inactive&quot;.");
	shows("Meanwhile this is &quot;Scanners&quot;.");
	shows("value=\"Printers\"");
	shows("name=\"version\" value=\"2\"");
	assert_non_null(profile_named("Scanners"));
	assert_int_equal(post(path,
			     arena_printf(browser.a,
				 "name=Printers&slug=&"
				 "tenant=%s&connector=%s&"
				 "validation=static&"
				 "status=active&version=2",
				 id_text(&browser.site->tenant),
				 id_text(&browser.site->connector))),
	    303);
	assert_non_null(profile_named("Printers"));
	drop(&id);
}

static void
a_challenge_that_was_replaced_meanwhile_is_told(void **state)
{
	struct uuid id = add("Scanners", true);
	const char *path = arena_printf(browser.a, "/admin/profiles/%s/edit",
	    id_text(&id));

	(void)state;
	sign_anna_in();
	get(path);
	assert_int_equal(post(path, form("challenge", "the first one")), 303);
	get(path);
	assert_int_equal(post(path, form("challenge", "the second one")), 422);
	shows("Meanwhile the challenge password was replaced.");
	shows_not("the second one");
	shows_not("the first one");
	drop(&id);
}

static void
what_was_typed_outlives_a_deletion(void **state)
{
	struct uuid id = add("Scanners", true);
	const char *path = arena_printf(browser.a, "/admin/profiles/%s/edit",
	    id_text(&id));

	(void)state;
	sign_anna_in();
	get(path);
	drop(&id);
	assert_int_equal(post(path, form("name", "Typed")), 422);
	is_sound();
	shows("Somebody deleted this profile while you changed it.");
	shows("value=\"Typed\"");
	shows("action=\"/admin/profiles/add\"");
}

/* ---- Looking and deleting ---------------------------------------------- */

static void
a_profile_shows_what_a_device_needs(void **state)
{
	struct uuid id = add("Scanners", false);

	(void)state;
	sign_anna_in();
	assert_int_equal(get(arena_printf(browser.a, "/admin/profiles/%s",
			     id_text(&id))),
	    200);
	is_sound();
	shows("https://pki.example.org/scep/scanners");
	shows("Inactive");
	shows("CA fingerprint <span class=\"number\">(SHA-256)");
	shows("/admin/orders?profile=");
	drop(&id);
}

static void
a_deletion_says_what_goes_and_is_done_by_post_alone(void **state)
{
	struct uuid id = add("Scanners", true);
	const char *path = arena_printf(browser.a, "/admin/profiles/%s/delete",
	    id_text(&id));

	(void)state;
	sign_anna_in();
	assert_int_equal(get(path), 200);
	is_sound();
	shows("Delete the profile &quot;Scanners&quot;?");
	shows("Its orders and certificates stay on record.");
	assert_non_null(profile_named("scanners"));
	assert_int_equal(ask(WEB_POST, path, ""), 403);
	get(path);
	assert_int_equal(post(path, ""), 303);
	assert_null(profile_named("scanners"));
	get("/admin/profiles");
	shows("<strong>Scanners</strong> is deleted.");
	assert_int_equal(get(path), 404);
}

static void
paths_of_no_profile_are_not_found(void **state)
{
	static const char *const paths[] = { "nonsense", "%ff", "add/x",
		"00000000-0000-7000-8000-000000000000",
		"00000000-0000-7000-8000-000000000000/edit",
		"00000000-0000-7000-8000-000000000000/delete" };

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(get(arena_printf(browser.a,
				     "/admin/profiles/%s", paths[i])),
		    404);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAGE_TEST(the_list_shows_figures_and_profiles),
		PAGE_TEST(a_search_takes_any_word_of_any_case),
		PAGE_TEST(filters_by_owner_find_theirs),
		PAGE_TEST(
		    an_order_is_kept_by_searches_and_turned_by_its_column),
		PAGE_TEST(fifty_stand_on_a_page),
		PAGE_TEST(a_profile_is_made_and_marked_as_new),
		PAGE_TEST(
		    what_is_wrong_is_said_at_its_field_and_nothing_is_lost),
		PAGE_TEST(what_goes_with_no_other_field_is_said_at_that),
		PAGE_TEST(a_name_that_exists_is_refused_whatever_its_case),
		PAGE_TEST(a_challenge_is_generated_and_the_rest_stays),
		PAGE_TEST(a_profile_without_a_challenge_says_that_it_refuses),
		PAGE_TEST(the_kind_of_challenge_is_shown_and_kept_by_the_form),
		PAGE_TEST(a_profile_that_cannot_enrol_yet_is_not_said_to),
		PAGE_TEST(all_that_is_wrong_is_said_at_once),
		PAGE_TEST(a_connector_is_added_on_the_way_and_nothing_is_lost),
		PAGE_TEST(a_profile_is_changed_and_keeps_its_challenge),
		PAGE_TEST(the_second_of_two_is_told_and_loses_nothing),
		PAGE_TEST(a_challenge_that_was_replaced_meanwhile_is_told),
		PAGE_TEST(what_was_typed_outlives_a_deletion),
		PAGE_TEST(a_profile_shows_what_a_device_needs),
		PAGE_TEST(a_deletion_says_what_goes_and_is_done_by_post_alone),
		PAGE_TEST(paths_of_no_profile_are_not_found),
	};

	return cmocka_run_group_tests(tests, browser_open, browser_close);
}
