/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Public keys out of SubjectPublicKeyInfo.
 *
 * To decode one takes OpenSSL 6 us, and to build the chain of decoders that
 * does it 90 us, each time that d2i_PUBKEY, X509 or X509_REQ meet a key.  So
 * each thread keeps a chain for its life.  RSA keys as nearly all are written
 * are two numbers to take out of the bytes: that leaves 3 us.
 */
#include <endian.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/decoder.h>

#include "base/mem.h"
#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/pki_err.h"

/* RSA of 16384 bits has 2.1 KB; no key that is taken has more. */
#define KEY_SPKI_MOST 4096

struct decoder {
	OSSL_DECODER_CTX *ctx;
	EVP_PKEY *slot; /* where ctx puts the key */
	EVP_PKEY_CTX *rsa; /* makes a key of its numbers */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t of_thread;

static void
decoder_free(void *ptr)
{
	struct decoder *d = ptr;

	OSSL_DECODER_CTX_free(d->ctx);
	EVP_PKEY_CTX_free(d->rsa);
	free(d);
}

static void
make_thread_key(void)
{
	if (pthread_key_create(&of_thread, decoder_free) != 0)
		abort();
}

/* This thread's; NULL where OpenSSL cannot make one. */
static struct decoder *
decoder(void)
{
	struct decoder *d;

	pthread_once(&once, make_thread_key);
	if ((d = pthread_getspecific(of_thread)) != NULL)
		return d;
	d = mem_alloc(sizeof(*d));
	d->ctx = OSSL_DECODER_CTX_new_for_pkey(&d->slot, "DER",
	    "SubjectPublicKeyInfo", NULL, EVP_PKEY_PUBLIC_KEY, NULL, NULL);
	d->rsa = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	if (d->ctx == NULL || d->rsa == NULL ||
	    EVP_PKEY_fromdata_init(d->rsa) != 1 ||
	    pthread_setspecific(of_thread, d) != 0) {
		decoder_free(d);
		return NULL;
	}
	return d;
}

/* Why the decoder did not take it: what it is, or what is in it. */
static int
explain(struct span spki, struct err *e)
{
	struct asn1_element all;
	struct identifier x;
	struct arena *a;

	pki_err_forget();
	if (!asn1_ber_take(&spki, DER_SEQUENCE, &all) ||
	    !identifier_take(&all.content, &x))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.7: public key is not an algorithm and "
		    "bits");
	if (strcmp(x.dotted, OID_RSA_ENCRYPTION) == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 3279 2.3.1: RSA key cannot be read");
	a = arena_new();
	if (strcmp(x.dotted, OID_EC_PUBLIC_KEY) == 0 && x.has_parameters &&
	    x.parameters.tag == DER_OID &&
	    asn1_oid_is_sound(x.parameters.content))
		err_set(e, ERR_ALGORITHM,
		    "RFC 5480 2.1.1: EC key on curve "
		    "%s cannot be read: want P-256, P-384 or P-521",
		    asn1_oid_text_of(x.parameters.content, a));
	else
		err_set(e, ERR_ALGORITHM,
		    "public key algorithm %s is not supported: want RSA, "
		    "P-256, P-384 or P-521",
		    asn1_oid_text_of(x.oid, a));
	arena_free(a);
	return -1;
}

/* ---- RSA --------------------------------------------------------------- */

/* A number of an RSA key, in the order of this machine's bytes. */
struct number {
	uint8_t at[KEY_RSA_BITS_MOST / 8];
	size_t len;
};

/* Positive, odd, in the fewest octets: what is not is for OpenSSL to judge. */
static bool
take_number(struct span *rest, struct number *out)
{
	struct asn1_element el;
	struct span s;

	if (!asn1_take(rest, DER_INTEGER, &el) || !el.minimal)
		return false;
	s = el.content;
	if (s.len > 1 && s.at[0] == 0 && (s.at[1] & 0x80) != 0)
		s = span_of(s.at + 1, s.len - 1);
	else if (s.len == 0 || s.at[0] == 0 || (s.at[0] & 0x80) != 0)
		return false;
	if (s.len > sizeof(out->at) || (s.at[s.len - 1] & 1) == 0)
		return false;
	out->len = s.len;
	for (size_t i = 0; i < s.len; i++)
		out->at[BYTE_ORDER == LITTLE_ENDIAN ? s.len - 1 - i : i] =
		    s.at[i];
	return true;
}

/* RFC 3279 section 2.3.1, in DER and with the NULL. */
static bool
read_rsa(struct span spki, struct number *modulus, struct number *exponent)
{
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
		0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	struct asn1_element all, el, numbers;
	struct span rest;

	if (!asn1_is_der(spki) || !asn1_take(&spki, DER_SEQUENCE, &all) ||
	    !asn1_take(&all.content, DER_SEQUENCE, &el) ||
	    !span_equal(el.whole, span_of(algorithm, sizeof(algorithm))) ||
	    !asn1_take_bits(&all.content, &rest) || all.content.len != 0)
		return false;
	return asn1_take(&rest, DER_SEQUENCE, &numbers) && rest.len == 0 &&
	    numbers.minimal && take_number(&numbers.content, modulus) &&
	    take_number(&numbers.content, exponent) && numbers.content.len == 0;
}

/* NULL where it is not as plain as that. */
static EVP_PKEY *
decode_rsa(const struct decoder *d, struct span spki)
{
	struct number modulus, exponent;
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM params[3];

	if (!read_rsa(spki, &modulus, &exponent))
		return NULL;
	params[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus.at,
	    modulus.len);
	params[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent.at,
	    exponent.len);
	params[2] = OSSL_PARAM_construct_end();
	if (EVP_PKEY_fromdata(d->rsa, &pkey, EVP_PKEY_PUBLIC_KEY, params) == 1)
		return pkey;
	pki_err_forget();
	return NULL;
}

/* ---- Any --------------------------------------------------------------- */

static int
decode_any(struct decoder *d, struct span spki, EVP_PKEY **out, struct err *e)
{
	const unsigned char *at = spki.at;
	size_t len = spki.len;
	int ok;

	d->slot = NULL;
	ok = OSSL_DECODER_from_data(d->ctx, &at, &len);
	*out = d->slot;
	d->slot = NULL;
	if (ok != 1 || *out == NULL) {
		EVP_PKEY_free(*out);
		return explain(spki, e);
	}
	pki_err_forget();
	if (len != 0) {
		EVP_PKEY_free(*out);
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.7: public "
		    "key: %zu trailing bytes",
		    len);
	}
	return 0;
}

int
key_from_spki(struct span spki, struct key **out, struct err *e)
{
	struct decoder *d;
	struct span bits;
	EVP_PKEY *pkey;

	if (spki.len == 0 || spki.len > KEY_SPKI_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.7: public "
		    "key: want 1 to %d bytes, have %zu",
		    KEY_SPKI_MOST, spki.len);
	if ((d = decoder()) == NULL)
		return pki_err(e, ERR_INTERNAL, "making a key decoder");
	/* OpenSSL clears bits that are not used; a reader of bytes does not. */
	if ((pkey = decode_rsa(d, spki)) == NULL &&
	    (key_spki_bits(spki, &bits, e) == -1 ||
		decode_any(d, spki, &pkey, e) == -1))
		return -1;
	return key_new_with_spki(pkey, spki, out, e);
}
