/* SPDX-License-Identifier: BSD-2-Clause */
/* What the pages of one profile share. */
#ifndef ADMIN_PROFILE_PAGE_H
#define ADMIN_PROFILE_PAGE_H

#include "admin/page.h"
#include "store/store.h"
#include "web/form.h"

/* The profile that the path names, in the page's arena; ERR_NOT_FOUND. */
int	 profile_of_path(const struct page *page, Profile **out,
	    struct err *e) must_check;
/* "/profiles/<id>", of ours. */
const char *profile_path(const struct page *page, const Profile *p);
/* The page of the whole list that shows it (profiles.c): of ours. */
const char *profiles_path_to(const struct page *page, const struct uuid *id);

/*
 * The page of the profile of this path, with the form for a new challenge as
 * it is.  Where something went wrong the status is 422, unless it is one of
 * errors already.
 */
int	 profile_render(struct page *page, const struct web_form *challenge,
	    struct err *e) must_check;

#endif
