/* SPDX-License-Identifier: BSD-2-Clause */
/* The page of an order, for those who act on it. */
#ifndef ADMIN_ORDER_PAGE_H
#define ADMIN_ORDER_PAGE_H

#include "admin/order_read.h"
#include "web/form.h"

/* A form with the reason of a rejection, empty. */
#define ORDER_FIELD_REASON 0
struct web_form	*order_rejection(const struct page *page);

/* A person can decide on it now. */
bool		 order_waits(const Order *o);

/*
 * The page, with the form as it is: what went wrong is said in it.  Where
 * something did the status is 422, unless it is one of errors already.
 */
int	 order_render(struct page *page, const struct order_parts *p,
	    const struct web_form *rejection, struct err *e) must_check;
/*
 * ra refused to act on the order of this path, and e says why: the page says
 * it, with the order as it is now.  -1, with e as it was, where a person can
 * do nothing about it.
 */
int	 order_refused(struct page *page, struct err *e) must_check;

#endif
