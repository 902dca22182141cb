/* SPDX-License-Identifier: BSD-2-Clause */
/* Cursors in URLs. */
#include <string.h>

#include "admin/pager.h"
#include "base/text.h"
#include "web/url.h"

#define CURSOR_MOST 1024 /* hex digits */

int
pager_read(const struct page *page, struct store_list *list, struct err *e)
{
	const char *hex = page_query(page, "after");

	list->most = PAGER_ROWS;
	if (*hex == '\0') {
		hex = page_query(page, "before");
		list->backwards = *hex != '\0';
	}
	if (*hex == '\0')
		return 0;
	if (strlen(hex) > CURSOR_MOST ||
	    text_unhex(page->arena, hex, &list->after, e) == -1)
		return err_set(e, ERR_MALFORMED,
		    "the place in the list cannot be read");
	return 0;
}

struct loading {
	struct arena *arena;
	struct pager_list *p;
};

static int
load(struct store_txn *t, void *ctx, struct err *e)
{
	const struct loading *l = ctx;
	struct pager_list *p = l->p;

	if (store_list(t, &p->list, l->arena, &p->rows, e) == -1)
		return -1;
	return store_total(t, p->list.index, &p->total, e);
}

int
pager_load(const struct page *page, struct pager_list *p, struct err *e)
{
	struct loading l = { page->arena, p };

	if (pager_read(page, &p->list, e) == -1)
		return -1;
	return store_view(ra_store(page->admin->ra), load, &l, e);
}

void
pager_show(const struct page *page, const struct store_list *list,
    const struct store_page *rows, const char *path, struct view *v)
{
	bool previous = list->backwards ? rows->more : list->after.len > 0;
	bool next = list->backwards ? list->after.len > 0 : rows->more;
	struct arena *a = page->arena;

	/* Behind the last row, or before the first: back to the start. */
	if (rows->n == 0 && !rows->more) {
		if (list->after.len > 0)
			view_set(v, "Pager.Previous.Href",
			    page_url(page, path));
		return;
	}
	if (previous)
		view_set(v, "Pager.Previous.Href",
		    web_url(a, page_url(page, path), "before",
			text_hex(a, rows->first), NULL));
	if (next)
		view_set(v, "Pager.Next.Href",
		    web_url(a, page_url(page, path), "after",
			text_hex(a, rows->next), NULL));
}
