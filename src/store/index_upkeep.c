/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeping the indexes with the records; see index.h. */
#include "store/index.h"
#include "store/row.h"
#include "store/terms.h"

/* The keys of a record before and after; false where they are the same. */
static bool
keys_differ(int index, const ProtobufCMessage *old, const ProtobufCMessage *m,
    struct span id, struct arena *a, struct index_key *before,
    struct index_key *after)
{
	index_make_key(index, old, id, a, before);
	index_make_key(index, m, id, a, after);
	return !span_equal(index_key_span(before), index_key_span(after));
}

/* Take back what index_claim entered before it met a conflict. */
static int
unclaim(struct store_txn *t, enum kind kind, const ProtobufCMessage *old,
    const ProtobufCMessage *m, struct span id, int end, struct err *e)
{
	struct index_key before, after;

	for (int i = 0; i < end; i++)
		if (index_kind(i) == kind && index_is_unique(i) &&
		    keys_differ(i, old, m, id, t->scratch, &before, &after) &&
		    after.len > 0 &&
		    row_drop(t, ENV_INDEX, index_key_span(&after), e) == -1)
			return -1;
	return 0;
}

int
index_claim(struct store_txn *t, enum kind kind, const ProtobufCMessage *old,
    const ProtobufCMessage *m, struct span id, struct err *e)
{
	struct index_key before, after;
	bool taken;

	for (int i = 0; i < INDEX__COUNT; i++) {
		if (index_kind(i) != kind || !index_is_unique(i) ||
		    !keys_differ(i, old, m, id, t->scratch, &before, &after) ||
		    after.len == 0)
			continue;
		if (row_add(t, ENV_INDEX, index_key_span(&after), id, &taken,
			e) == -1)
			return -1;
		if (!taken)
			continue;
		if (unclaim(t, kind, old, m, id, i, e) == -1)
			return -1;
		return err_set(e, ERR_CONFLICT,
		    "there is another %s with this %s", kind_row(kind)->noun,
		    index_unique_name(i));
	}
	return 0;
}

struct term_list {
	struct span at[TERMS_MOST];
	unsigned int n;
};

static struct term_list
read_terms(const ProtobufCMessage *m, struct arena *a)
{
	struct term_list l = { .n = 0 };

	if (m != NULL)
		l.n = terms_of_order(m, a, l.at);
	return l;
}

static bool
has_term(const struct term_list *l, struct span term)
{
	for (unsigned int i = 0; i < l->n; i++)
		if (span_equal(l->at[i], term))
			return true;
	return false;
}

/* Enter the terms that are only in m, take out those that are only in old. */
static int
move_terms(struct store_txn *t, int index, const ProtobufCMessage *old,
    const ProtobufCMessage *m, struct span id, struct err *e)
{
	struct term_list before = read_terms(old, t->scratch);
	struct term_list after = read_terms(m, t->scratch);
	struct index_key k;

	for (unsigned int i = 0; i < after.n; i++) {
		if (has_term(&before, after.at[i]))
			continue;
		index_make_term_key(index, after.at[i], id, &k);
		if (row_put(t, ENV_INDEX, index_key_span(&k), span_of("", 0),
			e) == -1)
			return -1;
	}
	for (unsigned int i = 0; i < before.n; i++) {
		if (has_term(&after, before.at[i]))
			continue;
		index_make_term_key(index, before.at[i], id, &k);
		if (row_drop(t, ENV_INDEX, index_key_span(&k), e) == -1)
			return -1;
	}
	return 0;
}

/* The same for an index with one key a record. */
static int
move_key(struct store_txn *t, int index, const ProtobufCMessage *old,
    const ProtobufCMessage *m, struct span id, struct err *e)
{
	struct index_key before, after;

	if (!keys_differ(index, old, m, id, t->scratch, &before, &after))
		return 0;
	if (!index_is_unique(index) && after.len > 0 &&
	    row_put(t, ENV_INDEX, index_key_span(&after), span_of("", 0), e) ==
		-1)
		return -1;
	if (before.len == 0)
		return 0;
	return row_drop(t, ENV_INDEX, index_key_span(&before), e);
}

int
index_enter(struct store_txn *t, int index, const ProtobufCMessage *m,
    struct span id, struct err *e)
{
	struct span none = span_of("", 0);
	struct index_key k;

	index_make_key(index, m, id, t->scratch, &k);
	if (k.len == 0)
		return 0;
	return row_put(t, ENV_INDEX, index_key_span(&k),
	    index_is_unique(index) ? id : none, e);
}

int
index_move(struct store_txn *t, enum kind kind, const ProtobufCMessage *old,
    const ProtobufCMessage *m, struct span id, struct err *e)
{
	int rc;

	for (int i = 0; i < INDEX__COUNT; i++) {
		if (index_kind(i) != kind || index_is_primary(i))
			continue;
		rc = index_is_of_terms(i) ? move_terms(t, i, old, m, id, e) :
					    move_key(t, i, old, m, id, e);
		if (rc == -1)
			return -1;
	}
	return 0;
}
