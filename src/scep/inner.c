/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks 6 and 7 of a PKIOperation: the envelope and the certification
 * request in it.
 *
 * CBC does not protect what it encrypts, and whoever overheard a device can
 * send its envelope again, changed, under a signature of their own.  An
 * answer that told "padding is wrong" from "is no CSR", or that from "is a
 * CSR of another key", would let them read the challenge password byte by
 * byte (RFC 3218; Vaudenay 2002).  Two things end this, since nobody can
 * bring them about in bytes they do not know: a CSR of the very key that
 * signed the message, and a CSR whose own signature holds.  Until one of the
 * two is seen everything fails with one text, and does the same work.
 *
 * A message without a CSR has no such proof.  What a CertPoll holds is not
 * even decrypted: the key that signs it and its transactionID say all.  What
 * GetCert and GetCRL ask about is read or it is not, without a word, and
 * whoever answers compares both parts of it with what is on record: they
 * fill blocks of the cipher one after the other, and nobody meets two of
 * those by a guess.
 */
#include <string.h>

#include "pki/extension.h"
#include "pki/issuer_and.h"
#include "pki/name.h"
#include "scep/check.h"

/* RFC 8894 section 3.2.2; algorithms are public, and so may be told. */
static int
check_cipher(const struct checked *c, const struct cms_enveloped *m,
    struct err *e)
{
	if (!m->cipher_known)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 2.9: cipher %s is not supported: use AES",
		    m->cipher_oid);
	if (cipher_level(m->cipher) > c->r->level)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 2.9: the envelope is encrypted with %s: a "
		    "profile of level %s takes AES%s",
		    cipher_name(m->cipher), level_name(c->r->level),
		    c->r->level == LEVEL_LEGACY ? " and 3DES" : "");
	if (m->cipher == CIPHER_DES)
		return cipher_enable_obsolete(e);
	return 0;
}

static int
check_transport(const struct cms_enveloped *m, struct err *e)
{
	if (!m->transport_known)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 3.2.2: key transport %s is unknown: use RSA",
		    m->transport_oid);
	if (m->transport == TRANSPORT_PASSWORD)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 3.2.2: a request is sealed to the RA's RSA key, "
		    "not to a password");
	return 0;
}

/* The one answer to everything between the decryption and a sound CSR. */
static int
refuse(struct err *e)
{
	return err_set(e, ERR_INTEGRITY,
	    "RFC 8894 3.2.2: the envelope does not open with this RA's key to "
	    "a certification request: fetch the RA certificate (GetCACert) "
	    "again");
}

/* A verification by this key that comes to nothing. */
static void
spend_verification(const struct key *k, struct span attributes)
{
	uint8_t signature[KEY_RSA_BITS_MOST / 8];
	struct err unused = { 0 };
	struct key_type t = key_type_of(k);
	size_t n = (t.bits + 7) / 8;

	if (t.kind != KEY_RSA || n > sizeof(signature))
		return;
	/* A number that is smaller than the modulus. */
	memset(signature, 0x5a, n);
	signature[0] = 0;
	if (key_verify(k, SCHEME_RSA, DIGEST_SHA256, attributes,
		span_of(signature, n), &unused) == -1)
		err_clear(&unused);
}

/* A verification by the signer's key, which whoever sends it chooses. */
static void
spend_as_the_signer(const struct checked *c)
{
	const struct cms_signed *m = &c->outer;
	struct err unused = { 0 };

	if (key_verify(c->req->signer_key, m->scheme, m->digest,
		m->signed_attributes, m->signature, &unused) == -1)
		err_clear(&unused);
}

/* The RA's key, which stands in for one that is not there; or NULL. */
static struct key *
stand_in(const struct checked *c)
{
	struct err unused = { 0 };
	struct key *k;

	return key_from_spki(c->r->ra->spki, &k, &unused) == 0 ? k : NULL;
}

/*
 * What a CSR of another key costs.  It has two keys decoded, its own and the
 * one that stands in for it where it cannot be read, and two signatures
 * verified, by the signer's key, which whoever sends it chooses, and by the
 * CSR's.
 */
static void
spend_as_for_a_csr(const struct checked *c, bool one_is_decoded)
{
	struct key *its = one_is_decoded ? NULL : stand_in(c);
	struct key *k = stand_in(c);

	spend_as_the_signer(c);
	if (k != NULL)
		spend_verification(k, c->outer.signed_attributes);
	key_free(k);
	key_free(its);
}

/*
 * The plaintext as a CSR of the signer's own key, which a first one always
 * is and which needs no second decoding of it: what else is wrong with it may
 * be told, by check 7.  Or as a CSR of another key, and then it can be read
 * and its signature holds.
 *
 * Whatever is not of the signer's key costs two verifications, one by the
 * signer's key and one by another: somebody who took a large key to sign with
 * is not to see by the time which of the two it was.
 */
static int
read_csr(struct checked *c, struct span plain, struct err *e)
{
	struct scep_request *req = c->req;
	const struct key *k = req->signer_key;
	struct csr csr;
	int rc;

	rc = csr_parse(plain, c->a, &csr, e);
	if (span_equal(csr.spki, req->signer.spki)) {
		req->csr = csr;
		if (rc == -1)
			c->csr_fault = *e;
		else
			req->csr_key = k;
		return 0;
	}
	if (rc == -1) {
		spend_as_for_a_csr(c, false);
		return -1;
	}
	if (check_key(c, csr.spki, &k, e) == -1) {
		spend_as_for_a_csr(c, true);
		return -1;
	}
	key_free(stand_in(c));
	spend_as_the_signer(c);
	if (csr_verify(&csr, k, e) == -1)
		return -1;
	req->csr = csr;
	req->csr_key = k;
	return 0;
}

/* RFC 8894 sections 3.3.4 and 3.3.5. */
static void
read_asked(struct checked *c, struct span plain)
{
	struct scep_asked *out = &c->req->asked;

	(void)issuer_and_serial_read(plain, &out->issuer, &out->serial);
}

/*
 * A device that fetched the RA certificate before its renewal seals to that
 * one, and says so.  What is named is public and chooses the key before
 * anything is decrypted, so that nobody learns by it how a decryption went.
 */
static int
read_envelope(struct checked *c, struct cms_enveloped *m, struct err *e)
{
	const struct scep_pair *former = c->r->former;
	struct cms_enveloped other;

	if (cms_enveloped_parse(c->outer.content, c->r->ra, c->a, m, e) == -1)
		return -1;
	if (cms_enveloped_is_for(m, c->r->ra))
		return 0;
	for (int i = 0; i < SCEP_FORMER_MOST; i++) {
		if (former[i].ra == NULL || c->now > former[i].ra->not_after)
			continue;
		if (cms_enveloped_parse(c->outer.content, former[i].ra, c->a,
			&other, e) == -1)
			return -1;
		if (!cms_enveloped_is_for(&other, former[i].ra))
			continue;
		*m = other;
		c->req->ra = former[i].ra;
		c->req->ra_key = former[i].key;
		break;
	}
	return 0;
}

/* RFC 8894 section 3.2.2: the pkcsPKIEnvelope, sealed to the RA. */
int
check_envelope(struct checked *c, struct err *e)
{
	bool enrolls = scep_message_enrolls(c->req->message_type);
	struct cms_enveloped m;
	struct err why = { 0 };
	struct span plain;

	if (!c->outer.has_content || c->outer.content.len == 0)
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 3.2.2: %s has no envelope in it",
		    scep_message_name(c->req->message_type));
	if (read_envelope(c, &m, &why) == -1)
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 3.2.2: the message's content is no envelope: %s",
		    why.text);
	if (check_cipher(c, &m, e) == -1 || check_transport(&m, e) == -1)
		return -1;
	c->req->cipher_known = true;
	c->req->cipher = m.cipher;
	c->req->transport = m.transport;
	c->req->oaep_digest = m.oaep_digest;
	check_needs_level(c, cipher_level(m.cipher));
	if (c->req->message_type == SCEP_CERT_POLL)
		return 0;
	if (cms_enveloped_open(&m, c->req->ra_key, c->a, &plain, &why) == -1) {
		if (!enrolls)
			return 0;
		spend_as_for_a_csr(c, false);
		return refuse(e);
	}
	if (!enrolls)
		read_asked(c, plain);
	else if (read_csr(c, plain, &why) == -1)
		return refuse(e);
	return 0;
}

/*
 * The key by the profile's measure.  A key that is too weak, or of a kind we
 * do not know, is an algorithm's fault; an RSA key of a good size that is
 * refused all the same has a bad exponent or is too large, and is a bad
 * request.
 */
static int
check_csr_key(struct checked *c, struct err *e)
{
	const struct scep_request *req = c->req;
	struct key_type t = key_type_of(req->csr_key);
	unsigned int least = c->r->rsa_least_bits;
	struct err unused = { 0 };

	if (key_check_enrollable(req->csr_key, c->r->level, least, e) == -1) {
		if (t.kind == KEY_RSA && t.bits >= least)
			e->kind = ERR_DENIED;
		return err_prefix(e, "the CSR's key");
	}
	if (key_check_enrollable(req->csr_key, LEVEL_MODERN, least, &unused) ==
	    -1)
		check_needs_level(c, LEVEL_LEGACY);
	return 0;
}

/* The other keys' CSRs were verified when they were read. */
static int
check_csr_signature(const struct scep_request *req, struct err *e)
{
	struct err why = { 0 };

	if (req->csr_key != req->signer_key)
		return 0;
	if (csr_verify(&req->csr, req->csr_key, &why) == -1)
		return err_set(e, ERR_DENIED,
		    "RFC 2986 4.2: the CSR's own signature does not hold");
	return 0;
}

/* A device without a subject is known by all its alternative names. */
static bool
names_the_signer(const struct scep_request *req)
{
	const struct cert *signer = &req->signer;
	const struct csr *csr = &req->csr;

	if (!name_is_empty(csr->subject))
		return name_is_own(csr->subject, signer->subject);
	return name_is_empty(signer->subject) &&
	    alt_names_are_own(csr->alt_names,
		cert_extension(signer, OID_ALT_NAMES));
}

/*
 * Who signs and who asks are one device, by its key or by its name.  Else
 * whoever holds any certificate of this CA could put a device's envelope,
 * which anybody can overhear, into a message of their own, and be sent the
 * answer: with that device's name in it, or under its challenge password,
 * which can be guessed at home.
 */
static int
check_same_device(const struct scep_request *req, struct err *e)
{
	/* RFC 8894 section 2.3: it renews that certificate, and no other. */
	if (req->message_type == SCEP_RENEWAL_REQ && !names_the_signer(req))
		return err_set(e, ERR_INTEGRITY,
		    "RFC 8894 2.3: RenewalReq must ask for the %s of the "
		    "certificate that signs it",
		    name_is_empty(req->csr.subject) &&
			    name_is_empty(req->signer.subject) ?
			"alternative names" :
			"subject");
	if (req->csr_key == req->signer_key)
		return 0;
	if (req->signer_kind == SCEP_SIGNER_SELF)
		return err_set(e, ERR_DENIED,
		    "RFC 8894 2.3: the CSR's key is not the key of the "
		    "self-signed certificate that the message is signed with");
	if (!names_the_signer(req))
		return err_set(e, ERR_DENIED,
		    "RFC 8894 2.3: the request is signed by the certificate "
		    "of another device: neither key nor subject are the CSR's");
	return 0;
}

/* RFC 8894 section 3.3.1: PKCSReq and RenewalReq hold a PKCS #10 request. */
int
check_csr(struct checked *c, struct err *e)
{
	const struct scep_request *req = c->req;

	if (!scep_message_enrolls(req->message_type))
		return 0;
	if (c->csr_fault.kind != ERR_NONE) {
		*e = c->csr_fault;
		return -1;
	}
	if (check_csr_signature(req, e) == -1)
		return -1;
	if (digest_level(req->csr.digest) > c->r->level)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 2.9: the CSR is signed with %s: a profile of "
		    "level %s takes SHA-256 or better%s",
		    digest_name(req->csr.digest), level_name(c->r->level),
		    c->r->level == LEVEL_LEGACY ? " and SHA-1" : "");
	check_needs_level(c, digest_level(req->csr.digest));
	if (check_csr_key(c, e) == -1)
		return -1;
	return check_same_device(req, e);
}
