/* SPDX-License-Identifier: BSD-2-Clause */
/* Every record: whole, under its own id, in its indexes.  See verify.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/record.h"
#include "store/terms.h"
#include "store/totals.h"
#include "store/verify_part.h"

struct record_walk {
	struct walk w; /* first: walk_page and walk_end have it */
	struct {
		const ProtobufCMessage *m;
		void *beside;
	} whole[WALK_ROWS];
	unsigned int whole_count;
	uint64_t here[KIND__COUNT]; /* records of the page */
	uint64_t count[KIND__COUNT]; /* and of all */
};

/* ---- In its indexes ---------------------------------------------------- */

struct expected {
	struct store_txn *t;
	struct walk *w;
	enum kind kind;
	struct span id;
};

/* Put in what is not there; of a unique index, what nobody else holds. */
static int
mend_row(const struct expected *x, struct span key, struct span value,
    struct err *e)
{
	if (!x->w->v->mend)
		return 0;
	x->w->mended++;
	return row_put(x->t, ENV_INDEX, key, value, e);
}

static int
check_row(const struct expected *x, int index, const struct index_key *k,
    struct span value, struct err *e)
{
	struct span have;

	if (k->len == 0)
		return 0;
	if (row_get(x->t, ENV_INDEX, index_key_span(k), &have, e) == -1)
		return -1;
	if (have.at != NULL && span_equal(have, value))
		return 0;
	if (have.at == NULL || !index_is_unique(index)) {
		walk_found(x->w, "%s is not in the %s: " REBUILD,
		    walk_name(x->w, x->kind, x->id),
		    index_text(index, x->w->a));
		return mend_row(x, index_key_span(k), value, e);
	}
	walk_found(x->w, "%s has the %s of %s, and only one may have it: %s",
	    walk_name(x->w, x->kind, x->id), index_unique_name(index),
	    walk_name(x->w, x->kind, arena_span(x->w->a, have)), x->w->v->cure);
	return 0;
}

static int
check_terms(const struct expected *x, int index, const ProtobufCMessage *m,
    struct err *e)
{
	struct span terms[TERMS_MOST];
	unsigned int n = terms_of_order(m, x->w->a, terms);
	struct index_key k;

	for (unsigned int i = 0; i < n; i++) {
		index_make_term_key(index, terms[i], x->id, &k);
		if (check_row(x, index, &k, span_of("", 0), e) == -1)
			return -1;
	}
	return 0;
}

static int
check_indexes(const struct expected *x, const ProtobufCMessage *m,
    struct err *e)
{
	struct index_key k;
	int rc;

	for (int i = 0; i < INDEX__COUNT; i++) {
		if (index_kind(i) != x->kind || index_is_primary(i))
			continue;
		if (index_is_of_terms(i))
			rc = check_terms(x, i, m, e);
		else {
			index_make_key(i, m, x->id, x->w->a, &k);
			rc = check_row(x, i, &k,
			    index_is_unique(i) ? x->id : span_of("", 0), e);
		}
		if (rc == -1)
			return -1;
	}
	return 0;
}

/* ---- Whole ------------------------------------------------------------- */

static int
check_record(struct store_txn *t, struct record_walk *r, enum kind kind,
    struct span id, struct err *e)
{
	struct walk *w = &r->w;
	struct expected x = { t, w, kind, id };
	const struct verify *v = w->v;
	ProtobufCMessage *m;
	struct err why = { 0 };

	if (record_get(t, kind, id, w->a, &m, &why) == -1) {
		walk_found(w, "%s", why.text);
		return 0;
	}
	if (!index_fits(kind, m) || !span_equal(kind_id(m, w->a), id)) {
		walk_found(w, "%s lies under an id that is not its own: %s",
		    walk_name(w, kind, id), w->v->cure);
		return 0;
	}
	if (check_indexes(&x, m, e) == -1)
		return -1;
	r->whole[r->whole_count].m = m;
	if (v->beside != NULL)
		r->whole[r->whole_count].beside = v->beside(v->ctx, t, m, w->a);
	r->whole_count++;
	return 0;
}

/* A row that continues a record: one that says it has so many. */
static int
check_continuation(struct store_txn *t, struct walk *w, struct span key,
    enum kind kind, struct span id, struct err *e)
{
	struct span first = span_of(key.at, key.len - 1), have;

	if (row_get(t, w->db, first, &have, e) == -1)
		return -1;
	id.len--;
	if (have.at == NULL || have.len == 0 ||
	    have.at[0] <= key.at[key.len - 1])
		walk_found(w, "%s has a part %u that belongs to nothing: %s",
		    walk_name(w, kind, id), key.at[key.len - 1], w->v->cure);
	return 0;
}

/* What a key of a database is of: KIND__COUNT where of nothing. */
static enum kind
kind_of_key(enum env_db db, struct span key)
{
	int i = 0;

	if (db == ENV_RECORDS)
		return key.len > 0 && key.at[0] < KIND__COUNT &&
			kind_row(key.at[0])->db == ENV_RECORDS ?
		    key.at[0] :
		    KIND__COUNT;
	while (i < KIND__COUNT && kind_row(i)->db != db)
		i++;
	return i;
}

static int
check_key(struct store_txn *t, struct record_walk *r, struct span key,
    struct err *e)
{
	struct walk *w = &r->w;
	enum kind kind = kind_of_key(w->db, key);
	const struct kind_row *row;
	struct span id;

	if (kind == KIND__COUNT) {
		walk_found(w, "a record is of no known kind: %s", w->v->cure);
		return 0;
	}
	row = kind_row(kind);
	id = span_of(key.at + (w->db == ENV_RECORDS),
	    key.len - (w->db == ENV_RECORDS));
	if (row->id_len != 0 && id.len == row->id_len + 1)
		return check_continuation(t, w, key, kind, id, e);
	if (row->id_len != 0 && id.len != row->id_len) {
		walk_found(w, "%s has an id of %zu bytes: %s",
		    walk_name(w, kind, id), id.len, w->v->cure);
		return 0;
	}
	r->here[kind]++;
	return check_record(t, r, kind, id, e);
}

static int
check_page(struct store_txn *t, struct walk *w, struct err *e)
{
	struct record_walk *r = (struct record_walk *)w;

	r->whole_count = 0;
	memset(r->here, 0, sizeof(r->here));
	for (unsigned int i = 0; i < w->n; i++)
		if (check_key(t, r, w->row[i].key, e) == -1)
			return -1;
	return 0;
}

static void
look(struct walk *w)
{
	struct record_walk *r = (struct record_walk *)w;
	const struct verify *v = w->v;

	w->out->records += r->whole_count;
	for (int i = 0; i < KIND__COUNT; i++)
		r->count[i] += r->here[i];
	for (unsigned int i = 0; i < r->whole_count && v->look != NULL; i++)
		v->look(v->ctx, r->whole[i].m, r->whole[i].beside, w->a);
}

/* ---- Totals ------------------------------------------------------------ */

/* So many rows are counted in one transaction: some milliseconds. */
#define COUNT_MOST 10000

struct totals_call {
	uint64_t total[KIND__COUNT];
	uint64_t committed;
	enum kind kind; /* to be counted, or KIND__COUNT */
	uint64_t count;
};

static int
count_kind(struct store_txn *t, struct totals_call *call, struct err *e)
{
	const struct kind_row *row = kind_row(call->kind);
	uint8_t first = (uint8_t)call->kind;
	struct row_cursor c;
	int rc;

	if (row_cursor_open(&c, t, row->db, e) == -1)
		return -1;
	rc = row_cursor_from(&c, span_of(&first, 1), e);
	while (rc == 0 && c.key.at != NULL && c.key.at[0] == first) {
		call->count += row->id_len == 0 || c.key.len == 1 + row->id_len;
		rc = row_cursor_next(&c, e);
	}
	row_cursor_close(&c);
	return rc;
}

static int
totals_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct totals_call *call = ctx;

	call->count = 0;
	call->committed = atomic_load(&t->store->control.page->committed);
	if (totals_read(t, call->total, e) == -1)
		return -1;
	if (call->kind == KIND__COUNT || call->total[call->kind] > COUNT_MOST)
		return 0;
	return count_kind(t, call, e);
}

/* What a total is wrong by. */
struct difference {
	enum kind kind;
	int64_t by;
};

static int
correct_total(struct store_txn *t, void *ctx, struct err *e)
{
	const struct difference *d = ctx;

	(void)e;
	t->delta[d->kind] += d->by;
	return 0;
}

/*
 * Where least and most are the same, nothing moved meanwhile, and the
 * difference is what the total is wrong by, whatever it is by now.
 */
static int
compare(struct store *s, const struct walk *w, enum kind kind, uint64_t least,
    uint64_t most, uint64_t count, struct err *e)
{
	struct difference d = { kind, (int64_t)(count - least) };
	struct arena *a;

	if (count >= least && count <= most)
		return 0;
	a = arena_new();
	w->v->found(w->v->ctx,
	    arena_printf(a,
		"%" PRIu64 " records are counted of the kind '%s', and %" PRIu64
		" are there: " RECOUNT,
		count < least ? least : most, kind_row(kind)->noun, count));
	arena_free(a);
	if (!w->v->recount || least != most)
		return 0;
	w->out->recounted++;
	return store_update(s, STORE_RELAXED, correct_total, &d, e);
}

/* A kind that comes and goes is counted once more where that is quick. */
static int
check_total(struct store *s, const struct record_walk *r, enum kind kind,
    const struct totals_call *before, struct err *e)
{
	struct totals_call now = { .kind = kind };
	const struct kind_row *row = kind_row(kind);

	if (!row->passes || row->db != ENV_RECORDS)
		now.kind = KIND__COUNT;
	if (store_view(s, totals_body, &now, e) == -1)
		return -1;
	if (row->passes && now.kind == kind && now.total[kind] <= COUNT_MOST)
		return compare(s, &r->w, kind, now.total[kind], now.total[kind],
		    now.count, e);
	if (!row->passes || now.committed == before->committed)
		return compare(s, &r->w, kind, before->total[kind],
		    now.total[kind], r->count[kind], e);
	return 0;
}

/* ---- All --------------------------------------------------------------- */

/*
 * Counters lie among the first and are so looked at before what they count;
 * accounts are behind their orders, whose indexes are mended by then.
 */
static int
walk_databases(struct store *s, struct record_walk *r, struct err *e)
{
	static const struct {
		enum env_db db;
		const char *what;
		int of; /* whose total is about how many rows there are */
	} walks[] = {
		{ ENV_RECORDS, "records", -1 },
		{ ENV_ORDERS, "orders", STORE_ORDERS },
		{ ENV_CERTIFICATES, "certificates", STORE_CERTIFICATES },
		{ ENV_ACCOUNTS, "accounts", STORE_ACCOUNTS },
		{ ENV_AUDIT, "audit entries", STORE_AUDIT },
	};
	uint64_t of;

	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		of = 0;
		if (walks[i].of != -1 &&
		    walk_total(s, (enum store_index)walks[i].of, &of, e) == -1)
			return -1;
		r->w.db = walks[i].db;
		r->w.done = 0;
		if (walk_all(s, &r->w, walks[i].what, of, check_page, look,
			e) == -1)
			return -1;
	}
	return 0;
}

int
store_verify_records(struct store *s, const struct verify *v,
    struct verified *out, struct err *e)
{
	struct totals_call before = { .kind = KIND__COUNT };
	struct record_walk *r = mem_alloc(sizeof(*r));
	int rc;

	r->w.v = v;
	r->w.out = out;
	rc = store_view(s, totals_body, &before, e);
	if (rc == 0)
		rc = walk_databases(s, r, e);
	for (int i = 0; rc == 0 && i < KIND__COUNT; i++)
		if (kind_row(i)->totalled)
			rc = check_total(s, r, i, &before, e);
	free(r);
	return rc;
}
