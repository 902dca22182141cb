/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory of a request. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void
pieces_are_zeroed_aligned_and_apart(void **state)
{
	static const uint8_t zero[4096];
	struct arena *a = arena_new();
	uint8_t *pieces[300];
	size_t i, k, size;
	int round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 300; i++) {
			size = i * 37 % 4096;
			pieces[i] = arena_alloc(a, size);
			assert_int_equal((uintptr_t)pieces[i] %
				alignof(max_align_t),
			    0);
			assert_memory_equal(pieces[i], zero, size);
			memset(pieces[i], (int)(i % 255 + 1), size);
		}
		for (i = 0; i < 300; i++) {
			for (k = 0; k < i * 37 % 4096; k++)
				assert_int_equal(pieces[i][k], i % 255 + 1);
		}
		arena_reset(a);
	}
	arena_free(a);
	(void)state;
}

static void
large_piece_does_not_close_the_block(void **state)
{
	static const size_t large = 10 * 1024 * 1024;
	struct arena *a = arena_new();
	uint8_t *before, *piece, *after;

	before = arena_alloc(a, 16);
	piece = arena_alloc(a, large);
	piece[0] = piece[large - 1] = 1;
	after = arena_alloc(a, 16);
#ifndef ARENA_BLOCK_SIZE
	assert_ptr_equal(after, before + 16);
#endif
	before[0] = after[0] = 1;
	arena_free(a);
	(void)state;
}

static void
copies_are_copies(void **state)
{
	struct arena *a = arena_new();
	char text[] = "abc";
	char *copy = arena_strdup(a, text);
	char *str = arena_str(a, span_of("abcdef", 3));
	struct span s = arena_span(a, span_of_str(text));
	struct span none = arena_span(a, span_of(NULL, 0));

	text[0] = 'x';
	assert_string_equal(copy, "abc");
	assert_string_equal(str, "abc");
	assert_true(span_equal(s, span_of_str("abc")));
	assert_int_equal(none.len, 0);
	assert_string_equal(arena_str(a, span_of(NULL, 0)), "");
	arena_free(a);
	(void)state;
}

static void
printed_text_may_be_long(void **state)
{
	struct arena *a = arena_new();
	char *text = arena_printf(a, "%s|%0*d", "x", 100000, 7);

	assert_int_equal(strlen(text), 100002);
	assert_int_equal(text[100001], '7');
	assert_string_equal(arena_printf(a, "%s", ""), "");
	arena_free(a);
	(void)state;
}

/* What of a text did not fit is not found in the pieces that come then. */
static void
a_text_beyond_the_block_leaves_it_zeroed(void **state)
{
	static const size_t near_end = 65536 - 64;
	static const uint8_t zero[16];
	struct arena *a = arena_new();
	char *text;

	(void)arena_alloc(a, near_end);
	text = arena_printf(a, "%s%0*d", "a secret", 200, 7);
	assert_memory_equal(text, "a secret000", 11);
	assert_int_equal(strlen(text), 208);
	for (int i = 0; i < 8; i++)
		assert_memory_equal(arena_alloc(a, 16), zero, 16);
	/* To its last byte. */
	arena_reset(a);
	(void)arena_alloc(a, near_end);
	text = arena_printf(a, "%0*d", 63, 7);
	assert_int_equal(strlen(text), 63);
	text = arena_printf(a, "%d", 8);
	assert_string_equal(text, "8");
	arena_free(a);
	(void)state;
}

static char called[8];

static void
note(void *letter)
{
	size_t len = strlen(called);

	called[len] = *(const char *)letter;
	called[len + 1] = '\0';
}

static void
calls_come_last_registered_first_and_once(void **state)
{
	struct arena *a = arena_new();

	called[0] = '\0';
	/* The letters lie in the arena: they must still be there. */
	arena_on_free(a, note, arena_strdup(a, "a"));
	arena_on_free(a, note, arena_strdup(a, "b"));
	arena_reset(a);
	assert_string_equal(called, "ba");
	arena_on_free(a, note, arena_strdup(a, "c"));
	arena_free(a);
	assert_string_equal(called, "bac");
	(void)state;
}

static void
foreign_memory_is_freed_with_the_arena(void **state)
{
	struct arena *a = arena_new();

	arena_on_free(a, free, strdup("a leak would be reported"));
	arena_free(a);
	(void)state;
}

/* The first block stays: the second request is in the place of the first. */
static void
reset_wipes_and_keeps_the_first_block(void **state)
{
	struct arena *a = arena_new();
	uint8_t *first = arena_alloc(a, 64), *again;

	memset(first, 0x5a, 64);
	arena_alloc(a, 1000000);
	arena_reset(a);
	again = arena_alloc(a, 64);
#ifndef ARENA_BLOCK_SIZE
	assert_ptr_equal(again, first);
#endif
	assert_int_equal(again[0], 0);
	assert_int_equal(again[63], 0);
	arena_free(a);
	(void)state;
}

static void
no_arena_is_freed_in_peace(void **state)
{
	arena_free(NULL);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(large_piece_does_not_close_the_block),
		cmocka_unit_test(copies_are_copies),
		cmocka_unit_test(printed_text_may_be_long),
		cmocka_unit_test(a_text_beyond_the_block_leaves_it_zeroed),
		cmocka_unit_test(calls_come_last_registered_first_and_once),
		cmocka_unit_test(foreign_memory_is_freed_with_the_arena),
		cmocka_unit_test(reset_wipes_and_keeps_the_first_block),
		cmocka_unit_test(no_arena_is_freed_in_peace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
