/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log: entries numbered without a gap, each holding the hash of
 * the bytes of the one before.  The newest number and hash stand in the
 * store's own record, so that entries cut off the end are missed too.
 */
#include <inttypes.h>
#include <string.h>

#include <nettle/sha2.h>

#include "base/uuid.h"
#include "store/record.h"

#define VERIFY_AT_ONCE 100

struct audit_id {
	uint8_t at[8];
};

static struct audit_id
make_id(uint64_t number)
{
	struct audit_id id;

	for (int i = 0; i < 8; i++)
		id.at[i] = (uint8_t)(number >> (56 - 8 * i));
	return id;
}

static void
hash_entry(struct span packed, uint8_t out[static SHA256_DIGEST_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, packed.len, packed.at);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, out);
}

static int
get_meta(struct store_txn *t, struct arena *a, Meta **out, struct err *e)
{
	if (store_get_meta(t, a, out, e) == -1)
		return -1;
	if (*out == NULL)
		return err_set(e, ERR_INTERNAL,
		    "the store has lost its own record: restore a backup");
	return 0;
}

int
store_audit(struct store_txn *t, const AuditEntry *entry, struct err *e)
{
	uint8_t hash[SHA256_DIGEST_SIZE];
	struct uuid id = uuid_new();
	AuditEntry kept = *entry;
	struct audit_id key;
	struct span packed;
	Meta *meta;

	if (get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	kept.id = (ProtobufCBinaryData){ sizeof(id.bytes), id.bytes };
	kept.number = meta->audit_number + 1;
	kept.previous_sha256 = meta->audit_sha256;
	key = make_id(kept.number);
	if (record_put(t, KIND_AUDIT, span_of(key.at, sizeof(key.at)),
		&kept.base, e) == -1 ||
	    record_bytes(t, KIND_AUDIT, span_of(key.at, sizeof(key.at)),
		t->scratch, &packed, e) == -1)
		return -1;
	hash_entry(packed, hash);
	meta->audit_number = kept.number;
	meta->audit_sha256 = (ProtobufCBinaryData){ sizeof(hash), hash };
	if (record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e) ==
	    -1)
		return -1;
	said_add(t->said, entry);
	return 0;
}

/* ---- Verifying --------------------------------------------------------- */

struct verify {
	struct arena *arena;
	uint64_t number; /* verified so far */
	uint8_t hash[SHA256_DIGEST_SIZE];
	bool done;
};

static int
broken(uint64_t number, const char *how, struct err *e)
{
	return err_set(e, ERR_INTEGRITY,
	    "audit entry %" PRIu64 " %s: the log "
	    "was changed by hand",
	    number, how);
}

/* The entry behind v->number, or its end. */
static int
verify_next(struct store_txn *t, struct verify *v, const Meta *meta,
    struct err *e)
{
	struct audit_id key = make_id(v->number + 1);
	struct span at = span_of(key.at, sizeof(key.at)), packed;
	ProtobufCMessage *m;
	const AuditEntry *entry;

	if (record_bytes(t, KIND_AUDIT, at, v->arena, &packed, e) == -1 ||
	    record_get(t, KIND_AUDIT, at, v->arena, &m, e) == -1)
		return -1;
	if (m == NULL)
		return broken(v->number + 1, "is missing", e);
	entry = (const AuditEntry *)m;
	if (entry->number != v->number + 1)
		return broken(v->number + 1, "has another number", e);
	if (!span_equal(span_of(entry->previous_sha256.data,
			    entry->previous_sha256.len),
		span_of(v->hash, v->number == 0 ? 0 : sizeof(v->hash))))
		return broken(v->number + 1,
		    "does not follow from the one before", e);
	hash_entry(packed, v->hash);
	v->number++;
	if (v->number == meta->audit_number &&
	    !span_equal(span_of(meta->audit_sha256.data,
			    meta->audit_sha256.len),
		span_of(v->hash, sizeof(v->hash))))
		return broken(v->number, "is not the one that was written", e);
	return 0;
}

static int
verify_some(struct store_txn *t, void *ctx, struct err *e)
{
	struct verify *v = ctx, from = *v;
	Meta *meta;

	if (get_meta(t, v->arena, &meta, e) == -1)
		return -1;
	for (int n = 0; n < VERIFY_AT_ONCE; n++) {
		if (from.number == meta->audit_number)
			break;
		if (verify_next(t, &from, meta, e) == -1)
			return -1;
	}
	from.done = from.number == meta->audit_number;
	*v = from;
	return 0;
}

int
store_verify_audit(struct store *s, uint64_t *entries, struct err *e)
{
	struct verify v = { .arena = arena_new() };
	int rc = 0;

	while (rc == 0 && !v.done) {
		rc = store_view(s, verify_some, &v, e);
		arena_reset(v.arena);
	}
	arena_free(v.arena);
	*entries = v.number;
	return rc;
}
