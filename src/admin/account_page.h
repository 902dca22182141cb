/* SPDX-License-Identifier: BSD-2-Clause */
/* What the pages of accounts share. */
#ifndef ADMIN_ACCOUNT_PAGE_H
#define ADMIN_ACCOUNT_PAGE_H

#include "admin/page.h"
#include "ra/directory.h"
#include "store/store.h"

/*
 * Set Subject, Href, Profile.{Name,Href}, First, Last and Issued (times),
 * Orders, Failed (those active, where there are any).
 */
void	 account_show(const struct page *page, const struct directory *d,
	    const Account *c, struct view *v);

#endif
