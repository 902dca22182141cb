/* SPDX-License-Identifier: BSD-2-Clause */
/* See confirm.h. */
#include "admin/confirm.h"

static void
show_sentences(struct view *v, const char *list, const char *const *sentences)
{
	for (; sentences != NULL && *sentences != NULL; sentences++)
		view_set(view_add(v, list), "Text", *sentences);
}

int
confirm_render(struct page *page, struct view *v, const struct confirmation *c,
    struct err *e)
{
	struct view *at = view_at(v, "Confirm");

	view_set(at, "Question", c->question);
	show_sentences(at, "Goes", c->goes);
	show_sentences(at, "Stays", c->stays);
	view_set(at, "Refusal", c->refusal);
	view_set(at, "Reason.Href", c->reason_url);
	view_set(at, "Reason.Label", c->reason_label);
	view_set(at, "Action", page_url(page, c->path));
	view_set(at, "Button", c->button);
	view_set(at, "Cancel", page_url(page, c->cancel));
	if (c->refusal != NULL)
		page->res->status = 409;
	else if (c->form != NULL) {
		web_form_show(c->form, view_at(v, "Form"));
		if (!web_form_ok(c->form))
			page->res->status = 422;
	}
	return page_render(page, v, "page/confirm.cs", e);
}
