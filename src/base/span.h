/* SPDX-License-Identifier: BSD-2-Clause */
/* Borrowed bytes: a place and a length; whoever owns them outlives the span. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t	*at;	/* may be NULL where len is 0 */
	size_t		 len;
};

struct span	 span_of(const void *at, size_t len);
struct span	 span_of_str(const char *s);	/* NULL makes an empty one */

/* Same length and same bytes; not in constant time. */
bool		 span_equal(struct span a, struct span b);

/* Every span begins with an empty one. */
bool		 span_begins_with(struct span s, struct span start);

/*
 * Same length and same bytes, in a time that depends on the lengths alone:
 * for MACs and tokens.
 */
bool		 span_equal_secret(struct span a, struct span b);

/* <0, 0, >0 by bytes, then by length. */
int		 span_compare(struct span a, struct span b);

#endif
