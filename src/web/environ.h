/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request's head out of the environment that the web server gives (RFC
 * 3875 section 4.1), the same whichever web server it is.
 */
#ifndef WEB_ENVIRON_H
#define WEB_ENVIRON_H

#include "base/arena.h"
#include "web/proxy.h"
#include "web/request.h"

/*
 * env: strings "NAME=value", NULL at the end; borrowed as long as the
 * request.  Fills everything but the body.
 */
void	 web_environ_read(char *const *env, const struct web_proxies *proxies,
	    struct arena *a, struct web_request *out);
/* CONTENT_LENGTH; -1 where there is none or it is no number. */
int64_t	 web_environ_length(char *const *env);

#endif
