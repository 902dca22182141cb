/* SPDX-License-Identifier: BSD-2-Clause */
/* The typed functions of store.h over record.h. */
#include <string.h>

#include "base/clock.h"
#include "store/index.h"
#include "store/record.h"
#include "store/row.h"

static struct span
span_of_bytes(const ProtobufCBinaryData *b)
{
	return span_of(b->data, b->len);
}

/* Records whose id is their field `id`. */
#define DEFINE(noun, Message, KIND)                                       \
	int store_get_##noun(struct store_txn *t, const struct uuid *id,  \
	    struct arena *a, Message **out, struct err *e)                \
	{                                                                 \
		ProtobufCMessage *m;                                      \
		int rc = record_get(t, KIND, uuid_span(id), a, &m, e);    \
                                                                          \
		*out = (Message *)m;                                      \
		return rc;                                                \
	}                                                                 \
                                                                          \
	int store_put_##noun(struct store_txn *t, const Message *record,  \
	    struct err *e)                                                \
	{                                                                 \
		return record_put(t, KIND, span_of_bytes(&record->id),    \
		    &record->base, e);                                    \
	}                                                                 \
                                                                          \
	int store_drop_##noun(struct store_txn *t, const struct uuid *id, \
	    struct err *e)                                                \
	{                                                                 \
		return record_drop(t, KIND, uuid_span(id), e);            \
	}

DEFINE(tenant, Tenant, KIND_TENANT)
DEFINE(connector, Connector, KIND_CONNECTOR)
DEFINE(profile, Profile, KIND_PROFILE)
DEFINE(order, Order, KIND_ORDER)
DEFINE(certificate, Certificate, KIND_CERTIFICATE)
DEFINE(account, Account, KIND_ACCOUNT)
DEFINE(user, User, KIND_USER)
DEFINE(revocations, Revocations, KIND_REVOCATIONS)
DEFINE(challenge, Challenge, KIND_CHALLENGE)

int
store_get_meta(struct store_txn *t, struct arena *a, Meta **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = record_get(t, KIND_META, span_of("", 0), a, &m, e);

	*out = (Meta *)m;
	return rc;
}

int
store_note_key(struct store_txn *t, struct span check, struct err *e)
{
	Meta *meta;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	if (meta == NULL)
		return 0;
	meta->key_check = (ProtobufCBinaryData){ check.len,
		(uint8_t *)(uintptr_t)check.at };
	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

int
store_note_backup(struct store_txn *t, int64_t made_ms, struct err *e)
{
	Meta *meta;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	if (meta == NULL || meta->backup_ms == made_ms)
		return 0;
	meta->backup_ms = made_ms;
	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

int
store_get_housekeeping(struct store_txn *t, struct arena *a, Housekeeping **out,
    struct err *e)
{
	ProtobufCMessage *m;
	int rc = record_get(t, KIND_HOUSEKEEPING, span_of("", 0), a, &m, e);

	*out = (Housekeeping *)m;
	return rc;
}

int
store_put_housekeeping(struct store_txn *t, const Housekeeping *record,
    struct err *e)
{
	return record_put(t, KIND_HOUSEKEEPING, span_of("", 0), &record->base,
	    e);
}

/* ---- Sessions and throttles -------------------------------------------- */

int
store_get_session(struct store_txn *t, struct span token_sha256,
    struct arena *a, Session **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = record_get(t, KIND_SESSION, token_sha256, a, &m, e);

	*out = (Session *)m;
	return rc;
}

int
store_put_session(struct store_txn *t, const Session *record, struct err *e)
{
	return record_put(t, KIND_SESSION, span_of_bytes(&record->token_sha256),
	    &record->base, e);
}

int
store_drop_session(struct store_txn *t, struct span token_sha256, struct err *e)
{
	return record_drop(t, KIND_SESSION, token_sha256, e);
}

int
store_get_throttle(struct store_txn *t, const char *key, struct arena *a,
    Throttle **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = record_get(t, KIND_THROTTLE, span_of_str(key), a, &m, e);

	*out = (Throttle *)m;
	return rc;
}

int
store_put_throttle(struct store_txn *t, const Throttle *record, struct err *e)
{
	Throttle kept = *record;

	kept.ends_ms = record->first_ms + CLOCK_DAY_MS;
	if (kept.ends_ms < record->blocked_until_ms)
		kept.ends_ms = record->blocked_until_ms;
	return record_put(t, KIND_THROTTLE, span_of_str(record->key),
	    &kept.base, e);
}

int
store_drop_throttle(struct store_txn *t, const char *key, struct err *e)
{
	return record_drop(t, KIND_THROTTLE, span_of_str(key), e);
}

/* ---- Dropping by index ------------------------------------------------- */

/*
 * Drop the first record at or behind `from` whose key begins with the first
 * `same` bytes of it and is below `to`; *any is false where there is none.  The
 * id stands behind the fields of the key.  The row goes in any case: one that
 * names nothing would be the first for ever.
 */
static int
drop_first(struct store_txn *t, int index, const struct index_key *from,
    size_t same, const struct index_key *to, bool *any, struct err *e)
{
	struct span key = { NULL, 0 };
	struct row_cursor c;
	int rc;

	if (row_cursor_open(&c, t, ENV_INDEX, e) == -1)
		return -1;
	rc = row_cursor_from(&c, index_key_span(from), e);
	if (rc == 0 && c.key.at != NULL && c.key.len >= from->len &&
	    memcmp(c.key.at, from->at, same) == 0 &&
	    (to == NULL || span_compare(c.key, index_key_span(to)) < 0))
		key = arena_span(t->scratch, c.key);
	row_cursor_close(&c);
	*any = key.at != NULL;
	if (rc == -1 || !*any)
		return rc;
	if (record_drop(t, index_kind(index),
		span_of(key.at + from->len, key.len - from->len), e) == -1)
		return -1;
	return row_drop(t, ENV_INDEX, key, e);
}

/* Drop at most `*most` records of an index by end that ended before now. */
static int
drop_ended(struct store_txn *t, int index, int64_t now_ms, unsigned int *most,
    struct err *e)
{
	struct index_key from, to;
	bool any;

	index_start(index, &from);
	index_add_time(&from, 0);
	index_start(index, &to);
	index_add_time(&to, now_ms);
	for (; *most > 0; --*most) {
		if (drop_first(t, index, &from, 1, &to, &any, e) == -1)
			return -1;
		if (!any)
			return 0;
	}
	return 0;
}

int
store_drop_ended(struct store_txn *t, int64_t now_ms, unsigned int most,
    unsigned int *dropped, struct err *e)
{
	unsigned int left = most;

	if (drop_ended(t, INDEX_SESSIONS_BY_END, now_ms, &left, e) == -1 ||
	    drop_ended(t, INDEX_THROTTLES_BY_END, now_ms, &left, e) == -1)
		return -1;
	*dropped = most - left;
	return 0;
}

int
store_drop_forgotten_challenges(struct store_txn *t, int64_t now_ms,
    unsigned int most, unsigned int *dropped, struct err *e)
{
	unsigned int left = most;

	if (drop_ended(t, INDEX_CHALLENGES_BY_END, now_ms, &left, e) == -1)
		return -1;
	*dropped = most - left;
	return 0;
}

int
store_drop_sessions_of(struct store_txn *t, const struct uuid *user,
    struct err *e)
{
	struct index_key from;
	bool any = true;

	index_start(INDEX_SESSIONS_BY_USER, &from);
	index_add_id(&from, user);
	while (any)
		if (drop_first(t, INDEX_SESSIONS_BY_USER, &from, from.len, NULL,
			&any, e) == -1)
			return -1;
	return 0;
}
