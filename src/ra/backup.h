/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Backups of a state directory in use, and state directories out of them.
 *
 * A backup is a directory of its own, closed to others: it holds CA keys.
 *	manifest	what belongs to it, with the SHA-256 of each file
 *	NAME.RUN	the files, named after the run that copied them
 * A file that is needed is never written over, and the manifest is replaced
 * last: a run that dies leaves the backup as it was.  CRLs are left out, so
 * that none that is older than what was published is ever served.
 */
#ifndef RA_BACKUP_H
#define RA_BACKUP_H

#include "ra/ra.h"

struct ra_backup {
	const char	*dir;		/* its parent exists */
	const char	*config;	/* a file that goes along; NULL: none */
	void		*ctx;
	void		 (*progress)(void *ctx, const char *what,
			    uint64_t done, uint64_t of);	/* or NULL */
	/* Or NULL: one sentence about a file of the backup so far. */
	void		 (*found)(void *ctx, const char *text);
	/* Out. */
	bool		 whole;		/* not only what is new */
	unsigned int	 run;		/* 1, 2, 3... */
	unsigned int	 files;		/* of the backup */
	uint64_t	 bytes;		/* of all files */
	uint64_t	 copied;	/* bytes, this time */
};

/*
 * Make a backup, or bring one up to date.  What was answered before the call
 * is in it; it is on disk when 0 is returned.  Where a file of the one so far
 * is gone or has another size, that is told, and all is copied anew; what is
 * left of it goes when that is done.  ERR_CONFLICT where the
 * directory holds something else; ERR_INTEGRITY where what it holds is not a
 * backup any more.
 */
int	 ra_backup(struct ra *ra, struct ra_backup *b, struct err *e)
	    must_check;

struct ra_backup_check {
	const char	*dir;		/* a backup */
	void		*ctx;
	void		 (*progress)(void *ctx, const char *what,
			    uint64_t done, uint64_t of);	/* or NULL */
	/* One sentence: a file that is not as it was written. */
	void		 (*found)(void *ctx, const char *text);
	/* Out. */
	int64_t		 made_ms;
	unsigned int	 run;
	unsigned int	 good;		/* files */
	uint64_t	 bytes;		/* of those */
	unsigned int	 findings;
};

/*
 * Read all files of a backup, and tell which cannot be restored.  -1: it is
 * none, or it could not be looked at.  ERR_UNAVAILABLE while one is being
 * made.
 */
int	 ra_backup_check(struct ra_backup_check *c, struct err *e) must_check;

struct ra_restore {
	const char	*dir;		/* a backup */
	const char	*state;		/* not there, or empty */
	void		*ctx;
	void		 (*progress)(void *ctx, const char *what,
			    uint64_t done, uint64_t of);	/* or NULL */
	/* Out. */
	int64_t		 made_ms;	/* the time of the backup */
	unsigned int	 files;
	bool		 has_config;	/* DIR/config... is its copy */
};

/*
 * Make a state directory of a backup.  Open it by ra_open; what cut it short
 * leaves one that ra_open does not take.  ERR_CONFLICT where state is not
 * empty, ERR_INTEGRITY where a file of the backup is not as it was written.
 */
int	 ra_restore(struct ra_restore *r, struct err *e) must_check;
/*
 * Make the damaged database of a state directory anew, by a backup of it and
 * the log that the store holds since: nothing is lost.  Servers may go on
 * meanwhile; they answer 503.  r->state is there.  ERR_INTEGRITY where the
 * log does not go on from the backup (it may be another store's), or a file of
 * that is not as it was written; ERR_UNAVAILABLE where another one is at it.
 */
int	 ra_repair(struct ra_restore *r, struct err *e) must_check;
/* Which of both was done, as the audit log has it. */
enum ra_restored { RA_RESTORED, RA_REPAIRED };
/* Leave an entry about it in the audit log of what came of it. */
int	 ra_restored(struct ra *ra, const struct actor *by,
	    enum ra_restored what, const struct ra_restore *r, struct err *e)
	    must_check;

#endif
