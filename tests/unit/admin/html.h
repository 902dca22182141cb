/* SPDX-License-Identifier: BSD-2-Clause */
/* What every page must hold as HTML. */
#ifndef TEST_HTML_H
#define TEST_HTML_H

#include "base/arena.h"

/*
 * Elements nest and end; ids are there once; labels, descriptions and links
 * within the page lead to an id; one h1 and one main; no script, no style
 * and no handler.  The text says what is wrong; NULL: nothing.
 */
const char	*html_fault(const char *page, struct arena *a);

/*
 * The value of an attribute of the first tag that holds `mark`, entities as
 * they stand; NULL: none.
 */
const char	*html_attribute(const char *page, const char *mark,
		    const char *name, struct arena *a);
/* Where such a link leads, "&amp;" read as a browser reads it; NULL: none. */
const char	*html_link(const char *page, const char *mark,
		    struct arena *a);

#endif
