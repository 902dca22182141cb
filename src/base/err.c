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
 * A quoted text that a precision or the room cut may end within a character,
 * and one of a stranger may never have been text.  It goes into pages, logs
 * and messages, where half a character is none at all: so it is left out.
 */
static void
keep_characters(char *text)
{
	const uint8_t *bad;

	while ((bad = u8_check((uint8_t *)text, strlen(text))) != NULL) {
		text += (const char *)bad - text;
		memmove(text, text + 1, strlen(text));
	}
}

void
err_set_at(struct err *e, enum err_kind kind, const char *file, int line,
    const char *fmt, ...)
{
	va_list ap;

	e->kind = kind;
	e->file = file;
	e->line = line;
	va_start(ap, fmt);
	if (vsnprintf(e->text, sizeof(e->text), fmt, ap) < 0)
		e->text[0] = '\0';
	va_end(ap);
	keep_characters(e->text);
}

void
err_prefix_with(struct err *e, const char *fmt, ...)
{
	char old[sizeof(e->text)];
	size_t len;
	va_list ap;

	memcpy(old, e->text, sizeof(old));
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	len = strlen(e->text);
	snprintf(e->text + len, sizeof(e->text) - len, ": %s", old);
	keep_characters(e->text);
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
