/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory of the process: zeroed, bounded, wiped, and an end when it is out. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

static void
memory_comes_zeroed(void **state)
{
	static const uint8_t zero[1000];
	uint8_t *p = mem_alloc(sizeof(zero));

	assert_memory_equal(p, zero, sizeof(zero));
	free(p);
	p = mem_array(10, 100);
	assert_memory_equal(p, zero, sizeof(zero));
	free(p);
	(void)state;
}

static void
no_bytes_are_a_place_too(void **state)
{
	void *p = mem_alloc(0), *q = mem_array(0, 8);

	assert_non_null(p);
	assert_non_null(q);
	p = mem_resize(p, 0, 0);
	assert_non_null(p);
	free(p);
	free(q);
	(void)state;
}

static void
resize_keeps_what_is_there(void **state)
{
	char *p = mem_strdup("abc");

	p = mem_resize(p, 1000, 10);
	assert_string_equal(p, "abc");
	free(p);
	(void)state;
}

static void
printed_text_is_whole(void **state)
{
	char *p = mem_printf("%s-%04d-%s", "a", 17, "");

	assert_string_equal(p, "a-0017-");
	free(p);
	(void)state;
}

static void
wiped_bytes_are_zero_and_no_others(void **state)
{
	char bytes[] = "abcdef";

	mem_wipe(bytes + 1, 3);
	assert_memory_equal(bytes, "a\0\0\0ef", 7);
	mem_wipe(bytes, 0);
	assert_int_equal(bytes[0], 'a');
	mem_wipe(NULL, 0);
	(void)state;
}

/* Whether a child that runs body never comes back from it; quietly. */
static bool
ends_in(void (*body)(void))
{
	const struct rlimit no_core = { 0, 0 };
	int status = 0;
	pid_t child = fork();

	assert_int_not_equal(child, -1);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		/* cmocka catches it otherwise */
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		body();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status != 0;
}

static void
ask_for_more_than_a_size_holds(void)
{
	volatile size_t n = SIZE_MAX / 2;
	void *p = mem_resize(NULL, n, 4);

	free(p);
}

static void
come_back(void)
{
}

static void
hand_over_nothing(void)
{
	mem_must(NULL);
}

static void
running_out_ends_the_process(void **state)
{
	assert_false(ends_in(come_back));
	assert_true(ends_in(ask_for_more_than_a_size_holds));
	assert_true(ends_in(hand_over_nothing));
	(void)state;
}

static void
must_hands_through_what_is_there(void **state)
{
	char c;

	assert_ptr_equal(mem_must(&c), &c);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_comes_zeroed),
		cmocka_unit_test(no_bytes_are_a_place_too),
		cmocka_unit_test(resize_keeps_what_is_there),
		cmocka_unit_test(printed_text_is_whole),
		cmocka_unit_test(wiped_bytes_are_zero_and_no_others),
		cmocka_unit_test(running_out_ends_the_process),
		cmocka_unit_test(must_hands_through_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
