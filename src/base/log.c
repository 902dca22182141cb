/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines: built in one place of fixed size, written at once. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <unistr.h>

#include "base/clock.h"
#include "base/log.h"

/* A pipe takes this much in one piece (PIPE_BUF on Linux). */
#define LINE_MOST 4096

static const char *const level_names[LOG_LEVEL__COUNT] = {
	[LOG_LEVEL_ERR] = "err",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_NOTICE] = "notice",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
};

/* Set by main before there are threads, read by all of them. */
static struct {
	const char *program;
	enum log_level most;
} settings = { .program = "scepgate", .most = LOG_LEVEL_INFO };

struct line {
	char at[LINE_MOST];
	size_t len;
};

/* All of it or nothing: room is kept for a closing quote and the newline. */
static bool
line_add(struct line *l, const char *text, size_t len)
{
	if (l->len + len > sizeof(l->at) - 2)
		return false;
	memcpy(l->at + l->len, text, len);
	l->len += len;
	return true;
}

static bool
is_control(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* The next character and its length; -1 where the bytes are no UTF-8. */
static int
next_character(const uint8_t *at, size_t len, ucs4_t *c)
{
	return u8_mbtoucr(c, at, len);
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
		n = next_character(at, left, &c);
		if (n <= 0 || is_control(c) || c == ' ' || c == 0xa0 ||
		    c == '"' || c == '\\' || c == '=')
			return true;
	}
	return false;
}

/* How a character stands within quotes; its length in out. */
static size_t
escape(const uint8_t *at, size_t n, ucs4_t c, char out[static 32])
{
	size_t i, len = 0;

	if (c == '"' || c == '\\')
		return (size_t)snprintf(out, 32, "\\%c", (int)c);
	if (c == '\n')
		return (size_t)snprintf(out, 32, "\\n");
	if (!is_control(c)) {
		memcpy(out, at, n);
		return n;
	}
	for (i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, 32 - len, "\\x%02x", at[i]);
	return len;
}

/* A value that does not fit is cut at a character. */
static bool
line_add_quoted(struct line *l, const char *value)
{
	const uint8_t *at = (const uint8_t *)value;
	size_t left = strlen(value);
	char text[32];
	ucs4_t c;
	int n;

	if (!line_add(l, "\"", 1))
		return false;
	for (; left > 0; at += n, left -= (size_t)n) {
		if ((n = next_character(at, left, &c)) <= 0) {
			n = 1;
			c = 0; /* a byte that is no text: as a control */
		}
		if (!line_add(l, text, escape(at, (size_t)n, c, text)))
			break;
	}
	l->at[l->len++] = '"';
	return true;
}

static bool
line_add_value(struct line *l, const char *value)
{
	if (!needs_quotes(value) && line_add(l, value, strlen(value)))
		return true;
	return line_add_quoted(l, value);
}

/* A key without its value would be worse than neither. */
static void
line_add_pair(struct line *l, const char *key, const char *value)
{
	size_t before = l->len;

	if (!line_add(l, " ", 1) || !line_add(l, key, strlen(key)) ||
	    !line_add(l, "=", 1) || !line_add_value(l, value))
		l->len = before;
}

void
log_init(const char *program, enum log_level most)
{
	settings.program = program;
	settings.most = most;
}

void
log_event(enum log_level level, const char *event, ...)
{
	int saved = errno;
	char time[CLOCK_TEXT_MOST];
	struct line l;
	const char *key, *value;
	va_list ap;

	if (level > settings.most)
		return;
	clock_format_ms(clock_ms(), time);
	l.len = (size_t)snprintf(l.at, 128, "time=%s level=%s", time,
	    log_level_name(level));
	line_add_pair(&l, "program", settings.program);
	line_add_pair(&l, "event", event);
	va_start(ap, event);
	while ((key = va_arg(ap, const char *)) != NULL) {
		if ((value = va_arg(ap, const char *)) != NULL)
			line_add_pair(&l, key, value);
	}
	va_end(ap);
	l.at[l.len++] = '\n';
	/* Where even the log cannot be written, nobody can be told. */
	while (write(STDERR_FILENO, l.at, l.len) == -1 && errno == EINTR)
		continue;
	errno = saved;
}

const char *
log_level_name(enum log_level level)
{
	if ((unsigned int)level >= LOG_LEVEL__COUNT)
		return "unknown";
	return level_names[level];
}

int
log_level_parse(const char *name)
{
	int i;

	for (i = 0; i < LOG_LEVEL__COUNT; i++) {
		if (strcmp(level_names[i], name) == 0)
			return i;
	}
	return -1;
}
