/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names as nearly all are, without OpenSSL: an X509_NAME costs twenty
 * allocations to make, and an enrolment looks at names ten times.  Inside pki
 * only; what is not plain is OpenSSL's to read.
 */
#ifndef PKI_NAME_PLAIN_H
#define PKI_NAME_PLAIN_H

#include <stdbool.h>

#include "base/span.h"

/* A plain name's canonical form has no more bytes than this. */
#define NAME_PLAIN_MOST 1024

/*
 * The same bytes as name_canonical's of a name that is plain: each part has
 * one attribute, of printable ASCII in a UTF8String, PrintableString or
 * IA5String.  How many bytes; 0 where it is not so, or too long.
 */
size_t	 name_plain_canonical(struct span name,
	    uint8_t out[static NAME_PLAIN_MOST]);
/*
 * The same text as name_text's of a name that is plain and has nothing to be
 * escaped, and only attributes of X.520; it is not ended by a NUL.  How many
 * bytes; 0 where it is not so.
 */
size_t	 name_plain_text(struct span name, char out[static NAME_PLAIN_MOST]);
/*
 * One of its attributes is text of more than blanks.  False where it may be
 * so all the same.
 */
bool	 name_plain_says_something(struct span name);

#endif
