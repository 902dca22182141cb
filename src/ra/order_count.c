/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_count.h. */
#include "ra/order_count.h"
#include "ra/state.h"

/* Processing times: 1, 2, 4... ms, and the last: all above. */
static size_t
class_of(uint32_t us)
{
	size_t i = 0;

	while (i + 1 < ORDER_TIME_CLASSES && us > (UINT32_C(1000) << i))
		i++;
	return i;
}

void
order_count_time(Counter *add, uint64_t classes[static ORDER_TIME_CLASSES],
    uint32_t us)
{
	add->processed = 1;
	add->processing_us = us;
	classes[class_of(us)] = 1;
	add->processing_class = classes;
	add->n_processing_class = ORDER_TIME_CLASSES;
}

/*
 * An issue ends all failures of the account up to now.  One that was drawn
 * after this order but recorded before it counts as up to now, too.
 */
static ProtobufCBinaryData
last_of(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
	if (span_compare(field_span(a), field_span(b)) >= 0)
		return a;
	return b;
}

uint64_t
order_count_issue(Account *account, const Order *o)
{
	uint64_t ended = account->active_failed;

	account->last_issued_ms = o->completed_ms;
	account->last_issued_order_id = last_of(o->id,
	    account->last_failed_order_id);
	account->certificate_id = o->certificate_id;
	account->issued++;
	account->active_failed = 0;
	return ended;
}

bool
order_count_failure(Account *account, Order *o)
{
	bool active = span_compare(field_span(o->id),
			  field_span(account->last_issued_order_id)) > 0;

	o->ended = !active;
	account->last_failed_order_id = last_of(o->id,
	    account->last_failed_order_id);
	account->active_failed += active;
	return active;
}
