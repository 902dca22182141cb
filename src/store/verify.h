/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is every record whole, in every index that it belongs to, and in no other?
 * The indexes' rows (index.c) say which those are.
 *
 * A store in use is checked page by page, each page in a transaction of its
 * own: what belongs together is written together, so a page never shows half
 * a change.  Memory does not grow with the store.
 */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/* What mends a record, unless the store was just made of something else. */
#define VERIFY_CURE "restore a backup (scepgate restore)"

struct verify {
	void	*ctx;
	/* One sentence: what is wrong, and what to do. */
	void	 (*found)(void *ctx, const char *text);
	/* Said of a record that is wrong: VERIFY_CURE, as a rule. */
	const char	*cure;
	/* Before each page: of `of` rows, as far as that is known. */
	void	 (*progress)(void *ctx, const char *what, uint64_t done,
		    uint64_t of);
	/*
	 * For each whole record, or NULL.  beside: inside the transaction,
	 * what is kept with it, in the arena; its own failures are dropped.
	 * look: outside.
	 */
	void	*(*beside)(void *ctx, struct store_txn *t,
		    const ProtobufCMessage *m, struct arena *a);
	void	 (*look)(void *ctx, const ProtobufCMessage *m, void *beside,
		    struct arena *a);
	/* Put right what can be made from the records: the indexes... */
	bool	 mend;
	/* ...and the totals. */
	bool	 recount;
};

struct verified {
	uint64_t	 pages;
	uint64_t	 damaged;	/* pages */
	uint64_t	 records;
	uint64_t	 index_rows;
	uint64_t	 mended;	/* rows put into indexes, or out */
	uint64_t	 recounted;	/* totals put right */
};

/*
 * The database as it lies on the disk: what is in memory may hide for long
 * that a page there is damaged.
 */
int	 store_verify_pages(struct store *s, const struct verify *v,
	    struct verified *out, struct err *e) must_check;
/*
 * Both add to *out, whose caller clears it.  A failure is one of the store
 * itself; what is wrong in it is found, not failed.
 *
 * The records' totals (store_total) are checked against a count, too.  What
 * others put meanwhile is allowed for.  Kinds whose records come and go, and
 * which are too many to be counted in one transaction, are compared only where
 * nothing was committed meanwhile.
 */
int	 store_verify_records(struct store *s, const struct verify *v,
	    struct verified *out, struct err *e) must_check;
int	 store_verify_indexes(struct store *s, const struct verify *v,
	    struct verified *out, struct err *e) must_check;

#endif
