/* SPDX-License-Identifier: BSD-2-Clause */
/* See pages.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/pages_batch.h"

/* From this size on the database is synced, so that DIR/pages can start. */
#define FILE_MOST (16 * 1024 * 1024)

/* Whose pages the thread inside writes. */
static _Thread_local struct pages *current;

/* ---- Writing twice ----------------------------------------------------- */

static int
sync_database(struct pages *p, int db)
{
	int rc = pages_sync_fd(db);

	if (rc == 0)
		pages_start_anew(p->state);
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

/* Once something has failed nothing is written until that was told. */
static int
flush(struct pages *p)
{
	int db = writing_fd(p), rc;

	if (p->failed != 0 || p->count == 0)
		return p->failed;
	rc = pages_write_batch(p);
	p->count = 0;
	if (rc == 0)
		rc = pages_write_all(db, p->batch);
	if (rc == 0 && p->state->end >= FILE_MOST)
		rc = sync_database(p, db);
	p->failed = rc;
	return rc;
}

/* ---- Berkeley DB's system calls ---------------------------------------- */

/*
 * It takes what open, pread and pwrite return as those of the system do, and
 * what the others return as 0 or an errno.
 */

void
pages_stop(int rc)
{
	if (current != NULL && current->failed == 0)
		current->failed = rc;
}

static bool
stopped(void)
{
	return current != NULL && current->failed != 0;
}

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

static int
take_slot(int fd, int flags)
{
	struct pages_db *slot = find_slot(-1);

	if (slot == NULL)
		return EMFILE;
	*slot = (struct pages_db){ fd, (flags & O_ACCMODE) != O_RDONLY };
	return 0;
}

/* The name of a new file must outlast a power cut before what is in it. */
static int
keep_name(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return errno;
	return st.st_size == 0 ? pages_sync_dir(current->dir) : 0;
}

/*
 * Where there are no descriptors or no room Berkeley DB's own way would sleep
 * and try again, twelve seconds long, and everybody would wait for the lock.
 */
static int
hook_open(const char *path, int flags, ...)
{
	int fd, mode = 0, rc = 0;
	va_list ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, int);
	va_end(ap);
	fd = open(path, flags | O_CLOEXEC, mode);
	if (current == NULL)
		return fd;
	if (fd == -1)
		rc = errno;
	else if ((flags & O_CREAT) != 0)
		rc = keep_name(fd);
	if (rc == 0 && ends_in(path, "/" ENV_FILE))
		rc = take_slot(fd, flags);
	if (rc == 0)
		return fd;
	if (rc != ENOENT)
		pages_stop(rc);
	if (fd != -1)
		close(fd);
	errno = rc;
	return -1;
}

static int
hook_exists(const char *path, int *is_dir)
{
	struct stat st;
	int rc;

	if (stat(path, &st) == -1) {
		rc = errno;
		if (rc != ENOENT)
			pages_stop(rc);
		return rc;
	}
	if (is_dir != NULL)
		*is_dir = S_ISDIR(st.st_mode);
	return 0;
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
	ssize_t n;

	if (find_fd(fd) == NULL || current->count == 0 || len > ENV_PAGE_SIZE ||
	    (page = find_waiting((uint64_t)offset)) == NULL) {
		if ((n = pread(fd, at, len, offset)) == -1)
			pages_stop(errno);
		return n;
	}
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

	if (stopped())
		rc = current->failed;
	else if (find_fd(fd) == NULL) {
		/* Part of a record is worse than none: all, or it stops. */
		rc = pages_write(fd, at, len, (uint64_t)offset);
		if (rc == 0)
			return (ssize_t)len;
	} else if (len == ENV_PAGE_SIZE && offset % ENV_PAGE_SIZE == 0)
		/* Nothing else is ever written to it. */
		rc = place_for(current, (uint64_t)offset, &page);
	if (rc == 0) {
		memcpy(page, at, len);
		return (ssize_t)len;
	}
	pages_stop(rc);
	errno = rc;
	return -1;
}

/* What we refuse would be tried again by lseek with read or write. */
static int
hook_seek(int fd, off_t offset, int whence)
{
	if (stopped())
		return current->failed;
	return lseek(fd, offset, whence) == -1 ? errno : 0;
}

/* Berkeley DB goes on without some of these, a sync of the log too. */
static int
must(int rc)
{
	if (rc != 0)
		pages_stop(rc);
	return rc;
}

static int
hook_fsync(int fd)
{
	int rc;

	if (find_fd(fd) == NULL)
		return must(pages_sync_fd(fd));
	if ((rc = flush(current)) == 0)
		rc = sync_database(current, fd);
	return must(rc);
}

/* What waits may lie beyond the new end, and what is in DIR/pages too. */
static int
hook_ftruncate(int fd, off_t size)
{
	int rc;

	if (stopped())
		return current->failed;
	if (find_fd(fd) == NULL)
		return must(ftruncate(fd, size) == -1 ? errno : 0);
	rc = flush(current);
	if (rc == 0 && ftruncate(fd, size) == -1)
		rc = errno;
	if (rc == 0)
		rc = sync_database(current, fd);
	return must(rc);
}

static int
hook_rename(const char *from, const char *to)
{
	if (stopped())
		return current->failed;
	if (rename(from, to) == -1)
		return must(errno);
	return current != NULL ? must(pages_sync_dir(current->dir)) : 0;
}

/* Its own takes a failure for the end of the list, and of the log. */
static int
hook_dirlist(const char *dir, char ***names, int *count)
{
	size_t n;
	int rc = must(file_list(dir, names, &n));

	*count = rc == 0 ? (int)n : 0;
	return rc;
}

static void
hook_dirfree(char **names, int count)
{
	file_list_free(names, (size_t)count);
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
	    (rc = db_env_set_func_rename(hook_rename)) != 0 ||
	    (rc = db_env_set_func_seek(hook_seek)) != 0 ||
	    (rc = db_env_set_func_exists(hook_exists)) != 0 ||
	    (rc = db_env_set_func_dirlist(hook_dirlist)) != 0 ||
	    (rc = db_env_set_func_dirfree(hook_dirfree)) != 0)
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
pages_failed(const struct pages *p)
{
	return p->failed;
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
