/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What devices talk to: SCEP over HTTP (RFC 8894 section 4), and what their
 * certificates point to: CRLs, CA certificates and the OCSP responder.  A
 * web_handler.
 */
#ifndef ENDPOINT_ENDPOINT_H
#define ENDPOINT_ENDPOINT_H

#include "ra/ra.h"
#include "web/request.h"

struct web_rate;

struct endpoint {
	struct ra	*ra;
	const char	*prefix;	/* "/scep" */
	const char	*crl_prefix;	/* "/crl"; NULL: no CRLs here */
	const char	*ca_prefix;	/* "/ca"; NULL: no certificates here */
	const char	*ocsp_prefix;	/* "/ocsp"; NULL: no OCSP here */
	struct web_rate	*rate;		/* NULL: no limit of requests */
};

/* ctx: a const struct endpoint. */
void	 endpoint_handle(const struct web_request *req,
	    struct web_response *res, void *ctx);

#endif
