/* SPDX-License-Identifier: BSD-2-Clause */
/* Where OpenSSL has no memory the process ends, and nothing false is said. */
#include <sys/resource.h>
#include <sys/wait.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/crypto.h>

#include "../base/sanitized.h"
#include "pki/memory.h"

/* Asks for more than there is, in a child; how that ended. */
static int
run_out(void)
{
	const struct rlimit no_core = { 0, 0 };
	struct rlimit room = { 1024 * 1024, 1024 * 1024 };
	int status = 0;
	pid_t child = fork();

	assert_int_not_equal(child, -1);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		/* cmocka catches it otherwise */
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		setrlimit(RLIMIT_AS, &room);
		_exit(OPENSSL_malloc(32 * 1024 * 1024) == NULL ? 1 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
openssl_out_of_memory_ends_the_process(void **state)
{
	(void)state;
	/* A sanitizer's memory is not that which is limited here. */
	if (!SANITIZED)
		assert_int_equal(run_out(), -SIGABRT);
}

static void
a_size_that_somebody_made_up_is_refused(void **state)
{
	(void)state;
	assert_null(OPENSSL_malloc(SIZE_MAX / 2));
}

static void
pieces_are_made_grown_and_released(void **state)
{
	char *p = OPENSSL_malloc(4);

	(void)state;
	assert_non_null(p);
	memcpy(p, "abc", 4);
	p = OPENSSL_realloc(p, 100000);
	assert_non_null(p);
	assert_string_equal(p, "abc");
	assert_null(OPENSSL_realloc(p, 0));
	assert_null(OPENSSL_malloc(0));
	OPENSSL_free(NULL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_out_of_memory_ends_the_process),
		cmocka_unit_test(a_size_that_somebody_made_up_is_refused),
		cmocka_unit_test(pieces_are_made_grown_and_released),
	};

	if (!pki_memory_must_do())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
