/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: the brake on failed sign-ins, by name, by address
 * and by both together.  Rows are kept per key; see throttle.c for the limits.
 */
#ifndef RA_THROTTLE_H
#define RA_THROTTLE_H

#include "ra/state.h"

enum throttle_kind {
	THROTTLE_PAIR,		/* a name from an address */
	THROTTLE_NAME,
	THROTTLE_ADDRESS,
	THROTTLE__COUNT
};

/* Whom a sign-in is counted against. */
struct throttle_keys {
	const char	*key[THROTTLE__COUNT];
};

struct throttle_keys	throttle_keys(struct arena *a, const char *name,
			    const char *address);
/* ERR_DENIED says for how many seconds; the longest of the three. */
int	 throttle_check(struct store_txn *t, const struct throttle_keys *k,
	    int64_t now_ms, struct arena *a, struct err *e) must_check;
int	 throttle_count(struct store_txn *t, const struct throttle_keys *k,
	    int64_t now_ms, struct arena *a, struct err *e) must_check;
/* The name signed in: its failures are forgotten, the address's are not. */
int	 throttle_forgive(struct store_txn *t, const struct throttle_keys *k,
	    struct err *e) must_check;

#endif
