/* SPDX-License-Identifier: BSD-2-Clause */
/* How a failure looks to people: its HTTP status, and its words. */
#ifndef WEB_STATUS_H
#define WEB_STATUS_H

#include "base/arena.h"
#include "base/err.h"

/* "Not Found"; "Unknown" where we never send it. */
const char *web_status_name(int status);
/* For people's pages; devices have a table of their own. */
int	 web_status_of(enum err_kind kind);
/* An error text as a sentence: with a capital and a full stop. */
const char *web_sentence(struct arena *a, const char *text);

#endif
