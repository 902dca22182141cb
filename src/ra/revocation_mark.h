/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a revocation inside somebody else's transaction. */
#ifndef RA_REVOCATION_MARK_H
#define RA_REVOCATION_MARK_H

#include "ra/revocation.h"

/*
 * Revoke a certificate that was read in this transaction, and put it: its CRL
 * is out of date from the commit on, unless it has ended.  The caller tells
 * the audit log, or has a record that tells it.  One that is revoked for good
 * stays as it is, and that is no failure; a hold becomes final.
 */
int	 revocation_mark(struct store_txn *t, Certificate *c,
	    unsigned int reason, int64_t now_ms, struct err *e) must_check;

#endif
