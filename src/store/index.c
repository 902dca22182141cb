/* SPDX-License-Identifier: BSD-2-Clause */
/* See index.h. */
#include <assert.h>
#include <string.h>

#include <nettle/sha2.h>

#include "base/text.h"
#include "store/index.h"
#include "store/record.pb-c.h"
#include "store/terms.h"

#define PARTS_MOST 3
#define NAME_MOST 480 /* bytes of a folded name in a key */
#define HASH_LEN 16
#define TERMS 23 /* the number of the index of terms */
#define BESIDE 0xff /* in place of the NUL behind a term: not in UTF-8 */

/* How a field stands in a key; names and texts end in a NUL. */
enum part_how {
	PART_END,
	PART_ID, /* 16 bytes */
	PART_BYTES, /* any bytes; last of the fields */
	PART_NAME, /* folded */
	PART_TEXT,
	PART_HASH, /* of a text that may be long */
	PART_STATE, /* one byte */
	PART_NOT_FAILED, /* nothing: leaves failed orders out */
	PART_FAILED, /* nothing: leaves all others out */
	PART_UNSET, /* nothing: leaves out where the flag is set */
	PART_TIME,
	PART_SET, /* nothing: leaves out where the time is zero */
	PART_TERMS /* alone: each term is a key of its own; see terms.h */
};

struct part {
	enum part_how how;
	size_t at; /* in the message */
};

/*
 * Of its lists: as the keys are, or the other way round; or as the keys are
 * but, among equal ones, the newest first: there ids stand inverted.
 */
enum order { UP, NEWEST, UP_NEWEST };

/*
 * number: on disk, and never used again; 0 are the records themselves.
 * unique: what two records must not share, or NULL.
 */
struct index_row {
	enum kind kind;
	uint8_t number;
	enum order order;
	const char *unique;
	struct part parts[PARTS_MOST];
};

/* clang-format off */
#define PART(how, Message, field) { PART_##how, offsetof(Message, field) }
/* clang-format on */

/*
 * 15, 16 and 21 were, until version 2 of the schema, what 50 to 52 are.
 *
 * A record is in an index if none of the fields is empty (zero, for a time);
 * an empty name counts as a name.
 */
static const struct index_row rows[INDEX__COUNT] = {
	[STORE_TENANTS_BY_NAME] = { KIND_TENANT, 1, UP, "name",
	    { PART(NAME, Tenant, name) } },
	[STORE_CONNECTORS_BY_NAME] = { KIND_CONNECTOR, 2, UP, "name",
	    { PART(NAME, Connector, name) } },
	[STORE_PROFILES_BY_NAME] = { KIND_PROFILE, 3, UP, "name",
	    { PART(NAME, Profile, name) } },
	[STORE_PROFILES_BY_TENANT] = { KIND_PROFILE, 4, UP, NULL,
	    { PART(ID, Profile, tenant_id), PART(NAME, Profile, name) } },
	[STORE_PROFILES_BY_CONNECTOR] = { KIND_PROFILE, 5, UP, NULL,
	    { PART(ID, Profile, connector_id), PART(NAME, Profile, name) } },
	[STORE_ORDERS] = { .kind = KIND_ORDER, .order = NEWEST },
	[STORE_ORDERS_BY_PROFILE] = { KIND_ORDER, 6, NEWEST, NULL,
	    { PART(ID, Order, profile_id) } },
	[STORE_ORDERS_BY_STATE] = { KIND_ORDER, 7, NEWEST, NULL,
	    { PART(STATE, Order, state) } },
	[STORE_ORDERS_BY_ACCOUNT] = { KIND_ORDER, 8, NEWEST, NULL,
	    { PART(ID, Order, account_id) } },
	[STORE_ORDERS_ACTIVE] = { KIND_ORDER, 22, NEWEST, NULL,
	    { PART(FAILED, Order, state), PART(UNSET, Order, ended),
		PART(UNSET, Order, dismissed) } },
	[STORE_ORDERS_BY_TERM] = { KIND_ORDER, TERMS, UP_NEWEST, NULL,
	    { { PART_TERMS, 0 } } },
	[STORE_ORDERS_PENDING_BY_END] = { KIND_ORDER, 25, UP, NULL,
	    { PART(TIME, Order, pending_ends_ms) } },
	[STORE_CERTIFICATES] = { .kind = KIND_CERTIFICATE, .order = NEWEST },
	[STORE_CERTIFICATES_BY_PROFILE] = { KIND_CERTIFICATE, 9, NEWEST, NULL,
	    { PART(ID, Certificate, profile_id) } },
	[STORE_CERTIFICATES_BY_ACCOUNT] = { KIND_CERTIFICATE, 10, NEWEST, NULL,
	    { PART(ID, Certificate, account_id) } },
	[STORE_CERTIFICATES_BY_CONNECTOR] = { KIND_CERTIFICATE, 11, NEWEST,
	    NULL, { PART(ID, Certificate, connector_id) } },
	[STORE_ACCOUNTS] = { .kind = KIND_ACCOUNT, .order = NEWEST },
	[STORE_ACCOUNTS_BY_ISSUE] = { KIND_ACCOUNT, 24, NEWEST, NULL,
	    { PART(TIME, Account, last_issued_ms) } },
	[STORE_ACCOUNTS_BY_PROFILE] = { KIND_ACCOUNT, 12, NEWEST, NULL,
	    { PART(ID, Account, profile_id) } },
	[STORE_USERS_BY_NAME] = { KIND_USER, 13, UP, "name",
	    { PART(NAME, User, name) } },
	[STORE_AUDIT] = { .kind = KIND_AUDIT, .order = NEWEST },
	[STORE_CERTIFICATES_REVOKED] = { KIND_CERTIFICATE, 30, UP, NULL,
	    { PART(ID, Certificate, connector_id),
		PART(SET, Certificate, revoked_ms),
		PART(TIME, Certificate, not_after_ms) } },
	[INDEX_PROFILES_BY_SLUG] = { KIND_PROFILE, 14, UP, "URL name",
	    { PART(TEXT, Profile, slug) } },
	[INDEX_ORDERS_BY_TRANSACTION] = { KIND_ORDER, 50, NEWEST, NULL,
	    { PART(ID, Order, profile_id), PART(HASH, Order, transaction_id),
		PART(NOT_FAILED, Order, state) } },
	[INDEX_ORDERS_BY_REQUEST] = { KIND_ORDER, 51, NEWEST, NULL,
	    { PART(BYTES, Order, request_mac),
		PART(NOT_FAILED, Order, state) } },
	[INDEX_CERTIFICATES_BY_SERIAL] = { KIND_CERTIFICATE, 52, NEWEST,
	    "serial number",
	    { PART(ID, Certificate, connector_id),
		PART(BYTES, Certificate, serial) } },
	[INDEX_ACCOUNTS_BY_SUBJECT] = { KIND_ACCOUNT, 17, NEWEST, "subject",
	    { PART(ID, Account, profile_id),
		PART(BYTES, Account, subject_sha256) } },
	[INDEX_SESSIONS_BY_USER] = { KIND_SESSION, 18, UP, NULL,
	    { PART(ID, Session, user_id) } },
	[INDEX_SESSIONS_BY_END] = { KIND_SESSION, 19, UP, NULL,
	    { PART(TIME, Session, expires_ms) } },
	[INDEX_THROTTLES_BY_END] = { KIND_THROTTLE, 20, UP, NULL,
	    { PART(TIME, Throttle, ends_ms) } },
	[STORE_CHALLENGES_BY_PROFILE] = { KIND_CHALLENGE, 40, NEWEST, NULL,
	    { PART(ID, Challenge, profile_id) } },
	[INDEX_CHALLENGES_BY_MAC] = { KIND_CHALLENGE, 41, NEWEST, "MAC",
	    { PART(BYTES, Challenge, mac) } },
	[INDEX_CHALLENGES_BY_END] = { KIND_CHALLENGE, 42, UP, NULL,
	    { PART(TIME, Challenge, forget_ms) } },
};

/* Whose term the keys stand beside: a text's, or a serial number's. */
static const struct part beside[INDEX__COUNT] = {
	[INDEX_ORDERS_BY_TRANSACTION] = PART(TEXT, Order, transaction_id),
	[INDEX_ORDERS_BY_REQUEST] = PART(TEXT, Order, transaction_id),
	[INDEX_CERTIFICATES_BY_SERIAL] = PART(BYTES, Certificate, serial),
};

enum kind
index_kind(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].kind;
}

bool
index_is_primary(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].number == 0;
}

bool
index_is_unique(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].unique != NULL;
}

bool
index_is_of_terms(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].parts[0].how == PART_TERMS;
}

const char *
index_unique_name(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].unique;
}

bool
index_is_newest_first(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].order == NEWEST;
}

bool
index_inverts_ids(int index)
{
	assert(index >= 0 && index < INDEX__COUNT);
	return rows[index].order == UP_NEWEST;
}

struct span
index_row_id(int index, struct span key, struct span value, struct arena *a)
{
	const struct span none = { NULL, 0 };
	size_t len = kind_row(index_kind(index))->id_len;
	uint8_t *at;

	if (index_is_unique(index))
		return value.len == len ? arena_span(a, value) : none;
	/* What has ids of any length is in indexes by time alone. */
	if (len == 0)
		len = key.len < 9 ? 0 : key.len - 9;
	if (len == 0 || key.len <= len)
		return none;
	at = arena_alloc(a, len);
	memcpy(at, key.at + key.len - len, len);
	for (size_t i = 0; index_inverts_ids(index) && i < len; i++)
		at[i] = (uint8_t)~at[i];
	return span_of(at, len);
}

/* ---- Keys -------------------------------------------------------------- */

static bool
is_beside(int index)
{
	return beside[index].how != PART_END;
}

void
index_start(int index, struct index_key *k)
{
	assert(index >= 0 && index < INDEX__COUNT && !is_beside(index));
	k->len = 0;
	if (rows[index].number != 0)
		k->at[k->len++] = rows[index].number;
}

void
index_start_beside(int index, struct span term, struct index_key *k)
{
	assert(index >= 0 && index < INDEX__COUNT && is_beside(index));
	assert(term.len <= TERM_MOST);
	k->at[0] = TERMS;
	k->len = 1;
	index_add_bytes(k, term);
	k->at[k->len++] = BESIDE;
	k->at[k->len++] = rows[index].number;
}

/* What does not fit is cut: only a key that no record has comes so far. */
void
index_add_bytes(struct index_key *k, struct span s)
{
	size_t room = sizeof(k->at) - k->len;

	if (s.len > room)
		s.len = room;
	if (s.len > 0)
		memcpy(k->at + k->len, s.at, s.len);
	k->len += s.len;
}

void
index_add_id(struct index_key *k, const struct uuid *id)
{
	index_add_bytes(k, uuid_span(id));
}

void
index_add_text(struct index_key *k, const char *text)
{
	size_t len = strnlen(text, NAME_MOST);

	index_add_bytes(k, span_of(text, len));
	index_add_bytes(k, span_of("", 1));
}

void
index_add_name(struct index_key *k, struct arena *a, const char *name)
{
	index_add_text(k, text_fold(a, name));
}

void
index_add_hash(struct index_key *k, const char *text)
{
	struct sha256_ctx ctx;
	uint8_t hash[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	sha256_digest(&ctx, sizeof(hash), hash);
	index_add_bytes(k, span_of(hash, HASH_LEN));
}

/* Most significant byte first, so that keys are in the order of time. */
void
index_add_time(struct index_key *k, int64_t ms)
{
	uint8_t at[8];

	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)((uint64_t)ms >> (56 - 8 * i));
	index_add_bytes(k, span_of(at, sizeof(at)));
}

struct span
index_key_span(const struct index_key *k)
{
	return span_of(k->at, k->len);
}

/* A field as a part of the key; false where it is empty. */
static bool
add_part(struct index_key *k, const struct part *part,
    const ProtobufCMessage *m, struct arena *a)
{
	const void *field = (const char *)m + part->at;
	const ProtobufCBinaryData *bytes = field;
	const char *const *text = field;
	const int64_t *ms = field;
	const int *state = field;
	const protobuf_c_boolean *flag = field;
	uint8_t byte;

	switch (part->how) {
	case PART_ID:
		assert(bytes->len == 0 || bytes->len == sizeof(struct uuid));
		index_add_bytes(k, span_of(bytes->data, bytes->len));
		return bytes->len > 0;
	case PART_BYTES:
		index_add_bytes(k, span_of(bytes->data, bytes->len));
		return bytes->len > 0;
	case PART_NAME:
		index_add_name(k, a, *text);
		return true;
	case PART_TEXT:
		index_add_text(k, *text);
		return **text != '\0';
	case PART_HASH:
		index_add_hash(k, *text);
		return **text != '\0';
	case PART_STATE:
		byte = (uint8_t)*state;
		index_add_bytes(k, span_of(&byte, 1));
		return *state != 0;
	case PART_NOT_FAILED:
		return *state != ORDER_STATE__ORDER_FAILED;
	case PART_FAILED:
		return *state == ORDER_STATE__ORDER_FAILED;
	case PART_UNSET:
		return !*flag;
	case PART_TIME:
		index_add_time(k, *ms);
		return *ms != 0;
	case PART_SET:
		return *ms != 0;
	case PART_TERMS:
	case PART_END:
		break;
	}
	return false;
}

/* The number of the index, or its place beside a term. */
static void
start_key(int index, const ProtobufCMessage *m, struct arena *a,
    struct index_key *k)
{
	const void *field = (const char *)m + beside[index].at;
	const ProtobufCBinaryData *bytes = field;
	const char *const *text = field;

	if (beside[index].how == PART_TEXT)
		index_start_beside(index, term_of_text(a, *text), k);
	else if (beside[index].how == PART_BYTES)
		index_start_beside(index,
		    term_of_serial(a, span_of(bytes->data, bytes->len)), k);
	else
		index_start(index, k);
}

void
index_make_key(int index, const ProtobufCMessage *m, struct span id,
    struct arena *a, struct index_key *k)
{
	const struct index_row *row = &rows[index];

	k->len = 0;
	if (m == NULL)
		return;
	start_key(index, m, a, k);
	for (int i = 0; i < PARTS_MOST && row->parts[i].how != PART_END; i++)
		if (!add_part(k, &row->parts[i], m, a)) {
			k->len = 0;
			return;
		}
	if (row->unique == NULL)
		index_add_bytes(k, id);
}

void
index_make_term_key(int index, struct span term, struct span id,
    struct index_key *k)
{
	struct uuid inverted;

	assert(id.len == sizeof(inverted));
	for (size_t i = 0; i < sizeof(inverted.bytes); i++)
		inverted.bytes[i] = (uint8_t)~id.at[i];
	index_start(index, k);
	index_add_bytes(k, term);
	index_add_bytes(k, span_of("", 1));
	index_add_id(k, &inverted);
}

/* ---- What is on disk --------------------------------------------------- */

/* Where the number of the index stands in a key. */
static size_t
number_at(struct span key)
{
	size_t i = 1;

	if (key.len == 0 || key.at[0] != TERMS)
		return 0;
	while (i < key.len && key.at[i] != '\0' && key.at[i] != BESIDE)
		i++;
	return i + 1 < key.len && key.at[i] == BESIDE ? i + 1 : 0;
}

int
index_of_key(struct span key)
{
	size_t at = number_at(key);
	uint8_t number = key.len == 0 ? 0 : key.at[at];

	for (int i = 0; i < INDEX__COUNT; i++)
		if (rows[i].number != 0 && rows[i].number == number &&
		    is_beside(i) == (at != 0))
			return i;
	return -1;
}

void
index_pass_beside(struct span key, bool down, struct index_key *k)
{
	/* Up to BESIDE and with it; no number is as high. */
	static const uint8_t behind[] = { BESIDE };

	k->len = 0;
	index_add_bytes(k, span_of(key.at, number_at(key)));
	if (!down)
		index_add_bytes(k, span_of(behind, sizeof(behind)));
}

static const char *
field_name(enum kind kind, size_t at)
{
	const ProtobufCMessageDescriptor *d = kind_row(kind)->type;

	for (unsigned int i = 0; i < d->n_fields; i++)
		if (d->fields[i].offset == at)
			return d->fields[i].name;
	return "terms";
}

char *
index_text(int index, struct arena *a)
{
	const struct index_row *row = &rows[index];
	char *text = arena_printf(a, "index %d, of each %s by", row->number,
	    kind_row(row->kind)->noun);

	for (int i = 0; i < PARTS_MOST && row->parts[i].how != PART_END; i++)
		text = arena_printf(a, "%s%s %s", text, i == 0 ? "" : ",",
		    field_name(row->kind, row->parts[i].at));
	return text;
}

bool
index_fits(enum kind kind, const ProtobufCMessage *m)
{
	const ProtobufCBinaryData *b;

	for (int i = 0; i < INDEX__COUNT; i++)
		for (int n = 0; n < PARTS_MOST && rows[i].kind == kind; n++) {
			if (rows[i].parts[n].how != PART_ID)
				continue;
			b = (const void *)((const char *)m +
			    rows[i].parts[n].at);
			if (b->len != 0 && b->len != sizeof(struct uuid))
				return false;
		}
	return true;
}
