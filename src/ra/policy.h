/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: what a profile lets into a certificate. */
#ifndef RA_POLICY_H
#define RA_POLICY_H

#include "connector/connector.h"
#include "ra/attempt.h"
#include "ra/enroll.h"

/* Microsoft: the security identifier of an account ([MS-WCCE] 2.2.2.7.7.4). */
#define OID_SID "1.3.6.1.4.1.311.25.2"

#define POLICY_ATTRIBUTES_MOST	20		/* of a subject */
#define POLICY_ALT_NAMES_SIZE	(32 * 1024)	/* their DER, bytes */
#define POLICY_BACKDATE		(5 * 60)	/* seconds */

/*
 * Check 9, and what to ask the connector for, in the arena.  ERR_DENIED says
 * which rule and what it wants.
 */
int	 policy_apply(const struct ra_profile *p,
	    const struct enrollment *en, struct arena *a,
	    struct connector_order *out, struct err *e) must_check;

/*
 * policy_names.c: the subject is one that the profile has a pattern for, and
 * *out are the alternative names that a certificate gets.
 */
int	 policy_subject(const struct ra_profile *p,
	    const struct enrollment *en, struct arena *a, struct err *e)
	    must_check;
int	 policy_alt_names(const struct ra_profile *p,
	    const struct enrollment *en, struct arena *a, struct span *out,
	    struct err *e) must_check;

/*
 * policy_limit.c: inside the transaction that issues, whether the account
 * may have one more certificate; the one that a renewal is signed with does
 * not count.  *room false: at->why says why not.  Only the newest
 * STORE_PAGE_MOST certificates of the account are looked at.
 */
int	 policy_room(struct store_txn *t, struct attempt *at,
	    const Account *account, bool *room, struct err *e) must_check;

/* policy_text.c: records (NULL: the defaults), borrowed from each other. */
void	 policy_from_record(const Policy *record, struct ra_policy *out);
void	 policy_to_record(const struct ra_policy *p, Policy *out);
/* Take over what the policy borrows. */
void	 policy_copy(struct ra_policy *p, struct arena *a);
/* The numbers are within their bounds; ERR_MALFORMED. */
int	 policy_check(const struct ra_policy *p, struct err *e) must_check;

#endif
