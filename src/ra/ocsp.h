/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an OCSP responder of a connector says (RFC 6960, RFC 5019).  An answer
 * to a request of one certificate and no nonce is signed once and kept in the
 * process for half of its time, and one that is asked for again is signed anew
 * by the housekeeping before that; what is revoked or released is told at once
 * all the same, by every process of the installation.
 */
#ifndef RA_OCSP_H
#define RA_OCSP_H

#include "pki/ocsp.h"
#include "ra/ra.h"

/* From an answer to its nextUpdate, where the connector says nothing else. */
#define RA_OCSP_HOURS_DEFAULT	12
#define RA_OCSP_HOURS_MOST	168

struct ra_ocsp {
	struct span	 der;		/* OCSPResponse */
	struct span	 sha256;	/* of der */
	int64_t		 this_ms;	/* thisUpdate */
	int64_t		 next_ms;	/* nextUpdate */
	bool		 shared;	/* whoever asks the same is to have
					   this answer: no nonce is in it */
};

/*
 * Answer a request; all of *out lies in the arena.  Certificates that the
 * connector's CA issued are good or revoked, its other serial numbers and
 * other CAs are unknown.
 * ERR_NOT_FOUND where there is no such connector; ERR_DENIED where nothing
 * that is asked about is of its CA (RFC 5019 section 2.2.3), or else of the CA
 * before that one, until its end;
 * ERR_UNAVAILABLE where nobody can sign for it.
 */
int	 ra_ocsp(struct ra *ra, const struct uuid *connector,
	    const struct ocsp_request *request, struct arena *a,
	    struct ra_ocsp *out, struct err *e) must_check;

#endif
