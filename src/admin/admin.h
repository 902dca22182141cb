/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people look at: pages made on the server, for a browser without
 * JavaScript.  A web_handler.
 */
#ifndef ADMIN_ADMIN_H
#define ADMIN_ADMIN_H

#include "ra/ra.h"
#include "web/request.h"

struct admin {
	struct ra	*ra;
	/*
	 * Where the pages live, "/admin"; "" for the root.  The web server
	 * itself serves <prefix>/static/.
	 */
	const char	*prefix;
	const char	*templates;	/* directory */
	/*
	 * "https://pki.example.org": what devices are told to use; "": the
	 * host that the browser came by.
	 */
	const char	*public_url;
	const char	*scep_prefix;	/* "/scep" */
};

/*
 * At the start: are there templates that pages can be made from?  The text
 * says what to do where there are none.
 */
int	 admin_check(const struct admin *admin, struct err *e) must_check;

/* ctx: a const struct admin. */
void	 admin_handle(const struct web_request *req,
	    struct web_response *res, void *ctx);

#endif
