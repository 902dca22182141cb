/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a CA belongs to one connector. */
#ifndef RA_CA_TAKEN_H
#define RA_CA_TAKEN_H

#include "ra/state.h"

/*
 * Run a body that puts on record the CA in this directory, in a durable
 * transaction, where no connector has that CA, in use, as the next one or as
 * the one before: no CA of this name and key, whatever its certificate.  Two
 * would each sign a CRL that claims to have all that the CA revoked, and has
 * half.  Of `own`, where it is not NULL, only the CA before the one in use
 * counts.  ERR_CONFLICT names the connector.
 */
int	 ca_put_on_record(const struct ra *ra, const struct uuid *own,
	    const char *dir, store_body *body, void *ctx, struct err *e)
	    must_check;

#endif
