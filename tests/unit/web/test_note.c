/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs, and notes across a redirect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/note.h"
#include "web/response.h"
#include "web/url.h"

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
values_are_encoded_and_empty_ones_left_out(void **state)
{
	(void)state;
	assert_string_equal(web_url(a, "/orders", NULL), "/orders");
	assert_string_equal(web_url(a, "/orders", "q", "a&b=c d", "after", "",
				"x", NULL, "y", "\xc3\xa9+/#", NULL),
	    "/orders?q=a%26b%3Dc%20d&y=%C3%A9%2B%2F%23");
	assert_string_equal(web_url(a, "/orders?q=x", "after", "00", NULL),
	    "/orders?q=x&after=00");
}

/* The cookie of an answer as the next request brings it. */
static const char *
sent_back(const struct web_response *res)
{
	const char *header = web_header_get(res, "Set-Cookie");

	return arena_str(a, span_of(header, strcspn(header, ";")));
}

static void
a_note_is_shown_once(void **state)
{
	struct web_request req = { .arena = a, .cookie = "" };
	struct web_response *res = web_response_new(a);
	struct web_note note = { "profile-made", "Br\xc3\xa4nch; \"x\" <b>" };

	(void)state;
	web_note_leave(&req, res, "/admin", &note);
	req.cookie = sent_back(res);
	res = web_response_new(a);
	note = web_note_take(&req, res, "/admin");
	assert_string_equal(note.key, "profile-made");
	assert_string_equal(note.subject, "Br\xc3\xa4nch; \"x\" <b>");
	assert_non_null(strstr(web_header_get(res, "Set-Cookie"), "Max-Age=0"));
	req.cookie = sent_back(res);
	note = web_note_take(&req, res, "/admin");
	assert_string_equal(note.key, "");
}

static void
without_a_note_no_cookie_is_touched(void **state)
{
	struct web_request req = { .arena = a, .cookie = "other=1" };
	struct web_response *res = web_response_new(a);

	(void)state;
	assert_string_equal(web_note_take(&req, res, "/").key, "");
	assert_int_equal(res->header_count, 0);
}

static void
what_others_put_into_the_cookie_is_cleaned(void **state)
{
	static const struct {
		const char *cookie;
		const char *key;
		const char *subject;
	} cases[] = {
		{ "scepgate_note=x", "", "" },
		{ "scepgate_note=x:%", "x", "" },
		{ "scepgate_note=x:a%0Ab", "x",
		    "a\xef\xbf\xbd"
		    "b" },
		{ "scepgate_note=x:%ff", "x", "\xef\xbf\xbd" },
		{ "scepgate_note=:", "", "" },
	};
	struct web_request req = { .arena = a };
	struct web_note note;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		req.cookie = cases[i].cookie;
		note = web_note_take(&req, web_response_new(a), "/");
		assert_string_equal(note.key, cases[i].key);
		assert_string_equal(note.subject, cases[i].subject);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_encoded_and_empty_ones_left_out),
		cmocka_unit_test(a_note_is_shown_once),
		cmocka_unit_test(without_a_note_no_cookie_is_touched),
		cmocka_unit_test(what_others_put_into_the_cookie_is_cleaned),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
