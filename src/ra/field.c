/* SPDX-License-Identifier: BSD-2-Clause */
/* Between our types and those of the records; see state.h. */
#include "ra/state.h"

ProtobufCBinaryData
field_bytes(struct span s)
{
	ProtobufCBinaryData b = { .len = s.len };

	/* The generated type has no const; packing only reads. */
	b.data = (uint8_t *)(uintptr_t)s.at;
	return b;
}

ProtobufCBinaryData
field_id(const struct uuid *u)
{
	return field_bytes(uuid_span(u));
}

struct span
field_span(ProtobufCBinaryData b)
{
	return span_of(b.data, b.len);
}

struct uuid
field_uuid(ProtobufCBinaryData b)
{
	struct uuid u = { 0 };

	if (!uuid_from_span(field_span(b), &u))
		u = (struct uuid){ 0 };
	return u;
}

char *
field_text(const char *s)
{
	return (char *)(uintptr_t)(s != NULL ? s : "");
}

struct span
field_sha256(struct arena *a, struct span s)
{
	uint8_t *out = arena_alloc(a, DIGEST_MOST);

	return span_of(out, digest_of(DIGEST_SHA256, s, out));
}

char *
connector_dir(const struct ra *ra, struct arena *a, const struct uuid *id)
{
	char text[UUID_TEXT_LEN + 1];

	uuid_format(id, text);
	return arena_printf(a, "%s/connectors/%s", ra->dir, text);
}

char *
connector_place(const struct ra *ra, struct arena *a, const struct uuid *id,
    unsigned int place)
{
	char *dir = connector_dir(ra, a, id);

	return place == 0 ? dir : arena_printf(a, "%s/%u", dir, place);
}
