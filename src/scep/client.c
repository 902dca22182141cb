/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client makes of its own: the CA's certificates sorted, a first
 * certificate to sign with, a request.
 */
#include <string.h>

#include "base/text.h"
#include "pki/cms.h"
#include "pki/der.h"
#include "pki/issuer_and.h"
#include "pki/name.h"
#include "scep/attribute.h"
#include "scep/client.h"
#include "scep/client_part.h"

#define SELF_SIGNED_BEFORE (INT64_C(5) * 60) /* clocks differ, seconds */
#define SELF_SIGNED_LIFE (INT64_C(24) * 60 * 60) /* it signs one request */

/* Certificates of a certs-only SignedData; they point into it. */
int
client_certs(struct span ber, struct arena *a, struct cert **out,
    unsigned int *n, struct err *e)
{
	struct cms_signed m;
	struct cert *certs;
	unsigned int i;

	if (cms_signed_parse(ber, false, a, &m, e) == -1)
		return -1;
	if (m.cert_count == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.4: no certificate in it");
	certs = arena_alloc(a, m.cert_count * sizeof(*certs));
	for (i = 0; i < m.cert_count; i++)
		if (cert_parse(m.certs[i], &certs[i], e) == -1)
			return err_prefix(e, "certificate %u", i + 1);
	*out = certs;
	*n = m.cert_count;
	return 0;
}

/* The first certificate of an RA with this usage; the first where none. */
static const struct cert *
pick_ra(const struct scep_ca *ca, unsigned int usage)
{
	unsigned int i;

	for (i = 0; i < ca->n; i++)
		if (!cert_is_ca(&ca->all[i]) &&
		    (cert_key_usage(&ca->all[i]) & usage) != 0)
			return &ca->all[i];
	return &ca->all[0];
}

/*
 * By its signature: a fingerprint is compared with the CA's, and who stands in
 * the way can put an RA of his own beside that, to read requests with.
 */
static const struct cert *
pick_issuer(const struct scep_ca *ca, const struct cert *ra)
{
	unsigned int i;

	if (cert_is_ca(ra))
		return ra;
	for (i = 0; i < ca->n; i++)
		if (cert_is_issued_by(ra, &ca->all[i]))
			return &ca->all[i];
	return NULL;
}

/* One that signs and another that opens are both of the one CA. */
static bool
speaks_for(const struct cert *ra, const struct cert *issuer)
{
	return span_equal(ra->der, issuer->der) ||
	    cert_is_issued_by(ra, issuer);
}

/*
 * RFC 8894 section 4.2.1: a CA's certificate alone (4.2.1.1), or the RA's
 * and the CA's together (4.2.1.2).
 */
int
scep_ca_parse(struct span body, struct arena *a, struct scep_ca *out,
    struct err *e)
{
	const struct cert *issuer;
	struct err unused = { 0 };

	memset(out, 0, sizeof(*out));
	out->all = arena_alloc(a, sizeof(*out->all));
	out->n = 1;
	if (cert_parse(body, out->all, &unused) == -1 &&
	    client_certs(body, a, &out->all, &out->n, e) == -1)
		return err_prefix(e, "GetCACert's answer");
	out->encrypt = *pick_ra(out, USAGE_KEY_ENCIPHERMENT);
	out->sign = *pick_ra(out, USAGE_DIGITAL_SIGNATURE);
	issuer = pick_issuer(out, &out->encrypt);
	if (issuer == NULL || !speaks_for(&out->sign, issuer))
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 4.2.1.2: the CA that issued the RA certificate "
		    "is not in GetCACert's answer: want %s",
		    name_text(a, out->encrypt.issuer));
	out->issuer = *issuer;
	return 0;
}

char *
scep_client_transaction_id(struct arena *a, const struct key *k)
{
	uint8_t digest[DIGEST_MOST];
	char *hex, *p;
	size_t len;

	len = digest_of(DIGEST_SHA256, key_spki(k), digest);
	hex = text_hex(a, span_of(digest, len));
	for (p = hex; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 'a' + 'A');
	return hex;
}

/*
 * RFC 8894 section 2.3: the subject is the request's, keyUsage has both what
 * signing the request and reading the answer need.
 */
int
scep_client_self_signed(struct span subject, const struct key *k, int64_t now,
    struct arena *a, struct cert *out, struct err *e)
{
	uint8_t serial[16];
	struct cert_draft d = { .subject = subject,
		.spki = key_spki(k),
		.not_before = now - SELF_SIGNED_BEFORE,
		.not_after = now + SELF_SIGNED_LIFE,
		.key_usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT };
	struct span der;

	cert_random_serial(serial);
	d.serial = span_of(serial, sizeof(serial));
	if (cert_sign(&d, NULL, k, a, &der, e) == -1)
		return -1;
	return cert_parse(der, out, e);
}

int
scep_client_asked(enum scep_message type, const struct scep_asked *asked,
    struct arena *a, struct span *out, struct err *e)
{
	if (type == SCEP_CERT_POLL)
		return issuer_and_subject_make(asked->issuer, asked->subject, a,
		    out, e);
	return issuer_and_serial_make(asked->issuer, asked->serial, a, out, e);
}

const char *
client_transaction_id(const struct scep_client_request *c, struct arena *a)
{
	if (c->transaction_id != NULL)
		return c->transaction_id;
	return scep_client_transaction_id(a, c->signer_key);
}

/* RFC 8894 section 3.2: the content sealed to the RA, then signed. */
int
scep_client_request_build(const struct scep_client_request *c, struct arena *a,
    struct span *out, struct err *e)
{
	struct cms_seal seal = { .cipher = c->cipher,
		.transport = c->transport,
		.oaep_digest = DIGEST_SHA256,
		.recipient = c->recipient,
		.key = c->recipient_key };
	struct cms_sign sign = { .digest = c->digest,
		.signer = c->signer,
		.key = c->signer_key,
		.signing_time = c->now,
		.include_cert = true };
	struct attribute_list l;
	struct span envelope;

	if (cms_seal(c->content, &seal, a, &envelope, e) == -1)
		return err_prefix(e, "sealing the request");
	attribute_list_init(&l, a);
	if (attribute_add_number(&l, SCEP_OID_MESSAGE_TYPE, (int)c->type, e) ==
		-1 ||
	    attribute_add(&l, SCEP_OID_TRANSACTION_ID, DER_PRINTABLE_STRING,
		span_of_str(client_transaction_id(c, a)), e) == -1 ||
	    attribute_add(&l, SCEP_OID_SENDER_NONCE, DER_OCTET_STRING,
		span_of(c->nonce, 16), e) == -1)
		return -1;
	sign.attributes = l.at;
	sign.attribute_count = l.n;
	return cms_sign(envelope, &sign, a, out, e);
}
