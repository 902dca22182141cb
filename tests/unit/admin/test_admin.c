/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole requests: what each page answers, to whom, and what it never does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "admin/routes.h"
#include "browser.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define AN_ID "01a20bd4-1e77-75ae-8ccd-9dcacb4fda7e"

static void
who_is_not_signed_in_is_asked_to(void **state)
{
	static const struct {
		const char *target;
		const char *location;
	} cases[] = {
		{ "/admin/profiles",
		    "/admin/sign-in?next=%2Fadmin%2Fprofiles" },
		{ "/admin/orders?after=00&x=1",
		    "/admin/sign-in?next="
		    "%2Fadmin%2Forders%3Fafter%3D00%26x%3D1" },
		{ "/admin", "/admin/profiles" },
		{ "/admin/", "/admin/profiles" },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_int_equal(get(cases[i].target), 303);
		assert_string_equal(location(), cases[i].location);
		assert_null(strstr(page(), "routers"));
	}
	assert_int_equal(ask(WEB_POST, "/admin/sign-out", "x=1"), 303);
	assert_string_equal(location(), "/admin/sign-in");
}

static void
every_route_but_three_wants_a_session(void **state)
{
	const struct web_router router = admin_router("");
	unsigned int open = 0;

	(void)state;
	for (size_t i = 0; i < router.count; i++) {
		const struct web_route *r = &router.routes[i];

		open += r->role == ADMIN_ANYBODY;
		assert_int_equal(r->csrf, r->method == WEB_POST);
		assert_int_equal(r->path[0], '/');
	}
	/* "/", and the sign-in page by GET and POST. */
	assert_int_equal(open, 3);
}

static void
pages_are_shown_to_who_is_signed_in(void **state)
{
	static const char *const paths[] = { "/admin/profiles", "/admin/orders",
		"/admin/sign-in" };
	const char *fault;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(paths); i++) {
		assert_int_equal(get(paths[i]), 200);
		fault = html_fault(page(), browser.a);
		if (fault != NULL)
			fail_msg("%s: %s", paths[i], fault);
		assert_non_null(strstr(page(), "anna"));
	}
	assert_int_equal(get("/admin/profiles"), 200);
	assert_non_null(strstr(page(), "Branch &lt;routers&gt;"));
	assert_null(strstr(page(), "<routers>"));
	assert_non_null(
	    strstr(page(), "https://pki.example.org/scep/branch-routers"));
	assert_non_null(strstr(page(), "Acme"));
	assert_non_null(strstr(page(), "Test CA"));
	assert_non_null(
	    strstr(page(), "href=\"/admin/profiles\" aria-current=\"page\""));
}

static void
every_answer_has_the_security_headers(void **state)
{
	static const char *const targets[] = { "/admin/sign-in",
		"/admin/profiles", "/admin/nothing", "/admin/" };

	(void)state;
	for (size_t i = 0; i < N(targets); i++) {
		(void)get(targets[i]);
		assert_non_null(strstr(web_header_get(browser.res,
					   "Content-Security-Policy"),
		    "default-src 'none'"));
		assert_non_null(web_header_get(browser.res, "Cache-Control"));
	}
}

static void
a_wrong_password_is_refused_in_words(void **state)
{
	const char *first;

	(void)state;
	browser.address = "192.0.2.11";
	assert_int_equal(sign_in_as("anna", "wrong+and+long+enough", ""), 422);
	first = arena_strdup(browser.a, page());
	assert_non_null(strstr(first, "ame or password is wrong."));
	assert_non_null(strstr(first, "value=\"anna\""));
	assert_null(strstr(first, "wrong and"));
	assert_null(browser.session);
	assert_int_equal(sign_in_as("%3Cb%3E", "wrong+and+long+enough", ""),
	    422);
	assert_non_null(strstr(page(), "value=\"&lt;b&gt;\""));
	assert_int_equal(sign_in_as("", "", ""), 422);
	assert_non_null(strstr(page(), "Enter your user name."));
	assert_non_null(strstr(page(), "Enter your password."));
	assert_non_null(strstr(page(), "<title>Error: Sign in"));
	assert_null(html_fault(page(), browser.a));
}

static void
guessing_is_slowed_down(void **state)
{
	(void)state;
	browser.address = "192.0.2.12";
	for (int i = 0; i < 5; i++)
		(void)sign_in_as("bertha", "a+guess+of+twelve", "");
	assert_int_equal(sign_in_as("bertha", "a+guess+of+twelve", ""), 422);
	assert_non_null(strstr(page(), "oo many failed sign-ins"));
}

static void
forms_without_their_token_are_refused(void **state)
{
	static const char *const bodies[] = {
		"name=anna&password=correct+horse+battery",
		"csrf=&name=anna&password=correct+horse+battery",
		("csrf=000000000000000000000000000000000000000000000000000"
		 "0000000000000&name=anna&password=correct+horse+battery"),
	};

	(void)state;
	/* No cookie, then one that the form does not match. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < N(bodies); i++) {
			assert_int_equal(ask(WEB_POST, "/admin/sign-in",
					     bodies[i]),
			    403);
			assert_null(browser.session);
		}
		(void)get("/admin/sign-in");
		assert_non_null(browser.csrf);
	}
}

/* Of two tabs that ask to sign in, the second has a token of before. */
static void
a_form_to_sign_in_that_is_too_old_comes_again(void **state)
{
	const char *body;

	(void)state;
	assert_int_equal(get("/admin/sign-in?next=%2Fadmin%2Forders"), 200);
	body = arena_printf(browser.a,
	    "csrf=%s&name=anna&password=correct+horse+battery"
	    "&next=%%2Fadmin%%2Forders",
	    csrf());
	browser.csrf = NULL;
	assert_int_equal(ask(WEB_POST, "/admin/sign-in", body), 403);
	is_sound();
	shows("This form is too old");
	shows("value=\"anna\"");
	shows("value=\"/admin/orders\"");
	assert_int_equal(post("/admin/sign-in",
			     "name=anna&password=correct+horse+battery"),
	    303);
	/* In the other tab: somebody else, and who is there already. */
	assert_int_equal(ask(WEB_POST, "/admin/sign-in",
			     "csrf=0&name=bert&password=x"),
	    403);
	shows("This form is too old");
	assert_int_equal(ask(WEB_POST, "/admin/sign-in", body), 303);
	assert_string_equal(location(), "/admin/orders");
}

static void
a_cookie_that_is_no_token_of_ours_does_not_count(void **state)
{
	(void)state;
	browser.csrf = "short";
	assert_int_equal(
	    ask(WEB_POST, "/admin/sign-in",
		"csrf=short&name=anna&password=correct+horse+battery"),
	    403);
	browser.csrf = NULL;
	browser.session = "00";
	assert_int_equal(get("/admin/orders"), 303);
	browser.session = "000000000000000000000000000000000000000000000000"
			  "0000000000000000";
	assert_int_equal(get("/admin/orders"), 303);
	browser.session = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
			  "zzzzzzzzzzzzzzzz";
	assert_int_equal(get("/admin/orders"), 303);
}

static void
signing_out_ends_the_session(void **state)
{
	const char *old;

	(void)state;
	sign_anna_in();
	old = browser.session;
	assert_int_equal(ask(WEB_POST, "/admin/sign-out", "csrf=00"), 403);
	assert_int_equal(get("/admin/orders"), 200);
	assert_int_equal(ask(WEB_POST, "/admin/sign-out",
			     arena_printf(browser.a, "csrf=%s", csrf())),
	    303);
	assert_null(browser.session);
	assert_int_equal(get("/admin/sign-in"), 200);
	assert_non_null(strstr(page(), "You are signed out."));
	assert_int_equal(get("/admin/sign-in"), 200);
	assert_null(strstr(page(), "You are signed out."));
	/* Who has lost a session is told so, who had none is not. */
	assert_int_equal(get("/admin/orders"), 303);
	assert_int_equal(get(location()), 200);
	shows_not("Your session has ended.");
	browser.session = old;
	assert_int_equal(get("/admin/orders"), 303);
	assert_int_equal(get(location()), 200);
	is_sound();
	shows("Your session has ended. Sign in to go on.");
}

/* What was pressed on a page and not taken is not passed over. */
static void
a_form_of_an_ended_session_leads_back_to_its_page(void **state)
{
	static const char *const cases[][2] = {
		{ "/admin/orders/" AN_ID "/approve", "orders%2F" AN_ID },
		{ "/admin/orders/" AN_ID "/revoke",
		    "orders%2F" AN_ID "%2Frevoke" },
		{ "/admin/profiles/" AN_ID "/challenges", "profiles%2F" AN_ID },
		{ "/admin/profiles/" AN_ID "/challenges/" AN_ID "/revoke",
		    "profiles%2F" AN_ID },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_int_equal(ask(WEB_POST, cases[i][0], "x=1"), 303);
		assert_string_equal(location(),
		    arena_printf(browser.a,
			"/admin/sign-in?next=%%2Fadmin%%2F%s", cases[i][1]));
		assert_int_equal(get(location()), 200);
		shows("what you sent was not taken");
	}
}

static void
signing_in_again_ends_the_session_before(void **state)
{
	const char *old;

	(void)state;
	sign_anna_in();
	old = browser.session;
	sign_anna_in();
	assert_string_not_equal(browser.session, old);
	assert_int_equal(get("/admin/orders"), 200);
	browser.session = old;
	assert_int_equal(get("/admin/orders"), 303);
}

static void
who_signed_in_goes_on_where_he_wanted(void **state)
{
	static const struct {
		const char *next; /* encoded */
		const char *location;
	} cases[] = {
		{ "%2Fadmin%2Forders", "/admin/orders" },
		{ "%2Fadmin%2Forders%3Fafter%3D00", "/admin/orders?after=00" },
		{ "", "/admin/" },
		{ "%2F%2Fevil.example", "/admin/" },
		{ "%2F%5Cevil.example", "/admin/" },
		{ "%5C%5Cevil.example", "/admin/" },
		{ "https%3A%2F%2Fevil.example%2Fadmin%2Forders", "/admin/" },
		{ "%2Fadmin%2Forders%40evil.example", "/admin/" },
		{ "javascript%3Aalert(1)", "/admin/" },
		{ "%2Fadmin%2F..%2F..%2Fevil", "/admin/" },
		{ "%2Fadmin%2Fnothing", "/admin/" },
		{ "%2Fadmin%2Fsign-out", "/admin/" },
		{ "%2Fadmin%2Fsign-in", "/admin/" },
		{ "%2Fadmin%2Forders%23%2F%2Fevil", "/admin/" },
		{ "%2Forders", "/admin/" },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		browser.session = NULL;
		assert_int_equal(sign_in_as("anna", "correct+horse+battery",
				     cases[i].next),
		    303);
		print_message("# %s\n", cases[i].next);
		assert_string_equal(location(), cases[i].location);
	}
	/* Tabs and line ends are refused as text already. */
	assert_int_equal(sign_in_as("anna", "correct+horse+battery",
			     "%2F%09%2Fevil.example"),
	    422);
	assert_int_equal(sign_in_as("anna", "correct+horse+battery",
			     "%2Fadmin%2Forders%0D%0AX%3A1"),
	    422);
}

static void
over_https_cookies_are_bound_to_the_host(void **state)
{
	bool seen = false;

	(void)state;
	browser.https = true;
	sign_anna_in();
	for (size_t i = 0; i < browser.res->header_count; i++) {
		if (strstr(browser.res->headers[i].value, "_session=") == NULL)
			continue;
		seen = true;
		assert_int_equal(strncmp(browser.res->headers[i].value,
				     "__Host-scepgate_session=", 24),
		    0);
		assert_non_null(
		    strstr(browser.res->headers[i].value, "; Path=/;"));
	}
	assert_true(seen);
	assert_int_equal(get("/admin/orders"), 200);
	/* The same value under the plain name is another cookie. */
	browser.https = false;
	browser.session = arena_printf(browser.a,
	    "x; __Host-scepgate_session=%s", browser.session);
	assert_int_equal(get("/admin/orders"), 303);
}

static void
requests_that_fit_nothing_have_their_status(void **state)
{
	static const struct {
		const char *name;
		const char *target;
		enum web_method method;
		int status;
	} cases[] = {
		{ "no page", "/admin/nothing", WEB_GET, 404 },
		{ "elsewhere", "/other", WEB_GET, 404 },
		{ "invalid UTF-8", "/admin/%ff", WEB_GET, 404 },
		{ "POST to a page", "/admin/orders", WEB_POST, 405 },
		{ "GET of a verb", "/admin/sign-out", WEB_GET, 405 },
		{ "DELETE", "/admin/orders", WEB_OTHER, 405 },
		{ "broken query", "/admin/orders?a=%", WEB_GET, 400 },
		{ "no cursor", "/admin/orders?after=xyz", WEB_GET, 400 },
		{ "half a digit", "/admin/orders?before=abc", WEB_GET, 400 },
		{ "NUL in a cursor", "/admin/orders?after=%00", WEB_GET, 200 },
		{ "an unknown cursor", "/admin/orders?after=ffff", WEB_GET,
		    200 },
		{ "HEAD", "/admin/orders", WEB_HEAD, 200 },
	};
	const char *fault;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(cases); i++) {
		print_message("# %s\n", cases[i].name);
		assert_int_equal(ask(cases[i].method, cases[i].target,
				     cases[i].method == WEB_POST ? "x=1" :
								   NULL),
		    cases[i].status);
		fault = html_fault(page(), browser.a);
		if (fault != NULL)
			fail_msg("%s", fault);
		if (cases[i].status == 405)
			assert_non_null(web_header_get(browser.res, "Allow"));
	}
}

/* RFC 9110 section 8.3.1: a media type has no case, and may have parameters. */
static void
a_post_that_is_no_form_is_refused(void **state)
{
	static const struct {
		const char *type;
		int status;
	} types[] = {
		{ "application/x-www-form-urlencoded", 403 },
		{ "Application/X-WWW-Form-URLEncoded;charset=utf-8", 403 },
		{ "application/x-www-form-urlencoded ; charset=utf-8", 403 },
		{ "application/x-www-form-urlencodedX", 415 },
		{ "application/x-www-form", 415 },
		{ "", 415 },
	};
	struct web_request req = { .arena = browser.a,
		.method = WEB_POST,
		.method_name = "POST",
		.path = "/admin/sign-in",
		.query = "",
		.content_type = "application/json",
		.cookie = "",
		.address = "192.0.2.1",
		.host = "",
		.id = "1" };

	(void)state;
	browser.res = web_response_new(browser.a);
	admin_handle(&req, browser.res, &browser.admin);
	assert_int_equal(browser.res->status, 415);
	for (size_t i = 0; i < N(types); i++) {
		req.content_type = types[i].type;
		browser.res = web_response_new(browser.a);
		admin_handle(&req, browser.res, &browser.admin);
		if (browser.res->status != types[i].status)
			fail_msg("%s: %d", types[i].type, browser.res->status);
	}
	req.body_cut = true;
	browser.res = web_response_new(browser.a);
	admin_handle(&req, browser.res, &browser.admin);
	assert_int_equal(browser.res->status, 400);
	req.body_too_large = true;
	browser.res = web_response_new(browser.a);
	admin_handle(&req, browser.res, &browser.admin);
	assert_int_equal(browser.res->status, 413);
}

static void
a_directory_without_templates_is_seen_at_the_start(void **state)
{
	struct admin other = browser.admin;
	struct err e;

	(void)state;
	assert_int_equal(admin_check(&browser.admin, &e), 0);
	other.templates = "/nowhere";
	assert_int_equal(admin_check(&other, &e), -1);
	assert_non_null(strstr(e.text, "'/nowhere'"));
	assert_non_null(strstr(e.text, "scepgate.conf"));
	/* Found out later, it is an answer all the same. */
	browser.admin.templates = "/nowhere";
	assert_int_equal(get("/admin/sign-in"), 500);
	assert_string_equal(browser.res->content_type, "text/plain");
	assert_null(strstr(page(), "nowhere"));
	browser.admin.templates = TEMPLATES;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAGE_TEST(who_is_not_signed_in_is_asked_to),
		PAGE_TEST(every_route_but_three_wants_a_session),
		PAGE_TEST(pages_are_shown_to_who_is_signed_in),
		PAGE_TEST(every_answer_has_the_security_headers),
		PAGE_TEST(a_wrong_password_is_refused_in_words),
		PAGE_TEST(guessing_is_slowed_down),
		PAGE_TEST(forms_without_their_token_are_refused),
		PAGE_TEST(a_form_to_sign_in_that_is_too_old_comes_again),
		PAGE_TEST(a_cookie_that_is_no_token_of_ours_does_not_count),
		PAGE_TEST(signing_out_ends_the_session),
		PAGE_TEST(a_form_of_an_ended_session_leads_back_to_its_page),
		PAGE_TEST(signing_in_again_ends_the_session_before),
		PAGE_TEST(who_signed_in_goes_on_where_he_wanted),
		PAGE_TEST(over_https_cookies_are_bound_to_the_host),
		PAGE_TEST(requests_that_fit_nothing_have_their_status),
		PAGE_TEST(a_post_that_is_no_form_is_refused),
		PAGE_TEST(a_directory_without_templates_is_seen_at_the_start),
	};

	return cmocka_run_group_tests(tests, browser_open, browser_close);
}
