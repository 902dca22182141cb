/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Public keys out of SubjectPublicKeyInfo.
 *
 * To decode one takes OpenSSL 6 us, and to build the chain of decoders that
 * does it 90 us, each time that d2i_PUBKEY, X509 or X509_REQ meet a key.  So
 * each thread keeps a chain for its life.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/decoder.h>
#include <openssl/x509.h>

#include "base/mem.h"
#include "pki/asn1.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/pki_err.h"

/* RSA of 16384 bits has 2.1 KB; no key that is taken has more. */
#define KEY_SPKI_MOST 4096

struct decoder {
	OSSL_DECODER_CTX *ctx;
	EVP_PKEY *slot; /* where ctx puts the key */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t of_thread;

static void
decoder_free(void *ptr)
{
	struct decoder *d = ptr;

	OSSL_DECODER_CTX_free(d->ctx);
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
	if (d->ctx == NULL || pthread_setspecific(of_thread, d) != 0) {
		decoder_free(d);
		return NULL;
	}
	return d;
}

/* RFC 5280 section 4.1.2.7. */
struct spki {
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *key;
};

ASN1_SEQUENCE(SPKI) = {
	ASN1_SIMPLE(struct spki, algorithm, X509_ALGOR),
	ASN1_SIMPLE(struct spki, key, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END_name(struct spki, SPKI)

/* Why the decoder did not take it: what it is, or what is in it. */
static int
explain(struct span spki, struct err *e)
{
	const ASN1_OBJECT *o;
	const void *value;
	char oid[ASN1_OID_ROOM];
	struct arena *a;
	struct spki *s;
	int type;

	pki_err_forget();
	a = arena_new();
	if ((s = asn1_read(ASN1_ITEM_rptr(SPKI), spki, a,
		 "RFC 5280 4.1.2.7: public key", e)) == NULL)
		goto out;
	X509_ALGOR_get0(&o, &type, &value, s->algorithm);
	asn1_oid(o, oid);
	if (strcmp(oid, OID_EC_PUBLIC_KEY) == 0 && type == V_ASN1_OBJECT)
		err_set(e, ERR_ALGORITHM,
		    "RFC 5480 2.1.1: EC key on curve "
		    "%s cannot be read: want P-256, P-384 or P-521",
		    asn1_oid_text(value, a));
	else if (strcmp(oid, OID_RSA_ENCRYPTION) == 0)
		err_set(e, ERR_MALFORMED,
		    "RFC 3279 2.3.1: RSA key cannot be read");
	else
		err_set(e, ERR_ALGORITHM,
		    "public key algorithm %s is not supported: want RSA, "
		    "P-256, P-384 or P-521",
		    asn1_oid_text(o, a));
out:
	arena_free(a);
	return -1;
}

int
key_from_spki(struct span spki, struct key **out, struct err *e)
{
	const unsigned char *at = spki.at;
	size_t len = spki.len;
	struct decoder *d;
	EVP_PKEY *pkey;
	int ok;

	if (spki.len == 0 || spki.len > KEY_SPKI_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.7: public "
		    "key: want 1 to %d bytes, have %zu",
		    KEY_SPKI_MOST, spki.len);
	if ((d = decoder()) == NULL)
		return pki_err(e, ERR_INTERNAL, "making a key decoder");
	d->slot = NULL;
	ok = OSSL_DECODER_from_data(d->ctx, &at, &len);
	pkey = d->slot;
	d->slot = NULL;
	if (ok != 1 || pkey == NULL) {
		EVP_PKEY_free(pkey);
		return explain(spki, e);
	}
	pki_err_forget();
	if (len != 0) {
		EVP_PKEY_free(pkey);
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.7: public "
		    "key: %zu trailing bytes",
		    len);
	}
	return key_new_with_spki(pkey, spki, out, e);
}

/* RFC 5280 section 4.2.1.2: the bits of the key, without the rest. */
int
key_spki_bits(struct span spki, struct arena *a, struct span *out,
    struct err *e)
{
	struct spki *s;

	if ((s = asn1_read(ASN1_ITEM_rptr(SPKI), spki, a,
		 "RFC 5280 4.1.2.7: public key", e)) == NULL)
		return -1;
	*out = asn1_span(s->key);
	return 0;
}
