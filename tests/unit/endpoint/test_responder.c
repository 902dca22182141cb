/* SPDX-License-Identifier: BSD-2-Clause */
/* OCSP over HTTP: RFC 6960 appendix A, RFC 5019 section 6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../ra/ocsp_kit.h"
#include "base/text.h"
#include "device.h"
#include "ra/revocation.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct site *s;
static struct err e;
static struct uuid device;

static const struct cert *
ca(void)
{
	return site_profile(s, "routers")->ca;
}

static int
set_up(void **state)
{
	struct enrollment en;
	struct outcome out;
	struct key *key = site_key();

	(void)state;
	e = (struct err){ 0 };
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	en = site_request(s, key, "T1", "router 7");
	out = site_enroll(s, "routers", &en);
	assert_true(uuid_from_span(
	    span_of(site_order(s, &out.order)->certificate_id.data, 16),
	    &device));
	key_free(key);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static struct span
request(size_t nonce)
{
	const Certificate *c = site_certificate(s, &device);

	return ocsp_kit_ask(s->a, ca(), DIGEST_SHA1,
	    span_of(c->serial.data, c->serial.len), nonce);
}

static const char *
path_with(const char *rest)
{
	return arena_printf(s->a, "/ocsp/%s%s", uuid_text(s->a, &s->connector),
	    rest);
}

/* The path of a GET, encoded whole as RFC 6960 wants it. */
static const char *
path_of(struct span der)
{
	const char *text = text_base64(s->a, der);

	return path_with(
	    arena_printf(s->a, "/%s", text_percent_encode(s->a, text)));
}

static struct answer
post(struct span der)
{
	return ask(s, "POST", path_with(""), "", der);
}

static struct answer
get(const char *path)
{
	return ask(s, "GET", path, "", span_of("", 0));
}

static struct ocsp_said
said(const struct answer *a)
{
	assert_int_equal(a->status, 200);
	assert_string_equal(a->content_type, "application/ocsp-response");
	return ocsp_kit_read(ca(), a->body);
}

static void
a_post_is_answered_and_its_nonce_echoed(void **state)
{
	struct answer a = post(request(16));

	(void)state;
	assert_int_equal(said(&a).status, OCSP_GOOD);
	assert_true(said(&a).has_nonce);
	assert_string_equal(a.cache, "no-store");
	a = post(request(0));
	assert_false(said(&a).has_nonce);
	a = ask(s, "POST", path_with("/"), "", request(0));
	assert_int_equal(said(&a).status, OCSP_GOOD);
}

static void
a_get_is_kept_on_the_way_and_asked_about(void **state)
{
	const char *path = path_of(request(0));
	struct answer first = get(path), again;

	(void)state;
	assert_int_equal(said(&first).status, OCSP_GOOD);
	assert_string_equal(first.cache, "public, max-age=600");
	again = ask_again(s, path, "", first.etag);
	assert_int_equal(again.status, 304);
	assert_int_equal(again.body.len, 0);
	assert_int_equal(ask(s, "HEAD", path, "", span_of("", 0)).status, 200);
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &device, 1, &e),
	    0);
	again = ask_again(s, path, "", first.etag);
	assert_int_equal(said(&again).status, OCSP_REVOKED);
	assert_int_equal(said(&again).reason, 1);
	again = get(path_of(request(20)));
	assert_string_equal(again.cache, "no-store");
	assert_null(again.etag);
}

/* Clients differ in what of the base64 they encode. */
static void
a_get_is_read_however_it_is_encoded(void **state)
{
	static const char *const pads[] = { "", "=", "%3D", "%3d" };
	const char *text;
	struct answer a;
	size_t len;

	(void)state;
	for (size_t nonce = 1; nonce < 60; nonce++) {
		text = text_base64(s->a, request(nonce));
		a = get(path_with(arena_printf(s->a, "/%s", text)));
		assert_int_equal(said(&a).status, OCSP_GOOD);
		a = get(path_with(arena_printf(s->a, "//%s", text)));
		assert_int_equal(said(&a).status, OCSP_GOOD);
		a = get(path_of(request(nonce)));
		assert_int_equal(said(&a).status, OCSP_GOOD);
		len = strcspn(text, "=");
		if (strcmp(text + len, "=") != 0)
			continue;
		text = arena_str(s->a, span_of(text, len));
		for (size_t i = 0; i < N(pads); i++) {
			a = get(path_with(
			    arena_printf(s->a, "/%s%s", text, pads[i])));
			assert_int_equal(said(&a).status, OCSP_GOOD);
		}
	}
}

static void
what_is_wrong_is_told_in_ocsp(void **state)
{
	struct answer a;

	(void)state;
	a = post(span_of("hello", 5));
	assert_int_equal(said(&a).response, OCSP_MALFORMED_REQUEST);
	assert_string_equal(a.cache, "no-store");
	a = post(span_of("", 0));
	assert_int_equal(said(&a).response, OCSP_MALFORMED_REQUEST);
	a = get(path_with("/%zz"));
	assert_int_equal(said(&a).response, OCSP_MALFORMED_REQUEST);
	a = get(path_with("/!!!!"));
	assert_int_equal(said(&a).response, OCSP_MALFORMED_REQUEST);
	a = ask_too_large(s, path_with(""));
	assert_int_equal(said(&a).response, OCSP_MALFORMED_REQUEST);
	/* A certificate of another CA: the RA has another name and key. */
	a = post(ocsp_kit_ask(s->a, site_profile(s, "routers")->ra,
	    DIGEST_SHA256, span_of("\x01", 1), 0));
	assert_int_equal(said(&a).response, OCSP_UNAUTHORIZED);
}

static void
what_is_not_there_is_told_in_a_line(void **state)
{
	struct uuid nobody = uuid_new();
	const char *paths[] = { "/ocsp/", "/ocsp/x", "/ocsp/%2e/MA",
		arena_printf(s->a, "/ocsp/%s", uuid_text(s->a, &nobody)) };
	struct answer a;

	(void)state;
	for (size_t i = 0; i < N(paths); i++) {
		a = ask(s, "POST", paths[i], "", request(0));
		assert_int_equal(a.status, 404);
		assert_string_equal(a.content_type, "text/plain");
	}
	assert_int_equal(ask(s, "POST", path_with("/x"), "", request(0)).status,
	    404);
	a = get(path_with(""));
	assert_int_equal(a.status, 400);
	a = ask(s, "DELETE", path_with(""), "", span_of("", 0));
	assert_int_equal(a.status, 405);
	assert_string_equal(a.allow, "GET, HEAD, POST");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_post_is_answered_and_its_nonce_echoed),
		TEST(a_get_is_kept_on_the_way_and_asked_about),
		TEST(a_get_is_read_however_it_is_encoded),
		TEST(what_is_wrong_is_told_in_ocsp),
		TEST(what_is_not_there_is_told_in_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
