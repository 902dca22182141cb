/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the row of a request. */
#include <string.h>

#include "base/text.h"
#include "web/router.h"

/*
 * The path below the prefix; NULL where it lies elsewhere.  The prefix alone
 * is the root, with or without a slash.
 */
static const char *
below(const char *prefix, const char *path)
{
	size_t len = strlen(prefix);

	if (strncmp(path, prefix, len) != 0)
		return NULL;
	path += len;
	if (*path == '\0')
		return "/";
	return *path == '/' ? path : NULL;
}

/* A segment as a part's value: decoded, and text that can be shown. */
static bool
take_part(struct web_match *m, struct span name, struct span segment,
    struct arena *a)
{
	struct span value;
	struct err e;

	if (segment.len == 0 || m->part_count == WEB_PARTS_MOST)
		return false;
	if (text_percent_decode(a, segment, false, &value, &e) == -1 ||
	    value.len == 0 || !text_is_clean(value))
		return false;
	m->parts[m->part_count].name = span_of(name.at + 1, name.len - 2);
	m->parts[m->part_count].value = arena_str(a, value);
	m->part_count++;
	return true;
}

static bool
match_path(const char *pattern, const char *path, struct arena *a,
    struct web_match *m)
{
	struct span want, have;

	m->part_count = 0;
	while (*pattern == '/' && *path == '/') {
		pattern++;
		path++;
		want = span_of(pattern, strcspn(pattern, "/"));
		have = span_of(path, strcspn(path, "/"));
		if (want.len > 2 && want.at[0] == '{') {
			if (!take_part(m, want, have, a))
				return false;
		} else if (!span_equal(want, have)) {
			return false;
		}
		pattern += want.len;
		path += have.len;
	}
	return *pattern == '\0' && *path == '\0';
}

static bool
answers(const struct web_route *route, enum web_method method)
{
	return route->method == method ||
	    (route->method == WEB_GET && method == WEB_HEAD);
}

void
web_route_find(const struct web_router *router, enum web_method method,
    const char *path, struct arena *a, struct web_match *out)
{
	const struct web_route *route;
	bool get = false, post = false;

	*out = (struct web_match){ .kind = WEB_MATCH_NO_PATH };
	if ((path = below(router->prefix, path)) == NULL)
		return;
	for (size_t i = 0; i < router->count; i++) {
		route = &router->routes[i];
		if (!match_path(route->path, path, a, out))
			continue;
		if (answers(route, method)) {
			out->kind = WEB_MATCH_FOUND;
			out->route = route;
			return;
		}
		get = get || route->method == WEB_GET;
		post = post || route->method == WEB_POST;
	}
	out->part_count = 0;
	if (!get && !post)
		return;
	out->kind = WEB_MATCH_NO_METHOD;
	out->allow = !post ? "GET, HEAD" : !get ? "POST" : "GET, HEAD, POST";
}

const char *
web_match_part(const struct web_match *match, const char *name)
{
	for (size_t i = 0; i < match->part_count; i++)
		if (span_equal(match->parts[i].name, span_of_str(name)))
			return match->parts[i].value;
	return NULL;
}
