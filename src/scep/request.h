/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pkiMessage from a client, taken apart and checked as far as bytes and
 * keys can tell: RFC 8894 section 3.2, checks 1 to 7 of a PKIOperation.
 * Pure: no clock, file or store.
 */
#ifndef SCEP_REQUEST_H
#define SCEP_REQUEST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "pki/cert.h"
#include "pki/cms.h"
#include "pki/csr.h"
#include "pki/key.h"
#include "scep/message.h"

/* The checks of a PKIOperation in their order; a failure names its own. */
enum scep_check {
	SCEP_CHECK_NONE,
	SCEP_CHECK_SHAPE,	/* 1: CMS SignedData, one signer, its
				      certificate */
	SCEP_CHECK_ALGORITHM,	/* 2: digest and signature algorithms */
	SCEP_CHECK_SIGNATURE,	/* 3: holds over the signed attributes */
	SCEP_CHECK_ATTRIBUTES,	/* 4: transactionID, messageType, nonce */
	SCEP_CHECK_SIGNER,	/* 5: who may sign such a message */
	SCEP_CHECK_ENVELOPE,	/* 6: opens with the RA key */
	SCEP_CHECK_CSR,		/* 7: parses, holds, key allowed, of the
				      signer's own device; not of a message
				      without one */
	SCEP_CHECK__COUNT	/* 8 to 10 are the RA's: ra/check.h */
};

/* Whose certificate signed: its own, this CA's, or (GetCRL) any other's. */
enum scep_signer { SCEP_SIGNER_SELF, SCEP_SIGNER_ISSUED, SCEP_SIGNER_OTHER };

/* An RA that devices may still know: who opens and signs in its place. */
struct scep_pair {
	const struct cert	*ra;		/* NULL: none */
	const struct key	*key;
};

/* RAs, and CAs that answered in their place, which devices may still know. */
#define SCEP_FORMER_MOST 5

/* Who answers: all borrowed, immutable, shared by threads. */
struct scep_responder {
	const struct cert	*ra;		/* decrypts and signs */
	const struct key	*ra_key;
	/* Each opens what names it until its end, and signs the answer. */
	struct scep_pair	 former[SCEP_FORMER_MOST];
	const struct cert	*ca;		/* the issuing CA */
	const struct key	*ca_public;
	/* The CA before, which issued to devices as well; NULL: none. */
	const struct cert	*ca_former;
	const struct key	*ca_former_public;
	enum level		 level;
	unsigned int		 rsa_least_bits;
	/* How long after its end a certificate may still sign its renewal,
	   seconds. */
	int64_t			 renewal_grace;
};

struct scep_request {
	/*
	 * Both attributes that an answer needs could be read: it can be a
	 * CertRep, also where checks 2 to 4 failed.
	 */
	bool			 answerable;
	const char		*transaction_id;	/* NULL: not read */
	unsigned int		 transaction_id_tag;	/* its string type */
	int			 message_type;		/* as sent; 0: not
							   read */
	struct span		 sender_nonce;
	/*
	 * What the answer is signed with: the request's, or SHA-256 where
	 * that is unknown or not allowed by the profile's level.
	 */
	enum digest		 digest;

	/* Known once check 3 passed; signer_key NULL before. */
	enum scep_signer	 signer_kind;	/* from check 5 on */
	struct cert		 signer;
	const struct key	*signer_key;	/* freed with the arena */

	/*
	 * The responder's pair that the message is sealed to, and its answer
	 * is signed with; the one in use until check 6.
	 */
	const struct cert	*ra;
	const struct key	*ra_key;

	/* Known from check 6 on; cipher_known where the envelope was read. */
	bool			 cipher_known;
	enum cipher		 cipher;
	enum transport		 transport;
	enum digest		 oaep_digest;

	/*
	 * Known from check 7 on; csr_key NULL before.  Of a CSR that cannot
	 * be read, as much as could be: subject and spki, or nothing.
	 */
	struct csr		 csr;
	const struct key	*csr_key;	/* freed with the arena */

	/*
	 * What GetCert and GetCRL ask about: issuer and serial number.  Both
	 * empty where the envelope did not open to that, which is no failure
	 * here: see scep_request_parse.  What a CertPoll holds is not looked
	 * at: only who makes one says a subject.
	 */
	struct scep_asked {
		struct span	 issuer;	/* DER Name */
		struct span	 subject;	/* DER Name */
		struct span	 serial;	/* INTEGER's content octets */
	}			 asked;

	/* The lowest level that takes what the message uses. */
	enum level		 level;
	/* Where scep_request_parse failed. */
	enum scep_check		 failed_check;
};

/*
 * Checks 1 to 7, flat and in order.  On failure *out holds what was known by
 * then (see above), failed_check says which check, and e why: the answer is a
 * CertRep FAILURE with scep_fail_of(e->kind) where out->answerable, else HTTP
 * 400.  (ERR_UNAVAILABLE and ERR_INTERNAL are not the client's fault: 503 and
 * 500.)  now: seconds since 1970, for the validity of a signer's certificate
 * that the CA issued.
 *
 * Anyone can put somebody else's envelope, changed or not, into a message of
 * their own.  Therefore what fails between the RSA decryption and a CSR that
 * is of the signer's key, or has a signature that holds, is ERR_INTEGRITY
 * with one text, whatever it was (RFC 3218; see inner.c).  For the same reason
 * what GetCert and GetCRL ask about is left empty where it cannot be read,
 * which the caller answers as it answers what it does not know, and what a
 * CertPoll holds stays closed.
 *
 * What is read points into ber, which is to stay as long as the arena.
 */
int	 scep_request_parse(struct span ber, const struct scep_responder *r,
	    int64_t now, struct arena *a, struct scep_request *out,
	    struct err *e) must_check;

#endif
