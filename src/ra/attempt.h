/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: one enrolment in the course of being decided.  What
 * it takes to know is worked out once, before any transaction.
 */
#ifndef RA_ATTEMPT_H
#define RA_ATTEMPT_H

#include "connector/connector.h"
#include "ra/enroll.h"
#include "ra/state.h"

/* What the store says about a request. */
enum verdict {
	VERDICT_NEW,		/* nothing: it is to be checked and signed */
	VERDICT_AGAIN,		/* the same was issued before */
	VERDICT_PENDING,	/* its order waits */
	VERDICT_REJECTED,	/* a person said no to the same */
	VERDICT_OTHER_KEY,	/* the transaction is pending for another */
	VERDICT_SIGNER		/* the signer's certificate is not good */
};

struct attempt {
	struct ra		*ra;
	const struct ra_profile	*p;
	const struct enrollment	*en;
	struct arena		*a;

	/* Worked out by attempt_init. */
	struct uuid		 order_id;
	const char		*transaction_id;	/* never NULL */
	struct span		 request_mac;		/* empty: no CSR */
	struct span		 key_sha256;		/* empty: no key */
	struct span		 account_key;		/* empty: no names */
	const char		*account_name;		/* for people */
	const char		*subject;
	const char		*alt_names;
	const char		*key_type;

	/* Set by attempt_decide. */
	enum verdict		 verdict;
	const Order		*found;			/* AGAIN to OTHER_KEY */
	const Certificate	*certificate;		/* AGAIN */

	/* What became of it. */
	struct connector_cert	 cert;
	struct span		 cert_sha256;
	enum ra_check		 check;			/* that failed */
	struct err		 why;
	bool			 kept;			/* the failed order */
	bool			 serial_taken;
};

void	 attempt_init(struct attempt *at, struct ra *ra,
	    const struct ra_profile *p, const struct enrollment *en,
	    struct arena *a);
/* A store_body; ctx is the attempt. */
int	 attempt_decide(struct store_txn *t, void *ctx, struct err *e)
	    must_check;

/*
 * Bodies that put an attempt on record.  attempt_record_issued decides once
 * more, in the same transaction: where the verdict is not NEW any longer it
 * writes nothing.  serial_taken says that its -1 means: draw another serial
 * number.
 */
int	 attempt_record_issued(struct store_txn *t, void *ctx, struct err *e)
	    must_check;
int	 attempt_record_failed(struct store_txn *t, void *ctx, struct err *e)
	    must_check;

#endif
