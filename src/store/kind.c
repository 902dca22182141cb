/* SPDX-License-Identifier: BSD-2-Clause */
/* See kind.h. */
#include <assert.h>
#include <string.h>

#include "store/kind.h"
#include "store/record.pb-c.h"

#define UUID_LEN 16
#define SHA256_LEN 32

static const struct kind_row kinds[KIND__COUNT] = {
	[KIND_META] = { "meta", &meta__descriptor, 0, ENV_RECORDS, false, false,
	    false, { NULL } },
	[KIND_TENANT] = { "tenant", &tenant__descriptor, UUID_LEN, ENV_RECORDS,
	    true, true, true, { "id" } },
	[KIND_CONNECTOR] = { "connector", &connector__descriptor, UUID_LEN,
	    ENV_RECORDS, true, true, true, { "id" } },
	[KIND_PROFILE] = { "profile", &profile__descriptor, UUID_LEN,
	    ENV_RECORDS, true, true, true, { "id" } },
	[KIND_ORDER] = { "order", &order__descriptor, UUID_LEN, ENV_ORDERS,
	    false, true, true, { "id" } },
	[KIND_CERTIFICATE] = { "certificate", &certificate__descriptor,
	    UUID_LEN, ENV_CERTIFICATES, false, true, true, { "id" } },
	[KIND_ACCOUNT] = { "account", &account__descriptor, UUID_LEN,
	    ENV_ACCOUNTS, false, true, true, { "id" } },
	[KIND_USER] = { "user", &user__descriptor, UUID_LEN, ENV_RECORDS, true,
	    true, true, { "id" } },
	[KIND_SESSION] = { "session", &session__descriptor, SHA256_LEN,
	    ENV_RECORDS, false, true, true, { "token_sha256" } },
	[KIND_THROTTLE] = { "throttle", &throttle__descriptor, 0, ENV_RECORDS,
	    false, true, true, { "key" } },
	/* Scope and day. */
	[KIND_COUNTER] = { "counter", &counter__descriptor, UUID_LEN + 4,
	    ENV_RECORDS, false, false, false, { "scope", "day" } },
	/* The number, so that the chain is read in its order. */
	[KIND_AUDIT] = { "audit entry", &audit_entry__descriptor, 8, ENV_AUDIT,
	    false, false, true, { "number" } },
	[KIND_TOTALS] = { "totals", &totals__descriptor, 0, ENV_RECORDS, false,
	    false, false, { NULL } },
	[KIND_REVOCATIONS] = { "record of revocations",
	    &revocations__descriptor, UUID_LEN, ENV_RECORDS, false, true, true,
	    { "id" } },
	[KIND_CHALLENGE] = { "challenge", &challenge__descriptor, UUID_LEN,
	    ENV_RECORDS, false, true, true, { "id" } },
	[KIND_HOUSEKEEPING] = { "record of the housekeeping",
	    &housekeeping__descriptor, 0, ENV_RECORDS, false, false, true,
	    { NULL } },
};

const struct kind_row *
kind_row(enum kind kind)
{
	assert(kind >= 0 && kind < KIND__COUNT);
	return &kinds[kind];
}

enum kind
kind_of(const ProtobufCMessage *m)
{
	int i = 0;

	while (i < KIND__COUNT && kinds[i].type != m->descriptor)
		i++;
	return i;
}

/* Most significant byte first, so that records lie in the order of numbers. */
static void
put_number(uint8_t *at, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)(value >> 8 * (len - 1 - i));
}

/* One field as a part of an id; its length. */
static size_t
put_field(uint8_t *at, size_t room, const void *field, ProtobufCType type)
{
	const ProtobufCBinaryData *bytes = field;
	const char *const *text = field;
	const uint64_t *number = field;
	const uint32_t *small = field;
	size_t len;

	switch (type) {
	case PROTOBUF_C_TYPE_BYTES:
		len = bytes->len < room ? bytes->len : room;
		if (len > 0)
			memcpy(at, bytes->data, len);
		return len;
	case PROTOBUF_C_TYPE_STRING:
		len = strnlen(*text, room);
		memcpy(at, *text, len);
		return len;
	case PROTOBUF_C_TYPE_UINT64:
		put_number(at, *number, sizeof(*number));
		return sizeof(*number);
	default:
		assert(type == PROTOBUF_C_TYPE_INT32);
		put_number(at, *small, sizeof(*small));
		return sizeof(*small);
	}
}

struct span
kind_id(const ProtobufCMessage *m, struct arena *a)
{
	const struct kind_row *row = kind_row(kind_of(m));
	uint8_t *at = arena_alloc(a, KIND_ID_MOST + 2 * sizeof(uint64_t));
	const ProtobufCFieldDescriptor *f;
	size_t len = 0;

	for (int i = 0; i < 2 && row->id_fields[i] != NULL; i++) {
		f = protobuf_c_message_descriptor_get_field_by_name(
		    m->descriptor, row->id_fields[i]);
		len += put_field(at + len, KIND_ID_MOST - len,
		    (const char *)m + f->offset, f->type);
	}
	return span_of(at, len);
}
