/* SPDX-License-Identifier: BSD-2-Clause */
/* How many records there are of each kind: kept, not counted. */
#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "store/engine.h"

/* Add what the transaction changed; before it commits. */
int	 totals_write(struct store_txn *t, struct err *e) must_check;
/* The totals on record; kinds that are newer than the record are 0. */
int	 totals_read(struct store_txn *t, uint64_t count[static KIND__COUNT],
	    struct err *e) must_check;

#endif
