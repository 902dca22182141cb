/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs are built here and nowhere else: parts and values get encoded. */
#ifndef WEB_URL_H
#define WEB_URL_H

#include "base/arena.h"

/*
 * A path and pairs of (const char *name, const char *value), ended by NULL,
 * as its query, behind the one that it may have.  A value that is NULL or ""
 * leaves its pair out, so that an unused filter does not show.
 */
const char *web_url(struct arena *a, const char *path, ...)
	    __attribute__((sentinel));

#endif
