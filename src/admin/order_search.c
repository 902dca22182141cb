/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_search.h. */
#include <string.h>

#include "admin/order_search.h"
#include "base/text.h"
#include "ra/order.h"

/* What a search of several words is for; the index finds one of them. */
struct looking {
	const struct sift *sift;
	const struct order_filter *filter;
	struct span key; /* of the index of terms */
	const char **words; /* folded */
	struct span *numbers; /* each as a serial number would be */
	unsigned int word_count;
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

struct first {
	struct arena *arena;
	struct store_list list;
	struct store_page rows;
};

static int
find_first(struct store_txn *t, void *ctx, struct err *e)
{
	struct first *f = ctx;

	return store_list(t, &f->list, f->arena, &f->rows, e);
}

/* A number is a serial number where no order has it as anything else. */
static int
choose_term(const struct page *page, struct order_search *s, struct err *e)
{
	struct arena *a = page->arena;
	const char *word = longest_word(a, s->filter.typed);
	const struct span serial = store_serial_key(a, word);
	struct first f = { .arena = a };

	s->list.index = STORE_ORDERS_BY_TERM;
	s->list.key = store_term_key(a, word);
	if (serial.len == 0)
		return 0;
	f.list.index = STORE_ORDERS_BY_TERM;
	f.list.key = s->list.key;
	f.list.most = 1;
	if (store_view(ra_store(page->admin->ra), find_first, &f, e) == -1)
		return -1;
	if (f.rows.n == 0)
		s->list.key = serial;
	return 0;
}

/* The index that leaves the least to look at. */
static int
choose_index(const struct page *page, struct order_search *s, struct err *e)
{
	const struct order_filter *f = &s->filter;

	s->list.index = STORE_ORDERS;
	if (*f->typed != '\0')
		return choose_term(page, s, e);
	if (f->active) {
		s->list.index = STORE_ORDERS_ACTIVE;
	} else if (f->has_profile) {
		s->list.index = STORE_ORDERS_BY_PROFILE;
		s->list.key = uuid_span(&f->profile);
	} else if (f->state != ORDER_STATE__ORDER_UNKNOWN) {
		s->list.index = STORE_ORDERS_BY_STATE;
		s->list.key = state_key(page->arena, f->state);
	}
	return 0;
}

/* The index alone decides: no row is read in vain. */
static bool
is_exact(const struct order_filter *f)
{
	return *f->typed == '\0' && !f->active &&
	    (!f->has_profile || f->state == ORDER_STATE__ORDER_UNKNOWN);
}

/* ---- Sifting ----------------------------------------------------------- */

static bool
is_of_profile(const struct order_filter *f, const Order *o)
{
	return !f->has_profile ||
	    span_equal(span_of(o->profile_id.data, o->profile_id.len),
		uuid_span(&f->profile));
}

/* All conditions but the search. */
static int
fits_filter(struct store_txn *t, const ProtobufCMessage *row, void *ctx,
    enum sift_verdict *out, struct err *e)
{
	const struct looking *l = ctx;
	const struct order_filter *f = l->filter;
	const Order *o = (const Order *)row;
	bool active = true;

	*out = SIFT_OUT;
	if (!is_of_profile(f, o) ||
	    (f->state != ORDER_STATE__ORDER_UNKNOWN && o->state != f->state))
		return 0;
	if (f->active &&
	    ra_order_read_active(t, o, l->sift->scratch, &active, e) == -1)
		return -1;
	if (active)
		*out = SIFT_IN;
	return 0;
}

static void
read_words(struct looking *l, struct arena *a)
{
	char *rest = text_fold(a, l->filter->typed);
	const size_t most = strlen(rest) / 2 + 1;
	struct span number;
	char *word;

	l->words = arena_alloc(a, most * sizeof(*l->words));
	l->numbers = arena_alloc(a, most * sizeof(*l->numbers));
	while ((word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0')
			continue;
		number = store_serial_key(a, word);
		if (number.len == 0)
			number = store_term_key(a, word);
		l->words[l->word_count] = word;
		l->numbers[l->word_count++] = number;
	}
}

/* It begins so; of "CN=0a" the key is no more than a name's. */
static bool
has_serial(struct span key, const char *word, const char *serial)
{
	return key.len > 0 && strchr(word, '=') == NULL &&
	    strncmp(serial, (const char *)key.at, key.len) == 0;
}

/* Every word is somewhere in what a search looks through. */
static bool
has_words(const struct looking *l, const Order *o)
{
	struct arena *a = l->sift->scratch;
	const char *text, *serial;

	if (l->word_count < 2)
		return true;
	serial = text_hex(a, span_of(o->serial.data, o->serial.len));
	while (strncmp(serial, "00", 2) == 0)
		serial += 2;
	text = text_fold(a,
	    arena_printf(a, "%s %s %s %s", o->subject, o->alt_names,
		o->transaction_id, o->address));
	for (unsigned int i = 0; i < l->word_count; i++)
		if (strstr(text, l->words[i]) == NULL &&
		    !has_serial(l->numbers[i], l->words[i], serial))
			return false;
	return true;
}

/*
 * What the search itself says of a row.  Outside of the transaction, which
 * has to be short: words are taken apart here.
 */
static bool
has_term(const ProtobufCMessage *row, struct span cursor, void *ctx)
{
	const struct looking *l = ctx;
	const Order *o = (const Order *)row;

	return store_term_leads(l->sift->scratch, o, l->key, cursor) &&
	    has_words(l, o);
}

static int
walk(const struct page *page, struct order_search *s, struct err *e)
{
	const bool by_term = s->list.index == STORE_ORDERS_BY_TERM;
	struct looking l = { .filter = &s->filter, .key = s->list.key };
	struct sift sift = { .list = s->list,
		.fits = is_exact(&s->filter) ? NULL : fits_filter,
		.stays = by_term ? has_term : NULL,
		.ctx = &l };

	l.sift = &sift;
	read_words(&l, page->arena);
	if (sift_run(page, &sift, e) == -1)
		return -1;
	s->rows = sift.rows;
	return 0;
}

int
order_search_run(const struct page *page, struct order_search *s, struct err *e)
{
	s->rows = (struct store_page){ .n = 0 };
	if (s->filter.nothing)
		return 0;
	if (choose_index(page, s, e) == -1)
		return -1;
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
