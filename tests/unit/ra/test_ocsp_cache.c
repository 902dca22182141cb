/* SPDX-License-Identifier: BSD-2-Clause */
/* OCSP answers that are kept: how long, and how many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ra/ocsp_cache.h"

#define NOW INT64_C(1800000000000)
#define MINUTE (60 * INT64_C(1000))

static struct ocsp_cache *cache;
static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	cache = ocsp_cache_new();
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	ocsp_cache_free(cache);
	arena_free(a);
	return 0;
}

static struct ocsp_cache_key
key_of(const char *connector, const char *ca, const char *id)
{
	struct ocsp_asked asked = { .id = span_of_str(id) };
	Connector c;

	connector__init(&c);
	c.id = field_bytes(span_of_str(connector));
	c.ca_sha256 = field_bytes(span_of_str(ca));
	return ocsp_cache_key(&c, &asked);
}

static void
keep(const char *id, int64_t made_ms)
{
	struct ocsp_cache_key key = key_of("connector", "ca", id);
	struct ocsp_cached what = { .moves = 3,
		.made_ms = made_ms,
		.this_ms = made_ms - 10 * MINUTE,
		.next_ms = made_ms + 100 * MINUTE,
		.id = span_of_str(id),
		.der = span_of_str(id),
		.sha256 = span_of_str("hash") };

	ocsp_cache_put(cache, &key, &what);
}

static bool
finds(struct ocsp_cache_key key, int64_t now_ms, struct ocsp_cached *out)
{
	return ocsp_cache_find(cache, &key, now_ms, a, out);
}

static void
an_answer_is_kept_for_half_of_its_time(void **state)
{
	struct ocsp_cache_key key = key_of("connector", "ca", "one");
	struct ocsp_cached out;

	(void)state;
	assert_false(finds(key, NOW, &out));
	keep("one", NOW);
	assert_true(finds(key, NOW, &out));
	assert_true(span_equal(out.der, span_of_str("one")));
	assert_true(span_equal(out.sha256, span_of_str("hash")));
	assert_int_equal(out.moves, 3);
	assert_true(finds(key, NOW + 50 * MINUTE - 1, &out));
	assert_false(finds(key, NOW + 50 * MINUTE, &out));
	/* The clock was put back. */
	assert_false(finds(key, NOW - 11 * MINUTE, &out));
}

static void
connector_ca_and_cert_id_are_the_key(void **state)
{
	struct ocsp_cached out;

	(void)state;
	keep("one", NOW);
	assert_false(finds(key_of("another", "ca", "one"), NOW, &out));
	assert_false(finds(key_of("connector", "ca 2", "one"), NOW, &out));
	assert_false(finds(key_of("connector", "ca", "two"), NOW, &out));
}

static void
a_newer_answer_takes_the_place_of_its_older(void **state)
{
	struct ocsp_cache_key key = key_of("connector", "ca", "one");
	struct ocsp_cached out;

	(void)state;
	keep("one", NOW);
	keep("one", NOW + MINUTE);
	assert_true(finds(key, NOW + MINUTE, &out));
	assert_int_equal(out.made_ms, NOW + MINUTE);
	ocsp_cache_confirm(cache, &key, NOW, 9);
	assert_true(finds(key, NOW + MINUTE, &out));
	assert_int_equal(out.moves, 3);
	ocsp_cache_confirm(cache, &key, NOW + MINUTE, 9);
	ocsp_cache_confirm(cache, &key, NOW + MINUTE, 8);
	assert_true(finds(key, NOW + MINUTE, &out));
	assert_int_equal(out.moves, 9);
}

static void
there_is_an_end_and_the_oldest_give_way(void **state)
{
	unsigned int n = 3 * OCSP_CACHE_MOST, kept = 0, late = 0;
	struct ocsp_cached out;

	(void)state;
	for (unsigned int i = 0; i < n; i++)
		keep(arena_printf(a, "%u", i), NOW + i);
	for (unsigned int i = 0; i < n; i++)
		if (finds(key_of("connector", "ca", arena_printf(a, "%u", i)),
			NOW + n, &out)) {
			kept++;
			late += i >= n - OCSP_CACHE_MOST;
		}
	assert_true(kept <= OCSP_CACHE_MOST);
	assert_true(kept > OCSP_CACHE_MOST * 9 / 10);
	assert_true(late > kept / 2);
}

static unsigned int
due(int64_t now_ms)
{
	struct ocsp_cached out;
	unsigned int n = 0;
	size_t at = 0;

	for (; ocsp_cache_take_due(cache, now_ms, &at, a, &out); n++)
		assert_true(span_equal(out.id, out.der));
	return n;
}

static void
what_was_asked_for_again_is_due_at_three_eighths_once(void **state)
{
	const int64_t then = NOW + 375 * MINUTE / 10;
	struct ocsp_cached out;

	(void)state;
	keep("one", NOW);
	keep("two", NOW);
	keep("three", NOW);
	assert_int_equal(due(then), 0);
	assert_true(finds(key_of("connector", "ca", "one"), NOW, &out));
	assert_true(finds(key_of("connector", "ca", "two"), then, &out));
	assert_int_equal(due(then - 1), 0);
	assert_int_equal(due(then), 2);
	assert_int_equal(due(then), 0);
	/* Nobody signed it, and it is asked for again. */
	assert_true(finds(key_of("connector", "ca", "one"), then, &out));
	assert_int_equal(due(NOW + 50 * MINUTE), 0);
	assert_int_equal(due(then), 1);
	/* A new one is asked for by nobody yet. */
	assert_true(finds(key_of("connector", "ca", "one"), then, &out));
	keep("one", NOW);
	assert_int_equal(due(then), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_answer_is_kept_for_half_of_its_time),
		TEST(connector_ca_and_cert_id_are_the_key),
		TEST(a_newer_answer_takes_the_place_of_its_older),
		TEST(what_was_asked_for_again_is_due_at_three_eighths_once),
		TEST(there_is_an_end_and_the_oldest_give_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
