/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CRL of a connector (RFC 5280 section 5), as all processes of the
 * installation serve it.  It is made anew where certificates were revoked or
 * released since, and when half of its time is over; so whoever asks gets one
 * that is true now and stays valid for a while.
 */
#ifndef RA_CRL_H
#define RA_CRL_H

#include "ra/ra.h"

/* From a CRL to its nextUpdate, where the connector says nothing else. */
#define RA_CRL_DAYS_DEFAULT	7
#define RA_CRL_DAYS_MOST	365

struct ra_crl {
	struct span	 der;
	uint64_t	 number;
	int64_t		 made_ms;
	int64_t		 next_ms;	/* nextUpdate */
	struct span	 sha256;	/* of der */
	uint64_t	 entries;
};

/*
 * The CRL of the connector's CA in use; all of *out lies in the arena.  Where a
 * new one cannot be made, and that is logged, the one there is has to do while
 * it is valid.
 * ERR_NOT_FOUND where there is no such connector; ERR_UNAVAILABLE, ERR_DENIED
 * as connector_sign_crl says.
 */
int	 ra_crl(struct ra *ra, const struct uuid *connector, struct arena *a,
	    struct ra_crl *out, struct err *e) must_check;

/*
 * The same of the CA in a place, which is the number in URLs, be it the one in
 * use or the one before: each signs for what it issued, until its end.
 * ERR_NOT_FOUND where neither is there.
 */
int	 ra_crl_at(struct ra *ra, const struct uuid *connector,
	    unsigned int place, struct arena *a, struct ra_crl *out,
	    struct err *e) must_check;

#endif
