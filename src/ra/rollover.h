/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a connector's RA is renewed before its end. */
#ifndef RA_ROLLOVER_H
#define RA_ROLLOVER_H

#include "connector/connector.h"
#include "ra/state.h"

/*
 * Renew the RA of a connector and put it on record, so that all processes
 * load it; also where one that was renewed never got that far.  Outside of
 * any transaction.  now: seconds since 1970.  True where the record moved;
 * what failed is logged, since nobody asked for it.
 */
bool	 rollover_renew(struct ra *ra, const struct uuid *id,
	    const struct connector *c, int64_t now);

#endif
