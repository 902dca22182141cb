/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does everything in the state directory agree with everything else: records,
 * indexes, counts, certificates, orders, CRLs, the audit log?  The servers
 * may run meanwhile: what they change is never taken for damage.
 */
#ifndef RA_VERIFY_H
#define RA_VERIFY_H

#include "ra/ra.h"

struct ra_verify {
	void	*ctx;
	/* One sentence: what is wrong, and what to do. */
	void	 (*found)(void *ctx, const char *text);
	/*
	 * Said of what neither rebuild puts right; NULL: to restore a backup,
	 * which is no help where all of it was just made of something else.
	 */
	const char	*cure;
	/* NULL, or what is looked at: `done` of about `of` (0: not known). */
	void	 (*progress)(void *ctx, const char *what, uint64_t done,
		    uint64_t of);
	bool	 rebuild_indexes;	/* make them anew from the records */
	/*
	 * Put counters and totals right.  One that moves while the records
	 * are counted is left as it is.
	 */
	bool	 rebuild_counters;
};

struct ra_verified {
	uint64_t	 pages;		/* of the database, on the disk; where
					   one is damaged, nothing else was
					   looked at */
	uint64_t	 records;
	uint64_t	 index_rows;
	uint64_t	 certificates;
	uint64_t	 counters;
	uint64_t	 crls;
	uint64_t	 audit_entries;
	uint64_t	 mended;	/* rows of indexes */
	uint64_t	 recounted;	/* figures of counters, and totals */
	uint64_t	 findings;
};

/* What is wrong is found, and 0 returned; -1: it could not be looked at. */
int	 ra_verify(struct ra *ra, const struct ra_verify *v,
	    struct ra_verified *out, struct err *e) must_check;

#endif
