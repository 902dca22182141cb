/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys and values of one database, inside a transaction.  What comes back is
 * borrowed from the engine until the next call on the same database.
 *
 * A failure marks the transaction as broken and sets e; "absent" is none.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"
#include "store/engine.h"

/* out->at is NULL where there is no such key. */
int	 row_get(struct store_txn *t, enum env_db db, struct span key,
	    struct span *out, struct err *e) must_check;
/* Insert or replace. */
int	 row_put(struct store_txn *t, enum env_db db, struct span key,
	    struct span value, struct err *e) must_check;
/* Insert only; *taken where the key is there. */
int	 row_add(struct store_txn *t, enum env_db db, struct span key,
	    struct span value, bool *taken, struct err *e) must_check;
/* Remove all keys; there is no cursor. */
int	 row_drop_all(struct store_txn *t, enum env_db db, struct err *e)
	    must_check;
/* Remove; an absent key is fine. */
int	 row_drop(struct store_txn *t, enum env_db db, struct span key,
	    struct err *e) must_check;

/* A walk in the order of keys; key.at is NULL where there is no row. */
struct row_cursor {
	struct store_txn	*t;
	DBC			*c;
	struct span		 key;
	struct span		 value;
};

int	 row_cursor_open(struct row_cursor *c, struct store_txn *t,
	    enum env_db db, struct err *e) must_check;
void	 row_cursor_close(struct row_cursor *c);
/* The first row whose key is not below `key`. */
int	 row_cursor_from(struct row_cursor *c, struct span key, struct err *e)
	    must_check;
/* The last row whose key is below `key`; an empty key: the last of all. */
int	 row_cursor_below(struct row_cursor *c, struct span key,
	    struct err *e) must_check;
int	 row_cursor_next(struct row_cursor *c, struct err *e) must_check;
/* Remove the present row; the cursor stays between its neighbours. */
int	 row_cursor_drop(struct row_cursor *c, struct err *e) must_check;
int	 row_cursor_previous(struct row_cursor *c, struct err *e) must_check;

#endif
