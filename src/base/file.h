/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and directories, with error texts that say how to mend them. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * The whole file into b (within b's limit).  ERR_NOT_FOUND, ERR_DENIED (no
 * permission, or too large), ERR_UNAVAILABLE (the disk, or no more files may
 * be opened) or ERR_INTERNAL.
 */
int	 file_read(const char *path, struct buf *b, struct err *e) must_check;
/*
 * Written beside the place, synced, and renamed over it, so that a reader
 * sees the old bytes or the new ones.
 */
int	 file_write(const char *path, struct span s, mode_t mode,
	    struct err *e) must_check;
/* What was made, moved or removed in a directory outlasts a power cut. */
int	 file_sync_dir(const char *path, struct err *e) must_check;
/* The same of the directory that holds this name. */
int	 file_sync_parent(const char *path, struct err *e) must_check;
bool	 file_exists(const char *path);
/*
 * The names in a directory but ".", ".." and "lost+found", in any order; 0, or
 * a number of errno, also where the list breaks off.  Freed by file_list_free.
 */
int	 file_list(const char *dir, char ***names, size_t *n);
void	 file_list_free(char **names, size_t n);
/*
 * A number of errno in words; where the disk is what is in the way, with what
 * to do about it.
 */
const char *file_reason(int number);
/* errno says why this path could not be written; evaluates to -1. */
int	 file_write_err(const char *path, struct err *e);
/*
 * errno says why this file, or one to be made, could not be opened.  Where it
 * is another user's, the text says whose, and which chown mends it.  Evaluates
 * to -1.
 */
int	 file_open_err(const char *path, struct err *e);
/*
 * For main, before any file is opened: where standard error is closed, as
 * FastCGI (section 2.2) has it, what is written to it would go into the file
 * that got its number.  What is written to standard output where that is closed
 * fails.
 */
void	 file_hold_standard(void);
/*
 * Make a directory (not its parents: the text says how), which outlasts a
 * power cut from then on; one that is there is fine.
 */
int	 file_make_dir(const char *path, mode_t mode, struct err *e)
	    must_check;
/*
 * A directory that holds secrets: it must exist, belong to us (or to root,
 * where it lets us read) and be closed to group and others.  The text says
 * which chmod or chown mends it.
 */
int	 file_check_private_dir(const char *path, struct err *e) must_check;
/* The same for a file. */
int	 file_check_private(const char *path, struct err *e) must_check;

/*
 * One process at a time works in dir: *fd holds the lock until it is closed,
 * and the kernel closes it where a process dies.  Where another has it and
 * wait is false, *fd is -1.
 */
int	 file_lock_dir(const char *dir, bool wait, int *fd, struct err *e)
	    must_check;

#endif
