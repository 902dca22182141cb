/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that must not be seen: passwords, challenges, passphrases, keys.
 * Kept out of swap and core dumps where the system allows, wiped when freed.
 * There is no way to print one, on purpose.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

#define SECRET_MAX 4096		/* longest password or key file, bytes */

struct secret;

struct secret	*secret_new(struct span s);	/* a copy; at most SECRET_MAX */
struct secret	*secret_random(size_t len);	/* from the kernel */
/*
 * A password that can be read out and typed: groups of four letters and
 * digits without look-alikes, joined by '-'; about 5 bits a character.
 */
struct secret	*secret_generate(unsigned int groups);
/*
 * The first line of a file, without its line end.  ERR_NOT_FOUND where there
 * is none, ERR_DENIED where it is longer than SECRET_MAX.
 */
int		 secret_from_file(const char *path, struct secret **out,
		    struct err *e) must_check;
void		 secret_free(struct secret *s);		/* NULL is fine */

struct span	 secret_span(const struct secret *s);	/* borrowed */
const char	*secret_str(const struct secret *s);	/* the same, with NUL */
bool		 secret_equal(const struct secret *a, struct span b);

#endif
