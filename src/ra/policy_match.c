/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns of names.  Globs and no regular expressions: a '.' is a '.', and
 * what a pattern costs is bounded by its length times the text's.
 */
#include <string.h>

#include "ra/policy_match.h"

/* A character of UTF-8, or a '\' with the one that it escapes. */
static size_t
unit(const char *s)
{
	size_t n = *s == '\\' && s[1] != '\0' ? 2 : 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* RFC 5280 section 7: case does not tell names apart. */
static bool
same_unit(const char *a, const char *b)
{
	size_t i, n = unit(a);

	if (unit(b) != n)
		return false;
	for (i = 0; i < n; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

/* An escaped one is a unit that begins with '\', and so none. */
static bool
ends_value(const char *s, const char *ends)
{
	return *s != '\0' && strchr(ends, *s) != NULL;
}

/*
 * The last '*' alone is tried again: where one before it could have taken
 * more, this one can, too.  That holds across the ends of values as well,
 * since both have the same number of them up to here.
 */
bool
policy_match(const char *pattern, const char *text, const char *ends)
{
	const char *star = NULL, *from = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (*pattern != '\0' &&
		    (same_unit(pattern, text) ||
			(*pattern == '?' && !ends_value(text, ends)))) {
			pattern += unit(pattern);
			text += unit(text);
		} else if (star != NULL && !ends_value(from, ends)) {
			from += unit(from);
			text = from;
			pattern = star;
		} else
			return false;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
