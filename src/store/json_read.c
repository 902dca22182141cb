/* SPDX-License-Identifier: BSD-2-Clause */
/* Records out of JSON; see json.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "store/json.h"

struct reading {
	struct arena *a;
	const char *noun;
	struct err *e;
};

static int read_message(struct reading *r, json_t *from,
    const ProtobufCMessageDescriptor *d, ProtobufCMessage **out);

size_t
json_size_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		return sizeof(uint64_t);
	default:
		return sizeof(uint32_t);
	}
}

static int
bad(struct reading *r, const ProtobufCFieldDescriptor *f, const char *want)
{
	return err_set(r->e, ERR_MALFORMED, "the field '%s' of a %s: want %s",
	    f->name, r->noun, want);
}

static int
read_bytes(struct reading *r, const ProtobufCFieldDescriptor *f,
    const char *text, ProtobufCBinaryData *out)
{
	struct err unused = { 0 };
	struct span s;

	if (text == NULL ||
	    text_unbase64(r->a, span_of_str(text), &s, &unused) == -1)
		return bad(r, f, "base64");
	/* The arena's: whoever has the record may write there. */
	out->data = arena_alloc(r->a, s.len);
	out->len = s.len;
	if (s.len > 0)
		memcpy(out->data, s.at, s.len);
	return 0;
}

/* Of 64 bits, in a string. */
static int
read_big(struct reading *r, const ProtobufCFieldDescriptor *f, const char *text,
    uint64_t *out)
{
	bool is_signed = f->type == PROTOBUF_C_TYPE_INT64;
	char *end;

	if (text == NULL || text[0] == '\0' ||
	    text[strspn(text, "-0123456789")] != '\0' ||
	    (text[0] == '-' && !is_signed))
		return bad(r, f, "a whole number in a string");
	errno = 0;
	*out = is_signed ? (uint64_t)strtoll(text, &end, 10) :
			   strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0')
		return bad(r, f, "a whole number in a string");
	return 0;
}

/* Of 32 bits; a flag and an enum have as many. */
static int
read_small(struct reading *r, const ProtobufCFieldDescriptor *f,
    const json_t *from, uint32_t *out)
{
	const ProtobufCEnumValue *v;
	json_int_t n = json_integer_value(from);

	if (f->type == PROTOBUF_C_TYPE_BOOL) {
		*out = json_is_true(from);
		return json_is_boolean(from) ? 0 : bad(r, f, "true or false");
	}
	if (f->type == PROTOBUF_C_TYPE_ENUM) {
		v = json_is_string(from) ?
		    protobuf_c_enum_descriptor_get_value_by_name(f->descriptor,
			json_string_value(from)) :
		    NULL;
		if (v == NULL)
			return bad(r, f, "a name that this version knows");
		*out = (uint32_t)v->value;
		return 0;
	}
	if (!json_is_integer(from) ||
	    n < (f->type == PROTOBUF_C_TYPE_INT32 ? INT32_MIN : 0) ||
	    n > (f->type == PROTOBUF_C_TYPE_INT32 ? INT32_MAX : UINT32_MAX))
		return bad(r, f, "a whole number");
	*out = (uint32_t)n;
	return 0;
}

static int
read_value(struct reading *r, const ProtobufCFieldDescriptor *f, json_t *from,
    void *at)
{
	const char *text = json_string_value(from);
	ProtobufCMessage **message = at;
	char **string = at;
	uint32_t small = 0;

	switch (f->type) {
	case PROTOBUF_C_TYPE_BYTES:
		return read_bytes(r, f, text, at);
	case PROTOBUF_C_TYPE_STRING:
		if (text == NULL)
			return bad(r, f, "a text");
		*string = arena_strdup(r->a, text);
		return 0;
	case PROTOBUF_C_TYPE_MESSAGE:
		return read_message(r, from, f->descriptor, message);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		return read_big(r, f, text, at);
	default:
		if (read_small(r, f, from, &small) == -1)
			return -1;
		memcpy(at, &small, sizeof(small));
		return 0;
	}
}

static int
read_list(struct reading *r, const ProtobufCFieldDescriptor *f,
    const json_t *from, ProtobufCMessage *m)
{
	size_t n = json_array_size(from), size = json_size_of(f->type);
	char *at = arena_alloc(r->a, n * size);

	if (!json_is_array(from))
		return bad(r, f, "a list");
	for (size_t i = 0; i < n; i++)
		if (read_value(r, f, json_array_get(from, i), at + i * size) ==
		    -1)
			return -1;
	memcpy((char *)m + f->offset, &at, sizeof(at));
	memcpy((char *)m + f->quantifier_offset, &n, sizeof(n));
	return 0;
}

static int
read_message(struct reading *r, json_t *from,
    const ProtobufCMessageDescriptor *d, ProtobufCMessage **out)
{
	ProtobufCMessage *m = arena_alloc(r->a, d->sizeof_message);
	const ProtobufCFieldDescriptor *f;
	const char *name;
	json_t *value;
	int rc = 0;

	protobuf_c_message_init(d, m);
	*out = m;
	if (!json_is_object(from))
		rc = err_set(r->e, ERR_MALFORMED, "a %s that is no object",
		    r->noun);
	json_object_foreach(from, name, value)
	{
		f = protobuf_c_message_descriptor_get_field_by_name(d, name);
		if (f == NULL)
			rc = err_set(r->e, ERR_CONFLICT,
			    "a %s has a field '%.40s' that this version does "
			    "not know: import it with the version that "
			    "exported it",
			    r->noun, name);
		else if (f->label == PROTOBUF_C_LABEL_REPEATED)
			rc = read_list(r, f, value, m);
		else
			rc = read_value(r, f, value, (char *)m + f->offset);
		if (rc == -1)
			break;
	}
	return rc;
}

static enum kind
kind_by_noun(const char *noun)
{
	int i = 0;

	while (i < KIND__COUNT &&
	    (noun == NULL || strcmp(kind_row(i)->noun, noun) != 0))
		i++;
	return i;
}

int
json_read(const char *line, struct arena *a, ProtobufCMessage **out,
    struct err *e)
{
	json_error_t why;
	json_t *all = json_loads(line, JSON_REJECT_DUPLICATES, &why);
	struct reading r = { .a = a, .e = e };
	const char *noun;
	enum kind kind;
	int rc;

	if (all == NULL)
		return err_set(e, ERR_MALFORMED, "no JSON: %.100s", why.text);
	noun = json_string_value(json_object_get(all, "kind"));
	kind = kind_by_noun(noun);
	if (kind == KIND__COUNT) {
		rc = err_set(e, noun != NULL ? ERR_CONFLICT : ERR_MALFORMED,
		    "want the kind of a record, have '%.40s'",
		    noun != NULL ? noun : "");
	} else {
		r.noun = noun;
		rc = read_message(&r, json_object_get(all, "record"),
		    kind_row(kind)->type, out);
	}
	json_decref(all);
	return rc;
}
