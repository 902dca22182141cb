/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of the database are written twice, for Berkeley DB takes the write of
 * a page as whole or not done, and a disk that loses its power in the middle
 * of one has done some sectors of it: nothing in the log could mend that page.
 * So pages go to DIR/pages first, many at a time; when they are on disk there,
 * each is written to its place.  After a power cut what DIR/pages holds is
 * written again, whatever is in those places.
 *
 * Pages wait in memory until their number, a sync, or the end of a stay inside
 * the store's lock has them written.  A process that dies before has not
 * written them: to the recovery that follows they are pages that were not
 * written out yet.  When the database is synced as a whole DIR/pages starts
 * anew, under another epoch, by which what is left of the one before is known
 * and passed over.
 *
 * Berkeley DB's own system calls are replaced by ours for this (pages_hook).
 * Other things that they do: the name of a new file, a log most often, is on
 * disk before anything is in it.  And once a file could not be opened, read or
 * looked for, nothing is written in this stay: a recovery takes a log that it
 * cannot read on for one that ends there, and would write over what follows; a
 * database that it cannot open it passes over, and would take all of the log
 * for done.
 */
#ifndef STORE_PAGES_H
#define STORE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGES_FILE "pages"
#define PAGES_FDS 16		/* that one process has of a database */

/* How far DIR/pages is, shared by all processes; inside only. */
struct pages_state {
	uint64_t	epoch;
	uint64_t	end;		/* where the next batch goes */
	uint64_t	number;		/* and its number */
};

struct pages_batch;

struct pages_db {
	int			 fd;		/* -1: none */
	bool			 writes;	/* it may be written to */
};

struct pages {
	const char		*dir;
	struct pages_state	*state;
	struct pages_db		 db[PAGES_FDS];
	int			 fd;		/* of DIR/pages; -1 */
	int			 failed;	/* why nothing is written */
	unsigned int		 count;		/* that wait */
	struct pages_batch	*batch;		/* NULL: never needed yet */
};

/* Functions return 0 or an errno. */

/* Before any environment is made. */
int	 pages_hook(void);
/* dir and state are borrowed. */
void	 pages_init(struct pages *p, const char *dir,
	    struct pages_state *state);
/* What waits is forgotten. */
void	 pages_clear(struct pages *p);

/* From here on this thread calls the engine about this database... */
void	 pages_enter(struct pages *p);
/*
 * ...and no longer; what waits is written.  A failure means that pages are not
 * where the engine thinks they are: it needs a recovery.
 */
int	 pages_leave(struct pages *p);

/* From here on nothing is written in this stay; the first reason is kept. */
void	 pages_stop(int rc);
/* That reason; 0: there is none. */
int	 pages_failed(const struct pages *p);

/*
 * Before a recovery: what DIR/pages holds is written to its place once more;
 * log and database are synced; DIR/pages starts anew.  Where the kernel may
 * hold bytes for written that it lost (control.h) the logs from this number on
 * are written once more before that, and DIR/pages.
 */
#define PAGES_NONE_LOST UINT32_MAX
int	 pages_restore(const char *dir, struct pages_state *state,
	    uint32_t lost_from);

#endif
