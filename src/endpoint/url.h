/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: which profile a URL means. */
#ifndef ENDPOINT_URL_H
#define ENDPOINT_URL_H

#include "base/arena.h"

enum url_kind {
	URL_OTHER,	/* none of ours */
	URL_PROFILE,	/* the slug stands in the path */
	URL_CGI		/* /cgi-bin/pkiclient.exe: the slug, if any, is in
			   `message` */
};

struct url {
	enum url_kind	 kind;
	const char	*slug;		/* of URL_PROFILE; decoded */
};

/*
 * path: as sent, percent-encoding kept, without the query.  prefix: "/scep",
 * or "" where profiles stand at the root.
 */
void	 url_parse(const char *prefix, const char *path, struct arena *a,
	    struct url *out);

#endif
