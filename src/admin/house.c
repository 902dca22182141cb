/* SPDX-License-Identifier: BSD-2-Clause */
/* See house.h. */
#include "admin/house.h"
#include "ra/housekeeping.h"

struct reading {
	struct arena *a;
	Meta *meta;
};

static int
read_meta(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_meta(t, r->a, &r->meta, e);
}

int
house_show(const struct page *page, struct view *v, struct err *e)
{
	struct arena *a = page->arena;
	struct store *s = ra_store(page->admin->ra);
	struct reading r = { .a = a };
	struct ra_jobs jobs;
	struct err words;

	if (ra_jobs(page->admin->ra, a, &jobs, e) == -1 ||
	    store_view(s, read_meta, &r, e) == -1)
		return -1;
	if (r.meta != NULL && r.meta->backup_ms != 0)
		view_set_time(v, "Backup", r.meta->backup_ms);
	if (jobs.last_ms != 0)
		view_set_time(v, "Last", jobs.last_ms);
	if (store_room(s, &words) != STORE_ROOM_ENOUGH)
		view_set(view_add(v, "Troubles"), "Text",
		    arena_strdup(a, words.text));
	if (jobs.wait != NULL)
		view_set(view_add(v, "Troubles"), "Text",
		    arena_printf(a, "Housekeeping: %s", jobs.wait));
	for (size_t i = 0; i < jobs.n; i++)
		if (jobs.all[i].error[0] != '\0')
			view_set(view_add(v, "Troubles"), "Text",
			    arena_printf(a, "Housekeeping (%s): %s",
				jobs.all[i].name, jobs.all[i].error));
	return 0;
}
