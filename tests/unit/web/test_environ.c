/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests out of a web server's environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "web/environ.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define V(s) ((char *)(uintptr_t)(s))

static struct arena *a;
static struct web_request req;
static struct web_proxies proxies;

static int
set_up(void **state)
{
	struct err e;

	(void)state;
	a = arena_new();
	return web_proxies_parse("192.0.2.1", &proxies, &e);
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
read_env(char *const *env)
{
	web_environ_read(env, &proxies, a, &req);
}

static void
a_request_of_lighttpd_is_read(void **state)
{
	char *const env[] = { V("REQUEST_METHOD=POST"),
		V("REQUEST_URI=/scep/a%20b/x?operation=PKIOperation&m=1+2"),
		V("SCRIPT_NAME="), V("PATH_INFO=/scep/a b/x"),
		V("QUERY_STRING=operation=PKIOperation&m=1+2"),
		V("CONTENT_TYPE=application/x-pki-message"),
		V("HTTP_COOKIE=a=b"), V("HTTP_USER_AGENT=sscep"),
		V("HTTP_ACCEPT=text/html"), V("HTTP_HOST=pki.example.org:8080"),
		V("REMOTE_ADDR=198.51.100.7"), V("REMOTE_USER=anna"),
		V("REQUEST_SCHEME=http"), NULL };

	(void)state;
	read_env(env);
	assert_int_equal(req.method, WEB_POST);
	assert_string_equal(req.method_name, "POST");
	assert_string_equal(req.path, "/scep/a%20b/x");
	assert_string_equal(req.query, "operation=PKIOperation&m=1+2");
	assert_string_equal(req.content_type, "application/x-pki-message");
	assert_string_equal(req.cookie, "a=b");
	assert_string_equal(req.user_agent, "sscep");
	assert_string_equal(req.accept, "text/html");
	assert_string_equal(req.host, "pki.example.org:8080");
	assert_string_equal(req.address, "198.51.100.7");
	assert_string_equal(req.remote_user, "anna");
	assert_false(req.https);
	assert_int_equal(req.body.len, 0);
	assert_ptr_equal(req.arena, a);
}

static void
nothing_at_all_is_still_a_request(void **state)
{
	char *const env[] = { NULL };
	struct uuid id;

	(void)state;
	read_env(env);
	assert_int_equal(req.method, WEB_OTHER);
	assert_string_equal(req.path, "/");
	assert_string_equal(req.query, "");
	assert_string_equal(req.content_type, "");
	assert_string_equal(req.cookie, "");
	assert_string_equal(req.host, "");
	assert_string_equal(req.address, "");
	assert_string_equal(req.remote_user, "");
	assert_true(uuid_parse(req.id, &id));
	assert_true(req.started_ms > INT64_C(1600000000000));
	assert_true(clock_us() - req.started_us < 60 * 1000 * 1000);
}

static void
targets_become_paths(void **state)
{
	static const struct {
		const char *uri;
		const char *path;
		const char *query;
	} cases[] = {
		{ "/", "/", "" },
		{ "/a/%2f%zz", "/a/%2f%zz", "" },
		{ "/a?", "/a", "" },
		{ "/a?b?c", "/a", "b?c" },
		{ "//a//b", "//a//b", "" },
		{ "http://host/a?b", "/a", "b" },
		{ "https://host", "/", "" },
		{ "http://host?b", "/", "b" },
		{ "*", "/*", "" },
		{ "/a://b", "/a://b", "" },
		{ "/a#b", "/a", "" },
	};
	char uri[100];
	char *const env[] = { uri, NULL };

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		snprintf(uri, sizeof(uri), "REQUEST_URI=%s", cases[i].uri);
		read_env(env);
		assert_string_equal(req.path, cases[i].path);
		assert_string_equal(req.query, cases[i].query);
	}
}

static void
without_request_uri_the_decoded_path_is_encoded(void **state)
{
	char *const env[] = { V("SCRIPT_NAME=/scep"), V("PATH_INFO=/a b/50%?"),
		V("QUERY_STRING=x=1"), NULL };

	(void)state;
	read_env(env);
	assert_string_equal(req.path, "/scep/a%20b/50%25%3F");
	assert_string_equal(req.query, "x=1");
}

static void
methods_are_known_by_their_names(void **state)
{
	static const struct {
		const char *variable;
		enum web_method method;
	} cases[] = {
		{ "REQUEST_METHOD=GET", WEB_GET },
		{ "REQUEST_METHOD=HEAD", WEB_HEAD },
		{ "REQUEST_METHOD=POST", WEB_POST },
		{ "REQUEST_METHOD=PUT", WEB_OTHER },
		{ "REQUEST_METHOD=get", WEB_OTHER },
		{ "REQUEST_METHOD=GETX", WEB_OTHER },
		{ "REQUEST_METHODX=GET", WEB_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		char *const env[] = { V(cases[i].variable), NULL };

		read_env(env);
		assert_int_equal(req.method, cases[i].method);
	}
}

static void
https_is_seen_however_it_is_said(void **state)
{
	static const struct {
		const char *one;
		const char *two;
		bool https;
	} cases[] = {
		{ "HTTPS=on", "X=", true },
		{ "HTTPS=1", "X=", true },
		{ "HTTPS=off", "X=", false },
		{ "HTTPS=", "REQUEST_SCHEME=https", true },
		{ "REMOTE_ADDR=192.0.2.1", "HTTP_X_FORWARDED_PROTO=https",
		    true },
		{ "REMOTE_ADDR=192.0.2.2", "HTTP_X_FORWARDED_PROTO=https",
		    false },
		{ "REMOTE_ADDR=192.0.2.1", "HTTP_X_FORWARDED_PROTO=http",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		char *const env[] = { V(cases[i].one), V(cases[i].two), NULL };

		read_env(env);
		assert_int_equal(req.https, cases[i].https);
	}
}

static void
what_is_shown_is_cleaned_and_cut(void **state)
{
	char agent[1000] = "HTTP_USER_AGENT=a\x01"
			   "b\xff";
	char *const env[] = { agent, V("HTTP_HOST=a\nb"), NULL };

	(void)state;
	memset(agent + strlen(agent), 'x', 900);
	read_env(env);
	assert_true(strlen(req.user_agent) <= 200);
	assert_non_null(strstr(req.user_agent, "xxx"));
	assert_null(strchr(req.user_agent, '\x01'));
	assert_null(strchr(req.user_agent, '\xff'));
	assert_null(strchr(req.host, '\n'));
}

static void
lengths_are_numbers_or_unknown(void **state)
{
	static const struct {
		const char *variable;
		int64_t length;
	} cases[] = {
		{ "CONTENT_LENGTH=0", 0 },
		{ "CONTENT_LENGTH=4711", 4711 },
		{ "CONTENT_LENGTH=", -1 },
		{ "CONTENT_LENGTH=-1", -1 },
		{ "CONTENT_LENGTH=12x", -1 },
		{ "CONTENT_LENGTH=99999999999999999999", -1 },
		{ "X=1", -1 },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		char *const env[] = { V(cases[i].variable), NULL };

		assert_int_equal(web_environ_length(env), cases[i].length);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_of_lighttpd_is_read),
		cmocka_unit_test(nothing_at_all_is_still_a_request),
		cmocka_unit_test(targets_become_paths),
		cmocka_unit_test(
		    without_request_uri_the_decoded_path_is_encoded),
		cmocka_unit_test(methods_are_known_by_their_names),
		cmocka_unit_test(https_is_seen_however_it_is_said),
		cmocka_unit_test(what_is_shown_is_cleaned_and_cut),
		cmocka_unit_test(lengths_are_numbers_or_unknown),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
