/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of one request: everything is given back at once by arena_free (or
 * arena_reset, which keeps the first block for the next request).  Bytes are
 * wiped when they are given back, since requests carry challenge passwords.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/span.h"

struct arena;

struct arena	*arena_new(void);
void		 arena_reset(struct arena *a);
void		 arena_free(struct arena *a);		/* NULL is fine */

/* Aligned for any type, zeroed.  Never NULL. */
void		*arena_alloc(struct arena *a, size_t size);
char		*arena_strdup(struct arena *a, const char *s);
/* The span's bytes and a NUL behind them. */
char		*arena_str(struct arena *a, struct span s);
struct span	 arena_span(struct arena *a, struct span s);	/* a copy */
char		*arena_printf(struct arena *a, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
char		*arena_vprintf(struct arena *a, const char *fmt, va_list ap)
		    __attribute__((format(printf, 2, 0)));

/*
 * Call fn(ptr) when the arena is reset or freed, last registered first: for
 * objects of foreign libraries.
 */
void		 arena_on_free(struct arena *a, void (*fn)(void *), void *ptr);

#endif
