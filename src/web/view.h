/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values for a template, and the page made of them.  A view is a place in a
 * tree of names (ClearSilver's HDF): values are set below it, lists grow
 * rows, and the root is rendered.  Everything lives as long as the arena.
 *
 * Every value is escaped for HTML where a template shows it, and is made
 * valid UTF-8 without control characters here.  A failure while setting is
 * kept and comes out of view_render: setters return nothing.
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "web/request.h"

struct view;

/* A root.  templates: the directory that template names start from. */
struct view	*view_new(struct arena *a, const char *templates);
/* The place of a name below, "Page.Nav"; made where it is not there. */
struct view	*view_at(struct view *v, const char *name);
/* A new row of the list of this name below: "Rows.0", "Rows.1"... */
struct view	*view_add(struct view *v, const char *list);

/* Names are CamelCase nouns, joined by '.'; never made from input. */
void		 view_set(struct view *v, const char *name,
		    const char *value);		/* NULL: nothing is set */
/* Each line of a text as a row of a list: its Text. */
void		 view_add_lines(struct view *v, const char *list,
		    const char *text);
void		 view_set_int(struct view *v, const char *name,
		    int64_t value);
void		 view_set_flag(struct view *v, const char *name,
		    bool value);		/* "1", or nothing */
/* 1,204: grouped by thousands, for people. */
void		 view_set_count(struct view *v, const char *name,
		    uint64_t value);
/*
 * A time: Name.Machine in RFC 3339; Name.Day and Name.Clock for people, in
 * UTC.  0: nothing is set.
 */
void		 view_set_time(struct view *v, const char *name,
		    int64_t ms);

/*
 * Render a template ("page/orders.cs") of the root that v belongs to into
 * the answer's body, with status as it stands and Content-Type text/html.
 * ERR_INTERNAL for trouble of the template, which the text places.
 */
int		 view_render(struct view *v, const char *name,
		    struct web_response *res, struct err *e) must_check;

#endif
