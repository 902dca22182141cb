/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who asks, where proxies stand in front of the web server: a header that a
 * proxy adds is believed only when it comes from a proxy that we know.
 */
#ifndef WEB_PROXY_H
#define WEB_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

#define WEB_PROXIES_MOST 16

/* IPv6, or IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2). */
struct web_address {
	uint8_t	 bytes[16];
};

struct web_proxies {
	struct web_address	 at[WEB_PROXIES_MOST];
	size_t			 n;
};

/*
 * Comma-separated addresses; NULL or "": none.  ERR_MALFORMED names the
 * entry that is no address.
 */
int	 web_proxies_parse(const char *list, struct web_proxies *out,
	    struct err *e) must_check;
bool	 web_proxies_know(const struct web_proxies *p, const char *address);
/*
 * The client's address: that of the connection or, from the right end of
 * X-Forwarded-For, the first that is no known proxy's.  In its usual form;
 * what is no address (a local socket's name) comes back cleaned.
 */
const char *web_client_address(const struct web_proxies *p,
	    const char *connection, const char *forwarded_for,
	    struct arena *a);

#endif
