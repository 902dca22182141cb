/* SPDX-License-Identifier: BSD-2-Clause */
/* A state directory out and in again, and files that are no export. */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "ra/export.h"
#include "ra/order.h"
#include "ra/revocation.h"
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct key *key;
static struct err e;

static struct uuid
enroll(const char *slug, const char *name, enum outcome_kind want)
{
	struct enrollment en = site_request(s, key, name, name);
	struct outcome out;

	out = site_enroll(s, slug, &en);
	assert_int_equal(out.kind, want);
	return out.order;
}

static int
set_up(void **state)
{
	struct profile_draft d;
	struct uuid id;

	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	d = site_draft(s, "B\xc3\xbcro");
	d.approval = RA_APPROVAL_ALL;
	site_add(s, d, NULL);
	key = site_key();
	e = (struct err){ 0 };
	id = enroll("routers", "one", OUTCOME_ISSUED);
	id = field_uuid(site_order(s, &id)->certificate_id);
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &id,
			     RA_REASON_SUPERSEDED, &e),
	    0);
	(void)enroll("buro", "two", OUTCOME_PENDING);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	site_free(s);
	return 0;
}

static const char *
path_of(const char *name)
{
	return arena_printf(s->a, "%s/%s", s->place, name);
}

static struct span
export_to(const char *name)
{
	struct ra_export x = { .path = path_of(name) };
	struct span out;
	struct buf b;

	if (ra_export(s->ra, &x, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(x.records > 10);
	assert_true(x.files >= 4);
	buf_init(&b, 1 << 24);
	assert_int_equal(file_read(x.path, &b, &e), 0);
	out = arena_span(s->a, buf_span(&b));
	buf_clear(&b);
	return out;
}

static int
import(const char *name, const char *state)
{
	struct ra_export x = { .path = path_of(name), .state = path_of(state) };

	e = (struct err){ 0 };
	return ra_import(&x, &e);
}

static void
expect_err(int rc, enum err_kind kind, const char *words)
{
	assert_int_equal(rc, -1);
	if (e.kind != kind || strstr(e.text, words) == NULL)
		fail_msg("want %s with \"%s\", have %s: %s",
		    err_kind_name(kind), words, err_kind_name(e.kind), e.text);
}

static void
an_export_of_an_import_is_the_same(void **state)
{
	struct span first = export_to("first"), second;
	struct stat st;

	(void)state;
	assert_int_equal(stat(path_of("first"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(file_exists(path_of("first.store")));
	if (import("first", "other") == -1)
		fail_msg("%s", e.text);
	s->state = path_of("other");
	site_reopen(s);
	second = export_to("second");
	assert_int_equal(second.len, first.len);
	assert_memory_equal(second.at, first.at, first.len);
	/* And it goes on. */
	site_verify(s);
	(void)enroll("routers", "three", OUTCOME_ISSUED);
}

static void
a_name_that_is_taken_is_refused(void **state)
{
	struct ra_export x = { .path = path_of("first") };

	(void)state;
	(void)export_to("first");
	expect_err(ra_export(s->ra, &x, &e), ERR_CONFLICT, "take another name");
	assert_true(file_exists(x.path));
	x.path = path_of("none/first");
	expect_err(ra_export(s->ra, &x, &e), ERR_NOT_FOUND,
	    "none' is not there: 'mkdir -p");
}

static void
only_an_empty_place_is_imported_to(void **state)
{
	struct ra_export x = { .path = path_of("first"), .state = s->state };

	(void)state;
	(void)export_to("first");
	expect_err(ra_import(&x, &e), ERR_CONFLICT, "is not empty");
	x.path = path_of("none");
	expect_err(ra_import(&x, &e), ERR_NOT_FOUND, "cannot read");
	/* As a file system of its own is. */
	assert_int_equal(mkdir(path_of("other"), 0700), 0);
	assert_int_equal(mkdir(path_of("other/lost+found"), 0700), 0);
	if (import("first", "other") == -1)
		fail_msg("%s", e.text);
}

static void
write_file(const char *name, struct span text)
{
	assert_int_equal(file_write(path_of(name), text, 0600, &e), 0);
}

/* Cut behind each line, and within some: never a state directory. */
static void
what_is_cut_off_is_refused(void **state)
{
	struct span all = export_to("first");
	unsigned int tried = 0;
	const char *name;

	(void)state;
	for (size_t i = 0; i < all.len; i++) {
		if (all.at[i] != '\n' && i % 4001 != 0)
			continue;
		if (i + 1 == all.len)
			continue;
		write_file("cut", span_of(all.at, i + 1));
		name = arena_printf(s->a, "cut%u", tried++);
		assert_int_equal(import("cut", name), -1);
		if (e.kind != ERR_MALFORMED)
			fail_msg("cut at %zu: %s", i, e.text);
		assert_false(file_exists(
		    path_of(arena_printf(s->a, "%s/secret.key", name))));
	}
	assert_true(tried > 15);
}

/* Nor is it finished as another one by init. */
static void
what_was_cut_short_is_told_so(void **state)
{
	struct span all = export_to("first");
	const char *other = path_of("other");
	struct ra *ra;

	(void)state;
	write_file("cut", span_of(all.at, all.len - 20));
	assert_int_equal(import("cut", "other"), -1);
	e = (struct err){ 0 };
	expect_err(ra_open(other, &ra, &e), ERR_NOT_FOUND, "was cut short");
	expect_err(ra_create(other, &e), ERR_NOT_FOUND, "was cut short");
	expect_err(import("first", "other"), ERR_NOT_FOUND, "was cut short");
}

static void
what_is_no_export_leaves_nothing(void **state)
{
	(void)state;
	write_file("bad", span_of_str("hello\n"));
	assert_int_equal(import("bad", "other"), -1);
	assert_false(file_exists(path_of("other")));
	assert_int_equal(mkdir(path_of("dir"), 0700), 0);
	assert_int_equal(import("dir", "other"), -1);
	assert_false(file_exists(path_of("other")));
}

static void
lines_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *text;
		enum err_kind kind;
		const char *words;
	} rows[] = {
		{ "", ERR_MALFORMED, "is no export" },
		{ "hello\n", ERR_MALFORMED, "is no export" },
		{ "{\"scepgate-export\":2}\n", ERR_CONFLICT, "newer" },
		{ "{\"scepgate-export\":1}\n", ERR_MALFORMED, "cut off" },
		{ "{\"scepgate-export\":1}\nx\n", ERR_MALFORMED, "line 2: no" },
		{ "{\"scepgate-export\":1}\nx\n", ERR_MALFORMED,
		    "altered or damaged: export once more" },
		{ "{\"scepgate-export\":1}\n{\"end\":1}\n", ERR_MALFORMED,
		    "says otherwise" },
		{ "{\"scepgate-export\":1}\n{\"end\":0}\n", ERR_MALFORMED,
		    "own record is not there" },
		{ "{\"scepgate-export\":1}\n{\"end\":0}\nx\n", ERR_MALFORMED,
		    "goes on behind its end" },
		{ "{\"scepgate-export\":1}\n{\"file\":\"x\"}\n", ERR_MALFORMED,
		    "want a file" },
		{ "{\"scepgate-export\":1}\n"
		  "{\"file\":\"../x\",\"base64\":\"eA==\"}\n",
		    ERR_MALFORMED, "no name for a file" },
		{ "{\"scepgate-export\":1}\n"
		  "{\"file\":\"connectors/../../x\",\"base64\":\"eA==\"}\n",
		    ERR_MALFORMED, "no name for a file" },
		{ "{\"scepgate-export\":1}\n"
		  "{\"file\":\"store/store.db\",\"base64\":\"eA==\"}\n",
		    ERR_MALFORMED, "no name for a file" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_file("bad", span_of_str(rows[i].text));
		expect_err(import("bad", arena_printf(s->a, "bad%zu", i)),
		    rows[i].kind, rows[i].words);
	}
	write_file("bad", span_of("{\"scepgate-export\":1}\nx\0y\n", 26));
	expect_err(import("bad", "nul"), ERR_MALFORMED, "is no text");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(an_export_of_an_import_is_the_same),
		TEST(a_name_that_is_taken_is_refused),
		TEST(only_an_empty_place_is_imported_to),
		TEST(what_is_cut_off_is_refused),
		TEST(what_was_cut_short_is_told_so),
		TEST(what_is_no_export_leaves_nothing),
		TEST(lines_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
