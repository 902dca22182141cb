/* SPDX-License-Identifier: BSD-2-Clause */
/* See extension.h. */
#include "pki/extension.h"
#include "pki/asn1.h"
#include "pki/der.h"

/* More than any certificate has; each is compared with those before it. */
#define EXTENSIONS_MOST 64

struct extension {
	struct span oid; /* content octets */
	struct span value; /* extnValue's content */
};

/* RFC 5280 section 4.1: Extension. */
static bool
read_extension(struct span s, struct extension *out)
{
	struct asn1_element el;

	if (!asn1_take(&s, DER_OID, &el))
		return false;
	out->oid = el.content;
	(void)asn1_take(&s, DER_BOOLEAN, &el); /* critical */
	if (!asn1_take(&s, DER_OCTET_STRING, &el))
		return false;
	out->value = el.content;
	return s.len == 0;
}

struct span
extension_find(struct span extensions, const char *oid)
{
	const struct span none = { NULL, 0 };
	struct span rest = extensions;
	struct asn1_element el;
	struct extension x;

	if (!asn1_next(&rest, &el))
		return none;
	rest = el.content;
	while (asn1_next(&rest, &el))
		if (read_extension(el.content, &x) && asn1_is_oid(x.oid, oid))
			return x.value;
	return none;
}

int
extension_check(struct span extensions, struct err *e)
{
	struct extension x[EXTENSIONS_MOST];
	struct asn1_element el;
	unsigned int i, n = 0;
	struct span rest;

	rest = extensions;
	if (!asn1_is_der(extensions) || !asn1_take(&rest, DER_SEQUENCE, &el))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1: extensions are not a DER SEQUENCE");
	for (rest = el.content; rest.len > 0; n++) {
		if (n == EXTENSIONS_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.2: "
			    "more than %d extensions",
			    EXTENSIONS_MOST);
		if (!asn1_take(&rest, DER_SEQUENCE, &el) ||
		    !read_extension(el.content, &x[n]))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.1: "
			    "extension %u is none",
			    n + 1);
		for (i = 0; i < n; i++)
			if (span_equal(x[i].oid, x[n].oid))
				return err_set(e, ERR_MALFORMED,
				    "RFC 5280 "
				    "4.2: extension %u is there twice",
				    n + 1);
	}
	return 0;
}

/* The value's writer is left open: extnValue and all around it. */
void
extension_open(struct der *w, const char *oid, bool critical)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, oid);
	if (critical)
		der_bool(w, true);
	der_open(w, DER_OCTET_STRING);
}

void
extension_close(struct der *w)
{
	der_close(w);
	der_close(w);
}
