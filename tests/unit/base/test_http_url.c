/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs that may stand in certificates, and those that may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/http_url.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static void
urls_that_can_be_fetched_are_taken(void **state)
{
	static const char *const good[] = {
		"http://pki.example.org",
		"https://pki.example.org/",
		"http://a",
		"http://3com.example",
		"http://pki.example.org.:80/crl/x.crl",
		"http://xn--mller-kva.de/x",
		"http://some_host:65535?a=b@c:d#e",
		"http://192.0.2.1:1/%C3%A4",
		"http://[2001:db8::1]:8080/x",
		"http://[::ffff:192.0.2.1]",
	};
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < N(good); i++)
		if (http_url_check("it", good[i], &e) == -1)
			fail_msg("%s: %s", good[i], e.text);
}

static void
of_others_it_is_said_what_is_wrong(void **state)
{
	static const struct {
		const char *url, *says;
	} bad[] = {
		{ "", "it has to begin with http:// or https://" },
		{ "pki.example.org", "begin with http://" },
		{ "ftp://a.example", "begin with http://" },
		{ "HTTP://a.example", "begin with http://" },
		{ "http:/a.example", "begin with http://" },
		{ "http://", "no host" },
		{ "http:///x", "no host" },
		{ "http://:80/x", "no host" },
		{ "https://?x", "no host" },
		{ "http://m\xc3\xbcller.de/x", "xn--" },
		{ "http://\xff/x", "xn--" },
		{ "http://a.example/m\xc3\xbcller", "percent-encode" },
		{ "http://a.example/a b", "blank" },
		{ "http://a b", "blank" },
		{ " http://a.example", "begin with" },
		{ "http://a.example/x\n", "control" },
		{ "http://a.example/\x7f", "control" },
		{ "http://user:secret@a.example", "password" },
		{ "http://user@a.example/", "password" },
		{ "http://@a.example/", "password" },
		{ "http://m\xc3\xbcller:secret@a.example", "password" },
		{ "http://user:secret/x@a.example", "port" },
		{ "http://.example", "host that can be none" },
		{ "http://-", "host that can be none" },
		{ "http://a,b/", "host that can be none" },
		{ "http://a%20b/", "host that can be none" },
		{ "http://<b>/", "host that can be none" },
		{ "http://2001:db8::1/", "port" },
		{ "http://[2001:db8::1/", "host that can be none" },
		{ "http://[pki]/", "host that can be none" },
		{ "http://[]/", "host that can be none" },
		{ "http://[::1]80/", "host that can be none" },
		{ "http://a.example:/", "from 1 to 65535" },
		{ "http://a.example:0/", "from 1 to 65535" },
		{ "http://a.example:65536", "from 1 to 65535" },
		{ "http://a.example:99999", "from 1 to 65535" },
		{ "http://a.example:4294967376", "from 1 to 65535" },
		{ "http://a.example:+80", "from 1 to 65535" },
		{ "http://a.example:80:80", "from 1 to 65535" },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < N(bad); i++) {
		e = (struct err){ 0 };
		if (http_url_check("it", bad[i].url, &e) == 0)
			fail_msg("%s is taken", bad[i].url);
		assert_int_equal(e.kind, ERR_MALFORMED);
		if (strstr(e.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].url, e.text);
		assert_null(strstr(e.text, "secret"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_that_can_be_fetched_are_taken),
		cmocka_unit_test(of_others_it_is_said_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
