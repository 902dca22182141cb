/* SPDX-License-Identifier: BSD-2-Clause */
/* See fingerprint.h. */
#include <string.h>

#include "admin/fingerprint.h"
#include "base/text.h"

#define GROUP 12 /* characters: four bytes, each with its colon */

void
fingerprint_show(const struct page *page, ProtobufCBinaryData bytes,
    struct view *v, const char *name)
{
	struct arena *a = page->arena;
	const char *text;
	struct view *at;
	size_t len;

	if (bytes.len == 0)
		return;
	text = text_fingerprint(a, span_of(bytes.data, bytes.len));
	at = view_at(v, name);
	view_set(v, name, text);
	for (; *text != '\0'; text += len) {
		len = strnlen(text, GROUP);
		view_set(view_add(at, "Groups"), "Text",
		    arena_str(a, span_of(text, len)));
	}
}
