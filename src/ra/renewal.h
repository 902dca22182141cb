/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: whether a request renews the certificate that signed
   it. */
#ifndef RA_RENEWAL_H
#define RA_RENEWAL_H

#include "connector/connector.h"
#include "ra/enroll.h"
#include "store/store.h"

/*
 * RFC 8894 section 2.3, and what the profile says about it, as far as request
 * and certificate tell: *why is of no kind where it may renew.  Else it says
 * what stands against it (ERR_DENIED): a RenewalReq is then refused, and a
 * PKCSReq is a request like any other, which needs the challenge.  to_be:
 * what the policy makes of it.  Before any transaction; en->signer is there.
 */
void	 renewal_check(const struct ra_profile *p,
	    const struct enrollment *en, const struct connector_order *to_be,
	    struct arena *a, struct err *why);
/*
 * The rest, by its record: another tenant's profile may stand on the same CA.
 */
bool	 renewal_is_of_profile(const struct ra_profile *p,
	    const Certificate *old, struct err *why) must_check;

#endif
