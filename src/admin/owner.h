/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tenants and connectors as what profiles belong to: found by the path of a
 * page, counted in a list, and not deleted while one has a profile.
 */
#ifndef ADMIN_OWNER_H
#define ADMIN_OWNER_H

#include "admin/confirm.h"
#include "ra/directory.h"
#include "store/store.h"

/* The record of the {id} in the path; ERR_NOT_FOUND where there is none. */
int	 owner_tenant(const struct page *page, Tenant **out, struct err *e)
	    must_check;
int	 owner_connector(const struct page *page, Connector **out,
	    struct err *e) must_check;

struct owner {
	const char	*noun;	/* "tenant": so the filter of profiles too */
	struct uuid	 id;
	const char	*name;
};
struct owner	 owner_of_tenant(const Tenant *record);
struct owner	 owner_of_connector(const Connector *record);

/* "/tenants/<id>" and what is behind it ("/edit", or ""); a path of ours. */
const char	*owner_path(const struct page *page,
		    const struct owner *owner, const char *behind);
/* The list of its profiles; a URL. */
const char	*owner_profiles_url(const struct page *page,
		    const struct owner *owner);

/* The first of its profiles by name, and how many there are. */
#define OWNER_PROFILES_MOST 50
struct owner_profiles {
	const struct directory_profile	*first[OWNER_PROFILES_MOST];
	size_t				 n;
	size_t				 all;
};
int	 owner_profiles(const struct page *page, const struct owner *owner,
	    struct owner_profiles *out, struct err *e) must_check;

/*
 * Set Profiles.{Text,Href} below v: how many there are ("3 profiles"), and
 * where they are listed; without Href where there is none.
 */
void	 owner_show_count(const struct page *page, const struct owner *owner,
	    size_t count, struct view *v);

/*
 * The page before it is deleted.  c: goes, stays and cancel are set; where
 * profiles belong to it they are named in the refusal.  refused: what ra said
 * when it was asked; NULL: it was not yet.  v: of page_view, with its crumbs.
 */
int	 owner_confirm(struct page *page, struct view *v,
	    const struct owner *owner, struct confirmation c,
	    const char *refused, struct err *e) must_check;

#endif
