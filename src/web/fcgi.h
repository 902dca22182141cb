/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of a FastCGI worker: accepts requests on the listening socket
 * that the web server gave (file descriptor 0), in several threads, until
 * SIGTERM or SIGUSR1, then finishes the requests at hand and those of who had
 * connected by then, and returns.
 */
#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "web/request.h"

typedef void web_handler(const struct web_request *req,
    struct web_response *res, void *ctx);

struct web_server {
	web_handler		*handler;
	void			*ctx;
	unsigned int		 threads;	/* 1 to 64 */
	size_t			 body_limit;	/* bytes */
	/*
	 * Comma-separated addresses (no names) of proxies whose
	 * X-Forwarded-For is believed; "" or NULL: nobody's.
	 */
	const char		*trusted_proxies;
};

/*
 * ERR_UNAVAILABLE where fd 0 is no FastCGI socket: the text says that the
 * program is started by a web server.
 */
int	 web_serve(const struct web_server *server, struct err *e) must_check;

/*
 * What comes before web_serve where that cannot be done yet: each request is
 * answered with 503 and Retry-After until ready(ctx), which is asked once a
 * second, says true.  A signal that ends a program ends it here at once; one
 * that came before (web/stop.h) makes it return.
 */
void	 web_stand_in(bool (*ready)(void *ctx), void *ctx);

#endif
