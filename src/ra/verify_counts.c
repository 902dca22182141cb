/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters against a count of the records.  While those are read, others go
 * on enrolling: what was counted must then lie between what the counter said
 * before and what it says afterwards.  Of a figure that also shrinks, another
 * counter tells how much it has grown meanwhile, which sets the bounds.  So a
 * counter that did not move is checked to the unit, as each day before today
 * is, and one that moved within what it moved by.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ra/order.h"
#include "ra/verify_part.h"

enum count {
	COUNT_ORDERS,
	COUNT_ISSUED,
	COUNT_CERTIFICATES,
	COUNT_FAILED,
	COUNT_REJECTED,
	COUNT_PENDING,
	COUNT_ACTIVE,
	COUNT_ACCOUNTS,
	COUNT_LAST,
	COUNT__COUNT
};

#define AT(field) offsetof(Counter, field)
#define KEPT SIZE_MAX

/* All are 64 bits; those of grows_by only grow. */
static const struct count_row {
	const char *what; /* is counted */
	size_t at;
	size_t grows_by; /* of a figure that shrinks, too; else itself */
	bool by_day; /* the record tells the day, too */
	size_t removed; /* how much of it is gone; else KEPT */
	bool mends; /* the counter is put right by it */
} rows[COUNT__COUNT] = {
	[COUNT_ORDERS] = { "orders", AT(orders), AT(orders), false,
	    AT(removed_orders), true },
	[COUNT_ISSUED] = { "issued orders", AT(issued), AT(issued), true,
	    AT(removed_issued), true },
	[COUNT_CERTIFICATES] = { "certificates", AT(issued), AT(issued), true,
	    AT(removed_issued), false },
	[COUNT_FAILED] = { "failed orders", AT(failed), AT(failed), true,
	    AT(removed_failed), true },
	[COUNT_REJECTED] = { "rejected orders", AT(rejected), AT(rejected),
	    true, AT(removed_rejected), true },
	[COUNT_PENDING] = { "pending orders", AT(pending), AT(pended), false,
	    KEPT, true },
	[COUNT_ACTIVE] = { "active failed orders", AT(failed_active),
	    AT(failed), false, KEPT, true },
	[COUNT_ACCOUNTS] = { "accounts", AT(accounts), AT(accounts), false,
	    AT(removed_accounts), true },
	[COUNT_LAST] = { "accounts by their last issue", AT(accounts_last),
	    AT(accounts_issued), true, KEPT, true },
};

/* Figures of one scope and day; day 0: all days. */
struct tally {
	struct uuid scope;
	int32_t day;
	bool used, compared;
	int64_t n[COUNT__COUNT];
	int64_t before[COUNT__COUNT], grown[COUNT__COUNT];
	int64_t removed[COUNT__COUNT];
};

/* A table with open addressing; half of it is free. */
struct counts {
	struct tally *at;
	size_t room; /* a power of two */
	size_t n;
};

/* ---- The table --------------------------------------------------------- */

struct counts *
counts_new(void)
{
	struct counts *c = mem_alloc(sizeof(*c));

	c->room = 1024;
	c->at = mem_array(c->room, sizeof(*c->at));
	return c;
}

void
counts_free(struct counts *c)
{
	free(c->at);
	free(c);
}

/* Ids of profiles end in random bytes. */
static size_t
place_of(const struct counts *c, const struct uuid *scope, int32_t day)
{
	uint32_t h;

	memcpy(&h, scope->bytes + sizeof(scope->bytes) - sizeof(h), sizeof(h));
	h = (h ^ (uint32_t)day) * UINT32_C(2654435761);
	return (h >> 7 | h << 25) & (c->room - 1);
}

static struct tally *
find(const struct counts *c, const struct uuid *scope, int32_t day)
{
	size_t i = place_of(c, scope, day);

	while (c->at[i].used &&
	    (c->at[i].day != day || !uuid_equal(&c->at[i].scope, scope)))
		i = (i + 1) & (c->room - 1);
	return &c->at[i];
}

static void
grow(struct counts *c)
{
	struct counts old = *c;

	c->room *= 2;
	c->at = mem_array(c->room, sizeof(*c->at));
	for (size_t i = 0; i < old.room; i++)
		if (old.at[i].used)
			*find(c, &old.at[i].scope, old.at[i].day) = old.at[i];
	free(old.at);
}

static struct tally *
take(struct counts *c, const struct uuid *scope, int32_t day)
{
	struct tally *t;

	if (2 * c->n >= c->room)
		grow(c);
	t = find(c, scope, day);
	if (!t->used) {
		t->used = true;
		t->scope = *scope;
		t->day = day;
		c->n++;
	}
	return t;
}

/* ---- Counting ---------------------------------------------------------- */

/* At `day`, where the row goes by days, and in all, of its profile and all. */
static void
add(struct counts *c, ProtobufCBinaryData profile, enum count which,
    int64_t time_ms, int64_t n)
{
	const struct uuid all = { 0 };
	const struct uuid scopes[] = { field_uuid(profile), all };

	for (int i = 0; i < 2; i++) {
		take(c, &scopes[i], 0)->n[which] += n;
		if (rows[which].by_day)
			take(c, &scopes[i], clock_day(time_ms))->n[which] += n;
	}
}

void
counts_add_order(struct counts *c, const Order *o)
{
	static const enum count by_state[] = {
		[ORDER_STATE__ORDER_PENDING] = COUNT_PENDING,
		[ORDER_STATE__ORDER_ISSUED] = COUNT_ISSUED,
		[ORDER_STATE__ORDER_FAILED] = COUNT_FAILED,
		[ORDER_STATE__ORDER_REJECTED] = COUNT_REJECTED,
	};
	size_t state = (size_t)o->state;

	add(c, o->profile_id, COUNT_ORDERS, 0, 1);
	if (state < sizeof(by_state) / sizeof(by_state[0]) &&
	    by_state[state] != COUNT_ORDERS)
		add(c, o->profile_id, by_state[state], o->completed_ms, 1);
	/* Those of accounts are counted there. */
	if (o->account_id.len == 0 && ra_order_is_active(o, NULL))
		add(c, o->profile_id, COUNT_ACTIVE, 0, 1);
}

void
counts_add_certificate(struct counts *c, const Certificate *m)
{
	add(c, m->profile_id, COUNT_CERTIFICATES, m->created_ms, 1);
}

void
counts_add_account(struct counts *c, const Account *m)
{
	add(c, m->profile_id, COUNT_ACCOUNTS, 0, 1);
	add(c, m->profile_id, COUNT_ACTIVE, 0, (int64_t)m->active_failed);
	if (m->issued > 0)
		add(c, m->profile_id, COUNT_LAST, m->last_issued_ms, 1);
}

static int64_t
removed_of(const Counter *m, int row)
{
	return rows[row].removed == KEPT ? 0 :
					   counter_figure(m, rows[row].removed);
}

void
counts_add_counter(struct counts *c, const Counter *m)
{
	struct uuid scope = field_uuid(m->scope);
	struct tally *t = take(c, &scope, m->day);

	for (int i = 0; i < COUNT__COUNT; i++) {
		t->before[i] = counter_figure(m, rows[i].at);
		t->grown[i] = counter_figure(m, rows[i].grows_by);
		t->removed[i] = removed_of(m, i);
	}
}

/* ---- Comparing --------------------------------------------------------- */

static void
found(struct verifying *x, const struct uuid *scope, int32_t day,
    const char *what, int64_t have, int64_t count, bool moves, struct arena *a)
{
	verify_found(x,
	    "%" PRId64 " %s %s are on the counter, and %" PRId64
	    " on record: figures on pages are wrong by that; " RECOUNT "%s",
	    have, what, counter_scope_text(scope, day, a), count,
	    moves ? " while nothing enrols: it moved meanwhile" : "");
}

/*
 * Where least and most are the same, the counter stood still while the
 * records were read, and the difference is what it is wrong by, whatever it
 * is by now.  Of what is known by days, that of all days is their sum, and
 * put right with them.
 */
static int
correct(struct verifying *x, const struct tally *t, int row, int64_t least,
    int64_t most, struct err *e)
{
	const struct correction c = {
		.scope = t->scope,
		.day = t->day,
		.at = rows[row].at,
		.by = t->n[row] - least,
	};

	if (!x->v->rebuild_counters || least != most || !rows[row].mends ||
	    (t->day == 0 && rows[row].by_day))
		return 0;
	return counter_correct(x, &c, e);
}

static int
compare(struct verifying *x, struct tally *t, const Counter *now,
    struct arena *a, struct err *e)
{
	int64_t after, grown, least, most;

	t->compared = true;
	for (int i = 0; i < COUNT__COUNT; i++) {
		if (t->day != 0 && !rows[i].by_day)
			continue;
		after = counter_figure(now, rows[i].at);
		grown = counter_figure(now, rows[i].grows_by) - t->grown[i];
		least = after - grown;
		most = t->before[i] + grown;
		/*
		 * It only grows, and what is removed of it, too: the bounds
		 * are what it was and is.
		 */
		if (rows[i].at == rows[i].grows_by) {
			least = t->before[i] - removed_of(now, i);
			most = after - t->removed[i];
		}
		if (t->n[i] >= least && t->n[i] <= most)
			continue;
		found(x, &t->scope, t->day, rows[i].what,
		    after - removed_of(now, i), t->n[i],
		    x->v->rebuild_counters && least != most, a);
		if (correct(x, t, i, least, most, e) == -1)
			return -1;
	}
	return 0;
}

static int
compare_scope(struct verifying *x, const struct counter_scope *s, struct err *e)
{
	for (unsigned int i = 0; i < s->n; i++)
		if (compare(x, take(x->counts, &s->id, s->rows[i]->day),
			s->rows[i], s->a, e) == -1)
			return -1;
	x->out->counters += s->n;
	return 0;
}

/* What was counted and has no counter. */
static int
compare_rest(struct verifying *x, struct err *e)
{
	static const Counter none = COUNTER__INIT;
	const struct counts *c = x->counts;
	struct arena *a = arena_new();
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->room; i++)
		if (c->at[i].used && !c->at[i].compared)
			rc = compare(x, &c->at[i], &none, a, e);
	arena_free(a);
	return rc;
}

int
counts_compare(struct verifying *x, struct err *e)
{
	if (counter_each_scope(x, compare_scope, e) == 0)
		return compare_rest(x, e);
	/* A counter that cannot be read was found as a record. */
	if (e->kind == ERR_UNAVAILABLE)
		return -1;
	verify_found(x, "the counters cannot be compared: %s", e->text);
	err_clear(e);
	return 0;
}
