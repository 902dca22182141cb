/* SPDX-License-Identifier: BSD-2-Clause */
/* See room.h. */
#include <sys/statvfs.h>

#include <stdint.h>

#include "store/room.h"

#define ROOM_LEAST (32 * 1024 * 1024)

int
room_check(const char *dir, struct err *e)
{
	struct statvfs v;

	if (statvfs(dir, &v) == -1)
		return 0;
	if ((v.f_flag & ST_RDONLY) != 0)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: its disk is mounted read-only: mount it for writing; "
		    "the system's log says why it is not",
		    dir);
	if ((uint64_t)v.f_bavail * v.f_frsize < ROOM_LEAST)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: the disk is full: make at least %d MB of room", dir,
		    ROOM_LEAST / (1024 * 1024));
	return 0;
}
