/* SPDX-License-Identifier: BSD-2-Clause */
/* What pages call an order, its state and the numbers that it keeps. */
#ifndef ADMIN_ORDER_WORDS_H
#define ADMIN_ORDER_WORDS_H

#include "admin/page.h"
#include "store/store.h"

/* Whom it is of: subject, else other names; NULL where none was read. */
const char	*order_name(const Order *o);
/* The same for a title or a sentence, never NULL. */
const char	*order_title(struct arena *a, const Order *o);
/* "/orders/<id>" */
const char	*order_path(struct arena *a, const Order *o);

/* Of a message of RFC 8894 section 3.2.1.2: "PKCSReq (19)"; NULL for 0. */
const char	*order_message(struct arena *a, const Order *o);
/* Of a failed order: "badRequest (2)", section 3.2.1.4; else NULL. */
const char	*order_fail_info(struct arena *a, const Order *o);
/* Of a failed order: "8, challenge"; NULL where no check failed. */
const char	*order_check(struct arena *a, const Order *o);

/* Set Word and Class below v: a state is a word and a colour. */
void		 order_show_state(const Order *o, struct view *v);

#endif
