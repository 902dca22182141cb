/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: the RA of a local CA, issued and renewed.  Key and
 * certificate are one file, so that one rename replaces both.
 */
#ifndef CONNECTOR_LOCAL_RA_H
#define CONNECTOR_LOCAL_RA_H

#include "connector/kind.h"

/* A new RA (RSA 2048) of this CA: key and certificate, in PEM. */
int	 local_issue_ra(const struct cert *ca, const struct key *ca_key,
	    int64_t now, struct arena *a, struct buf *pem, struct err *e)
	    must_check;

/* The RA and the one before it, once the CA is open. */
int	 local_open_ra(struct connector *c, struct err *e) must_check;

/* See connector_ra_is_due and connector_renew_ra. */
bool	 local_ra_is_due(const struct connector *c, int64_t now);
int	 local_renew_ra(const struct connector *c, int64_t now, struct err *e)
	    must_check;

#endif
