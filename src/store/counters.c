/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts of a profile and of everything, by day and of all days: four rows
 * for each enrolment, so that every card and chart is a few reads.
 */
#include <string.h>

#include "store/record.h"
#include "store/row.h"

#define ALL_DAYS 0
#define MINUTE_MS 60000

struct counter_id {
	uint8_t at[sizeof(struct uuid) + 4];
};

static const struct uuid everything;

static struct counter_id
make_id(const struct uuid *scope, int32_t day)
{
	struct counter_id id;

	memcpy(id.at, scope->bytes, sizeof(scope->bytes));
	for (int i = 0; i < 4; i++)
		id.at[sizeof(scope->bytes) + i] = (uint8_t)((uint32_t)day >>
		    (24 - 8 * i));
	return id;
}

int
store_get_counter(struct store_txn *t, const struct uuid *scope, int32_t day,
    struct arena *a, Counter **out, struct err *e)
{
	struct counter_id id = make_id(scope, day);
	ProtobufCMessage *m;

	*out = NULL;
	if (record_get(t, KIND_COUNTER, span_of(id.at, sizeof(id.at)), a, &m,
		e) == -1)
		return -1;
	if (m != NULL) {
		*out = (Counter *)m;
		return 0;
	}
	*out = arena_alloc(a, sizeof(**out));
	counter__init(*out);
	(*out)->scope.data = arena_alloc(a, sizeof(scope->bytes));
	(*out)->scope.len = sizeof(scope->bytes);
	memcpy((*out)->scope.data, scope->bytes, sizeof(scope->bytes));
	(*out)->day = day;
	return 0;
}

static int
put_counter(struct store_txn *t, const struct uuid *scope, const Counter *c,
    struct err *e)
{
	struct counter_id id = make_id(scope, c->day);

	return record_write(t, KIND_COUNTER, span_of(id.at, sizeof(id.at)),
	    &c->base, NULL, e);
}

/* ---- Adding ------------------------------------------------------------ */

static void
add_classes(Counter *c, const Counter *add, struct arena *a)
{
	uint64_t *sum;

	if (add->n_processing_class > c->n_processing_class) {
		sum = arena_alloc(a, add->n_processing_class * sizeof(*sum));
		if (c->n_processing_class > 0)
			memcpy(sum, c->processing_class,
			    c->n_processing_class * sizeof(*sum));
		c->processing_class = sum;
		c->n_processing_class = add->n_processing_class;
	}
	for (size_t i = 0; i < add->n_processing_class; i++)
		c->processing_class[i] += add->processing_class[i];
}

static void
add_counts(Counter *c, const Counter *add, struct arena *a)
{
	c->orders += add->orders;
	c->issued += add->issued;
	c->failed += add->failed;
	c->rejected += add->rejected;
	c->pended += add->pended;
	c->pending += add->pending;
	c->failed_active += add->failed_active;
	c->processed += add->processed;
	c->processing_us += add->processing_us;
	c->accounts += add->accounts;
	c->accounts_issued += add->accounts_issued;
	c->accounts_last += add->accounts_last;
	c->unparsed += add->unparsed;
	c->unkept += add->unkept;
	c->legacy += add->legacy;
	c->obsolete += add->obsolete;
	c->removed_orders += add->removed_orders;
	c->removed_issued += add->removed_issued;
	c->removed_failed += add->removed_failed;
	c->removed_rejected += add->removed_rejected;
	c->removed_accounts += add->removed_accounts;
	add_classes(c, add, a);
}

int
store_count_row(struct store_txn *t, const struct uuid *scope, int32_t day,
    const Counter *add, struct err *e)
{
	Counter *c;

	if (store_get_counter(t, scope, day, t->scratch, &c, e) == -1)
		return -1;
	add_counts(c, add, t->scratch);
	return put_counter(t, scope, c, e);
}

int
store_count(struct store_txn *t, const struct uuid *profile, int32_t day,
    const Counter *add, struct err *e)
{
	const struct uuid *scopes[] = { profile, &everything };
	const int32_t days[] = { day, ALL_DAYS };

	for (int i = 0; i < 4; i++)
		if (store_count_row(t, scopes[i / 2], days[i % 2], add, e) ==
		    -1)
			return -1;
	return 0;
}

int
store_count_failure(struct store_txn *t, const struct uuid *profile,
    int64_t now_ms, unsigned int most, bool *kept, struct err *e)
{
	int64_t minute = now_ms / MINUTE_MS;
	Counter *c;

	*kept = false;
	if (store_get_counter(t, profile, ALL_DAYS, t->scratch, &c, e) == -1)
		return -1;
	if (c->window_minute != minute) {
		c->window_minute = minute;
		c->window_failed = 0;
	}
	if (c->window_failed < UINT32_MAX)
		c->window_failed++;
	*kept = c->window_failed <= most;
	return put_counter(t, profile, c, e);
}

/* ---- All of a scope ---------------------------------------------------- */

/* The key of a scope's first row. */
static struct span
scope_key(const struct uuid *scope, struct arena *a)
{
	uint8_t *at = arena_alloc(a, 1 + sizeof(scope->bytes));

	at[0] = KIND_COUNTER;
	memcpy(at + 1, scope->bytes, sizeof(scope->bytes));
	return span_of(at, 1 + sizeof(scope->bytes));
}

static int
read_ids(struct store_txn *t, struct span from, struct arena *a,
    struct span ids[static STORE_COUNTERS_MOST], unsigned int *n, struct err *e)
{
	struct row_cursor c;
	int rc;

	*n = 0;
	if (row_cursor_open(&c, t, ENV_RECORDS, e) == -1)
		return -1;
	rc = row_cursor_from(&c, from, e);
	while (rc == 0 && c.key.len == 1 + sizeof(struct counter_id) &&
	    c.key.at[0] == KIND_COUNTER && *n < STORE_COUNTERS_MOST &&
	    (*n == 0 ||
		memcmp(c.key.at + 1, ids[0].at, sizeof(struct uuid)) == 0)) {
		ids[(*n)++] = arena_span(a,
		    span_of(c.key.at + 1, sizeof(struct counter_id)));
		rc = row_cursor_next(&c, e);
	}
	row_cursor_close(&c);
	return rc;
}

int
store_list_counters(struct store_txn *t, const struct uuid *from,
    struct arena *a, Counter ***out, unsigned int *n, struct err *e)
{
	struct span *ids = arena_alloc(a, STORE_COUNTERS_MOST * sizeof(*ids));
	ProtobufCMessage *m;

	if (read_ids(t, scope_key(from, a), a, ids, n, e) == -1)
		return -1;
	*out = arena_alloc(a, (*n + 1) * sizeof(**out));
	for (unsigned int i = 0; i < *n; i++) {
		if (record_get(t, KIND_COUNTER, ids[i], a, &m, e) == -1)
			return -1;
		(*out)[i] = (Counter *)m;
	}
	return 0;
}
