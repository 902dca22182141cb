/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The five figures of everything, or of one profile: Total Orders, Success
 * Rate, Active Failed Orders, Average Processing, Active Accounts.  They are
 * read from counters that are kept with each order, so they are true at the
 * moment of the request and cost the same at any number of orders.
 */
#ifndef ADMIN_FIGURES_H
#define ADMIN_FIGURES_H

#include "admin/page.h"

/* An account is active this long after its last issued order. */
#define FIGURES_ACTIVE_DAYS 30

/*
 * Set Figures.* and Waiting.{Text,Href} below v, as macro/figures.cs reads
 * them; profile NULL: of everything.  Nothing waits: no Waiting.
 */
int	 figures_show(struct page *page, const struct uuid *profile,
	    struct view *v, struct err *e) must_check;

/* How many accounts there are; profile NULL: of everything. */
struct figures_accounts {
	uint64_t	 all;
	uint64_t	 active;
};
int	 figures_accounts(const struct page *page, const struct uuid *profile,
	    struct figures_accounts *out, struct err *e) must_check;

#endif
