/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the version of what is written, and ways up to it. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/engine.h"

/*
 * Look at the version that made the store.  An older one is brought up to
 * SCHEMA, in one transaction: who dies in it leaves the store as it was, and
 * the next goes on from there.  Whoever else opens it meanwhile waits.
 * ERR_NOT_FOUND where there is no record of the store, ERR_CONFLICT where a
 * newer version made it.  Before keeper_start, whose watchdog would end it.
 */
int	 schema_bring_up(struct store *s, struct err *e) must_check;

/*
 * Make all indexes and totals anew from the records.  ERR_CONFLICT where two
 * records have what only one may have.
 */
int	 schema_reindex(struct store_txn *t, struct err *e) must_check;

#endif
