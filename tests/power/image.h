/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may lie on the disk after a power cut at some moment of a trace: all
 * that a sync had covered and reported by then; of what was done to a file
 * since, and of what a sync that failed was to cover, any part, by sectors of
 * 512 bytes; of what was done to the names of a directory since it was synced,
 * any part as well.
 */
#ifndef POWER_IMAGE_H
#define POWER_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "trace.h"

struct trace_log {
	const uint8_t	 *at;
	size_t		  len;
	size_t		 *rows;		/* offsets */
	size_t		  n;
	size_t		  first;	/* rows before it: what lay there long
					   before any cut */
};

/* How what was not synced is dealt with. */
enum image_way {
	IMAGE_LOST,		/* none of it is there */
	IMAGE_KEPT,		/* all of it is */
	IMAGE_WRITES,		/* each write or its absence, in any order */
	IMAGE_SECTORS,		/* each sector likewise */
	IMAGE_ORDERED,		/* in order, up to one that is torn */
	IMAGE_BUT_ONE,		/* all but one change */
	IMAGE_ONE,		/* one change only */
	IMAGE__COUNT
};

/* Ends the program where the file is no trace. */
void	 trace_log_open(struct trace_log *l, const char *path);
void	 trace_log_close(struct trace_log *l);
/* Row i and its bytes. */
const uint8_t *trace_log_row(const struct trace_log *l, size_t i,
	    struct trace_row *r);

/* How many rows are before a cut, at least l->first, by chance. */
size_t	 trace_log_cut(const struct trace_log *l, unsigned int *seed);

/*
 * The files as they may be after a cut behind the first `cut` rows, l->first or
 * more, into dir, which is there and empty.  The same seed makes the same
 * image.
 */
int	 image_make(const struct trace_log *l, size_t cut, enum image_way way,
	    unsigned int seed, const char *dir, struct err *e) must_check;

#endif
