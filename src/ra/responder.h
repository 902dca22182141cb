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
	struct responder	*next;		/* responder.c's, these six */
	struct responders	*owner;
	unsigned int		 uses;		/* the list's own is one */
	uint64_t		 version;	/* of the record */
	unsigned int		 place;		/* of the CA (record.proto) */
	struct arena		*arena;
	struct uuid		 id;		/* the connector's */
	struct cert		 ca;
	/* Serial numbers that no record tells of: CA, RA, the RA before, and
	   the signer. */
	struct span		 own[RESPONDER_OWN_MOST];
	unsigned int		 own_count;
	struct ocsp_signer	*signer;
};

/*
 * The responder of this record for the CA in this place, made or renewed if
 * need be; give it back before ra is closed.  ERR_UNAVAILABLE says what is
 * wrong with the connector.
 */
int	 responder_take(struct ra *ra, const Connector *record,
	    unsigned int place, struct responder **out, struct err *e)
	    must_check;
void	 responder_release(struct responder *k);

#endif
