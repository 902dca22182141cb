/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: which profile a URL means. */
#ifndef ENDPOINT_URL_H
#define ENDPOINT_URL_H

#include "base/arena.h"

enum url_kind {
	URL_OTHER,	/* none of ours */
	URL_PROFILE,	/* the slug stands in the path */
	URL_CGI		/* /cgi-bin/pkiclient.exe, or mscep.dll without a
			   slug behind it: it is in `message`, if anywhere */
};

struct url {
	enum url_kind	 kind;
	const char	*slug;		/* of URL_PROFILE; decoded */
};

/*
 * Three kinds of path lead to a profile, and what follows is ignored:
 *	PREFIX/SLUG
 *	/certsrv/mscep/mscep.dll/SLUG, of clients that insist on NDES's path
 *	/cgi-bin/pkiclient.exe, of routers with a fixed path
 * The latter two are compared without regard to case, as NDES does.
 *
 * path: as sent, percent-encoding kept, without the query.  prefix: "/scep",
 * or "" where profiles stand at the root.
 */
void	 url_parse(const char *prefix, const char *path, struct arena *a,
	    struct url *out);

/* What follows a prefix that ends at a '/' or at the end; else NULL. */
const char *url_behind(const char *prefix, const char *path);

#endif
