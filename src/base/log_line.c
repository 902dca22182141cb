/* SPDX-License-Identifier: BSD-2-Clause */
/* How a log line is written, in either format. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <unictype.h>
#include <unistr.h>

#include "base/log_line.h"

/* Room kept for a closing quote, a closing brace and the newline. */
#define END_MOST 3
#define ESCAPED_MOST 32

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* All of it or nothing. */
static bool
put(struct log_line *l, const char *text, size_t len)
{
	if (l->len + len > sizeof(l->at) - END_MOST)
		return false;
	memcpy(l->at + l->len, text, len);
	l->len += len;
	return true;
}

static bool
put_str(struct log_line *l, const char *text)
{
	return put(l, text, strlen(text));
}

/*
 * What would end a line, steer a terminal, or show a line otherwise than it
 * is: controls, the two separators of Unicode, and marks that nobody sees,
 * such as those of writing direction.
 */
static bool
is_unsafe(ucs4_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return true;
	return c >= 0xa0 &&
	    (c == 0x2028 || c == 0x2029 ||
		uc_is_general_category(c, UC_FORMAT));
}

static bool
needs_quotes(const char *value)
{
	const uint8_t *at = (const uint8_t *)value;
	size_t left = strlen(value);
	ucs4_t c;
	int n;

	if (left == 0)
		return true;
	for (; left > 0; at += n, left -= (size_t)n) {
		n = u8_mbtoucr(&c, at, left);
		if (n <= 0 || is_unsafe(c) || c == ' ' || c == 0xa0 ||
		    c == '"' || c == '\\' || c == '=')
			return true;
	}
	return false;
}

static size_t
keep(const void *at, size_t n, char *out)
{
	memcpy(out, at, n);
	return n;
}

/*
 * How a character stands within quotes; its length in out.  `broken`: a byte
 * that is no UTF-8.
 */
static size_t
escape_text(const uint8_t *at, size_t n, ucs4_t c, bool broken, char *out)
{
	size_t len = 0;

	if (!broken && !is_unsafe(c))
		return keep(at, n, out);
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, ESCAPED_MOST - len,
		    "\\x%02x", at[i]);
	return len;
}

/* RFC 8259 section 7; section 8.1 wants UTF-8. */
static size_t
escape_json(const uint8_t *at, size_t n, ucs4_t c, bool broken, char *out)
{
	if (broken)
		return keep(replacement, strlen(replacement), out);
	if (!is_unsafe(c))
		return keep(at, n, out);
	if (c > 0xffff)
		return (size_t)snprintf(out, ESCAPED_MOST, "\\u%04x\\u%04x",
		    0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
	return (size_t)snprintf(out, ESCAPED_MOST, "\\u%04x", c);
}

static size_t
escape(enum log_format format, const uint8_t *at, size_t n, ucs4_t c,
    bool broken, char *out)
{
	if (c == '"' || c == '\\')
		return (size_t)snprintf(out, ESCAPED_MOST, "\\%c", (int)c);
	if (c == '\n')
		return (size_t)snprintf(out, ESCAPED_MOST, "\\n");
	if (format == LOG_FORMAT_JSON)
		return escape_json(at, n, c, broken, out);
	return escape_text(at, n, c, broken, out);
}

/* A value that does not fit is cut at a character. */
static bool
put_quoted(struct log_line *l, const char *value)
{
	const uint8_t *at = (const uint8_t *)value;
	size_t left = strlen(value);
	char text[ESCAPED_MOST];
	bool broken;
	ucs4_t c;
	int n;

	if (!put(l, "\"", 1))
		return false;
	for (; left > 0; at += n, left -= (size_t)n) {
		n = u8_mbtoucr(&c, at, left);
		broken = n <= 0;
		if (broken) {
			n = 1;
			c = 0;
		}
		if (!put(l, text,
			escape(l->format, at, (size_t)n, c, broken, text)))
			break;
	}
	l->at[l->len++] = '"';
	return true;
}

static bool
put_pair(struct log_line *l, const char *key, const char *value)
{
	if (l->format == LOG_FORMAT_JSON)
		return put_str(l, l->len == 0 ? "{\"" : ",\"") &&
		    put_str(l, key) && put_str(l, "\":") &&
		    put_quoted(l, value);
	if ((l->len > 0 && !put(l, " ", 1)) || !put_str(l, key) ||
	    !put(l, "=", 1))
		return false;
	return (!needs_quotes(value) && put_str(l, value)) ||
	    put_quoted(l, value);
}

void
log_line_begin(struct log_line *l, enum log_format format)
{
	l->format = format;
	l->len = 0;
}

/* A key without its value would be worse than neither. */
void
log_line_add(struct log_line *l, const char *key, const char *value)
{
	size_t before = l->len;

	if (!put_pair(l, key, value))
		l->len = before;
}

void
log_line_end(struct log_line *l)
{
	if (l->format == LOG_FORMAT_JSON)
		l->at[l->len++] = '}';
	l->at[l->len++] = '\n';
}
