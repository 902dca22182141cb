/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers and their heads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/response.h"
#include "web/status.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct arena *a;
static struct web_response *res;
static struct buf head;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	res = web_response_new(a);
	buf_init(&head, 100000);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	buf_clear(&head);
	arena_free(a);
	return 0;
}

static const char *
head_text(void)
{
	web_response_head(res, &head);
	return buf_str(&head);
}

static void
an_empty_answer_is_200_with_length_0(void **state)
{
	(void)state;
	assert_string_equal(head_text(),
	    "Status: 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static void
the_type_stands_as_it_was_given(void **state)
{
	(void)state;
	res->content_type = "application/x-x509-ca-cert";
	buf_add_str(&res->body, "12345");
	assert_string_equal(head_text(),
	    "Status: 200 OK\r\n"
	    "Content-Type: application/x-x509-ca-cert\r\n"
	    "Content-Length: 5\r\n\r\n");
}

static void
a_text_is_one_line(void **state)
{
	(void)state;
	buf_add_str(&res->body, "what was there before");
	web_answer_text(res, 404, "there is no such profile");
	assert_int_equal(res->status, 404);
	assert_string_equal(buf_str(&res->body), "there is no such profile\n");
	assert_string_equal(head_text(),
	    "Status: 404 Not Found\r\n"
	    "Content-Type: text/plain\r\nContent-Length: 25\r\n\r\n");
}

static void
a_header_set_again_is_replaced(void **state)
{
	(void)state;
	web_header_set(res, "Allow", "GET");
	web_header_set(res, "allow", "POST");
	assert_int_equal(res->header_count, 1);
	assert_string_equal(web_header_get(res, "ALLOW"), "POST");
	assert_null(web_header_get(res, "Location"));
}

static void
values_with_controls_are_dropped(void **state)
{
	static const char *const bad[] = { "a\r\nSet-Cookie: x=1", "a\nb",
		"a\rb", "a\tb", "a\x7f", "\xff" };

	(void)state;
	for (size_t i = 0; i < N(bad); i++)
		web_header_set(res, "Location", bad[i]);
	assert_int_equal(res->header_count, 0);
}

static void
more_headers_than_there_is_room_for_are_dropped(void **state)
{
	const size_t room = N(res->headers);

	(void)state;
	for (size_t i = 0; i < room + 3; i++)
		web_header_set(res, arena_printf(a, "X-%zu", i), "1");
	assert_int_equal(res->header_count, room);
	/* One that is there can still change. */
	web_header_set(res, "X-3", "2");
	assert_string_equal(web_header_get(res, "X-3"), "2");
}

static void
a_body_that_outgrew_its_limit_is_a_500(void **state)
{
	(void)state;
	web_header_set(res, "Location", "/x");
	while (!res->body.full)
		buf_add_str(&res->body, "0123456789012345678901234567890123");
	assert_non_null(strstr(head_text(), "Status: 500 "));
	assert_null(strstr(buf_str(&head), "Location"));
	assert_true(res->body.len < 100);
}

static void
see_other_has_a_location(void **state)
{
	(void)state;
	web_answer_see_other(res, "/admin/orders?a=b");
	assert_int_equal(res->status, 303);
	assert_string_equal(web_header_get(res, "Location"),
	    "/admin/orders?a=b");
}

static void
a_file_is_kept_under_its_name(void **state)
{
	(void)state;
	web_answer_file(res, a, "application/pkix-cert", "a-ca.cer",
	    span_of("\x30\x00\x31", 3));
	assert_int_equal(res->status, 200);
	assert_string_equal(res->content_type, "application/pkix-cert");
	assert_string_equal(web_header_get(res, "Content-Disposition"),
	    "attachment; filename=\"a-ca.cer\"");
	assert_true(
	    span_equal(buf_span(&res->body), span_of("\x30\x00\x31", 3)));
}

static void
pages_take_scripts_from_our_files_alone(void **state)
{
	const char *policy;

	(void)state;
	web_answer_secure(res);
	policy = web_header_get(res, "Content-Security-Policy");
	assert_non_null(strstr(policy, "default-src 'none'"));
	assert_non_null(strstr(policy, "form-action 'self'"));
	assert_non_null(strstr(policy, "frame-ancestors 'none'"));
	assert_non_null(strstr(policy, "base-uri 'none'"));
	assert_null(strstr(policy, "unsafe"));
	assert_non_null(strstr(policy, "script-src 'self';"));
	assert_string_equal(web_header_get(res, "X-Content-Type-Options"),
	    "nosniff");
	assert_string_equal(web_header_get(res, "Referrer-Policy"),
	    "no-referrer");
	assert_string_equal(web_header_get(res, "Cache-Control"), "no-store");
}

static void
every_kind_of_failure_has_a_named_status(void **state)
{
	(void)state;
	for (int kind = 0; kind < ERR__COUNT; kind++) {
		int status = web_status_of((enum err_kind)kind);

		assert_in_range(status, 400, 599);
		assert_string_not_equal(web_status_name(status), "Unknown");
	}
	assert_int_equal(web_status_of(ERR_MALFORMED), 400);
	assert_int_equal(web_status_of(ERR_DENIED), 403);
	assert_int_equal(web_status_of(ERR_NOT_FOUND), 404);
	assert_int_equal(web_status_of(ERR_CONFLICT), 409);
	assert_int_equal(web_status_of(ERR_UNAVAILABLE), 503);
	assert_int_equal(web_status_of(ERR_INTERNAL), 500);
	assert_int_equal(web_status_of((enum err_kind)ERR__COUNT), 500);
	assert_string_equal(web_status_name(418), "Unknown");
}

static void
sentences_have_a_capital_and_a_full_stop(void **state)
{
	(void)state;
	assert_string_equal(web_sentence(a, "a name is missing"),
	    "A name is missing.");
	assert_string_equal(web_sentence(a, "Done."), "Done.");
	assert_string_equal(web_sentence(a, "why?"), "Why?");
	assert_string_equal(web_sentence(a, "'x' is taken"), "'x' is taken.");
	assert_string_equal(web_sentence(a, ""), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    an_empty_answer_is_200_with_length_0, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_type_stands_as_it_was_given,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_text_is_one_line, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(a_header_set_again_is_replaced,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    values_with_controls_are_dropped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    more_headers_than_there_is_room_for_are_dropped, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_body_that_outgrew_its_limit_is_a_500, set_up, tear_down),
		cmocka_unit_test_setup_teardown(see_other_has_a_location,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_is_kept_under_its_name,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    pages_take_scripts_from_our_files_alone, set_up, tear_down),
		cmocka_unit_test(every_kind_of_failure_has_a_named_status),
		cmocka_unit_test_setup_teardown(
		    sentences_have_a_capital_and_a_full_stop, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
