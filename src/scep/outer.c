/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks 1 to 5 of a PKIOperation: the SignedData around the envelope, its
 * signed attributes and who signed it.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pki/name.h"
#include "scep/attribute.h"
#include "scep/check.h"

/* What an answer needs: RFC 8894 sections 3.2.1.1 and 3.2.1.5. */
static int
read_answerable(struct checked *c, struct err *e)
{
	struct scep_request *req = c->req;

	if (attribute_text(&c->outer, SCEP_OID_TRANSACTION_ID,
		SCEP_TRANSACTION_ID_MOST, c->a, &req->transaction_id,
		&req->transaction_id_tag, e) == -1)
		return -1;
	return attribute_nonce(&c->outer, SCEP_OID_SENDER_NONCE,
	    &req->sender_nonce, e);
}

/*
 * RFC 8894 section 3.2: a pkiMessage is a SignedData; section 2.3: with the
 * certificate of its one signer.
 */
int
check_shape(struct checked *c, struct err *e)
{
	struct err later = { 0 };

	if (cms_signed_parse(c->ber, true, c->a, &c->outer, e) == -1)
		return -1;
	if (!c->outer.has_signer)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 2.3: the signer's certificate is not in the "
		    "message (%u certificates are)",
		    c->outer.cert_count);
	/*
	 * Before anything is verified: so a client whose signature we refuse
	 * still gets a CertRep that it takes for its own.  What is wrong with
	 * these two is told by check 4.
	 */
	c->req->answerable = read_answerable(c, &later) == 0;
	return 0;
}

/* RFC 8894 section 2.9 and what it leaves to local policy. */
int
check_algorithm(struct checked *c, struct err *e)
{
	const struct cms_signed *m = &c->outer;

	if (!m->digest_known)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 2.9: digest %s with signature %s is not "
		    "supported: use SHA-256 and RSA",
		    m->digest_oid, m->scheme_oid);
	if (digest_level(m->digest) > c->r->level)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 2.9: message is signed with %s: a profile of "
		    "level %s takes SHA-256 or better%s",
		    digest_name(m->digest), level_name(c->r->level),
		    c->r->level == LEVEL_LEGACY ? " and SHA-1" : "");
	c->req->digest = m->digest;
	check_needs_level(c, digest_level(m->digest));
	return 0;
}

/* RFC 5652 section 5.4: over the signed attributes, the digest among them. */
int
check_signature(struct checked *c, struct err *e)
{
	const struct key *k;

	if (check_key(c, c->outer.signer.spki, &k, e) == -1) {
		if (e->kind == ERR_MALFORMED)
			e->kind = ERR_INTEGRITY;
		return err_prefix(e, "the signer's key");
	}
	if (cms_signed_verify(&c->outer, k, e) == -1)
		return -1;
	c->req->signer = c->outer.signer;
	c->req->signer_key = k;
	return 0;
}

/*
 * RFC 8894 section 3.2.1.2.  An allow-list, and before the envelope is
 * opened: a type that skips a later check must not be reachable by leaving it
 * unmentioned.
 */
static int
check_type(int type, struct err *e)
{
	switch (type) {
	case SCEP_PKCS_REQ:
	case SCEP_RENEWAL_REQ:
	case SCEP_CERT_POLL:
	case SCEP_GET_CERT:
	case SCEP_GET_CRL:
		return 0;
	case SCEP_UPDATE_REQ:
		return err_set(e, ERR_DENIED,
		    "RFC 8894 3.2.1.2: UpdateReq (18) is of old drafts and not "
		    "supported; send RenewalReq or PKCSReq");
	case SCEP_CERT_REP:
		return err_set(e, ERR_DENIED,
		    "RFC 8894 3.2.1.2: CertRep is an answer, want a request");
	default:
		return err_set(e, ERR_DENIED,
		    "RFC 8894 3.2.1.2: messageType %d is unknown; send PKCSReq",
		    type);
	}
}

/* RFC 8894 section 3.2.1: what every message has. */
int
check_attributes(struct checked *c, struct err *e)
{
	if (!c->req->answerable)
		return read_answerable(c, e);
	if (attribute_number(&c->outer, SCEP_OID_MESSAGE_TYPE,
		&c->req->message_type, e) == -1)
		return -1;
	return check_type(c->req->message_type, e);
}

/* "2026-11-24": the day is what an operator looks for. */
static void
format_day(int64_t seconds, char *out, size_t room)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, room, "%Y-%m-%d", &tm) == 0)
		snprintf(out, room, "an odd date");
}

/* grace: for which it counts after its end, seconds. */
static int
check_validity(const struct cert *signer, int64_t grace, int64_t now,
    struct err *e)
{
	char day[32];

	if (now < signer->not_before) {
		format_day(signer->not_before, day, sizeof(day));
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 2.3: the signer's certificate is not valid "
		    "before %s",
		    day);
	}
	if (now > signer->not_after + grace) {
		format_day(signer->not_after, day, sizeof(day));
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 2.3: the signer's certificate ended on %s: enrol "
		    "anew with a self-signed one",
		    day);
	}
	return 0;
}

static bool
is_issued_by(const struct cert *signer, const struct cert *ca,
    const struct key *key)
{
	struct err unused = { 0 };

	return name_same(signer->issuer, ca->subject) &&
	    cert_verify(signer, key, &unused) == 0;
}

/*
 * The CA before has the same name: the key tells which one it was.  It counts
 * until its end, whatever grace is given to what it issued, and whenever it was
 * loaded.
 */
static bool
is_issued_here(const struct checked *c)
{
	const struct cert *signer = &c->req->signer;
	const struct scep_responder *r = c->r;

	return is_issued_by(signer, r->ca, r->ca_public) ||
	    (r->ca_former != NULL && c->now <= r->ca_former->not_after &&
		is_issued_by(signer, r->ca_former, r->ca_former_public));
}

/* RFC 8894 sections 3.3.1.2 and 2.3: these speak for a certificate. */
static bool
wants_issued(int type)
{
	return type == SCEP_RENEWAL_REQ || type == SCEP_GET_CERT;
}

static int
check_stranger(const struct checked *c, struct err *e)
{
	struct scep_request *req = c->req;

	if (cert_is_self_issued(&req->signer)) {
		/* Under the CA's own name it is a stranger all the same. */
		req->signer_kind = SCEP_SIGNER_SELF;
		if (!wants_issued(req->message_type))
			return 0;
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 2.3: %s must be signed by a certificate that "
		    "this profile's CA issued, and this one is self-signed%s",
		    scep_message_name(req->message_type),
		    req->message_type == SCEP_RENEWAL_REQ ?
			": enrol with PKCSReq" :
			"");
	}
	req->signer_kind = SCEP_SIGNER_OTHER;
	/* What it holds is public. */
	if (req->message_type == SCEP_GET_CRL)
		return 0;
	if (name_same(req->signer.issuer, c->r->ca->subject))
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 2.3: the signer's certificate was issued by a CA "
		    "of this one's name and another key, which counts here no "
		    "more or never did: enrol anew with a self-signed one");
	return err_set(e, ERR_INTEGRITY,
	    "RFC 8894 2.3: the signer's certificate is neither self-signed nor "
	    "issued by this profile's CA: its issuer is %s",
	    name_text(c->a, req->signer.issuer));
}

/*
 * RFC 8894 section 2.3: self-signed for a first enrolment, or a certificate
 * that this CA issued.  Many devices renew by PKCSReq, so both are taken for
 * it.  The self-signature is not looked at: the SignerInfo proves possession
 * of the key, and check 7 wants the CSR to be of the same device.
 */
int
check_signer(struct checked *c, struct err *e)
{
	const struct cert *signer = &c->req->signer;
	int64_t grace = 0;

	/* First, since one that was issued in the CA's name is that. */
	if (!is_issued_here(c))
		return check_stranger(c, e);
	c->req->signer_kind = SCEP_SIGNER_ISSUED;
	if (c->req->message_type == SCEP_GET_CRL)
		return 0;
	/* Who may renew late may also poll for it. */
	if (c->req->message_type != SCEP_GET_CERT)
		grace = c->r->renewal_grace;
	return check_validity(signer, grace, c->now, e);
}
