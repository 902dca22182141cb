/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole requests: what each page answers, to whom, and what it never does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../ra/site.h"
#include "admin/admin.h"
#include "admin/routes.h"
#include "html.h"
#include "ra/user.h"
#include "web/response.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define PASSWORD "correct horse battery"

static struct site *site;
static struct admin admin;
static struct arena *a;
static struct web_response *res;

/* The browser: what its cookie jar holds. */
static const char *session_cookie, *csrf_cookie, *note_cookie;
static bool https;
static const char *address;

static int
set_up_site(void **state)
{
	struct secret *password = secret_new(span_of_str(PASSWORD));
	struct uuid id;
	struct err e;
	int rc;

	(void)state;
	site = site_new();
	site_add(site, site_draft(site, "Branch <routers>"), NULL);
	rc = ra_user_create(site->ra, &site->by, "anna", password, &id, &e);
	secret_free(password);
	admin = (struct admin){ .ra = site->ra,
		.prefix = "/admin",
		.templates = TEMPLATES,
		.scep_prefix = "/scep",
		.public_url = "https://pki.example.org" };
	return rc;
}

static int
tear_down_site(void **state)
{
	(void)state;
	site_free(site);
	return 0;
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	session_cookie = csrf_cookie = note_cookie = NULL;
	https = false;
	address = "192.0.2.10";
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static const char *
jar(void)
{
	const char *all = "", *host = https ? "__Host-" : "";

	if (session_cookie != NULL)
		all = arena_printf(a, "%s%sscepgate_session=%s; ", all, host,
		    session_cookie);
	if (csrf_cookie != NULL)
		all = arena_printf(a, "%s%sscepgate_csrf=%s; ", all, host,
		    csrf_cookie);
	if (note_cookie != NULL)
		all = arena_printf(a, "%sscepgate_note=%s; ", all, note_cookie);
	return all;
}

/* Take one Set-Cookie into the jar, as a browser does. */
static void
take(const char *header)
{
	static const struct {
		const char *name;
		const char **place;
	} cookies[] = {
		{ "scepgate_session=", &session_cookie },
		{ "scepgate_csrf=", &csrf_cookie },
		{ "scepgate_note=", &note_cookie },
	};
	const char *value;

	assert_non_null(strstr(header, "; HttpOnly; SameSite=Strict"));
	assert_int_equal(strstr(header, "; Secure") != NULL, https);
	for (size_t i = 0; i < N(cookies); i++) {
		if ((value = strstr(header, cookies[i].name)) == NULL)
			continue;
		value += strlen(cookies[i].name);
		*cookies[i].place = *value == ';' ?
		    NULL :
		    arena_str(a, span_of(value, strcspn(value, ";")));
	}
}

static int
ask(enum web_method method, const char *target, const char *body)
{
	struct web_request req = {
		.arena = a,
		.method = method,
		.method_name = "?",
		.path = arena_str(a, span_of(target, strcspn(target, "?"))),
		.query = target[strcspn(target, "?")] == '?' ?
		    target + strcspn(target, "?") + 1 :
		    "",
		.body = span_of_str(body),
		.content_type = body == NULL ?
		    "" :
		    "application/x-www-form-urlencoded; charset=utf-8",
		.cookie = jar(),
		.user_agent = "",
		.host = "localhost:8080",
		.address = address,
		.https = https,
		.remote_user = "",
		.id = "00000000-0000-7000-8000-000000000000",
	};

	res = web_response_new(a);
	admin_handle(&req, res, &admin);
	for (size_t i = 0; i < res->header_count; i++)
		if (strcmp(res->headers[i].name, "Set-Cookie") == 0)
			take(res->headers[i].value);
	return res->status;
}

static int
get(const char *target)
{
	return ask(WEB_GET, target, NULL);
}

static const char *
page(void)
{
	return buf_str(&res->body);
}

static const char *
csrf(void)
{
	const char *token = html_attribute(page(), "name=\"csrf\"", "value", a);

	return token == NULL ? "" : token;
}

/* Sign in as a person does: the page first. */
static int
sign_in_as(const char *name, const char *password, const char *next)
{
	assert_int_equal(get("/admin/sign-in"), 200);
	return ask(WEB_POST, "/admin/sign-in",
	    arena_printf(a, "csrf=%s&name=%s&password=%s&next=%s", csrf(), name,
		password, next));
}

static void
sign_anna_in(void)
{
	assert_int_equal(sign_in_as("anna", "correct+horse+battery", ""), 303);
	assert_non_null(session_cookie);
}

static const char *
location(void)
{
	const char *value = web_header_get(res, "Location");

	return value == NULL ? "" : value;
}

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
		fault = html_fault(page(), a);
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
		assert_non_null(
		    strstr(web_header_get(res, "Content-Security-Policy"),
			"default-src 'none'"));
		assert_non_null(web_header_get(res, "Cache-Control"));
	}
}

static void
a_wrong_password_is_refused_in_words(void **state)
{
	const char *first;

	(void)state;
	address = "192.0.2.11";
	assert_int_equal(sign_in_as("anna", "wrong+and+long+enough", ""), 422);
	first = arena_strdup(a, page());
	assert_non_null(strstr(first, "ame or password is wrong."));
	assert_non_null(strstr(first, "value=\"anna\""));
	assert_null(strstr(first, "wrong and"));
	assert_null(session_cookie);
	assert_int_equal(sign_in_as("%3Cb%3E", "wrong+and+long+enough", ""),
	    422);
	assert_non_null(strstr(page(), "value=\"&lt;b&gt;\""));
	assert_int_equal(sign_in_as("", "", ""), 422);
	assert_non_null(strstr(page(), "Enter your user name."));
	assert_non_null(strstr(page(), "Enter your password."));
	assert_non_null(strstr(page(), "<title>Error: Sign in"));
	assert_null(html_fault(page(), a));
}

static void
guessing_is_slowed_down(void **state)
{
	(void)state;
	address = "192.0.2.12";
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
			assert_null(session_cookie);
		}
		(void)get("/admin/sign-in");
		assert_non_null(csrf_cookie);
	}
}

static void
a_cookie_that_is_no_token_of_ours_does_not_count(void **state)
{
	(void)state;
	csrf_cookie = "short";
	assert_int_equal(
	    ask(WEB_POST, "/admin/sign-in",
		"csrf=short&name=anna&password=correct+horse+battery"),
	    403);
	csrf_cookie = NULL;
	session_cookie = "00";
	assert_int_equal(get("/admin/orders"), 303);
	session_cookie = "000000000000000000000000000000000000000000000000"
			 "0000000000000000";
	assert_int_equal(get("/admin/orders"), 303);
	session_cookie = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
			 "zzzzzzzzzzzzzzzz";
	assert_int_equal(get("/admin/orders"), 303);
}

static void
signing_out_ends_the_session(void **state)
{
	const char *old;

	(void)state;
	sign_anna_in();
	old = session_cookie;
	assert_int_equal(ask(WEB_POST, "/admin/sign-out", "csrf=00"), 403);
	assert_int_equal(get("/admin/orders"), 200);
	assert_int_equal(ask(WEB_POST, "/admin/sign-out",
			     arena_printf(a, "csrf=%s", csrf())),
	    303);
	assert_null(session_cookie);
	assert_int_equal(get("/admin/sign-in"), 200);
	assert_non_null(strstr(page(), "You are signed out."));
	assert_int_equal(get("/admin/sign-in"), 200);
	assert_null(strstr(page(), "You are signed out."));
	session_cookie = old;
	assert_int_equal(get("/admin/orders"), 303);
}

static void
signing_in_again_ends_the_session_before(void **state)
{
	const char *old;

	(void)state;
	sign_anna_in();
	old = session_cookie;
	sign_anna_in();
	assert_string_not_equal(session_cookie, old);
	assert_int_equal(get("/admin/orders"), 200);
	session_cookie = old;
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
		session_cookie = NULL;
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
	https = true;
	sign_anna_in();
	for (size_t i = 0; i < res->header_count; i++) {
		if (strstr(res->headers[i].value, "_session=") == NULL)
			continue;
		seen = true;
		assert_int_equal(strncmp(res->headers[i].value,
				     "__Host-scepgate_session=", 24),
		    0);
		assert_non_null(strstr(res->headers[i].value, "; Path=/;"));
	}
	assert_true(seen);
	assert_int_equal(get("/admin/orders"), 200);
	/* The same value under the plain name is another cookie. */
	https = false;
	session_cookie = arena_printf(a, "x; __Host-scepgate_session=%s",
	    session_cookie);
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
		fault = html_fault(page(), a);
		if (fault != NULL)
			fail_msg("%s", fault);
		if (cases[i].status == 405)
			assert_non_null(web_header_get(res, "Allow"));
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
	struct web_request req = { .arena = a,
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
	res = web_response_new(a);
	admin_handle(&req, res, &admin);
	assert_int_equal(res->status, 415);
	for (size_t i = 0; i < N(types); i++) {
		req.content_type = types[i].type;
		res = web_response_new(a);
		admin_handle(&req, res, &admin);
		if (res->status != types[i].status)
			fail_msg("%s: %d", types[i].type, res->status);
	}
	req.body_too_large = true;
	res = web_response_new(a);
	admin_handle(&req, res, &admin);
	assert_int_equal(res->status, 413);
}

static void
orders_are_listed_page_by_page(void **state)
{
	struct err why = { 0 }, e = { 0 };
	struct enrollment en;
	struct outcome out;
	struct key *key = site_key();
	const char *next, *previous;

	(void)state;
	for (int i = 0; i < 60; i++) {
		en = site_request(site, key, arena_printf(a, "t-%d", i),
		    arena_printf(a, "device-%02d", i));
		(void)err_set(&why, ERR_DENIED, "reason <%d>", i);
		assert_int_equal(ra_record_failure(site->ra,
				     site_profile(site, "branch-routers"), &en,
				     RA_CHECK_CHALLENGE, &why, a, &out, &e),
		    0);
	}
	key_free(key);
	sign_anna_in();
	assert_int_equal(get("/admin/orders"), 200);
	assert_non_null(strstr(page(), "CN=device-59"));
	assert_non_null(strstr(page(), "CN=device-10"));
	assert_null(strstr(page(), "CN=device-09"));
	assert_non_null(strstr(page(), "60 orders"));
	assert_non_null(strstr(page(), "Failed"));
	assert_non_null(strstr(page(), "reason &lt;59&gt;"));
	assert_non_null(strstr(page(), "192.0.2.7"));
	assert_null(html_attribute(page(), "rel=\"prev\"", "href", a));
	next = html_attribute(page(), "rel=\"next\"", "href", a);
	assert_non_null(next);
	assert_int_equal(get(next), 200);
	assert_non_null(strstr(page(), "CN=device-09"));
	assert_non_null(strstr(page(), "CN=device-00"));
	assert_null(strstr(page(), "CN=device-10"));
	assert_null(html_attribute(page(), "rel=\"next\"", "href", a));
	previous = html_attribute(page(), "rel=\"prev\"", "href", a);
	assert_non_null(previous);
	assert_int_equal(get(previous), 200);
	assert_non_null(strstr(page(), "CN=device-59"));
	assert_non_null(strstr(page(), "CN=device-10"));
	assert_null(strstr(page(), "CN=device-09"));
}

static void
a_directory_without_templates_is_seen_at_the_start(void **state)
{
	struct admin other = admin;
	struct err e;

	(void)state;
	assert_int_equal(admin_check(&admin, &e), 0);
	other.templates = "/nowhere";
	assert_int_equal(admin_check(&other, &e), -1);
	assert_non_null(strstr(e.text, "'/nowhere'"));
	assert_non_null(strstr(e.text, "scepgate.conf"));
	/* Found out later, it is an answer all the same. */
	admin.templates = "/nowhere";
	assert_int_equal(get("/admin/sign-in"), 500);
	assert_string_equal(res->content_type, "text/plain");
	assert_null(strstr(page(), "nowhere"));
	admin.templates = TEMPLATES;
}

#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(who_is_not_signed_in_is_asked_to),
		ROW(every_route_but_three_wants_a_session),
		ROW(pages_are_shown_to_who_is_signed_in),
		ROW(every_answer_has_the_security_headers),
		ROW(a_wrong_password_is_refused_in_words),
		ROW(guessing_is_slowed_down),
		ROW(forms_without_their_token_are_refused),
		ROW(a_cookie_that_is_no_token_of_ours_does_not_count),
		ROW(signing_out_ends_the_session),
		ROW(signing_in_again_ends_the_session_before),
		ROW(who_signed_in_goes_on_where_he_wanted),
		ROW(over_https_cookies_are_bound_to_the_host),
		ROW(requests_that_fit_nothing_have_their_status),
		ROW(a_post_that_is_no_form_is_refused),
		ROW(orders_are_listed_page_by_page),
		ROW(a_directory_without_templates_is_seen_at_the_start),
	};

	return cmocka_run_group_tests(tests, set_up_site, tear_down_site);
}
