/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: entries of the audit log are lines of the programs'
 * log, too, but not before their transaction is committed.
 */
#ifndef STORE_SAID_H
#define STORE_SAID_H

#include "base/arena.h"
#include "store/record.pb-c.h"

struct said_entry;

/* All zero: nothing was said. */
struct said {
	struct arena		 *a;
	struct said_entry	 *first, **end;
};

/* Copied. */
void	 said_add(struct said *s, const AuditEntry *m);
/* A line each: event=ACTION by=ACTOR address=... KIND=ID detail=...; none is
   left then. */
void	 said_log(struct said *s);
/* The transaction came to nothing, or is tried again. */
void	 said_clear(struct said *s);

#endif
