/* SPDX-License-Identifier: BSD-2-Clause */
/* See ocsp_kit.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocsp_kit.h"
#include "pki/asn1.h"
#include "pki/evp.h"
#include "pki/extension.h"
#include "pki/identifier.h"

#define OID_NONCE "1.3.6.1.5.5.7.48.1.2"

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "ocsp_kit: %s\n", what);
	abort();
}

static void
put_hash(struct der *w, enum digest d, struct span s)
{
	uint8_t bytes[DIGEST_MOST];

	der_put(w, DER_OCTET_STRING, span_of(bytes, digest_of(d, s, bytes)));
}

static void
put_id(struct der *w, const struct cert *ca, enum digest d, struct span serial)
{
	struct err e = { 0 };
	struct span bits;

	must(key_spki_bits(ca->spki, &bits, &e) == 0, "the CA's key");
	der_open(w, DER_SEQUENCE);
	identifier_put_digest(w, d);
	put_hash(w, d, ca->subject);
	put_hash(w, d, bits);
	der_put(w, DER_INTEGER, serial);
	der_close(w);
}

static void
put_nonce(struct der *w, struct arena *a, size_t len)
{
	uint8_t *bytes = arena_alloc(a, len);

	memset(bytes, 0x6e, len);
	der_open(w, DER_CONTEXT_CONSTRUCTED | 2);
	der_open(w, DER_SEQUENCE);
	extension_open(w, OID_NONCE, false);
	der_put(w, DER_OCTET_STRING, span_of(bytes, len));
	extension_close(w);
	der_close(w);
	der_close(w);
}

struct span
ocsp_kit_ask(struct arena *a, const struct cert *ca, enum digest d,
    struct span serial, size_t nonce_len)
{
	struct err e = { 0 };
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SEQUENCE);
	put_id(&w, ca, d, serial);
	der_close(&w);
	der_close(&w);
	if (nonce_len > 0)
		put_nonce(&w, a, nonce_len);
	der_close(&w);
	der_close(&w);
	must(der_done(&w, a, &out, &e) == 0, "a request");
	return out;
}

static struct span
take(struct span *rest, unsigned int tag)
{
	struct asn1_element el;

	must(asn1_take(rest, tag, &el), "the answer has another form");
	return el.content;
}

/* ResponseData, of one SingleResponse. */
static void
read_data(struct span data, struct ocsp_said *out)
{
	struct asn1_element el;
	struct span single;

	(void)take(&data, DER_CONTEXT_CONSTRUCTED | 2);
	(void)take(&data, DER_GENERALIZED_TIME);
	single = take(&data, DER_SEQUENCE);
	single = take(&single, DER_SEQUENCE);
	must(asn1_take(&single, DER_SEQUENCE, &el), "there is no CertID");
	out->id = el.whole;
	must(asn1_next(&single, &el), "there is no status");
	out->status = (enum ocsp_status)(el.tag & 0x1f);
	if (out->status == OCSP_REVOKED) {
		(void)take(&el.content, DER_GENERALIZED_TIME);
		if (el.content.len > 0) {
			el.content = take(&el.content,
			    DER_CONTEXT_CONSTRUCTED | 0);
			out->reason = take(&el.content, DER_ENUMERATED).at[0];
		}
	}
	(void)take(&single, DER_GENERALIZED_TIME);
	(void)take(&single, DER_CONTEXT_CONSTRUCTED | 0);
	must(single.len == 0, "something is behind nextUpdate");
	out->has_nonce = asn1_take(&data, DER_CONTEXT_CONSTRUCTED | 1, &el);
	must(data.len == 0, "something is behind the extensions");
}

static void
check_signature(const struct cert *ca, struct span signer, struct span data,
    struct span algorithm, struct span bits)
{
	struct err e = { 0 };
	enum scheme scheme = SCHEME__COUNT;
	enum digest digest = DIGEST__COUNT;
	struct key *key = NULL, *ca_key;
	struct cert c;

	must(cert_parse(signer, &c, &e) == 0 &&
		key_from_spki(c.spki, &key, &e) == 0 &&
		identifier_signature_of(algorithm, &scheme, &digest),
	    "the signer's certificate");
	must(key_verify(key, scheme, digest, data,
		 span_of(bits.at + 1, bits.len - 1), &e) == 0,
	    "the signature does not hold");
	key_free(key);
	if (ca == NULL)
		return;
	must(key_from_spki(ca->spki, &ca_key, &e) == 0 &&
		cert_verify(&c, ca_key, &e) == 0,
	    "the signer is not of this CA");
	key_free(ca_key);
}

struct ocsp_said
ocsp_kit_read(const struct cert *ca, struct span der)
{
	struct ocsp_said said = { 0 };
	struct asn1_element data, algorithm, signer;
	struct span s = take(&der, DER_SEQUENCE), bits, certs;

	said.response = take(&s, DER_ENUMERATED).at[0];
	if (said.response != 0)
		return said;
	s = take(&s, DER_CONTEXT_CONSTRUCTED | 0);
	s = take(&s, DER_SEQUENCE);
	(void)take(&s, DER_OID);
	s = take(&s, DER_OCTET_STRING);
	s = take(&s, DER_SEQUENCE);
	must(asn1_take(&s, DER_SEQUENCE, &data) &&
		asn1_take(&s, DER_SEQUENCE, &algorithm),
	    "BasicOCSPResponse");
	bits = take(&s, DER_BIT_STRING);
	certs = take(&s, DER_CONTEXT_CONSTRUCTED | 0);
	certs = take(&certs, DER_SEQUENCE);
	must(asn1_take(&certs, DER_SEQUENCE, &signer), "there is no signer");
	said.signer = signer.whole;
	check_signature(ca, signer.whole, data.whole, algorithm.whole, bits);
	read_data(data.content, &said);
	return said;
}
