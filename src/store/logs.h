/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which log files go.  A checkpoint makes older ones needless, but not to a
 * backup, which wants all that was written since the one before: so those
 * from the number in DIR/keep on stay, up to LOGS_KEPT_MOST of them.  Where
 * there is no such file, no backup was made, and all go.
 */
#ifndef STORE_LOGS_H
#define STORE_LOGS_H

#include <stdint.h>

#include "store/engine.h"

#define LOGS_KEPT_MOST 256	/* of ENV_LOG_SIZE */

/* Remove what is not needed; inside.  Returns as env.h's functions do. */
int	 logs_remove(struct store *s);
/* The first log file that there is; inside.  *first is 0 where none is. */
int	 logs_first(struct store *s, uint32_t *first);
/* Keep those from this number on; LOGS_NONE: keep none. */
#define LOGS_NONE UINT32_MAX
int	 logs_keep(const struct store *s, uint32_t from, struct err *e)
	    must_check;
uint32_t logs_kept(const struct store *s);
/* Of a name like "log.0000000007"; 0: it is none. */
uint32_t logs_number(const char *name);
/* DIR/log.N, to be freed. */
char	*logs_path(const char *dir, uint32_t number);
/*
 * Whether the log of DIR goes on from the last piece that a backup has: the
 * file of that number begins with it.  ERR_NOT_FOUND where there is none.
 */
struct store_file;
int	 logs_go_on(const char *dir, const struct store_file *last, bool *out,
	    struct err *e) must_check;

#endif
