/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a certificate is valid now, for people: a word and a colour. */
#ifndef ADMIN_VALIDITY_H
#define ADMIN_VALIDITY_H

#include "admin/page.h"

/* An end is told of this long before: time to make what comes after. */
#define VALIDITY_SOON_DAYS 90

/*
 * Set below v Word and Class, as macro/state.cs reads them, and Begin and
 * End, the words before the two times: "began", "ends".  Times in ms.
 */
void	 validity_show(const struct page *page, int64_t not_before,
	    int64_t not_after, struct view *v);

#endif
