/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the profile's form that says who gets what certificate, and
 * what the profile's page says of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "browser.h"

static struct uuid profile;

/* A site with the profile "Scanners", which is as usual. */
static int
set_up(void **state)
{
	if (browser_open(state) != 0 || browser_start(state) != 0)
		return -1;
	site_add(browser.site, site_draft(browser.site, "Scanners"), &profile);
	sign_anna_in();
	return 0;
}

static int
tear_down(void **state)
{
	browser_end(state);
	return browser_close(state);
}

static const char *
path(const char *behind)
{
	return arena_printf(browser.a, "/admin/profiles/%s%s",
	    uuid_text(browser.a, &profile), behind);
}

/* A form that was made from this version, fine up to these fields. */
static const char *
form(int version, const char *fields)
{
	return arena_printf(browser.a,
	    "name=Scanners&slug=&tenant=%s&connector=%s&validation=static&"
	    "status=active&version=%d&%s",
	    uuid_text(browser.a, &browser.site->tenant),
	    uuid_text(browser.a, &browser.site->connector), version, fields);
}

static void
saves(const char *fields, int status)
{
	assert_int_equal(get(path("/edit")), 200);
	is_sound();
	if (post(path("/edit"), form(1, fields)) != status)
		fail_msg("%s: %d", fields, browser.res->status);
	if (status != 303)
		is_sound();
}

static Profile *found;

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	(void)ctx;
	return store_get_profile(t, &profile, browser.a, &found, e);
}

static struct profile_draft
stored(void)
{
	struct err e;

	if (store_view(ra_store(browser.site->ra), read_body, NULL, &e) == -1)
		fail_msg("%s", e.text);
	return ra_profile_draft(found);
}

/* As `scepgate profile set` does. */
static void
change(const struct profile_draft *d)
{
	struct err e;

	if (ra_profile_change(browser.site->ra, &browser.site->by, &profile,
		found->version, d, &e) == -1)
		fail_msg("%s", e.text);
}

#define ALL                                                        \
	"approval=first&pending-days=3&validity=90&renewal=no&"    \
	"renewal-window=30&renewal-grace=7&renewal-challenge=yes&" \
	"renewal-key=new&renewal-old=revoked&level=legacy&rsa-bits=3072"

static void
every_rule_is_set_by_the_form_and_shown(void **state)
{
	struct profile_draft d;

	(void)state;
	saves(ALL, 303);
	d = stored();
	assert_int_equal(d.approval, RA_APPROVAL_FIRST);
	assert_int_equal(d.pending_days, 3);
	assert_int_equal(d.validity_days, 90);
	assert_true(d.renewal.refused);
	assert_int_equal(d.renewal.window_days, 30);
	assert_int_equal(d.renewal.grace_days, 7);
	assert_true(d.renewal.challenge);
	assert_true(d.renewal.new_key);
	assert_true(d.renewal.revokes);
	assert_int_equal(d.level, LEVEL_LEGACY);
	assert_int_equal(d.rsa_least_bits, 3072);

	get(path("/edit"));
	shows("<option value=\"first\" selected>");
	shows("<option value=\"no\" selected>Not taken");
	shows("<option value=\"new\" selected>");
	shows("<option value=\"legacy\" selected>");
	shows("value=\"90\"");
	get(path(""));
	is_sound();
	shows("Of all requests but renewals, within 3 days");
	shows("Not taken: it counts as any other request");

	d.renewal.refused = false;
	d.approval = RA_APPROVAL_ALL;
	d.pending_days = 1;
	change(&d);
	get(path(""));
	shows("Of every request, within 1 day<");
	shows("In the last 30 days of the old certificate, and 7 days "
	      "beyond; with the challenge; with a new key; the old "
	      "certificate is revoked");
}

static void
what_is_not_posted_or_not_shown_stays(void **state)
{
	struct profile_draft d, before = stored();

	(void)state;
	before.approval = RA_APPROVAL_ALL;
	before.pending_days = 5;
	before.validity_days = 30;
	before.renewal.new_key = true;
	before.level = LEVEL_LEGACY;
	before.leave_out_root = true;
	before.preset = "cisco-ios";
	before.no_content = true;
	change(&before);
	get(path("/edit"));
	assert_int_equal(post(path("/edit"), form(1, "validity=31")), 422);
	shows("Somebody else changed this profile");
	assert_int_equal(post(path("/edit"), form(2, "validity=31")), 303);
	d = stored();
	assert_int_equal(d.validity_days, 31);
	assert_int_equal(d.approval, RA_APPROVAL_ALL);
	assert_int_equal(d.pending_days, 5);
	assert_true(d.renewal.new_key);
	assert_int_equal(d.level, LEVEL_LEGACY);
	assert_true(d.leave_out_root);
	assert_string_equal(d.preset, "cisco-ios");
	assert_true(d.no_content);
}

static void
what_is_wrong_is_said_at_its_field_and_kept(void **state)
{
	static const struct {
		const char *fields, *want;
	} rows[] = {
		{ "validity=0", "whole number of days from 1 to 3650" },
		{ "validity=3651", "whole number of days from 1 to 3650" },
		{ "validity=", "Enter for how many days certificates" },
		{ "validity=a+year", "value=\"a year\"" },
		{ "pending-days=366", "whole number of days from 1 to 365" },
		{ "renewal-window=-1", "whole number of days from 0 to 3650" },
		{ "renewal-grace=", "Enter a number of days, or 0 for none." },
		{ "rsa-bits=1024", "whole number of bits from 2048" },
		{ "approval=psychic", "Choose one of the list" },
		{ "level=", "Choose which algorithms are taken." },
		{ "level=broken", "Choose one of the list" },
		{ "renewal-key=%00", "Choose one of the list" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		saves(rows[i].fields, 422);
		shows(rows[i].want);
		shows("This did not work");
		shows(arena_printf(browser.a, "<a href=\"#%.*s\">",
		    (int)strcspn(rows[i].fields, "="), rows[i].fields));
	}
	assert_int_equal(stored().validity_days, 365);
}

/* How many parts of the form are unfolded. */
static int
open_parts(void)
{
	const char *at = page();
	int n = 0;

	for (; (at = strstr(at, "<details open>")) != NULL; at++)
		n++;
	return n;
}

/* A link could bring a value that is not seen where it is folded away. */
static void
what_is_not_as_usual_is_not_folded_away(void **state)
{
	struct profile_draft d;

	(void)state;
	get("/admin/profiles/add");
	assert_int_equal(open_parts(), 0);
	get("/admin/profiles/add?level=obsolete");
	assert_int_equal(open_parts(), 1);
	get("/admin/profiles/add?level=obsolete&renewal-grace=3650");
	assert_int_equal(open_parts(), 2);
	get(path("/edit"));
	assert_int_equal(open_parts(), 0);
	d = stored();
	d.renewal.revokes = true;
	change(&d);
	get(path("/edit"));
	assert_int_equal(open_parts(), 1);
	get(arena_printf(browser.a, "%s?renewal-old=stays", path("/edit")));
	assert_int_equal(open_parts(), 1);
}

static void
who_was_slower_is_told_of_each_rule(void **state)
{
	struct profile_draft d = stored();

	(void)state;
	d.approval = RA_APPROVAL_ALL;
	d.validity_days = 30;
	change(&d);
	saves(ALL, 422);
	shows("Meanwhile this is &quot;Needed for every request&quot;.");
	shows("Meanwhile this is &quot;30&quot;.");
	shows("Meanwhile this is &quot;May stay the same&quot;.");
	shows("<option value=\"first\" selected>");
	assert_int_equal(stored().validity_days, 30);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_rule_is_set_by_the_form_and_shown),
		TEST(what_is_not_posted_or_not_shown_stays),
		TEST(what_is_wrong_is_said_at_its_field_and_kept),
		TEST(what_is_not_as_usual_is_not_folded_away),
		TEST(who_was_slower_is_told_of_each_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
