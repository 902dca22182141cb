/* SPDX-License-Identifier: BSD-2-Clause */
/* GetNextCACert, RFC 8894 section 4.7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "device.h"
#include "ra/next_ca.h"

#define PATH "/scep/routers"

static struct site *s;
static struct err e;
static const struct span whichever;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	site_add(s, site_draft(s, "Routers"), NULL);
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
get(const char *query)
{
	return ask(s, "GET", PATH, query, span_of(NULL, 0));
}

static bool
is_announced(void)
{
	struct answer caps = get("operation=GetCACaps");

	assert_int_equal(caps.status, 200);
	return strstr(caps.text, "GetNextCACert\n") != NULL;
}

static void
it_is_announced_while_there_is_a_next_ca(void **state)
{
	(void)state;
	assert_false(is_announced());
	assert_int_equal(get("operation=GetNextCACert").status, 404);
	site_prepare_next_ca(s, 30);
	assert_true(is_announced());
	assert_int_equal(get("operation=GetNextCACert").status, 200);
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector,
			     whichever, &e),
	    0);
	assert_false(is_announced());
	assert_int_equal(get("operation=GetNextCACert").status, 404);
}

static void
it_is_signed_by_the_ra_that_the_device_knows(void **state)
{
	const struct ra_profile *p;
	struct cms_signed outer, inner;
	struct answer answer;
	struct key *k = NULL;

	(void)state;
	site_prepare_next_ca(s, 30);
	p = site_profile(s, "routers");
	answer = get("operation=GetNextCACert&message=0");
	assert_string_equal(answer.content_type,
	    "application/x-x509-next-ca-cert");
	if (cms_signed_parse(answer.body, true, s->a, &outer, &e) == -1 ||
	    key_from_spki(p->ra->spki, &k, &e) == -1 ||
	    cms_signed_verify(&outer, k, &e) == -1)
		fail_msg("%s", e.text);
	key_free(k);
	assert_true(span_equal(outer.signer.der, p->ra->der));

	/* What GetCACert brings when its time has come: RA and CA. */
	assert_int_equal(cms_signed_parse(outer.content, false, s->a, &inner,
			     &e),
	    0);
	assert_int_equal(inner.cert_count, 2);
	assert_true(span_equal(inner.certs[0], p->next_ra->der));
	assert_true(span_equal(inner.certs[1], p->next_ca->der));
}

/* RFC 8894 section 3.3.2.1: what stands beside it is its own CA. */
static void
a_certificate_of_the_ca_before_comes_with_that_ca(void **state)
{
	struct secret *word = secret_new(span_of_str(SITE_CHALLENGE));
	struct key *k = site_key();
	struct draft d = device_draft(k);
	struct scep_client_reply r;
	struct answer answer;
	struct span former;
	struct sent *sent;

	(void)state;
	former = site_profile(s, "routers")->ca->der;
	sent = device_message(s, "routers", &d);
	sent->password = word;
	answer = ask(s, "POST", PATH, "operation=PKIOperation", sent->der);
	assert_int_equal(device_read(s, sent, &answer).status, SCEP_SUCCESS);
	site_prepare_next_ca(s, 30);
	site_bring_next_ca_forward(s, &s->connector);
	assert_false(span_equal(site_profile(s, "routers")->ca->der, former));

	/* The answer was lost, and the request is sent again. */
	answer = ask(s, "POST", PATH, "operation=PKIOperation", sent->der);
	r = device_read(s, sent, &answer);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_int_equal(r.n, 2);
	assert_true(span_equal(r.certs[1].der, former));
	assert_true(cert_is_issued_by(&r.certs[0], &r.certs[1]));
	key_free(k);
	secret_free(word);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(it_is_announced_while_there_is_a_next_ca),
		T(it_is_signed_by_the_ra_that_the_device_knows),
		T(a_certificate_of_the_ca_before_comes_with_that_ca),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
