/* SPDX-License-Identifier: BSD-2-Clause */
/* What the housekeeping did, and the last backup, for the first page. */
#ifndef ADMIN_HOUSE_H
#define ADMIN_HOUSE_H

#include "admin/page.h"

/*
 * Set Last and Backup, times, and Troubles.*.Text below v, as macro/house.cs
 * reads them; of a job that fails the page says why.
 */
int	 house_show(const struct page *page, struct view *v, struct err *e)
	    must_check;

#endif
