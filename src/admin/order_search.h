/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page of the orders that fit a filter.  One condition is met by an index,
 * the others row by row.
 */
#ifndef ADMIN_ORDER_SEARCH_H
#define ADMIN_ORDER_SEARCH_H

#include "admin/sift.h"

struct order_filter {
	const char	*typed;		/* what is searched; "": anything */
	OrderState	 state;		/* ORDER_UNKNOWN: any */
	bool		 active;	/* failed, and still active */
	bool		 has_profile;
	struct uuid	 profile;
	bool		 nothing;	/* what cannot be met: no order fits */
};

struct order_search {
	struct order_filter	 filter;
	struct store_list	 list;		/* cursor of pager_read */
	struct store_page	 rows;		/* results, as of sift.h */
};

int	 order_search_run(const struct page *page, struct order_search *s,
	    struct err *e) must_check;
/*
 * How many orders fit what was typed, once it ran; more: at least so many, as
 * far as that can be told without a look at all of them.
 */
int	 order_search_count(struct store_txn *t, const struct order_search *s,
	    struct arena *a, struct store_list_size *out, struct err *e)
	    must_check;

#endif
