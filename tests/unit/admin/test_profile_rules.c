/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the profile's form that say who gets what certificate, what it
 * may say and how devices are answered, and what the profile's page says of
 * them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "browser.h"
#include "ra/policy_setting.h"

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
	"renewal-key=new&renewal-old=revoked&level=legacy&"        \
	"rsa-bits=3072&keep-days=90"

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
	assert_int_equal(d.keep_days, 90);

	get(path("/edit"));
	shows("<option value=\"first\" selected>");
	shows("<option value=\"no\" selected>Not taken");
	shows("<option value=\"new\" selected>");
	shows("<option value=\"legacy\" selected>");
	shows("value=\"90\"");
	get(path(""));
	is_sound();
	shows("Of all requests but renewals, within 3 days");
	shows("For 90 days, and while their certificate is valid");
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

/* ---- Policy ------------------------------------------------------------ */

#define POLICY                                                        \
	"subject-pattern=C%3DDE,CN%3D*%0D%0A%0D%0A+O%3DAcme,CN%3D*+&" \
	"san-pattern=DNS%3A*.example.org&san-types=&san-types=dns&"   \
	"san-types=ip&san=add-cn&san-most=7&subject-most=64&"         \
	"key-types=&key-types=rsa&key-types=p521&key-usage=&"         \
	"key-usage=digitalSignature&"                                 \
	"extended-key-usage=serverAuth,+1.2.3.4&csr-usages=within&"   \
	"sid=keep&live-most=2&failed-kept=10000"

static const struct {
	const char *name, *want;
} policy[] = {
	{ "subject-pattern", "C=DE,CN=* or O=Acme,CN=*" },
	{ "san-pattern", "DNS:*.example.org" },
	{ "san-types", "dns,ip" },
	{ "san", "add-cn" },
	{ "san-most", "7" },
	{ "subject-most", "64" },
	{ "key-types", "rsa,p521" },
	{ "key-usage", "digitalSignature" },
	{ "extended-key-usage", "serverAuth,1.2.3.4" },
	{ "csr-usages", "within" },
	{ "sid", "keep" },
	{ "live-most", "2" },
	{ "failed-kept", "10000" },
};
#define SETTINGS (sizeof(policy) / sizeof(policy[0]))

static void
every_setting_of_the_policy_is_set_by_the_form_and_shown(void **state)
{
	struct profile_draft d;

	(void)state;
	assert_int_equal(SETTINGS, policy_setting_count);
	get(path(""));
	shows("Names, keys and usages</dt><dd>As in a new profile");
	saves(POLICY, 303);
	d = stored();
	for (size_t i = 0; i < SETTINGS; i++) {
		assert_string_equal(policy_settings[i].name, policy[i].name);
		assert_string_equal(policy_setting_text(&policy_settings[i],
					&d.policy, browser.a),
		    policy[i].want);
	}
	get(path("/edit"));
	is_sound();
	shows(">C=DE,CN=*\nO=Acme,CN=*\n</textarea>");
	shows("name=\"san-types\" value=\"ip\" checked");
	shows_not("name=\"san-types\" value=\"uri\" checked");
	shows("<option value=\"add-cn\" selected>");
	shows("value=\"serverAuth,1.2.3.4\"");
	get(path(""));
	is_sound();
	shows("<dt>Keys</dt><dd>RSA, EC P-521</dd>");
	shows("<dt>Other name kinds</dt><dd>DNS name, IP address</dd>");
	shows("<dt>Most live at once</dt><dd>2</dd>");
	shows("<dt>All else</dt><dd>As in a new profile");
	/* Sent as it is shown, it is the same. */
	assert_int_equal(post(path("/edit"), form(2, POLICY)), 303);
	d = stored();
	assert_string_equal(policy_setting_text(&policy_settings[0], &d.policy,
				browser.a),
	    policy[0].want);
}

static void
what_is_left_empty_is_as_usual(void **state)
{
	const struct ra_policy usual = ra_policy_defaults();
	struct profile_draft d;

	(void)state;
	saves(POLICY, 303);
	get(path("/edit"));
	shows("Left empty: clientAuth.");
	shows("None ticked: Any.");
	shows("Bytes of DER. Left empty: 4096.");
	assert_int_equal(
	    post(path("/edit"),
		form(2,
		    "subject-pattern=%0D%0A&san-pattern=&san-types=&san=copy&"
		    "san-most=+&subject-most=&key-types=&key-usage=&"
		    "extended-key-usage=&csr-usages=ignore&sid=drop&"
		    "live-most=&failed-kept=")),
	    303);
	d = stored();
	for (size_t i = 0; i < SETTINGS; i++)
		assert_string_equal(policy_setting_text(&policy_settings[i],
					&d.policy, browser.a),
		    policy_setting_text(&policy_settings[i], &usual,
			browser.a));
}

static void
what_is_wrong_in_the_policy_is_said_and_kept(void **state)
{
	static const struct {
		const char *fields, *want, *kept;
	} rows[] = {
		{ "subject-pattern=CN%3D*%0Anonsense",
		    "&#39;nonsense&#39; is no pattern",
		    ">CN=*\nnonsense\n</textarea>" },
		{ "san-types=none&san-types=dns",
		    "&#39;none&#39; goes with no other",
		    "value=\"none\" checked" },
		{ "key-types=rsa&key-types=dsa", "Choose some of the list",
		    "value=\"rsa\" checked" },
		{ "san=all", "Choose one of the list", NULL },
		{ "san-most=0", "whole number from 1 to 128", "value=\"0\"" },
		{ "live-most=many", "whole number from 0 to 100",
		    "value=\"many\"" },
		{ "extended-key-usage=magic",
		    "&#39;magic&#39; is no extended key usage",
		    "value=\"magic\"" },
		{ "extended-key-usage=1.3.6.1.5.5.7.3.9",
		    "lets a device act in the CA&#39;s name",
		    "value=\"1.3.6.1.5.5.7.3.9\"" },
		{ "subject-pattern=CN%3D%01", "characters that are no text",
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		saves(rows[i].fields, 422);
		shows(rows[i].want);
		shows(arena_printf(browser.a, "<a href=\"#%.*s\">",
		    (int)strcspn(rows[i].fields, "="), rows[i].fields));
		if (rows[i].kept != NULL)
			shows(rows[i].kept);
		assert_int_equal(open_parts(), 1);
	}
	assert_int_equal(stored().policy.subject_patterns.n, 0);
}

static void
who_was_slower_is_told_of_the_policy_too(void **state)
{
	struct profile_draft d = stored();

	(void)state;
	d.policy.key_types = POLICY_KEY_RSA;
	d.preset = "sscep";
	change(&d);
	saves("key-types=&key-types=p256&preset=&preset-was=", 422);
	shows("Meanwhile this is &quot;RSA&quot;.");
	shows("Meanwhile this is &quot;sscep&quot;.");
	shows("value=\"p256\" checked");
	assert_int_equal(stored().policy.key_types, POLICY_KEY_RSA);
}

/* ---- Devices ----------------------------------------------------------- */

#define ANSWERS                                         \
	"level=modern&leave-out=nothing&carries=chain&" \
	"failure-content=empty"

static void
a_preset_sets_what_nobody_changed(void **state)
{
	struct profile_draft d;

	(void)state;
	saves("preset=printers&preset-was=&" ANSWERS, 303);
	d = stored();
	assert_string_equal(d.preset, "printers");
	assert_int_equal(d.level, LEVEL_LEGACY);
	assert_true(d.leave_out_root);
	assert_int_equal(d.carries, RA_CARRIES_ISSUER);
	get(path(""));
	is_sound();
	shows("<dt>Kind of device</dt><dd>Printers and scanners</dd>");
	shows("<dd>The certificate and its CA</dd>");

	/* What was changed by hand stays: the form began from "printers". */
	get(path("/edit"));
	assert_int_equal(
	    post(path("/edit"),
		form(2,
		    "preset=windows&preset-was=printers&level=legacy&"
		    "leave-out=nothing&carries=issuer&"
		    "failure-content=absent")),
	    303);
	d = stored();
	assert_string_equal(d.preset, "windows");
	assert_int_equal(d.level, LEVEL_MODERN);
	assert_false(d.leave_out_root);
	assert_false(d.leave_out_chain);
	assert_true(d.no_content);

	/* Chosen before already, it changes nothing any more. */
	get(path("/edit"));
	assert_int_equal(post(path("/edit"),
			     form(3,
				 "preset=windows&preset-was=windows&" ANSWERS)),
	    303);
	assert_int_equal(stored().carries, RA_CARRIES_CHAIN);
}

static void
a_preset_can_be_looked_at_first(void **state)
{
	struct profile_draft d;

	(void)state;
	saves("fill=1&preset=cisco-ios&preset-was=&" ANSWERS, 200);
	is_sound();
	shows("<option value=\"cisco-ios\" selected>");
	shows("name=\"preset-was\" value=\"cisco-ios\"");
	shows("<option value=\"legacy\" selected>");
	shows("<option value=\"issuer\" selected>");
	assert_int_equal(open_parts(), 1);
	assert_int_equal(stored().level, LEVEL_MODERN);

	/* Then the level is changed, and the rest left. */
	saves("preset=cisco-ios&preset-was=cisco-ios&level=modern&"
	      "leave-out=nothing&carries=issuer&failure-content=empty",
	    303);
	d = stored();
	assert_string_equal(d.preset, "cisco-ios");
	assert_int_equal(d.level, LEVEL_MODERN);
	assert_int_equal(d.carries, RA_CARRIES_ISSUER);
	assert_int_equal(get(path("/edit")), 200);
	assert_int_equal(post(path("/edit"), form(2, "preset=toasters")), 422);
	shows("Choose one of the list.");
}

/* All that it sets for the tool it sets here. */
static void
a_preset_says_who_answers_too(void **state)
{
	(void)state;
	saves("fill=1&preset=cisco-ios&preset-was=&answers-by=ca&" ANSWERS,
	    200);
	shows("<option value=\"ra\" selected>");
	shows_not("<option value=\"ca\" selected>");
}

static void
a_preset_is_seen_before_it_is_saved(void **state)
{
	(void)state;
	/* Of a link. */
	get(arena_printf(browser.a, "%s?preset=juniper", path("/edit")));
	shows("<option value=\"legacy\" selected>");
	shows("<option value=\"issued\" selected>");
	shows("name=\"preset-was\" value=\"juniper\"");
	assert_int_equal(open_parts(), 1);
	get(arena_printf(browser.a, "%s?preset=x%%22y", path("/edit")));
	is_sound();
	shows_not("<option value=\"legacy\" selected>");
	/* Of a form with something wrong elsewhere. */
	saves("validity=x&preset=juniper&preset-was=&level=modern&"
	      "leave-out=nothing&carries=issuer&failure-content=empty",
	    422);
	shows("<option value=\"legacy\" selected>");
	shows("<option value=\"issuer\" selected>");
	shows("name=\"preset-was\" value=\"juniper\"");
	assert_int_equal(stored().level, LEVEL_MODERN);
}

static void
the_policy_goes_along_to_a_new_connector_and_back(void **state)
{
	const char *back;

	(void)state;
	saves("add-connector=1&subject-pattern=CN%3D*%0D%0ACN%3Da%26b&"
	      "key-types=&key-types=rsa&key-types=p521&preset=juniper&"
	      "challenge=never-in-an-address",
	    303);
	assert_null(strstr(location(), "never"));
	back = strstr(location(), "next=");
	assert_non_null(back);
	get(arena_printf(browser.a, "/admin/connectors/add?%s", back));
	is_sound();
	back = html_attribute(page(), "name=\"next\"", "value", browser.a);
	assert_non_null(strstr(back, "subject-pattern=CN%3D%2A%0ACN%3Da%26b"));
	get(arena_printf(browser.a,
	    "%s?subject-pattern=CN%%3D*%%0ACN%%3Da%%26b&key-types=rsa,p521",
	    path("/edit")));
	is_sound();
	shows(">CN=*\nCN=a&amp;b\n</textarea>");
	shows("value=\"p521\" checked");
	assert_int_equal(open_parts(), 2);
}

/* ---- Challenges -------------------------------------------------------- */

/* A form that was made from this version, without the kind of challenge. */
static const char *
of_version(int version)
{
	return arena_printf(browser.a,
	    "name=Scanners&tenant=%s&connector=%s&status=active&version=%d",
	    uuid_text(browser.a, &browser.site->tenant),
	    uuid_text(browser.a, &browser.site->connector), version);
}

static void
without_a_password_somebody_decides_or_nobody(void **state)
{
	const char *fields = arena_printf(browser.a,
	    "%s&validation=unasked&issue-unapproved=yes", of_version(1));

	(void)state;
	get(path("/edit"));
	assert_int_equal(post(path("/edit"), fields), 303);
	assert_true(stored().issue_unapproved);
	get(path("/edit"));
	shows("<option value=\"yes\" selected>Anybody");
	shows("except those that you change yourself.");
	get(path(""));
	shows("Requests that needed weak algorithms");
	shows("Anybody who can reach the server gets a certificate.");
	shows("the server URL: it is asked for no password.");
	get("/admin/profiles?q=scanners");
	is_sound();
	shows("<span class=\"tag bad\">issues to anybody</span>");
	/* With a password it is of no account. */
	assert_int_equal(post(path("/edit"),
			     form(2,
				 "issue-unapproved=yes&challenge=eight-"
				 "or-more")),
	    303);
	assert_false(stored().issue_unapproved);
}

/* What stands in the place of its orders. */
static void
what_a_device_needs_is_told_where_none_has_enrolled(void **state)
{
	static const struct {
		const char *fields, *words;
	} cases[] = {
		{ "", "Give one the server URL and the challenge password." },
		{ "validation=one-time",
		    "Give one the server URL and <a href=\"#challenges\">" },
		{ "validation=unasked", "and its order waits for a person." },
		{ "validation=unasked&issue-unapproved=yes&approval=all",
		    "and its order waits for a person." },
		{ "validation=none", "None can until <a " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		get(path("/edit"));
		if (i > 0)
			assert_int_equal(post(path("/edit"),
					     arena_printf(browser.a, "%s&%s",
						 of_version((int)i),
						 cases[i].fields)),
			    303);
		get(path(""));
		is_sound();
		shows(cases[i].words);
		get("/admin/profiles?q=scanners");
		shows_not("issues to anybody");
	}
}

static void
an_old_password_can_be_kept_and_ended(void **state)
{
	(void)state;
	saves("keep-old=14", 422);
	shows("Type the new challenge password too");
	saves("keep-old=367&challenge=eight-or-more", 422);
	shows("whole number of days from 0 to 366");
	get(path("/edit"));
	shows_not("drop-old");
	saves("keep-old=14&challenge=eight-or-more", 303);
	get(path(""));
	shows("The one before is good as well until");
	get(path("/edit"));
	is_sound();
	shows("name=\"drop-old\"");
	assert_int_equal(post(path("/edit"), form(2, "drop-old=1")), 303);
	get(path(""));
	shows_not("The one before is good");
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
		TEST(every_setting_of_the_policy_is_set_by_the_form_and_shown),
		TEST(what_is_left_empty_is_as_usual),
		TEST(what_is_wrong_in_the_policy_is_said_and_kept),
		TEST(who_was_slower_is_told_of_the_policy_too),
		TEST(a_preset_sets_what_nobody_changed),
		TEST(a_preset_can_be_looked_at_first),
		TEST(a_preset_says_who_answers_too),
		TEST(a_preset_is_seen_before_it_is_saved),
		TEST(the_policy_goes_along_to_a_new_connector_and_back),
		TEST(without_a_password_somebody_decides_or_nobody),
		TEST(what_a_device_needs_is_told_where_none_has_enrolled),
		TEST(an_old_password_can_be_kept_and_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
