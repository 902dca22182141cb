/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What commands print: lists in aligned columns, and facts, one a line.
 * Text comes from records, and so from devices: controls are replaced.
 */
#ifndef TOOL_TABLE_H
#define TOOL_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

struct table;

/* columns: headings, NULL-ended, borrowed. */
struct table	*table_new(struct arena *a, const char *const *columns);
/* One cell a column, copied; NULL and "" are empty cells. */
void		 table_row(struct table *t, const char *const *cells);
/*
 * tabs: cells as they are, one tab between them, no heading.  Else in
 * columns, an empty cell as '-'.
 */
void		 table_print(const struct table *t, bool tabs, FILE *f);

/* "Label            text"; nothing where text is NULL or "". */
void		 fact_print(struct arena *a, const char *label,
		    const char *text);

#endif
