/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One page on its way: what its handler reads, and how it answers.
 */
#ifndef ADMIN_PAGE_H
#define ADMIN_PAGE_H

#include "admin/admin.h"
#include "ra/user.h"
#include "web/note.h"
#include "web/router.h"
#include "web/view.h"

struct page {
	const struct admin		*admin;
	const struct web_request	*req;
	struct web_response		*res;
	struct arena			*arena;
	struct web_match		 match;
	struct web_params		 query;
	struct web_params		 posted;
	const struct ra_session		*session; /* NULL: nobody signed in */
};

/* The URL of a path of ours: "/orders" is "/admin/orders". */
const char	*page_url(const struct page *page, const char *path);
/* A value of the query as text; "" where there is none. */
const char	*page_query(const struct page *page, const char *name);

/*
 * A view with the layout's values: title, navigation, note, and the CSRF
 * token of the session.
 */
struct view	*page_view(struct page *page, const char *title);
int		 page_render(struct page *page, struct view *v,
		    const char *name, struct err *e) must_check;
/*
 * Go on with GET at a path of ours (query included), and show a note there;
 * note NULL: none.
 */
void		 page_see_other(struct page *page, const char *path,
		    const struct web_note *note);
/* An error page; never fails. */
void		 page_fail(struct page *page, const struct err *why);
void		 page_fail_status(struct page *page, int status,
		    const char *title, const char *text);

#endif
