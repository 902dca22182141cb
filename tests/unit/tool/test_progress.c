/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of progress: on a terminal, and nowhere else. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tool/progress.h"

static int kept; /* standard error as it was */

static int
set_up(void **state)
{
	(void)state;
	kept = dup(STDERR_FILENO);
	return kept == -1 ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	(void)dup2(kept, STDERR_FILENO);
	close(kept);
	return 0;
}

static size_t
read_some(int fd, char *out, size_t room)
{
	ssize_t n;

	assert_true(fcntl(fd, F_SETFL, O_NONBLOCK) != -1);
	n = read(fd, out, room - 1);
	n = n < 0 ? 0 : n;
	out[n] = '\0';
	return (size_t)n;
}

static void
nothing_is_written_to_a_pipe(void **state)
{
	char have[200];
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
	progress_show("orders", 1, 10);
	progress_clear();
	assert_int_equal(read_some(fds[0], have, sizeof(have)), 0);
	close(fds[0]);
	close(fds[1]);
}

static void
a_terminal_sees_one_line_that_goes_away(void **state)
{
	int ends[2] = { posix_openpt(O_RDWR | O_NOCTTY), -1 };
	char have[400];

	(void)state;
	assert_int_equal(grantpt(ends[0]), 0);
	assert_int_equal(unlockpt(ends[0]), 0);
	ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	progress_show("orders", 7, 10);
	/* Within a moment of the other: it is not shown. */
	progress_show("orders", 8, 10);
	read_some(ends[0], have, sizeof(have));
	assert_string_equal(have, "\r\033[Korders: 7 of 10");
	progress_clear();
	progress_clear();
	read_some(ends[0], have, sizeof(have));
	assert_string_equal(have, "\r\033[K");
	usleep(250000);
	progress_show("rows", 9, 0);
	read_some(ends[0], have, sizeof(have));
	assert_string_equal(have, "\r\033[Krows: 9");
	progress_clear();
	close(ends[0]);
	close(ends[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(nothing_is_written_to_a_pipe),
		TEST(a_terminal_sees_one_line_that_goes_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
