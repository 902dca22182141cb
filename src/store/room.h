/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether the disk takes what is about to be written.  A log or a database
 * that cannot grow costs a recovery, which needs room itself, and until that
 * is there nobody can read either: so it is not even begun.
 */
#ifndef STORE_ROOM_H
#define STORE_ROOM_H

#include <stdint.h>

#include "store/store.h"

/*
 * ERR_UNAVAILABLE where the directory is mounted read-only, or has less than
 * 32 MB left for us: the cache, which a checkpoint may have to write, has as
 * much.  A system that does not tell counts as one with room.
 */
int	 room_check(const char *dir, struct err *e) must_check;
/* store_room() of this directory: scarce is less than 256 MB. */
enum store_room room_look(const char *dir, struct err *words);
/*
 * ERR_UNAVAILABLE where a copy of so many bytes does not get into the
 * directory `to`, or would take of the disk what the store in dir needs.
 */
int	 room_for_copy(const char *dir, const char *to, uint64_t bytes,
	    struct err *e) must_check;

#endif
