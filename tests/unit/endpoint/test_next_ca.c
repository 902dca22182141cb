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
	assert_int_equal(ra_next_ca_drop(s->ra, &s->by, &s->connector, &e), 0);
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

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(it_is_announced_while_there_is_a_next_ca),
		T(it_is_signed_by_the_ra_that_the_device_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
