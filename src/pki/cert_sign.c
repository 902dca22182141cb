/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Certificates made: RFC 5280 section 4.1, written as bytes, so that the
 * subject's key is copied as it came and never decoded.
 */
#include <string.h>

#include "base/random.h"
#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/der.h"
#include "pki/evp.h"
#include "pki/extension.h"
#include "pki/identifier.h"

#define OID_AD_CA_ISSUERS "1.3.6.1.5.5.7.48.2"

/* GeneralName: uniformResourceIdentifier. */
#define TAG_URI (DER_CONTEXT | 6)

/*
 * As strong as the key (NIST SP 800-57, table 2), and not stronger: what
 * devices know best is SHA-256.
 */
static enum digest
digest_for(struct key_type t)
{
	if (t.kind == KEY_EC && t.bits > 384)
		return DIGEST_SHA512;
	if (t.kind == KEY_EC && t.bits > 256)
		return DIGEST_SHA384;
	if (t.kind == KEY_RSA && t.bits > 4096)
		return DIGEST_SHA512;
	return DIGEST_SHA256;
}

/* The value's writer is left open: extnValue and all around it. */
static void
open_extension(struct der *w, const char *oid, bool critical)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, oid);
	if (critical)
		der_bool(w, true);
	der_open(w, DER_OCTET_STRING);
}

static void
close_extension(struct der *w)
{
	der_close(w);
	der_close(w);
}

/*
 * RFC 5280 section 4.2.1.9.  Always there and critical, also with CA:FALSE
 * (an empty SEQUENCE, since DER leaves the default out).
 */
static void
put_basic_constraints(struct der *w, bool ca)
{
	open_extension(w, OID_BASIC_CONSTRAINTS, true);
	der_open(w, DER_SEQUENCE);
	if (ca)
		der_bool(w, true);
	der_close(w);
	close_extension(w);
}

static void
put_usages(struct der *w, const struct cert_draft *d)
{
	const char *const *oid;

	if (d->key_usage != 0) {
		open_extension(w, OID_KEY_USAGE, true);
		der_named_bits(w, d->key_usage);
		close_extension(w);
	}
	if (d->extended_usages == NULL || d->extended_usages[0] == NULL)
		return;
	open_extension(w, OID_EXTENDED_USAGE, false);
	der_open(w, DER_SEQUENCE);
	for (oid = d->extended_usages; *oid != NULL; oid++)
		der_oid(w, *oid);
	der_close(w);
	close_extension(w);
}

/* RFC 5280 section 4.2.1.2, method 1. */
static int
key_id(struct span spki, struct arena *a, uint8_t out[static DIGEST_MOST],
    struct span *id, struct err *e)
{
	struct span bits;

	if (key_spki_bits(spki, a, &bits, e) == -1)
		return -1;
	*id = span_of(out, digest_of(DIGEST_SHA1, bits, out));
	return 0;
}

static int
put_subject_key_id(struct der *w, struct span spki, struct arena *a,
    struct err *e)
{
	uint8_t bytes[DIGEST_MOST];
	struct span id;

	if (key_id(spki, a, bytes, &id, e) == -1)
		return -1;
	open_extension(w, OID_SUBJECT_KEY_ID, false);
	der_put(w, DER_OCTET_STRING, id);
	close_extension(w);
	return 0;
}

/*
 * RFC 5280 section 4.2.1.1: the issuer's own identifier where it has one, so
 * that the two match whatever method its maker took.
 */
static int
put_authority_key_id(struct der *w, const struct cert *issuer, struct arena *a,
    struct err *e)
{
	uint8_t bytes[DIGEST_MOST];
	struct asn1_element el;
	struct span ext, id;

	ext = cert_extension(issuer, OID_SUBJECT_KEY_ID);
	if (asn1_take(&ext, DER_OCTET_STRING, &el))
		id = el.content;
	else if (key_id(issuer->spki, a, bytes, &id, e) == -1)
		return -1;
	open_extension(w, OID_AUTHORITY_KEY_ID, false);
	der_open(w, DER_SEQUENCE);
	der_put(w, DER_CONTEXT | 0, id);
	der_close(w);
	close_extension(w);
	return 0;
}

/* RFC 5280 section 4.2.1.6: critical where the subject is empty. */
static void
put_alt_names(struct der *w, const struct cert_draft *d)
{
	if (d->alt_names.len == 0)
		return;
	open_extension(w, OID_ALT_NAMES, d->subject.len <= 2);
	der_raw(w, d->alt_names);
	close_extension(w);
}

/* RFC 5280 sections 4.2.1.13 and 4.2.2.1. */
static void
put_urls(struct der *w, const struct cert_draft *d)
{
	if (d->crl_url != NULL && d->crl_url[0] != '\0') {
		open_extension(w, OID_CRL_POINTS, false);
		der_open(w, DER_SEQUENCE);
		der_open(w, DER_SEQUENCE);
		der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
		der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
		der_put(w, TAG_URI, span_of_str(d->crl_url));
		der_close(w);
		der_close(w);
		der_close(w);
		der_close(w);
		close_extension(w);
	}
	if (d->ca_issuers_url != NULL && d->ca_issuers_url[0] != '\0') {
		open_extension(w, OID_AUTHORITY_ACCESS, false);
		der_open(w, DER_SEQUENCE);
		der_open(w, DER_SEQUENCE);
		der_oid(w, OID_AD_CA_ISSUERS);
		der_put(w, TAG_URI, span_of_str(d->ca_issuers_url));
		der_close(w);
		der_close(w);
		close_extension(w);
	}
}

static int
put_extensions(struct der *w, const struct cert_draft *d,
    const struct cert *issuer, struct arena *a, struct err *e)
{
	der_open(w, DER_CONTEXT_CONSTRUCTED | 3);
	der_open(w, DER_SEQUENCE);
	put_basic_constraints(w, d->ca);
	put_usages(w, d);
	if (put_subject_key_id(w, d->spki, a, e) == -1 ||
	    (issuer != NULL && put_authority_key_id(w, issuer, a, e) == -1))
		return -1;
	put_alt_names(w, d);
	put_urls(w, d);
	if (d->more.len > 0)
		der_raw(w, d->more);
	der_close(w);
	der_close(w);
	return 0;
}

static int
write_tbs(const struct cert_draft *d, const struct cert *issuer,
    enum scheme scheme, enum digest digest, struct arena *a, struct span *out,
    struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_int(&w, 2); /* version 3 */
	der_close(&w);
	der_integer(&w, d->serial);
	identifier_put_signature(&w, scheme, digest);
	der_raw(&w, issuer == NULL ? d->subject : issuer->subject);
	der_open(&w, DER_SEQUENCE);
	der_time(&w, d->not_before);
	der_time(&w, d->not_after);
	der_close(&w);
	der_raw(&w, d->subject);
	der_raw(&w, d->spki);
	if (put_extensions(&w, d, issuer, a, e) == -1) {
		buf_clear(&w.out);
		return -1;
	}
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
cert_sign(const struct cert_draft *d, const struct cert *issuer,
    const struct key *key, struct arena *a, struct span *out, struct err *e)
{
	struct key_type t = key_type_of(key);
	enum scheme scheme = t.kind == KEY_RSA ? SCHEME_RSA : SCHEME_ECDSA;
	enum digest digest = digest_for(t);
	struct span tbs, signature;
	struct der w;

	if (write_tbs(d, issuer, scheme, digest, a, &tbs, e) == -1 ||
	    key_sign(key, scheme, digest, tbs, a, &signature, e) == -1)
		return err_prefix(e, "signing a certificate");
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, tbs);
	identifier_put_signature(&w, scheme, digest);
	der_bits(&w, signature);
	der_close(&w);
	return der_done(&w, a, out, e);
}

void
cert_random_serial(uint8_t out[static 16])
{
	do {
		random_bytes(out, 16);
		out[0] &= 0x7f;
	} while (out[0] == 0);
}
