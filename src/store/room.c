/* SPDX-License-Identifier: BSD-2-Clause */
/* See room.h. */
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <inttypes.h>
#include <stdbool.h>

#include "store/room.h"

#define MB (1024 * 1024)
#define ROOM_LEAST (32 * MB)
#define ROOM_SCARCE (256 * MB)
#define FILES_LEAST 16

static uint64_t
room_of(const struct statvfs *v)
{
	return (uint64_t)v->f_bavail * v->f_frsize;
}

/* -1, with the words, where it takes nothing. */
static int
check_disk(const char *dir, const struct statvfs *v, struct err *e)
{
	if ((v->f_flag & ST_RDONLY) != 0)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: its disk is mounted read-only: mount it for writing; "
		    "the system's log says why it is not",
		    dir);
	if (room_of(v) < ROOM_LEAST)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: the disk is full: make at least %d MB of room", dir,
		    ROOM_LEAST / MB);
	/* Some have no such number. */
	if (v->f_files != 0 && v->f_favail < FILES_LEAST)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: the disk has no inodes left: remove files, %d at "
		    "least",
		    dir, FILES_LEAST);
	return 0;
}

int
room_check(const char *dir, struct err *e)
{
	struct statvfs v;

	return statvfs(dir, &v) == -1 ? 0 : check_disk(dir, &v, e);
}

enum store_room
room_look(const char *dir, struct err *words)
{
	struct statvfs v;

	if (statvfs(dir, &v) == -1)
		return STORE_ROOM_ENOUGH;
	if (check_disk(dir, &v, words) == -1)
		return STORE_ROOM_NONE;
	if (room_of(&v) >= ROOM_SCARCE)
		return STORE_ROOM_ENOUGH;
	(void)err_set(words, ERR_UNAVAILABLE,
	    "%s: the disk has %" PRIu64 " MB left: make room in time", dir,
	    room_of(&v) / MB);
	return STORE_ROOM_SCARCE;
}

static bool
is_one_disk(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev;
}

int
room_for_copy(const char *dir, const char *to, uint64_t bytes, struct err *e)
{
	struct statvfs v;
	uint64_t room;

	if (statvfs(to, &v) == -1)
		return 0;
	if (is_one_disk(dir, to))
		bytes += ROOM_LEAST;
	room = room_of(&v);
	if (room >= bytes)
		return 0;
	return err_set(e, ERR_UNAVAILABLE,
	    "%s: the disk has no room for the copy: %" PRIu64
	    " MB are free and %" PRIu64 " MB are needed",
	    to, room / MB, bytes / MB + 1);
}
