/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules for a URL that others are to fetch something from. */
#ifndef BASE_HTTP_URL_H
#define BASE_HTTP_URL_H

#include "base/err.h"

/*
 * RFC 3986 as far as certificates need it: http or https, a host, a port from
 * 1 to 65535 or none, no user, and ASCII without blanks.  ERR_MALFORMED says
 * what is wrong and what to do; `what` begins the text, and nothing of the URL
 * stands in it: a password may.
 */
int	 http_url_check(const char *what, const char *url, struct err *e)
	    must_check;

#endif
