/* SPDX-License-Identifier: BSD-2-Clause */
/* The CertRep to a request: RFC 8894 section 3.3.2. */
#ifndef SCEP_REPLY_H
#define SCEP_REPLY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "scep/message.h"
#include "scep/request.h"

/*
 * Bytes of a CRL that an answer has room for: sealed and signed it has a
 * megabyte.
 */
#define SCEP_CRL_MOST (960 * 1024)

struct scep_reply {
	enum scep_status	 status;
	/* SUCCESS: the issued certificate first, then what the profile adds;
	   or, to GetCRL, none and a CRL. */
	const struct span	*certs;
	unsigned int		 cert_count;
	struct span		 crl;		/* DER of SCEP_CRL_MOST bytes at
						   most, or empty */
	/* FAILURE and PENDING without eContent, not with an empty one. */
	bool			 no_content;
	/* FAILURE. */
	enum scep_fail		 fail;
	const char		*fail_text;	/* UTF-8 */
};

/*
 * Sign (and for SUCCESS seal) the answer to an answerable request.  Digest,
 * cipher and transport are the request's; DES is answered as it came, GCM as
 * AuthEnvelopedData.  A signer whose key cannot decrypt gets it under the
 * CSR's challenge password (RFC 8894 section 3.2.2).  Of FAILURE and PENDING
 * eContent is an empty OCTET STRING, or absent if asked for.  The signer is
 * the RA that the request was sealed to, req->ra.  nonce: 16 fresh
 * random bytes.  now: signingTime, seconds since 1970.  ERR_INTERNAL where req
 * is not answerable.
 */
int	 scep_reply_build(const struct scep_reply *reply,
	    const struct scep_request *req, const uint8_t nonce[static 16],
	    int64_t now, struct arena *a, struct span *out, struct err *e)
	    must_check;
/*
 * Whether an answer could be sealed to this request's key with its cipher and
 * transport, to be asked before a certificate is issued: ERR_ALGORITHM says
 * why not.  Where it passes, scep_reply_build seals.
 */
int	 scep_reply_possible(const struct scep_request *req, struct err *e)
	    must_check;

/*
 * The body of GetCACaps, RFC 8894 section 3.5.2: lines that end in LF.
 */
const char *scep_caps(enum level level, bool next_ca);

#endif
