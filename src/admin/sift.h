/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page of the rows of an index that fit a condition which the index does not
 * know.  It is filled up from as many rows as that takes, read in short
 * transactions and up to a limit: what lies beyond it is reached by the next
 * page.
 */
#ifndef ADMIN_SIFT_H
#define ADMIN_SIFT_H

#include "admin/pager.h"

enum sift_verdict {
	SIFT_OUT,
	SIFT_IN,
	SIFT_END,	/* neither this one nor any that follows it fits */
};

/* Inside the transaction that read the row. */
typedef int sift_fits(struct store_txn *t, const ProtobufCMessage *row,
    void *ctx, enum sift_verdict *out, struct err *e);
/* Outside of it, of a row that is in so far: whether it stays so. */
typedef bool sift_stays(const ProtobufCMessage *row, struct span cursor,
    void *ctx);

struct sift {
	struct store_list	 list;		/* cursor of pager_read */
	sift_fits		*fits;		/* NULL: each does, */
	sift_stays		*stays;		/* here too */
	void			*ctx;
	struct arena		*scratch;	/* for them; set by sift_run,
						   and free after the row */
	/*
	 * Results, PAGER_ROWS rows at most; `more` too where the limit was
	 * met.  With no row at all, both cursors are where reading ended.
	 */
	struct store_page	 rows;
};

int	 sift_run(const struct page *page, struct sift *s, struct err *e)
	    must_check;

#endif
