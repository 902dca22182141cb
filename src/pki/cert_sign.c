/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Certificates made: RFC 5280 section 4.1, written as bytes, so that the
 * subject's key is copied as it came and never decoded.
 */
#include <string.h>

#include "base/random.h"
#include "pki/cert.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "pki/sign.h"

#define OID_AD_OCSP "1.3.6.1.5.5.7.48.1"
#define OID_AD_CA_ISSUERS "1.3.6.1.5.5.7.48.2"

/* GeneralName: uniformResourceIdentifier. */
#define TAG_URI (DER_CONTEXT | 6)

/*
 * RFC 5280 section 4.2.1.9.  Always there and critical, also with CA:FALSE
 * (an empty SEQUENCE, since DER leaves the default out).
 */
static void
put_basic_constraints(struct der *w, bool ca)
{
	extension_open(w, OID_BASIC_CONSTRAINTS, true);
	der_open(w, DER_SEQUENCE);
	if (ca)
		der_bool(w, true);
	der_close(w);
	extension_close(w);
}

static void
put_usages(struct der *w, const struct cert_draft *d)
{
	const char *const *oid;

	if (d->key_usage != 0) {
		extension_open(w, OID_KEY_USAGE, true);
		der_named_bits(w, d->key_usage);
		extension_close(w);
	}
	if (d->extended_usages == NULL || d->extended_usages[0] == NULL)
		return;
	extension_open(w, OID_EXTENDED_USAGE, false);
	der_open(w, DER_SEQUENCE);
	for (oid = d->extended_usages; *oid != NULL; oid++)
		der_oid(w, *oid);
	der_close(w);
	extension_close(w);
}

static int
put_subject_key_id(struct der *w, struct span spki, struct err *e)
{
	uint8_t bytes[DIGEST_MOST];
	struct span id;

	if (sign_key_id(spki, bytes, &id, e) == -1)
		return -1;
	extension_open(w, OID_SUBJECT_KEY_ID, false);
	der_put(w, DER_OCTET_STRING, id);
	extension_close(w);
	return 0;
}

/* RFC 5280 section 4.2.1.6: critical where the subject is empty. */
static void
put_alt_names(struct der *w, const struct cert_draft *d)
{
	if (d->alt_names.len == 0)
		return;
	extension_open(w, OID_ALT_NAMES, d->subject.len <= 2);
	der_raw(w, d->alt_names);
	extension_close(w);
}

static bool
is_set(const char *url)
{
	return url != NULL && url[0] != '\0';
}

/* RFC 5280 section 4.2.1.13. */
static void
put_crl_point(struct der *w, const struct cert_draft *d)
{
	if (!is_set(d->crl_url))
		return;
	extension_open(w, OID_CRL_POINTS, false);
	der_open(w, DER_SEQUENCE);
	der_open(w, DER_SEQUENCE);
	der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
	der_put(w, TAG_URI, span_of_str(d->crl_url));
	der_close(w);
	der_close(w);
	der_close(w);
	der_close(w);
	extension_close(w);
}

static void
put_access(struct der *w, const char *method, const char *url)
{
	if (!is_set(url))
		return;
	der_open(w, DER_SEQUENCE);
	der_oid(w, method);
	der_put(w, TAG_URI, span_of_str(url));
	der_close(w);
}

/* RFC 5280 section 4.2.2.1. */
static void
put_authority_access(struct der *w, const struct cert_draft *d)
{
	if (!is_set(d->ocsp_url) && !is_set(d->ca_issuers_url))
		return;
	extension_open(w, OID_AUTHORITY_ACCESS, false);
	der_open(w, DER_SEQUENCE);
	put_access(w, OID_AD_OCSP, d->ocsp_url);
	put_access(w, OID_AD_CA_ISSUERS, d->ca_issuers_url);
	der_close(w);
	extension_close(w);
}

static int
put_extensions(struct der *w, const struct cert_draft *d,
    const struct cert *issuer, struct err *e)
{
	der_open(w, DER_CONTEXT_CONSTRUCTED | 3);
	der_open(w, DER_SEQUENCE);
	put_basic_constraints(w, d->ca);
	put_usages(w, d);
	if (put_subject_key_id(w, d->spki, e) == -1 ||
	    (issuer != NULL && sign_put_authority_key_id(w, issuer, e) == -1))
		return -1;
	put_alt_names(w, d);
	put_crl_point(w, d);
	put_authority_access(w, d);
	if (d->more.len > 0)
		der_raw(w, d->more);
	der_close(w);
	der_close(w);
	return 0;
}

static int
write_tbs(const struct cert_draft *d, const struct cert *issuer,
    const struct key *key, struct arena *a, struct span *out, struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_int(&w, 2); /* version 3 */
	der_close(&w);
	der_integer(&w, d->serial);
	sign_put_algorithm(&w, key);
	der_raw(&w, issuer == NULL ? d->subject : issuer->subject);
	der_open(&w, DER_SEQUENCE);
	der_time(&w, d->not_before);
	der_time(&w, d->not_after);
	der_close(&w);
	der_raw(&w, d->subject);
	der_raw(&w, d->spki);
	if (put_extensions(&w, d, issuer, e) == -1) {
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
	struct span tbs;

	if (write_tbs(d, issuer, key, a, &tbs, e) == -1 ||
	    sign_element(key, tbs, a, out, e) == -1)
		return err_prefix(e, "signing a certificate");
	return 0;
}

void
cert_random_serial(uint8_t out[static 16])
{
	do {
		random_bytes(out, 16);
		out[0] &= 0x7f;
	} while (out[0] == 0);
}
