/* SPDX-License-Identifier: BSD-2-Clause */
/* Cookies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/cookie.h"
#include "web/response.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
cookies_are_found_by_their_whole_name(void **state)
{
	static const struct {
		const char *header;
		const char *want; /* of "id" */
	} cases[] = {
		{ "", NULL },
		{ "id", NULL },
		{ "id=", "" },
		{ "id=1", "1" },
		{ "a=b; id=1; c=d", "1" },
		{ "a=b;id=1", "1" },
		{ " \tid=1 ", "1" },
		{ "id=\"1 2\"", "1 2" },
		{ "id=\"", "\"" },
		{ "xid=1; id2=2; ID=3", NULL },
		{ "id=1; id=2", "1" },
		{ "id=a=b", "a=b" },
		{ ";;; id=1", "1" },
		{ "a=id=1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct web_request req = { .arena = a,
			.cookie = cases[i].header };
		const char *have = web_cookie_get(&req, "id");

		print_message("# '%s'\n", cases[i].header);
		if (cases[i].want == NULL)
			assert_null(have);
		else
			assert_string_equal(have, cases[i].want);
	}
}

static void
cookies_are_written_with_their_attributes(void **state)
{
	static const struct {
		struct web_cookie cookie;
		const char *want;
	} cases[] = {
		{ { "id", "abc", "/admin", 0, false },
		    "id=abc; Path=/admin; HttpOnly; SameSite=Strict" },
		{ { "id", "abc", "/", 0, true },
		    "id=abc; Path=/; HttpOnly; SameSite=Strict; Secure" },
		{ { "id", "abc", "/", 60, false },
		    "id=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60" },
		{ { "id", "", "/admin", 60, true },
		    "id=; Path=/admin; "
		    "HttpOnly; SameSite=Strict; Max-Age=0; Secure" },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct web_response *res = web_response_new(a);

		web_cookie_set(res, a, &cases[i].cookie);
		assert_string_equal(web_header_get(res, "Set-Cookie"),
		    cases[i].want);
	}
}

static void
several_cookies_are_several_headers(void **state)
{
	const struct web_cookie one = { "a", "1", "/", 0, false };
	const struct web_cookie two = { "b", "2", "/", 0, false };
	struct web_response *res = web_response_new(a);

	(void)state;
	web_cookie_set(res, a, &one);
	web_cookie_set(res, a, &two);
	assert_int_equal(res->header_count, 2);
}

static void
a_value_cannot_end_its_header(void **state)
{
	const struct web_cookie bad = { "a", "1\r\nX-Evil: 1", "/", 0, false };
	struct web_response *res = web_response_new(a);

	(void)state;
	web_cookie_set(res, a, &bad);
	assert_int_equal(res->header_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cookies_are_found_by_their_whole_name),
		cmocka_unit_test(cookies_are_written_with_their_attributes),
		cmocka_unit_test(several_cookies_are_several_headers),
		cmocka_unit_test(a_value_cannot_end_its_header),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
