/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of a list by cursor: "after" and "before" in the query are a row's
 * place, so that a page costs the same wherever it is and does not shift
 * when rows are added.
 */
#ifndef ADMIN_PAGER_H
#define ADMIN_PAGER_H

#include "admin/page.h"
#include "store/store.h"

#define PAGER_ROWS 50

/* Fill list's cursor, direction and size from the query. */
int	 pager_read(const struct page *page, struct store_list *list,
	    struct err *e) must_check;
/*
 * A page of a list as the query asks for it, and how many records there are
 * of its kind in all.  list: index and key are set; the rest is filled in.
 */
struct pager_list {
	struct store_list	 list;
	struct store_page	 rows;
	uint64_t		 total;
};
int	 pager_load(const struct page *page, struct pager_list *p,
	    struct err *e) must_check;
/*
 * Set Pager.{Previous,Next}.Href; path: of ours with the list's filters,
 * "/orders?state=failed".  A page without rows that has more beyond leads on.
 */
void	 pager_show(const struct page *page, const struct store_list *list,
	    const struct store_page *rows, const char *path, struct view *v);

#endif
