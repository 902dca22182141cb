/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: whether a request renews the certificate that signed
   it. */
#ifndef RA_RENEWAL_H
#define RA_RENEWAL_H

#include "ra/enroll.h"
#include "store/store.h"

/*
 * RFC 8894 section 2.3, and what the profile says about it.  old: the record
 * of en->signer, which is good.  Where it is false why says what stands
 * against it (ERR_DENIED): a RenewalReq is then refused, and a PKCSReq is a
 * request like any other, which needs the challenge.
 */
bool	 renewal_allows(const struct ra_profile *p,
	    const struct enrollment *en, const Certificate *old,
	    struct err *why) must_check;

#endif
