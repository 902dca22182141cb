/* SPDX-License-Identifier: BSD-2-Clause */
/* The state directory: made once, opened by its owner alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "../connector/place.h"
#include "base/file.h"
#include "base/log.h"
#include "ra/ra.h"
#include "ra/setup.h"

static char *place;
static struct arena *a;
static const char *dir;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	place = place_new();
	a = arena_new();
	dir = arena_printf(a, "%s/state", place);
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
in(const char *name)
{
	return arena_printf(a, "%s/%s", dir, name);
}

static void
refused(enum err_kind kind, const char *says)
{
	struct ra *ra = NULL;

	if (ra_open(dir, &ra, &e) == 0)
		fail_msg("opened: want '%s'", says);
	if (e.kind != kind || strstr(e.text, says) == NULL)
		fail_msg("%s: want '%s'", e.text, says);
}

static void
a_state_is_made_closed_to_others_and_opens(void **state)
{
	struct ra *ra;
	struct buf key;

	(void)state;
	assert_int_equal(ra_create(dir, &e), 0);
	assert_true(place_has_mode(dir, 0700));
	assert_true(place_has_mode(in("secret.key"), 0600));
	assert_true(place_has_mode(in("store"), 0700));
	assert_true(place_has_mode(in("connectors"), 0700));
	buf_init(&key, 100);
	assert_int_equal(file_read(in("secret.key"), &key, &e), 0);
	assert_int_equal(key.len, 32);
	buf_clear(&key);
	assert_int_equal(ra_open(dir, &ra, &e), 0);
	assert_non_null(ra_store(ra));
	ra_close(ra);
	ra_close(NULL);
}

static void
an_empty_directory_of_ours_will_do(void **state)
{
	(void)state;
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(ra_create(dir, &e), 0);
}

/* With a tenant: a record of somebody's, and an audit entry. */
static void
use_it(void)
{
	struct actor by = { .name = "test", .address = "" };
	struct uuid id;
	struct ra *ra;

	assert_int_equal(ra_open(dir, &ra, &e), 0);
	assert_int_equal(ra_tenant_create(ra, &by, "Acme", &id, &e), 0);
	ra_close(ra);
}

static void
making_that_was_cut_short_is_finished(void **state)
{
	struct ra *ra;

	(void)state;
	/* Before the store has its first record ... */
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(mkdir(in("store"), 0700), 0);
	refused(ERR_NOT_FOUND, "cut short: 'scepgate init' finishes it");
	assert_int_equal(ra_create(dir, &e), 0);
	/* ... and when only the key is missing, that was there once. */
	assert_int_equal(ra_open(dir, &ra, &e), 0);
	ra_close(ra);
	assert_int_equal(unlink(in("secret.key")), 0);
	refused(ERR_NOT_FOUND, "cut short: 'scepgate init' finishes it");
	assert_int_equal(ra_create(dir, &e), 0);
	assert_int_equal(ra_open(dir, &ra, &e), 0);
	ra_close(ra);
}

static void
a_state_is_not_made_over_another(void **state)
{
	struct buf before, after;

	(void)state;
	assert_int_equal(ra_create(dir, &e), 0);
	buf_init(&before, 100);
	buf_init(&after, 100);
	assert_int_equal(file_read(in("secret.key"), &before, &e), 0);
	assert_int_equal(ra_create(dir, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_int_equal(file_read(in("secret.key"), &after, &e), 0);
	assert_true(span_equal(buf_span(&before), buf_span(&after)));
	/* A store that was used is somebody's without its key, too. */
	use_it();
	assert_int_equal(unlink(in("secret.key")), 0);
	assert_int_equal(ra_create(dir, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "backup"));
	assert_false(file_exists(in("secret.key")));
	buf_clear(&before);
	buf_clear(&after);
}

static void
another_key_of_the_same_size_is_refused(void **state)
{
	struct buf right;
	struct ra *ra;

	(void)state;
	assert_int_equal(ra_create(dir, &e), 0);
	use_it();
	buf_init(&right, 100);
	assert_int_equal(file_read(in("secret.key"), &right, &e), 0);
	place_write(in("secret.key"),
	    span_of_str("0123456789abcdef0123456789abcdef"));
	refused(ERR_UNAVAILABLE, "secret.key is not the one");
	refused(ERR_UNAVAILABLE, "of a backup");
	place_write(in("secret.key"), buf_span(&right));
	assert_int_equal(ra_open(dir, &ra, &e), 0);
	ra_close(ra);
	buf_clear(&right);
}

static void
what_is_missing_is_told_with_the_way_to_mend_it(void **state)
{
	(void)state;
	refused(ERR_NOT_FOUND, "scepgate init");
	assert_int_equal(mkdir(dir, 0700), 0);
	refused(ERR_NOT_FOUND, "scepgate init");
	assert_int_equal(ra_create(dir, &e), 0);
	place_write(in("secret.key"), span_of_str("short"));
	refused(ERR_INTERNAL, "want 32 bytes");
	/* Where only a part is lost, 'init' would refuse: a backup has it. */
	place_write(in("secret.key"),
	    span_of_str("0123456789abcdef0123456789abcdef"));
	use_it();
	assert_int_equal(unlink(in("secret.key")), 0);
	refused(ERR_NOT_FOUND, "secret.key is not there, but a store is");
	refused(ERR_NOT_FOUND, "backup");
	place_write(in("secret.key"),
	    span_of_str("0123456789abcdef0123456789abcdef"));
	assert_int_equal(rename(in("store"), in("elsewhere")), 0);
	refused(ERR_NOT_FOUND, "store is not there");
	refused(ERR_NOT_FOUND, "run 'scepgate restore DIR'");
	assert_int_equal(rename(in("elsewhere"), in("store")), 0);
}

static void
what_others_can_read_is_refused(void **state)
{
	(void)state;
	assert_int_equal(ra_create(dir, &e), 0);
	assert_int_equal(chmod(in("secret.key"), 0640), 0);
	refused(ERR_DENIED, "chmod");
	assert_int_equal(chmod(in("secret.key"), 0600), 0);
	assert_int_equal(chmod(dir, 0750), 0);
	refused(ERR_DENIED, "chmod");
	assert_int_equal(chmod(dir, 0700), 0);
	assert_int_equal(chmod(in("store"), 0755), 0);
	refused(ERR_DENIED, "chmod");
}

static void
a_place_that_is_not_there_cannot_be_used(void **state)
{
	(void)state;
	assert_int_equal(ra_create(in("below/nothing"), &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_state_is_made_closed_to_others_and_opens),
		TEST(an_empty_directory_of_ours_will_do),
		TEST(making_that_was_cut_short_is_finished),
		TEST(a_state_is_not_made_over_another),
		TEST(another_key_of_the_same_size_is_refused),
		TEST(what_is_missing_is_told_with_the_way_to_mend_it),
		TEST(what_others_can_read_is_refused),
		TEST(a_place_that_is_not_there_cannot_be_used),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
