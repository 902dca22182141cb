/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the jobs of the housekeeping; see housekeeping.h. */
#ifndef RA_JOB_H
#define RA_JOB_H

#include "ra/state.h"

/* One run of a job. */
struct job_run {
	struct ra	*ra;
	struct arena	*a;		/* for this run */
	int64_t		 now_ms;	/* wall time */
	int64_t		 until_us;	/* clock_us(): it ends by then */
	uint64_t	 done;		/* out: things */
	bool		 more;		/* out: it ended before all was done */
	/* In and out: where it goes on, of a job that walks; in the arena. */
	struct span	 position;
};

struct job {
	const char	*name;
	const char	*what;
	unsigned int	 every_s;
	bool		 removes;	/* for good: waits after a leap */
	/* Outside of any transaction.  What was done before it failed counts
	   as done. */
	int		 (*run)(struct job_run *r, struct err *e);
};

extern const struct job	 jobs[];
extern const size_t	 job_count;

/*
 * job_record.c: the state of every job, in the arena, and of the clock: what
 * is on record means now.
 */
struct ra_job;
struct leap;
int		 jobs_read(struct ra *ra, struct arena *a, struct ra_job **out,
		    struct leap *leap, struct err *e) must_check;
int		 jobs_write(struct ra *ra, struct arena *a,
		    const struct ra_job *states, const struct leap *leap,
		    struct err *e) must_check;

/*
 * ocsp.c: sign anew what is due of the answers that this process keeps, until
 * the time is over (clock_us()); how many were.  What is revoked is told all
 * the same.  No job: each process has its own answers.
 */
unsigned int ocsp_sign_ahead(struct ra *ra, int64_t now_ms, int64_t until_us);

/* housekeeping.c, for ra_close; NULL is fine. */
struct housekeeper;
void	 housekeeper_stop(struct housekeeper *h);

#endif
