/* SPDX-License-Identifier: BSD-2-Clause */
/* Records by what is unique in them, and orders by transactionID. */
#include <string.h>

#include "store/index.h"
#include "store/record.h"
#include "store/row.h"
#include "store/terms.h"

/* The record whose id stands under a whole key of a unique index. */
static int
find(struct store_txn *t, int index, const struct index_key *k, struct arena *a,
    ProtobufCMessage **out, struct err *e)
{
	struct span id;

	*out = NULL;
	if (row_get(t, ENV_INDEX, index_key_span(k), &id, e) == -1)
		return -1;
	if (id.at == NULL)
		return 0;
	id = arena_span(t->scratch, id);
	return record_get(t, index_kind(index), id, a, out, e);
}

static int
find_name(struct store_txn *t, int index, const char *name, struct arena *a,
    ProtobufCMessage **out, struct err *e)
{
	struct index_key k;

	index_start(index, &k);
	index_add_name(&k, t->scratch, name);
	return find(t, index, &k, a, out, e);
}

int
store_find_tenant(struct store_txn *t, const char *name, struct arena *a,
    Tenant **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = find_name(t, STORE_TENANTS_BY_NAME, name, a, &m, e);

	*out = (Tenant *)m;
	return rc;
}

int
store_find_connector(struct store_txn *t, const char *name, struct arena *a,
    Connector **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = find_name(t, STORE_CONNECTORS_BY_NAME, name, a, &m, e);

	*out = (Connector *)m;
	return rc;
}

int
store_find_profile(struct store_txn *t, const char *name, struct arena *a,
    Profile **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = find_name(t, STORE_PROFILES_BY_NAME, name, a, &m, e);

	*out = (Profile *)m;
	return rc;
}

int
store_find_profile_slug(struct store_txn *t, const char *slug, struct arena *a,
    Profile **out, struct err *e)
{
	struct index_key k;
	ProtobufCMessage *m;
	int rc;

	index_start(INDEX_PROFILES_BY_SLUG, &k);
	index_add_text(&k, slug);
	rc = find(t, INDEX_PROFILES_BY_SLUG, &k, a, &m, e);
	*out = (Profile *)m;
	return rc;
}

int
store_find_user(struct store_txn *t, const char *name, struct arena *a,
    User **out, struct err *e)
{
	ProtobufCMessage *m;
	int rc = find_name(t, STORE_USERS_BY_NAME, name, a, &m, e);

	*out = (User *)m;
	return rc;
}

int
store_find_certificate(struct store_txn *t, const struct uuid *connector,
    struct span serial, struct arena *a, Certificate **out, struct err *e)
{
	struct index_key k;
	ProtobufCMessage *m;
	int rc;

	index_start_beside(INDEX_CERTIFICATES_BY_SERIAL,
	    term_of_serial(t->scratch, serial), &k);
	index_add_id(&k, connector);
	index_add_bytes(&k, serial);
	rc = find(t, INDEX_CERTIFICATES_BY_SERIAL, &k, a, &m, e);
	*out = (Certificate *)m;
	return rc;
}

/* Its keys begin with the place beside the number, then comes the connector. */
static int
first_two(struct row_cursor *c, struct span place, struct span *id,
    bool *several, struct err *e)
{
	int rc = row_cursor_from(c, place, e);

	if (rc == -1 || !span_begins_with(c->key, place))
		return rc;
	*id = arena_span(c->t->scratch, c->value);
	rc = row_cursor_next(c, e);
	*several = rc == 0 && span_begins_with(c->key, place);
	return rc;
}

int
store_find_serial(struct store_txn *t, struct span serial, struct arena *a,
    Certificate **out, bool *several, struct err *e)
{
	struct span id = { NULL, 0 };
	ProtobufCMessage *m = NULL;
	struct row_cursor c;
	struct index_key k;
	int rc;

	*out = NULL;
	*several = false;
	index_start_beside(INDEX_CERTIFICATES_BY_SERIAL,
	    term_of_serial(t->scratch, serial), &k);
	if (row_cursor_open(&c, t, ENV_INDEX, e) == -1)
		return -1;
	rc = first_two(&c, index_key_span(&k), &id, several, e);
	row_cursor_close(&c);
	if (rc == 0 && id.at != NULL)
		rc = record_get(t, KIND_CERTIFICATE, id, a, &m, e);
	*out = (Certificate *)m;
	return rc;
}

int
store_find_account(struct store_txn *t, const struct uuid *profile,
    struct span subject_sha256, struct arena *a, Account **out, struct err *e)
{
	struct index_key k;
	ProtobufCMessage *m;
	int rc;

	index_start(INDEX_ACCOUNTS_BY_SUBJECT, &k);
	index_add_id(&k, profile);
	index_add_bytes(&k, subject_sha256);
	rc = find(t, INDEX_ACCOUNTS_BY_SUBJECT, &k, a, &m, e);
	*out = (Account *)m;
	return rc;
}

int
store_find_challenge(struct store_txn *t, struct span mac, struct arena *a,
    Challenge **out, struct err *e)
{
	struct index_key k;
	ProtobufCMessage *m;
	int rc;

	index_start(INDEX_CHALLENGES_BY_MAC, &k);
	index_add_bytes(&k, mac);
	rc = find(t, INDEX_CHALLENGES_BY_MAC, &k, a, &m, e);
	*out = (Challenge *)m;
	return rc;
}

/* ---- Orders by what their requests hold -------------------------------- */

/*
 * Walk from the newest key under k to older ones.  The key may hold a cut
 * hash of the transactionID: then the record has the last word.
 */
static int
walk_orders(struct row_cursor *c, const struct index_key *k,
    const char *transaction_id, struct arena *a, Order **out, struct err *e)
{
	struct index_key behind = *k;
	ProtobufCMessage *m;
	struct span id;
	int rc;

	memset(behind.at + behind.len, 0xff, sizeof(struct uuid) + 1);
	behind.len += sizeof(struct uuid) + 1;
	rc = row_cursor_below(c, index_key_span(&behind), e);
	while (rc == 0 && c->key.len == k->len + sizeof(struct uuid) &&
	    memcmp(c->key.at, k->at, k->len) == 0) {
		id = span_of(c->key.at + k->len, sizeof(struct uuid));
		if (record_get(c->t, KIND_ORDER, id, a, &m, e) == -1)
			return -1;
		*out = (Order *)m;
		if (m != NULL &&
		    (transaction_id == NULL ||
			strcmp((*out)->transaction_id, transaction_id) == 0))
			return 0;
		rc = row_cursor_previous(c, e);
	}
	*out = NULL;
	return rc;
}

static int
newest_order(struct store_txn *t, const struct index_key *k,
    const char *transaction_id, struct arena *a, Order **out, struct err *e)
{
	struct row_cursor c;
	int rc;

	*out = NULL;
	if (row_cursor_open(&c, t, ENV_INDEX, e) == -1)
		return -1;
	rc = walk_orders(&c, k, transaction_id, a, out, e);
	row_cursor_close(&c);
	return rc;
}

int
store_find_order(struct store_txn *t, const struct uuid *profile,
    const char *transaction_id, struct arena *a, Order **out, struct err *e)
{
	struct index_key k;

	index_start_beside(INDEX_ORDERS_BY_TRANSACTION,
	    term_of_text(t->scratch, transaction_id), &k);
	index_add_id(&k, profile);
	index_add_hash(&k, transaction_id);
	return newest_order(t, &k, transaction_id, a, out, e);
}

int
store_find_order_request(struct store_txn *t, const char *transaction_id,
    struct span request_mac, struct arena *a, Order **out, struct err *e)
{
	struct index_key k;

	index_start_beside(INDEX_ORDERS_BY_REQUEST,
	    term_of_text(t->scratch, transaction_id), &k);
	index_add_bytes(&k, request_mac);
	return newest_order(t, &k, NULL, a, out, e);
}
