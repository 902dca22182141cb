/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: how a request's challenge is kept and checked.  Of a
 * challenge there is only HMAC-SHA-256 under a key outside the store, over
 * the profile's id and the challenge: what one profile keeps says nothing
 * about another's, and a one-time challenge is found by its MAC without a
 * stranger's learning anything from how long the look-up takes.
 *
 * What a refusal says is for the device and for the order alike.  Whoever
 * guesses learns that the challenge is wrong, and no more.  That it has
 * ended, was spent or revoked, or is for another subject, is told only to who
 * knows all of its 100 bits, and never which subject or which order.
 */
#ifndef RA_CHALLENGE_H
#define RA_CHALLENGE_H

#include "ra/attempt.h"
#include "ra/state.h"

void	 challenge_mac(const struct ra *ra, const struct uuid *profile,
	    struct span challenge, uint8_t out[static RA_MAC_SIZE]);
/* RA_CHALLENGE_LEAST to _MOST characters of text; ERR_MALFORMED. */
int	 challenge_check_new(const struct secret *challenge, struct err *e)
	    must_check;

/* What is worked out before any transaction: the request's MAC. */
void	 challenge_read(struct attempt *at);
/* Inside a body, of attempt_decide: the one-time challenge of that MAC. */
int	 challenge_find(struct store_txn *t, struct attempt *at,
	    struct err *e) must_check;
/*
 * Check 8, after attempt_decide.  ERR_DENIED says why not: wrong, missing,
 * ended, spent, revoked, or the profile takes none.  One that is accepted and
 * is good for once is to be spent.
 */
int	 challenge_check(struct attempt *at, struct err *e) must_check;
/*
 * Inside the body that puts the order on record, after attempt_decide: spend
 * what challenge_check accepted.  Where it is not good any more nothing is
 * written and the verdict becomes VERDICT_CHALLENGE, with the reason in
 * at->why.
 */
int	 challenge_spend(struct store_txn *t, struct attempt *at,
	    struct err *e) must_check;

#endif
