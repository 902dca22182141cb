/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other side: messages as a client makes and reads them, for
 * 'scepgate enroll', the tests and the load generator.
 */
#ifndef SCEP_CLIENT_H
#define SCEP_CLIENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/span.h"
#include "pki/cert.h"
#include "pki/key.h"
#include "scep/message.h"
#include "scep/request.h"

/* What GetCACert brought. */
struct scep_ca {
	struct cert	 encrypt;	/* RA or CA: requests go to it */
	struct cert	 sign;		/* RA or CA: it signs the answers */
	struct cert	 issuer;	/* the CA */
	struct cert	*all;
	unsigned int	 n;
};

/*
 * From a GetCACert body: one DER certificate, or certs-only CMS.  All of out
 * points into the body.  An RA is signed by the issuer, so who knows that one
 * by its fingerprint knows all three; ERR_MALFORMED.
 */
int	 scep_ca_parse(struct span body, struct arena *a,
	    struct scep_ca *out, struct err *e) must_check;

struct scep_client_request {
	enum scep_message	 type;
	const char		*transaction_id;	/* NULL: hex SHA-256 of
							   the key */
	const uint8_t		*nonce;			/* 16 bytes */
	struct span		 content;	/* to seal: a CSR, or what
						   scep_client_asked makes */
	enum digest		 digest;
	enum cipher		 cipher;
	enum transport		 transport;
	const struct cert	*signer;
	const struct key	*signer_key;
	const struct cert	*recipient;
	const struct key	*recipient_key;
	int64_t			 now;		/* seconds since 1970 */
};

int	 scep_client_request_build(const struct scep_client_request *c,
	    struct arena *a, struct span *out, struct err *e) must_check;

/*
 * What CertPoll (RFC 8894 section 3.3.3: the CA's and the request's subject),
 * GetCert and GetCRL (3.3.4: the CA's subject and a serial number) hold.
 */
int	 scep_client_asked(enum scep_message type,
	    const struct scep_asked *asked, struct arena *a,
	    struct span *out, struct err *e) must_check;

/* A short-lived self-signed certificate to sign a first request with. */
int	 scep_client_self_signed(struct span subject, const struct key *k,
	    int64_t now, struct arena *a, struct cert *out, struct err *e)
	    must_check;
/* Upper-case hex SHA-256 of the key. */
char	*scep_client_transaction_id(struct arena *a, const struct key *k);

struct scep_client_reply {
	enum scep_status	 status;
	enum scep_fail		 fail;
	const char		*fail_text;	/* "" where none */
	struct cert		*certs;		/* SUCCESS */
	unsigned int		 n;
	struct span		 crl;		/* SUCCESS of GetCRL */
};

/*
 * Verify an answer against the request and open it: signature by ca->sign (or
 * the CA), transactionID, recipientNonce = nonce.  password: for answers
 * under TRANSPORT_PASSWORD; may be NULL.  What came unsealed points into der.
 */
int	 scep_client_reply_parse(struct span der,
	    const struct scep_client_request *c, const struct scep_ca *ca,
	    const struct secret *password, struct arena *a,
	    struct scep_client_reply *out, struct err *e) must_check;

#endif
