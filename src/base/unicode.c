/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8: what is valid, what is clean, what is the same name. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/mem.h"
#include "base/text.h"

/* U+FFFD, the replacement character. */
static const char replacement[] = "\xef\xbf\xbd";

/* C0, DEL, C1. */
static bool
is_control(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/*
 * What changes how the text around it looks and is not seen itself: marks of
 * direction, blanks of no width, tags.  Not the joiners, which Persian and the
 * scripts of India are written with.
 */
static bool
is_hidden(ucs4_t c)
{
	return c >= 0xad && c != 0x200c && c != 0x200d &&
	    uc_is_general_category(c, UC_FORMAT);
}

static bool
is_not_shown(ucs4_t c)
{
	return is_control(c) || is_hidden(c);
}

bool
text_is_utf8(struct span s)
{
	if (s.len == 0)
		return true;
	return u8_check(s.at, s.len) == NULL &&
	    memchr(s.at, '\0', s.len) == NULL;
}

struct span
text_without_mark(struct span s)
{
	static const char mark[] = "\xef\xbb\xbf";
	const size_t len = sizeof(mark) - 1;

	if (s.len < len || memcmp(s.at, mark, len) != 0)
		return s;
	return span_of(s.at + len, s.len - len);
}

static bool
has_none(struct span s, bool (*is_bad)(ucs4_t c))
{
	ucs4_t c;
	int n;

	for (; s.len > 0; s = span_of(s.at + n, s.len - (size_t)n)) {
		if ((n = u8_mbtoucr(&c, s.at, s.len)) <= 0 || is_bad(c))
			return false;
	}
	return true;
}

bool
text_is_clean(struct span s)
{
	return has_none(s, is_control);
}

bool
text_can_be_shown(struct span s)
{
	return has_none(s, is_not_shown);
}

size_t
text_length(const char *utf8)
{
	return u8_mbsnlen((const uint8_t *)utf8, strlen(utf8));
}

/*
 * u8_mbtouc takes a broken sequence for one U+FFFD and goes on behind it; a
 * cut one at the end likewise.
 */
static char *
replace(struct arena *a, struct span s, size_t max, bool (*is_bad)(ucs4_t c))
{
	/* Three bytes replace one at worst. */
	size_t len = 0, most = s.len > max / 3 ? max : 3 * s.len, put;
	char *text = arena_alloc(a, most + 1);
	const char *from;
	ucs4_t c;
	int n;

	for (; s.len > 0; s = span_of(s.at + n, s.len - (size_t)n)) {
		n = u8_mbtouc(&c, s.at, s.len);
		from = (const char *)s.at;
		put = (size_t)n;
		if (c == 0xfffd || is_bad(c)) {
			from = replacement;
			put = strlen(replacement);
		}
		if (put > most - len)
			break;
		memcpy(text + len, from, put);
		len += put;
	}
	text[len] = '\0';
	return text;
}

char *
text_clean(struct arena *a, struct span s, size_t max)
{
	return replace(a, s, max, is_control);
}

char *
text_cut(struct arena *a, struct span s, size_t max)
{
	static const char more[] = " [...]";
	char *text;

	/* Three bytes replace one at worst. */
	if (s.len <= max / 3)
		return text_clean(a, s, max);
	text = text_clean(a, s, SIZE_MAX);
	if (strlen(text) <= max)
		return text;
	return arena_printf(a, "%s%s", text_clean(a, s, max - strlen(more)),
	    more);
}

char *
text_shown(struct arena *a, struct span s, size_t max)
{
	return replace(a, s, max, is_not_shown);
}

bool
text_has_invisible(const char *utf8)
{
	const uint8_t *at = (const uint8_t *)utf8;
	ucs4_t c;

	while ((at = u8_next(&c, at)) != NULL)
		if (uc_is_general_category(c, UC_FORMAT))
			return true;
	return false;
}

/*
 * An accent is a mark above, below or through its letter: those have the
 * combining classes from 200 on.  Marks of lower classes are letters to those
 * who write with them (vowels, the voiced kana), and stay.
 */
static bool
is_accent(ucs4_t c)
{
	return uc_combining_class(c) >= 200;
}

/* In place: without accents, outer and repeated blanks; the new length. */
static size_t
drop_accents_and_blanks(uint8_t *text, size_t len)
{
	size_t at, kept = 0;
	bool blank = false;
	ucs4_t c;
	int n;

	for (at = 0; at < len; at += (size_t)n) {
		n = u8_mbtouc(&c, text + at, len - at);
		if (is_accent(c))
			continue;
		if (uc_is_property_white_space(c)) {
			blank = kept > 0;
			continue;
		}
		if (blank)
			text[kept++] = ' ';
		blank = false;
		memmove(text + kept, text + at, (size_t)n);
		kept += (size_t)n;
	}
	return kept;
}

/*
 * What most names are made of, and what takes libunistring thirty times as
 * long; NULL where there is more in it than ASCII.
 */
static char *
fold_ascii(struct arena *a, const char *text, size_t len)
{
	char *out = arena_alloc(a, len + 1), *to = out;
	bool blank = false;

	for (; *text != '\0'; text++) {
		if ((*text & 0x80) != 0)
			return NULL;
		if (*text == ' ' || (*text >= '\t' && *text <= '\r')) {
			blank = to > out;
			continue;
		}
		if (blank)
			*to++ = ' ';
		blank = false;
		*to++ = *text >= 'A' && *text <= 'Z' ?
		    (char)(*text - 'A' + 'a') :
		    *text;
	}
	*to = '\0';
	return out;
}

char *
text_fold(struct arena *a, const char *utf8)
{
	uint8_t *wide, *folded;
	size_t len = strlen(utf8);
	char *text;

	if ((text = fold_ascii(a, utf8, len)) != NULL)
		return text;
	/* Nothing to be said about what is no text, but it must not harm. */
	if (!text_is_utf8(span_of(utf8, len)))
		utf8 = text_clean(a, span_of(utf8, len), 3 * len);
	/*
	 * First to letters that have a lower case (a circled K has none),
	 * then to lower case.
	 */
	wide = mem_must(u8_normalize(UNINORM_NFKD, (const uint8_t *)utf8,
	    strlen(utf8), NULL, &len));
	folded = mem_must(
	    u8_casefold(wide, len, NULL, UNINORM_NFKD, NULL, &len));
	len = drop_accents_and_blanks(folded, len);
	text = arena_str(a, span_of(folded, len));
	free(folded);
	free(wide);
	return text;
}

char *
text_slug(struct arena *a, const char *utf8, size_t max)
{
	const char *p;
	char *slug = text_fold(a, utf8);
	size_t len = 0;

	for (p = slug; *p != '\0' && len < max; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
			slug[len++] = *p;
		else if (len > 0 && slug[len - 1] != '-')
			slug[len++] = '-';
	}
	if (len > 0 && slug[len - 1] == '-')
		len--;
	slug[len] = '\0';
	return slug;
}
