/* SPDX-License-Identifier: BSD-2-Clause */
/* See disk.h. */
#include <sys/mman.h>
#include <sys/stat.h>

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../base/sanitized.h"
#include "base/file.h"
#include "disk.h"

#define BLOCK 4096
#define BLOCKS 4096 /* of a file, at most */
#define FILES 16
#define HANGS_S 10 /* the watchdog does not wait so long */

struct disk {
	ino_t inode; /* 0: no file */
	bool written[BLOCKS]; /* since the last sync */
	size_t len;
	uint8_t at[BLOCK * BLOCKS];
};

struct disk_fault disk_fault;
void (*disk_before_log)(void);

static struct disk *disks;
static const char *watched; /* the directory; NULL: none */

void
disk_watch(const char *dir)
{
	if (disks != NULL)
		munmap(disks, FILES * sizeof(*disks));
	disks = mmap(NULL, FILES * sizeof(*disks), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_true(disks != MAP_FAILED);
	disk_fault = (struct disk_fault){ .left = 0 };
	watched = dir;
}

#if !SANITIZED
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* Where it is, of what is watched; NULL: it is not. */
static const char *
path_of(int fd, char *room, size_t size)
{
	size_t dir = watched == NULL ? 0 : strlen(watched);
	struct stat st;
	char link[64];
	ssize_t n;

	if (dir == 0 || fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return NULL;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if ((n = readlink(link, room, size - 1)) <= 0)
		return NULL;
	room[n] = '\0';
	if (strncmp(room, watched, dir) != 0 || room[dir] != '/')
		return NULL;
	return room + dir;
}

static struct disk *
disk_of(int fd)
{
	char room[512];
	struct stat st;

	if (path_of(fd, room, sizeof(room)) == NULL || fstat(fd, &st) == -1)
		return NULL;
	for (size_t i = 0; i < FILES; i++) {
		if (disks[i].inode == 0)
			disks[i].inode = st.st_ino;
		if (disks[i].inode == st.st_ino)
			return &disks[i];
	}
	fail_msg("%s: too many files", room);
	return NULL;
}

static void
note(int fd, off_t from, size_t len)
{
	struct disk *d = disk_of(fd);

	for (off_t b = from / BLOCK;
	     d != NULL && b < BLOCKS && b * BLOCK < from + (off_t)len; b++)
		d->written[b] = true;
}

/* A process hangs in its own thread, not in those that watch it. */
static bool
is_to_fail(const char *path)
{
	struct disk_fault *f = &disk_fault;

	return f->left > 0 && (f->of == NULL || strstr(path, f->of) != NULL) &&
	    (f->then != DISK_HANGS || gettid() == getpid()) && --f->left == 0;
}

static int
fail_sync(void)
{
	if (disk_fault.then == DISK_ENDS_PROCESS)
		_exit(EXIT_SUCCESS);
	if (disk_fault.then == DISK_HANGS)
		(void)sleep(HANGS_S);
	if (disk_fault.then == DISK_CALLS)
		disk_fault.calls();
	errno = EIO;
	return -1;
}

static int
sync_disk(int fd)
{
	struct disk *d = disk_of(fd);
	char room[512];
	const char *path = path_of(fd, room, sizeof(room));
	struct stat st;
	bool fails;

	if (d == NULL)
		return 0;
	if (disk_before_log != NULL && strstr(path, "/log.") != NULL)
		disk_before_log();
	fails = is_to_fail(path);
	assert_int_equal(fstat(fd, &st), 0);
	for (size_t b = 0; b < BLOCKS; b++)
		if (d->written[b] && !fails)
			(void)!pread(fd, d->at + b * BLOCK, BLOCK,
			    (off_t)(b * BLOCK));
	if (!fails)
		d->len = (size_t)st.st_size;
	memset(d->written, 0, sizeof(d->written));
	return fails ? fail_sync() : 0;
}

ssize_t
write(int fd, const void *at, size_t len)
{
	if (watched != NULL)
		note(fd, lseek(fd, 0, SEEK_CUR), len);
	return REAL(write)(fd, at, len);
}

ssize_t
pwrite(int fd, const void *at, size_t len, off_t where)
{
	note(fd, where, len);
	return REAL(pwrite)(fd, at, len, where);
}

int
fsync(int fd)
{
	return sync_disk(fd);
}

int
fdatasync(int fd)
{
	return sync_disk(fd);
}

void
disk_forget(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	const struct disk *d = disk_of(fd);

	assert_non_null(d);
	assert_int_equal(REAL(pwrite)(fd, d->at, d->len, 0), d->len);
	close(fd);
}
#endif

static void
copy_disk(const struct disk *d, const char *to)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, d->at, d->len), d->len);
	close(fd);
}

const char *
disk_cut(const struct fixture *f)
{
	const char *from = watched;
	const char *to = arena_printf(f->a, "%s.cut", watched);
	DIR *all = opendir(from);
	struct dirent *entry;
	struct err e;

	watched = NULL;
	disk_fault = (struct disk_fault){ .left = 0 };
	assert_non_null(all);
	check(file_make_dir(to, 0700, &e), &e);
	while ((entry = readdir(all)) != NULL)
		for (size_t i = 0; i < FILES; i++)
			if (disks[i].inode == entry->d_ino &&
			    strncmp(entry->d_name, "__db", 4) != 0 &&
			    strcmp(entry->d_name, "control") != 0)
				copy_disk(&disks[i],
				    arena_printf(f->a, "%s/%s", to,
					entry->d_name));
	closedir(all);
	return to;
}
