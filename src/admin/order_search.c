/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_search.h. */
#include <string.h>

#include "admin/order_search.h"
#include "base/text.h"
#include "ra/order.h"

#define BATCH 100 /* rows of one transaction */
#define BATCHES_MOST 10

#define WORDS_MOST 8

/* One transaction's rows, and which of them fit. */
struct batch {
	const struct page *page;
	struct order_search *s;
	/* Of a search of several words; the index finds one of them. */
	const char *words[WORDS_MOST];
	unsigned int word_count;
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

/* Its longest word is in the fewest orders. */
static const char *
longest_word(struct arena *a, const char *typed)
{
	const char *longest = "";
	size_t n;

	for (; *typed != '\0'; typed += n + (typed[n] == ' ')) {
		n = strcspn(typed, " ");
		if (n > strlen(longest))
			longest = arena_str(a, span_of(typed, n));
	}
	return longest;
}

/* The index that leaves the least to look at. */
static void
choose_index(struct arena *a, struct order_search *s)
{
	const struct order_filter *f = &s->filter;

	s->list.index = STORE_ORDERS;
	if (*f->typed != '\0') {
		s->list.index = STORE_ORDERS_BY_TERM;
		s->list.key = store_term_key(a, longest_word(a, f->typed));
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

	if (store_list(t, &s->list, a, &b->rows, e) == -1)
		return -1;
	for (unsigned int i = 0; i < b->rows.n; i++)
		if (fits_filter(t, &s->filter, (const Order *)b->rows.rows[i],
			a, &b->fits[i], e) == -1)
			return -1;
	return 0;
}

static void
read_words(struct batch *b)
{
	char *rest = text_fold(b->page->arena, b->s->filter.typed);
	char *word;

	while ((word = strsep(&rest, " ")) != NULL)
		if (*word != '\0' && b->word_count < WORDS_MOST)
			b->words[b->word_count++] = word;
}

/* Every word is somewhere in what a search looks through. */
static bool
has_words(const struct batch *b, const Order *o)
{
	struct arena *a = b->page->arena;
	const char *text;

	if (b->word_count < 2)
		return true;
	text = text_fold(a,
	    arena_printf(a, "%s %s %s %s", o->subject, o->alt_names,
		o->transaction_id, o->address));
	for (unsigned int i = 0; i < b->word_count; i++)
		if (strstr(text, b->words[i]) == NULL)
			return false;
	return true;
}

/*
 * What the search itself says of the rows.  Outside of the transaction, which
 * has to be short: words are taken apart here.
 */
static void
check_words(struct batch *b)
{
	struct order_search *s = b->s;
	const Order *o;

	if (s->list.index != STORE_ORDERS_BY_TERM)
		return;
	for (unsigned int i = 0; i < b->rows.n; i++) {
		o = (const Order *)b->rows.rows[i];
		b->fits[i] = b->fits[i] &&
		    store_term_leads(b->page->arena, o, s->list.key,
			b->rows.cursors[i]) &&
		    has_words(b, o);
	}
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

	read_words(&b);
	s->list.most = is_exact(&s->filter) ? PAGER_ROWS + 1 : BATCH;
	for (int i = 0; i < BATCHES_MOST && !f.full; i++) {
		if (store_view(ra_store(page->admin->ra), read_batch, &b, e) ==
		    -1)
			return -1;
		check_words(&b);
		take_batch(&f, &b);
		if (!b.rows.more)
			break;
		s->list.after = s->list.backwards ? b.rows.first : b.rows.next;
	}
	s->list.after = after;
	finish(page->arena, s, &f, b.rows.more);
	return 0;
}

int
order_search_run(const struct page *page, struct order_search *s, struct err *e)
{
	s->rows = (struct store_page){ .n = 0 };
	if (s->filter.nothing)
		return 0;
	choose_index(page->arena, s);
	if (s->list.index == STORE_ORDERS_BY_TERM && s->list.key.len == 0)
		return 0;
	return walk(page, s, e);
}

/* ---- Counting ---------------------------------------------------------- */

/* Each row of the index is of an order that fits. */
static bool
is_one_word(const struct order_filter *f)
{
	return strchr(f->typed, ' ') == NULL && !f->active && !f->has_profile &&
	    f->state == ORDER_STATE__ORDER_UNKNOWN;
}

int
order_search_count(struct store_txn *t, const struct order_search *s,
    struct arena *a, struct store_list_size *out, struct err *e)
{
	const bool first = s->list.after.len == 0 && !s->list.backwards;
	struct store_list all = { .index = s->list.index, .key = s->list.key };

	if (first && !s->rows.more) {
		*out = (struct store_list_size){ .n = s->rows.n };
		return 0;
	}
	if (is_one_word(&s->filter) && s->list.key.len > 0)
		return store_list_size(t, &all, a, out, e);
	*out = (struct store_list_size){
		.n = first ? s->rows.n : 0,
		.more = true,
	};
	return 0;
}
