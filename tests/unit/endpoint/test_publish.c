/* SPDX-License-Identifier: BSD-2-Clause */
/* What certificates point to: CRLs and CA certificates over HTTP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "device.h"
#include "pki/crl.h"
#include "ra/revocation.h"

static struct site *s;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static const char *
path_of(const char *dir, const char *suffix)
{
	return arena_printf(s->a, "/%s/%s.%s", dir,
	    uuid_text(s->a, &s->connector), suffix);
}

static struct answer
ask_for(const char *method, const char *path)
{
	return ask(s, method, path, "", span_of("", 0));
}

static void
a_crl_is_fetched_and_asked_about(void **state)
{
	const char *path = path_of("crl", "crl");
	struct answer first = ask_for("GET", path), again;
	struct enrollment en;
	struct outcome out;
	struct key *key = site_key();
	struct uuid id;
	struct crl crl;

	(void)state;
	assert_int_equal(first.status, 200);
	assert_string_equal(first.content_type, "application/pkix-crl");
	assert_string_equal(first.cache, "public, max-age=600");
	assert_int_equal(crl_parse(first.body, &crl, &e), 0);
	again = ask_again(s, path, "", first.etag);
	assert_int_equal(again.status, 304);
	assert_int_equal(again.body.len, 0);
	assert_string_equal(again.content_type, "");
	assert_string_equal(again.etag, first.etag);
	assert_int_equal(ask_for("HEAD", path).status, 200);

	en = site_request(s, key, "T1", "router 7");
	out = site_enroll(s, "routers", &en);
	assert_true(uuid_from_span(
	    span_of(site_order(s, &out.order)->certificate_id.data, 16), &id));
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &id, 1, &e), 0);
	again = ask_again(s, path, "", first.etag);
	assert_int_equal(again.status, 200);
	assert_int_equal(crl_parse(again.body, &crl, &e), 0);
	assert_true(crl.entries.len > 0);
	key_free(key);
}

static void
a_ca_certificate_is_fetched(void **state)
{
	const char *path = path_of("ca", "cer");
	struct answer a = ask_for("GET", path);

	(void)state;
	assert_int_equal(a.status, 200);
	assert_string_equal(a.content_type, "application/pkix-cert");
	assert_true(span_equal(a.body, site_profile(s, "routers")->ca->der));
	assert_string_equal(a.cache, "public, max-age=86400");
	assert_int_equal(ask_again(s, path, "", a.etag).status, 304);
}

static const char *
place_of(const char *suffix)
{
	return arena_printf(s->a, "/crl/%s%s.crl",
	    uuid_text(s->a, &s->connector), suffix);
}

static void
what_is_not_there_is_told_in_a_line(void **state)
{
	struct uuid nobody = uuid_new();
	const char *paths[] = {
		arena_printf(s->a, "/crl/%s.crl", uuid_text(s->a, &nobody)),
		arena_printf(s->a, "/ca/%s.cer", uuid_text(s->a, &nobody)),
		path_of("crl", "cer"),
		path_of("ca", "crl"),
		path_of("crl", "crl/x"),
		"/crl/",
		"/crl/.crl",
		"/crl/x.crl",
		"/ca/%2e.cer",
		/* Places of CAs: one that there is not, and odd ones. */
		place_of("-1"),
		place_of("-0"),
		place_of("-01"),
		place_of("-"),
		place_of("-1x"),
		place_of("-1234567"),
		place_of("1"),
	};
	struct answer a;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		a = ask_for("GET", paths[i]);
		assert_int_equal(a.status, 404);
		assert_string_equal(a.content_type, "text/plain");
	}
	a = ask_for("POST", path_of("crl", "crl"));
	assert_int_equal(a.status, 405);
	assert_string_equal(a.allow, "GET, HEAD");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_crl_is_fetched_and_asked_about),
		TEST(a_ca_certificate_is_fetched),
		TEST(what_is_not_there_is_told_in_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
