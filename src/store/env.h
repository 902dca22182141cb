/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Berkeley DB: its environment, its databases, their opening and closing.
 * Every call is made by who holds the store's lock (control.h), so the
 * environment has no locks of its own (no DB_INIT_LOCK) and its handles
 * serve one thread at a time (no DB_THREAD).
 *
 *	DIR/store.db	all databases, pages of 4 KB with checksums
 *	DIR/log.N	the log, removed when a checkpoint is past it
 *			(logs.h)
 *	DIR/pages	pages on their way to store.db (pages.h)
 *	DIR/__db.00N	shared memory; made anew by a recovery
 *
 * Functions return 0, an errno or one of Berkeley DB's codes.
 */
#ifndef STORE_ENV_H
#define STORE_ENV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <db.h>

#include "store/pages.h"

/*
 * Kinds that grow for ever by ids in order of time have a database each:
 * its pages are filled one after the other and stay full.
 */
enum env_db {
	ENV_ORDERS,
	ENV_CERTIFICATES,
	ENV_ACCOUNTS,
	ENV_AUDIT,
	ENV_RECORDS,		/* all other kinds, by a first byte */
	ENV_INDEX,		/* all indexes, by a first byte */
	ENV__COUNT
};

#define ENV_FILE "store.db"
#define ENV_PAGE_SIZE 4096

/*
 * A recovery fills the newest log file up with zeros and runs what came
 * after the last checkpoint again: small files and near checkpoints keep it
 * under 20 ms.
 */
#define ENV_LOG_SIZE (2 * 1024 * 1024)

#define ENV_REGION_MOST 8

struct env_region {
	void	*at;
	size_t	 len;
};

typedef void env_tell(void *ctx, int percent);

struct env {
	DB_ENV			*handle;	/* NULL: not open */
	DB			*db[ENV__COUNT];
	struct pages		 pages;
	struct pages_state	 pages_own;	/* of who has no other */
	struct env_region	 region[ENV_REGION_MOST];
	int			 region_failed;	/* why there is none */
	env_tell		*tell;		/* of a recovery, or NULL */
	void			*tell_ctx;
	enum {
		ENV_JOIN,		/* regions are there */
		ENV_PROBE,		/* they are not, say so once */
		ENV_MAKE		/* they are to be made */
	}			 regions;
};

/*
 * Make the shared memory anew and roll the databases to their last commit.
 * pages: shared by all who join; borrowed, as dir is, in all of these.
 */
int	 env_recover(struct env *v, const char *dir, struct pages_state *pages,
	    uint32_t lost_from, bool create);
/*
 * The same for a copy of the files, of any age: all of the log is run.  to,
 * or NULL, is told how far that is.
 */
int	 env_recover_copy(struct env *v, const char *dir,
	    env_tell *to, void *ctx);
/* Join the shared memory that is there. */
int	 env_join(struct env *v, const char *dir, struct pages_state *pages,
	    bool create);
/* Leave in order; v is empty afterwards whatever is returned. */
int	 env_close(struct env *v);
/*
 * Leave shared memory that nobody may use any more, touching none of its
 * mutexes: their holder may be dead.
 */
void	 env_abandon(struct env *v);

/*
 * What this thread read was not as it was written: in which way, as a clause;
 * or NULL.  Asked once.
 */
const char *env_met_damage(void);
/*
 * Whether this process is what failed, and not the environment: it may open no
 * more files.
 */
bool	 env_has_no_files(int rc);

/* Where the log ends: its newest file, and bytes since the store was made. */
int	 env_log_end(const struct env *v, uint32_t *file, uint64_t *end);

#endif
