/* SPDX-License-Identifier: BSD-2-Clause */
/* Failures: setting them, and adding context on the way up. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <unistr.h>

#include "base/err.h"

static const char *const kind_names[ERR__COUNT] = {
	[ERR_NONE] = "none",
	[ERR_MALFORMED] = "malformed",
	[ERR_INTEGRITY] = "integrity",
	[ERR_ALGORITHM] = "algorithm",
	[ERR_TIME] = "time",
	[ERR_NOT_FOUND] = "not-found",
	[ERR_DENIED] = "denied",
	[ERR_CONFLICT] = "conflict",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_INTERNAL] = "internal",
};

/*
 * What was cut may end within a character: the text goes into pages and
 * logs, where half a character is no text at all.
 */
static void
cut_at_character(char *text)
{
	const uint8_t *bad;

	bad = u8_check((const uint8_t *)text, strlen(text));
	if (bad != NULL)
		text[(const char *)bad - text] = '\0';
}

void
err_set_at(struct err *e, enum err_kind kind, const char *file, int line,
    const char *fmt, ...)
{
	va_list ap;
	int len;

	e->kind = kind;
	e->file = file;
	e->line = line;
	va_start(ap, fmt);
	len = vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	if (len < 0)
		e->text[0] = '\0';
	else if ((size_t)len >= sizeof(e->text))
		cut_at_character(e->text);
}

void
err_prefix_with(struct err *e, const char *fmt, ...)
{
	char old[sizeof(e->text)];
	size_t len, room;
	va_list ap;

	memcpy(old, e->text, sizeof(old));
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	len = strlen(e->text);
	room = sizeof(e->text) - len;
	if ((size_t)snprintf(e->text + len, room, ": %s", old) >= room)
		cut_at_character(e->text);
}

void
err_clear(struct err *e)
{
	*e = (struct err){ .kind = ERR_NONE };
}

const char *
err_kind_name(enum err_kind kind)
{
	if ((unsigned int)kind >= ERR__COUNT)
		return "unknown";
	return kind_names[kind];
}
