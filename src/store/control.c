/* SPDX-License-Identifier: BSD-2-Clause */
/* See control.h. */
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/control.h"

#define PAGE_SIZE 4096
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static const char control_magic[8] = { 's', 'g', 'c', 't', 'l', 0, 0, 2 };

_Static_assert(sizeof(struct control_page) <= PAGE_SIZE, "one page");
_Static_assert(ATOMIC_INT_LOCK_FREE == 2 && ATOMIC_LONG_LOCK_FREE == 2,
    "what processes share must be atomic without a lock of the library");

/*
 * The kernel's name for this boot.  What was in memory at another one, such
 * as the engine's shared pages, is not what lies in the files.
 */
static int
read_boot(char boot[static CONTROL_BOOT_SIZE], struct err *e)
{
	ssize_t n = -1;
	int fd;

	memset(boot, 0, CONTROL_BOOT_SIZE);
	fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		n = read(fd, boot, CONTROL_BOOT_SIZE - 1);
		close(fd);
	}
	if (n < 1)
		return err_set(e, ERR_UNAVAILABLE,
		    BOOT_ID " tells nothing: the store needs /proc");
	return 0;
}

static int
open_file(const char *dir, const char *name, struct err *e)
{
	char *path;
	int fd;

	path = mem_printf("%s/%s", dir, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1 && errno == EACCES)
		(void)file_open_err(path, e);
	else if (fd == -1)
		err_set(e, errno == EPERM ? ERR_DENIED : ERR_UNAVAILABLE,
		    "%s: %s", path, file_reason(errno));
	free(path);
	return fd;
}

static atomic_uint *
holder_of(const struct control *c, const struct waiting *w)
{
	return w == &c->wait ? &c->page->holder : &c->page->syncer;
}

unsigned int
control_holder(const struct control *c, const struct waiting *w)
{
	return atomic_load(holder_of(c, w));
}

int
control_blocked(const struct control *c, const struct waiting *w, struct err *e)
{
	unsigned int pid = control_holder(c, w);

	if (pid == 0)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: the store's lock is not to be had", c->path);
	return err_set(e, ERR_UNAVAILABLE,
	    "%s: process %u has not let go of the store's lock: a repair and "
	    "an upgrade take their time; a process that was stopped has to go "
	    "on, or to be ended",
	    c->path, pid);
}

static int
lock(struct control *c, int fd, struct waiting *w, struct err *e)
{
	if (waiting_flock(w, fd)) {
		/* Before the page is mapped nobody can be told. */
		if (c->page != NULL)
			atomic_store(holder_of(c, w), c->pid);
		return 0;
	}
	if (errno == ETIMEDOUT)
		return control_blocked(c, w, e);
	return err_set(e, ERR_UNAVAILABLE, "%s: the store's lock: %s", c->path,
	    file_reason(errno));
}

static void
unlock(const struct control *c, int fd, const struct waiting *w)
{
	if (c->page != NULL)
		atomic_store(holder_of(c, w), 0);
	flock(fd, LOCK_UN);
}

/*
 * Map the page, with the lock held.  The file is filled, not only made as
 * long: a write to a hole of a mapped file is a SIGBUS when the disk is full.
 */
static int
map_page(struct control *c, struct err *e)
{
	int rc;

	if ((rc = posix_fallocate(c->fd, 0, PAGE_SIZE)) != 0)
		return err_set(e, ERR_UNAVAILABLE, "%s: %s", c->path,
		    file_reason(rc));
	c->page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
	    c->fd, 0);
	if (c->page == MAP_FAILED) {
		c->page = NULL;
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: the store's control page: %s", c->path,
		    file_reason(errno));
	}
	return 0;
}

/*
 * Both generations start from the clock, so that no number of an earlier
 * page comes again while somebody may still remember it.
 */
static int
start_page(struct control_page *p, struct err *e)
{
	char boot[CONTROL_BOOT_SIZE];

	if (read_boot(boot, e) == -1)
		return -1;
	if (memcmp(p->magic, control_magic, sizeof(p->magic)) == 0 &&
	    memcmp(p->boot, boot, sizeof(p->boot)) == 0)
		return 0;
	memset(p, 0, sizeof(*p));
	atomic_store(&p->dirty, 1);
	atomic_store(&p->fresh, 1);
	atomic_store(&p->generation, (uint64_t)clock_ms() << 10);
	atomic_store(&p->config, (uint64_t)clock_ms() << 10);
	memcpy(p->boot, boot, sizeof(p->boot));
	atomic_thread_fence(memory_order_seq_cst);
	memcpy(p->magic, control_magic, sizeof(p->magic));
	return 0;
}

int
control_open(struct control *c, const char *dir, struct err *e)
{
	c->page = NULL;
	c->sync_fd = -1;
	c->pid = (unsigned int)getpid();
	waiting_init(&c->wait);
	waiting_init(&c->sync_wait);
	c->path = mem_printf("%s/control", dir);
	if ((c->fd = open_file(dir, "control", e)) == -1 ||
	    (c->sync_fd = open_file(dir, "sync", e)) == -1 ||
	    control_lock(c, e) == -1)
		goto fail;
	if (map_page(c, e) == -1 || start_page(c->page, e) == -1)
		goto fail;
	control_unlock(c);
	return 0;
fail:
	/* Somebody replaced it in this moment: there is one. */
	if (e->kind == ERR_NOT_FOUND)
		e->kind = ERR_UNAVAILABLE;
	control_close(c);
	return -1;
}

/* Closing the files gives back their locks. */
void
control_close(struct control *c)
{
	if (c->page != NULL)
		munmap(c->page, PAGE_SIZE);
	if (c->fd != -1)
		close(c->fd);
	if (c->sync_fd != -1)
		close(c->sync_fd);
	free(c->path);
	waiting_free(&c->wait);
	waiting_free(&c->sync_wait);
	c->page = NULL;
	c->path = NULL;
	c->fd = c->sync_fd = -1;
}

void
control_set_lost(struct control_page *p)
{
	atomic_store(&p->failed_generation, atomic_load(&p->generation));
	atomic_store(&p->dirty, 1);
}

bool
control_is_lost(const struct control_page *p)
{
	return atomic_load(&p->failed_generation) ==
	    atomic_load(&p->generation);
}

/* The directory may have been moved away, and another one be in its place. */
static int
check_in_place(const struct control *c, struct err *e)
{
	struct stat ours, there;
	bool gone;

	gone = stat(c->path, &there) == -1;
	if ((gone && errno != ENOENT && errno != ENOTDIR) ||
	    fstat(c->fd, &ours) == -1)
		return err_set(e, ERR_UNAVAILABLE, "%s: %s", c->path,
		    file_reason(errno));
	if (!gone && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
		return 0;
	return err_set(e, ERR_NOT_FOUND,
	    "%s was removed or replaced while in use: whoever has it open "
	    "begins anew",
	    c->path);
}

int
control_lock(struct control *c, struct err *e)
{
	if (lock(c, c->fd, &c->wait, e) == -1)
		return -1;
	if (check_in_place(c, e) == 0)
		return 0;
	control_unlock(c);
	return -1;
}

void
control_unlock(const struct control *c)
{
	unlock(c, c->fd, &c->wait);
}

int
control_lock_sync(struct control *c, struct err *e)
{
	return lock(c, c->sync_fd, &c->sync_wait, e);
}

void
control_unlock_sync(const struct control *c)
{
	unlock(c, c->sync_fd, &c->sync_wait);
}
