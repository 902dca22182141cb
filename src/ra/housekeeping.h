/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The work that nobody asks for: what ended is cleared away, what ends soon
 * is renewed.  Whichever process of the installation is there does it, one at
 * a time; a process that is killed at it leaves it to the next.
 */
#ifndef RA_HOUSEKEEPING_H
#define RA_HOUSEKEEPING_H

#include "ra/ra.h"

/* One job, and how its last run went. */
struct ra_job {
	const char	*name;		/* "pending" */
	const char	*what;		/* that it does: "orders that ..." */
	unsigned int	 every_s;	/* how often it is run */
	int64_t		 ended_ms;	/* its last run; 0: none yet */
	uint32_t	 took_ms;
	uint64_t	 done;		/* things, in that run */
	const char	*error;		/* why it failed; "": it did not */
	int64_t		 well_ms;	/* the last run that did not fail; 0 */
	bool		 more;		/* it ended before all was done */
	struct span	 position;	/* and goes on here; for ra itself */
	bool		 waits;		/* for the clock to be believed */
};

/* All of them, in the order in which they are run. */
struct ra_jobs {
	const struct ra_job *all;
	size_t		 n;
	int64_t		 last_ms;	/* when any of them ran last; 0 */
	/*
	 * Where the clock leapt, what that means and what to do; else NULL.
	 * After a leap nothing is removed for a day, and no CA takes over.
	 */
	const char	*wait;
};

/* In the arena. */
int	 ra_jobs(struct ra *ra, struct arena *a, struct ra_jobs *out,
	    struct err *e) must_check;

/* Told of each job when it has run, or waits. */
typedef void ra_job_told(const struct ra_job *job, void *ctx);

/*
 * Do all of it now, due or not and to the end; waits for a process that is at
 * it.  A job that fails is told of, and the others are done.  -1 where a
 * result cannot be put on record.  believes: who says that the clock is right,
 * which goes to the audit log where it leapt, and no job waits; NULL: nobody.
 */
int	 ra_maintain(struct ra *ra, const struct actor *believes,
	    ra_job_told *told, void *ctx, struct err *e) must_check;

/*
 * From now on a thread of this process does what is due, a second's worth of
 * each job at most at a time, and signs the OCSP answers that it keeps ahead of
 * who asks; ra_close ends it.  What fails is logged and on record.  Call it
 * after the last fork, and once.  ERR_UNAVAILABLE.
 */
int	 ra_housekeep(struct ra *ra, struct err *e) must_check;

#endif
