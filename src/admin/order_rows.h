/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders as rows of a list. */
#ifndef ADMIN_ORDER_ROWS_H
#define ADMIN_ORDER_ROWS_H

#include "admin/page.h"
#include "store/store.h"

struct order_row {
	const Order		*order;
	const Certificate	*certificate;	/* NULL: none was issued */
};

/*
 * The rows of a page of orders, with the certificates of theirs: one read a
 * row, so no more rows than a page shows.
 */
int	 order_rows_read(struct store_txn *t, const struct store_page *orders,
	    struct arena *a, struct order_row **out, struct err *e) must_check;

/*
 * Set {Href,State,Subject,Time,Address,Reason}, and Mark.{Word,Class} where
 * the certificate is not what 'Issued' lets one believe.
 */
void	 order_row_show(const struct page *page, const struct order_row *row,
	    struct view *v);
/* The same of n of them, as the list Rows below v. */
void	 order_rows_show(const struct page *page, const struct order_row *rows,
	    unsigned int n, struct view *v);

#endif
