/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terms that an order is found by: the values of its subject's attributes
 * (of its alternative names, where the subject is empty) from each of their
 * words on, its transactionID and its address.  They are folded, so that case
 * and accents do not count, and cut, so that an order costs little to enter;
 * a search finds those that begin with what was typed.
 */
#ifndef STORE_TERMS_H
#define STORE_TERMS_H

#include "base/arena.h"
#include "base/span.h"
#include "store/record.pb-c.h"

#define TERM_MOST	48	/* bytes, on a whole character */
#define TERMS_MOST	24	/* of one order; only the longest names lose
				   inner words */

/*
 * The term of a transactionID and of a serial number, as an order has it; made
 * of any text, whether or not a search can find it.  In the arena.
 */
struct span	 term_of_text(struct arena *a, const char *text);
struct span	 term_of_serial(struct arena *a, struct span serial);

/* m: an Order.  No term twice, none of no letter or digit; how many. */
unsigned int	 terms_of_order(const ProtobufCMessage *m, struct arena *a,
		    struct span out[static TERMS_MOST]);

#endif
