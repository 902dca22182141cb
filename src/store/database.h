/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the database file as it lies on the disk. */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/engine.h"

/* Whole pages, from the place `at`, of `of` bytes in all; outside the lock. */
typedef int	 database_slice(void *ctx, struct span s, uint64_t at,
		    uint64_t of, struct err *e);

/* Call fn for all of it, in its order; none of its pages is half written. */
int	 database_read(struct store *s, database_slice *fn, void *ctx,
	    struct err *e) must_check;

/*
 * The first page of a slice, from *i on, that is not as it was written, by its
 * checksum; *i is its number within the slice.  False: there is none.
 */
bool	 database_find_damage(struct span slice, uint64_t *i);

#endif
