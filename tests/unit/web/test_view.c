/* SPDX-License-Identifier: BSD-2-Clause */
/* Views: escaping above all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "web/response.h"
#include "web/view.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct arena *a;
static struct web_response *res;
static struct view *v;
static struct err e;
static char templates[] = "/tmp/scepgate-view.XXXXXX";

static void
write_template(const char *name, const char *text)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", templates, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static int
set_up_all(void **state)
{
	(void)state;
	return mkdtemp(templates) == NULL ? -1 : 0;
}

static int
tear_down_all(void **state)
{
	static const char *const names[] = { "t.cs", "part.cs" };
	char path[100];

	(void)state;
	for (size_t i = 0; i < N(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", templates, names[i]);
		(void)unlink(path);
	}
	return rmdir(templates);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	res = web_response_new(a);
	v = view_new(a, templates);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/*
 * ClearSilver loses 32 bytes when a template does not parse, and what happens
 * then is tested here.
 */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:cs_parse_string";
}

static const char *
rendered(const char *template)
{
	write_template("t.cs", template);
	assert_int_equal(view_render(v, "t.cs", res, &e), 0);
	return buf_str(&res->body);
}

static void
values_are_escaped_wherever_they_stand(void **state)
{
	static const char bad[] = "<script>'\"&";
	static const char good[] = "&lt;script&gt;&#39;&quot;&amp;";
	static const char *const templates_of[] = {
		"<?cs var:X ?>",
		"<?cs with:y = X ?><?cs var:y ?><?cs /with ?>",
		"<?cs each:r = Rows ?><?cs var:r.X ?><?cs /each ?>",
		"<?cs def:m(p) ?><?cs var:p ?><?cs /def ?><?cs call:m(X) ?>",
		"<?cs include:\"part.cs\" ?>",
	};

	(void)state;
	write_template("part.cs", "<?cs var:X ?>");
	view_set(v, "X", bad);
	view_set(view_add(v, "Rows"), "X", bad);
	for (size_t i = 0; i < N(templates_of); i++) {
		print_message("# %s\n", templates_of[i]);
		assert_string_equal(rendered(templates_of[i]), good);
	}
}

static void
a_page_is_html_in_utf8(void **state)
{
	(void)state;
	(void)rendered("x");
	assert_string_equal(res->content_type, "text/html; charset=utf-8");
	assert_int_equal(res->status, 200);
}

static void
values_become_clean_text(void **state)
{
	(void)state;
	view_set(v, "A",
	    "a\xff"
	    "b");
	view_set(v, "B", "a\x01\r\nb");
	view_set(v, "C", NULL);
	view_set(v, "D", "");
	assert_string_equal(rendered("<?cs var:A ?>|<?cs var:C ?>|"
				     "<?cs var:D ?>"),
	    "a\xef\xbf\xbd"
	    "b||");
	assert_null(strpbrk(rendered("<?cs var:B ?>"), "\x01\r\n"));
}

static void
lines_of_a_text_are_rows(void **state)
{
	(void)state;
	view_add_lines(v, "Lines", "one\n\n<two>\n");
	assert_string_equal(rendered("<?cs each:line = Lines ?><?cs "
				     "var:line.Text ?>\n<?cs /each ?>"),
	    "one\n\n&lt;two&gt;\n");
}

static void
rows_stand_in_their_order(void **state)
{
	struct view *row, *inner;

	(void)state;
	for (int i = 0; i < 12; i++) {
		row = view_add(v, "Rows");
		view_set_int(row, "N", i);
	}
	inner = view_add(row, "Inner");
	view_set(inner, "X", "deep");
	view_set_int(view_add(v, "Other"), "N", 99);
	view_set_int(view_add(v, "Rows"), "N", 12);
	assert_string_equal(
	    rendered("<?cs each:r = Rows ?><?cs var:r.N ?>"
		     "<?cs each:i = r.Inner ?>(<?cs var:i.X ?>)<?cs /each ?> "
		     "<?cs /each ?><?cs var:Other.0.N ?>"),
	    "0 1 2 3 4 5 6 7 8 9 10 11(deep) 12 99");
}

static void
numbers_and_times_are_written_for_people(void **state)
{
	(void)state;
	view_set_count(v, "A", 0);
	view_set_count(v, "B", 999);
	view_set_count(v, "C", 1204);
	view_set_count(v, "D", UINT64_MAX);
	view_set_int(v, "E", INT64_MIN);
	view_set_time(v, "F", INT64_C(1795512605000));
	view_set_time(v, "G", 0);
	view_set_flag(v, "H", true);
	view_set_flag(v, "I", false);
	assert_string_equal(rendered(
				"<?cs var:A ?> <?cs var:B ?> "
				"<?cs var:C ?> <?cs var:D ?> <?cs var:E ?>"),
	    "0 999 1,204 18,446,744,073,709,551,615 -9223372036854775808");
	assert_string_equal(rendered("<?cs var:F.Machine ?> "
				     "<?cs var:F.Day ?> <?cs var:F.Clock ?>|"
				     "<?cs var:G.Machine ?>|<?cs var:H ?>"
				     "<?cs var:I ?>"),
	    "2026-11-24T09:30:05Z 2026-11-24 09:30:05||1");
}

static void
trouble_of_a_template_is_placed(void **state)
{
	(void)state;
	write_template("t.cs", "<p>\n<?cs if:X ?>");
	assert_int_equal(view_render(v, "t.cs", res, &e), -1);
	assert_int_equal(e.kind, ERR_INTERNAL);
	assert_non_null(strstr(e.text, "t.cs"));
	assert_int_equal(view_render(v, "absent.cs", res, &e), -1);
	assert_non_null(strstr(e.text, "absent.cs"));
}

static void
a_page_that_is_too_large_is_marked_full(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++)
		view_set(view_add(v, "Rows"), "X", "0123456789");
	(void)rendered(
	    "<?cs each:a = Rows ?><?cs each:b = Rows ?>"
	    "<?cs each:c = Rows ?><?cs var:c.X ?><?cs /each ?><?cs /each ?>"
	    "<?cs /each ?>");
	assert_true(res->body.full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    values_are_escaped_wherever_they_stand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_page_is_html_in_utf8, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(values_become_clean_text,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(lines_of_a_text_are_rows,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(rows_stand_in_their_order,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    numbers_and_times_are_written_for_people, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(trouble_of_a_template_is_placed,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_page_that_is_too_large_is_marked_full, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
