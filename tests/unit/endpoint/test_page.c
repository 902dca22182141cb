/* SPDX-License-Identifier: BSD-2-Clause */
/* What a person sees who opens a device's URL in a browser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/text.h"
#include "device.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define CHROME "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#define JAVA "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
#define PATH "/scep/routers"

static struct site *s;

static int
set_up(void **state)
{
	struct profile_draft d;

	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	site_add(s, site_draft(s, "Vehicles"), NULL);
	d = site_draft(s, "Asleep");
	d.active = false;
	site_add(s, d, NULL);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static void
assert_page(const struct answer *r, int status, const char *says)
{
	if (r->status != status || strstr(r->text, says) == NULL)
		fail_msg("got %d, want %d and '%s': %s", r->status, status,
		    says, r->text);
	assert_string_equal(r->content_type, "text/html; charset=utf-8");
	assert_int_equal(strncmp(r->text, "<!doctype html>", 15), 0);
	assert_non_null(strstr(r->policy, "default-src 'none'"));
	assert_null(strstr(r->policy, "unsafe"));
	assert_null(strstr(r->text, "<script"));
}

static const char *
ca_fingerprint(enum digest digest)
{
	uint8_t value[DIGEST_MOST];
	size_t n = digest_of(digest, site_profile(s, "routers")->ca->der,
	    value);

	return text_fingerprint(s->a, span_of(value, n));
}

static void
a_browser_sees_what_the_url_is_and_the_ca(void **state)
{
	struct answer r = browse(s, CHROME, PATH, "");

	(void)state;
	assert_page(&r, 200, "for devices");
	assert_page(&r, 200, "http://localhost" PATH "<");
	assert_page(&r, 200, ca_fingerprint(DIGEST_SHA256));
	assert_page(&r, 200, ca_fingerprint(DIGEST_SHA1));
	assert_page(&r, 200,
	    text_base64(s->a, site_profile(s, "routers")->ca->der));
	assert_page(&r, 200, "\"?operation=GetCACaps&amp;message=routers\"");
	r = browse(s, CHROME, PATH, "operation=&message=x");
	assert_page(&r, 200, "for devices");
}

static void
the_page_tells_no_secret_and_no_other_profile(void **state)
{
	struct answer r = browse(s, CHROME, PATH, "");

	(void)state;
	assert_null(strstr(r.text, SITE_CHALLENGE));
	assert_null(strstr(r.text, s->state));
	assert_null(strstr(r.text, "ehicles"));
	assert_null(strstr(r.text, "sleep"));
}

static void
old_urls_have_the_page_as_well(void **state)
{
	static const char *const rows[][2] = {
		{ PATH "/pkiclient.exe", "" },
		{ "/certsrv/mscep/mscep.dll/routers", "" },
		{ "/cgi-bin/pkiclient.exe", "message=routers" },
		{ "/certsrv/mscep/mscep.dll", "message=routers" },
	};
	struct answer r;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		r = browse(s, CHROME, rows[i][0], rows[i][1]);
		assert_page(&r, 200, "http://localhost" PATH "<");
	}
}

static void
a_failure_is_readable_and_keeps_its_status(void **state)
{
	static const struct {
		const char *path;
		const char *query;
		int status;
		const char *says;
	} rows[] = {
		{ "/scep/nobody", "", 404, "0x80190194" },
		{ "/scep/nobody", "operation=GetCACaps", 404, "0x80190194" },
		{ "/cgi-bin/pkiclient.exe", "", 404, "which profile" },
		{ "/scep/%3Cb%3E", "", 404, "no such profile" },
		{ "/scep/asleep", "", 403, "switched off" },
		{ PATH, "operation=Nonsense", 400, "not understood" },
		{ PATH, "operation=PKIOperation", 400, "parameter 'message'" },
	};
	struct answer r;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		r = browse(s, CHROME, rows[i].path, rows[i].query);
		assert_page(&r, rows[i].status, rows[i].says);
		assert_null(strstr(r.text, "<b>"));
	}
}

static void
devices_get_one_line_as_ever(void **state)
{
	static const char *const accepted[] = { "", "*/*", JAVA,
		"application/x-pki-message" };
	struct answer r;

	(void)state;
	for (size_t i = 0; i < N(accepted); i++) {
		r = browse(s, accepted[i], PATH, "");
		assert_int_equal(r.status, 400);
		assert_string_equal(r.content_type, "text/plain");
		assert_non_null(strstr(r.text, "wants an operation"));
		r = browse(s, accepted[i], "/scep/nobody", "");
		assert_int_equal(r.status, 404);
		assert_string_equal(r.content_type, "text/plain");
	}
}

static void
an_operation_is_answered_to_a_browser_as_to_a_device(void **state)
{
	struct answer r = browse(s, CHROME, PATH, "operation=GetCACaps");

	(void)state;
	assert_int_equal(r.status, 200);
	assert_string_equal(r.content_type, "text/plain");
	assert_null(r.policy);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_browser_sees_what_the_url_is_and_the_ca),
		TEST(the_page_tells_no_secret_and_no_other_profile),
		TEST(old_urls_have_the_page_as_well),
		TEST(a_failure_is_readable_and_keeps_its_status),
		TEST(devices_get_one_line_as_ever),
		TEST(an_operation_is_answered_to_a_browser_as_to_a_device),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
