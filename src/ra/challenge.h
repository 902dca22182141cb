/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: static challenges.  A profile keeps HMAC-SHA-256
 * under a key outside the store, over its own id and the challenge: what one
 * profile keeps says nothing about another's.
 */
#ifndef RA_CHALLENGE_H
#define RA_CHALLENGE_H

#include "ra/enroll.h"
#include "ra/state.h"

void	 challenge_mac(const struct ra *ra, const struct uuid *profile,
	    struct span challenge, uint8_t out[static RA_MAC_SIZE]);
/* RA_CHALLENGE_LEAST to _MOST characters of text; ERR_MALFORMED. */
int	 challenge_check_new(const struct secret *challenge, struct err *e)
	    must_check;
/*
 * ERR_DENIED where the challenge is wrong or missing.  A profile without one
 * takes none at all.
 */
int	 challenge_check(const struct ra *ra, const struct ra_profile *p,
	    const struct enrollment *en, struct err *e) must_check;

#endif
