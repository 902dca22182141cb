/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_url.h. */
#include "admin/profile_url.h"

const char *
profile_url(const struct page *page, const char *slug)
{
	const struct admin *admin = page->admin;
	const struct web_request *req = page->req;
	const char *base = admin->public_url;

	if (base == NULL || *base == '\0')
		base = arena_printf(page->arena, "%s://%s",
		    req->https ? "https" : "http", req->host);
	return arena_printf(page->arena, "%s%s/%s", base, admin->scep_prefix,
	    slug);
}
