/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A private directory for a test, removed with all that is in it; for the
 * tests of the floors that keep files.
 */
#ifndef TEST_PLACE_H
#define TEST_PLACE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/* Ends the program where none can be made.  Caller: place_free. */
char		*place_new(void);
void		 place_free(char *place);
/* How many names are in a directory. */
unsigned int	 place_count(const char *dir);
bool		 place_has_mode(const char *path, unsigned int mode);
/* A file, mode 0600; ends the program on failure. */
void		 place_write(const char *path, struct span s);

#endif
