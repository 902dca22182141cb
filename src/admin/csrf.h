/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The token that every form carries, so that no other site can post in a
 * person's name: the session's own, or before there is a session a random
 * one that stands in a cookie and in the form (double submit).
 */
#ifndef ADMIN_CSRF_H
#define ADMIN_CSRF_H

#include <stdbool.h>

#include "admin/page.h"

/* In hex; sets the cookie where a new one is made. */
const char	*csrf_token(struct page *page);
/* Did the form bring it?  In constant time. */
bool		 csrf_holds(const struct page *page);

#endif
