/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as JSON; json_read.c reads them.  See json.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/json.h"

static json_t *write_message(const ProtobufCMessage *m, struct arena *a);

static json_t *
write_number(struct arena *a, uint64_t n, bool is_signed)
{
	return json_string(is_signed ? arena_printf(a, "%" PRId64, (int64_t)n) :
				       arena_printf(a, "%" PRIu64, n));
}

static json_t *
write_enum(const ProtobufCFieldDescriptor *f, int n)
{
	const ProtobufCEnumValue *v =
	    protobuf_c_enum_descriptor_get_value(f->descriptor, n);

	return v != NULL ? json_string(v->name) : NULL;
}

/* One value of a field; NULL where JSON has no way to say it. */
static json_t *
write_value(const ProtobufCFieldDescriptor *f, const void *at, struct arena *a)
{
	const ProtobufCBinaryData *bytes = at;
	const ProtobufCMessage *const *message = at;
	const char *const *text = at;
	const uint64_t *big = at;
	const uint32_t *small = at;
	const int32_t *number = at;
	const protobuf_c_boolean *flag = at;

	switch (f->type) {
	case PROTOBUF_C_TYPE_BYTES:
		return json_string(
		    text_base64(a, span_of(bytes->data, bytes->len)));
	case PROTOBUF_C_TYPE_STRING:
		return json_string(*text);
	case PROTOBUF_C_TYPE_MESSAGE:
		return write_message(*message, a);
	case PROTOBUF_C_TYPE_ENUM:
		return write_enum(f, *number);
	case PROTOBUF_C_TYPE_BOOL:
		return json_boolean(*flag);
	case PROTOBUF_C_TYPE_INT32:
		return json_integer(*number);
	case PROTOBUF_C_TYPE_UINT32:
		return json_integer(*small);
	case PROTOBUF_C_TYPE_INT64:
		return write_number(a, *big, true);
	case PROTOBUF_C_TYPE_UINT64:
		return write_number(a, *big, false);
	default:
		return NULL;
	}
}

/* Numbers, flags and enums are of one of two sizes. */
static bool
is_empty(const ProtobufCFieldDescriptor *f, const void *at)
{
	static const uint64_t zero;
	const ProtobufCBinaryData *bytes = at;
	const char *const *text = at;
	const void *const *message = at;

	switch (f->type) {
	case PROTOBUF_C_TYPE_BYTES:
		return bytes->len == 0;
	case PROTOBUF_C_TYPE_STRING:
		return *text == NULL || **text == '\0';
	case PROTOBUF_C_TYPE_MESSAGE:
		return *message == NULL;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		return memcmp(at, &zero, sizeof(uint64_t)) == 0;
	default:
		return memcmp(at, &zero, sizeof(uint32_t)) == 0;
	}
}

static json_t *
write_list(const ProtobufCFieldDescriptor *f, const char *at, size_t n,
    struct arena *a)
{
	size_t size = json_size_of(f->type);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list,
			write_value(f, at + i * size, a)) == -1) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *
write_field(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f,
    struct arena *a, bool *absent)
{
	const char *at = (const char *)m + f->offset;
	size_t n;

	if (f->label != PROTOBUF_C_LABEL_REPEATED) {
		*absent = is_empty(f, at);
		return *absent ? NULL : write_value(f, at, a);
	}
	memcpy(&n, (const char *)m + f->quantifier_offset, sizeof(n));
	*absent = n == 0;
	return *absent ? NULL : write_list(f, *(const char *const *)at, n, a);
}

static json_t *
write_message(const ProtobufCMessage *m, struct arena *a)
{
	const ProtobufCMessageDescriptor *d = m->descriptor;
	json_t *out = json_object();
	bool absent;

	/* A newer version wrote what this one does not know. */
	if (m->n_unknown_fields > 0)
		goto fail;
	for (unsigned int i = 0; i < d->n_fields; i++) {
		json_t *value = write_field(m, &d->fields[i], a, &absent);

		if (!absent &&
		    json_object_set_new(out, d->fields[i].name, value) == -1)
			goto fail;
	}
	return out;
fail:
	json_decref(out);
	return NULL;
}

int
json_write(const ProtobufCMessage *m, struct arena *a, char **out,
    struct err *e)
{
	const char *noun = kind_row(kind_of(m))->noun;
	json_t *record = write_message(m, a);
	json_t *line;
	char *text;

	if (record == NULL)
		return err_set(e, ERR_INTERNAL,
		    "a %s has what this version does not know, or text that is "
		    "none: 'scepgate verify' tells more",
		    noun);
	line = json_pack("{s:s, s:o}", "kind", noun, "record", record);
	text = mem_must(json_dumps(line, JSON_COMPACT));
	*out = arena_strdup(a, text);
	free(text);
	json_decref(line);
	return 0;
}
