/* SPDX-License-Identifier: BSD-2-Clause */
/* Backups of a state directory, and what a restored one goes on with. */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../connector/place.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "ra/backup.h"
#include "ra/crl.h"
#include "ra/revocation.h"
#include "ra/state.h"
#include "ra/verify.h"
#include "site.h"

static struct site *s;
static struct key *key;
static struct err e;
static struct ra_backup backup;
static struct ra_restore restored;
static unsigned int fail_at_entry; /* of the directories that are read */

struct dirent *__real_readdir(DIR *d);
struct dirent *__wrap_readdir(DIR *d);

struct dirent *
__wrap_readdir(DIR *d)
{
	if (fail_at_entry == 0 || --fail_at_entry > 0)
		return __real_readdir(d);
	errno = EIO;
	return NULL;
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	key = site_key();
	e = (struct err){ 0 };
	fail_at_entry = 0;
	backup = (struct ra_backup){
		.dir = arena_printf(s->a, "%s/backup", s->place),
	};
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

static struct uuid
enroll(const char *name)
{
	struct enrollment en = site_request(s, key, name, name);
	struct outcome out;

	out = site_enroll(s, "routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	return out.order;
}

static void
back_up(void)
{
	if (ra_backup(s->ra, &backup, &e) == -1)
		fail_msg("%s", e.text);
}

static int
try_restore(const char *name)
{
	e = (struct err){ 0 };
	restored = (struct ra_restore){
		.dir = backup.dir,
		.state = arena_printf(s->a, "%s/%s", s->place, name),
	};
	return ra_restore(&restored, &e);
}

static void
count_found(void *ctx, const char *text)
{
	(void)ctx;
	assert_non_null(strstr(text, "is damaged: run 'scepgate repair"));
}

/* The site goes on with what was restored. */
static void
restore(const char *name)
{
	if (try_restore(name) == -1)
		fail_msg("%s", e.text);
	s->state = restored.state;
	site_reopen(s);
	if (ra_restored(s->ra, &s->by, RA_RESTORED, &restored, &e) == -1)
		fail_msg("%s", e.text);
	site_verify(s);
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
what_was_there_is_there_again(void **state)
{
	struct uuid one = enroll("one"), two;

	(void)state;
	back_up();
	assert_true(backup.whole);
	assert_int_equal(backup.run, 1);
	two = enroll("two");
	restore("again");
	assert_int_equal(site_order(s, &one)->state, ORDER_STATE__ORDER_ISSUED);
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	assert_string_equal(site_last_audit(s)->action, "restore");
	/* It issues under the same CA, and takes the same challenge. */
	two = enroll("two");
	assert_int_equal(site_order(s, &two)->state, ORDER_STATE__ORDER_ISSUED);
}

static int
read_meta(struct store_txn *t, void *ctx, struct err *why)
{
	return store_get_meta(t, s->a, ctx, why);
}

static int64_t
noted_ms(void)
{
	Meta *meta;

	assert_int_equal(store_view(ra_store(s->ra), read_meta, &meta, &e), 0);
	return meta->backup_ms;
}

static void
the_newest_is_on_record(void **state)
{
	int64_t before_ms, first_ms;

	(void)state;
	assert_int_equal(noted_ms(), 0);
	before_ms = clock_ms();
	back_up();
	first_ms = noted_ms();
	assert_true(first_ms >= before_ms && first_ms <= clock_ms());
	back_up();
	assert_true(noted_ms() >= first_ms);
	/* What failed is none. */
	first_ms = noted_ms();
	backup.dir = "/dev/null";
	assert_int_equal(ra_backup(s->ra, &backup, &e), -1);
	assert_int_equal(noted_ms(), first_ms);
	/* What is restored is the newest that is known there. */
	backup.dir = arena_printf(s->a, "%s/backup", s->place);
	restore("again");
	assert_int_equal(noted_ms(), restored.made_ms);
	assert_int_equal(noted_ms(), first_ms);
}

static void
a_later_run_brings_it_up_to_date(void **state)
{
	struct uuid last;

	(void)state;
	(void)enroll("one");
	back_up();
	for (unsigned int i = 0; i < 5; i++) {
		last = enroll(arena_printf(s->a, "device %u", i));
		back_up();
		assert_false(backup.whole);
		assert_int_equal(backup.run, 2 + i);
		assert_true(backup.copied < backup.bytes);
	}
	restore("again");
	assert_int_equal(site_total(s, STORE_ORDERS), 6);
	assert_int_equal(site_order(s, &last)->state,
	    ORDER_STATE__ORDER_ISSUED);
	/* A backup of it goes on in the same directory. */
	last = enroll("after");
	back_up();
	restore("once more");
	assert_int_equal(site_order(s, &last)->state,
	    ORDER_STATE__ORDER_ISSUED);
}

static struct span
serial_of(const struct uuid *order)
{
	return field_span(site_order(s, order)->serial);
}

/* Numbers are random; what was given out after the backup does not return. */
static void
no_serial_number_is_issued_twice(void **state)
{
	struct span before[40];
	struct uuid id;

	(void)state;
	back_up();
	for (unsigned int i = 0; i < 40; i++) {
		id = enroll(arena_printf(s->a, "device %u", i));
		before[i] = serial_of(&id);
		assert_true(before[i].len >= 15);
	}
	restore("again");
	for (unsigned int i = 0; i < 40; i++) {
		id = enroll(arena_printf(s->a, "device %u", i));
		for (unsigned int n = 0; n < 40; n++)
			assert_false(span_equal(serial_of(&id), before[n]));
	}
}

static struct ra_crl
fetch(void)
{
	struct ra_crl crl;

	if (ra_crl(s->ra, &s->connector, s->a, &crl, &e) == -1)
		fail_msg("%s", e.text);
	return crl;
}

static void
no_crl_number_goes_back(void **state)
{
	struct uuid id = enroll("one"), certificate;
	uint64_t published;

	(void)state;
	(void)fetch();
	back_up();
	certificate = field_uuid(site_order(s, &id)->certificate_id);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(ra_certificate_revoke(s->ra, &s->by,
				     &certificate, RA_REASON_CERTIFICATE_HOLD,
				     &e),
		    0);
		assert_int_equal(ra_certificate_release(s->ra, &s->by,
				     &certificate, &e),
		    0);
	}
	published = fetch().number;
	restore("again");
	assert_true(fetch().number > published);
}

/* ---- A damaged database ------------------------------------------------- */

/* Some bytes of each page, as it lies on the disk. */
static void
damage_database(void)
{
	const char *path = arena_printf(s->a, "%s/store/store.db", s->state);
	uint8_t page[4096];
	struct stat st;
	int fd;

	assert_true((fd = open(path, O_RDWR)) != -1);
	assert_int_equal(fstat(fd, &st), 0);
	for (off_t at = 0; at < st.st_size; at += (off_t)sizeof(page)) {
		assert_int_equal(pread(fd, page, sizeof(page), at),
		    sizeof(page));
		page[300] ^= 0x10;
		assert_int_equal(pwrite(fd, page, sizeof(page), at),
		    sizeof(page));
	}
	close(fd);
}

/* As after a start of the machine: no page is in memory. */
static void
forget_pages(void)
{
	assert_int_equal(unlink(
			     arena_printf(s->a, "%s/store/control", s->state)),
	    0);
}

static int
try_repair(void)
{
	e = (struct err){ 0 };
	restored = (struct ra_restore){
		.dir = backup.dir,
		.state = s->state,
	};
	return ra_repair(&restored, &e);
}

static void
a_damaged_database_is_made_anew(void **state)
{
	struct uuid one = enroll("one"), two;
	struct ra *broken;

	(void)state;
	back_up();
	two = enroll("two");
	if (store_checkpoint(ra_store(s->ra), &e) == -1)
		fail_msg("%s", e.text);
	arena_reset(s->borrowed);
	ra_close(s->ra);
	s->ra = NULL;
	damage_database();
	forget_pages();
	expect_err(ra_open(s->state, &broken, &e), ERR_UNAVAILABLE,
	    "damaged: run 'scepgate repair DIR'");
	if (try_repair() == -1 || ra_open(s->state, &s->ra, &e) == -1 ||
	    ra_restored(s->ra, &s->by, RA_REPAIRED, &restored, &e) == -1)
		fail_msg("%s", e.text);
	site_verify(s);
	assert_int_equal(site_order(s, &one)->state, ORDER_STATE__ORDER_ISSUED);
	assert_int_equal(site_order(s, &two)->state, ORDER_STATE__ORDER_ISSUED);
	assert_string_equal(site_last_audit(s)->action, "repair");
	/* Backups go on. */
	back_up();
	assert_false(backup.whole);
}

/* While it is in memory the others go on, but no backup is made of it. */
static void
damage_on_the_disk_is_found(void **state)
{
	const struct ra_verify v = { .found = count_found };
	struct ra_verified out;

	(void)state;
	(void)enroll("one");
	back_up();
	if (store_checkpoint(ra_store(s->ra), &e) == -1)
		fail_msg("%s", e.text);
	damage_database();
	if (ra_verify(s->ra, &v, &out, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(out.pages > 0);
	assert_int_equal(out.findings, out.pages);
	(void)enroll("two");
	backup.dir = arena_printf(s->a, "%s/second", s->place);
	expect_err(ra_backup(s->ra, &backup, &e), ERR_UNAVAILABLE,
	    "page 0 of the database is damaged");
}

/* Who has the store open goes on with what was made. */
static void
it_is_made_anew_under_who_uses_it(void **state)
{
	struct uuid one = enroll("one"), two, three;

	(void)state;
	back_up();
	two = enroll("two");
	damage_database();
	if (try_repair() == -1)
		fail_msg("%s", e.text);
	three = enroll("three");
	assert_int_equal(site_order(s, &one)->state, ORDER_STATE__ORDER_ISSUED);
	assert_int_equal(site_order(s, &two)->state, ORDER_STATE__ORDER_ISSUED);
	assert_int_equal(site_order(s, &three)->state,
	    ORDER_STATE__ORDER_ISSUED);
	assert_int_equal(try_repair(), 0);
	assert_int_equal(site_total(s, STORE_ORDERS), 3);
}

static struct {
	bool asked;
	int rc;
	struct err e;
} twice;

/* Somebody waited long enough, and runs it once more. */
static void
repair_too(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	struct ra_restore r = { .dir = backup.dir, .state = s->state };

	(void)ctx;
	(void)what;
	(void)done;
	(void)of;
	if (twice.asked)
		return;
	twice.asked = true;
	twice.rc = ra_repair(&r, &twice.e);
}

/* It would put the log of the backup where the one since is being put. */
static void
one_at_a_time_makes_it_anew(void **state)
{
	struct ra_restore r = {
		.state = s->state,
		.progress = repair_too,
	};
	struct uuid one;

	(void)state;
	memset(&twice, 0, sizeof(twice));
	back_up();
	one = enroll("one");
	damage_database();
	r.dir = backup.dir;
	if (ra_repair(&r, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(twice.asked);
	assert_int_equal(twice.rc, -1);
	assert_int_equal(twice.e.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(twice.e.text, "another repair"));
	assert_int_equal(site_order(s, &one)->state, ORDER_STATE__ORDER_ISSUED);
	assert_int_equal(try_repair(), 0);
}

/* No page has a wrong checksum then: what fails to open says what to do. */
static void
what_does_not_fit_together_is_repaired(void **state)
{
	static const struct {
		off_t size; /* -1: it is gone */
		enum err_kind kind;
		const char *words;
	} rows[] = {
		{ 20000, ERR_UNAVAILABLE, "a file of the database is damaged" },
		{ -1, ERR_NOT_FOUND, "holds no database" },
	};
	const char *file = arena_printf(s->a, "%s/store/store.db", s->state);
	struct uuid id = enroll("one");

	(void)state;
	back_up();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (store_checkpoint(ra_store(s->ra), &e) == -1)
			fail_msg("%s", e.text);
		arena_reset(s->borrowed);
		ra_close(s->ra);
		s->ra = NULL;
		assert_int_equal(rows[i].size == -1 ?
			unlink(file) :
			truncate(file, rows[i].size),
		    0);
		if (ra_open(s->state, &s->ra, &e) == 0)
			fail_msg("row %zu is opened", i);
		expect_err(-1, rows[i].kind, rows[i].words);
		assert_non_null(strstr(e.text, "run 'scepgate repair DIR'"));
		if (try_repair() == -1 || ra_open(s->state, &s->ra, &e) == -1)
			fail_msg("%s", e.text);
		assert_int_equal(site_order(s, &id)->state,
		    ORDER_STATE__ORDER_ISSUED);
	}
	site_verify(s);
}

/* Killed in the middle of it, after so long. */
static void
begin_repair(unsigned int us)
{
	pid_t pid = fork();

	assert_true(pid != -1);
	if (pid == 0)
		_exit(try_repair() == 0 ? 0 : 1);
	usleep(us);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
who_dies_at_it_may_begin_again(void **state)
{
	enum { DEATHS = 8 };
	struct uuid ids[DEATHS];
	(void)state;
	(void)enroll("one");
	back_up();
	for (unsigned int i = 0; i < DEATHS; i++) {
		ids[i] = enroll(arena_printf(s->a, "device %u", i));
		arena_reset(s->borrowed);
		ra_close(s->ra);
		s->ra = NULL;
		damage_database();
		begin_repair(12000 * i);
		if (try_repair() == -1 || ra_open(s->state, &s->ra, &e) == -1)
			fail_msg("after %u ms: %s", 12 * i, e.text);
	}
	for (unsigned int i = 0; i < DEATHS; i++)
		assert_int_equal(site_order(s, &ids[i])->state,
		    ORDER_STATE__ORDER_ISSUED);
	site_verify(s);
}

static const char *
repair_place(void)
{
	return arena_printf(s->a, "%s/store/repair", s->state);
}

/* A copy of the database takes as much of the disk as that. */
static void
a_repair_that_fails_leaves_no_copy(void **state)
{
	struct uuid id = enroll("one");

	(void)state;
	back_up();
	assert_int_equal(truncate(arena_printf(s->a, "%s/log.0000000001.1",
				      backup.dir),
			     1),
	    0);
	expect_err(try_repair(), ERR_INTEGRITY, "is not as it was written");
	assert_int_equal(access(repair_place(), F_OK), -1);
	assert_int_equal(site_order(s, &id)->state, ORDER_STATE__ORDER_ISSUED);
}

static void
another_log_repairs_nothing(void **state)
{
	const char *was = s->state;
	struct ra *other;

	(void)state;
	(void)enroll("one");
	back_up();
	s->state = arena_printf(s->a, "%s/other", s->place);
	assert_int_equal(ra_create(s->state, &e), 0);
	expect_err(try_repair(), ERR_INTEGRITY, "the log since this backup");
	assert_int_equal(access(repair_place(), F_OK), -1);
	assert_int_equal(ra_open(s->state, &other, &e), 0);
	ra_close(other);
	s->state = was;
}

/* ---- The directory ----------------------------------------------------- */

/* Call fn with each file of the backup. */
static void
each_file(void (*fn)(const char *path))
{
	struct dirent *entry;
	DIR *d = opendir(backup.dir);

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.')
			fn(arena_printf(s->a, "%s/%s", backup.dir,
			    entry->d_name));
	closedir(d);
}

/* Of the backup, but the directory that stands in the way. */
static unsigned int
files_of_run(unsigned int run)
{
	const char *end = arena_printf(s->a, ".%u", run), *dot;
	DIR *d = opendir(backup.dir);
	struct dirent *entry;
	unsigned int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		dot = strrchr(entry->d_name, '.');
		n += entry->d_type != DT_DIR && dot != NULL &&
		    strcmp(dot, end) == 0;
	}
	closedir(d);
	return n;
}

static void
expect_private(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_null(strstr(path, ".crl"));
}

static void
its_files_are_closed_to_others(void **state)
{
	struct stat st;

	(void)state;
	(void)fetch();
	backup.config = arena_printf(s->a, "%s/secret.key", s->state);
	back_up();
	each_file(expect_private);
	assert_int_equal(stat(backup.dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(try_restore("again"), 0);
	assert_true(restored.has_config);
	assert_false(file_exists(
	    arena_printf(s->a, "%s/scepgate.conf", restored.state)));
	assert_int_equal(chmod(backup.dir, 0755), 0);
	expect_err(ra_backup(s->ra, &backup, &e), ERR_DENIED, "chmod 700");
}

static struct span
read_bytes(const char *path)
{
	struct span out;
	struct buf b;

	buf_init(&b, 1 << 26);
	if (file_read(path, &b, &e) == -1)
		fail_msg("%s", e.text);
	out = arena_span(s->a, buf_span(&b));
	buf_clear(&b);
	return out;
}

static unsigned int damaged;

/* One byte of it, and the backup is refused. */
static void
damage(const char *path)
{
	struct span was = read_bytes(path);
	uint8_t *at = arena_alloc(s->a, was.len);
	size_t step = strstr(path, "manifest") != NULL ? 7 : was.len / 2 + 1;

	for (size_t i = 0; i < was.len; i += step) {
		memcpy(at, was.at, was.len);
		at[i] ^= 0x01;
		assert_int_equal(file_write(path, span_of(at, was.len), 0600,
				     &e),
		    0);
		assert_int_equal(try_restore(
				     arena_printf(s->a, "d%u", damaged++)),
		    -1);
		if (e.kind != ERR_INTEGRITY && e.kind != ERR_CONFLICT)
			fail_msg("%s, byte %zu: %s", path, i, e.text);
	}
	assert_int_equal(file_write(path, was, 0600, &e), 0);
}

static void
a_backup_that_was_damaged_is_refused(void **state)
{
	(void)state;
	(void)enroll("one");
	back_up();
	damaged = 0;
	each_file(damage);
	assert_true(damaged > 50);
	assert_int_equal(try_restore("again"), 0);
}

static void
a_manifest_of_the_future_says_so(void **state)
{
	const char *path = arena_printf(s->a, "%s/manifest", backup.dir);
	const char *text = "scepgate-backup 2\nx 1\n";

	(void)state;
	back_up();
	text = arena_printf(s->a, "%send %s\n", text,
	    text_hex(s->a, field_sha256(s->a, span_of_str(text))));
	assert_int_equal(file_write(path, span_of_str(text), 0600, &e), 0);
	expect_err(try_restore("again"), ERR_CONFLICT, "by a newer scepgate");
	expect_err(ra_backup(s->ra, &backup, &e), ERR_CONFLICT,
	    "by a newer scepgate");
}

static void
what_is_not_empty_is_not_restored_to(void **state)
{
	(void)state;
	back_up();
	restored.dir = backup.dir;
	restored.state = s->state;
	expect_err(ra_restore(&restored, &e), ERR_CONFLICT, "is not empty");
	restored.dir = s->state;
	expect_err(ra_restore(&restored, &e), ERR_NOT_FOUND,
	    "is no backup: there is no manifest");
}

/* For want of permission, say, which root does not lack. */
static void
a_manifest_that_cannot_be_read_is_there(void **state)
{
	const char *manifest = arena_printf(s->a, "%s/manifest", backup.dir);

	(void)state;
	back_up();
	assert_int_equal(unlink(manifest), 0);
	assert_int_equal(symlink("manifest", manifest), 0);
	assert_int_equal(try_restore("again"), -1);
	assert_non_null(strstr(e.text, "cannot read"));
	assert_int_equal(ra_backup(s->ra, &backup, &e), -1);
	assert_non_null(strstr(e.text, "cannot read"));
}

/* Servers that are not stopped, or an init: they leave it alone. */
static void
open_meanwhile(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	struct err why = { 0 };
	unsigned int *tried = ctx;
	struct ra *ra;

	(void)what;
	(void)done;
	(void)of;
	++*tried;
	assert_int_equal(ra_open(restored.state, &ra, &why), -1);
	assert_non_null(strstr(why.text, "is being restored"));
	assert_int_equal(ra_create(restored.state, &why), -1);
	assert_non_null(strstr(why.text, "is being restored"));
}

static void
nobody_opens_what_is_being_restored(void **state)
{
	unsigned int tried = 0;

	(void)state;
	(void)enroll("one");
	back_up();
	restored = (struct ra_restore){
		.dir = backup.dir,
		.state = arena_printf(s->a, "%s/again", s->place),
		.ctx = &tried,
		.progress = open_meanwhile,
	};
	if (ra_restore(&restored, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(tried > 4);
	s->state = restored.state;
	site_reopen(s);
	site_verify(s);
}

static void
what_was_cut_short_is_told_so(void **state)
{
	const char *log = arena_printf(s->a, "%s/log.0000000001.1", backup.dir);
	struct ra *ra;

	(void)state;
	(void)enroll("one");
	back_up();
	assert_int_equal(truncate(log, 100), 0);
	assert_int_equal(try_restore("again"), -1);
	expect_err(ra_open(restored.state, &ra, &e), ERR_NOT_FOUND,
	    "was cut short");
	expect_err(try_restore("again"), ERR_NOT_FOUND, "was cut short");
}

/* Its first run left a manifest that it did not come to put in its place. */
static void
a_directory_of_a_backup_that_was_cut_short_is_taken(void **state)
{
	const char *left = arena_printf(s->a, "%s/manifest.aB3dEf", backup.dir);

	(void)state;
	assert_int_equal(mkdir(backup.dir, 0700), 0);
	place_write(left, span_of_str("scepgate-backup 1\n"));
	back_up();
	assert_false(file_exists(left));
	restore("again");
}

/* A file system of its own has that from the beginning. */
static void
a_directory_with_lost_and_found_is_empty(void **state)
{
	const char *again = arena_printf(s->a, "%s/again", s->place);

	(void)state;
	assert_int_equal(mkdir(backup.dir, 0700), 0);
	assert_int_equal(mkdir(again, 0700), 0);
	assert_int_equal(mkdir(arena_printf(s->a, "%s/lost+found", backup.dir),
			     0700),
	    0);
	assert_int_equal(mkdir(arena_printf(s->a, "%s/lost+found", again),
			     0700),
	    0);
	back_up();
	restore("again");
}

static void
another_directory_is_not_taken(void **state)
{
	struct site *other;

	(void)state;
	back_up();
	other = site_new();
	expect_err(ra_backup(other->ra, &backup, &e), ERR_CONFLICT,
	    "the backup of another installation");
	site_free(other);
	backup.dir = s->place;
	expect_err(ra_backup(s->ra, &backup, &e), ERR_CONFLICT,
	    "holds something, and no backup");
}

/* One was restored somewhere, and both go on with the same directory. */
static void
nor_one_that_another_copy_went_on_with(void **state)
{
	const char *was = s->state;
	struct ra_restore older = { .made_ms = 1 };

	(void)state;
	(void)enroll("one");
	back_up();
	restore("copy");
	(void)enroll("of the copy");
	back_up();
	assert_int_equal(backup.run, 2);
	s->state = was;
	site_reopen(s);
	(void)enroll("two");
	expect_err(ra_backup(s->ra, &backup, &e), ERR_CONFLICT,
	    "take another directory");
	assert_true(files_of_run(2) > 0);
	assert_int_equal(files_of_run(3), 0);
	s->state = restored.state;
	site_reopen(s);
	/* It is known by its log too, where no run was noted. */
	if (ra_restored(s->ra, &s->by, RA_RESTORED, &older, &e) == -1)
		fail_msg("%s", e.text);
	back_up();
	assert_int_equal(backup.run, 3);
	assert_false(backup.whole);
}

/* What is in it is not known: it is not empty. */
static void
nor_one_that_cannot_be_read(void **state)
{
	(void)state;
	assert_int_equal(mkdir(backup.dir, 0700), 0);
	place_write(arena_printf(s->a, "%s/notes.txt", backup.dir),
	    span_of_str("mine"));
	fail_at_entry = 1;
	expect_err(ra_backup(s->ra, &backup, &e), ERR_UNAVAILABLE,
	    "Input/output error");
	assert_int_equal(fail_at_entry, 0);
	assert_int_equal(files_of_run(1), 0);
}

static void
nor_one_in_the_state_itself(void **state)
{
	(void)state;
	backup.dir = s->state;
	expect_err(ra_backup(s->ra, &backup, &e), ERR_CONFLICT,
	    "lies in the state directory");
	backup.dir = arena_printf(s->a, "%s/backup", s->state);
	expect_err(ra_backup(s->ra, &backup, &e), ERR_CONFLICT,
	    "lies in the state directory");
	assert_false(file_exists(backup.dir));
	/* What is there already is not taken away, empty or not. */
	backup.dir = arena_printf(s->a, "%s/empty", s->state);
	assert_int_equal(file_make_dir(backup.dir, 0700, &e), 0);
	expect_err(ra_backup(s->ra, &backup, &e), ERR_CONFLICT,
	    "lies in the state directory");
	assert_true(file_exists(backup.dir));
	/* Its name alone begins alike. */
	backup.dir = arena_printf(s->a, "%s-backup", s->state);
	back_up();
}

/* A run that died: its files are in nobody's way, and go with the next. */
static void
what_a_dead_run_left_goes(void **state)
{
	const char *left = arena_printf(s->a, "%s/store.db.9", backup.dir);
	const char *mine = arena_printf(s->a, "%s/notes.txt", backup.dir);

	(void)state;
	assert_int_equal(mkdir(backup.dir, 0700), 0);
	assert_int_equal(file_write(left, span_of_str("half"), 0600, &e), 0);
	back_up();
	assert_false(file_exists(left));
	assert_int_equal(file_write(left, span_of_str("half"), 0600, &e), 0);
	assert_int_equal(file_write(mine, span_of_str("mine"), 0600, &e), 0);
	(void)enroll("one");
	back_up();
	assert_false(file_exists(left));
	assert_true(file_exists(mine));
	restore("again");
}

/* On a full disk, say, which it may have filled itself. */
static void
a_run_that_fails_leaves_nothing(void **state)
{
	const char *first, *second;

	(void)state;
	first = arena_printf(s->a, "%s/log.0000000001.1", backup.dir);
	second = arena_printf(s->a, "%s/log.0000000001.2", backup.dir);
	assert_int_equal(mkdir(backup.dir, 0700), 0);
	assert_int_equal(mkdir(first, 0700), 0);
	assert_int_equal(ra_backup(s->ra, &backup, &e), -1);
	assert_int_equal(files_of_run(1), 0);
	assert_int_equal(rmdir(first), 0);
	back_up();
	assert_true(files_of_run(1) >= 5);
	/* A key that is new since. */
	assert_int_equal(file_write(arena_printf(s->a, "%s/connectors/new.key",
					s->state),
			     span_of_str("new"), 0600, &e),
	    0);
	assert_int_equal(mkdir(second, 0700), 0);
	assert_int_equal(ra_backup(s->ra, &backup, &e), -1);
	assert_int_equal(files_of_run(2), 0);
	assert_int_equal(rmdir(second), 0);
	restore("again");
}

static void
look_for_left(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	(void)what;
	(void)done;
	(void)of;
	assert_false(file_exists(ctx));
}

/* Before anything is copied: there may be no room for both. */
static void
what_a_dead_run_left_goes_first(void **state)
{
	(void)state;
	back_up();
	backup.ctx = arena_printf(s->a, "%s/store.db.9", backup.dir);
	backup.progress = look_for_left;
	assert_int_equal(file_write(backup.ctx, span_of_str("half"), 0600, &e),
	    0);
	back_up();
}

/* ---- A backup that lost something -------------------------------------- */

static unsigned int told; /* of files that are not as they were written */
static const char *name_told;

static void
tell_of_file(void *ctx, const char *text)
{
	(void)ctx;
	told++;
	if (strstr(text, name_told) == NULL)
		fail_msg("want %s, have: %s", name_told, text);
}

/* Remove it, or change its size. */
static void
spoil(const char *name, off_t size)
{
	const char *path = arena_printf(s->a, "%s/%s", backup.dir, name);

	assert_int_equal(size == -1 ? unlink(path) : truncate(path, size), 0);
}

static void
what_lost_a_file_is_made_anew(void **state)
{
	static const struct {
		const char *name; /* without the run */
		off_t size; /* -1: it is gone */
	} rows[] = {
		{ "store.db", -1 },
		{ "store.db", 4096 },
		{ "log.0000000001", 100 },
		{ "secret.key", -1 },
		{ "secret.key", 0 },
		{ "secret.key", 1000 },
	};
	struct uuid last;
	unsigned int run;

	(void)state;
	backup.found = tell_of_file;
	back_up();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		run = backup.run;
		last = enroll(arena_printf(s->a, "device %zu", i));
		name_told = arena_printf(s->a, "%s.%u", rows[i].name, run);
		told = 0;
		spoil(name_told, rows[i].size);
		back_up();
		assert_int_equal(told, 1);
		assert_true(backup.whole);
		assert_int_equal(backup.copied, backup.bytes);
		assert_int_equal(backup.run, run + 1);
		assert_int_equal(files_of_run(run), 0);
		assert_int_equal(files_of_run(run + 1), backup.files);
	}
	told = 0;
	back_up();
	assert_int_equal(told, 0);
	assert_false(backup.whole);
	restore("again");
	assert_int_equal(site_order(s, &last)->state,
	    ORDER_STATE__ORDER_ISSUED);
}

/* What is left of it may be of use, until there is something better. */
static void
what_is_left_stays_until_then(void **state)
{
	const char *log = arena_printf(s->a, "%s/log.0000000001.2", backup.dir);
	unsigned int files;

	(void)state;
	back_up();
	files = backup.files;
	spoil("store.db.1", -1);
	assert_int_equal(mkdir(log, 0700), 0);
	assert_int_equal(ra_backup(s->ra, &backup, &e), -1);
	assert_int_equal(files_of_run(1), files - 1);
	assert_int_equal(files_of_run(2), 0);
	assert_int_equal(rmdir(log), 0);
	back_up();
	assert_true(backup.whole);
	assert_int_equal(files_of_run(1), 0);
	restore("again");
}

static struct ra_backup_check checked;

static int
try_check(void)
{
	e = (struct err){ 0 };
	told = 0;
	checked = (struct ra_backup_check){
		.dir = backup.dir,
		.found = tell_of_file,
	};
	return ra_backup_check(&checked, &e);
}

static void
check(unsigned int findings)
{
	if (try_check() == -1)
		fail_msg("%s", e.text);
	assert_int_equal(told, findings);
	assert_int_equal(checked.findings, findings);
	assert_int_equal(checked.run, backup.run);
	assert_int_equal(checked.good + checked.findings, backup.files);
	if (findings == 0)
		assert_int_equal(checked.bytes, backup.bytes);
	else
		assert_true(checked.bytes < backup.bytes);
}

/* One byte of it, which its size does not tell. */
static void
check_damaged(const char *path)
{
	struct span was;
	uint8_t *at;

	if (strstr(path, "manifest") != NULL)
		return;
	was = read_bytes(path);
	at = arena_alloc(s->a, was.len);
	memcpy(at, was.at, was.len);
	at[was.len / 2] ^= 0x01;
	name_told = path;
	assert_int_equal(file_write(path, span_of(at, was.len), 0600, &e), 0);
	check(1);
	assert_int_equal(unlink(path), 0);
	check(1);
	assert_int_equal(file_write(path, was, 0600, &e), 0);
	check(0);
}

static void
a_check_reads_all_files(void **state)
{
	(void)state;
	(void)enroll("one");
	backup.config = arena_printf(s->a, "%s/secret.key", s->state);
	back_up();
	(void)enroll("two");
	back_up();
	each_file(check_damaged);
	name_told = backup.dir;
	spoil("secret.key.1", 1);
	spoil(arena_printf(s->a, "scepgate.conf.%u", 1), -1);
	check(2);
}

static void
a_check_wants_a_backup(void **state)
{
	const char *manifest = arena_printf(s->a, "%s/manifest", backup.dir);
	int lock;

	(void)state;
	expect_err(try_check(), ERR_NOT_FOUND, "is no backup");
	back_up();
	assert_int_equal(file_lock_dir(backup.dir, false, &lock, &e), 0);
	expect_err(try_check(), ERR_UNAVAILABLE, "made or checked right now");
	close(lock);
	check(0);
	assert_int_equal(truncate(manifest, 40), 0);
	expect_err(try_check(), ERR_INTEGRITY, "is not as it was written");
}

/* Of the last one its directory is all that is left. */
static void
without_a_connector_there_is_room_for_one(void **state)
{
	struct connector_draft d = { .name = "First",
		.kind = "local",
		.key_type = "ec:p256" };
	struct uuid id;

	(void)state;
	site_free(s);
	s = site_new_empty();
	backup.dir = arena_printf(s->a, "%s/backup", s->place);
	back_up();
	restore("restored");
	if (ra_connector_create(s->ra, &s->by, &d, &id, &e) == -1)
		fail_msg("%s", e.text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(what_was_there_is_there_again),
		TEST(the_newest_is_on_record),
		TEST(a_later_run_brings_it_up_to_date),
		TEST(without_a_connector_there_is_room_for_one),
		TEST(no_serial_number_is_issued_twice),
		TEST(no_crl_number_goes_back),
		TEST(a_damaged_database_is_made_anew),
		TEST(damage_on_the_disk_is_found),
		TEST(it_is_made_anew_under_who_uses_it),
		TEST(one_at_a_time_makes_it_anew),
		TEST(what_does_not_fit_together_is_repaired),
		TEST(who_dies_at_it_may_begin_again),
		TEST(a_repair_that_fails_leaves_no_copy),
		TEST(another_log_repairs_nothing),
		TEST(its_files_are_closed_to_others),
		TEST(a_backup_that_was_damaged_is_refused),
		TEST(a_manifest_of_the_future_says_so),
		TEST(what_is_not_empty_is_not_restored_to),
		TEST(a_manifest_that_cannot_be_read_is_there),
		TEST(nobody_opens_what_is_being_restored),
		TEST(what_was_cut_short_is_told_so),
		TEST(a_directory_of_a_backup_that_was_cut_short_is_taken),
		TEST(a_directory_with_lost_and_found_is_empty),
		TEST(another_directory_is_not_taken),
		TEST(nor_one_that_another_copy_went_on_with),
		TEST(nor_one_that_cannot_be_read),
		TEST(nor_one_in_the_state_itself),
		TEST(what_a_dead_run_left_goes),
		TEST(a_run_that_fails_leaves_nothing),
		TEST(what_a_dead_run_left_goes_first),
		TEST(what_lost_a_file_is_made_anew),
		TEST(what_is_left_stays_until_then),
		TEST(a_check_reads_all_files),
		TEST(a_check_wants_a_backup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
