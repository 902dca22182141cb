/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies and their limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/body.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

/* A stream of `left` bytes that gives at most `chunk` at a time. */
struct stream {
	size_t left;
	size_t chunk;
	size_t given;
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

static size_t
give(void *arg, uint8_t *at, size_t len)
{
	struct stream *s = arg;
	size_t n = len < s->chunk ? len : s->chunk;

	if (n > s->left)
		n = s->left;
	for (size_t i = 0; i < n; i++)
		at[i] = (uint8_t)((s->given + i) % 251);
	s->left -= n;
	s->given += n;
	return n;
}

static void
bodies_within_the_limit_are_kept(void **state)
{
	static const struct {
		const char *name;
		size_t size;
		size_t chunk;
		int64_t announced;
		size_t limit;
		bool too_large;
	} cases[] = {
		{ "none", 0, 10, -1, 100, false },
		{ "none announced", 0, 10, 0, 100, false },
		{ "small", 50, 1000, 50, 100, false },
		{ "small, byte by byte", 50, 1, 50, 100, false },
		{ "not announced", 50, 7, -1, 100, false },
		{ "the limit", 100, 7, 100, 100, false },
		{ "the limit, not announced", 100, 7, -1, 100, false },
		{ "one more", 101, 7, 101, 100, true },
		{ "one more, not announced", 101, 7, -1, 100, true },
		{ "more than announced", 101, 7, 10, 100, true },
		{ "less than announced", 10, 7, 90, 100, false },
		{ "several chunks of ours", 100000, 65536, 100000, 200000,
		    false },
		{ "much more", 1000000, 65536, -1, 200000, true },
		{ "announced too large, nothing comes", 0, 1, 1000, 100, true },
	};
	struct web_request req;
	struct stream s;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		print_message("# %s\n", cases[i].name);
		req = (struct web_request){ .arena = a };
		s = (struct stream){ cases[i].size, cases[i].chunk, 0 };
		web_body_read(give, &s, cases[i].announced, cases[i].limit,
		    &req);
		assert_int_equal(req.body_too_large, cases[i].too_large);
		assert_int_equal(req.body_cut,
		    !cases[i].too_large &&
			(int64_t)cases[i].size < cases[i].announced);
		/* What nobody wants is read all the same. */
		assert_int_equal(s.left, 0);
		assert_int_equal(req.body.len,
		    cases[i].too_large ? 0 : cases[i].size);
		for (size_t j = 0; j < req.body.len; j++)
			assert_int_equal(req.body.at[j], j % 251);
	}
}

static void
an_endless_body_is_given_up(void **state)
{
	struct web_request req = { .arena = a };
	struct stream s = { SIZE_MAX, 1024 * 1024, 0 };

	(void)state;
	web_body_read(give, &s, -1, 100, &req);
	assert_true(req.body_too_large);
	assert_true(s.given < (size_t)80 * 1024 * 1024);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_within_the_limit_are_kept),
		cmocka_unit_test(an_endless_body_is_given_up),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
