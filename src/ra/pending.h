/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: orders that wait, and those that waited too long. */
#ifndef RA_PENDING_H
#define RA_PENDING_H

#include "store/store.h"

/*
 * The order, that a person can decide on: ERR_NOT_FOUND, or ERR_CONFLICT
 * that says why not.
 */
int	 pending_get(struct store_txn *t, const struct uuid *id,
	    int64_t now_ms, struct arena *a, Order **out, struct err *e)
	    must_check;
/* It waits no longer: what only an approval needed goes. */
void	 pending_clear(Order *o);
/* What a rejected order is answered with. */
void	 pending_rejection(const Order *o, struct err *e);
/* It waited too long: it fails, in this transaction. */
int	 pending_expire(struct store_txn *t, Order *o, struct arena *a,
	    int64_t now_ms, struct err *e) must_check;
/*
 * The same of at most `most` of those whose time is over; *expired is how
 * many.
 */
int	 pending_expire_some(struct store_txn *t, struct arena *a,
	    int64_t now_ms, unsigned int most, unsigned int *expired,
	    struct err *e) must_check;
/* RECEIVED or PENDING, and its time is not over. */
bool	 pending_waits(const Order *o, int64_t now_ms);
/* It does not, by a clock that can be believed (leap.h). */
int	 pending_is_over(struct store_txn *t, const Order *o, int64_t now_ms,
	    struct arena *a, bool *over, struct err *e) must_check;

#endif
