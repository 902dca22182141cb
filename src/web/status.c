/* SPDX-License-Identifier: BSD-2-Clause */
/* The two tables of HTTP statuses, and sentences. */
#include <stddef.h>
#include <string.h>

#include "web/status.h"

/* RFC 9110 section 15, and RFC 6585 for 429. */
static const struct {
	int status;
	const char *name;
} names[] = {
	{ 200, "OK" },
	{ 204, "No Content" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

static const int of_kind[] = {
	[ERR_NONE] = 500, /* a failure that nobody named: ours */
	[ERR_MALFORMED] = 400,
	[ERR_INTEGRITY] = 400,
	[ERR_ALGORITHM] = 422,
	[ERR_TIME] = 400,
	[ERR_NOT_FOUND] = 404,
	[ERR_DENIED] = 403,
	[ERR_CONFLICT] = 409,
	[ERR_UNAVAILABLE] = 503,
	[ERR_INTERNAL] = 500,
};
_Static_assert(sizeof(of_kind) / sizeof(of_kind[0]) == ERR__COUNT,
    "a status for each kind");

const char *
web_status_name(int status)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].status == status)
			return names[i].name;
	return "Unknown";
}

int
web_status_of(enum err_kind kind)
{
	if ((unsigned int)kind >= ERR__COUNT)
		return 500;
	return of_kind[kind];
}

const char *
web_sentence(struct arena *a, const char *text)
{
	size_t len = strlen(text);
	char *out;

	if (len == 0)
		return "";
	out = arena_printf(a, "%s%s", text,
	    strchr(".!?", text[len - 1]) != NULL ? "" : ".");
	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
	return out;
}
