/* SPDX-License-Identifier: BSD-2-Clause */
/* Clients' addresses behind proxies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/proxy.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

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

static void
lists_of_proxies_are_read(void **state)
{
	static const struct {
		const char *list;
		int rc;
		size_t n;
	} cases[] = {
		{ "", 0, 0 },
		{ "  ", 0, 0 },
		{ NULL, 0, 0 },
		{ "192.0.2.1", 0, 1 },
		{ "192.0.2.1, 2001:db8::1 ,::1", 0, 3 },
		{ "192.0.2.1,", -1, 0 },
		{ ",", -1, 0 },
		{ "proxy.example.org", -1, 0 },
		{ "192.0.2.0/24", -1, 0 },
		{ "192.0.2.256", -1, 0 },
		{ "1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,"
		  "1.1.1.8,1.1.1.9,1.1.1.10,1.1.1.11,1.1.1.12,1.1.1.13,"
		  "1.1.1.14,1.1.1.15,1.1.1.16,1.1.1.17",
		    -1, 0 },
	};
	struct web_proxies p;
	struct err e;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_int_equal(web_proxies_parse(cases[i].list, &p, &e),
		    cases[i].rc);
		if (cases[i].rc == 0)
			assert_int_equal(p.n, cases[i].n);
		else
			assert_int_equal(e.kind, ERR_MALFORMED);
	}
}

static void
only_known_proxies_are_believed(void **state)
{
	static const struct {
		const char *name;
		const char *connection;
		const char *forwarded;
		const char *want;
	} cases[] = {
		{ "no proxy", "198.51.100.7", "", "198.51.100.7" },
		{ "a stranger's claim", "198.51.100.7", "10.0.0.1",
		    "198.51.100.7" },
		{ "a proxy", "192.0.2.1", "198.51.100.7", "198.51.100.7" },
		{ "a proxy that says nothing", "192.0.2.1", "", "192.0.2.1" },
		{ "the client's own claim stays out", "192.0.2.1",
		    "10.9.9.9, 198.51.100.7", "198.51.100.7" },
		{ "two proxies", "192.0.2.1", "198.51.100.7, 2001:db8::1",
		    "198.51.100.7" },
		{ "all are proxies", "192.0.2.1", "2001:db8::1,192.0.2.1",
		    "2001:db8::1" },
		{ "a proxy, then garbage", "192.0.2.1", "198.51.100.7, what",
		    "192.0.2.1" },
		{ "with a port", "192.0.2.1", "198.51.100.7:4711",
		    "198.51.100.7" },
		{ "IPv6 with brackets", "192.0.2.1", "[2001:DB8::7]",
		    "2001:db8::7" },
		{ "IPv6 with a port", "192.0.2.1", "[2001:db8::7]:443",
		    "2001:db8::7" },
		{ "mapped IPv4 is the same proxy", "::ffff:192.0.2.1",
		    "198.51.100.7", "198.51.100.7" },
		{ "mapped IPv4 is shown as IPv4", "::ffff:198.51.100.7", "",
		    "198.51.100.7" },
		{ "a local socket", "", "198.51.100.7", "" },
		{ "no address", "un\nix", "", "un\xef\xbf\xbdix" },
		{ "empty entries", "192.0.2.1", ",,", "192.0.2.1" },
	};
	struct web_proxies p;
	struct err e;

	(void)state;
	assert_int_equal(web_proxies_parse("192.0.2.1, 2001:db8::1", &p, &e),
	    0);
	for (size_t i = 0; i < N(cases); i++) {
		print_message("# %s\n", cases[i].name);
		assert_string_equal(web_client_address(&p, cases[i].connection,
					cases[i].forwarded, a),
		    cases[i].want);
	}
}

static void
a_proxy_is_known_in_every_spelling(void **state)
{
	struct web_proxies p;
	struct err e;

	(void)state;
	assert_int_equal(web_proxies_parse("2001:db8:0:0::1", &p, &e), 0);
	assert_true(web_proxies_know(&p, "2001:DB8::1"));
	assert_false(web_proxies_know(&p, "2001:db8::2"));
	assert_false(web_proxies_know(&p, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_proxies_are_read),
		cmocka_unit_test(only_known_proxies_are_believed),
		cmocka_unit_test(a_proxy_is_known_in_every_spelling),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
