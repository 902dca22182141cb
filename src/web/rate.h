/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many requests one address may send: a token bucket each, in a file
 * that all processes map.  No lock, and no process that dies leaves one.
 */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include <stdint.h>

#include "base/err.h"

struct web_rate;

/*
 * The buckets in the file at path, which is made if need be.  A bucket holds
 * `burst` requests and gets per_minute new ones a minute; both are 1 or more.
 * Processes that share a file are to have the same numbers.
 */
int	 web_rate_open(const char *path, unsigned int per_minute,
	    unsigned int burst, struct web_rate **out, struct err *e)
	    must_check;
void	 web_rate_close(struct web_rate *r);		/* NULL is fine */

/*
 * Take one request of this address at this time (wall clock).  0: go on; else
 * the seconds after which there is one again.  IPv6 addresses count by their
 * /64, which is what one network has.  What is no address has no limit.
 */
unsigned int web_rate_take(struct web_rate *r, const char *address,
	    int64_t now_ms);

#endif
