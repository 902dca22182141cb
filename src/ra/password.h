/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: passwords of people, as crypt(5) hashes. */
#ifndef RA_PASSWORD_H
#define RA_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"

/* RA_PASSWORD_LEAST characters and more, and what crypt(3) takes. */
int	 password_check_new(const struct secret *password, struct err *e)
	    must_check;
/* A yescrypt hash with a fresh salt.  Takes some ten milliseconds. */
int	 password_hash(const struct secret *password, struct arena *a,
	    char **out, struct err *e) must_check;
/*
 * hash NULL: nobody has it; the answer is no, and takes as long as one that
 * is looked at.
 */
bool	 password_matches(const struct secret *password, const char *hash);

#endif
