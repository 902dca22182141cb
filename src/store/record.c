/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See record.h.
 *
 * A row holds at most ROW_MOST bytes of a record behind one byte that says
 * how many rows it has; the others follow under the same key and their
 * number.  Longer values would be put on pages of their own by Berkeley DB:
 * a certificate would take 4 KB instead of 1.5.
 */
#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "store/index.h"
#include "store/record.h"
#include "store/row.h"

#define ROW_MOST 980
#define ROWS_MOST (STORE_RECORD_MOST / ROW_MOST)

struct record_key {
	uint8_t at[1 + KIND_ID_MOST + 1];
	size_t len;
};

/* ---- What is broken ---------------------------------------------------- */

const char *
record_id_text(struct arena *a, struct span id)
{
	struct uuid u;

	/* The longest id has no room in an error text: its beginning does. */
	id.len = id.len < 32 ? id.len : 32;
	return uuid_from_span(id, &u) ? uuid_text(a, &u) : text_hex(a, id);
}

int
record_broken(const char *what, enum kind kind, struct span id, struct err *e)
{
	struct arena *a = arena_new();

	err_set(e, ERR_INTERNAL,
	    "%s %s (id %s): restore the state directory from a backup", what,
	    kind_row(kind)->noun, record_id_text(a, id));
	arena_free(a);
	return -1;
}

/* The id that a key was made of. */
static struct span
key_id(enum kind kind, const struct record_key *key)
{
	size_t n = kind_row(kind)->db == ENV_RECORDS;

	return span_of(key->at + n, key->len - n);
}

/* ---- Protobuf ---------------------------------------------------------- */

static void *
in_arena(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void
left_to_arena(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

static int
unpack(enum kind kind, const struct record_key *key, struct span packed,
    struct arena *a, ProtobufCMessage **out, struct err *e)
{
	ProtobufCAllocator in = { in_arena, left_to_arena, a };

	*out = protobuf_c_message_unpack(kind_row(kind)->type, &in, packed.len,
	    packed.at);
	if (*out == NULL)
		return record_broken("the store holds a broken", kind,
		    key_id(kind, key), e);
	return 0;
}

/* What is packed here can be read. */
ProtobufCMessage *
store_row_copy(const ProtobufCMessage *row, struct arena *a)
{
	ProtobufCAllocator in = { in_arena, left_to_arena, a };
	size_t len = protobuf_c_message_get_packed_size(row);
	uint8_t *at = arena_alloc(a, len);

	protobuf_c_message_pack(row, at);
	return protobuf_c_message_unpack(row->descriptor, &in, len, at);
}

/* The record behind its first row's byte. */
static int
pack(enum kind kind, const ProtobufCMessage *m, struct arena *a,
    struct span *out, struct err *e)
{
	size_t len = protobuf_c_message_get_packed_size(m);
	uint8_t *at;

	if (len > STORE_RECORD_MOST)
		return err_set(e, ERR_INTERNAL,
		    "a %s of %zu bytes: want at most %d", kind_row(kind)->noun,
		    len, STORE_RECORD_MOST);
	at = arena_alloc(a, 1 + len);
	protobuf_c_message_pack(m, at + 1);
	*out = span_of(at, 1 + len);
	return 0;
}

/* ---- Rows -------------------------------------------------------------- */

static int
make_key(enum kind kind, struct span id, struct record_key *key, struct err *e)
{
	const struct kind_row *row = kind_row(kind);

	if ((row->id_len != 0 && id.len != row->id_len) ||
	    id.len > KIND_ID_MOST)
		return err_set(e, ERR_INTERNAL,
		    "the id of a %s: want %zu bytes, have %zu", row->noun,
		    row->id_len, id.len);
	key->len = 0;
	if (row->db == ENV_RECORDS)
		key->at[key->len++] = (uint8_t)kind;
	if (id.len > 0)
		memcpy(key->at + key->len, id.at, id.len);
	key->len += id.len;
	return 0;
}

/* The key of row n, from 0. */
static struct span
row_key(struct record_key *key, unsigned int n)
{
	key->at[key->len] = (uint8_t)n;
	return span_of(key->at, key->len + (n > 0));
}

static int
join_rows(struct store_txn *t, enum kind kind, struct record_key *key,
    unsigned int rows, struct span first, struct arena *a, struct span *out,
    struct err *e)
{
	uint8_t *at = arena_alloc(a, (size_t)rows * ROW_MOST);
	size_t len = first.len;
	struct span s;

	memcpy(at, first.at, first.len);
	for (unsigned int n = 1; n < rows; n++) {
		if (row_get(t, kind_row(kind)->db, row_key(key, n), &s, e) ==
		    -1)
			return -1;
		if (s.at == NULL || s.len > ROW_MOST)
			return record_broken("the store holds half a", kind,
			    key_id(kind, key), e);
		memcpy(at + len, s.at, s.len);
		len += s.len;
	}
	*out = span_of(at, len);
	return 0;
}

/*
 * The packed record and the number of its rows, 0 where there is none.
 * Borrowed from the engine, or in the arena.
 */
static int
read_rows(struct store_txn *t, enum kind kind, struct record_key *key,
    struct arena *a, struct span *out, unsigned int *rows, struct err *e)
{
	struct span s;

	*rows = 0;
	*out = (struct span){ NULL, 0 };
	if (row_get(t, kind_row(kind)->db, row_key(key, 0), &s, e) == -1)
		return -1;
	if (s.at == NULL)
		return 0;
	if (s.len < 1 || s.len > 1 + ROW_MOST || s.at[0] < 1 ||
	    s.at[0] > ROWS_MOST)
		return record_broken("the store holds a broken", kind,
		    key_id(kind, key), e);
	*rows = s.at[0];
	*out = span_of(s.at + 1, s.len - 1);
	return *rows == 1 ? 0 : join_rows(t, kind, key, *rows, *out, a, out, e);
}

static int
drop_rows(struct store_txn *t, enum kind kind, struct record_key *key,
    unsigned int from, unsigned int to, struct err *e)
{
	for (unsigned int n = from; n < to; n++)
		if (row_drop(t, kind_row(kind)->db, row_key(key, n), e) == -1)
			return -1;
	return 0;
}

/* packed: as pack() made it. */
static int
write_rows(struct store_txn *t, enum kind kind, struct record_key *key,
    struct span packed, unsigned int rows_before, struct err *e)
{
	enum env_db db = kind_row(kind)->db;
	size_t len = packed.len - 1, part;
	unsigned int rows = len == 0 ?
	    1 :
	    (unsigned int)((len + ROW_MOST - 1) / ROW_MOST);
	const uint8_t *at = packed.at + 1;
	uint8_t first[1 + ROW_MOST];

	first[0] = (uint8_t)rows;
	part = len < ROW_MOST ? len : ROW_MOST;
	memcpy(first + 1, at, part);
	if (row_put(t, db, row_key(key, 0), span_of(first, 1 + part), e) == -1)
		return -1;
	for (unsigned int n = 1; n < rows; n++) {
		at += part;
		len -= part;
		part = len < ROW_MOST ? len : ROW_MOST;
		if (row_put(t, db, row_key(key, n), span_of(at, part), e) == -1)
			return -1;
	}
	return drop_rows(t, kind, key, rows, rows_before, e);
}

/* ---- Records ----------------------------------------------------------- */

int
record_bytes(struct store_txn *t, enum kind kind, struct span id,
    struct arena *a, struct span *out, struct err *e)
{
	struct record_key key;
	unsigned int rows;

	if (make_key(kind, id, &key, e) == -1 ||
	    read_rows(t, kind, &key, a, out, &rows, e) == -1)
		return -1;
	if (rows == 1)
		*out = arena_span(a, *out);
	return 0;
}

int
record_get(struct store_txn *t, enum kind kind, struct span id, struct arena *a,
    ProtobufCMessage **out, struct err *e)
{
	struct record_key key;
	struct span packed;
	unsigned int rows;

	*out = NULL;
	if (make_key(kind, id, &key, e) == -1 ||
	    read_rows(t, kind, &key, t->scratch, &packed, &rows, e) == -1)
		return -1;
	return rows == 0 ? 0 : unpack(kind, &key, packed, a, out, e);
}

int
record_put(struct store_txn *t, enum kind kind, struct span id,
    const ProtobufCMessage *m, struct err *e)
{
	struct record_key key;
	struct span packed, before;
	ProtobufCMessage *old = NULL;
	unsigned int rows;

	if (make_key(kind, id, &key, e) == -1 ||
	    pack(kind, m, t->scratch, &packed, e) == -1 ||
	    read_rows(t, kind, &key, t->scratch, &before, &rows, e) == -1)
		return -1;
	if (rows > 0 &&
	    span_equal(before, span_of(packed.at + 1, packed.len - 1)))
		return 0;
	if (rows > 0 && unpack(kind, &key, before, t->scratch, &old, e) == -1)
		return -1;
	if (index_claim(t, kind, old, m, id, e) == -1 ||
	    write_rows(t, kind, &key, packed, rows, e) == -1 ||
	    index_move(t, kind, old, m, id, e) == -1)
		return -1;
	t->delta[kind] += old == NULL;
	t->config |= kind_row(kind)->config;
	return 0;
}

int
record_drop(struct store_txn *t, enum kind kind, struct span id, struct err *e)
{
	struct record_key key;
	struct span before;
	ProtobufCMessage *old;
	unsigned int rows;

	if (make_key(kind, id, &key, e) == -1 ||
	    read_rows(t, kind, &key, t->scratch, &before, &rows, e) == -1)
		return -1;
	if (rows == 0)
		return 0;
	if (unpack(kind, &key, before, t->scratch, &old, e) == -1 ||
	    drop_rows(t, kind, &key, 0, rows, e) == -1 ||
	    index_move(t, kind, old, NULL, id, e) == -1)
		return -1;
	t->delta[kind]--;
	t->config |= kind_row(kind)->config;
	return 0;
}

int
record_write(struct store_txn *t, enum kind kind, struct span id,
    const ProtobufCMessage *m, struct span *packed, struct err *e)
{
	struct record_key key;
	struct span s;

	if (make_key(kind, id, &key, e) == -1 ||
	    pack(kind, m, t->scratch, &s, e) == -1)
		return -1;
	if (s.len > 1 + ROW_MOST)
		return err_set(e, ERR_INTERNAL,
		    "a %s of %zu bytes: want at most %d", kind_row(kind)->noun,
		    s.len - 1, ROW_MOST);
	if (packed != NULL)
		*packed = span_of(s.at + 1, s.len - 1);
	return write_rows(t, kind, &key, s, 1, e);
}
