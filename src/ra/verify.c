/* SPDX-License-Identifier: BSD-2-Clause */
/* See verify.h. */
#include "store/verify.h"
#include "ra/verify_part.h"

static void
found(void *ctx, const char *text)
{
	verify_found(ctx, "%s", text);
}

static void
progress(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	verify_progress(ctx, what, done, of);
}

/* The first entry that is wrong makes the rest worth nothing. */
static int
verify_audit(struct verifying *x, struct err *e)
{
	verify_progress(x, "audit log", 0, 0);
	if (store_verify_audit(x->ra->store, &x->out->audit_entries, e) == 0)
		return 0;
	if (e->kind == ERR_UNAVAILABLE)
		return -1;
	verify_found(x, "%s: %s", e->text, x->cure);
	err_clear(e);
	return 0;
}

/*
 * Indexes that are made anew are all there before the others are taken out of
 * them, and counters agree among themselves before they are compared; what is
 * mended by then is no finding of the parts that follow.
 */
static int
verify_all(struct verifying *x, struct err *e)
{
	const struct verify v = {
		.ctx = x,
		.found = found,
		.cure = x->cure,
		.progress = progress,
		.beside = verify_beside,
		.look = verify_look,
		.mend = x->v->rebuild_indexes,
		.recount = x->v->rebuild_counters,
	};
	struct store *s = x->ra->store;
	struct verified rows = { 0 };

	if (store_verify_pages(s, &v, &rows, e) == -1)
		return -1;
	x->out->pages = rows.pages;
	/* Whoever reads such a page gets no further. */
	if (rows.damaged > 0)
		return 0;
	if (counts_check_sums(x, e) == -1 ||
	    store_verify_records(s, &v, &rows, e) == -1 ||
	    store_verify_indexes(s, &v, &rows, e) == -1)
		return -1;
	x->out->records = rows.records;
	x->out->index_rows = rows.index_rows;
	x->out->mended = rows.mended;
	x->out->recounted += rows.recounted;
	if (counts_compare(x, e) == -1 || verify_connectors(x, e) == -1)
		return -1;
	return verify_audit(x, e);
}

int
ra_verify(struct ra *ra, const struct ra_verify *v, struct ra_verified *out,
    struct err *e)
{
	struct verifying x = {
		.ra = ra,
		.v = v,
		.cure = v->cure != NULL ? v->cure : VERIFY_CURE,
		.out = out,
		.counts = counts_new(),
	};
	int rc;

	*out = (struct ra_verified){ 0 };
	rc = verify_all(&x, e);
	counts_free(x.counts);
	return rc;
}
