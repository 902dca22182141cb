/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the disk did not take the record of a CA it may be there all the same:
 * then its key is, too.  Where it is not, or went, there is no key.
 */
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ra/next_ca.h"
#include "ra/ra.h"
#include "site.h"

static struct site *s;
static struct err e;
static const struct span whichever;

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

/* How many keys of CAs there are, and CAs on record. */
static unsigned int keys, cas;

static int
count_key(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	keys += strcmp(path + at->base, "ca.key") == 0;
	return 0;
}

static int
count_cas(const ProtobufCMessage *m, void *ctx, struct err *err)
{
	const Connector *c = (const Connector *)m;

	(void)ctx;
	(void)err;
	cas += 1 + (c->next_place != 0);
	return 0;
}

static void
each_ca_has_its_key(void)
{
	keys = cas = 0;
	assert_int_equal(nftw(arena_printf(s->a, "%s/connectors", s->state),
			     count_key, 8, FTW_PHYS),
	    0);
	assert_int_equal(store_each(ra_store(s->ra), STORE_CONNECTORS_BY_NAME,
			     span_of(NULL, 0), count_cas, NULL, &e),
	    0);
	assert_int_equal(keys, cas);
	site_verify(s);
}

static int
make_ca(const char *name, struct uuid *out)
{
	const struct connector_draft d = {
		.name = name,
		.kind = "local",
		.key_type = "ec:p256",
	};

	return ra_connector_create(s->ra, &s->by, &d, out, &e);
}

static void
a_ca(void **state)
{
	struct uuid id;
	bool had = true;

	(void)state;
	for (unsigned int n = 0; had; n++) {
		fail_after(n);
		had = has_failed(make_ca(arena_printf(s->a, "CA %u", n), &id));
		each_ca_has_its_key();
	}
}

/* Its name is taken. */
static void
a_ca_that_is_not_recorded(void **state)
{
	struct uuid id;

	(void)state;
	assert_int_equal(make_ca("Test CA", &id), -1);
	each_ca_has_its_key();
}

static void
a_ca_that_goes(void **state)
{
	struct uuid id;
	bool had = true;

	(void)state;
	for (unsigned int n = 0; had; n++) {
		assert_int_equal(make_ca(arena_printf(s->a, "CA %u", n), &id),
		    0);
		fail_after(n);
		had = has_failed(ra_connector_remove(s->ra, &s->by, &id, &e));
		each_ca_has_its_key();
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
		each_ca_has_its_key();
		fail_after(n % 2);
		if (ra_next_ca_drop(s->ra, &s->by, &s->connector, whichever,
			&e) == -1)
			assert_true(!fails || e.kind == ERR_NOT_FOUND);
		fails = false;
		each_ca_has_its_key();
		/* Where the sync before failed it is there still. */
		if (ra_next_ca_drop(s->ra, &s->by, &s->connector, whichever,
			&e) == -1)
			assert_int_equal(e.kind, ERR_NOT_FOUND);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_ca, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_ca_that_is_not_recorded,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_ca_that_goes, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(a_next_ca, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
