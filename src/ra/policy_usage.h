/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: extended key usages (RFC 5280 section 4.2.1.12). */
#ifndef RA_POLICY_USAGE_H
#define RA_POLICY_USAGE_H

#include "ra/policy_setting.h"

#define POLICY_CLIENT_AUTH "1.3.6.1.5.5.7.3.2"

/*
 * "clientAuth,1.2.3" or "none" to dotted OIDs in the arena.  ERR_MALFORMED
 * for what is neither a name nor an OID, and for those that no device gets.
 */
int	 policy_usages_parse(const char *text, struct arena *a,
	    struct policy_texts *out, struct err *e) must_check;
/* "clientAuth"; the OID itself where it has no name here. */
const char *policy_usage_name(const char *oid);

#endif
