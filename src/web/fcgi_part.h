/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files fcgi*.c share. */
#ifndef WEB_FCGI_PART_H
#define WEB_FCGI_PART_H

#include <fcgiapp.h>

#include "base/mem.h"
#include "web/fcgi.h"
#include "web/last_words.h"
#include "web/proxy.h"

#define LISTEN_FD 0	/* FastCGI specification, section 2.2 */

/* The request that libfcgi has accepted: read, handled, answered. */
void	 web_serve_one(const struct web_server *server,
	    const struct web_proxies *proxies, FCGX_Request *fcgi,
	    struct last_words *last, struct arena *a);

#endif
