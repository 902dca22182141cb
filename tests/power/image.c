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

struct disk_file {
	uint64_t number;
	size_t synced; /* rows before this one are on disk */
	uint8_t *at;
	size_t len, room;
};

struct name {
	const char *at;
	size_t len;
	struct disk_file *file;
};

struct sync {
	uint64_t token;
	size_t row;
	struct disk_file *file; /* NULL: the directory */
};

struct image {
	const struct trace_log *l;
	size_t cut;
	enum image_way way;
	unsigned int seed;
	size_t until; /* IMAGE_ORDERED: rows before this one are there */
	unsigned int percent; /* IMAGE_SECTORS, IMAGE_WRITES: of what is */
	struct disk_file files[FILES_MOST];
	size_t file_count;
	struct name names[NAMES_MOST];
	size_t name_count;
	struct sync syncs[SYNCS_MOST];
	size_t sync_count;
	size_t synced; /* the directory's */
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
	}
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

	if (f == NULL)
		return;
	if (row >= f->synced && x->way == IMAGE_SECTORS)
		put_torn(x, f, r->offset, at, r->len, false);
	else if (row >= f->synced && x->way == IMAGE_ORDERED && row == x->until)
		put_torn(x, f, r->offset, at, r->len, true);
	else if (row < f->synced || is_there(x, row))
		put(f, r->offset, at, r->len);
}

/* ---- Names ------------------------------------------------------------- */

static struct name *
find_name(struct image *x, const char *at, size_t len)
{
	for (size_t i = 0; i < x->name_count; i++)
		if (x->names[i].len == len &&
		    memcmp(x->names[i].at, at, len) == 0)
			return &x->names[i];
	return NULL;
}

static void
set_name(struct image *x, const char *at, size_t len, struct disk_file *f)
{
	struct name *n = find_name(x, at, len);

	if (n == NULL) {
		if (x->name_count == NAMES_MOST)
			abort();
		n = &x->names[x->name_count++];
	}
	*n = (struct name){ at, len, f };
}

static void
drop_name(struct image *x, const char *at, size_t len)
{
	struct name *n = find_name(x, at, len);

	if (n != NULL)
		*n = x->names[--x->name_count];
}

/* The file that a name stood for may be there by its former one only. */
static void
do_rename(struct image *x, const char *both, size_t len)
{
	size_t from = strlen(both);
	const struct name *n = find_name(x, both, from);

	if (n == NULL)
		return;
	set_name(x, both + from + 1, len - from - 1, n->file);
	drop_name(x, both, from);
}

/* ---- Making ------------------------------------------------------------ */

static void
do_synced(struct image *x, const struct trace_row *r)
{
	for (size_t i = 0; i < x->sync_count; i++) {
		if (x->syncs[i].token != r->token)
			continue;
		if (x->syncs[i].file == NULL)
			x->synced = x->syncs[i].row;
		else if (x->syncs[i].file->synced < x->syncs[i].row)
			x->syncs[i].file->synced = x->syncs[i].row;
		x->syncs[i] = x->syncs[--x->sync_count];
		return;
	}
}

static void
do_sync(struct image *x, size_t row, const struct trace_row *r)
{
	struct sync s = { r->token, row, NULL };

	if (r->file != 0 && (s.file = find_file(x, r->file)) == NULL)
		return;
	if (x->sync_count == SYNCS_MOST) {
		memmove(x->syncs, x->syncs + 1,
		    (SYNCS_MOST - 1) * sizeof(x->syncs[0]));
		x->sync_count--;
	}
	x->syncs[x->sync_count++] = s;
}

/* First which rows are surely on disk, of each file and the directory. */
static void
find_synced(struct image *x)
{
	struct trace_row r;

	for (size_t i = 0; i < x->cut; i++) {
		(void)trace_log_row(x->l, i, &r);
		if (r.kind == TRACE_FILE || r.kind == TRACE_CREATE)
			(void)add_file(x, r.file);
		else if (r.kind == TRACE_SYNC)
			do_sync(x, i, &r);
		else if (r.kind == TRACE_SYNCED)
			do_synced(x, &r);
	}
}

static void
do_name(struct image *x, size_t row, const struct trace_row *r,
    const uint8_t *at, struct disk_file *born)
{
	const char *name = (const char *)at;

	if (row >= x->synced && !is_there(x, row))
		return;
	if (r->kind == TRACE_CREATE)
		set_name(x, name, r->len, born);
	else if (r->kind == TRACE_UNLINK)
		drop_name(x, name, r->len);
	else
		do_rename(x, name, r->len);
}

static void
do_row(struct image *x, size_t row, size_t *born)
{
	struct disk_file *f;
	struct trace_row r;
	const uint8_t *at = trace_log_row(x->l, row, &r);
	size_t len;

	switch (r.kind) {
	case TRACE_FILE:
		f = &x->files[x->file_count++];
		len = strlen((const char *)at);
		put(f, 0, at + len + 1, r.len - len - 1);
		set_name(x, (const char *)at, len, f);
		break;
	case TRACE_CREATE:
		*born = x->file_count++;
		do_name(x, row, &r, at, &x->files[*born]);
		break;
	case TRACE_WRITE:
		do_write(x, row, &r, at);
		break;
	case TRACE_SIZE:
		if ((f = find_file(x, r.file)) != NULL &&
		    (row < f->synced || is_there(x, row)))
			set_size(f, r.offset);
		break;
	case TRACE_UNLINK:
	case TRACE_RENAME:
		do_name(x, row, &r, at, NULL);
		break;
	default:
		break;
	}
}

static int
write_file(const char *dir, const struct name *n, struct err *e)
{
	char *path = mem_printf("%s/%.*s", dir, (int)n->len, n->at);
	int fd, rc = 0;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 ||
	    (n->file->len > 0 &&
		write(fd, n->file->at, n->file->len) != (ssize_t)n->file->len))
		rc = err_set(e, ERR_UNAVAILABLE, "%s: %s", path,
		    strerror(errno));
	if (fd != -1)
		close(fd);
	free(path);
	return rc;
}

int
image_make(const struct trace_log *l, size_t cut, enum image_way way,
    unsigned int seed, const char *dir, struct err *e)
{
	struct image *x = mem_alloc(sizeof(*x));
	size_t born = 0;
	int rc = 0;

	*x = (struct image){ .l = l, .cut = cut, .way = way, .seed = seed };
	find_synced(x);
	x->percent = 5 + chance(x, 91);
	/* What a file has got lately is what a sync has not covered. */
	x->until = cut > 400 ? cut - 400 + chance(x, 401) : cut;
	/* The files once more, by the same rows in the same order. */
	x->file_count = 0;
	for (size_t i = 0; i < cut; i++)
		do_row(x, i, &born);
	for (size_t i = 0; rc == 0 && i < x->name_count; i++)
		rc = write_file(dir, &x->names[i], e);
	for (size_t i = 0; i < x->file_count; i++)
		free(x->files[i].at);
	free(x);
	return rc;
}
