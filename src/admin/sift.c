/* SPDX-License-Identifier: BSD-2-Clause */
/* See sift.h. */
#include <string.h>

#include "admin/sift.h"

#define BATCH 100 /* rows of one transaction */
#define BATCHES_MOST 10

/*
 * One transaction's rows, and which of them fit.  Where most may be read in
 * vain they lie in the scratch arena, and those that fit are copied: what a
 * page keeps is to be cleared when it is let go, a thousand orders by far.
 */
struct batch {
	const struct sift *s;
	struct store_list list; /* walks on */
	struct store_page rows;
	enum sift_verdict fits[BATCH];
};

/* The page, filled from the end where the walk is backwards. */
struct filling {
	ProtobufCMessage *rows[PAGER_ROWS];
	struct span cursors[PAGER_ROWS];
	unsigned int n;
	bool full; /* and another one fits */
	bool ended; /* and none follows */
	struct span last; /* the cursor of the last row that was read */
};

static int
read_batch(struct store_txn *t, void *ctx, struct err *e)
{
	struct batch *b = ctx;
	const struct sift *s = b->s;

	if (store_list(t, &b->list, s->scratch, &b->rows, e) == -1)
		return -1;
	for (unsigned int i = 0; i < b->rows.n; i++) {
		b->fits[i] = SIFT_IN;
		if (s->fits != NULL &&
		    s->fits(t, b->rows.rows[i], s->ctx, &b->fits[i], e) == -1)
			return -1;
	}
	return 0;
}

static void
look_again(struct batch *b)
{
	const struct sift *s = b->s;

	if (s->stays == NULL)
		return;
	for (unsigned int i = 0; i < b->rows.n; i++)
		if (b->fits[i] == SIFT_IN &&
		    !s->stays(b->rows.rows[i], b->rows.cursors[i], s->ctx))
			b->fits[i] = SIFT_OUT;
}

static void
take_row(struct filling *f, const struct batch *b, unsigned int at,
    struct arena *a)
{
	unsigned int place = b->list.backwards ? PAGER_ROWS - 1 - f->n : f->n;
	const bool stays = b->s->scratch == a;

	f->rows[place] = stays ? b->rows.rows[at] :
				 store_row_copy(b->rows.rows[at], a);
	f->cursors[place] = stays ? b->rows.cursors[at] :
				    arena_span(a, b->rows.cursors[at]);
	f->n++;
}

/* Take the rows that fit, in the direction of the walk. */
static void
take_batch(struct filling *f, const struct batch *b, struct arena *a)
{
	bool backwards = b->list.backwards;
	unsigned int at;

	for (unsigned int i = 0; i < b->rows.n; i++) {
		at = backwards ? b->rows.n - 1 - i : i;
		f->full = b->fits[at] == SIFT_IN && f->n == PAGER_ROWS;
		f->ended = b->fits[at] == SIFT_END && !backwards;
		if (f->full || f->ended)
			return;
		f->last = b->rows.cursors[at];
		if (b->fits[at] == SIFT_IN)
			take_row(f, b, at, a);
	}
}

/* more: the walk ended at its limit. */
static void
finish(struct arena *a, struct sift *s, const struct filling *f, bool more)
{
	unsigned int from = s->list.backwards ? PAGER_ROWS - f->n : 0;
	struct store_page *out = &s->rows;

	out->n = f->n;
	out->more = f->full || (more && !f->ended);
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

/* *on: another batch is to follow. */
static int
sift_batch(const struct page *page, struct batch *b, struct filling *f,
    bool *on, struct err *e)
{
	if (store_view(ra_store(page->admin->ra), read_batch, b, e) == -1)
		return -1;
	look_again(b);
	take_batch(f, b, page->arena);
	f->last = arena_span(page->arena, f->last);
	b->list.after = arena_span(page->arena,
	    b->list.backwards ? b->rows.first : b->rows.next);
	*on = b->rows.more && !f->full && !f->ended;
	return 0;
}

int
sift_run(const struct page *page, struct sift *s, struct err *e)
{
	const bool in_vain = s->fits != NULL || s->stays != NULL;
	struct batch b = { .s = s, .list = s->list };
	struct filling f = { .n = 0 };
	bool on = true;
	int rc = 0;

	s->rows = (struct store_page){ .n = 0 };
	s->scratch = in_vain ? arena_new() : page->arena;
	b.list.most = in_vain ? BATCH : PAGER_ROWS + 1;
	for (int i = 0; rc == 0 && on && i < BATCHES_MOST; i++) {
		rc = sift_batch(page, &b, &f, &on, e);
		if (in_vain)
			arena_reset(s->scratch);
	}
	if (in_vain)
		arena_free(s->scratch);
	if (rc == 0)
		finish(page->arena, s, &f, b.rows.more);
	return rc;
}
