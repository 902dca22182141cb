/* SPDX-License-Identifier: BSD-2-Clause */
/* Delete a profile: what goes and what stays, and then the act. */
#include "admin/confirm.h"
#include "admin/profile_page.h"
#include "admin/profile_url.h"
#include "admin/routes.h"
#include "base/text.h"
#include "ra/setup.h"
#include "store/store.h"

struct reading {
	struct arena *arena;
	struct uuid id;
	Counter *counter; /* result */
};

static int
read_counter(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;

	return store_get_counter(t, &r->id, 0, r->arena, &r->counter, e);
}

/* What becomes of the orders that wait; NULL: none does. */
static int
tell_waiting(const struct page *page, const char **out, struct err *e)
{
	struct reading r = { .arena = page->arena };
	int64_t n;

	if (page_id(page, &r.id, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_counter, &r, e) == -1)
		return -1;
	n = r.counter->pending;
	*out = n <= 0 ? NULL :
			arena_printf(page->arena,
			    "%s that wait%s for approval: nobody can approve "
			    "%s any more.",
			    text_count(page->arena, (uint64_t)n, "order"),
			    n == 1 ? "s" : "", n == 1 ? "it" : "them");
	return 0;
}

int
profile_delete_page(struct page *page, struct err *e)
{
	struct arena *a = page->arena;
	const char *goes[4] = { NULL };
	static const char *const stays[] = {
		"Its orders and certificates stay on record.",
		"Certificates that were issued stay valid until they end.",
		NULL,
	};
	struct confirmation c = { .goes = goes, .stays = stays };
	struct view *v;
	Profile *p;

	if (profile_of_path(page, &p, e) == -1 ||
	    tell_waiting(page, &goes[2], e) == -1)
		return -1;
	goes[0] = arena_printf(a,
	    "The URL %s: devices that use it are refused "
	    "from the next request on.",
	    profile_url(page, p->slug));
	goes[1] = "Its challenge password and its settings.";
	c.title = "Delete profile";
	c.question = arena_printf(a, "Delete the profile \"%s\"?", p->name);
	c.cancel = profile_path(page, p);
	c.path = arena_printf(a, "%s/delete", c.cancel);
	c.button = "Delete profile";
	v = page_view(page, c.title);
	page_crumb(page, v, "/profiles", "SCEP Server");
	page_crumb(page, v, c.cancel, p->name);
	page_crumb(page, v, NULL, "Delete");
	return confirm_render(page, v, &c, e);
}

int
profile_delete(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct web_note note = { "profile-deleted", "" };
	struct uuid id;
	Profile *p;

	if (page_id(page, &id, e) == -1 || profile_of_path(page, &p, e) == -1 ||
	    ra_profile_remove(page->admin->ra, &by, &id, e) == -1)
		return -1;
	note.subject = p->name;
	page_see_other(page, "/profiles", &note);
	return 0;
}
