/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the parts of ra_verify. */
#ifndef RA_VERIFY_PART_H
#define RA_VERIFY_PART_H

#include "ra/state.h"
#include "ra/verify.h"

struct counts;

struct verifying {
	struct ra			*ra;
	const struct ra_verify		*v;
	const char			*cure;	/* v's, or else VERIFY_CURE */
	struct ra_verified		*out;
	struct counts			*counts;
};

/* verify_found.c: a sentence, what is wrong and what to do; how far it is. */
void	 verify_found(struct verifying *x, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
void	 verify_progress(struct verifying *x, const char *what, uint64_t done,
	    uint64_t of);

/* verify_record.c: as struct verify of store/verify.h has them. */
void	*verify_beside(void *ctx, struct store_txn *t,
	    const ProtobufCMessage *m, struct arena *a);
void	 verify_look(void *ctx, const ProtobufCMessage *m, void *beside,
	    struct arena *a);

/* What puts counters right. */
#define RECOUNT "run 'scepgate verify --rebuild-counters'"

/*
 * verify_sums.c: call fn with the counters of each scope, all days first.
 * They were read at once, and are there for the call only.
 */
struct counter_scope {
	struct arena	 *a;
	struct uuid	  id;
	Counter		**rows;
	unsigned int	  n;
};
typedef int counter_scope_fn(struct verifying *x,
	    const struct counter_scope *s, struct err *e);
int		 counter_each_scope(struct verifying *x, counter_scope_fn *fn,
		    struct err *e) must_check;
/* "of profile 0190... on 2026-11-26" */
const char	*counter_scope_text(const struct uuid *scope, int32_t day,
		    struct arena *a);
/* A field of 64 bits, by its offset. */
int64_t		 counter_figure(const Counter *m, size_t at);
/*
 * Add to a figure of a day and of all days; day 0: of all days, and of days
 * that have so much; sum: of all days alone.
 */
struct correction {
	struct uuid	 scope;
	int32_t		 day;
	bool		 sum;
	size_t		 at;	/* offset of the field */
	int64_t		 by;
};
int		 counter_correct(struct verifying *x,
		    const struct correction *c, struct err *e) must_check;
/* All days are the sum of days.  Before anything else is counted. */
int		 counts_check_sums(struct verifying *x, struct err *e)
		    must_check;

/*
 * verify_counts.c: what the counters should say.  First every counter as it
 * is before the records are read, then the records, then the comparison.
 */
struct counts	*counts_new(void);
void		 counts_free(struct counts *c);
void		 counts_add_counter(struct counts *c, const Counter *m);
void		 counts_add_order(struct counts *c, const Order *o);
void		 counts_add_certificate(struct counts *c,
		    const Certificate *m);
void		 counts_add_account(struct counts *c, const Account *m);
int		 counts_compare(struct verifying *x, struct err *e) must_check;

/* verify_crl.c: connectors, and the CRLs that are served. */
int		 verify_connectors(struct verifying *x, struct err *e)
		    must_check;

#endif
