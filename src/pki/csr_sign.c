/* SPDX-License-Identifier: BSD-2-Clause */
/* Certification requests made: RFC 2986. */
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "pki/identifier.h"

#define OID_CHALLENGE "1.2.840.113549.1.9.7"
#define OID_EXTENSIONS "1.2.840.113549.1.9.14"

static int
write_challenge(struct span challenge, struct arena *a, struct span *out,
    struct err *e)
{
	/* RFC 2985 section 5.4.1: PrintableString where it can be. */
	unsigned int tag = der_is_printable(challenge) ? DER_PRINTABLE_STRING :
							 DER_UTF8_STRING;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, OID_CHALLENGE);
	der_open(&w, DER_SET);
	der_put(&w, tag, challenge);
	der_close(&w);
	der_close(&w);
	return der_done(&w, a, out, e);
}

static int
write_extensions(const struct csr_draft *d, struct arena *a, struct span *out,
    struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, OID_EXTENSIONS);
	der_open(&w, DER_SET);
	der_open(&w, DER_SEQUENCE);
	if (d->alt_names.len > 0) {
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, OID_ALT_NAMES);
		der_put(&w, DER_OCTET_STRING, d->alt_names);
		der_close(&w);
	}
	if (d->more.len > 0)
		der_raw(&w, d->more);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	return der_done(&w, a, out, e);
}

static int
write_info(const struct csr_draft *d, const struct key *k, struct arena *a,
    struct span *out, struct err *e)
{
	struct span attributes[2];
	unsigned int n = 0;
	struct der w;

	if (d->challenge != NULL &&
	    write_challenge(secret_span(d->challenge), a, &attributes[n++],
		e) == -1)
		return -1;
	if ((d->alt_names.len > 0 || d->more.len > 0) &&
	    write_extensions(d, a, &attributes[n++], e) == -1)
		return -1;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 0);
	der_raw(&w, d->subject);
	der_raw(&w, key_spki(k));
	der_set_of(&w, DER_CONTEXT_CONSTRUCTED | 0, attributes, n);
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
csr_sign(const struct csr_draft *d, const struct key *k, struct arena *a,
    struct span *out, struct err *e)
{
	enum scheme scheme = key_type_of(k).kind == KEY_RSA ? SCHEME_RSA :
							      SCHEME_ECDSA;
	struct span info, signature;
	struct der w;

	if (write_info(d, k, a, &info, e) == -1 ||
	    key_sign(k, scheme, d->digest, info, a, &signature, e) == -1)
		return err_prefix(e, "signing a request");
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, info);
	identifier_put_signature(&w, scheme, d->digest);
	der_bits(&w, signature);
	der_close(&w);
	return der_done(&w, a, out, e);
}
