/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate.conf(5): what is read, and what is said of what cannot be. */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../connector/place.h"
#include "main/setting.h"

static char *place;
static char *file;
static struct arena *a;
static struct config c;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	place = place_new();
	file = arena_printf(a, "%s/scepgate.conf", place);
	err_clear(&e);
	unsetenv("SCEPGATE_CONFIG");
	unsetenv("SCEPGATE_STATE");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unsetenv("SCEPGATE_CONFIG");
	unsetenv("SCEPGATE_STATE");
	place_free(place);
	arena_free(a);
	return 0;
}

static int
load(const char *text)
{
	place_write(file, span_of_str(text));
	err_clear(&e);
	return config_load(file, a, &c, &e);
}

static void
must_load(const char *text)
{
	if (load(text) == -1)
		fail_msg("%s: %s", text, e.text);
}

static void
an_empty_file_leaves_all_as_it_is(void **state)
{
	(void)state;
	must_load("");
	assert_string_equal(c.state, SCEPGATE_STATEDIR);
	assert_string_equal(c.templates, SCEPGATE_TEMPLATEDIR);
	assert_string_equal(c.url, "");
	assert_string_equal(c.scep_path, "/scep");
	assert_string_equal(c.admin_path, "/admin");
	assert_string_equal(c.trusted_proxies, "");
	assert_int_equal(c.threads, 8);
	assert_int_equal(c.admin_threads, 4);
	assert_int_equal(c.body_limit, 256 * 1024);
	assert_int_equal(c.address_rate, 0);
	assert_int_equal(c.address_burst, 60);
	assert_int_equal(c.log_level, LOG_LEVEL_INFO);
	assert_int_equal(c.log_to, LOG_TO_STDERR);
	assert_int_equal(c.log_format, LOG_FORMAT_TEXT);
	assert_string_equal(c.syslog_socket, "/dev/log");
	assert_string_equal(c.file, file);
}

static void
each_setting_is_taken(void **state)
{
	(void)state;
	must_load("# a comment\n"
		  "state = \"/srv/scepgate\"\n"
		  "url = \"https://pki.example.org\"\n"
		  "scep_path = /enrol\n"
		  "admin_path = '/people/admin'\n"
		  "templates = \"/srv/with blank\"\n"
		  "threads = 16 # more\n"
		  "admin_threads = 1\n"
		  "body_limit = 1M\n"
		  "address_rate = 120\n"
		  "address_burst = 10\n"
		  "trusted_proxies = \"192.0.2.1, 2001:db8::1\"\n"
		  "log_level = debug\n"
		  "log_to = both\n"
		  "log_format = json\n"
		  "syslog_socket = \"/run/log\"\n");
	assert_string_equal(c.state, "/srv/scepgate");
	assert_string_equal(c.url, "https://pki.example.org");
	assert_string_equal(c.scep_path, "/enrol");
	assert_string_equal(c.admin_path, "/people/admin");
	assert_string_equal(c.templates, "/srv/with blank");
	assert_int_equal(c.threads, 16);
	assert_int_equal(c.admin_threads, 1);
	assert_int_equal(c.body_limit, 1024 * 1024);
	assert_int_equal(c.address_rate, 120);
	assert_int_equal(c.address_burst, 10);
	assert_string_equal(c.trusted_proxies, "192.0.2.1, 2001:db8::1");
	assert_int_equal(c.log_level, LOG_LEVEL_DEBUG);
	assert_int_equal(c.log_to, LOG_TO_BOTH);
	assert_int_equal(c.log_format, LOG_FORMAT_JSON);
	assert_string_equal(c.syslog_socket, "/run/log");
}

static void
slashes_at_the_end_do_not_count(void **state)
{
	(void)state;
	must_load("state = /srv/scepgate//\n"
		  "url = \"https://pki.example.org/\"\n"
		  "scep_path = /\n"
		  "admin_path = \"\"\n");
	assert_string_equal(c.state, "/srv/scepgate");
	assert_string_equal(c.url, "https://pki.example.org");
	assert_string_equal(c.scep_path, "");
	assert_string_equal(c.admin_path, "");
}

static void
sizes_have_units(void **state)
{
	static const struct {
		const char *text;
		size_t bytes;
	} rows[] = { { "4096", 4096 }, { "4K", 4096 }, { "300K", 307200 },
		{ "16M", 16777216 }, { "16384K", 16777216 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		must_load(arena_printf(a, "body_limit = %s\n", rows[i].text));
		assert_int_equal(c.body_limit, rows[i].bytes);
	}
}

static void
no_two_paths_are_one(void **state)
{
	(void)state;
	must_load("crl_path = /scep/crl\nca_path = /other\n");
	assert_int_equal(load("crl_path = /scep\n"), -1);
	assert_non_null(strstr(e.text,
	    "scepgate.conf: scep_path and "
	    "crl_path are both '/scep'"));
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_int_equal(load("ca_path = /ocsp/\n"), -1);
	assert_non_null(strstr(e.text, "ca_path and ocsp_path"));
	must_load("ca_path = /ocsp\nocsp_path = /ca\n");
}

/* What is wrong, and a word of what is said about it. */
static const struct {
	const char *name;
	const char *text;
	const char *want;
} bad[] = {
	{ "state from here", "state = var", "whole path" },
	{ "state empty", "state = \"\"", "whole path" },
	{ "state of all", "state = \"//\"", "directory of its own" },
	{ "url without scheme", "url = pki.example.org", "https://" },
	{ "url of another scheme", "url = \"ftp://a.example\"", "https://" },
	{ "url without host", "url = \"https://\"", "https://" },
	{ "url of an international host", "url = \"http://m\xc3\xbcller.de\"",
	    "xn--" },
	{ "url with a password", "url = \"http://a:b@c.example\"",
	    "url: the URL has a user or a password" },
	{ "url with a port that is none", "url = \"http://a.example:99999\"",
	    "from 1 to 65535" },
	{ "url with a query", "url = \"https://a.example/?x\"", "a query" },
	{ "path from here", "scep_path = scep", "/scep" },
	{ "path with a blank", "scep_path = \"/a b\"", "/scep" },
	{ "path with an empty part", "admin_path = /a//b", "/admin" },
	{ "no threads", "threads = 0", "from 1 to 64" },
	{ "too many threads", "threads = 65", "from 1 to 64" },
	{ "threads in words", "threads = many", "from 1 to 64" },
	{ "half a thread", "threads = 1.5", "from 1 to 64" },
	{ "no admin threads", "admin_threads = -1", "from 1 to 64" },
	{ "small limit", "body_limit = 4095", "from 4K to 16M" },
	{ "large limit", "body_limit = 17M", "from 4K to 16M" },
	{ "huge limit", "body_limit = 99999999999999999999K",
	    "from 4K to 16M" },
	{ "limit of another unit", "body_limit = 1G", "from 4K to 16M" },
	{ "limit without a number", "body_limit = K", "from 4K to 16M" },
	{ "proxy by name", "trusted_proxies = proxy.example", "proxy.example" },
	{ "level unknown", "log_level = all", "err, warning, notice" },
	{ "log nowhere", "log_to = file", "stderr, syslog or both" },
	{ "log format unknown", "log_format = xml", "text or json" },
	{ "socket relative", "syslog_socket = \"dev/log\"",
	    "the whole path of a socket" },
	{ "socket too long",
	    "syslog_socket = \"/0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789012345678901234567890"
	    "1234567890123456789\"",
	    "at most 107 bytes" },
	{ "setting unknown", "thread = 8", "thread" },
	{ "a quote alone", "\"", ":2: want a setting" },
	{ "a comment of C", "/* x */", ":2: want a setting" },
	{ "a comment of C that swallows", "threads = 4 /* x\nurl = \"\"\n*/",
	    ":3: want a setting" },
	{ "a section", "state {", ":2: missing equal sign" },
	{ "a list", "state = { a, b }", ":2: unexpected" },
	{ "no value", "threads =", ":2: the line ends too early" },
	{ "no setting", "= 8", ":2" },
	{ "no quote", "url = \"https://a.example", ":2" },
	{ "a blank without quotes", "state = /srv/my state",
	    "in double quotes" },
	{ "a list without quotes", "trusted_proxies = 192.0.2.1, 192.0.2.2",
	    "in double quotes" },
	{ "a tab by an escape", "state = \"/srv\\tate\"", "control character" },
	{ "a setting twice", "threads = 4\nthreads = 5",
	    ":3: threads: is set in line 2 already" },
	{ "a setting twice in one line", "threads = 4 threads = 5",
	    ":2: threads: is set in line 2 already" },
	{ "no such variable", "url = \"${SCEPGATE_NONE}\"",
	    ":2: there is no variable 'SCEPGATE_NONE'" },
	{ "no such variable without quotes", "url = ${SCEPGATE_NONE}",
	    ":2: there is no variable 'SCEPGATE_NONE'" },
	{ "no such variable in the midst",
	    "state = \"/srv/'\\\"${SCEPGATE_NONE}/x\"",
	    ":2: there is no variable 'SCEPGATE_NONE'" },
	{ "a variable that does not end", "state = \"/srv/${HOME\"",
	    ":2: there is '${' without '}'" },
	{ "bytes of Latin-1", "url = \"http://m\xfcller.example\"",
	    ":2: is no text in UTF-8" },
};

static void
what_cannot_be_is_named_with_its_line(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (load(arena_printf(a, "# line one\n%s\n", bad[i].text)) == 0)
			fail_msg("%s: was taken", bad[i].name);
		if (strstr(e.text, bad[i].want) == NULL ||
		    strstr(e.text, "scepgate.conf:") == NULL)
			fail_msg("%s: want '%s', have '%s'", bad[i].name,
			    bad[i].want, e.text);
		assert_int_equal(e.kind, ERR_MALFORMED);
	}
	assert_int_equal(load("\n\nlog_level = all\n"), -1);
	assert_non_null(strstr(e.text, "scepgate.conf:3: log_level: want"));
	assert_int_equal(
	    load("# a\n#\nthreads = 4 # b\n#\nfrobs = 4\nthreads = x\n"), -1);
	assert_non_null(strstr(e.text, "scepgate.conf:5: "));
	assert_non_null(strstr(e.text, "frobs"));
}

static void
a_variable_is_one_of_the_environment(void **state)
{
	(void)state;
	setenv("SCEPGATE_HERE", "pki.example.org", 1);
	setenv("SCEPGATE_EMPTY", "", 1);
	must_load("url = \"https://${SCEPGATE_HERE}/a\"\n");
	assert_string_equal(c.url, "https://pki.example.org/a");
	must_load("url = \"${SCEPGATE_EMPTY}\"\n");
	assert_string_equal(c.url, "");
	must_load("url = \"${SCEPGATE_NONE:-http://a.example}\"\n");
	assert_string_equal(c.url, "http://a.example");
	must_load("templates = '/srv/${SCEPGATE_NONE}'\n");
	assert_string_equal(c.templates, "/srv/${SCEPGATE_NONE}");
	must_load("templates = \"/srv/\\${SCEPGATE_NONE}\"\n");
	assert_string_equal(c.templates, "/srv/${SCEPGATE_NONE}");
	must_load("threads = 4 # ${SCEPGATE_NONE}\n# ${SCEPGATE_NONE}\n");
	must_load("threads = 4 // ${SCEPGATE_NONE}\n");
	unsetenv("SCEPGATE_HERE");
	unsetenv("SCEPGATE_EMPTY");
}

/* Editors of Windows write both. */
static void
a_mark_before_the_first_line_is_none_of_it(void **state)
{
	(void)state;
	must_load("\xef\xbb\xbfthreads = 4\r\nurl = \"http://a.example\"\r\n");
	assert_int_equal(c.threads, 4);
	assert_string_equal(c.url, "http://a.example");
	must_load("\xef\xbb\xbf# a comment\r\n\r\nthreads = 4\r\n");
	assert_int_equal(load("\xef\xbb\xbf\xef\xbb\xbfthreads = 4\n"), -1);
	assert_int_equal(load("\xef\xbb\xbf"), 0);
}

static void
a_file_that_was_named_has_to_be_there(void **state)
{
	(void)state;
	assert_int_equal(config_load("/nowhere/scepgate.conf", a, &c, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, "/nowhere/scepgate.conf"));
	setenv("SCEPGATE_CONFIG", "/nowhere/else.conf", 1);
	err_clear(&e);
	assert_int_equal(config_load(NULL, a, &c, &e), -1);
	assert_non_null(strstr(e.text, "/nowhere/else.conf"));
}

static void
one_that_may_not_be_read_is_opened_to_all(void **state)
{
	const bool root = geteuid() == 0;
	int rc;

	(void)state;
	must_load("");
	assert_int_equal(chmod(file, 0), 0);
	if (root) {
		assert_int_equal(chown(place, 1, (gid_t)-1), 0);
		assert_int_equal(seteuid(1), 0);
	}
	rc = config_load(file, a, &c, &e);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(rc, -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_non_null(strstr(e.text, "'chmod a+r "));
}

static void
a_directory_is_no_configuration(void **state)
{
	(void)state;
	assert_int_equal(config_load(place, a, &c, &e), -1);
	assert_non_null(strstr(e.text, "it is a directory"));
}

static void
bytes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	assert_int_equal(load("url = \"\377\"\n"), -1);
	place_write(file, span_of("a\0b", 3));
	assert_int_equal(config_load(file, a, &c, &e), -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
}

static void
the_option_goes_before_the_environment(void **state)
{
	const char *other = arena_printf(a, "%s/other.conf", place);

	(void)state;
	place_write(other, span_of_str("threads = 3\n"));
	place_write(file, span_of_str("threads = 2\n"));
	setenv("SCEPGATE_CONFIG", other, 1);
	assert_int_equal(config_load(NULL, a, &c, &e), 0);
	assert_int_equal(c.threads, 3);
	assert_string_equal(c.file, other);
	assert_int_equal(config_load(file, a, &c, &e), 0);
	assert_int_equal(c.threads, 2);
}

static void
the_environment_moves_the_state(void **state)
{
	(void)state;
	setenv("SCEPGATE_STATE", "/srv/other/", 1);
	must_load("state = /srv/scepgate\n");
	assert_string_equal(c.state, "/srv/other");
	setenv("SCEPGATE_STATE", "", 1);
	must_load("state = /srv/scepgate\n");
	assert_string_equal(c.state, "/srv/scepgate");
	setenv("SCEPGATE_STATE", "here", 1);
	assert_int_equal(load(""), -1);
	assert_non_null(strstr(e.text, "$SCEPGATE_STATE"));
}

static void
each_setting_has_one_row(void **state)
{
	size_t i;

	(void)state;
	assert_true(setting_count >= 10);
	for (i = 0; i < setting_count; i++)
		assert_ptr_equal(setting_find(settings[i].name), &settings[i]);
	assert_null(setting_find("frob"));
}

static void
what_certificates_point_to_is_plain_http(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "http://pki.example.org", "http://pki.example.org" },
		{ "http://pki.example.org:8080",
		    "http://pki.example.org:8080" },
		{ "https://pki.example.org", "http://pki.example.org" },
		{ "https://pki.example.org/a:b", "http://pki.example.org/a:b" },
		{ "https://pki.example.org:8443", "" },
		{ "https://[2001:db8::1]", "http://[2001:db8::1]" },
		{ "https://[2001:db8::1]:8443", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		must_load(arena_printf(a, "url = \"%s\"\n", rows[i][0]));
		assert_string_equal(config_plain_url(&c, a), rows[i][1]);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_empty_file_leaves_all_as_it_is),
		TEST(each_setting_is_taken),
		TEST(slashes_at_the_end_do_not_count),
		TEST(sizes_have_units),
		TEST(no_two_paths_are_one),
		TEST(what_cannot_be_is_named_with_its_line),
		TEST(a_variable_is_one_of_the_environment),
		TEST(a_mark_before_the_first_line_is_none_of_it),
		TEST(a_file_that_was_named_has_to_be_there),
		TEST(one_that_may_not_be_read_is_opened_to_all),
		TEST(a_directory_is_no_configuration),
		TEST(bytes_that_are_no_text_are_refused),
		TEST(the_option_goes_before_the_environment),
		TEST(the_environment_moves_the_state),
		TEST(what_certificates_point_to_is_plain_http),
		TEST(each_setting_has_one_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
