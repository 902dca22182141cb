/* SPDX-License-Identifier: BSD-2-Clause */
/* Routes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/router.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static int
page(struct page *page, struct err *e)
{
	(void)page;
	(void)e;
	return 0;
}

static const struct web_route routes[] = {
	{ WEB_GET, "/", 0, false, page },
	{ WEB_GET, "/orders", 1, false, page },
	{ WEB_GET, "/orders/new", 1, false, page },
	{ WEB_POST, "/orders/new", 1, true, page },
	{ WEB_GET, "/orders/{id}", 1, false, page },
	{ WEB_POST, "/orders/{id}/dismiss/{reason}", 2, true, page },
};

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

static struct web_match
find(const char *prefix, enum web_method method, const char *path)
{
	const struct web_router router = { routes, N(routes), prefix };
	struct web_match m;

	web_route_find(&router, method, path, a, &m);
	return m;
}

static void
paths_lead_to_their_rows(void **state)
{
	static const struct {
		const char *prefix;
		const char *path;
		enum web_method method;
		int row; /* -1: none */
	} cases[] = {
		{ "/admin", "/admin", WEB_GET, 0 },
		{ "/admin", "/admin/", WEB_GET, 0 },
		{ "/admin", "/admin/orders", WEB_GET, 1 },
		{ "/admin", "/admin/orders", WEB_HEAD, 1 },
		{ "/admin", "/admin/orders/new", WEB_GET, 2 },
		{ "/admin", "/admin/orders/new", WEB_POST, 3 },
		{ "/admin", "/admin/orders/x", WEB_GET, 4 },
		{ "/admin", "/admin/orders/x/dismiss/y", WEB_POST, 5 },
		{ "/admin", "/administrator", WEB_GET, -1 },
		{ "/admin", "/orders", WEB_GET, -1 },
		{ "/admin", "/", WEB_GET, -1 },
		{ "/admin", "/admin/orders/", WEB_GET, -1 },
		{ "/admin", "/admin//orders", WEB_GET, -1 },
		{ "/admin", "/admin/Orders", WEB_GET, -1 },
		{ "/admin", "/admin/order", WEB_GET, -1 },
		{ "/admin", "/admin/orders/x/y", WEB_GET, -1 },
		{ "/admin", "/admin/orders/x/dismiss/", WEB_POST, -1 },
		{ "", "/", WEB_GET, 0 },
		{ "", "", WEB_GET, 0 },
		{ "", "/orders", WEB_GET, 1 },
		{ "", "//orders", WEB_GET, -1 },
		{ "/a/b", "/a/b/orders", WEB_GET, 1 },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct web_match m = find(cases[i].prefix, cases[i].method,
		    cases[i].path);

		print_message("# %s %s\n", cases[i].prefix, cases[i].path);
		if (cases[i].row == -1) {
			assert_int_equal(m.kind, WEB_MATCH_NO_PATH);
			assert_null(m.route);
		} else {
			assert_int_equal(m.kind, WEB_MATCH_FOUND);
			assert_ptr_equal(m.route, &routes[cases[i].row]);
		}
	}
}

static void
a_path_without_the_method_is_405_with_allow(void **state)
{
	static const struct {
		enum web_method method;
		const char *path;
		const char *allow;
	} cases[] = {
		{ WEB_POST, "/orders", "GET, HEAD" },
		{ WEB_OTHER, "/orders", "GET, HEAD" },
		{ WEB_GET, "/orders/x/dismiss/y", "POST" },
		{ WEB_HEAD, "/orders/x/dismiss/y", "POST" },
		{ WEB_OTHER, "/orders/new", "GET, HEAD, POST" },
		{ WEB_POST, "/orders/x", "GET, HEAD" },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct web_match m = find("", cases[i].method, cases[i].path);

		assert_int_equal(m.kind, WEB_MATCH_NO_METHOD);
		assert_string_equal(m.allow, cases[i].allow);
		assert_int_equal(m.part_count, 0);
	}
	assert_int_equal(find("", WEB_OTHER, "/nothing").kind,
	    WEB_MATCH_NO_PATH);
}

static void
parts_are_decoded_and_named(void **state)
{
	struct web_match m = find("", WEB_POST,
	    "/orders/a%2Fb%20c/dismiss/%C3%A9");

	(void)state;
	assert_int_equal(m.kind, WEB_MATCH_FOUND);
	assert_string_equal(web_match_part(&m, "id"), "a/b c");
	assert_string_equal(web_match_part(&m, "reason"), "\xc3\xa9");
	assert_null(web_match_part(&m, "i"));
}

static void
parts_that_are_no_text_match_nothing(void **state)
{
	static const char *const paths[] = { "/orders/%00", "/orders/a%0Ab",
		"/orders/%ff", "/orders/%", "/orders/%c3" };

	(void)state;
	for (size_t i = 0; i < N(paths); i++)
		assert_int_equal(find("", WEB_GET, paths[i]).kind,
		    WEB_MATCH_NO_PATH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_lead_to_their_rows),
		cmocka_unit_test(a_path_without_the_method_is_405_with_allow),
		cmocka_unit_test(parts_are_decoded_and_named),
		cmocka_unit_test(parts_that_are_no_text_match_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
