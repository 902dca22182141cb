/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CertRep: RFC 8894 section 3.3.2.  Outside a SignedData by the RA with
 * SCEP's attributes; inside, of SUCCESS only, an EnvelopedData to the client
 * with a certs-only SignedData in it.
 */
#include "scep/reply.h"
#include "pki/cms.h"
#include "pki/der.h"
#include "scep/attribute.h"

/*
 * RFC 8894 section 3.2.2: a key that cannot decrypt gets its answer under
 * the challenge password.
 */
static bool
by_password(const struct scep_request *req)
{
	return key_type_of(req->signer_key).kind != KEY_RSA;
}

static struct cms_seal
seal_of(const struct scep_request *req)
{
	struct cms_seal how = { .cipher = req->cipher,
		.transport = req->transport,
		.oaep_digest = req->oaep_digest,
		.recipient = &req->signer,
		.key = req->signer_key };

	if (by_password(req)) {
		how.transport = TRANSPORT_PASSWORD;
		how.password = req->csr.challenge;
	}
	return how;
}

int
scep_reply_possible(const struct scep_request *req, struct err *e)
{
	struct cms_seal how = seal_of(req);

	if (by_password(req) && how.password.len == 0)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 3.2.2: the signer's key cannot decrypt and the "
		    "message has no challenge password: the answer could not "
		    "be sealed; use an RSA key%s",
		    scep_message_enrolls(req->message_type) ?
			" or a challenge" :
			req->message_type == SCEP_CERT_POLL ?
			", or send the request itself again" :
			"");
	if (cms_seal_check(&how, e) == -1)
		return err_prefix(e, "the answer could not be sealed");
	return 0;
}

/* RFC 8894 section 3.4: degenerate SignedData, sealed to the signer. */
static int
seal_certs(const struct scep_reply *reply, const struct scep_request *req,
    struct arena *a, struct span *out, struct err *e)
{
	struct cms_seal how = seal_of(req);
	struct span certs;

	if (reply->crl.len > 0) {
		if (cms_crl_only(reply->crl, a, &certs, e) == -1)
			return -1;
	} else if (cms_certs_only(reply->certs, reply->cert_count, a, &certs,
		       e) == -1)
		return -1;
	return cms_seal(certs, &how, a, out, e);
}

static int
add_failure(struct attribute_list *l, const struct scep_reply *reply,
    struct err *e)
{
	if (attribute_add_number(l, SCEP_OID_FAIL_INFO, (int)reply->fail, e) ==
	    -1)
		return -1;
	if (reply->fail_text == NULL || reply->fail_text[0] == '\0')
		return 0;
	return attribute_add(l, SCEP_OID_FAIL_INFO_TEXT, DER_UTF8_STRING,
	    span_of_str(reply->fail_text), e);
}

/* RFC 8894 section 3.2.1, the table of attributes by message. */
static int
add_attributes(struct attribute_list *l, const struct scep_reply *reply,
    const struct scep_request *req, struct span nonce, struct err *e)
{
	if (attribute_add_number(l, SCEP_OID_MESSAGE_TYPE, SCEP_CERT_REP, e) ==
		-1 ||
	    attribute_add_number(l, SCEP_OID_PKI_STATUS, (int)reply->status,
		e) == -1 ||
	    attribute_add(l, SCEP_OID_TRANSACTION_ID, req->transaction_id_tag,
		span_of_str(req->transaction_id), e) == -1 ||
	    attribute_add(l, SCEP_OID_RECIPIENT_NONCE, DER_OCTET_STRING,
		req->sender_nonce, e) == -1 ||
	    attribute_add(l, SCEP_OID_SENDER_NONCE, DER_OCTET_STRING, nonce,
		e) == -1)
		return -1;
	if (reply->status == SCEP_FAILURE)
		return add_failure(l, reply, e);
	return 0;
}

int
scep_reply_build(const struct scep_reply *reply, const struct scep_request *req,
    const uint8_t nonce[static 16], int64_t now, struct arena *a,
    struct span *out, struct err *e)
{
	struct attribute_list l;
	struct cms_sign how = { .digest = req->digest,
		.signer = req->ra,
		.key = req->ra_key,
		.signing_time = now,
		.include_cert = true };
	/*
	 * Empty, and absent only where a profile says so: certmonger and
	 * PyScep cannot read that.
	 */
	struct span content = { 0 };

	if (!req->answerable)
		return err_set(e, ERR_INTERNAL,
		    "a CertRep to a message without transactionID and "
		    "senderNonce was asked for");
	if (reply->status == SCEP_SUCCESS &&
	    seal_certs(reply, req, a, &content, e) == -1)
		return err_prefix(e, "sealing the answer");
	attribute_list_init(&l, a);
	if (add_attributes(&l, reply, req, span_of(nonce, 16), e) == -1)
		return -1;
	how.attributes = l.at;
	how.attribute_count = l.n;
	how.no_content = reply->no_content && content.len == 0;
	return cms_sign(content, &how, a, out, e);
}
