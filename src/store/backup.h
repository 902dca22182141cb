/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies of a store in use, and a store out of a copy.
 *
 * A whole copy is the database file, read in slices inside the store's lock so
 * that no page is half written, and the log from before the first slice to
 * behind the last: running the log again makes it one moment's store.  A
 * later run adds to it what the log has got since, and nothing else.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

#define STORE_SHA256 32

/* A file of a copy; texts in the arena of who has it. */
struct store_file {
	const char	*name;		/* "store.db", "log.0000000007" */
	const char	*kept;		/* path of the copy, within its
					   directory */
	uint64_t	 size;
	uint8_t		 sha256[STORE_SHA256];
};

/* They hold the same bytes. */
bool	 store_file_same(const struct store_file *a,
	    const struct store_file *b);

struct store_backup {
	const char	*dir;		/* where the copies go: private */
	unsigned int	 run;		/* copies are named NAME.RUN */
	bool		 once;		/* no run will follow: the log is kept
					   as before */
	/* What a run before this one left, in its order; n 0: a whole copy. */
	const struct store_file *former;
	size_t		 former_count;
	void		*ctx;
	void		 (*progress)(void *ctx, const char *what,
			    uint64_t done, uint64_t of);	/* or NULL */
	/* Out: all files of the copy, and whether it is a whole one. */
	struct store_file *files;
	size_t		 count;
	bool		 whole;
};

/*
 * Copy, or add to a copy.  What was committed before the call is in it.  The
 * copies are on disk when it returns.  ERR_UNAVAILABLE where another backup
 * is being made.  From then on the store keeps the log for the next run, up to
 * 512 MB of it; a run that does not find the log it needs, or another one,
 * makes a whole copy.
 */
int	 store_backup(struct store *s, struct store_backup *b,
	    struct arena *a, struct err *e) must_check;

/*
 * Whether a copy of these files can be added to: our log begins as theirs
 * does.  Otherwise it is one of another store, or of a copy of this one that
 * went its own way; or that log is not kept any more.
 */
bool	 store_goes_on(const struct store *s, const struct store_file *files,
	    size_t n);

/*
 * Make a store of the files of a copy, which lie in dir under their names:
 * all of the log is run.  tell, or NULL, is told percents.  ERR_INTERNAL
 * where the files do not fit together.
 */
int	 store_recover_copy(const char *dir,
	    void (*tell)(void *ctx, int percent), void *ctx,
	    struct err *e) must_check;

/*
 * Copy a file, at most `most` bytes of it, to a new one of mode 0600, and
 * sync that; out->size and sha256 are what was written.  An older one of the
 * name is replaced.
 */
int	 store_copy_file(const char *from, const char *to, uint64_t most,
	    struct store_file *out, struct err *e) must_check;
/* out->size and sha256 of the first `most` bytes of a file. */
int	 store_sum_file(const char *path, uint64_t most,
	    struct store_file *out, struct err *e) must_check;

#endif
