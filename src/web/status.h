/* SPDX-License-Identifier: BSD-2-Clause */
/* How a failure looks to people: its HTTP status, and its words. */
#ifndef WEB_STATUS_H
#define WEB_STATUS_H

#include "base/arena.h"
#include "base/err.h"

/*
 * What a device is told by 503 where it cannot be served now, and the seconds
 * after which it may come again (RFC 9110 section 10.2.3).
 */
#define WEB_LATER_TEXT "the server cannot do this now: try again later"
#define WEB_LATER_S "30"

/* "Not Found"; "Unknown" where we never send it. */
const char *web_status_name(int status);
/* For people's pages; devices have a table of their own. */
int	 web_status_of(enum err_kind kind);
/* An error text as a sentence: with a capital and a full stop. */
const char *web_sentence(struct arena *a, const char *text);

#endif
