/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: reading a directory from the store. */
#ifndef RA_DIRECTORY_MAKE_H
#define RA_DIRECTORY_MAKE_H

#include "ra/directory.h"

/* All of *d lives in a; scratch is for records on the way. */
int	 directory_make(struct ra *ra, struct arena *scratch,
	    struct arena *a, struct directory *d, struct err *e) must_check;

#endif
