/* SPDX-License-Identifier: BSD-2-Clause */
/* Who signs OCSP answers for a local CA: issued, kept and renewed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "connector/connector.h"
#include "connector/local.h"
#include "keys.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "pki/ocsp.h"
#include "place.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define NOW INT64_C(1800000000) /* 2027-01-15 */
#define DAY (24 * 60 * 60)

static char *place;
static struct arena *a;
static struct err e;
static const struct key_type p256 = { KEY_EC, 256 };

static int
set_up(void **state)
{
	(void)state;
	keys_use();
	place = place_new();
	a = arena_new();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	place_free(place);
	return 0;
}

static struct connector_config
config(void)
{
	return (struct connector_config){ .kind = "local",
		.dir = arena_printf(a, "%s/ca", place) };
}

static struct connector *
make_ca(struct key_type t, unsigned int years)
{
	struct connector_config f = config();
	struct connector_local_draft d = { .dir = f.dir,
		.key_type = t,
		.years = years,
		.now = NOW };
	struct connector *c = NULL;

	if (name_from_text("/O=Acme/CN=Test CA", a, &d.subject, &e) == -1 ||
	    connector_local_make(&d, &e) == -1 ||
	    connector_open(&f, &c, &e) == -1)
		fail_msg("%s", e.text);
	return c;
}

static struct ocsp_signer *
signer_at(const struct connector *c, int64_t now)
{
	struct ocsp_signer *s;

	if (connector_ocsp_signer(c, now, &s, &e) == -1)
		fail_msg("%s", e.text);
	return s;
}

/* The serial number, in the arena, so that it can be compared later. */
static struct span
serial_at(const struct connector *c, int64_t now)
{
	struct ocsp_signer *s = signer_at(c, now);
	struct span serial = arena_span(a, s->cert.serial);

	ocsp_signer_free(s);
	return serial;
}

static const char *
path(void)
{
	return arena_printf(a, "%s/ca/ocsp.pem", place);
}

static void
it_may_sign_ocsp_answers_and_nothing_else(void **state)
{
	static const struct {
		struct key_type ca;
		struct key_type signer;
	} rows[] = { { { KEY_EC, 384 }, { KEY_EC, 256 } },
		{ { KEY_RSA, 3072 }, { KEY_RSA, 2048 } } };
	struct ocsp_signer *s;
	struct connector *c;
	struct span usages, no_check;
	struct der w;

	(void)state;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, OCSP_SIGNING_USAGE);
	der_close(&w);
	assert_int_equal(der_done(&w, a, &usages, &e), 0);
	for (size_t i = 0; i < N(rows); i++) {
		c = make_ca(rows[i].ca, 20);
		s = signer_at(c, NOW);
		assert_int_equal(cert_verify(&s->cert, connector_ca_public(c),
				     &e),
		    0);
		assert_string_equal(name_text(a, s->cert.subject),
		    "O=Acme,CN=Test CA,CN=OCSP signer");
		assert_int_equal(cert_key_usage(&s->cert),
		    USAGE_DIGITAL_SIGNATURE);
		assert_true(
		    span_equal(cert_extension(&s->cert, OID_EXTENDED_USAGE),
			usages));
		no_check = cert_extension(&s->cert, "1.3.6.1.5.5.7.48.1.5");
		assert_true(span_equal(no_check, span_of("\x05\x00", 2)));
		assert_false(cert_is_ca(&s->cert));
		assert_int_equal(s->cert.not_after, NOW + 90 * DAY);
		assert_int_equal(key_type_of(s->key).kind, rows[i].signer.kind);
		assert_int_equal(key_type_of(s->key).bits, rows[i].signer.bits);
		assert_true(place_has_mode(path(), 0600));
		ocsp_signer_free(s);
		connector_close(c);
		assert_int_equal(connector_forget("local", config().dir, &e),
		    0);
	}
}

static void
it_is_kept_until_a_third_of_its_time_is_left(void **state)
{
	struct connector *c = make_ca(p256, 20);
	struct span first = serial_at(c, NOW);

	(void)state;
	assert_true(span_equal(serial_at(c, NOW + 59 * DAY), first));
	assert_false(span_equal(serial_at(c, NOW + 61 * DAY), first));
	connector_close(c);
}

static void
it_ends_with_the_ca_and_is_not_renewed_in_vain(void **state)
{
	struct connector *c = make_ca(p256, 1);
	int64_t end = connector_ca(c)->not_after;
	struct span last = serial_at(c, end - 40 * DAY);
	struct ocsp_signer *s = signer_at(c, end - 1);

	(void)state;
	assert_true(span_equal(s->cert.serial, last));
	assert_int_equal(s->cert.not_after, end);
	assert_int_equal(s->due, end);
	ocsp_signer_free(s);
	assert_int_equal(connector_ocsp_signer(c, end + 1, &s, &e), -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	connector_close(c);
}

static void
what_is_no_signer_of_this_ca_is_replaced(void **state)
{
	struct connector *c = make_ca(p256, 20);
	struct connector_config f = config();
	struct span first = serial_at(c, NOW), second, third;
	struct ocsp_signer *s;

	(void)state;
	place_write(path(), span_of_str("hello\n"));
	second = serial_at(c, NOW);
	assert_false(span_equal(first, second));
	assert_int_equal(chmod(path(), 0644), 0);
	third = serial_at(c, NOW);
	assert_false(span_equal(second, third));
	assert_true(place_has_mode(path(), 0600));
	/* The CA is another one now. */
	assert_int_equal(rename(path(), arena_printf(a, "%s/kept", place)), 0);
	connector_close(c);
	assert_int_equal(connector_forget("local", f.dir, &e), 0);
	c = make_ca(p256, 20);
	assert_int_equal(rename(arena_printf(a, "%s/kept", place), path()), 0);
	assert_false(span_equal(serial_at(c, NOW), third));
	/* One that is not valid yet: the clock was wrong. */
	assert_int_equal(serial_at(c, NOW + 1000 * (int64_t)DAY).len > 0, 1);
	s = signer_at(c, NOW);
	assert_true(s->cert.not_before < NOW);
	ocsp_signer_free(s);
	connector_close(c);
}

static void
an_old_one_has_to_do_where_no_new_one_can_be_written(void **state)
{
	struct connector *c = make_ca(p256, 20);
	struct span first = serial_at(c, NOW);
	const char *dir = config().dir;
	struct ocsp_signer *s;

	(void)state;
	if (getuid() == 0) {
		connector_close(c);
		return; /* root may write everywhere */
	}
	assert_int_equal(chmod(dir, 0500), 0);
	s = signer_at(c, NOW + 70 * DAY);
	assert_true(span_equal(s->cert.serial, first));
	assert_true(s->due > NOW + 70 * DAY);
	assert_true(s->due < NOW + 71 * DAY);
	ocsp_signer_free(s);
	assert_int_equal(connector_ocsp_signer(c, NOW + 91 * DAY, &s, &e), -1);
	assert_int_equal(chmod(dir, 0700), 0);
	connector_close(c);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(it_may_sign_ocsp_answers_and_nothing_else),
		TEST(it_is_kept_until_a_third_of_its_time_is_left),
		TEST(it_ends_with_the_ca_and_is_not_renewed_in_vain),
		TEST(what_is_no_signer_of_this_ca_is_replaced),
		TEST(an_old_one_has_to_do_where_no_new_one_can_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
