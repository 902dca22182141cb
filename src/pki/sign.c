/* SPDX-License-Identifier: BSD-2-Clause */
/* See sign.h. */
#include "pki/sign.h"
#include "pki/asn1.h"
#include "pki/evp.h"
#include "pki/extension.h"
#include "pki/identifier.h"

#define HEADERS_MOST 64 /* bytes of tags, lengths and the algorithm */

static enum scheme
scheme_for(struct key_type t)
{
	return t.kind == KEY_RSA ? SCHEME_RSA : SCHEME_ECDSA;
}

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

void
sign_put_algorithm(struct der *w, const struct key *k)
{
	struct key_type t = key_type_of(k);

	identifier_put_signature(w, scheme_for(t), digest_for(t));
}

int
sign_element_with(const struct key *k, struct span tbs, struct span more,
    struct arena *a, struct span *out, struct err *e)
{
	struct key_type t = key_type_of(k);
	struct span signature;
	struct der w;

	if (key_sign(k, scheme_for(t), digest_for(t), tbs, a, &signature, e) ==
	    -1)
		return -1;
	der_init_large(&w, tbs.len + signature.len + more.len + HEADERS_MOST);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, tbs);
	sign_put_algorithm(&w, k);
	der_bits(&w, signature);
	der_raw(&w, more);
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
sign_element(const struct key *k, struct span tbs, struct arena *a,
    struct span *out, struct err *e)
{
	return sign_element_with(k, tbs, span_of(NULL, 0), a, out, e);
}

int
sign_take(struct span der, const char *section, const char *thing,
    struct sign_parts *out, struct err *e)
{
	struct asn1_element all, algorithm;
	struct span rest = der;

	if (!asn1_take(&rest, DER_SEQUENCE, &all) || rest.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "%s: %s is not one DER SEQUENCE, or has bytes behind it",
		    section, thing);
	rest = all.content;
	if (!asn1_take(&rest, DER_SEQUENCE, &out->tbs) ||
	    !asn1_take(&rest, DER_SEQUENCE, &algorithm) ||
	    !asn1_take_bits(&rest, &out->signature) || rest.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "%s: %s is not what is signed, algorithm and signature",
		    section, thing);
	out->algorithm = algorithm.whole;
	return 0;
}

int
sign_key_id(struct span spki, uint8_t out[static DIGEST_MOST], struct span *id,
    struct err *e)
{
	struct span bits;

	if (key_spki_bits(spki, &bits, e) == -1)
		return -1;
	*id = span_of(out, digest_of(DIGEST_SHA1, bits, out));
	return 0;
}

/*
 * RFC 5280 section 4.2.1.1: the issuer's own identifier where it has one, so
 * that the two match whatever method its maker took.
 */
int
sign_put_authority_key_id(struct der *w, const struct cert *issuer,
    struct err *e)
{
	uint8_t bytes[DIGEST_MOST];
	struct asn1_element el;
	struct span ext, id;

	ext = cert_extension(issuer, OID_SUBJECT_KEY_ID);
	if (asn1_take(&ext, DER_OCTET_STRING, &el))
		id = el.content;
	else if (sign_key_id(issuer->spki, bytes, &id, e) == -1)
		return -1;
	extension_open(w, OID_AUTHORITY_KEY_ID, false);
	der_open(w, DER_SEQUENCE);
	der_put(w, DER_CONTEXT | 0, id);
	der_close(w);
	extension_close(w);
	return 0;
}
