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
 * some 6 ms a megabyte.  An enrolment changes some twenty pages of the
 * databases; the fewer checkpoints, the more of them are written once for
 * many: 3.3 of them each at 1 MB, 2.3 at 2 MB, 1.7 at 4 MB.
 */
#define CHECKPOINT_DUE (4 * 1024 * 1024)
#define CHECKPOINT_LATE (2 * CHECKPOINT_DUE)

/* So many bytes were written since the last one. */
bool	 checkpoint_is_due(const struct store *s, uint64_t bytes);
/* Make one, unless another process has done so meanwhile. */
int	 checkpoint_run(struct store *s, uint64_t bytes, struct err *e)
	    must_check;

#endif
