/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SignedData made: RFC 5652 section 5.  DER with primitive strings, since
 * sscep, certmonger and others read nothing else.
 */
#include "pki/cms.h"
#include "pki/cms_part.h"
#include "pki/evp.h"
#include "pki/identifier.h"

#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_SIGNING_TIME "1.2.840.113549.1.9.5"

/* contentType, messageDigest and signingTime. */
#define ADDED 3

struct attributes {
	struct span at[CMS_ATTRIBUTES_MOST]; /* whole elements */
	unsigned int n;
};

static int
add(struct attributes *l, const char *oid, struct span value, struct arena *a,
    struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, oid);
	der_open(&w, DER_SET);
	der_raw(&w, value);
	der_close(&w);
	der_close(&w);
	return der_done(&w, a, &l->at[l->n++], e);
}

/* Section 11; one writer for three values, since each is a few bytes. */
static int
add_own(struct attributes *l, struct span content, const struct cms_sign *how,
    struct arena *a, struct err *e)
{
	struct span type, digest, time;
	uint8_t bytes[DIGEST_MOST];
	struct der w;
	size_t n;

	der_init(&w);
	der_oid(&w, OID_DATA);
	if (der_done(&w, a, &type, e) == -1)
		return -1;
	n = digest_of(how->digest, content, bytes);
	der_init(&w);
	der_put(&w, DER_OCTET_STRING, span_of(bytes, n));
	if (der_done(&w, a, &digest, e) == -1)
		return -1;
	if (add(l, OID_CONTENT_TYPE, type, a, e) == -1 ||
	    add(l, OID_MESSAGE_DIGEST, digest, a, e) == -1)
		return -1;
	if (how->signing_time == 0)
		return 0;
	der_init(&w);
	der_time(&w, how->signing_time);
	if (der_done(&w, a, &time, e) == -1)
		return -1;
	return add(l, OID_SIGNING_TIME, time, a, e);
}

/* Sorted, and with the tag of a SET: what is signed (section 5.4). */
static int
write_attributes(struct span content, const struct cms_sign *how,
    struct arena *a, struct span *out, struct err *e)
{
	struct attributes l = { .n = 0 };
	struct der w;
	unsigned int i;

	if (how->attribute_count > CMS_ATTRIBUTES_MOST - ADDED)
		return err_set(e, ERR_INTERNAL, "more than %d attributes",
		    CMS_ATTRIBUTES_MOST - ADDED);
	if (add_own(&l, content, how, a, e) == -1)
		return -1;
	for (i = 0; i < how->attribute_count; i++)
		if (add(&l, how->attributes[i].oid, how->attributes[i].value, a,
			e) == -1)
			return -1;
	der_init(&w);
	der_set_of(&w, DER_SET, l.at, l.n);
	return der_done(&w, a, out, e);
}

/* Section 5.3; the same attributes as [0], which differs in the first byte. */
static void
put_signer(struct der *w, const struct cms_sign *how, enum scheme scheme,
    struct span attributes, struct span signature)
{
	const uint8_t tag = DER_CONTEXT_CONSTRUCTED | 0;

	der_open(w, DER_SET);
	der_open(w, DER_SEQUENCE);
	der_int(w, 1);
	cms_id_put(w, how->signer);
	identifier_put_digest(w, how->digest);
	der_raw(w, span_of(&tag, 1));
	der_raw(w, span_of(attributes.at + 1, attributes.len - 1));
	identifier_put_signer(w, scheme, how->digest);
	der_put(w, DER_OCTET_STRING, signature);
	der_close(w);
	der_close(w);
}

static void
open_signed_data(struct der *w)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, OID_SIGNED_DATA);
	der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(w, DER_SEQUENCE);
	der_int(w, 1);
}

static void
close_signed_data(struct der *w)
{
	der_close(w);
	der_close(w);
	der_close(w);
}

static void
put_content(struct der *w, struct span content, bool absent)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, OID_DATA);
	if (!absent) {
		der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
		der_put(w, DER_OCTET_STRING, content);
		der_close(w);
	}
	der_close(w);
}

int
cms_sign(struct span content, const struct cms_sign *how, struct arena *a,
    struct span *out, struct err *e)
{
	enum scheme scheme = key_type_of(how->key).kind == KEY_RSA ?
	    SCHEME_RSA :
	    SCHEME_ECDSA;
	struct span attributes, signature;
	struct der w;

	if (write_attributes(content, how, a, &attributes, e) == -1 ||
	    key_sign(how->key, scheme, how->digest, attributes, a, &signature,
		e) == -1)
		return err_prefix(e, "signing a message");
	der_init(&w);
	open_signed_data(&w);
	der_open(&w, DER_SET);
	identifier_put_digest(&w, how->digest);
	der_close(&w);
	put_content(&w, content, how->no_content);
	if (how->include_cert)
		der_put(&w, DER_CONTEXT_CONSTRUCTED | 0, how->signer->der);
	put_signer(&w, how, scheme, attributes, signature);
	close_signed_data(&w);
	return der_done(&w, a, out, e);
}

/* Section 5.1 without a signer: certificates as [0], or CRLs as [1]. */
static int
without_signer(unsigned int tag, const struct span *elements, unsigned int n,
    struct arena *a, struct span *out, struct err *e)
{
	struct der w;
	unsigned int i;

	der_init(&w);
	open_signed_data(&w);
	der_open(&w, DER_SET);
	der_close(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, OID_DATA);
	der_close(&w);
	der_open(&w, tag);
	for (i = 0; i < n; i++)
		der_raw(&w, elements[i]);
	der_close(&w);
	der_open(&w, DER_SET);
	der_close(&w);
	close_signed_data(&w);
	return der_done(&w, a, out, e);
}

/*
 * The certificates as they are given and not as DER would sort a SET OF:
 * clients take them by their place (Apple the first two).
 */
int
cms_certs_only(const struct span *certs, unsigned int n, struct arena *a,
    struct span *out, struct err *e)
{
	return without_signer(DER_CONTEXT_CONSTRUCTED | 0, certs, n, a, out, e);
}

int
cms_crl_only(struct span crl, struct arena *a, struct span *out, struct err *e)
{
	return without_signer(DER_CONTEXT_CONSTRUCTED | 1, &crl, 1, a, out, e);
}
