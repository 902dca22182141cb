/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Certificates read.  Not by OpenSSL's X509, which decodes the key of each
 * certificate at once (95 us): most keys here are never used, and the one
 * that is has been decoded already.
 *
 * Devices make certificates of their own to sign with, of any version, serial
 * number and form, so what they are not needed for is not looked at.
 */
#include <string.h>

#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "pki/identifier.h"
#include "pki/name.h"
#include "pki/sign.h"

/* The next part of a certificate, whole. */
static int
take(struct span *rest, unsigned int tag, const char *what, struct span *out,
    struct err *e)
{
	struct asn1_element el;

	if (!asn1_take(rest, tag, &el))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1: certificate has no %s in its place", what);
	*out = el.whole;
	return 0;
}

/* RFC 5280 section 4.1.2.1: 0 is version 1, and so is none at all. */
static int
read_version(struct span *rest, int *out, struct err *e)
{
	struct asn1_element tagged, el;
	int n;

	*out = 1;
	if (!asn1_take(rest, DER_CONTEXT_CONSTRUCTED | 0, &tagged))
		return 0;
	if (!asn1_take(&tagged.content, DER_INTEGER, &el) ||
	    tagged.content.len != 0 || (n = asn1_small(el.content)) < 0 ||
	    n > 2)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.1: version: want a number from 0 to 2");
	*out = n + 1;
	return 0;
}

static int
read_serial(struct span *rest, struct span *out, struct err *e)
{
	struct asn1_element el;

	if (!asn1_take(rest, DER_INTEGER, &el) || el.content.len == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.2: serial number is not there, or empty");
	*out = el.content;
	return 0;
}

static int
read_time(struct span *rest, const char *which, int64_t *out, struct err *e)
{
	if (asn1_take_time(rest, out))
		return 0;
	return err_set(e, ERR_MALFORMED, "RFC 5280 4.1.2.5: %s is no time",
	    which);
}

static int
read_validity(struct span *rest, struct cert *out, struct err *e)
{
	struct asn1_element el;

	if (!asn1_take(rest, DER_SEQUENCE, &el))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.5: certificate has no validity");
	if (read_time(&el.content, "notBefore", &out->not_before, e) == -1 ||
	    read_time(&el.content, "notAfter", &out->not_after, e) == -1)
		return -1;
	if (el.content.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.5: validity has more than two times");
	return 0;
}

/* Sections 4.1.2.8 and 4.1.2.9: all of these may be left out. */
static int
read_ending(struct span *rest, struct cert *out, struct err *e)
{
	struct asn1_element el, all;

	(void)asn1_take(rest, DER_CONTEXT | 1, &el);
	(void)asn1_take(rest, DER_CONTEXT | 2, &el);
	if (asn1_take(rest, DER_CONTEXT_CONSTRUCTED | 3, &el)) {
		if (!asn1_take(&el.content, DER_SEQUENCE, &all) ||
		    el.content.len != 0)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.1.2.9: extensions are no SEQUENCE");
		out->extensions = all.whole;
	}
	if (rest->len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1: certificate has %zu bytes behind its parts",
		    rest->len);
	return 0;
}

static int
read_tbs(struct span rest, struct cert *out, struct err *e)
{
	if (read_version(&rest, &out->version, e) == -1 ||
	    read_serial(&rest, &out->serial, e) == -1 ||
	    take(&rest, DER_SEQUENCE, "algorithm", &out->tbs_algorithm, e) ==
		-1 ||
	    take(&rest, DER_SEQUENCE, "issuer", &out->issuer, e) == -1 ||
	    read_validity(&rest, out, e) == -1 ||
	    take(&rest, DER_SEQUENCE, "subject", &out->subject, e) == -1 ||
	    take(&rest, DER_SEQUENCE, "public key", &out->spki, e) == -1)
		return -1;
	return read_ending(&rest, out, e);
}

int
cert_parse(struct span der, struct cert *out, struct err *e)
{
	struct sign_parts parts;

	memset(out, 0, sizeof(*out));
	if (sign_take(der, "RFC 5280 4.1", "certificate", &parts, e) == -1)
		return -1;
	out->der = der;
	out->tbs = parts.tbs.whole;
	out->algorithm = parts.algorithm;
	out->signature = parts.signature;
	return read_tbs(parts.tbs.content, out, e);
}

bool
cert_is_self_issued(const struct cert *c)
{
	return name_same(c->issuer, c->subject);
}

struct span
cert_extension(const struct cert *c, const char *oid)
{
	return extension_find(c->extensions, oid);
}

/* RFC 5280 section 4.2.1.9: cA is the first, if it is there at all. */
bool
cert_is_ca(const struct cert *c)
{
	struct span s = cert_extension(c, OID_BASIC_CONSTRAINTS);
	struct asn1_element el, ca;

	return asn1_take(&s, DER_SEQUENCE, &el) &&
	    asn1_take(&el.content, DER_BOOLEAN, &ca) && ca.content.len == 1 &&
	    ca.content.at[0] != 0;
}

/*
 * Bits that cannot be read are no bits: a keyUsage that is broken allows
 * nothing.
 */
unsigned int
cert_key_usage(const struct cert *c)
{
	struct span s = cert_extension(c, OID_KEY_USAGE);
	unsigned int i, n, bits = 0;
	struct asn1_element el;

	if (s.len == 0)
		return ~0U;
	if (!asn1_take(&s, DER_BIT_STRING, &el) || el.content.len < 2 ||
	    el.content.at[0] > 7)
		return 0;
	n = (unsigned int)(el.content.len - 1) * 8 - el.content.at[0];
	for (i = 0; i < n && i < 16; i++)
		if ((el.content.at[1 + i / 8] & (0x80 >> (i % 8))) != 0)
			bits |= 1U << i;
	return bits;
}

int
cert_verify(const struct cert *c, const struct key *issuer, struct err *e)
{
	enum scheme scheme;
	enum digest digest;

	/* RFC 5280 section 4.1.1.2: only the inner one is signed. */
	if (!span_equal(c->algorithm, c->tbs_algorithm))
		return err_set(e, ERR_INTEGRITY,
		    "RFC 5280 4.1.1.2: the "
		    "certificate's two signature algorithms differ");
	if (!identifier_signature_of(c->algorithm, &scheme, &digest))
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5280 4.1.1.2: the "
		    "certificate's signature algorithm is not supported");
	if (key_verify(issuer, scheme, digest, c->tbs, c->signature, e) == -1)
		return err_prefix(e, "certificate");
	return 0;
}

bool
cert_is_issued_by(const struct cert *c, const struct cert *ca)
{
	struct err unused = { 0 };
	struct key *k;
	bool is;

	if (!cert_is_ca(ca) || !name_same(c->issuer, ca->subject) ||
	    key_from_spki(ca->spki, &k, &unused) == -1)
		return false;
	is = cert_verify(c, k, &unused) == 0;
	key_free(k);
	return is;
}
