/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The disk of each file of a directory, beside it, for all processes that a
 * test forks: functions that stand in the place of libc's copy to it, at each
 * sync, the blocks that were written since the last one.  A sync that fails
 * forgets that they were, as the kernel does: they read well, count as clean,
 * and no other sync puts them there.
 */
#ifndef TESTS_STORE_DISK_H
#define TESTS_STORE_DISK_H

#include "fixture.h"

/* What comes behind the sync that fails, before whoever asked is told. */
enum disk_then { DISK_TELLS, DISK_ENDS_PROCESS, DISK_HANGS, DISK_CALLS };

struct disk_fault {
	long		left;		/* syncs until the one; 0: none */
	const char	*of;		/* this is in its path; NULL: any */
	enum disk_then	then;
	void		(*calls)(void);
};

extern struct disk_fault disk_fault;

/* Called before each sync of a log, where set. */
extern void (*disk_before_log)(void);

/* What is in it from now on, of no directory before; NULL: nothing. */
void	 disk_watch(const char *dir);
/*
 * The files as they are on their disks, in another directory, whose name is
 * returned (borrowed of f->a); but those that another boot makes anew.  It is
 * not watched any more.
 */
const char *disk_cut(const struct fixture *f);
/* The blocks of a file as they are on its disk are what is read of it. */
void	 disk_forget(const char *path);

#endif
