/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies that others may keep for a while (RFC 9111), and ask about. */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "web/request.h"

struct web_copy {
	struct span	 sha256;	/* of the bytes: the ETag */
	int64_t		 changed_ms;	/* Last-Modified; 0: not told */
	int64_t		 ends_ms;	/* no copy is fresh from then on */
	unsigned int	 max_age;	/* seconds, cut at ends_ms */
};

/*
 * Set ETag, Cache-Control, Expires and Last-Modified.  True where the client
 * has this copy already: then the answer is 304 and has no body (RFC 9110
 * section 13.1.2).
 */
bool	 web_copy_is_fresh(struct web_response *res,
	    const struct web_request *req, const struct web_copy *copy);

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7). */
char	*web_date(struct arena *a, int64_t ms);

#endif
