/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One page on its way: what its handler reads, and how it answers.
 */
#ifndef ADMIN_PAGE_H
#define ADMIN_PAGE_H

#include "admin/admin.h"
#include "base/uuid.h"
#include "ra/user.h"
#include "store/store.h"
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
	/* Where an error page leads; NULL or "": to the first page. */
	const char			*way_out;
};

/* The URL of a path of ours: "/orders" is "/admin/orders". */
const char	*page_url(const struct page *page, const char *path);
/*
 * The URL of a record below its list, "/admin/orders/<id>" of "/orders"; NULL
 * where the id is empty.
 */
const char	*page_record_url(const struct page *page, const char *list,
		    ProtobufCBinaryData id);
/* A value of the query as text; "" where there is none. */
const char	*page_query(const struct page *page, const char *name);

/* A field of what was posted, as text; "" where there is none. */
const char	*page_posted(const struct page *page, const char *name);
/* The {id} of the path; ERR_NOT_FOUND where it is none of ours. */
int		 page_id(const struct page *page, struct uuid *out,
		    struct err *e) must_check;
/* Who does what this page does: the person who is signed in. */
struct actor	 page_actor(const struct page *page);

/*
 * A view with the layout's values: title, navigation, note, and the CSRF
 * token of the session.
 */
struct view	*page_view(struct page *page, const char *title);
/*
 * One step of the way to this page, above its title, the first one first;
 * path: of ours, or NULL for the last, which is the page itself.
 */
void		 page_crumb(const struct page *page, struct view *v,
		    const char *path, const char *label);
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
