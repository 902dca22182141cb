/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every row of an index: of a record that is there and belongs under it.  See
 * verify.h.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "store/record.h"
#include "store/terms.h"
#include "store/verify_part.h"

static bool
has_term_key(const struct walk_row *row, int index, const ProtobufCMessage *m,
    struct span id, struct arena *a)
{
	struct span terms[TERMS_MOST];
	unsigned int n = terms_of_order(m, a, terms);
	struct index_key k;

	for (unsigned int i = 0; i < n; i++) {
		index_make_term_key(index, terms[i], id, &k);
		if (span_equal(index_key_span(&k), row->key))
			return true;
	}
	return false;
}

static bool
belongs(const struct walk_row *row, int index, const ProtobufCMessage *m,
    struct span id, struct arena *a)
{
	struct index_key k;

	if (!index_fits(index_kind(index), m))
		return false;
	if (index_is_of_terms(index))
		return has_term_key(row, index, m, id, a);
	index_make_key(index, m, id, a, &k);
	return span_equal(index_key_span(&k), row->key);
}

static int
take_out(struct store_txn *t, struct walk *w, const struct walk_row *row,
    struct err *e)
{
	if (!w->v->mend)
		return 0;
	w->mended++;
	return row_drop(t, ENV_INDEX, row->key, e);
}

static int
check_row(struct store_txn *t, struct walk *w, const struct walk_row *row,
    struct err *e)
{
	int index = index_of_key(row->key);
	ProtobufCMessage *m = NULL;
	struct err why = { 0 };
	struct span id;

	if (index == -1) {
		walk_found(w, "a row is of no known index (%d): " REBUILD,
		    row->key.len > 0 ? row->key.at[0] : 0);
		return take_out(t, w, row, e);
	}
	id = index_row_id(index, row->key, row->value, w->a);
	/* A record that is broken is found where the records are checked. */
	if (id.at != NULL &&
	    record_get(t, index_kind(index), id, w->a, &m, &why) == -1)
		return 0;
	if (m != NULL && belongs(row, index, m, id, w->a))
		return 0;
	walk_found(w, "the %s has a row of %s, which %s: " REBUILD,
	    index_text(index, w->a), walk_name(w, index_kind(index), id),
	    m == NULL ? "is not there" : "does not belong there");
	return take_out(t, w, row, e);
}

static int
check_page(struct store_txn *t, struct walk *w, struct err *e)
{
	for (unsigned int i = 0; i < w->n; i++)
		if (check_row(t, w, &w->row[i], e) == -1)
			return -1;
	return 0;
}

static void
count_rows(struct walk *w)
{
	w->out->index_rows += w->n;
}

int
store_verify_indexes(struct store *s, const struct verify *v,
    struct verified *out, struct err *e)
{
	struct walk *w = mem_alloc(sizeof(*w));
	int rc;

	w->v = v;
	w->out = out;
	w->db = ENV_INDEX;
	rc = walk_all(s, w, "rows of indexes", 0, check_page, count_rows, e);
	free(w);
	return rc;
}
