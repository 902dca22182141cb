/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: what a profile lets into a certificate. */
#ifndef RA_POLICY_H
#define RA_POLICY_H

#include "connector/connector.h"
#include "ra/enroll.h"

#define POLICY_ATTRIBUTES_MOST	20		/* of a subject */
#define POLICY_SUBJECT_MOST	4096		/* its DER, bytes */
#define POLICY_ALT_NAMES_MOST	100
#define POLICY_ALT_NAMES_SIZE	(32 * 1024)	/* their DER, bytes */
#define POLICY_BACKDATE		(5 * 60)	/* seconds */

/*
 * Check 9, and what to ask the connector for.  ERR_DENIED says which rule
 * and what it wants.
 */
int	 policy_apply(const struct ra_profile *p,
	    const struct enrollment *en, struct connector_order *out,
	    struct err *e) must_check;

#endif
