/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a CRL is made, written and put on record. */
#ifndef RA_CRL_MAKE_H
#define RA_CRL_MAKE_H

#include "ra/crl.h"
#include "ra/state.h"

/*
 * Make the connector's CRL now.  One that another process made meanwhile
 * stays on record if its number is higher.
 */
int	 crl_make(struct ra *ra, const Connector *connector, struct arena *a,
	    struct ra_crl *out, struct err *e) must_check;

#endif
