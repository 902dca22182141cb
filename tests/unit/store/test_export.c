/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as lines of JSON and back, and stores of such lines. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "fixture.h"
#include "store/export.h"
#include "store/json.h"
#include "store/record.h"
#include "store/row.h"
#include "store/verify.h"

/* ---- Records ----------------------------------------------------------- */

static void fill(ProtobufCMessage *m, struct arena *a, unsigned int seed);

static void
fill_value(const ProtobufCFieldDescriptor *f, void *at, struct arena *a,
    unsigned int seed)
{
	static const char *const texts[] = { "plain",
		"B\xc3\xbcro \xe2\x82\xac", "\"quoted\" \\ {}",
		"\xf0\x9f\x94\x91", "a\tb\n" };
	const ProtobufCEnumDescriptor *values = f->descriptor;
	uint64_t big = UINT64_MAX / (seed + 1);
	ProtobufCBinaryData *bytes = at;
	ProtobufCMessage **message = at;
	char **text = at;
	int32_t *number = at;
	uint32_t *small = at;
	protobuf_c_boolean *flag = at;

	switch (f->type) {
	case PROTOBUF_C_TYPE_BYTES:
		bytes->len = 16;
		bytes->data = arena_alloc(a, 16);
		memset(bytes->data, (int)(seed * 37 + 1), 16);
		return;
	case PROTOBUF_C_TYPE_STRING:
		*text = arena_strdup(a,
		    texts[seed % (sizeof(texts) / sizeof(texts[0]))]);
		return;
	case PROTOBUF_C_TYPE_MESSAGE:
		*message = arena_alloc(a,
		    ((const ProtobufCMessageDescriptor *)f->descriptor)
			->sizeof_message);
		protobuf_c_message_init(f->descriptor, *message);
		fill(*message, a, seed);
		return;
	case PROTOBUF_C_TYPE_ENUM:
		*number = values->values[values->n_values - 1].value;
		return;
	case PROTOBUF_C_TYPE_BOOL:
		*flag = true;
		return;
	case PROTOBUF_C_TYPE_INT32:
		*number = -7 - (int)seed;
		return;
	case PROTOBUF_C_TYPE_UINT32:
		*small = UINT32_MAX - seed;
		return;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		memcpy(at, &big, sizeof(big));
		return;
	default:
		fail_msg("%s has a type that is not exported", f->name);
	}
}

/* Every field, lists with three values. */
static void
fill(ProtobufCMessage *m, struct arena *a, unsigned int seed)
{
	const ProtobufCMessageDescriptor *d = m->descriptor;
	size_t n = 3, size;
	char *list;

	for (unsigned int i = 0; i < d->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &d->fields[i];

		if (f->label != PROTOBUF_C_LABEL_REPEATED) {
			fill_value(f, (char *)m + f->offset, a, seed + i);
			continue;
		}
		size = json_size_of(f->type);
		list = arena_alloc(a, n * size);
		for (size_t k = 0; k < n; k++)
			fill_value(f, list + k * size, a,
			    seed + i + (unsigned int)k);
		memcpy((char *)m + f->offset, &list, sizeof(list));
		memcpy((char *)m + f->quantifier_offset, &n, sizeof(n));
	}
}

static struct span
pack(const ProtobufCMessage *m, struct arena *a)
{
	uint8_t *at = arena_alloc(a, protobuf_c_message_get_packed_size(m));

	return span_of(at, protobuf_c_message_pack(m, at));
}

static void
expect_same(const ProtobufCMessage *m, struct arena *a)
{
	ProtobufCMessage *back;
	struct span was = pack(m, a), is;
	struct err e;
	char *line;

	check(json_write(m, a, &line, &e), &e);
	assert_null(strchr(line, '\n'));
	check(json_read(line, a, &back, &e), &e);
	is = pack(back, a);
	assert_int_equal(is.len, was.len);
	assert_memory_equal(is.at, was.at, was.len);
}

static void
every_field_of_every_kind_comes_back(void **state)
{
	struct fixture *f = *state;
	ProtobufCMessage *m;

	for (int kind = 0; kind < KIND__COUNT; kind++) {
		m = arena_alloc(f->a, kind_row(kind)->type->sizeof_message);
		protobuf_c_message_init(kind_row(kind)->type, m);
		expect_same(m, f->a);
		for (unsigned int seed = 0; seed < 7; seed++) {
			fill(m, f->a, seed);
			expect_same(m, f->a);
		}
	}
}

static void
what_is_no_record_is_refused(void **state)
{
	static const struct {
		const char *line;
		enum err_kind kind;
		const char *words;
	} rows[] = {
		{ "", ERR_MALFORMED, "no JSON" },
		{ "{\"kind\":\"tenant\"", ERR_MALFORMED, "no JSON" },
		{ "[]", ERR_MALFORMED, "want the kind" },
		{ "{\"kind\":\"tenant\"}", ERR_MALFORMED, "no object" },
		{ "{\"kind\":\"moon\",\"record\":{}}", ERR_CONFLICT, "moon" },
		{ "{\"kind\":\"tenant\",\"record\":{\"x\":1}}", ERR_CONFLICT,
		    "does not know" },
		{ "{\"kind\":\"tenant\",\"record\":{\"id\":\"%%\"}}",
		    ERR_MALFORMED, "'id' of a tenant: want base64" },
		{ "{\"kind\":\"tenant\",\"record\":{\"name\":1}}",
		    ERR_MALFORMED, "want a text" },
		{ "{\"kind\":\"tenant\",\"record\":{\"version\":1}}",
		    ERR_MALFORMED, "want a whole number in a string" },
		{ "{\"kind\":\"tenant\",\"record\":{\"version\":\"-1\"}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"tenant\",\"record\":{\"version\":\"\"}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"tenant\",\"record\":{\"version\":\"1-\"}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"tenant\",\"record\":{\"version\":\"1 \"}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"tenant\",\"record\":{\"version\":"
		  "\"123456789012345678901\"}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"profile\",\"record\":{\"level\":4294967296}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"profile\",\"record\":{\"level\":-1}}",
		    ERR_MALFORMED, "want a whole number" },
		{ "{\"kind\":\"profile\",\"record\":{\"status\":\"X\"}}",
		    ERR_MALFORMED, "want a name" },
		{ "{\"kind\":\"profile\",\"record\":{\"no_content\":1}}",
		    ERR_MALFORMED, "want true or false" },
		{ "{\"kind\":\"totals\",\"record\":{\"count\":\"1\"}}",
		    ERR_MALFORMED, "want a list" },
	};
	struct fixture *f = *state;
	ProtobufCMessage *m;
	struct err e;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_err(json_read(rows[i].line, f->a, &m, &e), &e,
		    rows[i].kind, rows[i].words);
}

/* ---- Stores ------------------------------------------------------------ */

static int
put_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct fixture *f = ctx;
	struct uuid profile = uuid_new(), connector = uuid_new();
	Counter add;
	AuditEntry entry;
	char action[] = "test";

	audit_entry__init(&entry);
	entry.action = action;
	counter__init(&add);
	add.orders = 1;
	for (unsigned int i = 0; i < 150; i++)
		if (store_put_order(t,
			make_order(f->a, &profile, ORDER_STATE__ORDER_ISSUED),
			e) == -1 ||
		    store_put_certificate(t,
			make_certificate(f->a, &connector, i, 2000), e) == -1 ||
		    store_audit(t, &entry, e) == -1)
			return -1;
	if (store_put_tenant(t, make_tenant(f->a, 1), e) == -1 ||
	    store_put_user(t, make_user(f->a, 1), e) == -1 ||
	    store_put_session(t, make_session(f->a, &profile, 1000), e) == -1 ||
	    store_put_account(t, make_account(f->a, &profile, 1), e) == -1)
		return -1;
	return store_count(t, &profile, 20000, &add, e);
}

struct lines {
	struct arena *a;
	const char **at;
	size_t n;
};

static int
keep_line(void *ctx, const char *line, struct err *e)
{
	struct lines *l = ctx;

	(void)e;
	l->at = realloc(l->at, (l->n + 1) * sizeof(*l->at));
	assert_non_null(l->at);
	l->at[l->n++] = arena_strdup(l->a, line);
	return 0;
}

static struct lines export(struct fixture *f, struct store *s)
{
	struct lines l = { .a = f->a };
	uint64_t n;
	struct err e;

	check(store_export(s, keep_line, NULL, &l, &n, &e), &e);
	assert_int_equal(n, l.n);
	return l;
}

static int
import(struct fixture *f, const char *name, const struct lines *l, bool end,
    struct err *e)
{
	const char *dir = arena_printf(f->a, "%s/%s", f->dir, name);
	struct store_import *i;
	int rc = 0;

	check(file_make_dir(dir, 0700, e), e);
	check(store_import_begin(dir, &i, e), e);
	for (size_t n = 0; rc == 0 && n < l->n; n++)
		rc = store_import_line(i, l->at[n], e);
	if (rc == 0 && end)
		rc = store_import_end(i, e);
	store_import_free(i);
	return rc;
}

static void
found(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("%s", text);
}

static struct store *
open_copy(struct fixture *f, const char *name)
{
	const struct verify v = { .found = found, .cure = VERIFY_CURE };
	struct verified out = { 0 };
	struct store *s;
	struct err e;

	check(store_open(arena_printf(f->a, "%s/%s", f->dir, name), &s, &e),
	    &e);
	check(store_verify_records(s, &v, &out, &e), &e);
	check(store_verify_indexes(s, &v, &out, &e), &e);
	return s;
}

static void
an_export_of_an_import_is_the_same(void **state)
{
	struct fixture *f = *state;
	struct lines first, second;
	struct store *s;
	uint64_t entries;
	struct err e;

	update(f, put_all, f);
	first = export(f, f->s);
	/* Meta, a tenant, a user, a session, an account, four counters. */
	assert_int_equal(first.n, 3 * 150 + 9);
	check(import(f, "copy", &first, true, &e), &e);
	s = open_copy(f, "copy");
	second = export(f, s);
	assert_int_equal(second.n, first.n);
	for (size_t i = 0; i < first.n; i++)
		assert_string_equal(second.at[i], first.at[i]);
	check(store_verify_audit(s, &entries, &e), &e);
	assert_int_equal(entries, 150);
	store_close(s);
	free(first.at);
	free(second.at);
}

static void
an_import_that_is_not_ended_is_no_store(void **state)
{
	struct fixture *f = *state;
	struct lines l;
	struct store *s;
	struct err e;

	update(f, put_all, f);
	l = export(f, f->s);
	check(import(f, "half", &l, false, &e), &e);
	check_err(store_open(arena_printf(f->a, "%s/half", f->dir), &s, &e), &e,
	    ERR_NOT_FOUND, "there is no store");
	/* Nor is one without its own record. */
	l.at++;
	l.n--;
	check_err(import(f, "headless", &l, true, &e), &e, ERR_MALFORMED,
	    "own record is not there");
	free(l.at - 1);
}

static void
what_is_there_twice_is_refused(void **state)
{
	struct fixture *f = *state;
	struct lines l;
	struct err e;

	update(f, put_all, f);
	l = export(f, f->s);
	check(keep_line(&l, l.at[l.n - 1], &e), &e);
	check_err(import(f, "twice", &l, true, &e), &e, ERR_CONFLICT,
	    "is there twice");
	l.at[l.n - 1] = l.at[0];
	check_err(import(f, "two", &l, true, &e), &e, ERR_CONFLICT,
	    "own record is there twice");
	free(l.at);
}

static void
a_newer_version_is_refused_and_an_older_one_brought_up(void **state)
{
	struct fixture *f = *state;
	ProtobufCMessage *m;
	struct lines l;
	struct err e;
	char *line;

	update(f, put_all, f);
	l = export(f, f->s);
	check(json_read(l.at[0], f->a, &m, &e), &e);
	assert_ptr_equal(m->descriptor, &meta__descriptor);
	((Meta *)m)->schema = store_schema() + 1;
	check(json_write(m, f->a, &line, &e), &e);
	l.at[0] = line;
	check_err(import(f, "newer", &l, true, &e), &e, ERR_CONFLICT,
	    "by a newer scepgate");
	((Meta *)m)->schema = 0;
	check(json_write(m, f->a, &line, &e), &e);
	l.at[0] = line;
	check(import(f, "older", &l, true, &e), &e);
	store_close(open_copy(f, "older"));
	free(l.at);
}

/* Whatever a line says, the program stays. */
static void
lines_that_were_changed_anywhere_do_no_harm(void **state)
{
	static const char letters[] = "\"{}[]:,\\01-A=zn\n\xff";
	struct fixture *f = *state;
	unsigned int taken = 0, refused = 0, seed = 1;
	struct store_import *i;
	struct lines l;
	struct err e;
	char *line;

	update(f, put_all, f);
	l = export(f, f->s);
	check(file_make_dir(arena_printf(f->a, "%s/m", f->dir), 0700, &e), &e);
	check(store_import_begin(arena_printf(f->a, "%s/m", f->dir), &i, &e),
	    &e);
	for (unsigned int n = 0; n < 6000; n++) {
		line = arena_strdup(f->a, l.at[n % l.n]);
		for (unsigned int k = 0; k <= n % 3; k++) {
			seed = seed * 1103515245 + 12345;
			line[(seed >> 8) % strlen(line)] =
			    letters[(seed >> 4) % (sizeof(letters) - 1)];
		}
		e = (struct err){ 0 };
		if (store_import_line(i, line, &e) == 0)
			taken++;
		else {
			refused++;
			assert_true(e.kind == ERR_MALFORMED ||
			    e.kind == ERR_CONFLICT || e.kind == ERR_INTERNAL);
		}
	}
	assert_true(taken > 100);
	assert_true(refused > 100);
	store_import_free(i);
	free(l.at);
}

static int
spoil(struct store_txn *t, void *ctx, struct err *e)
{
	(void)ctx;
	return row_drop_all(t, ENV_INDEX, e);
}

static void
a_store_that_does_not_agree_is_not_exported(void **state)
{
	struct fixture *f = *state;
	struct lines l = { .a = f->a };
	struct err e;
	uint64_t n;

	update(f, put_all, f);
	update(f, spoil, NULL);
	check_err(store_export(f->s, keep_line, NULL, &l, &n, &e), &e,
	    ERR_INTEGRITY, "is not in the index");
	free(l.at);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
		TEST(every_field_of_every_kind_comes_back),
		TEST(what_is_no_record_is_refused),
		TEST(an_export_of_an_import_is_the_same),
		TEST(an_import_that_is_not_ended_is_no_store),
		TEST(what_is_there_twice_is_refused),
		TEST(a_newer_version_is_refused_and_an_older_one_brought_up),
		TEST(lines_that_were_changed_anywhere_do_no_harm),
		TEST(a_store_that_does_not_agree_is_not_exported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
