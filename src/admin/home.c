/* SPDX-License-Identifier: BSD-2-Clause */
/* The front door: the page that people mean when they name none. */
#include "admin/routes.h"

int
home_page(struct page *page, struct err *e)
{
	(void)e;
	page_see_other(page, "/profiles", NULL);
	return 0;
}
