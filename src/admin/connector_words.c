/* SPDX-License-Identifier: BSD-2-Clause */
/* See connector_words.h. */
#include <string.h>

#include "admin/connector_words.h"
#include "admin/fingerprint.h"
#include "admin/validity.h"

static const struct {
	const char *kind;
	const char *words;
} kinds[] = {
	{ "local", "Local CA" },
};

const char *
connector_kind_words(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].words;
	return kind;
}

const char *
connector_key_words(struct arena *a, const char *key_type)
{
	if (strncmp(key_type, "rsa:", 4) == 0)
		return arena_printf(a, "RSA %s", key_type + 4);
	if (strncmp(key_type, "ec:p", 4) == 0)
		return arena_printf(a, "EC P-%s", key_type + 4);
	return key_type;
}

void
connector_show(const struct page *page, const Connector *record, struct view *v)
{
	struct arena *a = page->arena;

	view_set(v, "Name", record->name);
	view_set(v, "Kind", connector_kind_words(record->kind));
	view_set(v, "Key", connector_key_words(a, record->key_type));
	view_set(v, "CaSubject", record->ca_subject);
	fingerprint_show(page, record->ca_sha256, v, "CaFingerprint");
	validity_show(page, record->not_before_ms, record->not_after_ms,
	    view_at(v, "State"));
	view_set_time(v, "Ends", record->not_after_ms);
}
