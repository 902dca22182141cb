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
	struct reading r = { .a = a };
	const struct ra_job *jobs;
	const char *wait;
	size_t n;

	if (ra_jobs(page->admin->ra, a, &jobs, &n, e) == -1 ||
	    ra_jobs_wait(page->admin->ra, a, &wait, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_meta, &r, e) == -1)
		return -1;
	if (r.meta != NULL && r.meta->backup_ms != 0)
		view_set_time(v, "Backup", r.meta->backup_ms);
	if (ra_jobs_last_ms(jobs, n) != 0)
		view_set_time(v, "Last", ra_jobs_last_ms(jobs, n));
	if (wait != NULL)
		view_set(view_add(v, "Troubles"), "Text",
		    arena_printf(a, "Housekeeping: %s", wait));
	for (size_t i = 0; i < n; i++)
		if (jobs[i].error[0] != '\0')
			view_set(view_add(v, "Troubles"), "Text",
			    arena_printf(a, "Housekeeping (%s): %s",
				jobs[i].name, jobs[i].error));
	return 0;
}
