/* SPDX-License-Identifier: BSD-2-Clause */
/* Cookies by https and by http. */
#include "admin/cookies.h"
#include "web/cookie.h"

static const struct {
	const char *plain;
	const char *https;
} names[] = {
	[ADMIN_COOKIE_SESSION] = { "scepgate_session",
	    "__Host-scepgate_session" },
	[ADMIN_COOKIE_CSRF] = { "scepgate_csrf", "__Host-scepgate_csrf" },
};
_Static_assert(sizeof(names) / sizeof(names[0]) == ADMIN_COOKIE__COUNT,
    "names for each cookie");

static const char *
name_of(const struct page *page, enum admin_cookie which)
{
	return page->req->https ? names[which].https : names[which].plain;
}

const char *
admin_cookie_get(const struct page *page, enum admin_cookie which)
{
	return web_cookie_get(page->req, name_of(page, which));
}

void
admin_cookie_set(struct page *page, enum admin_cookie which, const char *value)
{
	const char *prefix = page->admin->prefix;
	const struct web_cookie cookie = {
		.name = name_of(page, which),
		.value = value,
		.path = page->req->https || *prefix == '\0' ? "/" : prefix,
		.secure = page->req->https,
	};

	web_cookie_set(page->res, page->arena, &cookie);
}
