/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters among themselves: the row of all days is the sum of the others.
 * And how one is put right: by adding what it is wrong by, so that it does
 * not matter what others have counted since.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "ra/verify_part.h"

int64_t
counter_figure(const Counter *m, size_t at)
{
	int64_t n;

	memcpy(&n, (const char *)m + at, sizeof(n));
	return n;
}

const char *
counter_scope_text(const struct uuid *scope, int32_t day, struct arena *a)
{
	const char *of = "of all profiles";

	if (!uuid_is_zero(scope))
		of = arena_printf(a, "of profile %s", uuid_text(a, scope));
	if (day == 0)
		return of;
	return arena_printf(a, "%s on %.10s", of,
	    clock_rfc3339(a, (int64_t)day * CLOCK_DAY_MS));
}

/* ---- Scopes ------------------------------------------------------------ */

static int
read_scope(struct store_txn *t, void *ctx, struct err *e)
{
	struct counter_scope *s = ctx;

	arena_reset(s->a);
	return store_list_counters(t, &s->id, s->a, &s->rows, &s->n, e);
}

/* The next of all ids; false behind the last. */
static bool
step(struct uuid *id)
{
	for (int i = sizeof(id->bytes) - 1; i >= 0; i--)
		if (++id->bytes[i] != 0)
			return true;
	return false;
}

int
counter_each_scope(struct verifying *x, counter_scope_fn *fn, struct err *e)
{
	struct counter_scope s = { .a = arena_new() };
	uint64_t done = 0;
	int rc;

	do {
		verify_progress(x, "counters", done, 0);
		rc = store_view(x->ra->store, read_scope, &s, e);
		if (rc == -1 || s.n == 0)
			break;
		s.id = field_uuid(s.rows[0]->scope);
		rc = fn(x, &s, e);
		done += s.n;
	} while (rc == 0 && step(&s.id));
	arena_free(s.a);
	return rc;
}

/* ---- Corrections ------------------------------------------------------- */

struct correcting {
	const struct correction *c;
	struct arena *a;
};

static int
add_to(struct store_txn *t, const struct correction *c, int32_t day, int64_t by,
    struct err *e)
{
	Counter add;

	counter__init(&add);
	memcpy((char *)&add + c->at, &by, sizeof(by));
	return store_count_row(t, &c->scope, day, &add, e);
}

/* Gauges go below zero, by days. */
static bool
is_gauge(size_t at)
{
	return at == offsetof(Counter, pending) ||
	    at == offsetof(Counter, failed_active);
}

/*
 * Which day is wrong is not known.  It goes to the newest, and what is too
 * much for that, to those before.
 */
static int
add_to_days(struct store_txn *t, const struct correcting *x, struct err *e)
{
	const struct correction *c = x->c;
	int64_t left = c->by, by;
	struct uuid scope;
	Counter **rows;
	unsigned int n;

	if (left > 0 || is_gauge(c->at))
		return add_to(t, c, clock_day(clock_ms()), left, e);
	if (store_list_counters(t, &c->scope, x->a, &rows, &n, e) == -1)
		return -1;
	scope = n > 0 ? field_uuid(rows[0]->scope) : c->scope;
	if (!uuid_equal(&scope, &c->scope))
		return 0;
	for (unsigned int i = n; i-- > 0 && left < 0; left -= by) {
		by = rows[i]->day == 0 ? 0 : -counter_figure(rows[i], c->at);
		if (by < left)
			by = left;
		if (by != 0 && add_to(t, c, rows[i]->day, by, e) == -1)
			return -1;
	}
	return 0;
}

static int
correct(struct store_txn *t, void *ctx, struct err *e)
{
	const struct correcting *x = ctx;
	const struct correction *c = x->c;
	int rc = 0;

	arena_reset(x->a);
	if (!c->sum)
		rc = c->day != 0 ? add_to(t, c, c->day, c->by, e) :
				   add_to_days(t, x, e);
	return rc == 0 ? add_to(t, c, 0, c->by, e) : -1;
}

int
counter_correct(struct verifying *x, const struct correction *c, struct err *e)
{
	struct correcting correcting = { c, arena_new() };
	int rc;

	rc = store_update(x->ra->store, STORE_RELAXED, correct, &correcting, e);
	arena_free(correcting.a);
	if (rc == 0)
		x->out->recounted++;
	return rc;
}

/* ---- Sums -------------------------------------------------------------- */

/* The window of kept failures is no sum. */
static bool
is_summed(const ProtobufCFieldDescriptor *f)
{
	return f->label != PROTOBUF_C_LABEL_REPEATED &&
	    (f->type == PROTOBUF_C_TYPE_UINT64 ||
		f->type == PROTOBUF_C_TYPE_INT64) &&
	    f->offset != offsetof(Counter, window_minute);
}

static int64_t
sum_of(Counter *const *days, unsigned int n, size_t at)
{
	int64_t sum = 0;

	for (unsigned int i = 0; i < n; i++)
		sum += counter_figure(days[i], at);
	return sum;
}

static int
check_sum(struct verifying *x, const struct counter_scope *s,
    const ProtobufCFieldDescriptor *f, struct err *e)
{
	struct correction c = { .scope = s->id, .at = f->offset, .sum = true };
	int64_t all = counter_figure(s->rows[0], f->offset);
	int64_t sum = sum_of(s->rows + 1, s->n - 1, f->offset);

	if (sum == all)
		return 0;
	verify_found(x,
	    "the counter '%s' %s is %" PRId64 " in all, and %" PRId64
	    " by days: " RECOUNT,
	    f->name, counter_scope_text(&s->id, 0, s->a), all, sum);
	c.by = sum - all;
	return x->v->rebuild_counters ? counter_correct(x, &c, e) : 0;
}

/* All rows of the scope were read at once. */
static int
check_scope(struct verifying *x, const struct counter_scope *s, struct err *e)
{
	const ProtobufCMessageDescriptor *d = &counter__descriptor;

	if (s->rows[0]->day != 0 || s->n == STORE_COUNTERS_MOST)
		return 0;
	for (unsigned int i = 0; i < d->n_fields; i++)
		if (is_summed(&d->fields[i]) &&
		    check_sum(x, s, &d->fields[i], e) == -1)
			return -1;
	return 0;
}

int
counts_check_sums(struct verifying *x, struct err *e)
{
	if (counter_each_scope(x, check_scope, e) == 0)
		return 0;
	if (e->kind == ERR_UNAVAILABLE)
		return -1;
	/* One that cannot be read is found as a record. */
	err_clear(e);
	return 0;
}
