/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See schema.h.
 *
 * A new version is a new SCHEMA (engine.h) and a row of steps; a store of the
 * version before goes to tests/data/stores.  Fields that are added to records
 * need none; new indexes, and new meanings, do.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/index.h"
#include "store/record.h"
#include "store/row.h"
#include "store/schema.h"

/* ---- Indexes anew ------------------------------------------------------ */

/* Records of a page of one transaction. */
#define PAGE 200

struct reindex {
	struct store_txn *t;
	struct arena *a; /* of the page */
	enum kind kind;
	struct span after; /* the last key; in an arena of its own */
	struct arena *after_arena;
	struct span ids[PAGE];
	unsigned int n;
	/* What is done with each record. */
	int (*enter)(struct reindex *r, const ProtobufCMessage *m,
	    struct span id, struct err *e);
};

/* The key of a kind's records, up to their ids. */
static struct span
kind_prefix(const enum kind *kind, uint8_t *first)
{
	*first = (uint8_t)*kind;
	return span_of(first, kind_row(*kind)->db == ENV_RECORDS);
}

static bool
is_of_kind(const struct reindex *r, struct span key, struct span prefix)
{
	return key.at != NULL && key.len >= prefix.len &&
	    (prefix.len == 0 || key.at[0] == (uint8_t)r->kind);
}

static int
read_page(struct reindex *r, struct err *e)
{
	const struct kind_row *row = kind_row(r->kind);
	uint8_t first;
	struct span prefix = kind_prefix(&r->kind, &first), id;
	struct row_cursor c;
	int rc;

	arena_reset(r->a);
	r->n = 0;
	if (row_cursor_open(&c, r->t, row->db, e) == -1)
		return -1;
	rc = row_cursor_from(&c, r->after.at == NULL ? prefix : r->after, e);
	if (rc == 0 && r->after.at != NULL && span_equal(c.key, r->after))
		rc = row_cursor_next(&c, e);
	while (rc == 0 && r->n < PAGE && is_of_kind(r, c.key, prefix)) {
		id = span_of(c.key.at + prefix.len, c.key.len - prefix.len);
		/* Rows that continue a record have longer keys. */
		if (row->id_len == 0 || id.len == row->id_len)
			r->ids[r->n++] = arena_span(r->a, id);
		if (r->n == PAGE) {
			arena_reset(r->after_arena);
			r->after = arena_span(r->after_arena, c.key);
		} else
			rc = row_cursor_next(&c, e);
	}
	row_cursor_close(&c);
	return rc;
}

static int
enter(struct reindex *r, struct span id, struct err *e)
{
	ProtobufCMessage *m;

	if (record_get(r->t, r->kind, id, r->a, &m, e) == -1)
		return -1;
	if (m == NULL || !index_fits(r->kind, m))
		return record_broken("the store holds a broken", r->kind, id,
		    e);
	if (r->enter(r, m, id, e) == -1)
		return err_prefix(e, "%s %s", kind_row(r->kind)->noun,
		    record_id_text(r->a, id));
	return 0;
}

static int
enter_kind(struct reindex *r, enum kind kind, struct err *e)
{
	r->kind = kind;
	r->after = (struct span){ NULL, 0 };
	do {
		if (read_page(r, e) == -1)
			return -1;
		for (unsigned int i = 0; i < r->n; i++)
			if (enter(r, r->ids[i], e) == -1)
				return -1;
		arena_reset(r->t->scratch);
	} while (r->n == PAGE);
	return 0;
}

static struct reindex
begin(struct store_txn *t)
{
	return (struct reindex){
		.t = t,
		.a = arena_new(),
		.after_arena = arena_new(),
	};
}

static void
end(struct reindex *r)
{
	arena_free(r->after_arena);
	arena_free(r->a);
}

static int
enter_all(struct reindex *r, const ProtobufCMessage *m, struct span id,
    struct err *e)
{
	if (index_claim(r->t, r->kind, NULL, m, id, e) == -1 ||
	    index_move(r->t, r->kind, NULL, m, id, e) == -1)
		return -1;
	r->t->delta[r->kind]++;
	return 0;
}

int
schema_reindex(struct store_txn *t, struct err *e)
{
	struct reindex r = begin(t);
	int rc;

	r.enter = enter_all;
	rc = row_drop_all(t, ENV_INDEX, e);
	if (rc == 0)
		rc = record_drop(t, KIND_TOTALS, span_of("", 0), e);
	for (int i = 0; i < KIND__COUNT; i++)
		t->delta[i] = 0;
	for (enum kind kind = 0; rc == 0 && kind < KIND__COUNT; kind++)
		if (kind_row(kind)->totalled)
			rc = enter_kind(&r, kind, e);
	t->config = true;
	end(&r);
	return rc;
}

/* ---- Version 2: what enrolments look up stands beside terms ------------ */

/* Every row of an index whose keys begin with its number. */
static int
drop_index(struct store_txn *t, uint8_t number, struct err *e)
{
	struct span prefix = span_of(&number, 1);
	struct row_cursor c;
	int rc;

	if (row_cursor_open(&c, t, ENV_INDEX, e) == -1)
		return -1;
	rc = row_cursor_from(&c, prefix, e);
	while (rc == 0 && c.key.at != NULL && c.key.at[0] == number) {
		rc = row_cursor_drop(&c, e);
		if (rc == 0)
			rc = row_cursor_next(&c, e);
	}
	row_cursor_close(&c);
	return rc;
}

static int
enter_beside(struct reindex *r, const ProtobufCMessage *m, struct span id,
    struct err *e)
{
	if (r->kind == KIND_CERTIFICATE)
		return index_enter(r->t, INDEX_CERTIFICATES_BY_SERIAL, m, id,
		    e);
	if (index_enter(r->t, INDEX_ORDERS_BY_TRANSACTION, m, id, e) == -1)
		return -1;
	return index_enter(r->t, INDEX_ORDERS_BY_REQUEST, m, id, e);
}

static int
move_beside(struct store_txn *t, struct err *e)
{
	static const uint8_t gone[] = { 15, 16, 21 }; /* see index.c */
	struct reindex r = begin(t);
	int rc = 0;

	r.enter = enter_beside;
	for (size_t i = 0; rc == 0 && i < sizeof(gone); i++)
		rc = drop_index(t, gone[i], e);
	if (rc == 0)
		rc = enter_kind(&r, KIND_ORDER, e);
	if (rc == 0)
		rc = enter_kind(&r, KIND_CERTIFICATE, e);
	end(&r);
	return rc;
}

/* ---- Versions ---------------------------------------------------------- */

/*
 * From each version to the next.  Stores of before version 1 tell none, and
 * hold the same records in fewer indexes.
 */
static const struct step {
	uint32_t from;
	int (*run)(struct store_txn *t, struct err *e);
} steps[] = {
	{ 0, schema_reindex },
	{ 1, move_beside },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

_Static_assert(STEPS == SCHEMA, "one step a version");

struct versions {
	const char *dir;
	uint32_t have;
};

static int
read_version(struct store_txn *t, void *ctx, struct err *e)
{
	struct versions *v = ctx;
	Meta *meta;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	if (meta == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no store in %s: make one with 'scepgate init'",
		    v->dir);
	v->have = meta->schema;
	if (v->have > SCHEMA)
		return err_set(e, ERR_CONFLICT,
		    "the store in %s was made by a newer scepgate: want schema "
		    "%d, have %u: install that version",
		    v->dir, SCHEMA, v->have);
	return 0;
}

/* Another process may have done it while this one waited. */
static int
bring_up(struct store_txn *t, void *ctx, struct err *e)
{
	struct versions *v = ctx;
	Meta *meta;

	if (read_version(t, v, e) == -1)
		return -1;
	for (uint32_t n = v->have; n < SCHEMA; n++)
		if (steps[n].run(t, e) == -1)
			return -1;
	if (v->have == SCHEMA)
		return 0;
	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	meta->schema = SCHEMA;
	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

static void
tell(const struct versions *v, int64_t took_us)
{
	char *from = mem_printf("%" PRIu32, v->have);
	char *to = mem_printf("%d", SCHEMA);
	char *took = mem_printf("%" PRId64, took_us);

	log_event(LOG_LEVEL_NOTICE, "store-upgraded", "from", from, "to", to,
	    "took_us", took, (char *)NULL);
	free(took);
	free(to);
	free(from);
}

int
schema_bring_up(struct store *s, struct err *e)
{
	struct versions v = { .dir = s->dir };
	int64_t began = clock_us();

	if (store_view(s, read_version, &v, e) == -1)
		return -1;
	if (v.have < SCHEMA) {
		if (store_update(s, STORE_DURABLE, bring_up, &v, e) == -1)
			return err_prefix(e,
			    "the store was made by an older scepgate and "
			    "cannot be brought up");
		if (v.have < SCHEMA)
			tell(&v, clock_us() - began);
	}
	atomic_store(&s->control.page->schema, SCHEMA);
	return 0;
}
