/* SPDX-License-Identifier: BSD-2-Clause */
/* The RA of a local CA, renewed before its end. */
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "connector/connector.h"
#include "connector/local.h"
#include "keys.h"
#include "pki/name.h"
#include "place.h"

#define NOW INT64_C(1800000000) /* 2027-01-15 */
#define DAY (24 * 60 * 60)
#define RA_DAYS 730
/* A third of the RA's time is left, and not. */
#define EARLY (NOW + (RA_DAYS * 2 / 3 - 1) * DAY)
#define LATE (NOW + (RA_DAYS * 2 / 3 + 1) * DAY)

static char *place;
static struct arena *a;
static struct err e;

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

static const char *
in_ca(const char *name)
{
	return arena_printf(a, "%s/ca/%s", place, name);
}

static void
make(unsigned int years)
{
	struct connector_local_draft d = {
		.dir = arena_printf(a, "%s/ca", place),
		.key_type = { KEY_EC, 256 },
		.years = years,
		.now = NOW,
	};

	assert_int_equal(name_from_text("/CN=Test CA", a, &d.subject, &e), 0);
	assert_int_equal(connector_local_make(&d, &e), 0);
}

static struct connector *
open_it(void)
{
	const struct connector_config config = {
		.kind = "local",
		.dir = arena_printf(a, "%s/ca", place),
	};
	struct connector *c = NULL;

	if (connector_open(&config, &c, &e) == -1)
		fail_msg("%s", e.text);
	return c;
}

static void
renew(int64_t now)
{
	struct connector *c = open_it();

	if (connector_renew_ra(c, now, &e) == -1)
		fail_msg("%s", e.text);
	connector_close(c);
}

/* The certificates in use, copied: NULL where there is none. */
static struct span
der_of(const struct cert *c)
{
	return c != NULL ? arena_span(a, c->der) : span_of(NULL, 0);
}

static struct span
ra_now(struct span *former)
{
	struct connector *c = open_it();
	struct span ra = der_of(connector_ra(c));

	*former = der_of(connector_ra_former(c));
	connector_close(c);
	return ra;
}

static struct buf
file_of(const char *name)
{
	struct buf b;

	buf_init(&b, 65536);
	assert_int_equal(file_read(in_ca(name), &b, &e), 0);
	return b;
}

static void
it_is_due_when_a_third_of_its_time_is_left(void **state)
{
	struct connector *c;

	(void)state;
	make(20);
	c = open_it();
	assert_false(connector_ra_is_due(c, NOW));
	assert_false(connector_ra_is_due(c, EARLY));
	assert_true(connector_ra_is_due(c, LATE));
	assert_true(connector_ra_is_due(c, NOW + 2 * RA_DAYS * DAY));
	/* The CA's time is over, or has not begun. */
	assert_false(connector_ra_is_due(c, NOW + 30 * 365 * INT64_C(86400)));
	assert_false(connector_ra_is_due(c, NOW - 30 * DAY));
	connector_close(c);
}

static void
the_end_of_the_ca_is_its_own(void **state)
{
	struct span before, after, former;
	struct connector *c;

	(void)state;
	make(1);
	c = open_it();
	assert_int_equal(connector_ra(c)->not_after,
	    connector_ca(c)->not_after);
	assert_false(connector_ra_is_due(c, NOW + 364 * DAY));
	connector_close(c);
	before = ra_now(&former);
	renew(NOW + 364 * DAY);
	after = ra_now(&former);
	assert_true(span_equal(before, after));
	assert_int_equal(former.len, 0);
}

static void
one_from_a_clock_in_the_future_is_due(void **state)
{
	struct span first, former;
	struct connector *c;

	(void)state;
	make(20);
	first = ra_now(&former);
	renew(LATE);
	c = open_it();
	assert_int_equal(connector_check(c, NOW, &e), -1);
	assert_true(connector_ra_is_due(c, NOW));
	connector_close(c);
	renew(NOW);
	(void)ra_now(&former);
	assert_true(span_equal(first, former));
	c = open_it();
	assert_int_equal(connector_check(c, NOW, &e), 0);
	connector_close(c);
}

static void
a_renewal_brings_another_key_and_keeps_the_former(void **state)
{
	struct span before, after, former;
	struct connector *c;

	(void)state;
	make(20);
	before = ra_now(&former);
	assert_int_equal(former.len, 0);
	renew(EARLY);
	after = ra_now(&former);
	assert_true(span_equal(before, after));
	renew(LATE);
	after = ra_now(&former);
	assert_false(span_equal(before, after));
	assert_true(span_equal(before, former));

	c = open_it();
	assert_int_equal(connector_ra(c)->not_after, LATE + RA_DAYS * DAY);
	assert_int_equal(cert_verify(connector_ra(c), connector_ca_public(c),
			     &e),
	    0);
	assert_false(
	    span_equal(connector_ra(c)->spki, connector_ra_former(c)->spki));
	assert_true(span_equal(connector_ra_former(c)->spki,
	    key_spki(connector_ra_former_key(c))));
	assert_true(span_equal(connector_ra(c)->subject,
	    connector_ra_former(c)->subject));
	connector_close(c);
	assert_true(place_has_mode(in_ca("ra.pem"), 0600));
	assert_true(place_has_mode(in_ca("ra-former.pem"), 0600));
	assert_int_equal(place_count(in_ca("")), 4);
	assert_int_equal(connector_forget("local", in_ca(""), &e), 0);
	assert_int_equal(place_count(place), 0);
}

/* Whoever opened the connector before does not renew once more. */
static void
what_is_on_disk_counts(void **state)
{
	struct connector *stale;
	struct span first, second, former;

	(void)state;
	make(20);
	stale = open_it();
	renew(LATE);
	first = ra_now(&former);
	assert_true(connector_ra_is_due(stale, LATE));
	assert_int_equal(connector_renew_ra(stale, LATE, &e), 0);
	second = ra_now(&former);
	assert_true(span_equal(first, second));
	connector_close(stale);
}

static void
a_renewal_elsewhere_is_left_alone(void **state)
{
	struct span before, after, former;
	int fd;

	(void)state;
	make(20);
	before = ra_now(&former);
	fd = open(in_ca(""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_not_equal(fd, -1);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	renew(LATE);
	after = ra_now(&former);
	assert_true(span_equal(before, after));
	close(fd);
	renew(LATE);
	after = ra_now(&former);
	assert_false(span_equal(before, after));
}

/* Cut short behind the first file: the pair is there twice. */
static void
a_death_in_a_renewal_harms_nothing(void **state)
{
	struct span before, after, former;
	struct buf b;

	(void)state;
	make(20);
	before = ra_now(&former);
	b = file_of("ra.pem");
	place_write(in_ca("ra-former.pem"), buf_span(&b));
	buf_clear(&b);
	after = ra_now(&former);
	assert_true(span_equal(before, after));
	assert_int_equal(former.len, 0);
	renew(LATE);
	after = ra_now(&former);
	assert_false(span_equal(before, after));
	assert_true(span_equal(before, former));
}

static void
a_former_that_cannot_be_used_stops_nothing(void **state)
{
	struct span after, former;
	struct buf b;

	(void)state;
	make(20);
	renew(LATE);
	b = file_of("ra-former.pem");
	after = ra_now(&former);
	assert_true(former.len > 0);
	/* Nothing, no more than the key, and what others can read. */
	for (size_t n = 0; n < 3; n++) {
		place_write(in_ca("ra-former.pem"),
		    span_of(b.at, n < 2 ? n * 2 * b.len / 3 : b.len));
		if (n == 2)
			assert_int_equal(chmod(in_ca("ra-former.pem"), 0644),
			    0);
		assert_true(span_equal(ra_now(&former), after));
		assert_int_equal(former.len, 0);
	}
	buf_clear(&b);
}

static void
the_form_of_two_files_is_read_and_ends_with_a_renewal(void **state)
{
	struct span before, after, former;
	const char *text, *cert;
	struct buf b;

	(void)state;
	make(20);
	before = ra_now(&former);
	b = file_of("ra.pem");
	text = arena_str(a, buf_span(&b));
	buf_clear(&b);
	cert = strstr(text, "-----BEGIN CERTIFICATE");
	assert_non_null(cert);
	place_write(in_ca("ra.key"), span_of(text, (size_t)(cert - text)));
	place_write(in_ca("ra.crt"), span_of_str(cert));
	assert_int_equal(unlink(in_ca("ra.pem")), 0);
	after = ra_now(&former);
	assert_true(span_equal(before, after));
	renew(LATE);
	after = ra_now(&former);
	assert_false(span_equal(before, after));
	assert_true(span_equal(before, former));
	assert_false(file_exists(in_ca("ra.key")));
	assert_false(file_exists(in_ca("ra.crt")));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(it_is_due_when_a_third_of_its_time_is_left),
		T(the_end_of_the_ca_is_its_own),
		T(one_from_a_clock_in_the_future_is_due),
		T(a_renewal_brings_another_key_and_keeps_the_former),
		T(what_is_on_disk_counts),
		T(a_renewal_elsewhere_is_left_alone),
		T(a_death_in_a_renewal_harms_nothing),
		T(a_former_that_cannot_be_used_stops_nothing),
		T(the_form_of_two_files_is_read_and_ends_with_a_renewal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
