/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: can the clock be believed?  A machine whose battery is
 * dead may be years ahead until it is told the time.  What would be removed in
 * that hour would be gone, and a CA that took over in it would be the one in
 * use.  So a time that is far from the one at which the housekeeping ran last
 * is believed when it has gone on for a day, or a person says that it is right.
 */
#ifndef RA_LEAP_H
#define RA_LEAP_H

#include "base/clock.h"
#include "ra/state.h"

#define LEAP_MS		(14 * CLOCK_DAY_MS)	/* further than that is far */
#define LEAP_WAIT_MS	CLOCK_DAY_MS

struct leap {
	int64_t	 seen_ms;	/* the newest time that was believed; 0: none */
	int64_t	 since_ms;	/* one that is far from it; 0: there is none */
	bool	 fresh;		/* that was not known before */
};

/*
 * What is so at now_ms, and was *l before.  last_ms is when anything ran last,
 * believed or not: who leaps again has to wait again.
 */
void	 leap_look(struct leap *l, int64_t last_ms, int64_t now_ms);
/* Nothing is removed by this time: it may not have come yet. */
bool	 leap_waits(const struct leap *l);
/* Until when: the end of the wait. */
int64_t	 leap_until_ms(const struct leap *l);

/* What is so at now_ms by what is on record; NULL: nothing is. */
struct leap leap_of(const Housekeeping *h, int64_t now_ms);
/*
 * Inside, now_ms or, while that is to be waited for, the newest time before it
 * that was believed.
 */
int	 leap_believed(struct store_txn *t, int64_t now_ms, struct arena *a,
	    int64_t *out, struct err *e) must_check;

#endif
