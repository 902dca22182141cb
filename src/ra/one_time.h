/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One-time challenges: made for one profile, good until a time or until the
 * first certificate.  The server makes them; only a MAC is kept, so that they
 * are seen once, by who asked.
 */
#ifndef RA_ONE_TIME_H
#define RA_ONE_TIME_H

#include "base/secret.h"
#include "ra/ra.h"
#include "store/store.h"

#define RA_ONE_TIME_DEFAULT_MS	(60 * 60 * INT64_C(1000))
#define RA_ONE_TIME_LEAST_MS	INT64_C(1000)
#define RA_ONE_TIME_MOST_MS	(366 * 24 * 60 * 60 * INT64_C(1000))
/* How long one that ended, was spent or revoked can be looked at. */
#define RA_ONE_TIME_KEPT_MS	(30 * 24 * 60 * 60 * INT64_C(1000))
#define RA_ONE_TIME_LABEL_MOST	100	/* characters */

struct one_time_draft {
	struct uuid	 profile;
	int64_t		 valid_ms;	/* RA_ONE_TIME_LEAST_MS to _MOST_MS */
	/*
	 * The whole subject that the request must have, "/C=DE/CN=router 7"
	 * (RFC 5280 section 7.1: case and blanks do not count); NULL or "":
	 * any.
	 */
	const char	*subject;
	const char	*label;		/* what it is for; NULL or "": none */
};

/*
 * Make one: *secret is the challenge, 100 bits in letters and digits that can
 * be read out, free with secret_free; *id names it from then on.  What may be
 * forgotten goes meanwhile, a few at a time.  ERR_CONFLICT where the profile
 * takes no one-time challenges.
 */
int	 ra_one_time_new(struct ra *ra, const struct actor *by,
	    const struct one_time_draft *d, struct uuid *id, int64_t *ends_ms,
	    struct secret **secret, struct err *e) must_check;
/* ERR_CONFLICT where it is spent or revoked already. */
int	 ra_one_time_revoke(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;

/*
 * Its time is neither over nor yet to come.  One that was made more than a day
 * from now was made under a clock that was put back since, and would be good
 * for as much longer.
 */
bool	 ra_one_time_has_time(const Challenge *c, int64_t now_ms);
/* "unused", "spent", "revoked", or "ended" where it was not used in time. */
const char *ra_one_time_state(const Challenge *c, int64_t now_ms);

#endif
