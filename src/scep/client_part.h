/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to client.c and client_reply.c. */
#ifndef SCEP_CLIENT_PART_H
#define SCEP_CLIENT_PART_H

#include "scep/client.h"

/* The certificates of a certs-only SignedData, at least one. */
int	 client_certs(struct span ber, struct arena *a, struct cert **out,
	    unsigned int *n, struct err *e) must_check;
/* The request's, given or by default. */
const char *client_transaction_id(const struct scep_client_request *c,
	    struct arena *a);

#endif
