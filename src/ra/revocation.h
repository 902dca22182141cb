/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates that are taken back before their end, and why. */
#ifndef RA_REVOCATION_H
#define RA_REVOCATION_H

#include "ra/ra.h"
#include "store/store.h"

/* CRLReason, RFC 5280 section 5.3.1. */
enum ra_reason {
	RA_REASON_UNSPECIFIED = 0,
	RA_REASON_KEY_COMPROMISE = 1,
	RA_REASON_CA_COMPROMISE = 2,
	RA_REASON_AFFILIATION_CHANGED = 3,
	RA_REASON_SUPERSEDED = 4,
	RA_REASON_CESSATION_OF_OPERATION = 5,
	RA_REASON_CERTIFICATE_HOLD = 6,
	RA_REASON_REMOVE_FROM_CRL = 8,
	RA_REASON_PRIVILEGE_WITHDRAWN = 9,
	RA_REASON_AA_COMPROMISE = 10
};

/*
 * As the RFC spells it, "keyCompromise"; "unknown" for a number that is none
 * of these.
 */
const char *ra_reason_name(unsigned int reason);
/*
 * A reason by its name, in any case, for a device's certificate.
 * ERR_MALFORMED where there is none of this name, or it is not for devices:
 * the text lists those that are.
 */
int	 ra_reason_parse(const char *name, unsigned int *out, struct err *e)
	    must_check;
/*
 * The reasons that a person may give, one after the other: the n-th from 0,
 * and false behind the last.
 */
bool	 ra_reason_choice(unsigned int n, unsigned int *out);

/*
 * Until when somebody accepts the certificate, if it is not revoked: its end,
 * or the last day on which its profile (NULL: it was removed) takes it for a
 * renewal.
 */
int64_t	 ra_certificate_until(const Certificate *c, const Profile *profile);

/*
 * From now on nobody is to accept this certificate.  On hold
 * (RA_REASON_CERTIFICATE_HOLD) it may be released later, or revoked for good
 * by another reason: then it stays revoked from the time of the hold on.
 * The connector's CRL is made at once; where that fails it is logged, and the
 * next who asks for it tries again.
 * ERR_NOT_FOUND; ERR_MALFORMED for a reason that is not for devices;
 * ERR_CONFLICT where it is revoked already or ra_certificate_until is over, and
 * the text says when and why.
 */
int	 ra_certificate_revoke(struct ra *ra, const struct actor *by,
	    const struct uuid *id, unsigned int reason, struct err *e)
	    must_check;
/*
 * Take back a hold.  ERR_NOT_FOUND; ERR_CONFLICT where it is not on hold, and
 * the text says what it is.
 */
int	 ra_certificate_release(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;

#endif
