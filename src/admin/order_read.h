/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of a path, with what belongs to it. */
#ifndef ADMIN_ORDER_READ_H
#define ADMIN_ORDER_READ_H

#include "admin/order_rows.h"

#define ORDER_OTHERS 5

struct order_parts {
	struct arena	*arena;
	struct uuid	 id;
	/* Results, in the arena. */
	Order		*order;
	Profile		*profile;	/* NULL: removed */
	Certificate	*certificate;	/* NULL: none was issued */
	Certificate	*renewed;	/* NULL: it renews none */
	bool		 active;	/* a failure nobody dealt with */
	/* The latest of the same account but this one. */
	struct order_row	 others[ORDER_OTHERS];
	unsigned int		 other_count;
};

/* The {id} of the path; ERR_NOT_FOUND where there is no such order. */
int	 order_read(const struct page *page, struct order_parts *out,
	    struct err *e) must_check;

#endif
