/* SPDX-License-Identifier: BSD-2-Clause */
/* What the system's log gets, by a socket of our own in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

static char directory[] = "/tmp/scepgate-log.XXXXXX";
static char *path;
static int daemon_fd;
static char caught[8192];
static char told[8192]; /* on standard error */

static void
start_daemon(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	unlink(path);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	daemon_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_not_equal(daemon_fd, -1);
	assert_int_equal(bind(daemon_fd, (void *)&at, sizeof(at)), 0);
}

static const char *
receive(void)
{
	ssize_t n = recv(daemon_fd, caught, sizeof(caught) - 1, 0);

	caught[n > 0 ? n : 0] = '\0';
	return caught;
}

/* Log an event; what of it comes to standard error is in `told`. */
static void
log_caught(enum log_level level, const char *value)
{
	FILE *file = tmpfile();
	int real = dup(STDERR_FILENO);
	ssize_t n;

	assert_non_null(file);
	dup2(fileno(file), STDERR_FILENO);
	log_event(level, "e", "v", value, NULL);
	dup2(real, STDERR_FILENO);
	close(real);
	n = pread(fileno(file), told, sizeof(told) - 1, 0);
	told[n > 0 ? n : 0] = '\0';
	fclose(file);
}

static void
a_line_is_a_datagram_of_the_daemons_facility(void **state)
{
	static const struct {
		enum log_level level;
		const char *priority;
	} cases[] = {
		{ LOG_LEVEL_ERR, "<27>" },
		{ LOG_LEVEL_WARNING, "<28>" },
		{ LOG_LEVEL_NOTICE, "<29>" },
		{ LOG_LEVEL_INFO, "<30>" },
		{ LOG_LEVEL_DEBUG, "<31>" },
	};
	char *ident = mem_printf("test[%ld]: time=2", (long)getpid());

	log_route(LOG_TO_SYSLOG, LOG_FORMAT_TEXT, path);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		log_caught(cases[i].level, "x\ny");
		receive();
		assert_memory_equal(caught, cases[i].priority, 4);
		/* What daemons take for the program. */
		assert_memory_equal(caught + 4, ident, strlen(ident));
		assert_non_null(strstr(caught, " event=e v=\"x\\ny\""));
		assert_null(strchr(caught, '\n'));
		assert_string_equal(told, "");
	}
	free(ident);
	(void)state;
}

static void
both_get_the_same_line(void **state)
{
	log_route(LOG_TO_BOTH, LOG_FORMAT_JSON, path);
	log_caught(LOG_LEVEL_INFO, "1");
	assert_non_null(strstr(receive(), ": {\"time\":\"2"));
	assert_memory_equal(told, strstr(caught, "{\"time"), strlen(told) - 1);
	assert_string_equal(told + strlen(told) - 9, "\"v\":\"1\"}\n");
	(void)state;
}

static void
standard_error_alone_leaves_the_daemon_alone(void **state)
{
	log_route(LOG_TO_STDERR, LOG_FORMAT_TEXT, path);
	log_caught(LOG_LEVEL_INFO, "1");
	assert_string_equal(receive(), "");
	assert_non_null(strstr(told, " event=e v=1\n"));
	(void)state;
}

static void
the_longest_line_arrives(void **state)
{
	char *value = mem_alloc(5000);

	memset(value, 'v', 4999);
	value[4999] = '\0';
	log_route(LOG_TO_SYSLOG, LOG_FORMAT_TEXT, path);
	log_caught(LOG_LEVEL_INFO, value);
	assert_true(strlen(receive()) > 4000);
	assert_int_equal(caught[strlen(caught) - 1], '"');
	assert_string_equal(told, "");
	free(value);
	(void)state;
}

static void
a_daemon_that_is_away_loses_no_line_and_is_found_again(void **state)
{
	log_route(LOG_TO_SYSLOG, LOG_FORMAT_TEXT, path);
	close(daemon_fd);
	log_caught(LOG_LEVEL_INFO, "away");
	assert_non_null(strstr(told, " event=e v=away\n"));
	start_daemon();
	log_caught(LOG_LEVEL_INFO, "back");
	assert_non_null(strstr(receive(), " event=e v=back"));
	assert_string_equal(told, "");
	(void)state;
}

static void
a_daemon_that_hangs_loses_no_line_and_holds_nobody_up(void **state)
{
	int64_t started = clock_us();
	int n;

	log_route(LOG_TO_SYSLOG, LOG_FORMAT_TEXT, path);
	told[0] = '\0';
	for (n = 0; n < 100000 && told[0] == '\0'; n++)
		log_caught(LOG_LEVEL_INFO, "much");
	assert_non_null(strstr(told, " event=e v=much\n"));
	started = clock_us();
	log_caught(LOG_LEVEL_INFO, "more");
	assert_true(clock_us() - started < 5 * 1000 * 1000);
	assert_non_null(strstr(told, " event=e v=more\n"));
	(void)state;
}

static int
set_up(void **state)
{
	assert_non_null(mkdtemp(directory));
	path = mem_printf("%s/log", directory);
	start_daemon();
	(void)state;
	return 0;
}

static int
tear_down(void **state)
{
	close(daemon_fd);
	unlink(path);
	rmdir(directory);
	free(path);
	(void)state;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_datagram_of_the_daemons_facility),
		cmocka_unit_test(both_get_the_same_line),
		cmocka_unit_test(standard_error_alone_leaves_the_daemon_alone),
		cmocka_unit_test(the_longest_line_arrives),
		cmocka_unit_test(
		    a_daemon_that_is_away_loses_no_line_and_is_found_again),
		cmocka_unit_test(
		    a_daemon_that_hangs_loses_no_line_and_holds_nobody_up),
	};

	log_init("test", LOG_LEVEL_DEBUG);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
