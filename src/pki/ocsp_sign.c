/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers made: RFC 6960 section 4.2. */
#include "pki/asn1.h"
#include "pki/extension.h"
#include "pki/ocsp.h"
#include "pki/ocsp_part.h"
#include "pki/sign.h"

#define SUCCESSFUL 0

static void
put_enumerated(struct der *w, unsigned int value)
{
	uint8_t byte = (uint8_t)value;

	der_put(w, DER_ENUMERATED, span_of(&byte, 1));
}

/* RFC 5280 section 5.3.1: unspecified is said by saying nothing. */
static void
put_revoked(struct der *w, const struct ocsp_single *s)
{
	der_open(w, DER_CONTEXT_CONSTRUCTED | 1);
	der_generalized_time(w, s->revoked);
	if (s->reason != 0) {
		der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
		put_enumerated(w, s->reason);
		der_close(w);
	}
	der_close(w);
}

static void
put_status(struct der *w, const struct ocsp_single *s)
{
	switch (s->status) {
	case OCSP_GOOD:
		der_put(w, DER_CONTEXT | 0, span_of(NULL, 0));
		break;
	case OCSP_REVOKED:
		put_revoked(w, s);
		break;
	case OCSP_UNKNOWN:
		der_put(w, DER_CONTEXT | 2, span_of(NULL, 0));
		break;
	}
}

static void
put_single(struct der *w, const struct ocsp_single *s,
    const struct ocsp_draft *d)
{
	der_open(w, DER_SEQUENCE);
	der_raw(w, s->id);
	put_status(w, s);
	der_generalized_time(w, d->this_update);
	der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
	der_generalized_time(w, d->next_update);
	der_close(w);
	der_close(w);
}

static void
put_nonce(struct der *w, struct span nonce)
{
	if (nonce.len == 0)
		return;
	der_open(w, DER_CONTEXT_CONSTRUCTED | 1);
	der_open(w, DER_SEQUENCE);
	extension_open(w, OID_OCSP_NONCE, false);
	der_raw(w, nonce);
	extension_close(w);
	der_close(w);
	der_close(w);
}

/* ResponderID byKey: SHA-1 of the signer's key, as RFC 5019 2.2.1 wants it. */
static void
put_responder(struct der *w, struct span key_id)
{
	der_open(w, DER_CONTEXT_CONSTRUCTED | 2);
	der_put(w, DER_OCTET_STRING, key_id);
	der_close(w);
}

static int
write_tbs(const struct ocsp_draft *d, struct span key_id, struct arena *a,
    struct span *out, struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	put_responder(&w, key_id);
	der_generalized_time(&w, d->produced);
	der_open(&w, DER_SEQUENCE);
	for (unsigned int i = 0; i < d->n; i++)
		put_single(&w, &d->singles[i], d);
	der_close(&w);
	put_nonce(&w, d->nonce);
	der_close(&w);
	return der_done(&w, a, out, e);
}

/* [0] EXPLICIT SEQUENCE OF Certificate: what a client verifies it with. */
static int
write_certs(const struct cert *signer, struct arena *a, struct span *out,
    struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, signer->der);
	der_close(&w);
	der_close(&w);
	return der_done(&w, a, out, e);
}

static int
write_response(struct span basic, struct arena *a, struct span *out,
    struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	put_enumerated(&w, SUCCESSFUL);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, OID_OCSP_BASIC);
	der_put(&w, DER_OCTET_STRING, basic);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
ocsp_sign(const struct ocsp_draft *d, const struct cert *signer,
    const struct key *key, struct arena *a, struct span *out, struct err *e)
{
	struct span key_id, tbs, certs, basic;
	uint8_t bytes[DIGEST_MOST];

	if (sign_key_id(signer->spki, bytes, &key_id, e) == -1 ||
	    write_tbs(d, key_id, a, &tbs, e) == -1 ||
	    write_certs(signer, a, &certs, e) == -1 ||
	    sign_element_with(key, tbs, certs, a, &basic, e) == -1 ||
	    write_response(basic, a, out, e) == -1)
		return err_prefix(e, "signing an OCSP answer");
	return 0;
}

struct span
ocsp_failure_answer(struct arena *a, enum ocsp_failure f)
{
	const uint8_t bytes[] = { DER_SEQUENCE, 3, DER_ENUMERATED, 1,
		(uint8_t)f };

	return arena_span(a, span_of(bytes, sizeof(bytes)));
}

int
ocsp_no_check(struct arena *a, struct span *out, struct err *e)
{
	struct der w;

	der_init(&w);
	extension_open(&w, OID_OCSP_NO_CHECK, false);
	der_null(&w);
	extension_close(&w);
	return der_done(&w, a, out, e);
}
