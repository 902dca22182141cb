/* SPDX-License-Identifier: BSD-2-Clause */
/* See pki_err.h. */
#include <stdarg.h>
#include <stdio.h>

#include <openssl/err.h>

#include "pki/pki_err.h"

/*
 * The first error is the cause, the ones behind it are of the callers on the
 * way up ("nested asn1 error").
 */
static const char *
first_reason(void)
{
	unsigned long code = ERR_peek_error();

	return code == 0 ? NULL : ERR_reason_error_string(code);
}

int
pki_err_at(struct err *e, enum err_kind kind, const char *file, int line,
    const char *fmt, ...)
{
	char text[sizeof(e->text)];
	const char *reason;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if ((reason = first_reason()) != NULL)
		err_set_at(e, kind, file, line, "%s: %s", text, reason);
	else
		err_set_at(e, kind, file, line, "%s", text);
	ERR_clear_error();
	return -1;
}

void
pki_err_forget(void)
{
	ERR_clear_error();
}
