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
	struct ra_verified		*out;
	struct counts			*counts;
};

void	 verify_found(struct verifying *x, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* verify_record.c: as struct verify of store/verify.h has them. */
void	*verify_beside(void *ctx, struct store_txn *t,
	    const ProtobufCMessage *m, struct arena *a);
void	 verify_look(void *ctx, const ProtobufCMessage *m, void *beside,
	    struct arena *a);

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
