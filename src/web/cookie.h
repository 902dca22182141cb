/* SPDX-License-Identifier: BSD-2-Clause */
/* Cookies (RFC 6265): reading the request's, writing the answer's. */
#ifndef WEB_COOKIE_H
#define WEB_COOKIE_H

#include <stdbool.h>

#include "base/arena.h"
#include "web/request.h"

struct web_cookie {
	const char	*name;
	const char	*value;		/* token characters; "" to remove it */
	const char	*path;		/* "/admin" */
	long		 max_age;	/* seconds; 0: until the browser ends */
	bool		 secure;	/* the request came over https */
};

/* The first cookie of a name; NULL: none. */
const char *web_cookie_get(const struct web_request *req, const char *name);
/*
 * Add a Set-Cookie header: always HttpOnly and SameSite=Strict.  An empty
 * value makes the browser forget the cookie.
 */
void	 web_cookie_set(struct web_response *res, struct arena *a,
	    const struct web_cookie *cookie);

#endif
