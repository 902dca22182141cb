/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of lists.  A page is a walk over keys that begin with the list's
 * prefix (the index's number and the caller's key), up or down; what stands
 * behind the prefix is the row's cursor.
 */
#include <stdlib.h>
#include <string.h>

#include "store/index.h"
#include "store/record.h"
#include "store/row.h"

/* A usual device has two beside its transactionID, one beside its number. */
#define BESIDE_FEW 3

struct walk {
	struct row_cursor c;
	int index;
	size_t id_len; /* of the records themselves */
	struct index_key prefix;
	bool down;
};

/* The present row is where the list is. */
static bool
is_inside(const struct walk *w)
{
	return w->c.key.at != NULL &&
	    span_begins_with(w->c.key, index_key_span(&w->prefix));
}

/*
 * And of the list: among the records themselves, rows that continue one
 * (record.c) have longer keys, and beside terms stand other indexes.
 */
static bool
is_row(const struct walk *w)
{
	if (index_is_of_terms(w->index))
		return index_of_key(w->c.key) == w->index;
	return !index_is_primary(w->index) || w->c.key.len == w->id_len;
}

/*
 * By single rows, or, where there are many beside one term, behind them all: a
 * device may use one transactionID for ever.
 */
static int
pass(struct walk *w, unsigned int passed, struct err *e)
{
	struct index_key k;

	if (passed < BESIDE_FEW || !index_is_of_terms(w->index))
		return w->down ? row_cursor_previous(&w->c, e) :
				 row_cursor_next(&w->c, e);
	index_pass_beside(w->c.key, w->down, &k);
	return w->down ? row_cursor_below(&w->c, index_key_span(&k), e) :
			 row_cursor_from(&w->c, index_key_span(&k), e);
}

/* To a row of the list, from here on. */
static int
settle(struct walk *w, struct err *e)
{
	for (unsigned int n = 0; is_inside(w) && !is_row(w); n++)
		if (pass(w, n, e) == -1)
			return -1;
	return 0;
}

static int
step(struct walk *w, struct err *e)
{
	if (pass(w, 0, e) == -1)
		return -1;
	return settle(w, e);
}

/* The smallest key above all that begin with k; empty where k is. */
static void
make_end(struct index_key *k)
{
	while (k->len > 0 && ++k->at[k->len - 1] == 0)
		k->len--;
}

/* To the first row of the page, in the direction of the walk. */
static int
start(struct walk *w, struct span after, struct err *e)
{
	struct index_key from = w->prefix;

	index_add_bytes(&from, after);
	if (w->down) {
		if (after.len == 0)
			make_end(&from);
		if (row_cursor_below(&w->c, index_key_span(&from), e) == -1)
			return -1;
	} else if (row_cursor_from(&w->c, index_key_span(&from), e) == -1)
		return -1;
	if (!w->down && after.len > 0 &&
	    span_equal(w->c.key, index_key_span(&from)))
		return step(w, e);
	return settle(w, e);
}

/* The present row's record id, of key or value; in the arena. */
static struct span
row_id(const struct walk *w, struct arena *a)
{
	if (index_is_primary(w->index))
		return arena_span(a, w->c.key);
	return index_row_id(w->index, w->c.key, w->c.value, a);
}

/* Cursors and ids of up to `most` rows; *more where there is another. */
static int
collect(struct walk *w, unsigned int most, struct arena *a,
    struct span *cursors, struct span *ids, unsigned int *n, bool *more,
    struct err *e)
{
	for (*n = 0; is_inside(w); ++*n) {
		*more = *n == most;
		if (*more)
			return 0;
		cursors[*n] = arena_span(a,
		    span_of(w->c.key.at + w->prefix.len,
			w->c.key.len - w->prefix.len));
		ids[*n] = row_id(w, a);
		if (step(w, e) == -1)
			return -1;
	}
	return 0;
}

static int
fetch(struct store_txn *t, const struct store_list *list, struct arena *a,
    const struct span *cursors, const struct span *ids, unsigned int n,
    struct store_page *out, struct err *e)
{
	enum kind kind = index_kind((int)list->index);
	unsigned int place;

	out->n = n;
	if (n == 0)
		return 0;
	out->rows = arena_alloc(a, n * sizeof(*out->rows));
	out->cursors = arena_alloc(a, n * sizeof(*out->cursors));
	for (unsigned int i = 0; i < n; i++) {
		place = list->backwards ? n - 1 - i : i;
		out->cursors[place] = cursors[i];
		if (record_get(t, kind, ids[i], a, &out->rows[place], e) == -1)
			return -1;
		if (out->rows[place] == NULL)
			return record_broken(
			    "an index of the store names a missing", kind,
			    ids[i], e);
	}
	out->first = out->cursors[0];
	out->next = out->cursors[n - 1];
	return 0;
}

/* The rows of a list, as collect gives them. */
static int
walk(struct store_txn *t, const struct store_list *list, unsigned int most,
    struct arena *a, struct span *cursors, struct span *ids, unsigned int *n,
    bool *more, struct err *e)
{
	const struct kind_row *kind;
	struct walk w;
	int rc;

	w.index = (int)list->index;
	w.down = index_is_newest_first(w.index) != list->backwards;
	kind = kind_row(index_kind(w.index));
	w.id_len = kind->id_len;
	index_start(w.index, &w.prefix);
	index_add_bytes(&w.prefix, list->key);
	if (row_cursor_open(&w.c, t,
		index_is_primary(w.index) ? kind->db : ENV_INDEX, e) == -1)
		return -1;
	rc = start(&w, list->after, e);
	if (rc == 0)
		rc = collect(&w, most, a, cursors, ids, n, more, e);
	row_cursor_close(&w.c);
	return rc;
}

int
store_list(struct store_txn *t, const struct store_list *list, struct arena *a,
    struct store_page *out, struct err *e)
{
	struct span cursors[STORE_PAGE_MOST], ids[STORE_PAGE_MOST];
	unsigned int most = list->most, n = 0;

	*out = (struct store_page){ .n = 0 };
	if (most > STORE_PAGE_MOST)
		most = STORE_PAGE_MOST;
	if (walk(t, list, most, a, cursors, ids, &n, &out->more, e) == -1)
		return -1;
	return fetch(t, list, a, cursors, ids, n, out, e);
}

static int
compare_ids(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

int
store_list_size(struct store_txn *t, const struct store_list *list,
    struct arena *a, struct store_list_size *out, struct err *e)
{
	struct span cursors[STORE_SIZE_ROWS], ids[STORE_SIZE_ROWS];
	unsigned int n = 0;

	*out = (struct store_list_size){ .n = 0 };
	if (walk(t, list, STORE_SIZE_ROWS, a, cursors, ids, &n, &out->more,
		e) == -1)
		return -1;
	qsort(ids, n, sizeof(*ids), compare_ids);
	for (unsigned int i = 0; i < n; i++)
		if (i == 0 || !span_equal(ids[i], ids[i - 1]))
			out->n++;
	return 0;
}
