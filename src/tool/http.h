/* SPDX-License-Identifier: BSD-2-Clause */
/* HTTP as a device speaks it, through libcurl. */
#ifndef TOOL_HTTP_H
#define TOOL_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct http;

/* http or https, and a host; ERR_MALFORMED. */
int	 http_check_url(const char *url, struct err *e) must_check;

/* seconds: for all exchanges together, tries included. */
int	 http_open(unsigned int seconds, const char *user_agent,
	    struct http **out, struct err *e) must_check;
void	 http_close(struct http *h);			/* NULL is fine */

/*
 * The body of the answer 200 into b; `what` begins the failure's text.  A
 * server that breaks off or answers 5xx or 429 is asked again, with the same
 * bytes, while there is time: of 429 after its Retry-After.  ERR_UNAVAILABLE
 * where it cannot be reached or has no time; ERR_DENIED for another answer, in
 * the server's own words.
 */
int	 http_get(struct http *h, const char *what, const char *url,
	    struct buf *b, struct err *e) must_check;
int	 http_post(struct http *h, const char *what, const char *url,
	    const char *content_type, struct span body, struct buf *b,
	    struct err *e) must_check;

#endif
