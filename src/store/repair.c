/* SPDX-License-Identifier: BSD-2-Clause */
/* See repair.h. */
#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/control.h"
#include "store/env.h"
#include "store/logs.h"
#include "store/repair.h"
#include "store/room.h"

/* What is done to each log file of a directory. */
typedef int repair_step(const char *path, const char *dir, const char *name,
    struct err *e);

static int
fail(const char *what, const char *path, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE, "cannot %s '%s': %s", what, path,
	    file_reason(errno));
}

/* Call it for all files, or those whose name begins so. */
static int
each_file(const char *in, const char *begin, const char *dir, repair_step *fn,
    struct err *e)
{
	char **names, *path;
	size_t n;
	int rc = 0;

	if ((errno = file_list(in, &names, &n)) != 0)
		return fail("read", in, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (names[i][0] == '.' ||
		    strncmp(names[i], begin, strlen(begin)) != 0)
			continue;
		path = mem_printf("%s/%s", in, names[i]);
		rc = fn(path, dir, names[i], e);
		free(path);
	}
	file_list_free(names, n);
	return rc;
}

static int
remove_one(const char *path, const char *dir, const char *name, struct err *e)
{
	(void)dir;
	(void)name;
	if (unlink(path) == -1 && errno != ENOENT)
		return fail("remove", path, e);
	return 0;
}

static int
move_one(const char *path, const char *dir, const char *name, struct err *e)
{
	char *to = mem_printf("%s/%s", dir, name);
	int rc = 0;

	if (rename(path, to) == -1)
		rc = fail("move", path, e);
	free(to);
	return rc;
}

/* ---- The log since ----------------------------------------------------- */

static int
no_log(const char *dir, struct err *e)
{
	return err_set(e, ERR_INTEGRITY,
	    "%s: the log since this backup is not there, so that what happened "
	    "since is lost: take a newer backup, or move the state directory "
	    "away and run 'scepgate restore'",
	    dir);
}

static int
goes_on(const char *dir, const struct store_file *last, struct err *e)
{
	bool on;
	int rc = logs_go_on(dir, last, &on, e);

	if (!on && (rc == 0 || e->kind == ERR_NOT_FOUND))
		rc = no_log(dir, e);
	return rc;
}

/* What the store has of it from this file on. */
static uint64_t
log_size(const char *dir, uint32_t number)
{
	uint64_t bytes = 0;
	struct stat st = { 0 };
	char *path;
	bool there;

	do {
		path = logs_path(dir, number++);
		there = stat(path, &st) == 0;
		free(path);
		bytes += there ? (uint64_t)st.st_size : 0;
	} while (there);
	return bytes;
}

int
store_repair_begin(const char *dir, const struct store_file *last,
    uint64_t bytes, struct err *e)
{
	char *place = mem_printf("%s/" REPAIR_DIR, dir);
	int rc;

	/* Before minutes are spent on a copy that nothing goes on from. */
	rc = goes_on(dir, last, e);
	if (rc == 0)
		rc = file_make_dir(place, 0700, e);
	if (rc == 0)
		rc = each_file(place, "", "", remove_one, e);
	if (rc == 0)
		rc = room_for_copy(dir, dir,
		    bytes + log_size(dir, logs_number(last->name)), e);
	free(place);
	return rc;
}

void
store_repair_give_up(const char *dir)
{
	char *place = mem_printf("%s/" REPAIR_DIR, dir);
	struct err unused = { 0 };

	if (each_file(place, "", "", remove_one, &unused) == -1)
		err_clear(&unused);
	(void)rmdir(place);
	free(place);
}

static int
copy_logs(const char *dir, const char *place, uint32_t number, struct err *e)
{
	struct store_file unused;
	char *from, *to;
	int rc = 0;

	for (bool there = true; rc == 0 && there; number++) {
		from = logs_path(dir, number);
		to = logs_path(place, number);
		if ((there = file_exists(from)))
			rc = store_copy_file(from, to, UINT64_MAX, &unused, e);
		free(from);
		free(to);
	}
	return rc;
}

/* ---- In its place ------------------------------------------------------ */

/*
 * What DIR/pages holds belongs to the damaged database; the recovery that ran
 * in the other place has left nothing to be written twice.
 */
static int
put_in_place(const char *dir, const char *place, struct err *e)
{
	char *pages = mem_printf("%s/" PAGES_FILE, dir);
	char *made = mem_printf("%s/" ENV_FILE, place);
	int rc;

	rc = each_file(place, "log.", dir, move_one, e);
	if (rc == 0)
		rc = remove_one(pages, NULL, NULL, e);
	if (rc == 0)
		rc = file_sync_dir(dir, e);
	if (rc == 0)
		rc = move_one(made, dir, ENV_FILE, e);
	if (rc == 0)
		rc = file_sync_dir(dir, e);
	if (rc == 0)
		rc = each_file(place, "", "", remove_one, e);
	if (rc == 0 && rmdir(place) == -1)
		rc = fail("remove", place, e);
	free(pages);
	free(made);
	return rc;
}

static int
repair_inside(const char *dir, const struct store_file *last,
    void (*progress)(void *ctx, int percent), void *ctx, struct err *e)
{
	char *place = mem_printf("%s/" REPAIR_DIR, dir);
	uint32_t number = logs_number(last->name);
	int rc;

	rc = goes_on(dir, last, e);
	if (rc == 0)
		rc = copy_logs(dir, place, number, e);
	if (rc == 0)
		rc = store_recover_copy(place, progress, ctx, e);
	if (rc == 0)
		rc = put_in_place(dir, place, e);
	free(place);
	return rc;
}

int
store_repair(const char *dir, const struct store_file *last,
    void (*progress)(void *ctx, int percent), void *ctx, struct err *e)
{
	struct control c;
	int rc;

	if (control_open(&c, dir, e) == -1)
		return -1;
	if ((rc = control_lock(&c, e)) == 0) {
		/*
		 * First: should we die after the database was replaced, no
		 * handle of the one before is any good.
		 */
		atomic_store(&c.page->dirty, 1);
		rc = repair_inside(dir, last, progress, ctx, e);
		control_unlock(&c);
	}
	control_close(&c);
	return rc;
}
