/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: orders go when their profile's time for them is over,
 * and with them what belongs to no other order.
 */
#ifndef RA_RETENTION_H
#define RA_RETENTION_H

#include "ra/job.h"

/*
 * A job: an order that ended over the profile's keep_days ago goes.  One that
 * was issued stays while its certificate, which goes with it, is valid or can
 * be renewed.  An account goes with its last order.  What is counted by days
 * stays counted, beside how much of it is gone (Counter.removed_*).
 */
int	 retention_run(struct job_run *r, struct err *e) must_check;

#endif
