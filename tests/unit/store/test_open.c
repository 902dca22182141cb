/* SPDX-License-Identifier: BSD-2-Clause */
/* Making and opening a store, and what stands in the way of it. */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "fixture.h"
#include "store/engine.h"
#include "store/record.h"

static void
a_store_is_made_once(void **state)
{
	struct fixture *f = *state;
	struct err e;

	check(store_create(f->dir, &e), &e);
	check_err(store_create(f->dir, &e), &e, ERR_CONFLICT,
	    "there is a store in /");
	check(store_open(f->dir, &f->s, &e), &e);
	/* Nor while it is open. */
	check_err(store_create(f->dir, &e), &e, ERR_CONFLICT,
	    "there is a store in /");
}

static void
no_store_says_how_to_make_one(void **state)
{
	struct fixture *f = *state;
	char *dir = arena_printf(f->a, "%s/none", f->dir);
	struct err e;

	check_err(store_open(f->dir, &f->s, &e), &e, ERR_NOT_FOUND,
	    "make one with 'scepgate init'");
	assert_null(f->s);
	check_err(store_open(dir, &f->s, &e), &e, ERR_NOT_FOUND, dir);
	/* Looking for one leaves nothing behind. */
	assert_int_equal(rmdir(f->dir), 0);
	assert_int_equal(mkdir(f->dir, 0700), 0);
}

static void
a_directory_open_to_others_is_refused(void **state)
{
	static const mode_t modes[] = { 0750, 0701, 0770, 0755 };
	struct fixture *f = *state;
	struct err e;

	check(store_create(f->dir, &e), &e);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(f->dir, modes[i]), 0);
		check_err(store_open(f->dir, &f->s, &e), &e, ERR_DENIED,
		    "chmod 700");
		check_err(store_create(f->dir, &e), &e, ERR_DENIED,
		    "chmod 700");
	}
	assert_int_equal(chmod(f->dir, 0700), 0);
	check(store_open(f->dir, &f->s, &e), &e);
}

static void
its_files_are_closed_to_others(void **state)
{
	static const char *const names[] = { "store.db", "control", "sync",
		"__db.001", "log.0000000001" };
	struct fixture *f = *state;
	struct stat st;
	struct err e;
	char *path;
	mode_t mask = umask(0);

	check(store_create(f->dir, &e), &e);
	umask(mask);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path = arena_printf(f->a, "%s/%s", f->dir, names[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
}

/* As where root copied it for the servers; others cannot make that. */
static void
files_of_root_are_given_to_us(void **state)
{
	struct fixture *f = *state;
	char *cure = arena_printf(f->a, "'chown -R daemon %s'", f->dir);
	struct err e;

	if (geteuid() != 0)
		skip();
	check(store_create(f->dir, &e), &e);
	assert_int_equal(chown(f->dir, 1, (gid_t)-1), 0);
	assert_int_equal(seteuid(1), 0);
	check_err(store_open(f->dir, &f->s, &e), &e, ERR_DENIED, cure);
	assert_non_null(strstr(e.text, "control': it belongs to user root"));
	assert_int_equal(seteuid(0), 0);
}

static int
age(struct store_txn *t, void *ctx, struct err *e)
{
	Meta *meta;

	(void)ctx;
	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	meta->schema++;
	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

static void
a_newer_schema_is_refused(void **state)
{
	struct fixture *f = *state;
	struct err e;

	check(store_create(f->dir, &e), &e);
	check(store_open(f->dir, &f->s, &e), &e);
	update(f, age, NULL);
	store_close(f->s);
	check_err(store_open(f->dir, &f->s, &e), &e, ERR_CONFLICT,
	    "want schema 2, have 3");
	assert_null(f->s);
}

static int
read_instance(struct store_txn *t, void *ctx, struct err *e)
{
	struct uuid *id = ctx;
	Meta *meta;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	*id = id_of(meta->instance);
	return 0;
}

/* What only speeds things up may be lost, while the store is closed. */
static void
a_store_survives_the_loss_of_what_can_be_made_anew(void **state)
{
	static const char *const names[] = { "control", "sync", "__db.001",
		"__db.002", "__db.003" };
	struct fixture *f = *state;
	struct uuid before, after;
	struct err e;

	check(store_create(f->dir, &e), &e);
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, read_instance, &before);
	store_close(f->s);
	f->s = NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(unlink(arena_printf(f->a, "%s/%s", f->dir,
				     names[i])),
		    0);
		check(store_open(f->dir, &f->s, &e), &e);
		view(f, read_instance, &after);
		assert_true(uuid_equal(&before, &after));
		/* Though no commit is known of. */
		check(store_settle(f->s, &e), &e);
		store_close(f->s);
		f->s = NULL;
	}
}

static void
a_control_page_lost_while_in_use_is_noticed(void **state)
{
	struct fixture *f = *state;
	struct uuid id;
	struct err e;

	check(store_create(f->dir, &e), &e);
	check(store_open(f->dir, &f->s, &e), &e);
	assert_int_equal(unlink(arena_printf(f->a, "%s/control", f->dir)), 0);
	check_err(store_view(f->s, read_instance, &id, &e), &e, ERR_UNAVAILABLE,
	    "was removed or replaced while in use");
	store_close(f->s);
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, read_instance, &id);
}

/* As by mv, and cp or a restore: nothing goes into the one or the other. */
static void
a_directory_replaced_while_in_use_is_noticed(void **state)
{
	struct fixture *f = *state;
	const char *away = arena_printf(f->a, "%s/away", f->dir);
	const char *dir = arena_printf(f->a, "%s/store", f->dir);
	struct store *s;
	struct uuid id;
	struct err e;

	check(file_make_dir(dir, 0700, &e), &e);
	check(store_create(dir, &e), &e);
	check(store_open(dir, &s, &e), &e);
	assert_int_equal(rename(dir, away), 0);
	check_err(store_view(s, read_instance, &id, &e), &e, ERR_UNAVAILABLE,
	    "was removed or replaced while in use");
	check(file_make_dir(dir, 0700, &e), &e);
	check(store_create(dir, &e), &e);
	check_err(store_view(s, read_instance, &id, &e), &e, ERR_UNAVAILABLE,
	    "was removed or replaced while in use");
	assert_true(atomic_load(&s->outdated));
	store_close(s);
}

static void
garbage_in_the_control_page_is_made_anew(void **state)
{
	struct fixture *f = *state;
	struct uuid before, after;
	char garbage[4096];
	struct err e;
	int fd;

	check(store_create(f->dir, &e), &e);
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, read_instance, &before);
	store_close(f->s);
	f->s = NULL;
	memset(garbage, 'x', sizeof(garbage));
	fd = open(arena_printf(f->a, "%s/control", f->dir), O_WRONLY);
	assert_int_equal(write(fd, garbage, sizeof(garbage)), sizeof(garbage));
	close(fd);
	check(store_open(f->dir, &f->s, &e), &e);
	view(f, read_instance, &after);
	assert_true(uuid_equal(&before, &after));
}

/*
 * A creation that ended before its last step.  The log tells nothing then,
 * so the database is not there, or has no record of its own.
 */
static void
a_creation_cut_short_is_gone_on_with(void **state)
{
	struct fixture *f = *state;
	struct err e;
	int fd;

	fd = open(arena_printf(f->a, "%s/control", f->dir), O_WRONLY | O_CREAT,
	    0600);
	assert_int_not_equal(fd, -1);
	close(fd);
	check_err(store_open(f->dir, &f->s, &e), &e, ERR_NOT_FOUND,
	    "scepgate init");
	check(store_create(f->dir, &e), &e);
	check(store_open(f->dir, &f->s, &e), &e);
}

static void
closing_nothing_is_fine(void **state)
{
	(void)state;
	store_close(NULL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_bare, fixture_close)
		TEST(a_store_is_made_once),
		TEST(no_store_says_how_to_make_one),
		TEST(a_directory_open_to_others_is_refused),
		TEST(its_files_are_closed_to_others),
		TEST(files_of_root_are_given_to_us),
		TEST(a_newer_schema_is_refused),
		TEST(a_store_survives_the_loss_of_what_can_be_made_anew),
		TEST(a_control_page_lost_while_in_use_is_noticed),
		TEST(a_directory_replaced_while_in_use_is_noticed),
		TEST(garbage_in_the_control_page_is_made_anew),
		TEST(a_creation_cut_short_is_gone_on_with),
		cmocka_unit_test(closing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
