/* SPDX-License-Identifier: BSD-2-Clause */
/* A profile whose CA answers by itself, without the RA. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "device.h"
#include "ra/next_ca.h"

static struct site *s;
static struct lab *lab;
static struct err e;
static struct uuid profile;

static int
set_up(void **state)
{
	const struct connector_draft ca = { .name = "RSA CA",
		.kind = "local",
		.key_type = "rsa:2048" };
	struct profile_draft d;

	(void)state;
	s = site_new();
	lab = lab_new();
	e = (struct err){ 0 };
	d = site_draft(s, "Routers");
	if (ra_connector_create(s->ra, &s->by, &ca, &d.connector, &e) == -1)
		fail_msg("%s", e.text);
	site_add(s, d, &profile);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	site_free(s);
	return 0;
}

/* Of the version that is on record. */
static int
answer_by(bool ca, uint64_t version)
{
	const struct ra_profile *p = site_profile(s, "routers");
	struct profile_draft d = site_draft(s, "Routers");

	d.connector = p->connector_id;
	d.by_ca = ca;
	return ra_profile_change(s->ra, &s->by, &profile, version, &d, &e);
}

static void
the_ca_alone_is_given_and_answers(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply reply;
	struct answer r;

	(void)state;
	assert_int_equal(answer_by(true, 1), 0);
	r = ask(s, "GET", "/scep/routers", "operation=GetCACert",
	    span_of(NULL, 0));
	assert_int_equal(r.status, 200);
	assert_string_equal(r.content_type, "application/x-x509-ca-cert");
	assert_true(span_equal(r.body, site_profile(s, "routers")->ca->der));
	reply = device_enroll(s, "routers", &d);
	assert_int_equal(reply.status, SCEP_SUCCESS);
	assert_true(span_equal(reply.certs[0].issuer,
	    site_profile(s, "routers")->ca->subject));
}

/* Sealed to the RA before, to the CA before: both are answered. */
static void
who_knows_the_other_still_is_answered(void **state)
{
	struct draft d = device_draft(lab->device);
	struct sent *to_ra, *to_ca;
	struct answer r;

	(void)state;
	to_ra = device_message(s, "routers", &d);
	assert_int_equal(answer_by(true, 1), 0);
	r = ask(s, "POST", "/scep/routers", "operation=PKIOperation",
	    to_ra->der);
	assert_int_equal(device_read(s, to_ra, &r).status, SCEP_SUCCESS);
	d.transaction_id = "another";
	d.subject = "/CN=another";
	to_ca = device_message(s, "routers", &d);
	r = ask(s, "POST", "/scep/routers", "operation=PKIOperation",
	    to_ca->der);
	assert_int_equal(device_read(s, to_ca, &r).status, SCEP_SUCCESS);
	/* What was sealed to the CA is not for the RA alone. */
	assert_int_equal(answer_by(false, 2), 0);
	d.transaction_id = "a third";
	d.subject = "/CN=a third";
	assert_int_equal(device_enroll(s, "routers", &d).status, SCEP_SUCCESS);
}

static void
a_ca_whose_key_opens_nothing_does_not(void **state)
{
	struct profile_draft d = site_draft(s, "Scanners");

	(void)state;
	d.by_ca = true;
	assert_int_equal(ra_profile_create(s->ra, &s->by, &d, &profile, &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "ec:p256"));
	assert_non_null(strstr(e.text, "have the RA answer"));
}

/* Else devices would be turned away from the take-over on. */
static void
nor_does_one_that_is_to_take_over(void **state)
{
	const struct uuid connector = site_profile(s, "routers")->connector_id;
	struct next_ca_draft next = {
		.from_ms = clock_ms() + 30 * CLOCK_DAY_MS,
		.key_type = "ec:p256",
	};

	(void)state;
	assert_int_equal(answer_by(true, 1), 0);
	assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &connector, &next,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "'Routers'"));
	assert_int_equal(answer_by(false, 2), 0);
	assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &connector, &next,
			     &e),
	    0);
	assert_int_equal(answer_by(true, 3), -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "next CA"));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(the_ca_alone_is_given_and_answers),
		T(who_knows_the_other_still_is_answered),
		T(a_ca_whose_key_opens_nothing_does_not),
		T(nor_does_one_that_is_to_take_over),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
