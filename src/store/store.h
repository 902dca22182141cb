/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records and transactions, shared by every process of both binaries and of
 * the tool.  What the engine is, is nobody's business above this floor.
 *
 * One transaction runs at a time in the whole installation, and a process
 * that dies inside one is noticed by the next: what it had not committed is
 * gone, what was committed is there, nobody hangs.  So a body is short: no
 * cryptography, no network, no formatting, at most a page of a list.
 *
 * A body may be called more than once (the engine asks for another try): it
 * starts from nothing each time, changes nothing but its own results, and
 * resets those first.  It returns 0 to commit, or -1 with e set to leave
 * everything as it was.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/uuid.h"
#include "store/record.pb-c.h"

struct store;		/* a process's handle; for all its threads */
struct store_txn;	/* one transaction; for its body only */

enum store_durability {
	STORE_DURABLE,	/* on disk when store_update returns */
	STORE_RELAXED	/* on disk a moment later: counts, last-seen times */
};

typedef int store_body(struct store_txn *t, void *ctx, struct err *e);

/*
 * Make an empty store in an existing private directory.  ERR_CONFLICT where
 * there is one.
 */
int	 store_create(const char *dir, struct err *e) must_check;
/*
 * Open the store in dir.  ERR_NOT_FOUND where there is none, ERR_DENIED
 * where the directory is open to others or not ours, ERR_CONFLICT where a
 * newer schema made it, ERR_UNAVAILABLE for disk trouble: each text says
 * what to do.  Call it after the last fork.
 */
int	 store_open(const char *dir, struct store **out, struct err *e)
	    must_check;
void	 store_close(struct store *s);			/* NULL is fine */

/*
 * Run a body that may write; committed and, if STORE_DURABLE, synced when 0
 * is returned.  Syncs are shared by what commits at the same time.
 * ERR_UNAVAILABLE where the disk is full or gone: nothing was changed.
 */
int	 store_update(struct store *s, enum store_durability d,
	    store_body *body, void *ctx, struct err *e) must_check;
/*
 * As a durable one, without its wait, for who has other work to do before
 * anything of it is answered: *commit is for store_wait, which takes no time
 * where another's sync covered it meanwhile.
 */
int	 store_update_ahead(struct store *s, store_body *body, void *ctx,
	    uint64_t *commit, struct err *e) must_check;
/*
 * Wait until this commit is on disk; 0: one that is.  ERR_UNAVAILABLE where
 * the disk did not take it.
 */
int	 store_wait(struct store *s, uint64_t commit, struct err *e)
	    must_check;
/*
 * Run a body that only reads.  It may see what another committed and has not
 * yet synced: before what it read is answered as a fact to a device, settle.
 */
int	 store_view(struct store *s, store_body *body, void *ctx,
	    struct err *e) must_check;

/*
 * Inside a body: nothing of this transaction needs to be on disk when
 * store_update returns, STORE_DURABLE or not.  For a body that finds out what
 * it has to write.
 */
void	 store_relax(struct store_txn *t);

/* Wait until all that was committed so far, by anybody, is on disk. */
int	 store_settle(struct store *s, struct err *e) must_check;

/*
 * A number that moves whenever a tenant, connector, profile or user is
 * written, by any process.  Read without entering the store: what was read
 * under the same number is still true.
 */
uint64_t store_generation(const struct store *s);

/*
 * Write out what the log holds and drop log files no longer needed.  An open
 * store does it by itself; this is for before a copy.
 */
int	 store_checkpoint(struct store *s, struct err *e) must_check;

/*
 * Whether the disk takes changes, for who looks after it.  The words tell what
 * to do where it takes none (no room, no inodes, read-only), or soon may not.
 */
enum store_room { STORE_ROOM_ENOUGH, STORE_ROOM_SCARCE, STORE_ROOM_NONE };
enum store_room store_room(const struct store *s, struct err *words);

/*
 * Follow the audit log's chain from end to end.  ERR_INTEGRITY names the
 * first entry that is not as it was written; *entries is how many were.
 */
int	 store_verify_audit(struct store *s, uint64_t *entries,
	    struct err *e) must_check;

/* ---- Records, inside a body --------------------------------------------
 *
 * _get:  by id; *out is in the arena, NULL where there is none.
 * _put:  insert or replace the record of this id, indexes included.
 *        ERR_CONFLICT names the unique index that another record holds.
 * _drop: remove; an absent one is fine.
 */
#define STORE_DECLARE(noun, Message)					\
	int	 store_get_##noun(struct store_txn *t,			\
		    const struct uuid *id, struct arena *a,		\
		    Message **out, struct err *e) must_check;		\
	int	 store_put_##noun(struct store_txn *t,			\
		    const Message *record, struct err *e) must_check;	\
	int	 store_drop_##noun(struct store_txn *t,			\
		    const struct uuid *id, struct err *e) must_check

STORE_DECLARE(tenant, Tenant);
STORE_DECLARE(connector, Connector);
STORE_DECLARE(profile, Profile);
STORE_DECLARE(order, Order);
STORE_DECLARE(certificate, Certificate);
STORE_DECLARE(account, Account);
STORE_DECLARE(user, User);
STORE_DECLARE(revocations, Revocations);	/* by the connector's id */
STORE_DECLARE(challenge, Challenge);

#undef STORE_DECLARE

/* By a unique name, without regard to case, accents and blanks. */
int	 store_find_tenant(struct store_txn *t, const char *name,
	    struct arena *a, Tenant **out, struct err *e) must_check;
int	 store_find_connector(struct store_txn *t, const char *name,
	    struct arena *a, Connector **out, struct err *e) must_check;
int	 store_find_profile(struct store_txn *t, const char *name,
	    struct arena *a, Profile **out, struct err *e) must_check;
int	 store_find_profile_slug(struct store_txn *t, const char *slug,
	    struct arena *a, Profile **out, struct err *e) must_check;
int	 store_find_user(struct store_txn *t, const char *name,
	    struct arena *a, User **out, struct err *e) must_check;
/*
 * The newest order of a profile with this transactionID that did not fail.
 * Failed orders are in neither of these two indexes: a transactionID can be
 * seen on the way, and nobody's failing request may hide an order.
 */
int	 store_find_order(struct store_txn *t, const struct uuid *profile,
	    const char *transaction_id, struct arena *a, Order **out,
	    struct err *e) must_check;
/* The newest one with this transactionID and request_mac that did not fail. */
int	 store_find_order_request(struct store_txn *t,
	    const char *transaction_id, struct span request_mac,
	    struct arena *a, Order **out, struct err *e) must_check;
int	 store_find_certificate(struct store_txn *t,
	    const struct uuid *connector, struct span serial,
	    struct arena *a, Certificate **out, struct err *e) must_check;
/*
 * One with this serial number of whatever connector, also of one that is not
 * there any more; *several: it is not the only one.
 */
int	 store_find_serial(struct store_txn *t, struct span serial,
	    struct arena *a, Certificate **out, bool *several,
	    struct err *e) must_check;
int	 store_find_account(struct store_txn *t, const struct uuid *profile,
	    struct span subject_sha256, struct arena *a, Account **out,
	    struct err *e) must_check;
/* The one-time challenge with this MAC. */
int	 store_find_challenge(struct store_txn *t, struct span mac,
	    struct arena *a, Challenge **out, struct err *e) must_check;
/* Remove at most `most` that may be forgotten by now; *dropped is how many. */
int	 store_drop_forgotten_challenges(struct store_txn *t, int64_t now_ms,
	    unsigned int most, unsigned int *dropped, struct err *e)
	    must_check;

/* Sessions and throttles have keys of their own. */
int	 store_get_session(struct store_txn *t, struct span token_sha256,
	    struct arena *a, Session **out, struct err *e) must_check;
int	 store_put_session(struct store_txn *t, const Session *record,
	    struct err *e) must_check;
int	 store_drop_session(struct store_txn *t, struct span token_sha256,
	    struct err *e) must_check;
int	 store_drop_sessions_of(struct store_txn *t, const struct uuid *user,
	    struct err *e) must_check;
int	 store_get_throttle(struct store_txn *t, const char *key,
	    struct arena *a, Throttle **out, struct err *e) must_check;
int	 store_put_throttle(struct store_txn *t, const Throttle *record,
	    struct err *e) must_check;
int	 store_drop_throttle(struct store_txn *t, const char *key,
	    struct err *e) must_check;
/*
 * Remove at most `most` sessions and throttles that ended before now;
 * *dropped is how many.
 */
int	 store_drop_ended(struct store_txn *t, int64_t now_ms,
	    unsigned int most, unsigned int *dropped, struct err *e)
	    must_check;

int	 store_get_meta(struct store_txn *t, struct arena *a, Meta **out,
	    struct err *e) must_check;
/* Put on record what secret.key is known by (ra.c). */
int	 store_note_key(struct store_txn *t, struct span check,
	    struct err *e) must_check;
/* Put on record when the newest backup was made. */
int	 store_note_backup(struct store_txn *t, int64_t made_ms,
	    struct err *e) must_check;
/* NULL where it never ran. */
int	 store_get_housekeeping(struct store_txn *t, struct arena *a,
	    Housekeeping **out, struct err *e) must_check;
int	 store_put_housekeeping(struct store_txn *t,
	    const Housekeeping *record, struct err *e) must_check;

/*
 * Append to the audit log.  Its number, the hash of the entry before and its
 * id are filled in on the way; the caller's entry stays as it is.
 */
int	 store_audit(struct store_txn *t, const AuditEntry *entry,
	    struct err *e) must_check;

/* ---- Lists, inside a body ----------------------------------------------
 *
 * A page of the records of an index, in its order, from behind a cursor.
 */
enum store_index {
	STORE_TENANTS_BY_NAME,		/* key: - */
	STORE_CONNECTORS_BY_NAME,	/* key: - */
	STORE_PROFILES_BY_NAME,		/* key: - */
	STORE_PROFILES_BY_TENANT,	/* key: tenant id */
	STORE_PROFILES_BY_CONNECTOR,	/* key: connector id */
	STORE_ORDERS,			/* key: -; newest first from here on */
	STORE_ORDERS_BY_PROFILE,	/* key: profile id */
	STORE_ORDERS_BY_STATE,		/* key: one byte, the state */
	STORE_ORDERS_BY_ACCOUNT,	/* key: account id */
	STORE_ORDERS_ACTIVE,		/* key: -; failed, not known to have
					   ended, not dismissed */
	STORE_ORDERS_BY_TERM,		/* key: store_term_key(); by term,
					   newest first among equal ones */
	STORE_CERTIFICATES,		/* key: - */
	STORE_CERTIFICATES_BY_PROFILE,	/* key: profile id */
	STORE_CERTIFICATES_BY_ACCOUNT,	/* key: account id */
	STORE_CERTIFICATES_BY_CONNECTOR, /* key: connector id */
	STORE_ACCOUNTS,			/* key: - */
	STORE_ACCOUNTS_BY_ISSUE,	/* key: -; the latest issue first;
					   those never issued to are not in */
	STORE_ACCOUNTS_BY_PROFILE,	/* key: profile id */
	STORE_ORDERS_PENDING_BY_END,	/* key: -; whose time ends next */
	STORE_USERS_BY_NAME,		/* key: - */
	STORE_AUDIT,			/* key: - */
	STORE_CERTIFICATES_REVOKED,	/* key: connector id; the first to end
					   comes first.  A cursor begins with
					   the end: 8 bytes, most significant
					   first, milliseconds */
	STORE_CHALLENGES_BY_PROFILE,	/* key: profile id */
	STORE_INDEX__COUNT
};

/* Bytes of a record, packed: a whole number of its rows (record.c). */
#define STORE_RECORD_MOST 62720

#define STORE_PAGE_MOST 200

struct store_list {
	enum store_index	 index;
	struct span		 key;		/* as the index says */
	struct span		 after;		/* a former page's `next`;
						   empty: from the start */
	bool			 backwards;	/* the page before `after` */
	unsigned int		 most;		/* 1 to STORE_PAGE_MOST */
};

struct store_page {
	ProtobufCMessage	**rows;		/* cast by the index's kind */
	struct span		 *cursors;	/* one a row */
	unsigned int		  n;
	struct span		  first;	/* cursor of the first row */
	struct span		  next;		/* cursor of the last row */
	bool			  more;		/* there are rows beyond */
};

/* A copy in another arena, of a row or of any record. */
ProtobufCMessage *store_row_copy(const ProtobufCMessage *row,
	    struct arena *a);

int	 store_list(struct store_txn *t, const struct store_list *list,
	    struct arena *a, struct store_page *out, struct err *e)
	    must_check;

/*
 * How many records a list's rows from `after` on are of, which are not read;
 * more: so many rows were walked, and there are others beyond.
 */
#define STORE_SIZE_ROWS 300

struct store_list_size {
	unsigned int	 n;
	bool		 more;
};

int	 store_list_size(struct store_txn *t, const struct store_list *list,
	    struct arena *a, struct store_list_size *out, struct err *e)
	    must_check;

/*
 * Outside of any body: call fn with each record of an index, in its order,
 * until it returns 1 (no more are wanted) or -1.  Each page is read in a
 * transaction of its own, and fn may make others.  The record is there for
 * the call only.
 */
typedef int store_record(const ProtobufCMessage *record, void *ctx,
	    struct err *e);
int	 store_each(struct store *s, enum store_index index, struct span key,
	    store_record *fn, void *ctx, struct err *e) must_check;

/*
 * A search of orders: what a person typed, a beginning of a transactionID, an
 * address, a serial number in hex, or a part of a name from one of its words
 * on, as the key of STORE_ORDERS_BY_TERM; of a whole subject, "CN=router 7",
 * its last value.  Empty where it has no letter or digit.  In the arena.
 */
struct span store_term_key(struct arena *a, const char *typed);
/*
 * The same, where it is a serial number as it is shown elsewhere,
 * "00:0a:1b:2c" or "000a1b2c"; else empty.  A device may be called so, too: by
 * the address of its network card, say.
 */
struct span store_serial_key(struct arena *a, const char *typed);
/*
 * An order has a row for each of its terms, and a search meets those that
 * begin with its key: this tells the first of them, by the row's cursor.
 */
bool	 store_term_leads(struct arena *a, const Order *o, struct span key,
	    struct span cursor);

/* ---- Counts, inside a body --------------------------------------------- */

/* *out is never NULL: zeros where nothing was counted. */
int	 store_get_counter(struct store_txn *t, const struct uuid *scope,
	    int32_t day, struct arena *a, Counter **out, struct err *e)
	    must_check;
/*
 * Add every field of `add` (window fields excepted) to four rows: the
 * profile's day and sum, everything's day and sum.
 */
int	 store_count(struct store_txn *t, const struct uuid *profile,
	    int32_t day, const Counter *add, struct err *e) must_check;
/* The same to one row alone, to put right what does not agree (verify). */
int	 store_count_row(struct store_txn *t, const struct uuid *scope,
	    int32_t day, const Counter *add, struct err *e) must_check;
/*
 * Count one failure in the profile's present minute; *kept says whether it
 * is among the first `most`.
 */
int	 store_count_failure(struct store_txn *t, const struct uuid *profile,
	    int64_t now_ms, unsigned int most, bool *kept, struct err *e)
	    must_check;
/*
 * All rows of the first scope from `from` on, the row of all days first; *n is
 * 0 where there is none.  Of more than so many, the first: ten years of days.
 */
#define STORE_COUNTERS_MOST 3700
int	 store_list_counters(struct store_txn *t, const struct uuid *from,
	    struct arena *a, Counter ***out, unsigned int *n, struct err *e)
	    must_check;
/* How many records a kind has: kept, not counted.  Any index of the kind. */
int	 store_total(struct store_txn *t, enum store_index of, uint64_t *out,
	    struct err *e) must_check;

#endif
