/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of any kind, inside a transaction: packed into rows and back, with
 * their indexes and totals.  What the typed functions of store.h stand on.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "store/engine.h"
#include "store/kind.h"

/* *out is in the arena, NULL where there is none. */
int	 record_get(struct store_txn *t, enum kind kind, struct span id,
	    struct arena *a, ProtobufCMessage **out, struct err *e) must_check;
/* The same, packed as it is kept: out->at is NULL where there is none. */
int	 record_bytes(struct store_txn *t, enum kind kind, struct span id,
	    struct arena *a, struct span *out, struct err *e) must_check;
/* Insert or replace, with indexes and totals. */
int	 record_put(struct store_txn *t, enum kind kind, struct span id,
	    const ProtobufCMessage *m, struct err *e) must_check;
int	 record_drop(struct store_txn *t, enum kind kind, struct span id,
	    struct err *e) must_check;
/*
 * Insert or replace a record of a kind that has no index and no total and
 * fits into one row; *packed, if wanted, is what was kept, in the scratch
 * arena.
 */
int	 record_write(struct store_txn *t, enum kind kind, struct span id,
	    const ProtobufCMessage *m, struct span *packed, struct err *e)
	    must_check;
/* An id as people know it: most are uuids.  Cut where it is long. */
const char *record_id_text(struct arena *a, struct span id);
/*
 * Says ERR_INTERNAL of a record that is not as it was written: `what` is in
 * front ("the store holds a broken"), behind it which one and what to do.
 * Returns -1.
 */
int	 record_broken(const char *what, enum kind kind, struct span id,
	    struct err *e);

#endif
