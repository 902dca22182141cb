/* SPDX-License-Identifier: BSD-2-Clause */
/* CertRep as its receiver reads it: RFC 8894 section 3.3.2. */
#include <string.h>

#include "base/text.h"
#include "pki/cms.h"
#include "scep/attribute.h"
#include "scep/client.h"
#include "scep/client_part.h"

/*
 * Whose signature it is: one of those that GetCACert named, by key, since
 * the message may carry a certificate of any making.
 */
static const struct cert *
find_signer(const struct cms_signed *m, const struct scep_ca *ca)
{
	const struct cert *trusted[] = { &ca->sign, &ca->encrypt, &ca->issuer };
	size_t i;

	if (!m->has_signer)
		return &ca->sign;
	for (i = 0; i < sizeof(trusted) / sizeof(trusted[0]); i++)
		if (span_equal(m->signer.spki, trusted[i]->spki))
			return trusted[i];
	return NULL;
}

static int
verify(const struct cms_signed *m, const struct scep_ca *ca, struct err *e)
{
	const struct cert *signer;
	struct key *k;
	int rc;

	if ((signer = find_signer(m, ca)) == NULL)
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 3.3.2: the answer is signed by a key that is not "
		    "among GetCACert's");
	if (key_from_spki(signer->spki, &k, e) == -1)
		return -1;
	rc = cms_signed_verify(m, k, e);
	key_free(k);
	return rc;
}

/* RFC 8894 section 3.2.1: the answer is one, and to this request. */
static int
check_is_answer(const struct cms_signed *m, const struct scep_client_request *c,
    struct arena *a, struct err *e)
{
	const char *id;
	struct span nonce;
	int type;

	if (attribute_number(m, SCEP_OID_MESSAGE_TYPE, &type, e) == -1)
		return -1;
	if (type != SCEP_CERT_REP)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.2.1.2: messageType: want %d, have %d",
		    SCEP_CERT_REP, type);
	if (attribute_text(m, SCEP_OID_TRANSACTION_ID, SCEP_TRANSACTION_ID_MOST,
		a, &id, NULL, e) == -1 ||
	    attribute_nonce(m, SCEP_OID_RECIPIENT_NONCE, &nonce, e) == -1)
		return -1;
	if (strcmp(id, client_transaction_id(c, a)) != 0)
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 3.2.1.1: transactionID is not the request's");
	if (!span_equal(nonce, span_of(c->nonce, 16)))
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 3.2.1.5: recipientNonce is not the request's "
		    "senderNonce");
	return 0;
}

static int
read_failure(const struct cms_signed *m, struct scep_client_reply *out,
    struct err *e)
{
	int fail;

	if (attribute_number(m, SCEP_OID_FAIL_INFO, &fail, e) == -1)
		return -1;
	if (fail >= SCEP_FAIL__COUNT)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.2.1.4: failInfo: want 0 to %d, have %d",
		    SCEP_FAIL__COUNT - 1, fail);
	out->fail = (enum scep_fail)fail;
	return 0;
}

/* RFC 8894 section 3.4: what GetCRL brings has a CRL, all else has not. */
static int
read_crl(struct span ber, struct arena *a, struct scep_client_reply *out,
    struct err *e)
{
	struct cms_signed m;

	if (cms_signed_parse(ber, false, a, &m, e) == -1)
		return -1;
	if (m.crl.len == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.3.5: no CRL in the answer");
	out->crl = m.crl;
	return 0;
}

static int
read_success(const struct cms_signed *m, const struct scep_client_request *c,
    const struct secret *password, struct arena *a,
    struct scep_client_reply *out, struct err *e)
{
	struct cms_enveloped env;
	struct span certs;
	int rc;

	if (cms_enveloped_parse(m->content, c->signer, a, &env, e) == -1)
		return -1;
	if (env.transport_known && env.transport == TRANSPORT_PASSWORD) {
		if (password == NULL)
			return err_set(e, ERR_DENIED,
			    "RFC 8894 3.2.2: the answer is sealed with the "
			    "challenge password, and none is given");
		rc = cms_enveloped_open_password(&env, password, a, &certs, e);
	} else
		rc = cms_enveloped_open(&env, c->signer_key, a, &certs, e);
	if (rc == -1)
		return -1;
	if (c->type == SCEP_GET_CRL)
		return read_crl(certs, a, out, e);
	return client_certs(certs, a, &out->certs, &out->n, e);
}

int
scep_client_reply_parse(struct span der, const struct scep_client_request *c,
    const struct scep_ca *ca, const struct secret *password, struct arena *a,
    struct scep_client_reply *out, struct err *e)
{
	const struct cms_attribute *text;
	struct cms_signed m;
	int status;

	memset(out, 0, sizeof(*out));
	if (cms_signed_parse(der, true, a, &m, e) == -1 ||
	    verify(&m, ca, e) == -1 || check_is_answer(&m, c, a, e) == -1 ||
	    attribute_number(&m, SCEP_OID_PKI_STATUS, &status, e) == -1)
		return -1;
	out->fail_text = "";
	if ((text = cms_signed_attribute(&m, SCEP_OID_FAIL_INFO_TEXT)) != NULL)
		out->fail_text = text_clean(a, text->value, 255);
	switch (status) {
	case SCEP_SUCCESS:
		out->status = SCEP_SUCCESS;
		return read_success(&m, c, password, a, out, e);
	case SCEP_PENDING:
		out->status = SCEP_PENDING;
		return 0;
	case SCEP_FAILURE:
		out->status = SCEP_FAILURE;
		return read_failure(&m, out, e);
	default:
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.2.1.3: pkiStatus: want 0, 2 or 3, have %d",
		    status);
	}
}
