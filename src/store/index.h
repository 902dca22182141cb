/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Indexes: one row each says of which records, by which fields, and whether
 * two records may have the same (index.c).  A key is the index's number on
 * disk, the fields, and the record's id unless the index is unique; then the
 * id is the value.  An index of terms has a key for each term of a record.
 *
 * Some stand beside the keys of a term: that of the index of terms, the term,
 * a byte that is in no text, and then as others.  What an enrolment looks up
 * and enters by one random value, its transactionID or serial number, is so on
 * one page: in a large store each page costs a read and a write.
 */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/uuid.h"
#include "store/engine.h"
#include "store/kind.h"
#include "store/store.h"

/* The lists of store.h come first; these are looked up only. */
enum {
	INDEX_PROFILES_BY_SLUG = STORE_INDEX__COUNT,
	INDEX_ORDERS_BY_TRANSACTION,
	INDEX_ORDERS_BY_REQUEST,
	INDEX_CERTIFICATES_BY_SERIAL,
	INDEX_ACCOUNTS_BY_SUBJECT,
	INDEX_SESSIONS_BY_USER,
	INDEX_SESSIONS_BY_END,
	INDEX_THROTTLES_BY_END,
	INDEX_CHALLENGES_BY_MAC,
	INDEX_CHALLENGES_BY_END,
	INDEX__COUNT
};

/* Two longest names and an id have room. */
#define INDEX_KEY_MOST 1280

struct index_key {
	uint8_t	 at[INDEX_KEY_MOST];
	size_t	 len;
};

enum kind	 index_kind(int index);
/* The list is the records themselves in the order of their ids. */
bool		 index_is_primary(int index);
bool		 index_is_unique(int index);
/* What two records must not share: "name"; NULL where it is not unique. */
const char	*index_unique_name(int index);
/* A record has any number of rows in it: see index_make_term_key. */
bool		 index_is_of_terms(int index);
/* Lists go against the order of the keys. */
bool		 index_is_newest_first(int index);
/* Keys end in ids with all bits inverted. */
bool		 index_inverts_ids(int index);

/* Build a key or the beginning of one, field by field as the row says. */
void	 index_start(int index, struct index_key *k);
/* The same for one that stands beside a term; see terms.h. */
void	 index_start_beside(int index, struct span term, struct index_key *k);
void	 index_add_id(struct index_key *k, const struct uuid *id);
void	 index_add_bytes(struct index_key *k, struct span s);
void	 index_add_name(struct index_key *k, struct arena *a,
	    const char *name);
void	 index_add_text(struct index_key *k, const char *text);
void	 index_add_hash(struct index_key *k, const char *text);
void	 index_add_time(struct index_key *k, int64_t ms);
struct span index_key_span(const struct index_key *k);	/* borrowed */

/* The whole key of a record; empty where it is not in the index. */
void	 index_make_key(int index, const ProtobufCMessage *m, struct span id,
	    struct arena *a, struct index_key *k);
/* The key of a record under one of its terms. */
void	 index_make_term_key(int index, struct span term, struct span id,
	    struct index_key *k);

/*
 * The id of the record that a row is of, in the arena; at is NULL where the
 * row is too short to name one.
 */
struct span index_row_id(int index, struct span key, struct span value,
	    struct arena *a);

/* The index that the key of a row is of; -1: none. */
int	 index_of_key(struct span key);
/*
 * A walk over terms that met a key beside one goes on with the first key from
 * k on, or with the last below k: all that stand there are passed over at once.
 */
void	 index_pass_beside(struct span key, bool down, struct index_key *k);
/* For people: "index 6, of orders by profile_id". */
char	*index_text(int index, struct arena *a);
/*
 * Ids in the record have their length, so that its keys can be made: what was
 * damaged may be readable all the same.
 */
bool	 index_fits(enum kind kind, const ProtobufCMessage *m);

/*
 * Enter m into the unique indexes of its kind where it is not as old was.
 * ERR_CONFLICT, and nothing changed, where another record is there.
 * old: NULL for a new record.
 */
int	 index_claim(struct store_txn *t, enum kind kind,
	    const ProtobufCMessage *old, const ProtobufCMessage *m,
	    struct span id, struct err *e) must_check;
/* Enter it into this one, which has no terms; whoever is there makes room. */
int	 index_enter(struct store_txn *t, int index, const ProtobufCMessage *m,
	    struct span id, struct err *e) must_check;
/*
 * Enter it into the others, and take old out of where m is not.
 * m: NULL for a record that goes.
 */
int	 index_move(struct store_txn *t, enum kind kind,
	    const ProtobufCMessage *old, const ProtobufCMessage *m,
	    struct span id, struct err *e) must_check;

#endif
