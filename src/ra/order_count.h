/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: what the end of an order counts, in its account and
 * in its profile's counter.  Neither is put here.
 */
#ifndef RA_ORDER_COUNT_H
#define RA_ORDER_COUNT_H

#include "store/store.h"

#define ORDER_TIME_CLASSES 16	/* counts of processing times */

/* Add an order's processing time; classes is room for the counter. */
void	 order_count_time(Counter *add,
	    uint64_t classes[static ORDER_TIME_CLASSES], uint32_t us);
/*
 * An issued order, complete, and its account, not yet put: the account is told
 * so.  Returns how many active failures that ended.
 */
uint64_t order_count_issue(Account *account, const Order *o);
/*
 * A failed order and its account, neither put yet: whether the failure is
 * active, as record.proto says, and both told so.
 */
bool	 order_count_failure(Account *account, Order *o);

#endif
