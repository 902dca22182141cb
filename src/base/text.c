/* SPDX-License-Identifier: BSD-2-Clause */
/* Hex, percent-encoding, numbers. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char lower[] = "0123456789abcdef";
static const char upper[] = "0123456789ABCDEF";

static int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *
text_hex(struct arena *a, struct span s)
{
	char *text = arena_alloc(a, 2 * s.len + 1);
	size_t i;

	for (i = 0; i < s.len; i++) {
		text[2 * i] = lower[s.at[i] >> 4];
		text[2 * i + 1] = lower[s.at[i] & 0xf];
	}
	return text;
}

char *
text_fingerprint(struct arena *a, struct span s)
{
	char *text = arena_alloc(a, 3 * s.len + 1);
	size_t i;

	for (i = 0; i < s.len; i++) {
		text[3 * i] = upper[s.at[i] >> 4];
		text[3 * i + 1] = upper[s.at[i] & 0xf];
		text[3 * i + 2] = i + 1 < s.len ? ':' : '\0';
	}
	return text;
}

int
text_unhex(struct arena *a, const char *hex, struct span *out, struct err *e)
{
	size_t i, len = strlen(hex);
	uint8_t *bytes = arena_alloc(a, len / 2);
	int digit;

	if (len % 2 != 0)
		return err_set(e, ERR_MALFORMED,
		    "hex: want two digits a "
		    "byte, have %zu digits",
		    len);
	for (i = 0; i < len; i++) {
		if ((digit = hex_digit((uint8_t)hex[i])) == -1)
			return err_set(e, ERR_MALFORMED,
			    "hex: character %zu "
			    "is not a digit of 0-9 a-f",
			    i + 1);
		bytes[i / 2] = (uint8_t)(bytes[i / 2] << 4 | digit);
	}
	*out = span_of(bytes, len / 2);
	return 0;
}

int
text_percent_decode(struct arena *a, struct span s, bool plus_is_space,
    struct span *out, struct err *e)
{
	uint8_t *bytes = arena_alloc(a, s.len);
	size_t i, len = 0;
	int high, low;

	for (i = 0; i < s.len; i++) {
		if (s.at[i] == '+' && plus_is_space) {
			bytes[len++] = ' ';
			continue;
		}
		if (s.at[i] != '%') {
			bytes[len++] = s.at[i];
			continue;
		}
		if (s.len - i < 3 || (high = hex_digit(s.at[i + 1])) == -1 ||
		    (low = hex_digit(s.at[i + 2])) == -1)
			return err_set(e, ERR_MALFORMED,
			    "RFC 3986 2.1: the "
			    "'%%' at byte %zu is not followed by two hex "
			    "digits",
			    i + 1);
		bytes[len++] = (uint8_t)(high << 4 | low);
		i += 2;
	}
	*out = span_of(bytes, len);
	return 0;
}

/* RFC 3986 section 2.3. */
static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~';
}

char *
text_percent_encode(struct arena *a, const char *s)
{
	char *text = arena_alloc(a, 3 * strlen(s) + 1), *p = text;

	for (; *s != '\0'; s++) {
		if (is_unreserved(*s)) {
			*p++ = *s;
			continue;
		}
		*p++ = '%';
		*p++ = upper[(uint8_t)*s >> 4];
		*p++ = upper[(uint8_t)*s & 0xf];
	}
	return text;
}

bool
text_is_slug(const char *s)
{
	size_t i, len = strlen(s);

	if (len < 1 || len > 64 || s[0] == '-' || s[len - 1] == '-')
		return false;
	for (i = 0; i < len; i++) {
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= '0' && s[i] <= '9') && s[i] != '-')
			return false;
	}
	return true;
}

/* Digits only, perhaps after a '-': strtoll takes blanks and '+' as well. */
static bool
is_decimal(const char *s)
{
	if (*s == '-')
		s++;
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

char *
text_count(struct arena *a, uint64_t n, const char *noun)
{
	return arena_printf(a, "%" PRIu64 " %s%s", n, noun, n == 1 ? "" : "s");
}

int
text_to_int(const char *s, int64_t min, int64_t max, int64_t *out,
    struct err *e)
{
	long long n = 0;

	errno = 0;
	if (is_decimal(s))
		n = strtoll(s, NULL, 10);
	if (!is_decimal(s) || errno == ERANGE || n < min || n > max)
		return err_set(e, ERR_MALFORMED,
		    "want a whole number from "
		    "%lld to %lld",
		    (long long)min, (long long)max);
	*out = n;
	return 0;
}
