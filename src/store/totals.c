/* SPDX-License-Identifier: BSD-2-Clause */
/* See totals.h. */
#include <string.h>

#include "store/index.h"
#include "store/record.h"
#include "store/totals.h"

int
totals_read(struct store_txn *t, uint64_t count[static KIND__COUNT],
    struct err *e)
{
	ProtobufCMessage *m;
	const Totals *totals;
	size_t n;

	memset(count, 0, KIND__COUNT * sizeof(*count));
	if (record_get(t, KIND_TOTALS, span_of("", 0), t->scratch, &m, e) == -1)
		return -1;
	if (m == NULL)
		return 0;
	totals = (const Totals *)m;
	n = totals->n_count < KIND__COUNT ? totals->n_count : KIND__COUNT;
	if (n > 0)
		memcpy(count, totals->count, n * sizeof(*count));
	return 0;
}

int
totals_write(struct store_txn *t, struct err *e)
{
	uint64_t count[KIND__COUNT];
	Totals totals = TOTALS__INIT;
	bool any = false;

	for (int i = 0; i < KIND__COUNT; i++)
		any |= t->delta[i] != 0;
	if (!any)
		return 0;
	if (totals_read(t, count, e) == -1)
		return -1;
	for (int i = 0; i < KIND__COUNT; i++)
		count[i] += (uint64_t)t->delta[i];
	totals.n_count = KIND__COUNT;
	totals.count = count;
	return record_write(t, KIND_TOTALS, span_of("", 0), &totals.base, NULL,
	    e);
}

int
store_total(struct store_txn *t, enum store_index of, uint64_t *out,
    struct err *e)
{
	uint64_t count[KIND__COUNT];
	enum kind kind = index_kind((int)of);

	*out = 0;
	if (totals_read(t, count, e) == -1)
		return -1;
	/* What this transaction put and dropped so far counts too. */
	*out = count[kind] + (uint64_t)t->delta[kind];
	return 0;
}
