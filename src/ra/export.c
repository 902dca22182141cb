/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing an export; see export.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "ra/export.h"
#include "ra/export_lines.h"
#include "ra/state.h"
#include "ra/state_files.h"
#include "store/backup.h"
#include "store/export.h"

/* Written when so much is there; one line more has room. */
#define FLUSH (256 * 1024)

struct name {
	const char *path;
	const char *name;
};

struct writing {
	struct ra *ra;
	struct ra_export *x;
	struct arena *a;
	int fd;
	struct buf out; /* not yet written */
	struct name *names;
	size_t count;
};

static int
fail(const char *path, struct err *e)
{
	if (errno != EEXIST)
		return file_write_err(path, e);
	return err_set(e, ERR_CONFLICT,
	    "cannot write '%s': it is there already: take another name", path);
}

static int
flush_lines(struct writing *w, struct err *e)
{
	struct span s = buf_span(&w->out);
	ssize_t n;

	while (s.len > 0) {
		n = write(w->fd, s.at, s.len);
		if (n == -1 && errno != EINTR)
			return fail(w->x->path, e);
		if (n > 0)
			s = span_of(s.at + n, s.len - (size_t)n);
	}
	buf_clear(&w->out);
	return 0;
}

static int
put_line(void *ctx, const char *line, struct err *e)
{
	struct writing *w = ctx;

	buf_add_str(&w->out, line);
	buf_add_byte(&w->out, '\n');
	if (w->out.full)
		return err_set(e, ERR_INTERNAL, "a line is too long");
	return w->out.len < FLUSH ? 0 : flush_lines(w, e);
}

static void
tell(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	const struct writing *w = ctx;

	if (w->x->progress != NULL)
		w->x->progress(w->x->ctx, what, done, of);
}

/* ---- The store, as it is at one moment --------------------------------- */

/* Copies are named after a run: here they are to be a store. */
static int
name_files(const char *dir, const struct store_backup *b, struct arena *a,
    struct err *e)
{
	const char *to;

	for (size_t i = 0; i < b->count; i++) {
		to = arena_printf(a, "%s/%s", dir, b->files[i].name);
		if (rename(arena_printf(a, "%s/%s", dir, b->files[i].kept),
			to) == -1)
			return fail(to, e);
	}
	return 0;
}

static int
put_records(struct writing *w, const char *dir, struct err *e)
{
	struct store *s;
	int rc;

	if (store_open(dir, &s, e) == -1)
		return -1;
	rc = store_export(s, put_line, tell, w, &w->x->records, e);
	store_close(s);
	return rc;
}

static int
copy_store(struct writing *w, const char *dir, struct err *e)
{
	struct store_backup b = {
		.dir = dir,
		.run = 1,
		.once = true,
		.ctx = w,
		.progress = tell,
	};

	if (store_backup(w->ra->store, &b, w->a, e) == -1 ||
	    name_files(dir, &b, w->a, e) == -1)
		return -1;
	return store_recover_copy(dir, NULL, NULL, e);
}

/* Nobody else will, so where some of it stays that is said. */
static void
remove_copy(const char *dir, struct arena *a)
{
	char **names;
	size_t n;
	int rc = file_list(dir, &names, &n);

	for (size_t i = 0; i < n; i++)
		(void)unlink(arena_printf(a, "%s/%s", dir, names[i]));
	file_list_free(names, n);
	if (rc == 0 && rmdir(dir) == -1)
		rc = errno;
	if (rc != 0)
		log_event(LOG_LEVEL_WARNING, "copy-left", "path", dir, "reason",
		    file_reason(rc), NULL);
}

/* ---- Files ------------------------------------------------------------- */

static int
keep_name(void *ctx, const char *path, const char *name, struct err *e)
{
	struct writing *w = ctx;
	struct name *names = w->names;

	(void)e;
	/* Whole powers of two: there is no more room. */
	if ((w->count & (w->count - 1)) == 0) {
		w->names = arena_alloc(w->a,
		    (2 * w->count + 1) * sizeof(*names));
		if (w->count > 0)
			memcpy(w->names, names, w->count * sizeof(*names));
	}
	w->names[w->count++] = (struct name){ path, name };
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
put_file(struct writing *w, const struct name *n, struct err *e)
{
	struct arena *a = arena_new();
	struct buf b;
	int rc;

	buf_init(&b, EXPORT_FILE_MOST);
	rc = file_read(n->path, &b, e);
	if (rc == 0) {
		w->x->files++;
		rc = put_line(w, export_file_line(n->name, buf_span(&b), a), e);
	}
	buf_clear(&b);
	arena_free(a);
	return rc;
}

static int
put_files(struct writing *w, struct err *e)
{
	if (state_files(w->ra->dir, w->a, keep_name, w, e) == -1)
		return -1;
	if (w->count > 0)
		qsort(w->names, w->count, sizeof(*w->names), compare);
	for (size_t i = 0; i < w->count; i++)
		if (put_file(w, &w->names[i], e) == -1)
			return -1;
	return 0;
}

/* ---- All --------------------------------------------------------------- */

static int
write_all(struct writing *w, const char *dir, struct err *e)
{
	/* The copy first: the files are no older than what it speaks of. */
	if (copy_store(w, dir, e) == -1 ||
	    put_line(w, EXPORT_HEADING, e) == -1 || put_files(w, e) == -1 ||
	    put_records(w, dir, e) == -1 ||
	    put_line(w,
		arena_printf(w->a, EXPORT_END "%" PRIu64 "}",
		    w->x->files + w->x->records),
		e) == -1 ||
	    flush_lines(w, e) == -1)
		return -1;
	if (fsync(w->fd) == -1)
		return fail(w->x->path, e);
	return file_sync_parent(w->x->path, e);
}

int
ra_export(struct ra *ra, struct ra_export *x, struct err *e)
{
	struct writing w = { .ra = ra, .x = x, .a = arena_new() };
	const char *dir = arena_printf(w.a, "%s.store", x->path);
	int rc = -1;

	x->files = x->records = 0;
	buf_init(&w.out, FLUSH + EXPORT_LINE_MOST);
	w.fd = open(x->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (w.fd == -1)
		(void)fail(x->path, e);
	else if (mkdir(dir, 0700) == -1)
		(void)fail(dir, e);
	else {
		rc = write_all(&w, dir, e);
		remove_copy(dir, w.a);
	}
	if (w.fd != -1)
		close(w.fd);
	if (w.fd != -1 && rc == -1)
		unlink(x->path);
	buf_clear(&w.out);
	arena_free(w.a);
	return rc;
}
