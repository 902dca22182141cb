/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UUID version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then
 * random; bytes compare in the order of making.  Within one process and
 * millisecond the order is kept by a counter in rand_a (section 6.2,
 * method 1).
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

struct uuid {
	uint8_t	 bytes[16];
};

#define UUID_TEXT_LEN 36

struct uuid	 uuid_new(void);		/* thread-safe */
struct span	 uuid_span(const struct uuid *u);	/* borrowed, 16 bytes */
bool		 uuid_is_zero(const struct uuid *u);
bool		 uuid_equal(const struct uuid *a, const struct uuid *b);
int64_t		 uuid_ms(const struct uuid *u);		/* when it was made */
/* The form with four hyphens, lower case. */
void		 uuid_format(const struct uuid *u,
		    char text[static UUID_TEXT_LEN + 1]);
char		*uuid_text(struct arena *a, const struct uuid *u);
/* True and *out where the text is one (either case). */
bool		 uuid_parse(const char *text, struct uuid *out);
/* True and *out where the span has 16 bytes. */
bool		 uuid_from_span(struct span s, struct uuid *out);

#endif
