/* SPDX-License-Identifier: BSD-2-Clause */
/* See long_option.h. */
#include <stddef.h>
#include <string.h>

#include "base/long_option.h"

#define NAME_MOST 40 /* of names that are compared letter by letter */
#define LETTERS_PER_SLIP 4

const char *
long_option_word(char *const *argv)
{
	bool apart = optarg != NULL && optarg == argv[optind - 1];

	return argv[optind - (apart ? 2 : 1)];
}

int
long_option_len(const char *word)
{
	return (int)strcspn(word, "=");
}

/* The name in a word, without hyphens and value. */
static const char *
name_of(const char *word, size_t *len)
{
	word += strspn(word, "-");
	*len = strcspn(word, "=");
	return word;
}

bool
long_option_in_full(const struct option *row, const char *word)
{
	const char *name;
	size_t len;

	if (strncmp(word, "--", 2) != 0)
		return true;
	name = name_of(word, &len);
	return strlen(row->name) == len && strncmp(row->name, name, len) == 0;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters that are wrong, missing or too many (Levenshtein). */
static size_t
slips(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[NAME_MOST + 1], before, above;

	if (a_len > NAME_MOST || b_len > NAME_MOST)
		return NAME_MOST;
	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		before = row[0]++;
		for (size_t j = 1; j <= b_len; j++) {
			above = row[j];
			row[j] = least(least(row[j], row[j - 1]) + 1,
			    before + (a[i - 1] != b[j - 1]));
			before = above;
		}
	}
	return row[b_len];
}

const struct option *
long_option_nearest(const struct option *rows, const char *word)
{
	const struct option *r, *nearest = NULL;
	size_t len, n, fewest;
	const char *name = name_of(word, &len);

	for (r = rows; len > 0 && r->name != NULL; r++)
		if (strncmp(r->name, name, len) == 0)
			return r;
	fewest = len / LETTERS_PER_SLIP + 1;
	for (r = rows; r->name != NULL; r++) {
		n = slips(name, len, r->name, strlen(r->name));
		if (n >= fewest)
			continue;
		fewest = n;
		nearest = r;
	}
	return nearest;
}
