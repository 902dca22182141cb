/* SPDX-License-Identifier: BSD-2-Clause */
/* One-time challenges on the page of their profile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "admin/profile_challenge.h"
#include "browser.h"
#include "ra/one_time.h"

static struct uuid profile;

/* A site whose profile "Once" takes one-time challenges. */
static int
set_up(void **state)
{
	struct profile_draft d;

	if (browser_open(state) != 0 || browser_start(state) != 0)
		return -1;
	d = site_draft(browser.site, "Once");
	d.challenge = NULL;
	d.challenge_kind = RA_CHALLENGE_ONE_TIME;
	site_add(browser.site, d, &profile);
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

static void
opens(void)
{
	assert_int_equal(get(path("")), 200);
	is_sound();
}

static void
makes(const char *fields, int status)
{
	opens();
	if (post(path("/challenges"), fields) != status)
		fail_msg("%s: %d", fields, browser.res->status);
	is_sound();
}

/* The challenge that the page shows. */
static const char *
shown(void)
{
	const char *mark = "data-copy=\"the challenge password\">";
	const char *at = strstr(page(), mark);

	if (at == NULL)
		fail_msg("no challenge in %s", page());
	at += strlen(mark);
	return arena_str(browser.a, span_of(at, strcspn(at, "<")));
}

static Challenge *newest;

static int
read_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct store_list list = {
		.index = STORE_CHALLENGES_BY_PROFILE,
		.key = uuid_span(&profile),
		.most = 1,
	};
	struct store_page rows;

	(void)ctx;
	if (store_list(t, &list, browser.a, &rows, e) == -1)
		return -1;
	newest = rows.n == 0 ? NULL : (Challenge *)rows.rows[0];
	return 0;
}

/* NULL: there is none. */
static const Challenge *
record(void)
{
	struct err e;

	if (store_view(ra_store(browser.site->ra), read_body, NULL, &e) == -1)
		fail_msg("%s", e.text);
	return newest;
}

/* Of the newest one. */
static const char *
revoke_path(void)
{
	struct uuid id;

	assert_true(
	    uuid_from_span(span_of(record()->id.data, record()->id.len), &id));
	return arena_printf(browser.a, "%s/challenges/%s/revoke", path(""),
	    uuid_text(browser.a, &id));
}

static void
a_new_one_is_shown_this_once(void **state)
{
	const char *secret;

	(void)state;
	opens();
	shows("No challenge was made yet.");
	makes("label=Router+%3C7%3E&valid=week", 200);
	assert_string_equal(web_header_get(browser.res, "Cache-Control"),
	    "no-store");
	secret = shown();
	assert_int_equal(strlen(secret), 24);
	shows("Router &lt;7&gt;");
	shows("https://pki.example.org/scep/once");
	assert_string_equal(record()->label, "Router <7>");
	assert_int_equal(record()->ends_ms - record()->created_ms,
	    INT64_C(7) * 24 * 60 * 60 * 1000);
	assert_string_equal(record()->created_by, "anna");
	assert_string_equal(site_last_audit(browser.site)->action,
	    "challenge-new");
	opens();
	shows("Router &lt;7&gt;");
	shows("<span class=\"state good\">Unused</span>");
	shows_not(secret);
}

static void
a_device_gets_one_certificate_for_it(void **state)
{
	struct key *key = site_key();
	struct enrollment en = site_request(browser.site, key, "t-1", "a");
	struct outcome out;
	const char *secret;
	struct err e;

	(void)state;
	/* Neither label nor length has to be given. */
	makes("", 200);
	secret = shown();
	assert_int_equal(record()->ends_ms - record()->created_ms,
	    RA_ONE_TIME_DEFAULT_MS);
	en.challenge = span_of_str(secret);
	if (ra_enroll(browser.site->ra, site_profile(browser.site, "once"), &en,
		browser.a, &out, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	key_free(key);
	opens();
	shows("No label");
	shows("Spent");
	shows(arena_printf(browser.a, "href=\"/admin/orders/%s\">Its order",
	    uuid_text(browser.a, &out.order)));
	assert_int_equal(post(revoke_path(), ""), 409);
	is_sound();
	shows("This challenge is spent already");
}

static void
what_is_wrong_is_said_and_kept(void **state)
{
	char label[RA_ONE_TIME_LABEL_MOST + 2];

	(void)state;
	memset(label, 'x', sizeof(label) - 1);
	label[sizeof(label) - 1] = '\0';
	makes(arena_printf(browser.a, "label=%s&valid=day", label), 422);
	shows("at most 100 characters");
	shows(label);
	shows("<option value=\"day\" selected>");
	makes("label=a%00b", 422);
	makes("valid=forever", 422);
	shows("Choose one of the list");
	assert_null(record());
}

static void
one_is_revoked_and_only_once(void **state)
{
	const char *revoke, *other;
	struct uuid none = uuid_new();

	(void)state;
	makes("label=Router", 200);
	revoke = revoke_path();
	opens();
	shows(revoke);
	assert_int_equal(get(revoke), 405);
	assert_int_equal(ask(WEB_POST, revoke, "csrf=00"), 403);
	opens();
	assert_int_equal(post(revoke, ""), 303);
	assert_string_equal(location(), path(""));
	opens();
	shows("<strong>Router</strong> is revoked");
	shows("<span class=\"state bad\">Revoked</span>");
	shows_not(revoke);
	assert_int_equal(post(revoke, ""), 409);
	shows("This challenge is revoked already");
	/* It is of another profile than the path says, or not there. */
	opens();
	other = strstr(revoke, "/challenges/");
	other = arena_printf(browser.a, "/admin/profiles/%s%s",
	    uuid_text(browser.a, &none), other);
	assert_int_equal(post(other, ""), 404);
	opens();
	assert_int_equal(post(path("/challenges/x/revoke"), ""), 404);
}

/* Each of them may have to be revoked. */
static void
older_ones_are_on_further_pages(void **state)
{
	const char *href;

	(void)state;
	for (int i = 0; i < PROFILE_CHALLENGES + 2; i++)
		makes(arena_printf(browser.a, "label=Number+%d.", i), 200);
	opens();
	shows("Number 11.");
	shows("Number 2.");
	shows_not("Number 1.");
	href = html_link(page(), "rel=\"next\"", browser.a);
	assert_non_null(href);
	assert_non_null(strstr(href, "#challenges"));
	/* What is behind it stays with the browser. */
	href = arena_str(browser.a, span_of(href, strcspn(href, "#")));
	assert_int_equal(get(href), 200);
	is_sound();
	shows("Number 1.");
	shows("Number 0.");
	shows_not("Number 2.");
	assert_null(html_link(page(), "rel=\"next\"", browser.a));
	assert_non_null(html_link(page(), "rel=\"prev\"", browser.a));
	shows("aria-label=\"Revoke Number 0.\"");
	assert_int_equal(get(path("?after=zz")), 400);
}

static void
a_profile_of_another_kind_makes_none(void **state)
{
	const struct ra_profile *p = site_profile(browser.site,
	    "branch-routers");
	const char *at = arena_printf(browser.a, "/admin/profiles/%s",
	    uuid_text(browser.a, &p->id));
	static const char *const bodies[] = { "", "label=a%00b" };

	(void)state;
	assert_int_equal(get(at), 200);
	shows_not("New challenge");
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(post(arena_printf(browser.a, "%s/challenges",
					  at),
				     bodies[i]),
		    409);
		is_sound();
		shows("does not take one-time challenges");
	}
	assert_int_equal(post("/admin/profiles/x/challenges", ""), 404);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_new_one_is_shown_this_once),
		TEST(a_device_gets_one_certificate_for_it),
		TEST(what_is_wrong_is_said_and_kept),
		TEST(one_is_revoked_and_only_once),
		TEST(older_ones_are_on_further_pages),
		TEST(a_profile_of_another_kind_makes_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
