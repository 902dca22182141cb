/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the page of a profile has of one-time challenges: the form for a new
 * one, and their list, page by page.  What they do is in challenge.c.
 */
#ifndef ADMIN_PROFILE_CHALLENGE_H
#define ADMIN_PROFILE_CHALLENGE_H

#include "admin/page.h"
#include "ra/one_time.h"
#include "store/store.h"
#include "web/form.h"

#define PROFILE_CHALLENGES 10	/* on a page of the list */

/* What a new one is asked for with: a label and how long it is good. */
struct web_form	*profile_challenge_form(const struct page *page);
/*
 * Set label and valid_ms as typed; where the form has an error, as if nothing
 * was.
 */
void		 profile_challenge_read(const struct web_form *form,
		    struct one_time_draft *d);
/*
 * Set Make, where a new one is made, and the rows Challenges.*: Label, By,
 * Made and End (times), State.{Word,Class}, Subject, and where they are
 * Order, which it was spent for, and Revoke.  challenges: of the profile of
 * this path ("/profiles/<id>").
 */
void		 profile_challenges_show(const struct page *page,
		    const char *path, const struct store_page *challenges,
		    struct view *v);

#endif
