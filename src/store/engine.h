/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One transaction at a time, whoever dies.
 *
 * Berkeley DB's mutexes do not survive the death of their holder, so nobody
 * calls it but inside the store's lock, which does:
 *
 *	enter	the process's mutex, then flock on DIR/control; if `busy` is
 *		set its setter died inside, so the environment is dirty; set
 *		busy.  If the environment is dirty, or not the one that our
 *		handles belong to, drop them without touching shared memory
 *		and open it again, recovering if it is dirty.
 *	run	the body, and commit without a sync.
 *	leave	clear busy, unlock.
 *	settle	one fdatasync of the log for all that committed meanwhile
 *		(sync.c), outside the lock.
 *
 * Two threads of each process (keeper.c) look after the rest: one ends the
 * process if it stays inside for two seconds, one syncs what nobody waits
 * for and makes checkpoints.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <sys/types.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/control.h"
#include "store/env.h"
#include "store/kind.h"
#include "store/said.h"
#include "store/store.h"

/* Grows when an older program could not read what this one writes. */
#define SCHEMA 2

/*
 * The log file that was synced last, kept open for the next sync; a recovery
 * may put another one in its place.
 */
struct open_log {
	int		 fd;		/* -1: none */
	uint32_t	 number;
	uint64_t	 generation;	/* the environment's */
};

struct keeper {
	pthread_t	 watchdog;
	pthread_t	 housekeeper;
	pthread_mutex_t	 mutex;
	pthread_cond_t	 wake;
	bool		 running;
	bool		 called;	/* the housekeeper, before its tick */
	bool		 no_housekeeper;	/* it is to end */
	bool		 no_watchdog;
};

struct store {
	char			*dir;
	pid_t			 pid;		/* who may use it */
	bool			 create;	/* databases may be made */
	struct control		 control;
	pthread_mutex_t		 mutex;		/* taken before the lock */
	pthread_mutex_t		 sync_mutex;	/* and before the sync lock */
	struct open_log		 log;		/* while it is held */
	/* While the mutex is held: */
	struct env		 env;
	uint64_t		 generation;	/* env's */
	int64_t			 recovered_us;	/* not yet told */
	int			 failed;	/* how the last recovery did, */
	int64_t			 try_again_us;	/* and when to try again */
	struct arena		*scratch;	/* until the body returns */
	/* Odd while a thread is inside; each stay has its own number. */
	atomic_uint_fast64_t	 stay;
	atomic_int_fast64_t	 room_us;	/* when there was room last */
	atomic_bool		 outdated;	/* what is open is no use */
	struct keeper		 keeper;
};

struct store_txn {
	struct store		*store;
	struct arena		*scratch;
	DB_TXN			*txn;		/* NULL: the body only reads */
	int			 broken;	/* the engine's code, not 0: the
						   environment needs recovery */
	bool			 lost;		/* broken in the commit: it may
						   have been made */
	bool			 config;	/* store_generation must move */
	bool			 relaxed;	/* nobody waits for its sync */
	uint64_t		 seq;		/* the commit's number */
	struct said		*said;		/* in the audit log; NULL: the
						   body only reads */
	int64_t			 delta[KIND__COUNT];	/* change of totals */
};

int	 engine_open(const char *dir, bool create, struct store **out,
	    struct err *e) must_check;
/* Its threads are stopped.  NULL is fine. */
void	 engine_close(struct store *s);

/*
 * *seq: the newest commit that the body can have seen, its own included; 0,
 * which is always on disk, where the body relaxed.
 */
int	 engine_update(struct store *s, store_body *body, void *ctx,
	    uint64_t *seq, struct err *e) must_check;
int	 engine_view(struct store *s, store_body *body, void *ctx,
	    struct err *e) must_check;

/* For keeper.c: alone inside, with the environment open. */
int	 engine_enter(struct store *s, struct err *e) must_check;
/* rc: what the engine's last call said; not 0: it needs recovery. */
void	 engine_leave(struct store *s, int rc);

/*
 * A failure of the engine as ours: the disk's are ERR_UNAVAILABLE, all
 * others ERR_INTERNAL.  Returns -1.
 */
int	 engine_err(struct err *e, const char *dir, const char *what, int rc);
/*
 * The same for a failure that is there after each try to recover: e has its
 * words already.  Where neither a checksum nor the system says why, the files
 * do not fit together, one was cut, say, and the command for that is named.
 */
int	 engine_name_repair(struct err *e, const char *dir, int rc);

/* Wait until the commit `seq` and all before it are on disk. */
int	 sync_wait(struct store *s, uint64_t seq, struct err *e) must_check;
/* Wait until all that a body has seen by now is on disk. */
int	 sync_seen(struct store *s, struct err *e) must_check;
/*
 * The sync lock, between threads and processes.  Who holds it does not enter
 * the store; who is inside may take it.
 */
int	 sync_begin(struct store *s, struct err *e) must_check;
void	 sync_end(struct store *s);
/* What was written to the databases is on disk; outside the store. */
int	 sync_databases(struct store *s, struct err *e) must_check;
/* All that is on the log is on disk, by a recovery; with the sync lock. */
void	 sync_recovered(struct control_page *p);
/* The log that is kept open is so no longer; with sync_mutex held. */
void	 sync_close(struct store *s);
/*
 * A log file that a checkpoint has removed holds its room on the disk while it
 * is open.
 */
void	 sync_close_old(struct store *s);

int	 keeper_start(struct store *s, struct err *e) must_check;
void	 keeper_stop(struct store *s);
/* There is something to do for the housekeeper. */
void	 keeper_call(struct store *s);

#endif
