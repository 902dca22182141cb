/* SPDX-License-Identifier: BSD-2-Clause */
/* See image.h. */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "image.h"

#define SECTOR 512
#define FILES_MOST 4096 /* of a whole trace */
#define NAMES_MOST 1024
#define SYNCS_MOST 64 /* under way at once; older ones failed or died */

/* Rows of a file whose sync failed: from the first to before the last. */
struct lost {
	size_t from, to;
};

/* A file, or a directory: the names in it are what is synced. */
struct disk_file {
	uint64_t number;
	bool is_dir;
	size_t synced; /* rows before this one are on disk, if not lost */
	struct lost *lost;
	size_t lost_count;
	uint8_t *at;
	size_t len, room;
};

struct name {
	const struct disk_file *in;
	const char *at;
	size_t len;
	struct disk_file *file;
};

struct sync {
	uint64_t token;
	size_t row;
	struct disk_file *file;
};

struct image {
	const struct trace_log *l;
	size_t cut;
	enum image_way way;
	unsigned int seed;
	size_t until; /* IMAGE_ORDERED: rows before this one are there */
	unsigned int percent; /* IMAGE_SECTORS, IMAGE_WRITES: of what is */
	unsigned int one; /* IMAGE_BUT_ONE, IMAGE_ONE: number of it */
	unsigned int asked; /* changes that no sync covers, so far */
	struct disk_file files[FILES_MOST];
	size_t file_count;
	struct name names[NAMES_MOST];
	size_t name_count;
	struct sync syncs[SYNCS_MOST];
	size_t sync_count;
};

/* ---- The trace --------------------------------------------------------- */

const uint8_t *
trace_log_row(const struct trace_log *l, size_t i, struct trace_row *r)
{
	memcpy(r, l->at + l->rows[i], sizeof(*r));
	return l->at + l->rows[i] + sizeof(*r);
}

void
trace_log_open(struct trace_log *l, const char *path)
{
	struct trace_row r;
	struct stat st;
	void *at;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1 ||
	    fstat(fd, &st) == -1 ||
	    (at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
		 0)) == MAP_FAILED) {
		perror(path);
		abort();
	}
	close(fd);
	*l = (struct trace_log){ .at = at, .len = (size_t)st.st_size };
	for (size_t o = 0; o + sizeof(r) <= l->len; o += sizeof(r) + r.len) {
		if ((l->n & (l->n - 1)) == 0)
			l->rows = mem_resize(l->rows, 2 * l->n + 1,
			    sizeof(*l->rows));
		l->rows[l->n++] = o;
		memcpy(&r, l->at + o, sizeof(r));
		if (l->first + 1 == l->n &&
		    (r.kind == TRACE_FILE || r.kind == TRACE_DIRECTORY))
			l->first = l->n;
	}
}

size_t
trace_log_cut(const struct trace_log *l, unsigned int *seed)
{
	size_t n = (size_t)rand_r(seed) << 15 ^ (size_t)rand_r(seed);

	return l->first + n % (l->n - l->first + 1);
}

void
trace_log_close(struct trace_log *l)
{
	union {
		const uint8_t *read;
		void *mapped;
	} u = { .read = l->at };

	munmap(u.mapped, l->len);
	free(l->rows);
}

/* ---- Chance ------------------------------------------------------------ */

static unsigned int
chance(struct image *x, unsigned int below)
{
	return (unsigned int)rand_r(&x->seed) % below;
}

/* A change that no sync covers: is it there? */
static bool
is_there(struct image *x, size_t row)
{
	switch (x->way) {
	case IMAGE_LOST:
		return false;
	case IMAGE_KEPT:
		return true;
	case IMAGE_ORDERED:
		return row < x->until;
	case IMAGE_BUT_ONE:
		return x->asked++ != x->one;
	case IMAGE_ONE:
		return x->asked++ == x->one;
	default:
		return chance(x, 100) < x->percent;
	}
}

/* ---- Files ------------------------------------------------------------- */

static struct disk_file *
find_file(struct image *x, uint64_t number)
{
	for (size_t i = x->file_count; i-- > 0;)
		if (x->files[i].number == number)
			return &x->files[i];
	return NULL;
}

static struct disk_file *
add_file(struct image *x, uint64_t number)
{
	if (x->file_count == FILES_MOST)
		abort();
	x->files[x->file_count].number = number;
	return &x->files[x->file_count++];
}

static bool
is_synced(const struct disk_file *f, size_t row)
{
	for (size_t i = 0; i < f->lost_count; i++)
		if (row >= f->lost[i].from && row < f->lost[i].to)
			return false;
	return row < f->synced;
}

static void
set_size(struct disk_file *f, size_t len)
{
	if (len > f->room) {
		f->room = len + len / 2;
		f->at = mem_resize(f->at, f->room, 1);
	}
	if (len > f->len)
		memset(f->at + f->len, 0, len - f->len);
	f->len = len;
}

static void
put(struct disk_file *f, size_t offset, const uint8_t *at, size_t len)
{
	if (offset + len > f->len)
		set_size(f, offset + len);
	if (len > 0)
		memcpy(f->at + offset, at, len);
}

/* Some of its sectors; `first`, or any. */
static void
put_torn(struct image *x, struct disk_file *f, size_t offset, const uint8_t *at,
    size_t len, bool first)
{
	size_t n, most = chance(x, (unsigned int)(len / SECTOR) + 1);

	for (size_t done = 0, i = 0; done < len; done += n, i++) {
		n = SECTOR - (offset + done) % SECTOR;
		n = n < len - done ? n : len - done;
		if (first ? i < most : is_there(x, 0))
			put(f, offset + done, at + done, n);
	}
}

static void
do_write(struct image *x, size_t row, const struct trace_row *r,
    const uint8_t *at)
{
	struct disk_file *f = find_file(x, r->file);
	bool synced;

	if (f == NULL)
		return;
	synced = is_synced(f, row);
	if (!synced && x->way == IMAGE_SECTORS)
		put_torn(x, f, r->offset, at, r->len, false);
	else if (!synced && x->way == IMAGE_ORDERED && row == x->until)
		put_torn(x, f, r->offset, at, r->len, true);
	else if (synced || is_there(x, row))
		put(f, r->offset, at, r->len);
}

/* ---- Names ------------------------------------------------------------- */

static struct name *
find_name(struct image *x, const struct disk_file *in, const char *at,
    size_t len)
{
	for (size_t i = 0; i < x->name_count; i++)
		if (x->names[i].in == in && x->names[i].len == len &&
		    memcmp(x->names[i].at, at, len) == 0)
			return &x->names[i];
	return NULL;
}

static void
set_name(struct image *x, const struct disk_file *in, const char *at,
    size_t len, struct disk_file *f)
{
	struct name *n = find_name(x, in, at, len);

	if (n == NULL) {
		if (x->name_count == NAMES_MOST)
			abort();
		n = &x->names[x->name_count++];
	}
	*n = (struct name){ in, at, len, f };
}

static void
drop_name(struct image *x, const struct disk_file *in, const char *at,
    size_t len)
{
	struct name *n = find_name(x, in, at, len);

	if (n != NULL)
		*n = x->names[--x->name_count];
}

/* Which may be the first that is known of the file: it has its new name. */
static void
do_rename(struct image *x, const struct trace_row *r, const char *both)
{
	struct disk_file *f = find_file(x, r->file);
	size_t from = strlen(both);

	if (f == NULL)
		return;
	set_name(x, find_file(x, r->to), both + from + 1, r->len - from - 1, f);
	drop_name(x, find_file(x, r->in), both, from);
}

/* ---- Making ------------------------------------------------------------ */

static void
add_lost(struct disk_file *f, size_t to)
{
	f->lost = mem_resize(f->lost, f->lost_count + 1, sizeof(*f->lost));
	f->lost[f->lost_count++] = (struct lost){ f->synced, to };
}

static void
do_synced(struct image *x, const struct trace_row *r)
{
	struct sync s;

	for (size_t i = 0; i < x->sync_count; i++) {
		s = x->syncs[i];
		if (s.token != r->token)
			continue;
		if (r->kind == TRACE_LOST)
			add_lost(s.file, s.row);
		/* What was lost is behind every sync to come. */
		if (s.file->synced < s.row)
			s.file->synced = s.row;
		x->syncs[i] = x->syncs[--x->sync_count];
		return;
	}
}

static void
do_sync(struct image *x, size_t row, const struct trace_row *r)
{
	struct sync s = { r->token, row, find_file(x, r->file) };

	if (s.file == NULL)
		return;
	if (x->sync_count == SYNCS_MOST) {
		memmove(x->syncs, x->syncs + 1,
		    (SYNCS_MOST - 1) * sizeof(x->syncs[0]));
		x->sync_count--;
	}
	x->syncs[x->sync_count++] = s;
}

static bool
is_birth(const struct trace_row *r)
{
	return r->kind == TRACE_FILE || r->kind == TRACE_DIRECTORY ||
	    r->kind == TRACE_CREATE || r->kind == TRACE_MKDIR;
}

/* First which rows are surely on disk, of each file and directory. */
static void
find_synced(struct image *x)
{
	struct disk_file *f;
	struct trace_row r;

	for (size_t i = 0; i < x->cut; i++) {
		(void)trace_log_row(x->l, i, &r);
		if (is_birth(&r)) {
			f = add_file(x, r.file);
			f->is_dir = r.kind == TRACE_DIRECTORY ||
			    r.kind == TRACE_MKDIR;
		} else if (r.kind == TRACE_SYNC)
			do_sync(x, i, &r);
		else if (r.kind == TRACE_SYNCED || r.kind == TRACE_LOST)
			do_synced(x, &r);
	}
}

/* A rename is on disk when the directory of the new name is. */
static void
do_name(struct image *x, size_t row, const struct trace_row *r,
    const uint8_t *at, struct disk_file *born)
{
	const struct disk_file *in = find_file(x, r->in);
	const struct disk_file *by = find_file(x,
	    r->kind == TRACE_RENAME ? r->to : r->in);
	const char *name = (const char *)at;

	if (in == NULL || by == NULL ||
	    (row >= by->synced && !is_there(x, row)))
		return;
	if (r->kind == TRACE_UNLINK)
		drop_name(x, in, name, r->len);
	else if (r->kind == TRACE_RENAME)
		do_rename(x, r, name);
	else
		set_name(x, in, name, r->len, born);
}

static void
do_row(struct image *x, size_t row)
{
	struct disk_file *f = NULL;
	struct trace_row r;
	const uint8_t *at = trace_log_row(x->l, row, &r);
	const char *name = (const char *)at;
	size_t len;

	if (is_birth(&r))
		f = &x->files[x->file_count++];
	switch (r.kind) {
	case TRACE_FILE:
		len = strlen(name);
		put(f, 0, at + len + 1, r.len - len - 1);
		set_name(x, find_file(x, r.in), name, len, f);
		break;
	case TRACE_DIRECTORY:
		if (r.in != 0)
			set_name(x, find_file(x, r.in), name, r.len, f);
		break;
	case TRACE_WRITE:
		do_write(x, row, &r, at);
		break;
	case TRACE_SIZE:
		if ((f = find_file(x, r.file)) != NULL &&
		    (is_synced(f, row) || is_there(x, row)))
			set_size(f, r.offset);
		break;
	case TRACE_CREATE:
	case TRACE_MKDIR:
	case TRACE_UNLINK:
	case TRACE_RENAME:
		do_name(x, row, &r, at, f);
		break;
	default:
		break;
	}
}

static int
write_file(const char *path, const struct disk_file *f, struct err *e)
{
	int fd, rc = 0;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 ||
	    (f->len > 0 && write(fd, f->at, f->len) != (ssize_t)f->len))
		rc = err_set(e, ERR_UNAVAILABLE, "%s: %s", path,
		    strerror(errno));
	if (fd != -1)
		close(fd);
	return rc;
}

/* What a directory holds that is not there itself is nowhere. */
static int
write_dir(const struct image *x, const struct disk_file *dir, const char *to,
    struct err *e)
{
	const struct name *n;
	char *path;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < x->name_count; i++) {
		n = &x->names[i];
		if (n->in != dir)
			continue;
		path = mem_printf("%s/%.*s", to, (int)n->len, n->at);
		if (!n->file->is_dir)
			rc = write_file(path, n->file, e);
		else if (mkdir(path, 0700) == -1)
			rc = err_set(e, ERR_UNAVAILABLE, "%s: %s", path,
			    strerror(errno));
		else
			rc = write_dir(x, n->file, path, e);
		free(path);
	}
	return rc;
}

static void
forget_files(struct image *x)
{
	for (size_t i = 0; i < x->file_count; i++) {
		free(x->files[i].at);
		x->files[i].at = NULL;
		x->files[i].len = x->files[i].room = 0;
	}
	x->file_count = x->name_count = 0;
}

/* The files once more, by the same rows in the same order. */
static void
do_rows(struct image *x)
{
	forget_files(x);
	x->asked = 0;
	for (size_t i = 0; i < x->cut; i++)
		do_row(x, i);
}

int
image_make(const struct trace_log *l, size_t cut, enum image_way way,
    unsigned int seed, const char *dir, struct err *e)
{
	struct image *x;
	int rc;

	if (cut < l->first || cut > l->n)
		abort();
	x = mem_alloc(sizeof(*x));
	*x = (struct image){ .l = l, .cut = cut, .way = way, .seed = seed };
	find_synced(x);
	x->percent = 5 + chance(x, 91);
	/* What a file has got lately is what a sync has not covered. */
	x->until = cut - chance(x, (unsigned int)(cut < 400 ? cut : 400) + 1);
	do_rows(x);
	if (x->asked > 0) {
		x->one = chance(x, x->asked);
		do_rows(x);
	}
	rc = write_dir(x, &x->files[0], dir, e);
	for (size_t i = 0; i < x->file_count; i++)
		free(x->files[i].lost);
	forget_files(x);
	free(x);
	return rc;
}
