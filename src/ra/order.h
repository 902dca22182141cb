/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders on record: what a person reads in them and does with them. */
#ifndef RA_ORDER_H
#define RA_ORDER_H

#include "ra/ra.h"
#include "store/store.h"

/* What to do about a failed one, a sentence; NULL of any other. */
const char *ra_order_cure(const Order *o);
/*
 * A failed order is active until its account is issued to or a person
 * dismisses it; one that asked for no certificate never is.  account: the
 * order's; NULL where it has none.
 */
bool	 ra_order_is_active(const Order *o, const Account *account);
/* The same, inside a body, with the account read. */
int	 ra_order_read_active(struct store_txn *t, const Order *o,
	    struct arena *a, bool *out, struct err *e) must_check;

/*
 * A person has seen the failure: it is not active any more, and is not
 * counted so.  ERR_NOT_FOUND; ERR_CONFLICT where the order is not active, and
 * the text says why not.
 */
int	 ra_order_dismiss(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;

/*
 * A person has decided on a pending order.  To approve it asks the connector
 * for the certificate, by the profile's policy as it is now; the device gets
 * it with its next poll.  ERR_NOT_FOUND; ERR_CONFLICT where the order is not
 * pending any more, and the text says what it is, and where the profile was
 * removed or is inactive; ERR_DENIED where the policy, or what it says of keys
 * and renewals, does not allow it now, ERR_UNAVAILABLE where the CA is not
 * there: then it stays pending.
 */
int	 ra_order_approve(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;
/* reason: told to the device, too; NULL or "": none. */
#define RA_REJECT_REASON_MOST 200	/* characters */
int	 ra_order_reject(struct ra *ra, const struct actor *by,
	    const struct uuid *id, const char *reason, struct err *e)
	    must_check;

/*
 * Orders whose time to wait is over fail, at most STORE_PAGE_MOST of them:
 * for who is about to show orders.  Polls and new orders do it by the way.
 * Where the store takes no changes they go on waiting, and that is logged.
 */
void	 ra_orders_expire(struct ra *ra);

#endif
