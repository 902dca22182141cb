/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is set up, as one picture for lists and choices: tenants, connectors
 * and profiles with the names of what they belong to, in every order that a
 * list can have, and the text that a search looks through.  A process keeps
 * the picture and makes it anew when any of it changed, so that a page of a
 * list costs the same at ten profiles and, nearly, at ten thousand.
 */
#ifndef RA_DIRECTORY_H
#define RA_DIRECTORY_H

#include "ra/ra.h"

struct directory_owner {		/* a tenant or a connector */
	struct uuid	 id;
	const char	*name;
	const char	*key_type;	/* of a connector's CA, "rsa:3072" */
	unsigned int	 profiles;	/* that belong to it */
};

struct directory_profile {
	struct uuid	 id;
	const char	*name;
	const char	*slug;
	bool		 active;
	bool		 open;		/* ra_profile_is_open */
	enum level	 level;
	int64_t		 created_ms;
	/* NULL where it is not there any more. */
	const struct directory_owner	*tenant;
	const struct directory_owner	*connector;
	/* Its names and those of the two, text_fold'ed, a line each. */
	const char	*folded;
};

enum directory_sort {
	DIRECTORY_BY_NAME,
	DIRECTORY_BY_STATUS,		/* active first */
	DIRECTORY_BY_TENANT,
	DIRECTORY_BY_URL,
	DIRECTORY_BY_CONNECTOR,
	DIRECTORY_SORT__COUNT
};

struct directory {
	const struct directory_owner	*tenants;	/* by name */
	size_t				 tenant_count;
	const struct directory_owner	*connectors;	/* by name */
	size_t				 connector_count;
	const struct directory_profile	*profiles;
	size_t				 profile_count;
	/* profile_count of them in each order; equals are by name. */
	const struct directory_profile	*const *sorted[DIRECTORY_SORT__COUNT];
};

/* As it is now.  Borrowed until the arena is reset. */
int	 ra_directory(struct ra *ra, struct arena *a,
	    const struct directory **out, struct err *e) must_check;

/* By id; NULL: not there. */
const struct directory_profile *directory_profile(const struct directory *d,
	    const struct uuid *id);
const struct directory_owner *directory_tenant(const struct directory *d,
	    const struct uuid *id);
const struct directory_owner *directory_connector(const struct directory *d,
	    const struct uuid *id);

#endif
