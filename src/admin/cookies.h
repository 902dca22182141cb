/* SPDX-License-Identifier: BSD-2-Clause */
/* The admin pages' cookies: their names and where they are sent. */
#ifndef ADMIN_COOKIES_H
#define ADMIN_COOKIES_H

#include "admin/page.h"

enum admin_cookie {
	ADMIN_COOKIE_SESSION,	/* the session's token, in hex */
	ADMIN_COOKIE_CSRF,	/* the CSRF token of before a session */
	ADMIN_COOKIE__COUNT
};

/*
 * Over https the names begin with "__Host-": a browser takes such a cookie
 * from this very host over https only, with path "/".
 */
const char	*admin_cookie_get(const struct page *page,
		    enum admin_cookie which);	/* NULL: none */
/* "" removes it.  Ends with the browser. */
void		 admin_cookie_set(struct page *page, enum admin_cookie which,
		    const char *value);

#endif
