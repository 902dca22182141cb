/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading an export; see export.h. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "ra/export.h"
#include "ra/export_lines.h"
#include "ra/state.h"
#include "ra/state_files.h"
#include "store/export.h"

#define FILE_BEGIN "{\"file\":\""
#define FILE_BYTES "\",\"base64\":\""
#define FILE_END "\"}"

/* ---- Lines of files ---------------------------------------------------- */

char *
export_file_line(const char *name, struct span bytes, struct arena *a)
{
	return arena_printf(a, FILE_BEGIN "%s" FILE_BYTES "%s" FILE_END, name,
	    text_base64(a, bytes));
}

bool
export_is_file(const char *line)
{
	return strncmp(line, FILE_BEGIN, sizeof(FILE_BEGIN) - 1) == 0;
}

int
export_read_file(const char *line, struct arena *a, const char **name,
    struct span *bytes, struct err *e)
{
	const char *from = line + sizeof(FILE_BEGIN) - 1;
	const char *middle = strstr(from, FILE_BYTES), *text, *end;

	text = middle == NULL ? NULL : middle + sizeof(FILE_BYTES) - 1;
	end = text == NULL ? NULL : strstr(text, FILE_END);
	if (end == NULL || end[sizeof(FILE_END) - 1] != '\0')
		return err_set(e, ERR_MALFORMED, "want a file in base64");
	*name = arena_str(a, span_of(from, (size_t)(middle - from)));
	if (!state_name_ok(*name))
		return err_set(e, ERR_MALFORMED, "no name for a file");
	return text_unbase64(a, span_of(text, (size_t)(end - text)), bytes, e);
}

/* ---- Reading ----------------------------------------------------------- */

/* Lines of the file, each with a NUL in place of its end. */
struct reader {
	const char *path;
	int fd;
	char *at; /* room for a longest line, and to read on */
	size_t from, to; /* of what was read and not yet given */
	uint64_t number; /* of the line */
};

#define ROOM ((size_t)2 * EXPORT_LINE_MOST)

static int
read_more(struct reader *r, bool *end, struct err *e)
{
	ssize_t n;

	memmove(r->at, r->at + r->from, r->to - r->from);
	r->to -= r->from;
	r->from = 0;
	do
		n = read(r->fd, r->at + r->to, ROOM - r->to);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return err_set(e, ERR_UNAVAILABLE, "cannot read '%s': %s",
		    r->path, strerror(errno));
	*end = n == 0;
	r->to += (size_t)n;
	return 0;
}

/* *line is NULL behind the last; it is there until the next call. */
static int
next_line(struct reader *r, char **line, struct err *e)
{
	bool end = false;
	char *stop;

	*line = NULL;
	for (;;) {
		stop = memchr(r->at + r->from, '\n', r->to - r->from);
		if (stop != NULL)
			break;
		if (end && r->from == r->to)
			return 0;
		if (end || r->to - r->from >= EXPORT_LINE_MOST)
			return err_set(e, ERR_MALFORMED,
			    "%s: line %" PRIu64 " is %s", r->path,
			    r->number + 1, end ? "cut off" : "too long");
		if (read_more(r, &end, e) == -1)
			return -1;
	}
	*line = r->at + r->from;
	*stop = '\0';
	r->from = (size_t)(stop - r->at) + 1;
	r->number++;
	if (strlen(*line) == (size_t)(stop - *line))
		return 0;
	return err_set(e, ERR_MALFORMED, "%s: line %" PRIu64 " is no text",
	    r->path, r->number);
}

/* ---- Writing ----------------------------------------------------------- */

struct importing {
	struct ra_export *x;
	struct reader r;
	struct arena *a;
	struct store_import *store;
	struct span key; /* of STATE_KEY; kept to the end */
	struct arena *key_arena;
	bool ended;
};

static int
put_file(struct importing *i, const char *line, struct err *e)
{
	const char *name;
	struct span bytes;
	int rc;

	i->x->files++;
	rc = export_read_file(line, i->a, &name, &bytes, e);
	if (rc == 0 && strcmp(name, STATE_KEY) == 0)
		i->key = arena_span(i->key_arena, bytes);
	else if (rc == 0 && strncmp(name, "connectors/", 11) != 0)
		rc = err_set(e, ERR_MALFORMED, "no name for a file");
	else if (rc == 0) {
		rc = state_parents(i->x->state, name, e);
		if (rc == 0)
			rc = file_write(arena_printf(i->a, "%s/%s", i->x->state,
					    name),
			    bytes, 0600, e);
	}
	arena_reset(i->a);
	return rc;
}

/* Before anything is made: a file that is none costs no state directory. */
static int
read_heading(struct importing *i, struct err *e)
{
	char *line;

	if (next_line(&i->r, &line, e) == -1)
		return -1;
	if (line != NULL && strcmp(line, EXPORT_HEADING) == 0)
		return 0;
	if (line != NULL &&
	    strncmp(line, EXPORT_ANY_HEADING, sizeof(EXPORT_ANY_HEADING) - 1) ==
		0)
		return err_set(e, ERR_CONFLICT,
		    "%s was written by a newer scepgate: install that version",
		    i->r.path);
	return err_set(e, ERR_MALFORMED, "%s is no export of scepgate",
	    i->r.path);
}

static int
put_line(struct importing *i, const char *line, struct err *e)
{
	uint64_t lines = i->x->files + i->x->records;

	if (export_is_file(line))
		return put_file(i, line, e);
	if (strncmp(line, EXPORT_END, sizeof(EXPORT_END) - 1) != 0) {
		i->x->records++;
		return store_import_line(i->store, line, e);
	}
	i->ended = strcmp(line,
		       arena_printf(i->a, EXPORT_END "%" PRIu64 "}", lines)) ==
	    0;
	return i->ended ? 0 :
			  err_set(e, ERR_MALFORMED,
			      "there are %" PRIu64 " lines, and %s says "
			      "otherwise",
			      lines, "its end");
}

/* What another version or the disk has to do with it is said with what. */
static int
line_err(const struct importing *i, const struct err *why, struct err *e)
{
	return err_set(e, why->kind, "%s: line %" PRIu64 ": %s%s", i->r.path,
	    i->r.number, why->text,
	    why->kind == ERR_MALFORMED ? ": the export was altered or damaged: "
					 "export once more" :
					 "");
}

static int
put_lines(struct importing *i, struct err *e)
{
	struct err why = { 0 };
	char *line;

	do {
		if (i->r.number % 64 == 0 && i->x->progress != NULL)
			i->x->progress(i->x->ctx, "lines", i->r.number, 0);
		if (next_line(&i->r, &line, e) == -1)
			return -1;
		if (line == NULL || i->ended)
			break;
		if (put_line(i, line, &why) == -1) {
			return line_err(i, &why, e);
		}
	} while (true);
	if (line == NULL && i->ended)
		return 0;
	return err_set(e, ERR_MALFORMED, "%s %s: take another one", i->r.path,
	    line == NULL ? "is cut off" : "goes on behind its end");
}

/* The key last, as ra_create has it. */
static int
put_all(struct importing *i, struct err *e)
{
	const char *dir = arena_printf(i->key_arena, "%s/store", i->x->state);

	if (file_make_dir(arena_printf(i->key_arena, "%s/connectors",
			      i->x->state),
		0700, e) == -1 ||
	    file_make_dir(dir, 0700, e) == -1 ||
	    store_import_begin(dir, &i->store, e) == -1 ||
	    put_lines(i, e) == -1 || store_import_end(i->store, e) == -1)
		return -1;
	if (i->key.len == 0)
		return err_set(e, ERR_MALFORMED, "%s holds no " STATE_KEY,
		    i->r.path);
	return file_write(arena_printf(i->key_arena, "%s/" STATE_KEY,
			      i->x->state),
	    i->key, 0600, e);
}

int
ra_import(struct ra_export *x, struct err *e)
{
	struct importing i = {
		.x = x,
		.r = { .path = x->path, .fd = -1 },
		.a = arena_new(),
		.key_arena = arena_new(),
	};
	int rc = -1;

	x->files = x->records = 0;
	i.r.fd = open(x->path, O_RDONLY | O_CLOEXEC);
	if (i.r.fd == -1)
		(void)err_set(e,
		    errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE,
		    "cannot read '%s': %s", x->path, file_reason(errno));
	else {
		i.r.at = mem_alloc(ROOM);
		if (read_heading(&i, e) == 0 && state_begin(x->state, e) == 0 &&
		    put_all(&i, e) == 0)
			rc = state_end(x->state, e);
		mem_wipe(i.r.at, ROOM);
		free(i.r.at);
	}
	if (i.r.fd != -1)
		close(i.r.fd);
	store_import_free(i.store);
	arena_free(i.key_arena);
	arena_free(i.a);
	return rc;
}
