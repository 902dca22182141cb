/* SPDX-License-Identifier: BSD-2-Clause */
/* See kind.h. */
#include <assert.h>

#include "store/kind.h"
#include "store/record.pb-c.h"

#define UUID_LEN 16
#define SHA256_LEN 32

static const struct kind_row kinds[KIND__COUNT] = {
	[KIND_META] = { "meta", &meta__descriptor, 0, ENV_RECORDS, false },
	[KIND_TENANT] = { "tenant", &tenant__descriptor, UUID_LEN, ENV_RECORDS,
	    true },
	[KIND_CONNECTOR] = { "connector", &connector__descriptor, UUID_LEN,
	    ENV_RECORDS, true },
	[KIND_PROFILE] = { "profile", &profile__descriptor, UUID_LEN,
	    ENV_RECORDS, true },
	[KIND_ORDER] = { "order", &order__descriptor, UUID_LEN, ENV_ORDERS,
	    false },
	[KIND_CERTIFICATE] = { "certificate", &certificate__descriptor,
	    UUID_LEN, ENV_CERTIFICATES, false },
	[KIND_ACCOUNT] = { "account", &account__descriptor, UUID_LEN,
	    ENV_ACCOUNTS, false },
	[KIND_USER] = { "user", &user__descriptor, UUID_LEN, ENV_RECORDS,
	    true },
	[KIND_SESSION] = { "session", &session__descriptor, SHA256_LEN,
	    ENV_RECORDS, false },
	[KIND_THROTTLE] = { "throttle", &throttle__descriptor, 0, ENV_RECORDS,
	    false },
	/* Scope and day. */
	[KIND_COUNTER] = { "counter", &counter__descriptor, UUID_LEN + 4,
	    ENV_RECORDS, false },
	/* The number, so that the chain is read in its order. */
	[KIND_AUDIT] = { "audit entry", &audit_entry__descriptor, 8, ENV_AUDIT,
	    false },
	[KIND_TOTALS] = { "totals", &totals__descriptor, 0, ENV_RECORDS,
	    false },
	[KIND_REVOCATIONS] = { "record of revocations",
	    &revocations__descriptor, UUID_LEN, ENV_RECORDS, false },
	[KIND_CHALLENGE] = { "challenge", &challenge__descriptor, UUID_LEN,
	    ENV_RECORDS, false },
	[KIND_HOUSEKEEPING] = { "record of the housekeeping",
	    &housekeeping__descriptor, 0, ENV_RECORDS, false },
};

const struct kind_row *
kind_row(enum kind kind)
{
	assert(kind >= 0 && kind < KIND__COUNT);
	return &kinds[kind];
}
