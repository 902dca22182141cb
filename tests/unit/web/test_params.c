/* SPDX-License-Identifier: BSD-2-Clause */
/* Queries and forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/request.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct arena *a;
static struct web_params p;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	p = (struct web_params){ NULL, 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* The pairs as "name=value;", so that a whole list is one string. */
static const char *
listed(void)
{
	const char *out = "";

	for (size_t i = 0; i < p.n; i++)
		out = arena_printf(a, "%s%s=%s;", out,
		    arena_str(a, p.at[i].name), arena_str(a, p.at[i].value));
	return out;
}

static void
queries_are_split_and_decoded(void **state)
{
	static const struct {
		const char *name;
		const char *query;
		bool plus;
		const char *want;
	} cases[] = {
		{ "empty", "", false, "" },
		{ "one", "a=b", false, "a=b;" },
		{ "two", "a=b&c=d", false, "a=b;c=d;" },
		{ "no value", "a&b=", false, "a=;b=;" },
		{ "no name", "=x", false, "=x;" },
		{ "empty pieces", "&&a=b&&", false, "a=b;" },
		{ "'=' in a value", "message=MII==&x=1", false,
		    "message=MII==;x=1;" },
		{ "percent", "%61%3D=%26%25", false, "a==&%;" },
		{ "plus kept", "m=a+b", false, "m=a+b;" },
		{ "plus a space", "m=a+b", true, "m=a b;" },
		{ "the same name twice", "a=1&a=2", false, "a=1;a=2;" },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		print_message("# %s\n", cases[i].name);
		assert_int_equal(web_params_parse(span_of_str(cases[i].query),
				     cases[i].plus, a, &p, &e),
		    0);
		assert_string_equal(listed(), cases[i].want);
	}
}

static void
broken_percent_is_malformed(void **state)
{
	static const char *const cases[] = { "a=%", "a=%4", "a=%zz", "%g0=b",
		"a=b&c=%" };

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_int_equal(web_params_parse(span_of_str(cases[i]), false,
				     a, &p, &e),
		    -1);
		assert_int_equal(e.kind, ERR_MALFORMED);
		assert_int_equal(p.n, 0);
	}
}

static void
a_failure_names_the_parameter(void **state)
{
	(void)state;
	assert_int_equal(web_params_parse(span_of_str("a=b&c=%"), false, a, &p,
			     &e),
	    -1);
	assert_non_null(strstr(e.text, "value of parameter 2"));
}

static void
more_than_the_most_is_malformed(void **state)
{
	const char *query = "";

	(void)state;
	for (size_t i = 0; i < WEB_PARAMS_MOST; i++)
		query = arena_printf(a, "%sa=1&", query);
	assert_int_equal(web_params_parse(span_of_str(query), false, a, &p, &e),
	    0);
	assert_int_equal(p.n, WEB_PARAMS_MOST);
	query = arena_printf(a, "%sb", query);
	assert_int_equal(web_params_parse(span_of_str(query), false, a, &p, &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
}

static void
the_first_of_a_name_is_got(void **state)
{
	(void)state;
	assert_int_equal(web_params_parse(span_of_str("ab=0&a=1&a=2&A=3"),
			     false, a, &p, &e),
	    0);
	assert_true(span_equal(*web_params_get(&p, "a"), span_of_str("1")));
	assert_true(span_equal(*web_params_get(&p, "A"), span_of_str("3")));
	assert_null(web_params_get(&p, "b"));
	assert_null(web_params_get(&p, ""));
}

static void
nul_bytes_stay_in_a_value(void **state)
{
	(void)state;
	assert_int_equal(web_params_parse(span_of_str("a=x%00y"), false, a, &p,
			     &e),
	    0);
	assert_true(span_equal(*web_params_get(&p, "a"), span_of("x\0y", 3)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(queries_are_split_and_decoded,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(broken_percent_is_malformed,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_failure_names_the_parameter,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(more_than_the_most_is_malformed,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_first_of_a_name_is_got,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(nul_bytes_stay_in_a_value,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
