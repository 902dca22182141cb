/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: who signs OCSP answers in a connector's name, loaded
 * once for all threads of the process.
 */
#ifndef RA_RESPONDER_H
#define RA_RESPONDER_H

#include "connector/connector.h"
#include "ra/state.h"

#define RESPONDER_OWN_MOST 4

struct responder {
	struct cert		 ca;
	/* Serial numbers that no record tells of: CA, RA, the RA before, and
	   the signer. */
	struct span		 own[RESPONDER_OWN_MOST];
	unsigned int		 own_count;
	const struct ocsp_signer *signer;
};

/*
 * The responder of this record, made or renewed if need be; borrowed for the
 * arena's life.  ERR_UNAVAILABLE says what is wrong with the connector.
 */
int	 responder_take(struct ra *ra, const Connector *record,
	    struct arena *a, const struct responder **out, struct err *e)
	    must_check;

#endif
