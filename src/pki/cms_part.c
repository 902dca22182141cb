/* SPDX-License-Identifier: BSD-2-Clause */
/* See cms_part.h. */
#include <string.h>

#include "pki/cms_part.h"
#include "pki/extension.h"
#include "pki/name.h"

static int
missing(struct span rest, unsigned int tag, const char *what, struct err *e)
{
	if (rest.len == 0)
		return err_set(e, ERR_MALFORMED, "%s is not there", what);
	/* A string in pieces is constructed. */
	if (rest.at[0] != tag && rest.at[0] != (tag | DER_CONSTRUCTED))
		return err_set(e, ERR_MALFORMED,
		    "%s is not there: want tag 0x%02x, have 0x%02x", what, tag,
		    rest.at[0]);
	return err_set(e, ERR_MALFORMED,
	    "%s cannot be read: it is broken, or cut off behind %zu bytes",
	    what, rest.len);
}

int
cms_take(struct span *rest, unsigned int tag, const char *what,
    struct asn1_element *out, struct err *e)
{
	return asn1_ber_take(rest, tag, out) ? 0 : missing(*rest, tag, what, e);
}

int
cms_take_oid(struct span *rest, const char *what, struct span *out,
    struct err *e)
{
	struct span next = *rest;
	struct asn1_element el;

	if (!asn1_take(&next, DER_OID, &el) || !asn1_oid_is_sound(el.content))
		return missing(*rest, DER_OID, what, e);
	*rest = next;
	*out = el.content;
	return 0;
}

int
cms_take_octets(struct span *rest, unsigned int tag, const char *what,
    struct arena *a, struct span *out, struct err *e)
{
	return asn1_ber_octets(rest, tag, a, out) ?
	    0 :
	    missing(*rest, tag, what, e);
}

int
cms_take_identifier(struct span *rest, const char *what, struct identifier *out,
    struct err *e)
{
	struct span next = *rest;

	if (!identifier_take(&next, out))
		return missing(*rest, DER_SEQUENCE, what, e);
	*rest = next;
	return 0;
}

struct span
cms_as_set(const struct asn1_element *sent, struct arena *a)
{
	uint8_t *copy = arena_alloc(a, sent->whole.len);

	memcpy(copy, sent->whole.at, sent->whole.len);
	copy[0] = DER_SET;
	return span_of(copy, sent->whole.len);
}

int
cms_end(struct span rest, const char *what, struct err *e)
{
	if (rest.len == 0)
		return 0;
	return err_set(e, ERR_MALFORMED, "%s: %zu trailing bytes", what,
	    rest.len);
}

int
cms_content_info(struct span ber, struct arena *a, const char **type,
    struct span *content, struct err *e)
{
	static const char what[] = "RFC 5652 3: ContentInfo";
	struct asn1_element all, tagged, el;
	struct span oid;

	if (ber.len > 0 && ber.at[0] != DER_SEQUENCE)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 3: this is no DER: it begins with byte 0x%02x "
		    "and not 0x30, as base64 or a web page would, say",
		    ber.at[0]);
	if (cms_take(&ber, DER_SEQUENCE, what, &all, e) == -1 ||
	    cms_end(ber, what, e) == -1)
		return -1;
	if (cms_take_oid(&all.content, "RFC 5652 3: contentType", &oid, e) ==
		-1 ||
	    cms_take(&all.content, DER_CONTEXT_CONSTRUCTED | 0,
		"RFC 5652 3: content", &tagged, e) == -1 ||
	    cms_end(all.content, what, e) == -1)
		return -1;
	if (cms_take(&tagged.content, DER_SEQUENCE,
		"RFC 5652 3: content, a SEQUENCE,", &el, e) == -1 ||
	    cms_end(tagged.content, what, e) == -1)
		return -1;
	*type = asn1_oid_text_of(oid, a);
	*content = el.content;
	return 0;
}

/* Section 10.2.4. */
static int
read_issuer_serial(struct span s, struct cms_id *out, struct err *e)
{
	static const char what[] = "RFC 5652 10.2.4: IssuerAndSerialNumber";
	struct asn1_element issuer, serial;

	if (cms_take(&s, DER_SEQUENCE, "RFC 5652 10.2.4: issuer", &issuer, e) ==
		-1 ||
	    cms_take(&s, DER_INTEGER, "RFC 5652 10.2.4: serialNumber", &serial,
		e) == -1 ||
	    cms_end(s, what, e) == -1)
		return -1;
	out->issuer = issuer.whole;
	out->serial = serial.content;
	return 0;
}

int
cms_id_take(struct span *rest, struct cms_id *out, struct err *e)
{
	struct asn1_element el;

	memset(out, 0, sizeof(*out));
	if (asn1_ber_take(rest, DER_SEQUENCE, &el))
		return read_issuer_serial(el.content, out, e);
	if (!asn1_take(rest, DER_CONTEXT | 0, &el))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 5.3: identifier is "
		    "neither issuer and serial number nor key identifier");
	out->key_id = el.content;
	return 0;
}

bool
cms_id_is(const struct cms_id *id, const struct cert *c)
{
	struct asn1_element el;
	struct span s;

	if (id->issuer.len > 0)
		return span_equal(id->serial, c->serial) &&
		    name_same(id->issuer, c->issuer);
	s = cert_extension(c, OID_SUBJECT_KEY_ID);
	return asn1_take(&s, DER_OCTET_STRING, &el) &&
	    span_equal(el.content, id->key_id);
}

void
cms_id_put(struct der *w, const struct cert *c)
{
	der_open(w, DER_SEQUENCE);
	der_raw(w, c->issuer);
	der_put(w, DER_INTEGER, c->serial);
	der_close(w);
}
