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
#include <time.h>

#include <openssl/x509.h>

#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/extension.h"
#include "pki/identifier.h"
#include "pki/name.h"
#include "pki/pki_err.h"

/* RFC 5280 section 4.1. */
struct certificate {
	ASN1_STRING *tbs;
	ASN1_STRING *algorithm;
	ASN1_BIT_STRING *signature;
};

ASN1_SEQUENCE(CERTIFICATE) = {
	ASN1_SIMPLE(struct certificate, tbs, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct certificate, algorithm, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct certificate, signature, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END_name(struct certificate, CERTIFICATE)

struct validity {
	ASN1_TIME *not_before;
	ASN1_TIME *not_after;
};

ASN1_SEQUENCE(VALIDITY) = {
	ASN1_SIMPLE(struct validity, not_before, ASN1_TIME),
	ASN1_SIMPLE(struct validity, not_after, ASN1_TIME),
} static_ASN1_SEQUENCE_END_name(struct validity, VALIDITY)

struct tbs_certificate {
	ASN1_STRING *version;
	ASN1_STRING *serial;
	ASN1_STRING *algorithm;
	ASN1_STRING *issuer;
	struct validity *validity;
	ASN1_STRING *subject;
	ASN1_STRING *spki;
	ASN1_BIT_STRING *issuer_id;
	ASN1_BIT_STRING *subject_id;
	ASN1_STRING *extensions;
};

ASN1_SEQUENCE(TBS_CERTIFICATE) = {
	ASN1_EXP_OPT(struct tbs_certificate, version, ASN1_INTEGER, 0),
	ASN1_AS_OCTETS(struct tbs_certificate, serial, V_ASN1_INTEGER),
	ASN1_SIMPLE(struct tbs_certificate, algorithm, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct tbs_certificate, issuer, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct tbs_certificate, validity, VALIDITY),
	ASN1_SIMPLE(struct tbs_certificate, subject, ASN1_SEQUENCE),
	ASN1_SIMPLE(struct tbs_certificate, spki, ASN1_SEQUENCE),
	ASN1_IMP_OPT(struct tbs_certificate, issuer_id, ASN1_BIT_STRING, 1),
	ASN1_IMP_OPT(struct tbs_certificate, subject_id, ASN1_BIT_STRING, 2),
	ASN1_EXP_OPT(struct tbs_certificate, extensions, ASN1_SEQUENCE, 3),
} static_ASN1_SEQUENCE_END_name(struct tbs_certificate, TBS_CERTIFICATE)

static int
read_time(const ASN1_TIME *t, const char *which, int64_t *out, struct err *e)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return pki_err(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.5: %s is no time", which);
	*out = (int64_t)timegm(&tm);
	return 0;
}

/* RFC 5280 section 4.1.2.1: 0 is version 1, and so is none at all. */
static int
read_version(const ASN1_STRING *version, int *out, struct err *e)
{
	long n = version == NULL ? 0 : ASN1_INTEGER_get(version);

	if (n < 0 || n > 2)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.1: version: want 0 to 2, have %ld", n);
	*out = (int)n + 1;
	return 0;
}

static int
read_tbs(struct arena *a, struct cert *out, struct err *e)
{
	struct tbs_certificate *t;

	if ((t = asn1_read(ASN1_ITEM_rptr(TBS_CERTIFICATE), out->tbs, a,
		 "RFC 5280 4.1: certificate", e)) == NULL)
		return -1;
	if (read_version(t->version, &out->version, e) == -1 ||
	    read_time(t->validity->not_before, "notBefore", &out->not_before,
		e) == -1 ||
	    read_time(t->validity->not_after, "notAfter", &out->not_after, e) ==
		-1)
		return -1;
	out->serial = asn1_span(t->serial);
	if (out->serial.len == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.2: serial number is empty");
	out->tbs_algorithm = asn1_span(t->algorithm);
	out->issuer = asn1_span(t->issuer);
	out->subject = asn1_span(t->subject);
	out->spki = asn1_span(t->spki);
	out->extensions = asn1_span(t->extensions);
	return 0;
}

int
cert_parse(struct span der, struct arena *a, struct cert *out, struct err *e)
{
	struct certificate *c;

	memset(out, 0, sizeof(*out));
	if ((c = asn1_read(ASN1_ITEM_rptr(CERTIFICATE), der, a,
		 "RFC 5280 4.1: certificate", e)) == NULL)
		return -1;
	out->der = der;
	out->tbs = asn1_span(c->tbs);
	out->algorithm = asn1_span(c->algorithm);
	out->signature = asn1_span(c->signature);
	return read_tbs(a, out, e);
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
	if (!asn1_take(&s, DER_BIT_STRING, &el) || el.content.len < 2)
		return 0;
	n = (unsigned int)(el.content.len - 1) * 8;
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
