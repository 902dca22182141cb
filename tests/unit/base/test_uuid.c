/* SPDX-License-Identifier: BSD-2-Clause */
/* Ids: their order, their form. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/uuid.h"

#define EACH 20000
#define THREADS 4

static void
made_one_after_the_other_they_ascend(void **state)
{
	struct uuid last = uuid_new(), u;
	int i;

	for (i = 0; i < EACH; i++) {
		u = uuid_new();
		assert_true(span_compare(uuid_span(&last), uuid_span(&u)) < 0);
		last = u;
	}
	(void)state;
}

/* RFC 9562 sections 4.1, 4.2 and 5.7. */
static void
version_variant_and_time_are_in_it(void **state)
{
	int64_t before = clock_ms();
	struct uuid u = uuid_new();

	assert_int_equal(u.bytes[6] >> 4, 7);
	assert_int_equal(u.bytes[8] >> 6, 2);
	/* Tests before this one may have counted into the future. */
	assert_true(uuid_ms(&u) >= before);
	assert_true(uuid_ms(&u) <= clock_ms() + 100);
	(void)state;
}

static void *
make_many(void *place)
{
	struct uuid *ids = place;
	size_t i;

	for (i = 0; i < EACH; i++)
		ids[i] = uuid_new();
	return NULL;
}

static int
compare(const void *a, const void *b)
{
	return span_compare(uuid_span(a), uuid_span(b));
}

static void
threads_make_no_twins(void **state)
{
	static struct uuid ids[THREADS][EACH];
	pthread_t threads[THREADS];
	const struct uuid *all = ids[0];
	size_t i;

	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_many,
				     ids[i]),
		    0);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	qsort(ids, THREADS * EACH, sizeof(struct uuid), compare);
	for (i = 1; i < THREADS * EACH; i++)
		assert_false(uuid_equal(&all[i - 1], &all[i]));
	(void)state;
}

static void
text_and_back_is_the_same(void **state)
{
	struct arena *a = arena_new();
	struct uuid u, back;

	assert_true(uuid_parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", &u));
	assert_memory_equal(u.bytes,
	    "\x01\x7f\x22\xe2\x79\xb0\x7c\xc3\x98\xc4\xdc\x0c\x0c\x07\x39\x8f",
	    16);
	/* RFC 9562 appendix A.6: Tuesday, February 22, 2022 2:22:22 PM */
	assert_int_equal(uuid_ms(&u), 0x017f22e279b0);
	assert_string_equal(uuid_text(a, &u),
	    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
	assert_true(uuid_parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", &back));
	assert_true(uuid_equal(&u, &back));
	arena_free(a);
	(void)state;
}

static void
other_texts_are_no_uuids(void **state)
{
	static const char *const texts[] = { "", "0", "-",
		"017f22e279b07cc398c4dc0c0c07398f",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
		" 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
		"{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
		"017f22e2-79b0-7cc3-98c4_dc0c0c07398f",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
		"017f22e2-79b0-7cc3-98c4-dc0c0c0739\xc3\xa4" };
	struct uuid u = { { 1, 2, 3 } }, before = u;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		print_message("# '%s'\n", texts[i]);
		assert_false(uuid_parse(texts[i], &u));
		assert_true(uuid_equal(&u, &before));
	}
	(void)state;
}

/* Each shorter text is looked at in a place of its own size. */
static void
cut_texts_are_not_read_beyond_their_end(void **state)
{
	static const char whole[] = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
	struct uuid u;
	size_t len;
	char *cut;

	for (len = 0; len < strlen(whole); len++) {
		cut = strndup(whole, len);
		assert_false(uuid_parse(cut, &u));
		free(cut);
	}
	(void)state;
}

static void
only_sixteen_bytes_are_one(void **state)
{
	uint8_t bytes[17] = { 1 };
	struct uuid u;

	assert_false(uuid_from_span(span_of(NULL, 0), &u));
	assert_false(uuid_from_span(span_of(bytes, 15), &u));
	assert_false(uuid_from_span(span_of(bytes, 17), &u));
	assert_true(uuid_from_span(span_of(bytes, 16), &u));
	assert_false(uuid_is_zero(&u));
	assert_true(uuid_from_span(span_of(bytes + 1, 16), &u));
	assert_true(uuid_is_zero(&u));
	(void)state;
}

/* Neither time nor counter would tell them apart. */
static void
a_child_and_its_parent_make_no_twins(void **state)
{
	const size_t random_tail = 8;
	struct uuid before = uuid_new(), ours, its;
	int ends[2], status;
	pid_t pid;

	(void)state;
	(void)before;
	assert_int_equal(pipe(ends), 0);
	if ((pid = fork()) == 0) {
		its = uuid_new();
		_exit(write(ends[1], its.bytes, sizeof(its.bytes)) !=
		    (ssize_t)sizeof(its.bytes));
	}
	assert_true(pid > 0);
	ours = uuid_new();
	assert_int_equal(read(ends[0], its.bytes, sizeof(its.bytes)),
	    sizeof(its.bytes));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_memory_not_equal(ours.bytes + random_tail,
	    its.bytes + random_tail, sizeof(its.bytes) - random_tail);
	close(ends[0]);
	close(ends[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_one_after_the_other_they_ascend),
		cmocka_unit_test(version_variant_and_time_are_in_it),
		cmocka_unit_test(threads_make_no_twins),
		cmocka_unit_test(a_child_and_its_parent_make_no_twins),
		cmocka_unit_test(text_and_back_is_the_same),
		cmocka_unit_test(other_texts_are_no_uuids),
		cmocka_unit_test(cut_texts_are_not_read_beyond_their_end),
		cmocka_unit_test(only_sixteen_bytes_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
