/* SPDX-License-Identifier: BSD-2-Clause */
/* Records out of a store as lines, and into one; see export.h. */
#include <stdlib.h>

#include "base/mem.h"
#include "store/engine.h"
#include "store/export.h"
#include "store/index.h"
#include "store/json.h"
#include "store/record.h"
#include "store/verify.h"

uint32_t
store_schema(void)
{
	return SCHEMA;
}

/* ---- Out --------------------------------------------------------------- */

struct exporting {
	store_put_line *put;
	store_tell *tell;
	void *ctx;
	uint64_t lines;
	struct err *e; /* its kind is ERR_NONE until something is wrong */
};

static void
found(void *ctx, const char *text)
{
	struct exporting *x = ctx;

	if (x->e->kind == ERR_NONE)
		err_set(x->e, ERR_INTEGRITY, "%s", text);
}

static void
tell(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	const struct exporting *x = ctx;

	if (x->tell != NULL)
		x->tell(x->ctx, what, done, of);
}

static void
put_record(void *ctx, const ProtobufCMessage *m, void *beside, struct arena *a)
{
	struct exporting *x = ctx;
	char *line;

	(void)beside;
	if (x->e->kind != ERR_NONE || m->descriptor == &totals__descriptor)
		return;
	if (json_write(m, a, &line, x->e) == -1 ||
	    x->put(x->ctx, line, x->e) == -1)
		return;
	x->lines++;
}

int
store_export(struct store *s, store_put_line *put, store_tell *to, void *ctx,
    uint64_t *lines, struct err *e)
{
	struct exporting x = { .put = put, .tell = to, .ctx = ctx, .e = e };
	const struct verify v = {
		.ctx = &x,
		.found = found,
		.cure = VERIFY_CURE,
		.progress = tell,
		.look = put_record,
	};
	struct verified unused = { 0 };
	struct err failed = { 0 };

	err_clear(e);
	if (store_verify_records(s, &v, &unused, &failed) == -1)
		*e = failed;
	*lines = x.lines;
	return e->kind == ERR_NONE ? 0 : -1;
}

/* ---- In ---------------------------------------------------------------- */

/* Records of one transaction. */
#define BATCH 100

struct store_import {
	struct store *s;
	struct arena *a; /* of the batch */
	const ProtobufCMessage *batch[BATCH];
	unsigned int n;
	struct arena *meta_arena;
	Meta *meta; /* written last: it makes a store of it */
};

int
store_import_begin(const char *dir, struct store_import **out, struct err *e)
{
	struct store_import *i = mem_alloc(sizeof(*i));

	*out = NULL;
	if (engine_open(dir, true, &i->s, e) == -1) {
		free(i);
		return -1;
	}
	i->a = arena_new();
	i->meta_arena = arena_new();
	*out = i;
	return 0;
}

void
store_import_free(struct store_import *i)
{
	if (i == NULL)
		return;
	store_close(i->s);
	arena_free(i->a);
	arena_free(i->meta_arena);
	free(i);
}

static int
put_one(struct store_txn *t, const ProtobufCMessage *m, struct arena *a,
    struct err *e)
{
	enum kind kind = kind_of(m);
	struct span id = kind_id(m, a), there;

	if (record_bytes(t, kind, id, a, &there, e) == -1)
		return -1;
	if (there.at != NULL)
		return err_set(e, ERR_CONFLICT, "the %s %s is there twice",
		    kind_row(kind)->noun, record_id_text(a, id));
	if (!kind_row(kind)->totalled)
		return record_write(t, kind, id, m, NULL, e);
	if (!index_fits(kind, m))
		return err_set(e, ERR_MALFORMED,
		    "the %s %s: an id has 16 bytes", kind_row(kind)->noun,
		    record_id_text(a, id));
	return record_put(t, kind, id, m, e);
}

static int
put_batch(struct store_txn *t, void *ctx, struct err *e)
{
	const struct store_import *i = ctx;

	for (unsigned int n = 0; n < i->n; n++)
		if (put_one(t, i->batch[n], i->a, e) == -1)
			return -1;
	return 0;
}

static int
flush_batch(struct store_import *i, struct err *e)
{
	int rc = store_update(i->s, STORE_RELAXED, put_batch, i, e);

	i->n = 0;
	arena_reset(i->a);
	return rc;
}

static int
take_meta(struct store_import *i, const char *line, struct err *e)
{
	ProtobufCMessage *m;

	if (i->meta != NULL)
		return err_set(e, ERR_CONFLICT,
		    "the store's own record is there twice");
	if (json_read(line, i->meta_arena, &m, e) == -1)
		return -1;
	i->meta = (Meta *)m;
	if (i->meta->schema <= SCHEMA)
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "it was exported by a newer scepgate: want schema %d, have %u: "
	    "install that version",
	    SCHEMA, i->meta->schema);
}

int
store_import_line(struct store_import *i, const char *line, struct err *e)
{
	ProtobufCMessage *m;

	if (json_read(line, i->a, &m, e) == -1)
		return -1;
	if (m->descriptor == &meta__descriptor)
		return take_meta(i, line, e);
	if (m->descriptor == &totals__descriptor)
		return 0;
	i->batch[i->n++] = m;
	return i->n < BATCH ? 0 : flush_batch(i, e);
}

static int
put_meta(struct store_txn *t, void *ctx, struct err *e)
{
	const Meta *meta = ctx;

	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

int
store_import_end(struct store_import *i, struct err *e)
{
	if (i->meta == NULL)
		return err_set(e, ERR_MALFORMED,
		    "the store's own record is not there");
	if (flush_batch(i, e) == -1 ||
	    store_update(i->s, STORE_DURABLE, put_meta, i->meta, e) == -1)
		return -1;
	return store_checkpoint(i->s, e);
}
