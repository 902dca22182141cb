/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the disk did not take the record of a CA it may be there all the same:
 * then its key is, too.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ra/next_ca.h"
#include "site.h"

static struct site *s;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
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

/* So many of the store's syncs, and the next one fails. */
static unsigned int good_syncs;
static bool fails;

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int
__wrap_fdatasync(int fd)
{
	if (!fails || good_syncs-- > 0)
		return __real_fdatasync(fd);
	fails = false;
	errno = EIO;
	return -1;
}

static void
fail_after(unsigned int n)
{
	good_syncs = n;
	fails = true;
	e = (struct err){ 0 };
}

/* Whether it had to: else there were not so many. */
static bool
has_failed(int rc)
{
	bool had = !fails;

	fails = false;
	if (!had && rc == -1)
		fail_msg("%s", e.text);
	return had;
}

static void
a_ca(void **state)
{
	struct connector_draft d = { .kind = "local", .key_type = "ec:p256" };
	struct uuid id;
	bool had = true;

	(void)state;
	for (unsigned int n = 0; had; n++) {
		d.name = arena_printf(s->a, "CA %u", n);
		fail_after(n);
		had = has_failed(
		    ra_connector_create(s->ra, &s->by, &d, &id, &e));
		site_verify(s);
	}
}

static void
a_next_ca(void **state)
{
	const struct next_ca_draft d = {
		.from_ms = clock_ms() + 30 * CLOCK_DAY_MS,
	};
	bool had = true;

	(void)state;
	for (unsigned int n = 0; had; n++) {
		fail_after(n);
		had = has_failed(
		    ra_next_ca_prepare(s->ra, &s->by, &s->connector, &d, &e));
		site_verify(s);
		if (ra_next_ca_drop(s->ra, &s->by, &s->connector, &e) == -1)
			assert_int_equal(e.kind, ERR_NOT_FOUND);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_ca, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_next_ca, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
