/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Owned bytes that grow up to a limit set at birth.  Adding past the limit
 * sets `full` and adds nothing more: callers check once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct buf {
	uint8_t	*at;
	size_t	 len;
	size_t	 room;
	size_t	 limit;
	bool	 full;
};

void		 buf_init(struct buf *b, size_t limit);
void		 buf_clear(struct buf *b);	/* wipes and frees; may be
						   used again, same limit */
void		 buf_add(struct buf *b, struct span s);
void		 buf_add_str(struct buf *b, const char *s);
void		 buf_add_byte(struct buf *b, uint8_t c);
void		 buf_printf(struct buf *b, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
/* Room for len more bytes, at b->at + b->len; NULL past the limit. */
uint8_t		*buf_reserve(struct buf *b, size_t len);
struct span	 buf_span(const struct buf *b);		/* borrowed */
/* The bytes as a string: adds a NUL that len does not count. */
const char	*buf_str(struct buf *b);		/* borrowed */

#endif
