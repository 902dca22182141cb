/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths with queries. */
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "web/url.h"

const char *
web_url(struct arena *a, const char *path, ...)
{
	const char *url = path, *name, *value;
	char join = strchr(path, '?') == NULL ? '?' : '&';
	va_list ap;

	va_start(ap, path);
	while ((name = va_arg(ap, const char *)) != NULL) {
		value = va_arg(ap, const char *);
		if (value == NULL || *value == '\0')
			continue;
		url = arena_printf(a, "%s%c%s=%s", url, join,
		    text_percent_encode(a, name),
		    text_percent_encode(a, value));
		join = '&';
	}
	va_end(ap);
	return url;
}
