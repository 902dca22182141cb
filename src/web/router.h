/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A route, its method, its role and its need of a CSRF token are one row.
 * The router says which row a request is for, or whether path or method is
 * the trouble; the door checks role and token before it calls the handler.
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "web/request.h"

#define WEB_PARTS_MOST 4

struct page;	/* the door's own: what its handlers are given */

/*
 * Fills the page's answer.  -1: nothing was answered, and e says why; the
 * door makes an error page of it.
 */
typedef int web_page_handler(struct page *page, struct err *e);

struct web_route {
	enum web_method		 method;	/* GET answers HEAD too */
	/*
	 * Below the door's prefix: "/orders/{id}".  A part in braces stands
	 * for one path segment that is not empty.
	 */
	const char		*path;
	unsigned int		 role;		/* the door's own numbers */
	bool			 csrf;		/* a token must come along */
	web_page_handler	*handler;
};

enum web_match_kind {
	WEB_MATCH_FOUND,
	WEB_MATCH_NO_PATH,	/* 404 */
	WEB_MATCH_NO_METHOD	/* 405; `allow` is set */
};

struct web_match {
	enum web_match_kind	 kind;
	const struct web_route	*route;		/* where found */
	const char		*allow;		/* "GET, HEAD, POST" */
	struct {
		struct span	 name;		/* without braces */
		const char	*value;		/* decoded, clean UTF-8 */
	} parts[WEB_PARTS_MOST];
	size_t			 part_count;
};

struct web_router {
	const struct web_route	*routes;
	size_t			 count;
	const char		*prefix;	/* "/admin"; "": none */
};

/* The route of a method and a path as sent (no query). */
void	 web_route_find(const struct web_router *router,
	    enum web_method method, const char *path, struct arena *a,
	    struct web_match *out);
/* The value of a part by its name; never NULL where the pattern has it. */
const char *web_match_part(const struct web_match *match, const char *name);

#endif
