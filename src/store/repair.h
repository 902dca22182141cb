/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store whose database is damaged, made anew in its place: by the newest
 * copy of it (backup.h) and the log since, of which nothing is missing where
 * the store had kept it for the next run.  Processes that have the store open
 * wait meanwhile, and go on with what was made.
 *
 * Who is cut short at it begins again: the damaged database is replaced last,
 * and the log files that take the place of others hold all that those did.
 */
#ifndef STORE_REPAIR_H
#define STORE_REPAIR_H

#include "store/backup.h"

/* Where the files of the copy are put, within the store's directory. */
#define REPAIR_DIR "repair"

/*
 * Make that place, empty, for a copy of so many bytes whose last piece of log
 * is `last`.  ERR_INTEGRITY as below, ERR_UNAVAILABLE where the disk has no
 * room for it and the log since.
 */
int	 store_repair_begin(const char *dir, const struct store_file *last,
	    uint64_t bytes, struct err *e) must_check;
/* It came to nothing: what is in the place is not to fill the disk. */
void	 store_repair_give_up(const char *dir);
/*
 * The files of the copy are there under their names; last: its last piece of
 * log.  ERR_INTEGRITY where the store's log does not go on from it.  progress
 * as for store_recover_copy.
 */
int	 store_repair(const char *dir, const struct store_file *last,
	    void (*progress)(void *ctx, int percent), void *ctx,
	    struct err *e) must_check;

#endif
