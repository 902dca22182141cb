/* SPDX-License-Identifier: BSD-2-Clause */
/* See database.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/database.h"
#include "store/verify.h"

/* Read in one stay inside; it was read once before, so it is in memory. */
#define SLICE (512 * 1024)

static int
io_err(const struct store *s, struct err *e)
{
	return engine_err(e, s->dir, "the database", errno);
}

/*
 * Pages are written by who is inside, so none is half written for who reads
 * inside.  Read outside first, it does not wait for the disk there.
 */
static int
read_slice(struct store *s, int fd, uint8_t *at, uint64_t offset, ssize_t *n,
    struct err *e)
{
	int saved;

	if (pread(fd, at, SLICE, (off_t)offset) == -1)
		return io_err(s, e);
	if (engine_enter(s, e) == -1)
		return -1;
	*n = pread(fd, at, SLICE, (off_t)offset);
	saved = errno;
	engine_leave(s, 0);
	errno = saved;
	return *n == -1 ? io_err(s, e) : 0;
}

int
database_read(struct store *s, database_slice *fn, void *ctx, struct err *e)
{
	char *path = mem_printf("%s/" ENV_FILE, s->dir);
	uint8_t *at = mem_alloc(SLICE);
	uint64_t done = 0;
	struct stat st;
	ssize_t n = 1;
	int fd, rc = 0;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		rc = io_err(s, e);
	for (; rc == 0 && n > 0; done += (uint64_t)n) {
		rc = read_slice(s, fd, at, done, &n, e);
		if (rc == 0 && n > 0)
			rc = fn(ctx, span_of(at, (size_t)n), done,
			    fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0, e);
	}
	if (fd != -1)
		close(fd);
	free(at);
	free(path);
	return rc;
}

/* ---- Checksums --------------------------------------------------------- */

/* Where Berkeley DB has a page's type, its checksum, and what that sums up. */
#define TYPE_AT 25
#define SUM_AT 28
#define META_SUM_AT 492
#define META_SIZE 512

static bool
is_meta(const uint8_t *page)
{
	enum { HASH_META = 8, BTREE_META, QUEUE_META, HEAP_META = 16 };

	return page[TYPE_AT] == HASH_META || page[TYPE_AT] == BTREE_META ||
	    page[TYPE_AT] == QUEUE_META || page[TYPE_AT] == HEAP_META;
}

/* Pages between others that were never written are holes. */
static bool
is_hole(const uint8_t *page)
{
	for (size_t i = 0; i < ENV_PAGE_SIZE; i++)
		if (page[i] != 0)
			return false;
	return true;
}

/* Its own place is taken as zero. */
static bool
is_as_written(const uint8_t *page)
{
	size_t at = is_meta(page) ? META_SUM_AT : SUM_AT;
	size_t len = is_meta(page) ? META_SIZE : ENV_PAGE_SIZE;
	uint32_t sum = 0, want;

	memcpy(&want, page + at, sizeof(want));
	for (size_t i = 0; i < len; i++)
		sum = sum * 33 +
		    (i < at || i >= at + sizeof(want) ? page[i] : 0);
	return sum == want;
}

bool
database_find_damage(struct span slice, uint64_t *i)
{
	for (; (*i + 1) * ENV_PAGE_SIZE <= slice.len; (*i)++) {
		const uint8_t *page = slice.at + *i * ENV_PAGE_SIZE;

		if (!is_as_written(page) && !is_hole(page))
			return true;
	}
	return false;
}

/* ---- Verifying --------------------------------------------------------- */

struct looking {
	const struct verify *v;
	struct verified *out;
};

static int
look(void *ctx, struct span s, uint64_t at, uint64_t of, struct err *e)
{
	const struct looking *l = ctx;
	uint64_t first = at / ENV_PAGE_SIZE;
	char *text;

	(void)e;
	l->v->progress(l->v->ctx, "pages", first, of / ENV_PAGE_SIZE);
	for (uint64_t i = 0; database_find_damage(s, &i); i++) {
		text = mem_printf("page %" PRIu64
				  " of the database is damaged: "
				  "run 'scepgate repair DIR' with the "
				  "directory of the newest backup",
		    first + i);
		l->v->found(l->v->ctx, text);
		free(text);
		l->out->damaged++;
	}
	l->out->pages = first + s.len / ENV_PAGE_SIZE;
	return 0;
}

int
store_verify_pages(struct store *s, const struct verify *v,
    struct verified *out, struct err *e)
{
	struct looking l = { v, out };

	return database_read(s, look, &l, e);
}
