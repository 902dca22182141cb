/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checkpoints: what the log holds is written to the databases, so that a
 * recovery has little to do and old log files can go.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct store;

/*
 * Bytes of log since the last checkpoint from which on the housekeeper makes
 * one, and from which on who writes has to.  A recovery runs them again, at
 * some 6 ms a megabyte.
 */
#define CHECKPOINT_DUE (1024 * 1024)
#define CHECKPOINT_LATE (4 * CHECKPOINT_DUE)

/* So many bytes were written since the last one. */
bool	 checkpoint_is_due(const struct store *s, uint64_t bytes);
/* Make one, unless another process has done so meanwhile. */
int	 checkpoint_run(struct store *s, uint64_t bytes, struct err *e)
	    must_check;

#endif
