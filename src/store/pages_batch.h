/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: the file DIR/pages, batch behind batch, and how pages
 * come from it to their places; see pages.h.
 */
#ifndef STORE_PAGES_BATCH_H
#define STORE_PAGES_BATCH_H

#include "store/env.h"
#include "store/pages.h"

#define BATCH_MOST 128		/* pages */

/* As it is in the file: a page of this, then the pages. */
struct pages_batch {
	char		magic[8];
	uint64_t	epoch;
	uint64_t	number;
	uint64_t	count;
	uint64_t	sum;		/* of all, taken with 0 here */
	uint64_t	offset[BATCH_MOST];
	uint8_t		fill[ENV_PAGE_SIZE - 40 - 8 * BATCH_MOST];
	uint8_t		page[BATCH_MOST][ENV_PAGE_SIZE];
};

_Static_assert(offsetof(struct pages_batch, page) == ENV_PAGE_SIZE,
    "pages are written at multiples of their size");

/* All of these return 0 or an errno. */

/* What waits goes to the end of DIR/pages, and is on disk there. */
int	 pages_write_batch(struct pages *p);
/* So many bytes to their place, all of them. */
int	 pages_write(int fd, const uint8_t *at, size_t len, uint64_t offset);
/* Each page to its place in db. */
int	 pages_write_all(int db, const struct pages_batch *b);
/* What is in DIR/pages is not needed any more. */
void	 pages_start_anew(struct pages_state *s);

int	 pages_sync_fd(int fd);
/* The names in a directory. */
int	 pages_sync_dir(const char *dir);

#endif
