/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a CRL is made, written and put on record. */
#ifndef RA_CRL_MAKE_H
#define RA_CRL_MAKE_H

#include "ra/crl.h"
#include "ra/state.h"

/*
 * A CRL is valid from so long before it is made: for devices whose clocks are
 * behind, as certificates have it.
 */
#define CRL_BACKDATE_MS	(10 * 60 * INT64_C(1000))

/*
 * The id of the Revocations that say which CRL is served of a CA in this
 * place.  In place 0 it is the connector's; in another one that id with the
 * number in its last bytes, which are random and so nobody else's.
 */
struct uuid crl_record_id(const struct uuid *connector, unsigned int place);

/* A cursor of STORE_CERTIFICATES_REVOKED: those that end then, or later. */
struct span crl_cursor_at(int64_t ms, struct arena *a);

/*
 * Make the CRL of the connector's CA in this place now.  One that another
 * process made meanwhile stays on record if its number is higher.
 */
int	 crl_make(struct ra *ra, const Connector *connector,
	    unsigned int place, struct arena *a, struct ra_crl *out,
	    struct err *e) must_check;

/*
 * The CRL of the connector's CA in use is made anew where that is due; *made:
 * it was.  -1, and not only a line in the log, where it could not be, though
 * the one before may have to do.
 */
int	 crl_keep(struct ra *ra, const struct uuid *connector,
	    struct arena *a, bool *made, struct err *e) must_check;

/*
 * Whatever CRL of the connector is out of date is made anew: of the CA in use
 * and of the one before.  Failures are logged.
 */
void	 crl_renew(struct ra *ra, const struct uuid *connector,
	    struct arena *a);

#endif
