/* SPDX-License-Identifier: BSD-2-Clause */
/* See browser.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "browser.h"
#include "ra/user.h"

#define PASSWORD "correct horse battery"

struct browser browser;

int
browser_open(void **state)
{
	struct secret *password = secret_new(span_of_str(PASSWORD));
	struct site *site = site_new();
	struct uuid id;
	struct err e;
	int rc;

	(void)state;
	site_add(site, site_draft(site, "Branch <routers>"), NULL);
	rc = ra_user_create(site->ra, &site->by, "anna", password, &id, &e);
	secret_free(password);
	browser.site = site;
	browser.admin = (struct admin){ .ra = site->ra,
		.prefix = "/admin",
		.templates = TEMPLATES,
		.scep_prefix = "/scep",
		.public_url = "https://pki.example.org" };
	return rc;
}

int
browser_close(void **state)
{
	(void)state;
	site_free(browser.site);
	return 0;
}

int
browser_start(void **state)
{
	(void)state;
	browser.a = arena_new();
	browser.session = browser.csrf = browser.note = NULL;
	browser.https = false;
	browser.address = "192.0.2.10";
	return 0;
}

int
browser_end(void **state)
{
	(void)state;
	arena_free(browser.a);
	return 0;
}

/* ---- Cookies ----------------------------------------------------------- */

static const char *
jar(void)
{
	const char *all = "", *host = browser.https ? "__Host-" : "";

	if (browser.session != NULL)
		all = arena_printf(browser.a, "%s%sscepgate_session=%s; ", all,
		    host, browser.session);
	if (browser.csrf != NULL)
		all = arena_printf(browser.a, "%s%sscepgate_csrf=%s; ", all,
		    host, browser.csrf);
	if (browser.note != NULL)
		all = arena_printf(browser.a, "%sscepgate_note=%s; ", all,
		    browser.note);
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
		{ "scepgate_session=", &browser.session },
		{ "scepgate_csrf=", &browser.csrf },
		{ "scepgate_note=", &browser.note },
	};
	const char *value;

	assert_non_null(strstr(header, "; HttpOnly; SameSite=Strict"));
	assert_int_equal(strstr(header, "; Secure") != NULL, browser.https);
	for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
		if ((value = strstr(header, cookies[i].name)) == NULL)
			continue;
		value += strlen(cookies[i].name);
		*cookies[i].place = *value == ';' ?
		    NULL :
		    arena_str(browser.a, span_of(value, strcspn(value, ";")));
	}
}

/* ---- Asking ------------------------------------------------------------ */

int
ask(enum web_method method, const char *target, const char *body)
{
	size_t path = strcspn(target, "?");
	struct web_request req = {
		.arena = browser.a,
		.method = method,
		.method_name = "?",
		.path = arena_str(browser.a, span_of(target, path)),
		.query = target[path] == '?' ? target + path + 1 : "",
		.body = span_of_str(body),
		.content_type = body == NULL ?
		    "" :
		    "application/x-www-form-urlencoded; charset=utf-8",
		.cookie = jar(),
		.user_agent = "",
		.host = "localhost:8080",
		.address = browser.address,
		.https = browser.https,
		.remote_user = "",
		.id = "00000000-0000-7000-8000-000000000000",
	};
	struct web_response *res = web_response_new(browser.a);

	browser.res = res;
	admin_handle(&req, res, &browser.admin);
	for (size_t i = 0; i < res->header_count; i++)
		if (strcmp(res->headers[i].name, "Set-Cookie") == 0)
			take(res->headers[i].value);
	return res->status;
}

int
get(const char *target)
{
	return ask(WEB_GET, target, NULL);
}

int
post(const char *target, const char *fields)
{
	return ask(WEB_POST, target,
	    arena_printf(browser.a, "csrf=%s&%s", csrf(), fields));
}

/* ---- The answer -------------------------------------------------------- */

const char *
page(void)
{
	return buf_str(&browser.res->body);
}

const char *
csrf(void)
{
	const char *token = html_attribute(page(), "name=\"csrf\"", "value",
	    browser.a);

	return token == NULL ? "" : token;
}

const char *
location(void)
{
	const char *value = web_header_get(browser.res, "Location");

	return value == NULL ? "" : value;
}

void
shows(const char *text)
{
	if (strstr(page(), text) == NULL)
		fail_msg("want \"%s\" in %s", text, page());
}

void
shows_not(const char *text)
{
	if (strstr(page(), text) != NULL)
		fail_msg("want no \"%s\" in %s", text, page());
}

void
is_sound(void)
{
	const char *fault = html_fault(page(), browser.a);

	if (fault != NULL)
		fail_msg("%s in %s", fault, page());
}

/* ---- Signing in -------------------------------------------------------- */

int
sign_in_as(const char *name, const char *password, const char *next)
{
	assert_int_equal(get("/admin/sign-in"), 200);
	return post("/admin/sign-in",
	    arena_printf(browser.a, "name=%s&password=%s&next=%s", name,
		password, next));
}

void
sign_anna_in(void)
{
	assert_int_equal(sign_in_as("anna", "correct+horse+battery", ""), 303);
	assert_non_null(browser.session);
}
