/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the processes that share a store tell each other outside the engine:
 * one page, mapped by all of them, and two locks that the kernel releases
 * when their holder dies.
 *
 *	DIR/control	the page; flock(2) on it is the store's lock: who
 *			holds it is the only one inside the engine
 *	DIR/sync	flock(2) on it: who holds it syncs the log for all
 *
 * The page holds nothing that cannot be made anew: where it is missing, torn
 * or left from an earlier boot it starts with `dirty` set.
 */
#ifndef STORE_CONTROL_H
#define STORE_CONTROL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/pages.h"
#include "store/waiting.h"

#define CONTROL_BOOT_SIZE 40

struct control_page {
	char			 magic[8];
	char			 boot[CONTROL_BOOT_SIZE];
	/* Somebody is inside.  Found set by the next holder: he died there. */
	atomic_uint		 busy;
	/* The engine's shared memory must not be used before a recovery. */
	atomic_uint		 dirty;
	/* Which environment is the present one; moves with each recovery. */
	atomic_uint_fast64_t	 generation;
	/* How many handles joined it and did not leave cleanly. */
	atomic_uint_fast64_t	 attached;
	/* The newest commit, and the newest that is on disk. */
	atomic_uint_fast64_t	 committed;
	atomic_uint_fast64_t	 synced;
	/* From the first commit whose sync failed to the last; 0: none did. */
	atomic_uint_fast64_t	 failed_first;
	atomic_uint_fast64_t	 failed_last;
	/* The number of the newest log file, and of the newest synced one. */
	atomic_uint_fast32_t	 log_file;
	atomic_uint_fast32_t	 synced_file;
	/* Bytes of log ever written, and up to the last checkpoint. */
	atomic_uint_fast64_t	 log_end;
	atomic_uint_fast64_t	 checkpoint;
	/* store_generation(): moves with tenants, connectors, profiles... */
	atomic_uint_fast64_t	 config;
	/* The version of what is in the store; 0: nobody opened it yet. */
	atomic_uint_fast32_t	 schema;
	/* For who is inside. */
	struct pages_state	 pages;
	/*
	 * The environment in which bytes did not get to the disk.  It and all
	 * behind it are at the end, for programs of before know the page
	 * without them.
	 */
	atomic_uint_fast64_t	 failed_generation;
	/*
	 * Somebody syncs, with the sync lock.  Found set by the next holder: he
	 * died there, and whether that failed nobody knows.
	 */
	atomic_uint		 syncing;
	/* Nothing was written yet since the system started. */
	atomic_uint		 fresh;
	/* Which process has the store's lock, and the sync lock; 0: none. */
	atomic_uint		 holder;
	atomic_uint		 syncer;
};

struct control {
	struct control_page	*page;
	char			*path;		/* DIR/control */
	int			 fd;
	int			 sync_fd;
	unsigned int		 pid;		/* ours */
	/* For one lock each; who uses a control alone waits for ever. */
	struct waiting		 wait;
	struct waiting		 sync_wait;
};

int	 control_open(struct control *c, const char *dir, struct err *e)
	    must_check;
void	 control_close(struct control *c);

/*
 * The store's lock; waits.  ERR_UNAVAILABLE where the kernel gives none or the
 * wait is over, and ERR_NOT_FOUND where DIR/control is not the file any more
 * that was opened: others may use another one, and another store.
 */
int	 control_lock(struct control *c, struct err *e) must_check;
void	 control_unlock(const struct control *c);

/* The sync lock; waits. */
int	 control_lock_sync(struct control *c, struct err *e) must_check;
void	 control_unlock_sync(const struct control *c);

/* ERR_UNAVAILABLE: one of both was waited for in vain.  Returns -1. */
int	 control_blocked(const struct control *c, const struct waiting *w,
	    struct err *e);
/* Who has the lock of this wait; 0: nobody, or it is not known. */
unsigned int control_holder(const struct control *c, const struct waiting *w);

/*
 * Bytes that were written are not on the disk, though they may read well: the
 * kernel tells of them once, and holds them for clean then.  Nothing counts as
 * synced until a recovery has written them once more.  To be set with one of
 * both locks held: a recovery has both.
 */
void	 control_set_lost(struct control_page *p);
bool	 control_is_lost(const struct control_page *p);

#endif
