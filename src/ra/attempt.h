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
	VERDICT_KNOWN_KEY,	/* what the same got was revoked for its key */
	VERDICT_SIGNER,		/* the signer's certificate is not good, or
				   may not be renewed so */
	VERDICT_CHALLENGE,	/* its challenge was spent meanwhile */
	VERDICT_FULL,		/* the account has all that it may have (of
				   attempt_record_issued only), or there is no
				   room for what is asked (of _pending only) */
	VERDICT_CROWDED		/* too many wait; of _pending only */
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
	struct span		 signer_sha256;		/* empty: not known */
	struct span		 account_key;		/* empty: no names */
	const char		*account_name;		/* for people */
	const char		*subject;
	const char		*alt_names;
	const char		*key_type;
	/* Set by ra_enroll: what stands against a renewal; see renewal.h. */
	struct err		 renewal_fault;
	struct span		 challenge_mac;		/* empty: none */

	/* Set by attempt_decide. */
	enum verdict		 verdict;
	const Order		*found;			/* AGAIN to KNOWN_KEY */
	const Certificate	*certificate;		/* AGAIN */
	Certificate		*signer;		/* of the message, where
							   ours, to be renewed
							   or not; or NULL */
	Order			*expired;		/* waited too long; or
							   NULL */
	bool			 renews;		/* the signer's */
	struct err		 no_renewal;		/* why it does not */
	const Challenge		*challenge;		/* one-time; NULL: none
							   has this MAC */
	bool			 spends;		/* it was accepted for
							   that challenge */

	/* What became of it. */
	struct connector_cert	 cert;
	struct span		 cert_sha256;
	const char		*cert_subject;		/* as issued, which need
							   not be as asked */
	const char		*cert_alt_names;
	enum ra_check		 check;			/* that failed */
	struct err		 why;
	bool			 kept;			/* the failed order */
	bool			 serial_taken;
	uint64_t		 commit;		/* attempt_sign's, for
							   store_wait */
};

void	 attempt_init(struct attempt *at, struct ra *ra,
	    const struct ra_profile *p, const struct enrollment *en,
	    struct arena *a);
/*
 * Names for people and for the record, both of DER that may be empty: "" for
 * none.
 */
const char *attempt_subject(struct arena *a, struct span name);
const char *attempt_alt_names(struct arena *a, struct span general_names);
/* A store_body; ctx is the attempt. */
int	 attempt_decide(struct store_txn *t, void *ctx, struct err *e)
	    must_check;
/*
 * Part of it: reads the record of the signer's certificate.  The verdict is
 * SIGNER, and at->why says so, where it is not good.
 */
int	 attempt_read_signer(struct store_txn *t, struct attempt *at,
	    struct err *e) must_check;
/* Not revoked, and ended at most `grace_ms` ago. */
bool	 attempt_is_live(const Certificate *c, int64_t now_ms,
	    int64_t grace_ms);

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
/* The same as attempt_record_issued of an order that is to wait. */
int	 attempt_record_pending(struct store_txn *t, void *ctx,
	    struct err *e) must_check;

/* ---- attempt_record.c, for the others ---------------------------------- */

/* What an order of any state says. */
void	 attempt_fill_order(Order *o, const struct attempt *at);
/* The account of this request's names, as it is or new; not yet put. */
int	 attempt_account(struct store_txn *t, const struct attempt *at,
	    Account **out, bool *is_new, struct err *e) must_check;
/* A transaction whose former order waited too long begins anew. */
int	 attempt_drop_expired(struct store_txn *t, struct attempt *at,
	    struct err *e) must_check;
/* What every new order counts, whatever becomes of it. */
void	 attempt_count_order(Counter *add, const struct attempt *at);
/*
 * The certificate of at->cert on record, with everything that an issue
 * changes: order, account, counts.  o is complete but for that, add has what
 * else is to be counted.
 */
int	 attempt_put_issued(struct store_txn *t, struct attempt *at,
	    Account *account, Counter *add, const Order *o, struct err *e)
	    must_check;

/* ---- attempt_end.c: how it ends ---------------------------------------- */

/* Put the failure (at->why) on record; the outcome is the device's. */
int	 attempt_fail(struct attempt *at, enum ra_check check,
	    struct outcome *out, struct err *e) must_check;
/* The same of one that is not to be put on record. */
void	 attempt_answer_failed(const struct attempt *at, struct outcome *out);
/* What stands in the store already is the answer; nothing is written. */
int	 attempt_answer_found(struct attempt *at, struct outcome *out,
	    struct err *e) must_check;
/*
 * Have it signed, outside of any transaction, and run `record` with what the
 * certificate says read into at->cert_*.  It is on disk after a store_wait for
 * at->commit.  -1 with at->why set and e empty: the CA did not sign.
 */
int	 attempt_sign(struct attempt *at, const struct connector_order *order,
	    store_body *record, struct err *e) must_check;

#endif
