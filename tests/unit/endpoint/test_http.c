/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations over HTTP: which there are, and what HTTP says to the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "device.h"
#include "endpoint/call.h"
#include "scep/reply.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define PATH "/scep/routers"

static struct site *s;

static int
set_up(void **state)
{
	struct profile_draft d;

	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	d = site_draft(s, "Old");
	d.level = LEVEL_LEGACY;
	site_add(s, d, NULL);
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

static struct answer
get(const char *path, const char *query)
{
	return ask(s, "GET", path, query, span_of("", 0));
}

static const struct {
	const char *method;
	const char *path;
	const char *query;
	int status;
	const char *says; /* in the body; NULL: any */
	const char *allow;
} requests[] = {
	{ "GET", PATH, "operation=GetCACaps", 200, NULL, NULL },
	{ "HEAD", PATH, "operation=GetCACaps", 200, NULL, NULL },
	{ "GET", PATH, "operation=GETCACAPS&message=", 200, NULL, NULL },
	{ "GET", PATH, "operation=getcacert&message=CAIdentifier", 200, NULL,
	    NULL },
	{ "GET", PATH, "message=0&operation=GetCACert", 200, NULL, NULL },
	{ "GET", PATH, "operation=%47etCACert", 200, NULL, NULL },
	{ "GET", PATH, "operation=GetCACertChain", 200, NULL, NULL },
	{ "GET", PATH "/mscep.dll", "operation=GetCACert", 200, NULL, NULL },
	{ "GET", PATH, "operation=GetNextCACert", 404, "no next CA certificate",
	    NULL },
	{ "GET", PATH, "", 400, "wants an operation", NULL },
	{ "GET", PATH, "operation=", 400, "wants an operation", NULL },
	{ "GET", PATH, "operation=GetCA", 400, "unknown", NULL },
	{ "GET", PATH, "operation=GetCACaps%00", 400, "unknown", NULL },
	{ "GET", PATH, "operation=GetCACapsX", 400, "unknown", NULL },
	{ "GET", PATH, "operation=%zz", 400, "%", NULL },
	{ "POST", PATH, "operation=GetCACaps", 405, "GET, HEAD", "GET, HEAD" },
	{ "POST", PATH, "operation=GetCACert", 405, "GET, HEAD", "GET, HEAD" },
	{ "HEAD", PATH, "operation=PKIOperation", 405, "GET, POST",
	    "GET, POST" },
	{ "PUT", PATH, "operation=PKIOperation", 405, "GET, POST",
	    "GET, POST" },
	{ "PUT", PATH, "operation=GetCACaps", 405, "GET, HEAD", "GET, HEAD" },
	{ "DELETE", PATH, "operation=getcacert", 405, "GET, HEAD",
	    "GET, HEAD" },
	{ "PUT", PATH, "operation=GetCA", 405, "POST", "GET, HEAD, POST" },
	{ "DELETE", PATH, "", 405, "POST", "GET, HEAD, POST" },
	{ "GET", PATH, "operation=PKIOperation", 400, "'message'", NULL },
	{ "GET", PATH, "operation=PKIOperation&message=", 400, "'message'",
	    NULL },
	{ "GET", PATH, "operation=PKIOperation&message=%3d%3d", 400, NULL,
	    NULL },
	{ "GET", PATH, "operation=PKIOperation&message=!!!!", 400, "message",
	    NULL },
	{ "GET", PATH, "operation=PKIOperation&message=AAAA", 400, NULL, NULL },
	{ "POST", PATH, "operation=PKIOperation", 400, "macOS", NULL },
	{ "GET", "/scep/asleep", "operation=GetCACaps", 403, "inactive", NULL },
	{ "POST", "/scep/asleep", "operation=PKIOperation", 403, "inactive",
	    NULL },
	{ "GET", "/scep/nobody", "operation=GetCACaps", 404, "no such profile",
	    NULL },
	{ "PUT", "/scep/nobody", "operation=GetCACaps", 404, "no such profile",
	    NULL },
	{ "GET", "/scep", "operation=GetCACaps", 404, "/scep/", NULL },
	{ "GET", "/", "", 404, NULL, NULL },
};

static void
each_request_gets_the_status_that_the_protocol_gives_it(void **state)
{
	struct answer r;
	size_t i;

	(void)state;
	for (i = 0; i < N(requests); i++) {
		r = ask(s, requests[i].method, requests[i].path,
		    requests[i].query, span_of("", 0));
		if (r.status != requests[i].status)
			fail_msg("%s %s?%s: got %d, want %d: %s",
			    requests[i].method, requests[i].path,
			    requests[i].query, r.status, requests[i].status,
			    r.text);
		if (requests[i].says != NULL &&
		    strstr(r.text, requests[i].says) == NULL)
			fail_msg("%s %s?%s: %s", requests[i].method,
			    requests[i].path, requests[i].query, r.text);
		if (requests[i].allow != NULL)
			assert_string_equal(r.allow, requests[i].allow);
		else
			assert_null(r.allow);
		/* One line of text. */
		if (r.status != 200) {
			assert_string_equal(r.content_type, "text/plain");
			assert_true(strlen(r.text) == r.body.len);
			assert_true(strchr(r.text, '\n') == NULL ||
			    strchr(r.text, '\n')[1] == '\0');
		}
	}
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
}

/* A cache must not go on saying that there is no next CA. */
static void
what_is_not_to_be_kept_says_so(void **state)
{
	struct answer r;

	(void)state;
	for (size_t i = 0; i < N(requests); i++) {
		r = ask(s, requests[i].method, requests[i].path,
		    requests[i].query, span_of("", 0));
		assert_non_null(r.cache);
		if (r.status != 200)
			assert_string_equal(r.cache, "no-store");
	}
	assert_string_equal(get(PATH, "operation=GetCACert").cache,
	    "public, max-age=0");
	site_prepare_next_ca(s, 30);
	r = get(PATH, "operation=GetNextCACert");
	assert_int_equal(r.status, 200);
	assert_string_equal(r.cache, "no-store");
}

static void
a_body_beyond_the_limit_is_413(void **state)
{
	struct answer r = ask_too_large(s, PATH);

	(void)state;
	assert_int_equal(r.status, 413);
	assert_string_equal(r.content_type, "text/plain");
}

/* 32 KiB have to be taken: the message of an RSA key with many names. */
static void
a_url_beyond_the_limit_is_414(void **state)
{
	char *pad = arena_alloc(s->a, 50000);
	struct answer r;

	(void)state;
	memset(pad, 'x', 50000);
	pad[32768] = '\0';
	r = get(PATH,
	    arena_printf(s->a, "operation=GetCACaps&message=%s", pad));
	assert_int_equal(r.status, 200);
	pad[32768] = 'x';
	pad[49999] = '\0';
	r = get(PATH,
	    arena_printf(s->a, "operation=GetCACaps&message=%s", pad));
	assert_int_equal(r.status, 414);
	assert_string_equal(r.content_type, "text/plain");
	assert_non_null(strstr(r.text, "send the message by POST"));
}

static void
capabilities_follow_the_level(void **state)
{
	struct answer r = get(PATH, "operation=GetCACaps");

	(void)state;
	assert_string_equal(r.content_type, "text/plain");
	assert_string_equal(r.text, scep_caps(LEVEL_MODERN, false));
	assert_null(strstr(r.text, "DES3"));
	r = get("/scep/old", "operation=GetCACaps");
	assert_string_equal(r.text, scep_caps(LEVEL_LEGACY, false));
	assert_non_null(strstr(r.text, "DES3"));
}

static void
the_ra_comes_first_and_then_its_ca(void **state)
{
	const struct ra_profile *p = site_profile(s, "routers");
	struct answer r = get(PATH, "operation=GetCACert");
	struct scep_ca ca;
	struct err e = { 0 };

	(void)state;
	assert_string_equal(r.content_type, "application/x-x509-ca-ra-cert");
	assert_int_equal(scep_ca_parse(r.body, s->a, &ca, &e), 0);
	assert_int_equal(ca.n, 2);
	assert_true(span_equal(ca.all[0].der, p->ra->der));
	assert_true(span_equal(ca.all[1].der, p->ca->der));
	assert_true(
	    span_equal(get(PATH, "operation=GetCACertChain").body, r.body));
}

/* And who asks each time has what changed at once. */
static void
what_a_device_has_is_not_sent_again(void **state)
{
	static const char *const queries[] = { "operation=GetCACaps",
		"operation=GetCACert" };
	struct answer first, again;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		first = get(PATH, queries[i]);
		assert_int_equal(first.status, 200);
		assert_non_null(first.etag);
		assert_string_equal(first.cache, "public, max-age=0");
		again = ask_again(s, PATH, queries[i], first.etag);
		assert_int_equal(again.status, 304);
		assert_int_equal(again.body.len, 0);
		again = ask_again(s, PATH, queries[i], "\"of another day\"");
		assert_int_equal(again.status, 200);
		assert_true(span_equal(again.body, first.body));
	}
}

static void
a_root_that_answers_by_itself_comes_alone(void **state)
{
	struct ra_profile p = *site_profile(s, "routers");
	const char *type;
	struct err e = { 0 };
	struct scep_ca ca;
	struct span body;
	struct cert chain;

	(void)state;
	p.ra = p.ca;
	assert_int_equal(ca_cert_body(&p, s->a, &type, &body, &e), 0);
	assert_string_equal(type, "application/x-x509-ca-cert");
	assert_true(span_equal(body, p.ca->der));
	/* With a chain: behind the CA. */
	p = *site_profile(s, "routers");
	chain = *p.ca;
	p.chain = &chain;
	p.chain_count = 1;
	assert_int_equal(ca_cert_body(&p, s->a, &type, &body, &e), 0);
	assert_int_equal(scep_ca_parse(body, s->a, &ca, &e), 0);
	assert_int_equal(ca.n, 3);
}

static void
old_devices_name_the_profile_as_the_ca_identifier(void **state)
{
	static const char cgi[] = "/cgi-bin/pkiclient.exe";
	struct answer r;

	(void)state;
	r = get(cgi, "operation=GetCACaps&message=old");
	assert_string_equal(r.text, scep_caps(LEVEL_LEGACY, false));
	assert_int_equal(get(cgi, "operation=GetCACert&message=routers").status,
	    200);
	assert_int_equal(get(cgi, "operation=GetCACert&message=asleep").status,
	    403);
	/* Two are active: which is meant? */
	r = get(cgi, "operation=GetCACert&message=nobody");
	assert_int_equal(r.status, 404);
	assert_non_null(strstr(r.text, "which profile"));
	assert_int_equal(get(cgi, "operation=GetCACert").status, 404);
}

static void
trouble_of_ours_is_503_and_says_no_more(void **state)
{
	char id[UUID_TEXT_LEN + 1];
	struct err e = { 0 };
	struct answer r;

	(void)state;
	uuid_format(&s->connector, id);
	assert_int_equal(file_write(arena_printf(s->a,
					"%s/connectors/%s/ca.key", s->state,
					id),
			     span_of_str("none"), 0600, &e),
	    0);
	r = get(PATH, "operation=GetCACaps");
	assert_int_equal(r.status, 503);
	assert_non_null(r.retry_after);
	assert_null(strstr(r.text, s->state));
	assert_null(strstr(r.text, "ca.key"));
	assert_non_null(strstr(r.text, "0190a1b2"));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(each_request_gets_the_status_that_the_protocol_gives_it),
		TEST(what_is_not_to_be_kept_says_so),
		TEST(a_body_beyond_the_limit_is_413),
		TEST(a_url_beyond_the_limit_is_414),
		TEST(capabilities_follow_the_level),
		TEST(the_ra_comes_first_and_then_its_ca),
		TEST(what_a_device_has_is_not_sent_again),
		TEST(a_root_that_answers_by_itself_comes_alone),
		TEST(old_devices_name_the_profile_as_the_ca_identifier),
		TEST(trouble_of_ours_is_503_and_says_no_more),
	};

	/* The refusals are what is wanted here: not in the log. */
	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
