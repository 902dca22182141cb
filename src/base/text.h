/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as text and back: hex, base64, percent-encoding, UTF-8, names. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/* Lower-case hex; upper-case pairs joined by ':' as fingerprints are shown. */
char	*text_hex(struct arena *a, struct span s);
char	*text_fingerprint(struct arena *a, struct span s);
int	 text_unhex(struct arena *a, const char *hex, struct span *out,
	    struct err *e) must_check;

/* RFC 4648 section 4, one line, with padding. */
char	*text_base64(struct arena *a, struct span s);
/*
 * What devices send as base64 (PROTOCOL: PKIOperation by GET): both alphabets
 * of RFC 4648, '+' that arrived as a space, line breaks, missing padding.
 * ERR_MALFORMED names the first place that is none of these.
 */
int	 text_unbase64(struct arena *a, struct span s, struct span *out,
	    struct err *e) must_check;

/*
 * Percent-decoding (RFC 3986 section 2.1).  `plus_is_space` is for forms and
 * queries made by browsers; a SCEP query keeps its '+'.  ERR_MALFORMED for a
 * '%' without two hex digits.
 */
int	 text_percent_decode(struct arena *a, struct span s,
	    bool plus_is_space, struct span *out, struct err *e) must_check;
/* Everything but unreserved characters is encoded. */
char	*text_percent_encode(struct arena *a, const char *s);

/* Valid UTF-8 without NUL. */
bool	 text_is_utf8(struct span s);
/*
 * The text behind a byte order mark, with which some editors begin a file in
 * UTF-8; of a text without one, all of it.
 */
struct span text_without_mark(struct span s);
/* Valid UTF-8 without control characters (C0, DEL, C1). */
bool	 text_is_clean(struct span s);
/*
 * A valid text has characters that nobody sees, such as marks of writing
 * direction, zero-width blanks and soft hyphens (Unicode's category Cf).
 */
bool	 text_has_invisible(const char *utf8);
/* How many characters (code points) a valid text has. */
size_t	 text_length(const char *utf8);
/*
 * Text from an untrusted place made safe to keep and to log: invalid bytes
 * and controls become U+FFFD, cut at `max` bytes on a character.
 */
char	*text_clean(struct arena *a, struct span s, size_t max);
/*
 * The same, and where it is cut " [...]" is at its end: for what a person
 * judges by.  max: 6 or more.
 */
char	*text_cut(struct arena *a, struct span s, size_t max);
/*
 * The same made safe to be looked at: so do marks of direction and blanks of
 * no width, by which one name can look like another; and whether there is
 * nothing of all that in it.
 */
char	*text_shown(struct arena *a, struct span s, size_t max);
bool	 text_can_be_shown(struct span s);
/*
 * The form that names are compared and searched in: without case, accents
 * and outer or repeated blanks (Unicode NFKD, marks dropped, case folded).
 */
char	*text_fold(struct arena *a, const char *utf8);
/*
 * A name as a part of a URL: folded, runs of other characters become one
 * '-', at most `max` bytes.  Empty where nothing is left.
 */
char	*text_slug(struct arena *a, const char *utf8, size_t max);
/* 1 to 64 of a-z 0-9 and inner '-': what a profile's URL part may be. */
bool	 text_is_slug(const char *s);

/* How many of what: "1 day", "2 days", with the noun "day". */
char	*text_count(struct arena *a, uint64_t n, const char *noun);
/* A whole decimal number within bounds; ERR_MALFORMED says the bounds. */
int	 text_to_int(const char *s, int64_t min, int64_t max, int64_t *out,
	    struct err *e) must_check;

#endif
