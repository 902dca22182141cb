/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines as the web server gets them. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

static char caught[16384];
static int real_stderr;
static FILE *file;

static void catch (void)
{
	file = tmpfile();
	assert_non_null(file);
	real_stderr = dup(STDERR_FILENO);
	assert_int_not_equal(dup2(fileno(file), STDERR_FILENO), -1);
}

/* What was written since catch(), without its time. */
static const char *
release(void)
{
	ssize_t n;

	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	n = pread(fileno(file), caught, sizeof(caught) - 1, 0);
	assert_int_not_equal(n, -1);
	caught[n] = '\0';
	fclose(file);
	if (n == 0)
		return caught;
	assert_true(n > 30);
	assert_memory_equal(caught, "time=2", 6);
	assert_memory_equal(caught + 5 + 23, "Z ", 2);
	return caught + 5 + 25;
}

static void
a_line_has_level_program_event_and_pairs(void **state)
{
	catch ();
	log_event(LOG_LEVEL_NOTICE, "order-failed", "profile", "lab", "n", "1",
	    NULL);
	assert_string_equal(release(),
	    "level=notice program=test "
	    "event=order-failed profile=lab n=1\n");
	(void)state;
}

static void
null_value_leaves_its_pair_out(void **state)
{
	catch ();
	log_event(LOG_LEVEL_ERR, "e", "a", NULL, "b", "2", NULL);
	assert_string_equal(release(), "level=err program=test event=e b=2\n");
	(void)state;
}

static void
levels_above_the_wanted_are_dropped(void **state)
{
	catch ();
	log_event(LOG_LEVEL_DEBUG, "dropped", NULL);
	assert_string_equal(release(), "");
	catch ();
	log_event(LOG_LEVEL_INFO, "kept", NULL);
	assert_string_equal(release(), "level=info program=test event=kept\n");
	(void)state;
}

/* A peer's text must not look like a pair, a line or a command of ours. */
static void
values_are_quoted_where_they_must_be(void **state)
{
	static const struct {
		const char *value, *shown;
	} cases[] = {
		{ "plain-1.2_/:;'$", "plain-1.2_/:;'$" },
		{ "", "\"\"" },
		{ "two words", "\"two words\"" },
		{ "a=b", "\"a=b\"" },
		{ "say \"x\"", "\"say \\\"x\\\"\"" },
		{ "back\\slash", "\"back\\\\slash\"" },
		{ "x\nlevel=err", "\"x\\nlevel=err\"" },
		{ "cr\r", "\"cr\\x0d\"" },
		{ "tab\t", "\"tab\\x09\"" },
		{ "esc\x1b[31m", "\"esc\\x1b[31m\"" },
		{ "del\x7f", "\"del\\x7f\"" },
		{ "c1\xc2\x9b", "\"c1\\xc2\\x9b\"" },
		{ "J\xc3\xbcrgen", "J\xc3\xbcrgen" },
		{ "\xf0\x9f\x94\x91", "\xf0\x9f\x94\x91" },
		{ "bad\xff", "\"bad\\xff\"" },
		{ "cut\xf0\x9f", "\"cut\\xf0\\x9f\"" },
		{ "over\xc0\xaf", "\"over\\xc0\\xaf\"" },
		{ "no-break\xc2\xa0", "\"no-break\xc2\xa0\"" },
		/* U+2028 ends a line, U+202E turns it round. */
		{ "line\xe2\x80\xa8", "\"line\\xe2\\x80\\xa8\"" },
		{ "turn\xe2\x80\xae", "\"turn\\xe2\\x80\\xae\"" },
	};
	char *want;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		want = mem_printf("level=info program=test event=e v=%s\n",
		    cases[i].shown);
		catch ();
		log_event(LOG_LEVEL_INFO, "e", "v", cases[i].value, NULL);
		assert_string_equal(release(), want);
		free(want);
	}
	(void)state;
}

/* Every length around the end of the line's room; two-byte characters. */
static void
long_values_are_cut_to_one_whole_line(void **state)
{
	const char *line;
	char *value;
	size_t len, k;

	for (len = 3900; len < 4200; len++) {
		value = mem_alloc(len + 4);
		for (k = 0; k + 2 <= len; k += 2)
			memcpy(value + k, "\xc3\xa4", 2);
		if (len % 3 == 0)
			value[0] = value[1] = '"';
		catch ();
		log_event(LOG_LEVEL_INFO, "e", "v", value, "w", value, "x", "1",
		    "y", "2 3", NULL);
		line = release();
		assert_true(strlen(caught) <= 4096);
		assert_int_equal(caught[strlen(caught) - 1], '\n');
		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
		assert_true(text_is_utf8(span_of_str(line)));
		assert_non_null(strstr(line, " v="));
		free(value);
	}
	(void)state;
}

/* Of this thread, and in front of what may not fit. */
static void
the_request_stands_in_each_line_of_its_thread(void **state)
{
	char *value = mem_alloc(5000);

	memset(value, 'v', 4999);
	value[4999] = '\0';
	log_request("0192-id");
	catch ();
	log_event(LOG_LEVEL_INFO, "e", "a", "1", NULL);
	assert_string_equal(release(),
	    "level=info program=test event=e request=0192-id a=1\n");
	catch ();
	log_event(LOG_LEVEL_INFO, "e", "v", value, "a", "1", NULL);
	assert_non_null(strstr(release(), " request=0192-id v=\"vvv"));
	log_request(NULL);
	catch ();
	log_event(LOG_LEVEL_INFO, "e", NULL);
	assert_string_equal(release(), "level=info program=test event=e\n");
	free(value);
	(void)state;
}

static void *
log_elsewhere(void *unused)
{
	log_event(LOG_LEVEL_INFO, "elsewhere", NULL);
	return unused;
}

static void
the_request_is_of_one_thread(void **state)
{
	pthread_t thread;

	log_request("0192-id");
	catch ();
	assert_int_equal(pthread_create(&thread, NULL, log_elsewhere, NULL), 0);
	pthread_join(thread, NULL);
	assert_string_equal(release(),
	    "level=info program=test event=elsewhere\n");
	log_request(NULL);
	(void)state;
}

static void
errno_is_kept(void **state)
{
	catch ();
	errno = ENOSPC;
	log_event(LOG_LEVEL_INFO, "e", NULL);
	assert_int_equal(errno, ENOSPC);
	release();
	(void)state;
}

/* A pipe that nobody reads; the time of more lines than it holds. */
static void
a_log_that_nobody_reads_is_not_waited_for(void **state)
{
	char text[1000];
	int64_t began;
	int ends[2];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(pipe(ends), 0);
	real_stderr = dup(STDERR_FILENO);
	assert_int_not_equal(dup2(ends[1], STDERR_FILENO), -1);
	began = clock_us();
	/* Without it the test would stand still, and say nothing. */
	alarm(20);
	for (int i = 0; i < 1000; i++)
		log_event(LOG_LEVEL_INFO, "e", "text", text, NULL);
	alarm(0);
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	assert_true(clock_us() - began < 5000000);
	close(ends[0]);
	close(ends[1]);
}

static void
a_log_that_is_closed_is_done_without(void **state)
{
	(void)state;
	real_stderr = dup(STDERR_FILENO);
	close(STDERR_FILENO);
	log_event(LOG_LEVEL_INFO, "e", NULL);
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	/* Once it is there again it is written. */
	catch ();
	log_event(LOG_LEVEL_INFO, "e", NULL);
	assert_string_equal(release(), "level=info program=test event=e\n");
}

static void
level_names_lead_back(void **state)
{
	int i;

	for (i = 0; i < LOG_LEVEL__COUNT; i++)
		assert_int_equal(log_level_parse(
				     log_level_name((enum log_level)i)),
		    i);
	assert_int_equal(log_level_parse("loud"), -1);
	assert_int_equal(log_level_parse(""), -1);
	assert_string_equal(log_level_name(LOG_LEVEL__COUNT), "unknown");
	assert_int_equal(log_target_parse("both"), LOG_TO_BOTH);
	assert_int_equal(log_target_parse("file"), -1);
	assert_int_equal(log_format_parse("json"), LOG_FORMAT_JSON);
	assert_int_equal(log_format_parse(""), -1);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_level_program_event_and_pairs),
		cmocka_unit_test(null_value_leaves_its_pair_out),
		cmocka_unit_test(levels_above_the_wanted_are_dropped),
		cmocka_unit_test(values_are_quoted_where_they_must_be),
		cmocka_unit_test(long_values_are_cut_to_one_whole_line),
		cmocka_unit_test(the_request_stands_in_each_line_of_its_thread),
		cmocka_unit_test(the_request_is_of_one_thread),
		cmocka_unit_test(errno_is_kept),
		cmocka_unit_test(a_log_that_nobody_reads_is_not_waited_for),
		cmocka_unit_test(a_log_that_is_closed_is_done_without),
		cmocka_unit_test(level_names_lead_back),
	};

	log_init("test", LOG_LEVEL_INFO);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
