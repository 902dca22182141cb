/* SPDX-License-Identifier: BSD-2-Clause */
/* See long_option.h. */
#include <limits.h>
#include <stdbool.h>
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

static bool
is_in_full(const struct option *row, const char *word)
{
	size_t len;
	const char *name = name_of(word, &len);

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

/* One that the word is the beginning of, or one with almost its letters. */
static const struct option *
nearest_of(const struct option *rows, const char *word)
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

static int
no_option(const struct option *rows, const char *word,
    const struct option **meant, struct err *e)
{
	const struct option *r = nearest_of(rows, word);

	*meant = r;
	return err_set(e, ERR_MALFORMED, "there is no option %.*s%s%s",
	    long_option_len(word), word, r != NULL ? ", but there is --" : "",
	    r != NULL ? r->name : "");
}

/* getopt_long returns ':' where a value is missing, '?' of another fault. */
int
long_option_check(const struct option *rows, int c, char *const *argv,
    const struct option **meant, struct err *e)
{
	bool is_wrong = c == ':' || c == '?';
	const char *word = long_option_word(argv);
	int val = is_wrong ? optopt : c;
	const struct option *r = rows;

	*meant = NULL;
	/* A letter, whose word may not be over yet; 0 is an unknown name. */
	if (val != 0 && val <= UCHAR_MAX) {
		if (!is_wrong)
			return 0;
		return err_set(e, ERR_MALFORMED, "there is no option -%c", val);
	}
	while (r->name != NULL && r->val != val)
		r++;
	if (r->name == NULL || !is_in_full(r, word))
		return no_option(rows, word, meant, e);
	if (c == ':')
		return err_set(e, ERR_MALFORMED,
		    "a value is missing behind --%s", r->name);
	if (c == '?')
		return err_set(e, ERR_MALFORMED, "no value belongs behind --%s",
		    r->name);
	return 0;
}
