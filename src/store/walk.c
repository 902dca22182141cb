/* SPDX-License-Identifier: BSD-2-Clause */
/* See verify_part.h. */
#include <string.h>

#include "base/text.h"
#include "store/record.h"
#include "store/verify_part.h"

struct walk_call {
	struct walk *w;
	walk_page *page;
};

void
walk_found(struct walk *w, const char *fmt, ...)
{
	struct walk_note *note = arena_alloc(w->a, sizeof(*note));
	va_list ap;

	va_start(ap, fmt);
	note->text = arena_vprintf(w->a, fmt, ap);
	va_end(ap);
	*w->end = note;
	w->end = &note->next;
}

const char *
walk_name(struct walk *w, enum kind kind, struct span id)
{
	return arena_printf(w->a, "%s %s", kind_row(kind)->noun,
	    record_id_text(w->a, id));
}

/* The next key above all: the same with a zero byte behind it. */
static void
move_behind(struct walk *w, struct span key)
{
	w->next.len = key.len < WALK_KEY_MOST - 1 ? key.len : WALK_KEY_MOST - 1;
	memcpy(w->next.at, key.at, w->next.len);
	w->next.at[w->next.len++] = 0;
}

static int
read_rows(struct store_txn *t, struct walk *w, struct err *e)
{
	struct row_cursor c;
	int rc;

	if (row_cursor_open(&c, t, w->db, e) == -1)
		return -1;
	rc = row_cursor_from(&c, span_of(w->from.at, w->from.len), e);
	for (w->n = 0; rc == 0 && c.key.at != NULL && w->n < WALK_ROWS;) {
		w->row[w->n].key = arena_span(w->a, c.key);
		w->row[w->n].value = arena_span(w->a, c.value);
		move_behind(w, w->row[w->n++].key);
		rc = row_cursor_next(&c, e);
	}
	row_cursor_close(&c);
	return rc;
}

static int
page_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct walk_call *call = ctx;
	struct walk *w = call->w;

	arena_reset(w->a);
	w->first = NULL;
	w->end = &w->first;
	w->mended = 0;
	if (read_rows(t, w, e) == -1 || call->page(t, w, e) == -1)
		return -1;
	/* Where a call of the engine failed, no commit is made (engine.c). */
	store_relax(t);
	return 0;
}

static void
tell(const struct walk *w)
{
	const struct walk_note *note;

	for (note = w->first; note != NULL; note = note->next)
		w->v->found(w->v->ctx, note->text);
	w->out->mended += w->mended;
}

int
walk_all(struct store *s, struct walk *w, const char *what, uint64_t of,
    walk_page *page, walk_end *end, struct err *e)
{
	struct walk_call call = { w, page };
	int rc;

	w->a = arena_new();
	w->from.len = w->next.len = 0;
	do {
		if (w->v->progress != NULL)
			w->v->progress(w->v->ctx, what, w->done, of);
		rc = w->v->mend ?
		    store_update(s, STORE_RELAXED, page_body, &call, e) :
		    store_view(s, page_body, &call, e);
		if (rc == -1)
			break;
		tell(w);
		end(w);
		w->done += w->n;
		w->from = w->next;
	} while (w->n == WALK_ROWS);
	arena_free(w->a);
	return rc;
}

struct total_call {
	enum store_index of;
	uint64_t *out;
};

static int
total_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct total_call *call = ctx;

	return store_total(t, call->of, call->out, e);
}

int
walk_total(struct store *s, enum store_index of, uint64_t *out, struct err *e)
{
	struct total_call call;

	call.of = of;
	call.out = out;
	return store_view(s, total_body, &call, e);
}
