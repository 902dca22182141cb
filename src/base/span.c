/* SPDX-License-Identifier: BSD-2-Clause */
/* Borrowed bytes: making and comparing them. */
#include <string.h>

#include "base/span.h"

struct span
span_of(const void *at, size_t len)
{
	return (struct span){ .at = at, .len = len };
}

struct span
span_of_str(const char *s)
{
	if (s == NULL)
		return span_of(NULL, 0);
	return span_of(s, strlen(s));
}

/* memcmp wants places even for no bytes, and an empty span may have none. */
bool
span_equal(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	return a.len == 0 || memcmp(a.at, b.at, a.len) == 0;
}

bool
span_begins_with(struct span s, struct span start)
{
	return s.len >= start.len &&
	    span_equal(span_of(s.at, start.len), start);
}

bool
span_equal_secret(struct span a, struct span b)
{
	/* volatile: the loop must not learn to stop early */
	volatile uint8_t differs = 0;
	size_t i;

	if (a.len != b.len)
		return false;
	for (i = 0; i < a.len; i++)
		differs |= a.at[i] ^ b.at[i];
	return differs == 0;
}

int
span_compare(struct span a, struct span b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order;

	order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}
