/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and directories, and what is said where they are not as they must. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"

static char dir[] = "/tmp/scepgate-file-XXXXXX";
static char *path; /* a file in it that each test makes and removes */
static struct arena *a;
static struct err e;

static int
set_up_all(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	a = arena_new();
	path = arena_printf(a, "%s/it", dir);
	return 0;
}

static int
tear_down_all(void **state)
{
	(void)state;
	arena_free(a);
	return rmdir(dir);
}

static int
set_up(void **state)
{
	(void)state;
	err_clear(&e);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	if (unlink(path) == -1 && errno != ENOENT)
		return rmdir(path);
	return 0;
}

static void
write_text(const char *text, mode_t mode)
{
	assert_int_equal(file_write(path, span_of_str(text), mode, &e), 0);
}

static void
what_was_written_is_read(void **state)
{
	struct buf b;
	size_t i;

	buf_init(&b, 100000);
	for (i = 0; i < 20000; i++)
		buf_printf(&b, "%04zu,", i % 10000);
	assert_int_equal(file_write(path, buf_span(&b), 0600, &e), 0);
	buf_clear(&b);
	assert_int_equal(file_read(path, &b, &e), 0);
	assert_int_equal(b.len, 100000);
	assert_memory_equal(b.at + 5 * 12345, "2345,2346,", 10);
	buf_clear(&b);
	(void)state;
}

static void
file_at_the_limit_is_read_and_a_larger_is_not(void **state)
{
	struct buf b;

	write_text("12345", 0600);
	buf_init(&b, 5);
	assert_int_equal(file_read(path, &b, &e), 0);
	assert_string_equal(buf_str(&b), "12345");
	buf_clear(&b);
	buf_init(&b, 4);
	assert_int_equal(file_read(path, &b, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_non_null(strstr(e.text, "larger than the 4 bytes"));
	buf_clear(&b);
	(void)state;
}

static void
empty_file_is_read(void **state)
{
	struct buf b;

	write_text("", 0600);
	buf_init(&b, 5);
	assert_int_equal(file_read(path, &b, &e), 0);
	assert_int_equal(b.len, 0);
	buf_clear(&b);
	(void)state;
}

static void
what_is_not_there_is_named(void **state)
{
	struct buf b;

	buf_init(&b, 5);
	assert_int_equal(file_read(path, &b, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, path));
	assert_int_equal(file_check_private(path, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_int_equal(file_check_private_dir(path, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_false(file_exists(path));
	(void)state;
}

static void
directory_is_no_file(void **state)
{
	struct buf b;

	buf_init(&b, 5);
	assert_int_equal(file_read(dir, &b, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_int_equal(file_check_private(dir, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	buf_clear(&b);
	(void)state;
}

/* The mode asked for, whatever the umask; and no leftovers beside it. */
static void
file_is_replaced_whole_with_its_mode(void **state)
{
	mode_t before = umask(0077);
	struct stat st;
	ino_t first;

	write_text("old", 0600);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	first = st.st_ino;
	write_text("new", 0644);
	umask(before);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_not_equal(st.st_ino, first);
	/* The directory's removal at the end finds leftovers. */
	(void)state;
}

static void
file_that_cannot_be_written_is_an_error(void **state)
{
	char *nowhere = mem_printf("%s/none/it", dir);

	assert_int_equal(file_write(nowhere, span_of_str("x"), 0600, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, "is not there: 'mkdir -p"));
	free(nowhere);
	/* A directory of this name stays, and nothing is left beside it. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(file_write(path, span_of_str("x"), 0600, &e), -1);
	(void)state;
}

static void
place_where_nobody_can_write_is_named(void **state)
{
	assert_int_equal(file_write("/proc/it", span_of_str("x"), 0600, &e),
	    -1);
	assert_int_not_equal(e.kind, ERR_NONE);
	assert_non_null(strstr(e.text, "/proc/it"));
	(void)state;
}

static void
directory_is_made_once(void **state)
{
	struct stat st;

	assert_int_equal(file_make_dir(path, 0700, &e), 0);
	assert_int_equal(file_make_dir(path, 0700, &e), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(file_check_private_dir(path, &e), 0);
	(void)state;
}

static void
directory_without_a_parent_is_refused_with_its_cure(void **state)
{
	char *below = mem_printf("%s/b//c/", path);
	char *cure = mem_printf("'mkdir -p %s/b'", path);

	assert_int_equal(file_make_dir(below, 0700, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, cure));
	free(cure);
	free(below);
	(void)state;
}

static void
directory_is_not_made_over_a_file(void **state)
{
	write_text("x", 0600);
	assert_int_equal(file_make_dir(path, 0700, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	(void)state;
}

static void
open_directory_is_refused_with_its_cure(void **state)
{
	static const mode_t modes[] = { 0701, 0710, 0740, 0755, 0777, 01770 };
	size_t i;

	assert_int_equal(mkdir(path, 0700), 0);
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		err_clear(&e);
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(file_check_private_dir(path, &e), -1);
		assert_int_equal(e.kind, ERR_DENIED);
		assert_non_null(strstr(e.text, "chmod 700 "));
		/* Not of /tmp, say. */
		assert_non_null(strstr(e.text, "or take one of its own"));
		assert_non_null(strstr(e.text, path));
	}
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(file_check_private_dir(path, &e), 0);
	(void)state;
}

static void
open_file_is_refused_with_its_cure(void **state)
{
	write_text("x", 0640);
	assert_int_equal(file_check_private(path, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_non_null(strstr(e.text, "(mode 0640)"));
	assert_non_null(strstr(e.text, "chmod 600 "));
	assert_int_equal(file_check_private_dir(path, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	write_text("x", 0600);
	assert_int_equal(file_check_private(path, &e), 0);
	(void)state;
}

/* Only root can give a file away; others test nothing here. */
static void
somebody_elses_directory_is_refused_by_name(void **state)
{
	assert_int_equal(mkdir(path, 0700), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 1, (gid_t)-1), 0);
		assert_int_equal(file_check_private_dir(path, &e), -1);
		assert_int_equal(e.kind, ERR_DENIED);
		assert_non_null(strstr(e.text, "belongs to user daemon"));
		assert_int_equal(chown(path, 4000000, (gid_t)-1), 0);
		assert_int_equal(file_check_private_dir(path, &e), -1);
		assert_non_null(strstr(e.text, "belongs to user #4000000"));
		assert_non_null(strstr(e.text, "run as #4000000, or"));
		assert_non_null(strstr(e.text,
		    arena_printf(a, "'chown -R root %s'", path)));
	}
	(void)state;
}

static void
expect_denied(int rc, const char *whose, const char *cure)
{
	const char *chown = strstr(e.text, "chown");

	assert_int_equal(rc, -1);
	assert_int_equal(e.kind, ERR_DENIED);
	if (strstr(e.text, whose) == NULL ||
	    (cure == NULL ? chown != NULL : strstr(e.text, cure) == NULL))
		fail_msg("%s", e.text);
}

/* As where root copied what a server is to use: all that is there, at once. */
static void
what_is_roots_in_a_directory_of_ours_is_given_to_us(void **state)
{
	const char *cure = arena_printf(a, "'chown -R daemon %s'", dir);
	const char *deep = arena_printf(a, "%s/deep", path);
	const char *dir_cure = arena_printf(a, "'chown -R daemon %s'", path);
	struct buf b;

	(void)state;
	if (geteuid() != 0)
		skip();
	buf_init(&b, 10);
	assert_int_equal(chown(dir, 1, (gid_t)-1), 0);
	write_text("x", 0600);
	assert_int_equal(seteuid(1), 0);
	expect_denied(file_read(path, &b, &e),
	    "it belongs to user root and we run as daemon", cure);
	expect_denied(file_check_private(path, &e), "belongs to user root",
	    cure);
	errno = EACCES;
	expect_denied(file_open_err(path, &e), "belongs to user root", cure);
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(seteuid(1), 0);
	expect_denied(file_check_private_dir(path, &e), "belongs to user root",
	    dir_cure);
	expect_denied(file_check_private(deep, &e),
	    arena_printf(a, "'%s' belongs to user root", path), dir_cure);
	/* Nor is a place of root's that is none of ours to be given away. */
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(chown(dir, 0, (gid_t)-1), 0);
	assert_int_equal(seteuid(1), 0);
	expect_denied(file_read(path, &b, &e),
	    arena_printf(a, "'%s' belongs to user root", dir), NULL);
	assert_int_equal(seteuid(0), 0);
	buf_clear(&b);
}

static void
one_at_a_time_works_in_a_directory(void **state)
{
	int first, second;

	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(file_lock_dir(path, false, &first, &e), 0);
	assert_int_not_equal(first, -1);
	assert_int_equal(file_lock_dir(path, false, &second, &e), 0);
	assert_int_equal(second, -1);
	close(first);
	assert_int_equal(file_lock_dir(path, true, &second, &e), 0);
	close(second);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(file_lock_dir(path, true, &first, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, path));
	(void)state;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* It may go well later, and so is nobody's fault. */
static void
a_process_without_files_is_told_to_come_again(void **state)
{
	struct rlimit before, none;
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(file_read("/dev/null", &b, &e), -1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	buf_clear(&b);
}

/* Whether a file that is opened gets a number that is not standard error's. */
static bool
error_is_safe(bool hold)
{
	int saved = dup(STDERR_FILENO), fd;

	close(STDERR_FILENO);
	if (hold)
		file_hold_standard();
	fd = open("/dev/null", O_RDONLY);
	close(fd);
	dup2(saved, STDERR_FILENO);
	close(saved);
	return fd > STDERR_FILENO;
}

static void
no_file_takes_the_place_of_standard_error(void **state)
{
	(void)state;
	assert_false(error_is_safe(false));
	assert_true(error_is_safe(true));
}

/* What a program prints there is lost, and that it learns. */
static void
what_a_closed_standard_output_loses_is_an_error(void **state)
{
	int saved = dup(STDOUT_FILENO);
	ssize_t n;

	(void)state;
	fflush(stdout);
	close(STDOUT_FILENO);
	file_hold_standard();
	n = write(STDOUT_FILENO, "x", 1);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_int_equal(n, -1);
}

static void
what_a_disk_has_against_it_comes_with_what_to_do(void **state)
{
	static const struct {
		int number;
		enum err_kind kind;
		const char *words;
	} rows[] = {
		{ EROFS, ERR_UNAVAILABLE,
		    "cannot write '/a/b': its disk is mounted read-only: mount "
		    "it for writing" },
		{ ENOSPC, ERR_UNAVAILABLE, "the disk is full: make room" },
		{ EDQUOT, ERR_UNAVAILABLE, "quota of its user is used up" },
		{ ENOENT, ERR_NOT_FOUND, "'/a' is not there: 'mkdir -p /a'" },
		{ EACCES, ERR_DENIED, "Permission denied" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		errno = rows[i].number;
		assert_int_equal(file_write_err("/a/b", &e), -1);
		assert_int_equal(e.kind, rows[i].kind);
		if (strstr(e.text, rows[i].words) == NULL)
			fail_msg("%s", e.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_was_written_is_read),
		T(file_at_the_limit_is_read_and_a_larger_is_not),
		T(empty_file_is_read),
		T(what_is_not_there_is_named),
		T(directory_is_no_file),
		T(file_is_replaced_whole_with_its_mode),
		T(file_that_cannot_be_written_is_an_error),
		T(place_where_nobody_can_write_is_named),
		T(directory_is_made_once),
		T(directory_without_a_parent_is_refused_with_its_cure),
		T(directory_is_not_made_over_a_file),
		T(open_directory_is_refused_with_its_cure),
		T(open_file_is_refused_with_its_cure),
		T(somebody_elses_directory_is_refused_by_name),
		T(what_is_roots_in_a_directory_of_ours_is_given_to_us),
		T(a_process_without_files_is_told_to_come_again),
		T(no_file_takes_the_place_of_standard_error),
		T(what_a_closed_standard_output_loses_is_an_error),
		T(one_at_a_time_works_in_a_directory),
		T(what_a_disk_has_against_it_comes_with_what_to_do),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
