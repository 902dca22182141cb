/* SPDX-License-Identifier: BSD-2-Clause */
/* What lists look like, for people and for programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tool/table.h"

static const char *const columns[] = { "NAME", "WHAT", "REASON", NULL };

static struct arena *a;
static struct table *t;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	t = table_new(a, columns);
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
add(const char *name, const char *what, const char *reason)
{
	const char *cells[] = { name, what, reason };

	table_row(t, cells);
}

static void
prints(bool tabs, const char *want)
{
	char *have = NULL;
	size_t len;
	FILE *f = open_memstream(&have, &len);

	assert_non_null(f);
	table_print(t, tabs, f);
	fclose(f);
	assert_string_equal(have, want);
	free(have);
}

static void
columns_are_as_wide_as_what_is_in_them(void **state)
{
	(void)state;
	add("a", "much longer", "x");
	add("longest", "b", "y");
	prints(false,
	    "NAME     WHAT         REASON\n"
	    "a        much longer  x\n"
	    "longest  b            y\n");
}

static void
characters_are_counted_and_not_bytes(void **state)
{
	(void)state;
	add("\303\234ber", "x", "1");
	add("Uber", "x", "2");
	prints(false,
	    "NAME  WHAT  REASON\n"
	    "\303\234ber  x     1\n"
	    "Uber  x     2\n");
}

/* A stranger's name of 4 KB must not push the next column out of sight. */
static void
a_long_cell_is_cut_for_people_only(void **state)
{
	char name[401], want[2000], shown[400];

	(void)state;
	/* 200 letters of two bytes. */
	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = i % 2 == 0 ? '\303' : '\234';
	name[sizeof(name) - 1] = '\0';
	snprintf(shown, sizeof(shown), "%.234s...", name);
	add("a", name, name);
	add("b", "x", "y");
	snprintf(want, sizeof(want),
	    "NAME  %-*s  REASON\n"
	    "a     %s  %s\n"
	    "b     %-*s  y\n",
	    120, "WHAT", shown, name, 120, "x");
	prints(false, want);
	snprintf(want, sizeof(want), "a\t%s\t%s\nb\tx\ty\n", name, name);
	prints(true, want);
}

static void
an_empty_cell_keeps_its_place(void **state)
{
	(void)state;
	add("a", NULL, "");
	prints(false,
	    "NAME  WHAT  REASON\n"
	    "a     -     -\n");
	prints(true, "a\t\t\n");
}

static void
an_empty_list_prints_nothing(void **state)
{
	(void)state;
	prints(false, "");
	prints(true, "");
}

static void
controls_do_not_reach_the_terminal(void **state)
{
	(void)state;
	add("a\033[31m", "b\tc\n", "\377");
	prints(true,
	    "a\357\277\275[31m\tb\357\277\275c\357\277\275\t"
	    "\357\277\275\n");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(columns_are_as_wide_as_what_is_in_them),
		TEST(characters_are_counted_and_not_bytes),
		TEST(a_long_cell_is_cut_for_people_only),
		TEST(an_empty_cell_keeps_its_place),
		TEST(an_empty_list_prints_nothing),
		TEST(controls_do_not_reach_the_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
