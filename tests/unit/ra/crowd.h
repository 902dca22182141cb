/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fifty requests at once: each in a thread of its own, all of them let go in
 * the same moment.
 */
#ifndef TEST_CROWD_H
#define TEST_CROWD_H

#include "ra/enroll.h"

#define CROWD 50

/* ra_enroll or ra_poll. */
typedef int	 crowd_question(struct ra *ra, const struct ra_profile *p,
		    const struct enrollment *en, struct arena *a,
		    struct outcome *out, struct err *e);

/* Zeroed at first; crowd_ask fills it, crowd_free frees what it made. */
struct crowd {
	struct arena		*a[CROWD];	/* of each outcome */
	struct outcome		 out[CROWD];
	/* Those that got an outcome, by its kind; the others got none. */
	unsigned int		 kinds[OUTCOME_FAILED + 1];
};

/* Ask this, the same from everybody.  All is borrowed until it returns. */
void	 crowd_ask(struct crowd *c, struct ra *ra, const struct ra_profile *p,
	    crowd_question *ask, const struct enrollment *en);
/* Everybody has a request of their own: en[CROWD]. */
void	 crowd_ask_each(struct crowd *c, struct ra *ra,
	    const struct ra_profile *p, crowd_question *ask,
	    const struct enrollment *en);
/* All were issued one and the same certificate. */
bool	 crowd_got_one_certificate(const struct crowd *c);
void	 crowd_free(struct crowd *c);

#endif
