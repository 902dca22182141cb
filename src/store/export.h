/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store as lines of JSON, one a record, and a store of such lines: for
 * moving between machines and versions.  json.h has their form.
 */
#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include <stdint.h>

#include "store/store.h"

typedef int	 store_put_line(void *ctx, const char *line, struct err *e);
typedef void	 store_tell(void *ctx, const char *what, uint64_t done,
		    uint64_t of);

/*
 * A line for each record, without its end: of a store that nobody else uses,
 * for else they would not be of one moment.  Totals and indexes are left out.
 * ERR_INTEGRITY where the store does not agree with itself; the text is the
 * first finding.
 */
int	 store_export(struct store *s, store_put_line *put, store_tell *to,
	    void *ctx, uint64_t *lines, struct err *e) must_check;

/* The version of this program's records, for who asks before it begins. */
uint32_t store_schema(void);

struct store_import;
/* Begin a store in an empty private directory. */
int	 store_import_begin(const char *dir, struct store_import **out,
	    struct err *e) must_check;
/*
 * ERR_MALFORMED for what is no record, ERR_CONFLICT for one of a newer
 * version, one that is there already, or two that share what they must not.
 */
int	 store_import_line(struct store_import *i, const char *line,
	    struct err *e) must_check;
/* All are there: it is on disk, and a store, when 0 is returned. */
int	 store_import_end(struct store_import *i, struct err *e) must_check;
void	 store_import_free(struct store_import *i);	/* NULL is fine */

#endif
