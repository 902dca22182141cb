/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sync fails, as the kernel has it: what was to be written then reads well
 * and counts as clean, but is not on the disk, and no other sync puts it there.
 * Later the power goes.  What was acknowledged is on the disk all the same.
 *
 * Functions that stand here in the place of libc's keep the disk of each file
 * beside it: a sync copies the blocks that were written since the last one, or
 * fails and forgets that they were.
 */
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
#include "fixture.h"
#include "store/control.h"
#include "store/env.h"

#define BLOCK 4096
#define BLOCKS 2048 /* of a file, at most */
#define FILES 16

struct disk {
	ino_t inode; /* 0: no file */
	bool written[BLOCKS]; /* since the last sync */
	uint8_t *at;
	size_t len;
};

static struct disk disks[FILES];
static const char *watched; /* the directory; NULL: none */
static long left; /* syncs until one fails */

#if !SANITIZED
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* That of an open file, if it is watched. */
static struct disk *
disk_of(int fd)
{
	char path[64], name[512];
	struct stat st;
	ssize_t n;
	size_t dir;

	if (watched == NULL || fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return NULL;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if ((n = readlink(path, name, sizeof(name) - 1)) <= 0)
		return NULL;
	name[n] = '\0';
	dir = strlen(watched);
	if (strncmp(name, watched, dir) != 0 || name[dir] != '/')
		return NULL;
	for (size_t i = 0; i < FILES; i++) {
		struct disk *d = &disks[i];

		if (d->inode == 0) {
			d->inode = st.st_ino;
			d->at = mem_alloc((size_t)BLOCK * BLOCKS);
		}
		if (d->inode == st.st_ino)
			return d;
	}
	fail_msg("%s: too many files", name);
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

static int
sync_disk(int fd)
{
	struct disk *d = disk_of(fd);
	struct stat st;
	bool fails;

	if (d == NULL)
		return 0;
	fails = --left == 0;
	assert_int_equal(fstat(fd, &st), 0);
	for (size_t b = 0; b < BLOCKS; b++)
		if (d->written[b] && !fails)
			(void)!pread(fd, d->at + b * BLOCK, BLOCK,
			    (off_t)(b * BLOCK));
	if (!fails)
		d->len = (size_t)st.st_size;
	memset(d->written, 0, sizeof(d->written));
	errno = EIO;
	return fails ? -1 : 0;
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
#endif

static void
copy_disk(const struct disk *d, const char *to)
{
	int fd = open(to, O_WRONLY | O_CREAT, 0600);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, d->at, d->len), d->len);
	close(fd);
}

/*
 * The files as they are on their disks, in another directory; but those that
 * another boot makes anew.
 */
static const char *
cut_the_power(const struct fixture *f, long n)
{
	const char *from = watched;
	const char *to = arena_printf(f->a, "%s.%ld", watched, n);
	DIR *all = opendir(from);
	struct dirent *entry;
	struct err e;

	watched = NULL;
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
	for (size_t i = 0; i < FILES; i++)
		free(disks[i].at);
	memset(disks, 0, sizeof(disks));
	return to;
}

static struct uuid profile;

static int
put_orders(struct store_txn *t, void *ctx, struct err *e)
{
	const unsigned int *n = ctx;
	struct arena *a = arena_new();
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < *n; i++) {
		rc = store_put_order(t,
		    make_order(a, &profile, ORDER_STATE__ORDER_ISSUED), e);
		if (rc == 0)
			rc = count_one(t, NULL, e);
	}
	arena_free(a);
	return rc;
}

/* How many were acknowledged. */
static uint64_t
work(struct store *s)
{
	static const unsigned int steps[] = { 1, 20, 1, 1, 0, 200, 1, 0, 1, 0,
		1 };
	uint64_t acked = 0;
	unsigned int n;
	struct err e;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		n = steps[i];
		if (n == 0 && store_checkpoint(s, &e) == -1)
			fprintf(stderr, "# %s\n", e.text);
		if (n > 0 &&
		    store_update(s, STORE_DURABLE, put_orders, &n, &e) == 0)
			acked += n;
	}
	return acked;
}

static void
what_is_acknowledged_after_a_failed_sync_is_on_disk(void **state)
{
	struct fixture *f = *state;
	struct store *s;
	struct err e;
	uint64_t acked, have;
	const char *words;
	bool had = true;

	for (long n = 1; had; n++) {
		watched = arena_printf(f->a, "%s/%ld", f->dir, n);
		check(file_make_dir(watched, 0700, &e), &e);
		left = 0;
		check(store_create(watched, &e), &e);
		check(store_open(watched, &s, &e), &e);
		left = n;
		acked = work(s);
		had = left <= 0;
		words = arena_printf(f->a, "sync %ld fails", n);
		have = check_whole(cut_the_power(f, n), words);
		store_close(s);
		if (have < acked)
			fail_msg("%s: %u acknowledged, %u there", words,
			    (unsigned int)acked, (unsigned int)have);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    what_is_acknowledged_after_a_failed_sync_is_on_disk,
		    fixture_bare, fixture_close),
	};

	if (SANITIZED) {
		puts("1..0 # SKIP a sanitizer stands in the place of libc");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
