/* SPDX-License-Identifier: BSD-2-Clause */
/* See cache.h. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "web/cache.h"

#define TAG_BYTES 16 /* of the hash: enough, and short in logs */

/* Not strftime: its names go by the locale. */
char *
web_date(struct arena *a, int64_t ms)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		return arena_strdup(a, "");
	return arena_printf(a, "%s, %02d %s %04d %02d:%02d:%02d GMT",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/*
 * RFC 9110 section 13.1.2: a list of tags, compared weakly, or "*".  A quote
 * ends a tag, and ours has none inside.
 */
static bool
matches(const char *list, const char *tag)
{
	list += strspn(list, " \t");
	return strcmp(list, "*") == 0 || strstr(list, tag) != NULL;
}

bool
web_copy_is_fresh(struct web_response *res, const struct web_request *req,
    const struct web_copy *copy)
{
	struct arena *a = req->arena;
	const char *tag = arena_printf(a, "\"%s\"",
	    text_hex(a, span_of(copy->sha256.at, TAG_BYTES)));
	int64_t left = (copy->ends_ms - req->started_ms) / 1000;

	if (left < 0)
		left = 0;
	if (left > copy->max_age)
		left = copy->max_age;
	web_header_set(res, "ETag", tag);
	web_header_set(res, "Cache-Control",
	    arena_printf(a, "public, max-age=%" PRId64, left));
	web_header_set(res, "Expires",
	    web_date(a, req->started_ms + left * 1000));
	if (copy->changed_ms != 0)
		web_header_set(res, "Last-Modified",
		    web_date(a, copy->changed_ms));
	if (req->if_none_match == NULL || !matches(req->if_none_match, tag))
		return false;
	res->status = 304;
	return true;
}
