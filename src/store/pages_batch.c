/* SPDX-License-Identifier: BSD-2-Clause */
/* See pages_batch.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "store/logs.h"
#include "store/pages_batch.h"

#define PART_SIZE 65536 /* bytes of a log at a time */

static const char pages_magic[8] = { 's', 'g', 'p', 'a', 'g', 'e', 0, 1 };

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

int
pages_write(int fd, const uint8_t *at, size_t len, uint64_t offset)
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

int
pages_sync_fd(int fd)
{
	return fdatasync(fd) == -1 ? errno : 0;
}

int
pages_sync_dir(const char *dir)
{
	int fd, rc = 0;

	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return errno;
	if (fsync(fd) == -1)
		rc = errno;
	close(fd);
	return rc;
}

/* Its own bytes: what the kernel holds for clean is written with the rest. */
static int
write_again(int fd)
{
	uint8_t *part = mem_alloc(PART_SIZE);
	uint64_t done = 0;
	ssize_t n = 1;
	int rc = 0;

	while (rc == 0 && n > 0) {
		if ((n = pread(fd, part, PART_SIZE, (off_t)done)) == -1)
			rc = errno;
		else
			rc = pages_write(fd, part, (size_t)n, done);
		done += (uint64_t)n;
	}
	free(part);
	return rc;
}

static int
sync_again(int fd, bool lost)
{
	int rc = lost ? write_again(fd) : 0;

	return rc == 0 ? pages_sync_fd(fd) : rc;
}

static int
sync_path(const char *path, bool lost)
{
	int fd, rc;

	if ((fd = open(path, (lost ? O_RDWR : O_RDONLY) | O_CLOEXEC)) == -1)
		return errno;
	rc = sync_again(fd, lost);
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

/* ---- Writing ----------------------------------------------------------- */

void
pages_start_anew(struct pages_state *s)
{
	*s = (struct pages_state){ .end = 0 };
	random_bytes(&s->epoch, sizeof(s->epoch));
}

int
pages_write_batch(struct pages *p)
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
	rc = pages_write(p->fd, (const uint8_t *)b, size_of(b->count), s->end);
	if (rc == 0)
		rc = pages_sync_fd(p->fd);
	s->end += size_of(b->count);
	s->number++;
	return rc;
}

int
pages_write_all(int db, const struct pages_batch *b)
{
	int rc = 0;

	for (uint64_t i = 0; rc == 0 && i < b->count; i++)
		rc = pages_write(db, b->page[i], ENV_PAGE_SIZE, b->offset[i]);
	return rc;
}

/* ---- After a power cut ------------------------------------------------- */

/* The next batch, where it is one, of this epoch, and whole. */
static bool
is_next(struct pages_batch *b, size_t n, uint64_t number, uint64_t *epoch)
{
	uint64_t sum;

	if (n < ENV_PAGE_SIZE ||
	    memcmp(b->magic, pages_magic, sizeof(b->magic)) != 0 ||
	    b->number != number || b->count > BATCH_MOST ||
	    n < size_of(b->count) || (number > 0 && b->epoch != *epoch))
		return false;
	sum = b->sum;
	b->sum = 0;
	*epoch = b->epoch;
	return sum_of(b) == sum;
}

/*
 * After a process's death, and not a power cut, nearly all are there.  Where
 * any were lost those may read well, too.
 */
static int
restore_pages(int db, const struct pages_batch *b, bool lost)
{
	uint8_t there[ENV_PAGE_SIZE];
	int rc = 0;

	if (lost)
		return pages_write_all(db, b);
	for (uint64_t i = 0; rc == 0 && i < b->count; i++)
		if (pread(db, there, sizeof(there), (off_t)b->offset[i]) !=
			(ssize_t)sizeof(there) ||
		    memcmp(there, b->page[i], sizeof(there)) != 0)
			rc = pages_write(db, b->page[i], ENV_PAGE_SIZE,
			    b->offset[i]);
	return rc;
}

/* What cannot be read may be a batch: that is no end of them. */
static int
restore(int fd, int db, bool lost)
{
	struct pages_batch *b = mem_alloc(sizeof(*b));
	uint64_t end = 0, number = 0, epoch = 0;
	ssize_t n;
	int rc = 0;

	while (rc == 0) {
		if ((n = pread(fd, b, sizeof(*b), (off_t)end)) == -1)
			rc = errno;
		else if (!is_next(b, (size_t)n, number++, &epoch))
			break;
		else {
			rc = restore_pages(db, b, lost);
			end += size_of(b->count);
		}
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
sync_logs(const char *dir, uint32_t lost_from)
{
	char **names, *path;
	size_t n;
	int rc;

	if ((rc = file_list(dir, &names, &n)) != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (strncmp(names[i], "log.", 4) != 0)
			continue;
		path = mem_printf("%s/%s", dir, names[i]);
		rc = sync_path(path, logs_number(names[i]) >= lost_from);
		free(path);
	}
	file_list_free(names, n);
	return rc;
}

/*
 * Batches of an earlier epoch that lie on the disk must not come back over what
 * is put into the database now: so those that are read go there first.
 */
int
pages_restore(const char *dir, struct pages_state *state, uint32_t lost_from)
{
	bool lost = lost_from != PAGES_NONE_LOST;
	int db = -1, fd, rc;

	if ((rc = sync_logs(dir, lost_from)) != 0 ||
	    (rc = open_in(dir, PAGES_FILE, O_CREAT, &fd)) != 0)
		return rc;
	rc = open_in(dir, ENV_FILE, 0, &db);
	if (rc == 0 && (rc = sync_again(fd, lost)) == 0 &&
	    (rc = restore(fd, db, lost)) == 0)
		rc = pages_sync_fd(db);
	else if (rc == ENOENT)
		rc = 0;
	if (rc == 0)
		rc = pages_sync_dir(dir);
	pages_start_anew(state);
	if (db != -1)
		close(db);
	close(fd);
	return rc;
}
