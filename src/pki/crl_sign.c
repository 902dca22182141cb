/* SPDX-License-Identifier: BSD-2-Clause */
/* CRLs made: RFC 5280 section 5.1. */
#include "pki/crl.h"
#include "pki/extension.h"
#include "pki/sign.h"

/* RFC 5280 section 5.3.1: unspecified is said by saying nothing. */
static void
put_reason(struct der *w, unsigned int reason)
{
	uint8_t byte = (uint8_t)reason;

	if (reason == 0)
		return;
	der_open(w, DER_SEQUENCE);
	extension_open(w, OID_REASON_CODE, false);
	der_put(w, DER_ENUMERATED, span_of(&byte, 1));
	extension_close(w);
	der_close(w);
}

void
crl_put_entry(struct buf *entries, const struct crl_entry *entry)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_put(&w, DER_INTEGER, entry->serial);
	der_time(&w, entry->revoked);
	put_reason(&w, entry->reason);
	der_close(&w);
	buf_add(entries, buf_span(&w.out));
	buf_clear(&w.out);
}

static int
put_extensions(struct der *w, const struct crl_draft *d,
    const struct cert *issuer, struct err *e)
{
	der_open(w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(w, DER_SEQUENCE);
	if (sign_put_authority_key_id(w, issuer, e) == -1)
		return -1;
	extension_open(w, OID_CRL_NUMBER, false);
	der_int(w, (long)d->number);
	extension_close(w);
	der_close(w);
	der_close(w);
	return 0;
}

static int
write_tbs(const struct crl_draft *d, const struct cert *issuer,
    const struct key *key, struct arena *a, struct span *out, struct err *e)
{
	struct der w;

	der_init_large(&w, CRL_SIZE_MOST);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 1); /* version 2 */
	sign_put_algorithm(&w, key);
	der_raw(&w, issuer->subject);
	der_time(&w, d->this_update);
	der_time(&w, d->next_update);
	/* RFC 5280 5.1.2.6: an empty list must not be there. */
	if (d->entries.len > 0)
		der_put(&w, DER_SEQUENCE, d->entries);
	if (put_extensions(&w, d, issuer, e) == -1) {
		buf_clear(&w.out);
		return -1;
	}
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
crl_sign(const struct crl_draft *d, const struct cert *issuer,
    const struct key *key, struct arena *a, struct span *out, struct err *e)
{
	struct span tbs;

	if (write_tbs(d, issuer, key, a, &tbs, e) == -1 ||
	    sign_element(key, tbs, a, out, e) == -1)
		return err_prefix(e, "signing a CRL");
	return 0;
}
