/* SPDX-License-Identifier: BSD-2-Clause */
/* How many records there are of each kind: kept, not counted. */
#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "store/engine.h"

/* Add what the transaction changed; before it commits. */
int	 totals_write(struct store_txn *t, struct err *e) must_check;

#endif
