/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a request asks for beside its names (RFC 2985 section 5.4.2).  Only
 * here is anything but the names taken out of it, and only what is named.
 */
#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "pki/pki_err.h"

/* More than there are purposes. */
#define USAGES_MOST 32

unsigned int
csr_key_usage(struct span extensions)
{
	struct cert as_cert = { .extensions = extensions };

	if (extension_find(extensions, OID_KEY_USAGE).len == 0)
		return 0;
	return cert_key_usage(&as_cert);
}

static const char *
oid_text(struct span element, struct arena *a)
{
	const unsigned char *at = element.at;
	const char *text = NULL;
	ASN1_OBJECT *o;

	o = d2i_ASN1_OBJECT(NULL, &at, (long)element.len);
	pki_err_forget();
	if (o != NULL)
		text = asn1_oid_text(o, a);
	ASN1_OBJECT_free(o);
	return text;
}

unsigned int
csr_extended_usages(struct span extensions, struct arena *a,
    const char *const **out)
{
	struct span rest = extension_find(extensions, OID_EXTENDED_USAGE);
	const char **oids = arena_alloc(a, USAGES_MOST * sizeof(*oids));
	struct asn1_element el;
	unsigned int n = 0;
	const char *oid;

	*out = oids;
	if (!asn1_take(&rest, DER_SEQUENCE, &el))
		return 0;
	rest = el.content;
	while (n < USAGES_MOST && asn1_take(&rest, DER_OID, &el))
		if ((oid = oid_text(el.whole, a)) != NULL)
			oids[n++] = oid;
	return n;
}

struct span
csr_extension(struct span extensions, const char *oid)
{
	struct span rest = extensions;
	struct asn1_element el, id;
	struct span content;

	if (!asn1_take(&rest, DER_SEQUENCE, &el))
		return span_of(NULL, 0);
	rest = el.content;
	while (asn1_take(&rest, DER_SEQUENCE, &el)) {
		content = el.content;
		if (asn1_take(&content, DER_OID, &id) &&
		    asn1_is_oid(id.content, oid))
			return el.whole;
	}
	return span_of(NULL, 0);
}
