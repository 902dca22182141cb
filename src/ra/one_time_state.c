/* SPDX-License-Identifier: BSD-2-Clause */
/* What a one-time challenge is good for by now; see one_time.h. */
#include "base/clock.h"
#include "ra/one_time.h"

bool
ra_one_time_has_time(const Challenge *c, int64_t now_ms)
{
	return now_ms < c->ends_ms && c->created_ms <= now_ms + CLOCK_DAY_MS;
}

const char *
ra_one_time_state(const Challenge *c, int64_t now_ms)
{
	switch (c->state) {
	case CHALLENGE_STATE__CHALLENGE_SPENT:
		return "spent";
	case CHALLENGE_STATE__CHALLENGE_REVOKED:
		return "revoked";
	default:
		return ra_one_time_has_time(c, now_ms) ? "unused" : "ended";
	}
}
