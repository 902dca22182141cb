/* SPDX-License-Identifier: BSD-2-Clause */
/* Every record of an index, for who is in no hurry; see store.h. */
#include "store/store.h"

struct page {
	struct store_list list;
	struct arena *a;
	struct store_page page;
};

static int
page_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct page *p = ctx;

	return store_list(t, &p->list, p->a, &p->page, e);
}

/* 0: there is another page. */
static int
each_of_page(const struct page *p, store_record *fn, void *ctx, struct err *e)
{
	int rc;

	for (unsigned int i = 0; i < p->page.n; i++)
		if ((rc = fn(p->page.rows[i], ctx, e)) != 0)
			return rc;
	return p->page.more ? 0 : 1;
}

int
store_each(struct store *s, enum store_index index, struct span key,
    store_record *fn, void *ctx, struct err *e)
{
	struct arena *cursors = arena_new();
	struct page p = {
		.list = { .index = index, .key = key, .most = STORE_PAGE_MOST },
		.a = arena_new(),
	};
	int rc;

	do {
		rc = store_view(s, page_body, &p, e);
		if (rc == 0)
			rc = each_of_page(&p, fn, ctx, e);
		arena_reset(cursors);
		p.list.after = arena_span(cursors, p.page.next);
		arena_reset(p.a);
	} while (rc == 0);
	arena_free(p.a);
	arena_free(cursors);
	return rc == -1 ? -1 : 0;
}
