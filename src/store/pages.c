/* SPDX-License-Identifier: BSD-2-Clause */
/* See pages.h. */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/random.h"
#include "store/env.h"
#include "store/pages.h"

#define BATCH_MOST 128 /* pages */
/* From this size on the database is synced, so that DIR/pages can start. */
#define FILE_MOST (16 * 1024 * 1024)

static const char pages_magic[8] = { 's', 'g', 'p', 'a', 'g', 'e', 0, 1 };

/* As it is in the file: a page of this, then the pages. */
struct pages_batch {
	char magic[8];
	uint64_t epoch;
	uint64_t number;
	uint64_t count;
	uint64_t sum; /* of all, taken with 0 here */
	uint64_t offset[BATCH_MOST];
	uint8_t fill[ENV_PAGE_SIZE - 40 - 8 * BATCH_MOST];
	uint8_t page[BATCH_MOST][ENV_PAGE_SIZE];
};

_Static_assert(offsetof(struct pages_batch, page) == ENV_PAGE_SIZE,
    "pages are written at multiples of their size");

/* Whose pages the thread inside writes. */
static _Thread_local struct pages *current;

static size_t
size_of(uint64_t count)
{
	return (size_t)(count + 1) * ENV_PAGE_SIZE;
}

/*
 * It has to tell what was written whole from what was not, fast, and no more:
 * nobody who could choose the bytes could not write the file.
 */
static uint64_t
sum_of(const struct pages_batch *b)
{
	const uint8_t *at = (const uint8_t *)b;
	uint64_t sum = 0x9e3779b97f4a7c15, word;

	for (size_t i = 0; i < size_of(b->count); i += sizeof(word)) {
		memcpy(&word, at + i, sizeof(word));
		sum = (sum ^ word) * 0xff51afd7ed558ccd;
		sum ^= sum >> 32;
	}
	return sum;
}

/* ---- Files ------------------------------------------------------------- */

static int
write_all(int fd, const uint8_t *at, size_t len, uint64_t offset)
{
	ssize_t n;

	while (len > 0) {
		n = pwrite(fd, at, len, (off_t)offset);
		if (n == -1 && errno != EINTR)
			return errno;
		if (n <= 0)
			continue;
		at += n;
		len -= (size_t)n;
		offset += (size_t)n;
	}
	return 0;
}

static int
sync_fd(int fd)
{
	return fdatasync(fd) == -1 ? errno : 0;
}

static int
sync_dir(const char *dir)
{
	int fd, rc = 0;

	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return errno;
	if (fsync(fd) == -1)
		rc = errno;
	close(fd);
	return rc;
}

static int
sync_path(const char *path)
{
	int fd, rc;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return errno;
	rc = sync_fd(fd);
	close(fd);
	return rc;
}

static int
open_in(const char *dir, const char *name, int flags, int *fd)
{
	char *path = mem_printf("%s/%s", dir, name);
	int rc = 0;

	*fd = open(path, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd == -1)
		rc = errno;
	free(path);
	return rc;
}

/* ---- Writing twice ----------------------------------------------------- */

static void
start_anew(struct pages_state *s)
{
	*s = (struct pages_state){ .end = 0 };
	random_bytes(&s->epoch, sizeof(s->epoch));
}

static int
write_batch(struct pages *p)
{
	struct pages_batch *b = p->batch;
	struct pages_state *s = p->state;
	int rc;

	if (p->fd == -1 && (rc = open_in(p->dir, PAGES_FILE, 0, &p->fd)) != 0)
		return rc;
	memcpy(b->magic, pages_magic, sizeof(b->magic));
	b->epoch = s->epoch;
	b->number = s->number;
	b->count = p->count;
	b->sum = 0;
	b->sum = sum_of(b);
	rc = write_all(p->fd, (const uint8_t *)b, size_of(b->count), s->end);
	if (rc == 0)
		rc = sync_fd(p->fd);
	s->end += size_of(b->count);
	s->number++;
	return rc;
}

static int
write_pages(int db, const struct pages_batch *b)
{
	int rc = 0;

	for (uint64_t i = 0; rc == 0 && i < b->count; i++)
		rc = write_all(db, b->page[i], ENV_PAGE_SIZE, b->offset[i]);
	return rc;
}

static int
sync_database(struct pages *p, int db)
{
	int rc = sync_fd(db);

	if (rc == 0)
		start_anew(p->state);
	return rc;
}

/*
 * Through whichever descriptor may write: a recovery looks into the database
 * through others while pages of it wait.
 */
static int
writing_fd(const struct pages *p)
{
	for (size_t i = 0; i < PAGES_FDS; i++)
		if (p->db[i].fd != -1 && p->db[i].writes)
			return p->db[i].fd;
	return -1;
}

/* Once it has failed pages are lost, and it fails until that was told. */
static int
flush(struct pages *p)
{
	int db = writing_fd(p), rc;

	if (p->failed != 0 || p->count == 0)
		return p->failed;
	rc = write_batch(p);
	p->count = 0;
	if (rc == 0)
		rc = write_pages(db, p->batch);
	if (rc == 0 && p->state->end >= FILE_MOST)
		rc = sync_database(p, db);
	p->failed = rc;
	return rc;
}

/* ---- Berkeley DB's system calls ---------------------------------------- */

/*
 * It takes what open, pread and pwrite return as those of the system do, and
 * what close, fsync, ftruncate and rename return as 0 or an errno.
 */

static struct pages_db *
find_slot(int fd)
{
	for (size_t i = 0; current != NULL && i < PAGES_FDS; i++)
		if (current->db[i].fd == fd)
			return &current->db[i];
	return NULL;
}

static struct pages_db *
find_fd(int fd)
{
	return fd != -1 ? find_slot(fd) : NULL;
}

static bool
ends_in(const char *path, const char *name)
{
	size_t len = strlen(path), n = strlen(name);

	return len >= n && strcmp(path + len - n, name) == 0;
}

/* The name of a new file must outlast a power cut before what is in it. */
static int
keep_name(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return errno;
	return st.st_size == 0 ? sync_dir(current->dir) : 0;
}

/*
 * Where there are no descriptors or no room Berkeley DB's own way would sleep
 * and try again, twelve seconds long, and everybody would wait for the lock.
 */
static int
hook_open(const char *path, int flags, ...)
{
	struct pages_db *slot;
	int fd, mode = 0, rc = 0;
	va_list ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, int);
	va_end(ap);
	fd = open(path, flags | O_CLOEXEC, mode);
	if (fd == -1 || current == NULL)
		return fd;
	if ((flags & O_CREAT) != 0)
		rc = keep_name(fd);
	if (rc == 0 && ends_in(path, "/" ENV_FILE)) {
		if ((slot = find_slot(-1)) == NULL)
			rc = EMFILE;
		else
			*slot = (struct pages_db){ fd,
				(flags & O_ACCMODE) != O_RDONLY };
	}
	if (rc == 0)
		return fd;
	close(fd);
	errno = rc;
	return -1;
}

/*
 * It tells of no error: Berkeley DB would free what it has of this descriptor,
 * and then do so again.  Whoever writes or leaves next is told.
 */
static int
hook_close(int fd)
{
	struct pages_db *ours = find_fd(fd);

	if (ours != NULL && ours->writes)
		(void)flush(current);
	if (ours != NULL)
		ours->fd = -1;
	close(fd);
	return 0;
}

static uint8_t *
find_waiting(uint64_t offset)
{
	const struct pages *p = current;

	for (unsigned int i = 0; i < p->count; i++)
		if (p->batch->offset[i] == offset)
			return p->batch->page[i];
	return NULL;
}

static ssize_t
hook_pread(int fd, void *at, size_t len, off_t offset)
{
	const uint8_t *page;

	if (find_fd(fd) == NULL || current->count == 0 || len > ENV_PAGE_SIZE ||
	    (page = find_waiting((uint64_t)offset)) == NULL)
		return pread(fd, at, len, offset);
	memcpy(at, page, len);
	return (ssize_t)len;
}

/* Where this page waits, or may. */
static int
place_for(struct pages *p, uint64_t offset, uint8_t **page)
{
	int rc;

	if (p->batch == NULL)
		p->batch = mem_alloc(sizeof(*p->batch));
	if ((*page = find_waiting(offset)) != NULL)
		return 0;
	if ((p->failed != 0 || p->count == BATCH_MOST) && (rc = flush(p)) != 0)
		return rc;
	*page = p->batch->page[p->count];
	p->batch->offset[p->count++] = offset;
	return 0;
}

static ssize_t
hook_pwrite(int fd, const void *at, size_t len, off_t offset)
{
	uint8_t *page = NULL;
	int rc = EINVAL;

	if (find_fd(fd) == NULL)
		return pwrite(fd, at, len, offset);
	/* Nothing else is ever written to it. */
	if (len == ENV_PAGE_SIZE && offset % ENV_PAGE_SIZE == 0)
		rc = place_for(current, (uint64_t)offset, &page);
	if (rc == 0) {
		memcpy(page, at, len);
		return (ssize_t)len;
	}
	errno = rc;
	return -1;
}

static int
hook_fsync(int fd)
{
	int rc;

	if (find_fd(fd) == NULL)
		return sync_fd(fd);
	if ((rc = flush(current)) == 0)
		rc = sync_database(current, fd);
	return rc;
}

/* What waits may lie beyond the new end, and what is in DIR/pages too. */
static int
hook_ftruncate(int fd, off_t size)
{
	int rc;

	if (find_fd(fd) == NULL)
		return ftruncate(fd, size) == -1 ? errno : 0;
	rc = flush(current);
	if (rc == 0 && ftruncate(fd, size) == -1)
		rc = errno;
	if (rc == 0)
		rc = sync_database(current, fd);
	return rc;
}

static int
hook_rename(const char *from, const char *to)
{
	if (rename(from, to) == -1)
		return errno;
	return current != NULL ? sync_dir(current->dir) : 0;
}

int
pages_hook(void)
{
	int rc;

	if ((rc = db_env_set_func_open(hook_open)) != 0 ||
	    (rc = db_env_set_func_close(hook_close)) != 0 ||
	    (rc = db_env_set_func_pread(hook_pread)) != 0 ||
	    (rc = db_env_set_func_pwrite(hook_pwrite)) != 0 ||
	    (rc = db_env_set_func_fsync(hook_fsync)) != 0 ||
	    (rc = db_env_set_func_rename(hook_rename)) != 0)
		return rc;
	return db_env_set_func_ftruncate(hook_ftruncate);
}

/* ---- A stay inside ----------------------------------------------------- */

void
pages_init(struct pages *p, const char *dir, struct pages_state *state)
{
	*p = (struct pages){ .dir = dir, .state = state, .fd = -1 };
	for (size_t i = 0; i < PAGES_FDS; i++)
		p->db[i].fd = -1;
}

void
pages_clear(struct pages *p)
{
	if (current == p)
		current = NULL;
	if (p->fd != -1)
		close(p->fd);
	free(p->batch);
	pages_init(p, p->dir, p->state);
}

void
pages_enter(struct pages *p)
{
	current = p;
}

int
pages_leave(struct pages *p)
{
	int rc = flush(p);

	p->count = 0;
	p->failed = 0;
	current = NULL;
	return rc;
}

/* ---- After a power cut ------------------------------------------------- */

/* The next batch, where it is one, of this epoch, and whole. */
static bool
read_batch(int fd, uint64_t *end, uint64_t number, uint64_t *epoch,
    struct pages_batch *b)
{
	ssize_t n = pread(fd, b, sizeof(*b), (off_t)*end);
	uint64_t sum;

	if (n < ENV_PAGE_SIZE ||
	    memcmp(b->magic, pages_magic, sizeof(b->magic)) != 0 ||
	    b->number != number || b->count > BATCH_MOST ||
	    (size_t)n < size_of(b->count) || (number > 0 && b->epoch != *epoch))
		return false;
	sum = b->sum;
	b->sum = 0;
	*epoch = b->epoch;
	*end += size_of(b->count);
	return sum_of(b) == sum;
}

/* After a process's death, and not a power cut, nearly all are there. */
static int
restore_pages(int db, const struct pages_batch *b)
{
	uint8_t there[ENV_PAGE_SIZE];
	int rc = 0;

	for (uint64_t i = 0; rc == 0 && i < b->count; i++)
		if (pread(db, there, sizeof(there), (off_t)b->offset[i]) !=
			(ssize_t)sizeof(there) ||
		    memcmp(there, b->page[i], sizeof(there)) != 0)
			rc = write_all(db, b->page[i], ENV_PAGE_SIZE,
			    b->offset[i]);
	return rc;
}

static int
restore(int fd, int db)
{
	struct pages_batch *b = mem_alloc(sizeof(*b));
	uint64_t end = 0, number = 0, epoch = 0;
	int rc = 0;

	while (rc == 0 && read_batch(fd, &end, number, &epoch, b)) {
		rc = restore_pages(db, b);
		number++;
	}
	free(b);
	return rc;
}

/*
 * A recovery takes all of the log that it can read for synced, and writes
 * pages by it.  What a process wrote that died before the sync must be on
 * disk before them.
 */
static int
sync_logs(const char *dir)
{
	DIR *all = opendir(dir);
	struct dirent *d;
	char *path;
	int rc = 0;

	if (all == NULL)
		return errno;
	while (rc == 0 && (d = readdir(all)) != NULL) {
		if (strncmp(d->d_name, "log.", 4) != 0)
			continue;
		path = mem_printf("%s/%s", dir, d->d_name);
		rc = sync_path(path);
		free(path);
	}
	closedir(all);
	return rc;
}

int
pages_restore(const char *dir, struct pages_state *state)
{
	int db = -1, fd, rc;

	if ((rc = sync_logs(dir)) != 0 ||
	    (rc = open_in(dir, PAGES_FILE, O_CREAT, &fd)) != 0)
		return rc;
	rc = open_in(dir, ENV_FILE, 0, &db);
	if (rc == 0 && (rc = restore(fd, db)) == 0)
		rc = sync_fd(db);
	else if (rc == ENOENT)
		rc = 0;
	if (rc == 0)
		rc = sync_dir(dir);
	start_anew(state);
	if (db != -1)
		close(db);
	close(fd);
	return rc;
}
