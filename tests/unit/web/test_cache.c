/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies: how long they are fresh, and how a client asks about one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/cache.h"
#include "web/response.h"

#define NOW INT64_C(784111777000) /* 1994-11-06 08:49:37 */

static const uint8_t hash[32] = { 0xab, 0xcd };
#define TAG "\"abcd0000000000000000000000000000\""

static bool
fresh(struct arena *a, const char *tags, struct web_response **res)
{
	struct web_request req = { .arena = a,
		.started_ms = NOW,
		.if_none_match = tags };
	struct web_copy copy = { .sha256 = span_of(hash, sizeof(hash)),
		.changed_ms = NOW - 1000,
		.ends_ms = NOW + 50 * 1000,
		.max_age = 600 };

	*res = web_response_new(a);
	return web_copy_is_fresh(*res, &req, &copy);
}

static void
a_date_is_written_as_http_wants_it(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(web_date(a, NOW), "Sun, 06 Nov 1994 08:49:37 GMT");
	assert_string_equal(web_date(a, 0), "Thu, 01 Jan 1970 00:00:00 GMT");
	arena_free(a);
}

static void
a_copy_is_fresh_no_longer_than_the_thing_itself(void **state)
{
	struct arena *a = arena_new();
	struct web_response *res;

	(void)state;
	assert_false(fresh(a, "", &res));
	assert_int_equal(res->status, 200);
	assert_string_equal(web_header_get(res, "ETag"), TAG);
	assert_string_equal(web_header_get(res, "Cache-Control"),
	    "public, max-age=50");
	assert_string_equal(web_header_get(res, "Expires"),
	    "Sun, 06 Nov 1994 08:50:27 GMT");
	assert_string_equal(web_header_get(res, "Last-Modified"),
	    "Sun, 06 Nov 1994 08:49:36 GMT");
	arena_free(a);
}

static void
a_client_that_has_it_is_told_so(void **state)
{
	static const struct {
		const char *tags;
		bool has;
	} rows[] = {
		{ TAG, true },
		{ "W/" TAG, true },
		{ "\"x\", " TAG, true },
		{ "*", true },
		{ "\"abcd\"", false },
		{ "abcd0000000000000000000000000000", false },
	};
	struct arena *a = arena_new();
	struct web_response *res;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(fresh(a, rows[i].tags, &res), rows[i].has);
		assert_int_equal(res->status, rows[i].has ? 304 : 200);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_is_written_as_http_wants_it),
		cmocka_unit_test(
		    a_copy_is_fresh_no_longer_than_the_thing_itself),
		cmocka_unit_test(a_client_that_has_it_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
