/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_search.h. */
#include <string.h>

#include "admin/order_search.h"
#include "base/text.h"
#include "ra/order.h"

#define BATCH 100 /* rows of one transaction */
#define BATCHES_MOST 10
#define SERIAL_LEAST 8 /* digits: shorter ones are parts of names */
#define SERIAL_MOST 64

/* One transaction's rows, and which of them fit. */
struct batch {
	const struct page *page;
	struct order_search *s;
	struct store_page rows;
	bool fits[BATCH];
};

/* The page, filled from the end where the walk is backwards. */
struct filling {
	ProtobufCMessage *rows[PAGER_ROWS];
	struct span cursors[PAGER_ROWS];
	unsigned int n;
	bool full; /* and another one fits */
	struct span last; /* the cursor of the last row that was read */
};

/* ---- The index --------------------------------------------------------- */

/* The state as the index has it: one byte. */
static struct span
state_key(struct arena *a, OrderState state)
{
	uint8_t *key = arena_alloc(a, 1);

	*key = (uint8_t)state;
	return span_of(key, 1);
}

/* The index that leaves the least to look at. */
static void
choose_index(struct arena *a, struct order_search *s)
{
	const struct order_filter *f = &s->filter;

	s->list.index = STORE_ORDERS;
	if (*f->typed != '\0') {
		s->list.index = STORE_ORDERS_BY_TERM;
		s->list.key = store_term_key(a, f->typed);
	} else if (f->active) {
		s->list.index = STORE_ORDERS_ACTIVE;
	} else if (f->has_profile) {
		s->list.index = STORE_ORDERS_BY_PROFILE;
		s->list.key = uuid_span(&f->profile);
	} else if (f->state != ORDER_STATE__ORDER_UNKNOWN) {
		s->list.index = STORE_ORDERS_BY_STATE;
		s->list.key = state_key(a, f->state);
	}
}

/* The index alone decides: no row is read in vain. */
static bool
is_exact(const struct order_filter *f)
{
	return *f->typed == '\0' && !f->active &&
	    (!f->has_profile || f->state == ORDER_STATE__ORDER_UNKNOWN);
}

/* ---- Walking ----------------------------------------------------------- */

static bool
is_of_profile(const struct order_filter *f, const Order *o)
{
	return !f->has_profile ||
	    span_equal(span_of(o->profile_id.data, o->profile_id.len),
		uuid_span(&f->profile));
}

/* All conditions but the search. */
static int
fits_filter(struct store_txn *t, const struct order_filter *f, const Order *o,
    struct arena *a, bool *out, struct err *e)
{
	*out = is_of_profile(f, o) &&
	    (f->state == ORDER_STATE__ORDER_UNKNOWN || o->state == f->state);
	if (!*out || !f->active)
		return 0;
	return ra_order_read_active(t, o, a, out, e);
}

static int
read_batch(struct store_txn *t, void *ctx, struct err *e)
{
	struct batch *b = ctx;
	struct order_search *s = b->s;
	struct arena *a = b->page->arena;
	const Order *o;

	if (store_list(t, &s->list, a, &b->rows, e) == -1)
		return -1;
	for (unsigned int i = 0; i < b->rows.n; i++) {
		o = (const Order *)b->rows.rows[i];
		b->fits[i] = false;
		if (s->list.index == STORE_ORDERS_BY_TERM &&
		    !store_term_leads(a, o, s->list.key, b->rows.cursors[i]))
			continue;
		if (fits_filter(t, &s->filter, o, a, &b->fits[i], e) == -1)
			return -1;
	}
	return 0;
}

/* Take the rows that fit, in the direction of the walk. */
static void
take_batch(struct filling *f, const struct batch *b)
{
	bool backwards = b->s->list.backwards;
	unsigned int at, place;

	for (unsigned int i = 0; i < b->rows.n && !f->full; i++) {
		at = backwards ? b->rows.n - 1 - i : i;
		if (b->fits[at] && f->n == PAGER_ROWS) {
			f->full = true;
			return;
		}
		f->last = b->rows.cursors[at];
		if (!b->fits[at])
			continue;
		place = backwards ? PAGER_ROWS - 1 - f->n : f->n;
		f->rows[place] = b->rows.rows[at];
		f->cursors[place] = b->rows.cursors[at];
		f->n++;
	}
}

/* more: the walk ended at its limit. */
static void
finish(struct arena *a, struct order_search *s, const struct filling *f,
    bool more)
{
	unsigned int from = s->list.backwards ? PAGER_ROWS - f->n : 0;
	struct store_page *out = &s->rows;

	out->n = f->n;
	out->more = f->full || more;
	out->first = out->next = f->last;
	if (f->n == 0)
		return;
	out->rows = arena_alloc(a, f->n * sizeof(*out->rows));
	memcpy(out->rows, f->rows + from, f->n * sizeof(*out->rows));
	/* Towards where the walk went, behind all that was read. */
	if (!s->list.backwards || f->full)
		out->first = f->cursors[from];
	if (s->list.backwards || f->full)
		out->next = f->cursors[from + f->n - 1];
}

static int
walk(const struct page *page, struct order_search *s, struct err *e)
{
	struct batch b = { .page = page, .s = s };
	const struct span after = s->list.after;
	struct filling f = { .n = 0 };

	s->list.most = is_exact(&s->filter) ? PAGER_ROWS + 1 : BATCH;
	for (int i = 0; i < BATCHES_MOST && !f.full; i++) {
		if (store_view(ra_store(page->admin->ra), read_batch, &b, e) ==
		    -1)
			return -1;
		take_batch(&f, &b);
		if (!b.rows.more)
			break;
		s->list.after = s->list.backwards ? b.rows.first : b.rows.next;
	}
	s->list.after = after;
	finish(page->arena, s, &f, b.rows.more);
	return 0;
}

/* ---- Serial numbers ---------------------------------------------------- */

struct serial_search {
	const struct page *page;
	const struct directory *d;
	const struct order_filter *filter;
	struct span serial;
	Order *order; /* the result */
};

/*
 * "0A:1B:..." or "0a1b..." as the content of an INTEGER (X.690 section 8.3):
 * no zeros in front but the one that keeps it positive.  Empty where it is no
 * serial number.
 */
static struct span
read_serial(struct arena *a, const char *typed)
{
	char digits[1 + SERIAL_MOST + 1] = "0", *hex = digits + 1;
	struct span serial;
	size_t n = 0;
	struct err e;

	for (; *typed != '\0'; typed++) {
		if (*typed == ':' || *typed == ' ')
			continue;
		if (n == SERIAL_MOST)
			return span_of(NULL, 0);
		hex[n++] = *typed;
	}
	if (n < SERIAL_LEAST ||
	    text_unhex(a, n % 2 == 0 ? hex : digits, &serial, &e) == -1)
		return span_of(NULL, 0);
	while (serial.len > 1 && serial.at[0] == 0)
		serial = span_of(serial.at + 1, serial.len - 1);
	if ((serial.at[0] & 0x80) != 0 &&
	    text_unhex(a, arena_printf(a, "00%s", text_hex(a, serial)), &serial,
		&e) == -1)
		return span_of(NULL, 0);
	return serial;
}

static int
find_serial(struct store_txn *t, void *ctx, struct err *e)
{
	struct serial_search *s = ctx;
	struct arena *a = s->page->arena;
	Certificate *c = NULL;
	struct uuid id;
	bool fits;

	s->order = NULL;
	for (size_t i = 0; c == NULL && i < s->d->connector_count; i++)
		if (store_find_certificate(t, &s->d->connectors[i].id,
			s->serial, a, &c, e) == -1)
			return -1;
	if (c == NULL ||
	    !uuid_from_span(span_of(c->order_id.data, c->order_id.len), &id))
		return 0;
	if (store_get_order(t, &id, a, &s->order, e) == -1)
		return -1;
	if (s->order == NULL)
		return 0;
	if (fits_filter(t, s->filter, s->order, a, &fits, e) == -1)
		return -1;
	if (!fits)
		s->order = NULL;
	return 0;
}

static int
search_serial(const struct page *page, const struct directory *d,
    struct order_search *s, struct err *e)
{
	struct serial_search find = {
		.page = page,
		.d = d,
		.filter = &s->filter,
		.serial = read_serial(page->arena, s->filter.typed),
	};

	if (find.serial.len == 0)
		return 0;
	if (store_view(ra_store(page->admin->ra), find_serial, &find, e) == -1)
		return -1;
	s->by_serial = find.order;
	return 0;
}

/* It is shown once, though what was typed may begin its transactionID, too. */
static void
drop_by_serial(struct order_search *s)
{
	struct store_page *p = &s->rows;
	const ProtobufCBinaryData *id;
	unsigned int kept = 0;

	if (s->by_serial == NULL)
		return;
	for (unsigned int i = 0; i < p->n; i++) {
		id = &((const Order *)p->rows[i])->id;
		if (!span_equal(span_of(id->data, id->len),
			span_of(s->by_serial->id.data, s->by_serial->id.len)))
			p->rows[kept++] = p->rows[i];
	}
	p->n = kept;
}

int
order_search_run(const struct page *page, const struct directory *d,
    struct order_search *s, struct err *e)
{
	s->rows = (struct store_page){ .n = 0 };
	s->by_serial = NULL;
	if (s->filter.nothing)
		return 0;
	choose_index(page->arena, s);
	if (s->list.index == STORE_ORDERS_BY_TERM) {
		if (s->list.key.len == 0)
			return 0;
		if (s->list.after.len == 0 && !s->list.backwards &&
		    search_serial(page, d, s, e) == -1)
			return -1;
	}
	if (walk(page, s, e) == -1)
		return -1;
	drop_by_serial(s);
	return 0;
}
