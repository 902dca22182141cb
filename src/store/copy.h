/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a file that is being written and summed up. */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include <nettle/sha2.h>

#include "store/backup.h"

struct copy {
	const char		*to;
	int			 fd;	/* -1: only summed up */
	uint64_t		 size;
	struct sha256_ctx	 sum;
};

/* to: NULL to sum up only.  Borrowed. */
int	 copy_open(struct copy *c, const char *to, struct err *e) must_check;
int	 copy_add(struct copy *c, struct span s, struct err *e) must_check;
/* Synced; out->size and sha256. */
int	 copy_finish(struct copy *c, struct store_file *out, struct err *e)
	    must_check;
/* After a failure. */
void	 copy_drop(struct copy *c);

#endif
