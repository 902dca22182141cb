/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCEP's signed attributes, read and written: RFC 8894 section 3.2.1.  Used
 * by both sides, server and client.
 */
#ifndef SCEP_ATTRIBUTE_H
#define SCEP_ATTRIBUTE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "pki/cms.h"
#include "scep/message.h"

/*
 * A string of 1 to `most` printable ASCII characters.  The RFC wants
 * PrintableString; UTF8String and IA5String are taken too.  tag (may be NULL)
 * gets the type it came in.  ERR_MALFORMED names the attribute, what was
 * wanted and what is there.
 */
int	 attribute_text(const struct cms_signed *m, const char *oid,
	    unsigned int most, struct arena *a, const char **out,
	    unsigned int *tag, struct err *e) must_check;
/* The same, of one to three decimal digits. */
int	 attribute_number(const struct cms_signed *m, const char *oid,
	    int *out, struct err *e) must_check;
/* An OCTET STRING of 1 to SCEP_NONCE_MOST bytes; borrowed from m. */
int	 attribute_nonce(const struct cms_signed *m, const char *oid,
	    struct span *out, struct err *e) must_check;

/* Attributes to be signed, in the order they were added. */
#define ATTRIBUTE_LIST_MOST 8

struct attribute_list {
	struct arena		*arena;		/* owns the values */
	struct cms_attribute	 at[ATTRIBUTE_LIST_MOST];
	unsigned int		 n;
};

void	 attribute_list_init(struct attribute_list *l, struct arena *a);
/* tag: enum der_tag of a primitive string. */
int	 attribute_add(struct attribute_list *l, const char *oid,
	    unsigned int tag, struct span value, struct err *e) must_check;
/* A number as the PrintableString of its decimal digits. */
int	 attribute_add_number(struct attribute_list *l, const char *oid,
	    int value, struct err *e) must_check;

#endif
