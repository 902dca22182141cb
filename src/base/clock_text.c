/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as text in an arena: apart, for arenas can log, and logs tell times. */
#include <string.h>

#include "base/clock.h"

char *
clock_rfc3339(struct arena *a, int64_t ms)
{
	char text[CLOCK_TEXT_MOST];

	clock_format_ms(ms, text);
	return arena_printf(a, "%.*sZ", (int)strcspn(text, "."), text);
}

char *
clock_rfc3339_ms(struct arena *a, int64_t ms)
{
	char text[CLOCK_TEXT_MOST];

	clock_format_ms(ms, text);
	return arena_strdup(a, text);
}
