/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of ra_verify say while they are at it. */
#include "ra/verify_part.h"

void
verify_found(struct verifying *x, const char *fmt, ...)
{
	struct arena *a = arena_new();
	va_list ap;

	va_start(ap, fmt);
	x->out->findings++;
	x->v->found(x->v->ctx, arena_vprintf(a, fmt, ap));
	va_end(ap);
	arena_free(a);
}

void
verify_progress(struct verifying *x, const char *what, uint64_t done,
    uint64_t of)
{
	if (x->v->progress != NULL)
		x->v->progress(x->v->ctx, what, done, of);
}
