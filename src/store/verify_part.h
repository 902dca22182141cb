/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a walk over the rows of a database, page by page. */
#ifndef STORE_VERIFY_PART_H
#define STORE_VERIFY_PART_H

#include "store/index.h"
#include "store/row.h"
#include "store/verify.h"

/* What mends an index. */
#define REBUILD "run 'scepgate verify --rebuild-indexes'"
/* And a total. */
#define RECOUNT "run 'scepgate verify --rebuild-counters'"

#define WALK_ROWS 64		/* of a page: a millisecond inside the store */

#define WALK_KEY_MOST 4096	/* longer than any that was ever written */

struct walk_row {
	struct span	 key;		/* both in the page's arena */
	struct span	 value;
};

/* What a page found, told when its transaction is over. */
struct walk_note {
	struct walk_note	*next;
	const char		*text;
};

struct walk {
	const struct verify	*v;
	struct verified		*out;
	enum env_db		 db;
	struct arena		*a;		/* of the page */
	struct walk_row		 row[WALK_ROWS];
	unsigned int		 n;
	struct walk_note	*first;
	struct walk_note	**end;
	uint64_t		 mended;
	uint64_t		 done;		/* rows of pages before */
	/* Where the page begins; behind its last row. */
	struct walk_key {
		uint8_t		 at[WALK_KEY_MOST];
		size_t		 len;
	}			 from, next;
};

typedef int walk_page(struct store_txn *t, struct walk *w, struct err *e);
typedef void walk_end(struct walk *w);

/*
 * Call page inside a transaction of its own for every WALK_ROWS rows, and end
 * behind it.  v->mend: it may write.
 */
int	 walk_all(struct store *s, struct walk *w, const char *what,
	    uint64_t of, walk_page *page, walk_end *end, struct err *e)
	    must_check;
/* Note a finding of the page. */
void	 walk_found(struct walk *w, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* The total of an index's kind; see store_total. */
int	 walk_total(struct store *s, enum store_index of, uint64_t *out,
	    struct err *e) must_check;
/* "order 0190..." in the page's arena. */
const char *walk_name(struct walk *w, enum kind kind, struct span id);

#endif
