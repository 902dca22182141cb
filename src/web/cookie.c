/* SPDX-License-Identifier: BSD-2-Clause */
/* Cookies in and out. */
#include <string.h>

#include "web/cookie.h"

const char *
web_cookie_get(const struct web_request *req, const char *name)
{
	const char *at = req->cookie;
	size_t len, name_len = strlen(name);

	for (; *at != '\0'; at += len + (at[len] == ';')) {
		at += strspn(at, " \t");
		len = strcspn(at, ";");
		if (len <= name_len || at[name_len] != '=' ||
		    memcmp(at, name, name_len) != 0)
			continue;
		at += name_len + 1;
		len -= name_len + 1;
		while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
			len--;
		/* RFC 6265 section 4.1.1 lets a value stand in quotes. */
		if (len >= 2 && at[0] == '"' && at[len - 1] == '"')
			return arena_str(req->arena, span_of(at + 1, len - 2));
		return arena_str(req->arena, span_of(at, len));
	}
	return NULL;
}

void
web_cookie_set(struct web_response *res, struct arena *a,
    const struct web_cookie *cookie)
{
	const char *age = "";

	if (*cookie->value == '\0')
		age = "; Max-Age=0";
	else if (cookie->max_age > 0)
		age = arena_printf(a, "; Max-Age=%ld", cookie->max_age);
	web_header_set(res, "Set-Cookie",
	    arena_printf(a, "%s=%s; Path=%s; HttpOnly; SameSite=Strict%s%s",
		cookie->name, cookie->value, cookie->path, age,
		cookie->secure ? "; Secure" : ""));
}
