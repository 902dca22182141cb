/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of cards: where they run, where they break, and their words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "admin/chart.h"
#include "web/response.h"

static struct arena *a;
static struct web_response *res;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	res = web_response_new(a);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* The page that shows it, as the only card. */
static const char *
drawn(const struct chart *c)
{
	struct view *v = view_new(a, TEMPLATES);
	struct err e;

	chart_show(c, a, view_add(v, "Figures"));
	if (view_render(v, "page/profiles.cs", res, &e) == -1)
		fail_msg("%s", e.text);
	return buf_str(&res->body);
}

static unsigned int
lines(const char *page)
{
	unsigned int n = 0;

	while ((page = strstr(page, "<polyline")) != NULL) {
		page++;
		n++;
	}
	return n;
}

static void
a_line_goes_from_edge_to_edge_of_its_box(void **state)
{
	const struct chart c = {
		.values = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 },
		.class = "good",
		.words = "Orders",
	};
	const char *page = drawn(&c);

	(void)state;
	assert_int_equal(lines(page), 1);
	assert_non_null(strstr(page, "points=\"0.0,31.0 "));
	assert_non_null(strstr(page, " 140.0,1.0\""));
	assert_non_null(strstr(page, "class=\"chart good\""));
	assert_non_null(strstr(page,
	    "aria-label=\"Orders, each of the last 14 days: 0, 1, 2, 3, 4, 5, "
	    "6, 7, 8, 9, 10, 11, 12, 13\""));
}

static void
days_without_a_value_break_the_line(void **state)
{
	const struct chart c = {
		.values = { -1, 50, 100, -1, 0, -1, -1, -1, -1, -1, -1, -1, -1,
		    100 },
		.top = 100,
		.words = "Per cent",
		.decimals = 1,
	};
	const char *page = drawn(&c);

	(void)state;
	assert_int_equal(lines(page), 3);
	assert_non_null(strstr(page, "points=\"10.8,16.0 21.5,1.0\""));
	/* A day alone is a dot. */
	assert_non_null(strstr(page, "class=\"dot\""));
	assert_non_null(strstr(page, "points=\"43.1,31.0 43.1,31.0\""));
	assert_non_null(strstr(page, "days: none, 50.0, 100.0, none, 0.0,"));
}

static void
nothing_is_a_flat_line_or_none(void **state)
{
	struct chart c = { .words = "Orders" };
	const char *page = drawn(&c);

	(void)state;
	assert_int_equal(lines(page), 1);
	assert_null(strstr(page, "nan"));
	for (int i = 0; i < CHART_DAYS; i++)
		c.values[i] = -1;
	page = drawn(&c);
	assert_int_equal(lines(page), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_line_goes_from_edge_to_edge_of_its_box),
		TEST(days_without_a_value_break_the_line),
		TEST(nothing_is_a_flat_line_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
