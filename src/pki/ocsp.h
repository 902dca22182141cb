/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Online Certificate Status Protocol (RFC 6960): requests read, answers
 * made.
 */
#ifndef PKI_OCSP_H
#define PKI_OCSP_H

#include "pki/cert.h"

/* Certificates of one request: each costs a look into the store. */
#define OCSP_ASKED_MOST 16
/* RFC 9654 section 2.1. */
#define OCSP_NONCE_MOST 128
/* A serial number of 20 octets (RFC 5280 section 4.1.2.2) is what CAs make. */
#define OCSP_SERIAL_MOST 64

/* A CertID, section 4.1.1: who is asked about. */
struct ocsp_asked {
	struct span	 id;		/* the whole, for the answer */
	bool		 known;		/* digest is one of ours */
	enum digest	 digest;
	struct span	 name_hash;	/* of the issuer's Name */
	struct span	 key_hash;	/* of the issuer's subjectPublicKey */
	struct span	 serial;	/* INTEGER's content octets */
};

/* A request as it was read: all spans point into its DER. */
struct ocsp_request {
	struct ocsp_asked	 asked[OCSP_ASKED_MOST];
	unsigned int		 n;		/* 1 or more */
	struct span		 nonce;		/* extnValue's content; empty:
						   none */
};

/*
 * An OCSPRequest in DER, without trailing bytes; der stays the caller's.  Of
 * a signature nothing is read: everybody is answered the same.
 * ERR_MALFORMED, also for more certificates than the limit, a nonce that is
 * none of 1 to 128 bytes, and a critical extension that is not a nonce.
 */
int	 ocsp_parse(struct span der, struct ocsp_request *out, struct err *e)
	    must_check;
/*
 * A CertID by itself, as it was in a request; all spans point into it.  False
 * where it is none.
 */
bool	 ocsp_asked_parse(struct span id, struct ocsp_asked *out);
/* The issuer of the certificate that is asked about is this CA. */
bool	 ocsp_is_of(const struct ocsp_asked *asked, const struct cert *ca);

/* Section 4.2.1, CertStatus. */
enum ocsp_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

/* What is said of one certificate. */
struct ocsp_single {
	struct span		 id;		/* CertID, as it was asked */
	enum ocsp_status	 status;
	int64_t			 revoked;	/* since: seconds since 1970 */
	unsigned int		 reason;	/* RFC 5280 section 5.3.1; 0:
						   unspecified */
};

struct ocsp_draft {
	const struct ocsp_single *singles;
	unsigned int	 n;
	int64_t		 produced;	/* seconds since 1970 */
	int64_t		 this_update;
	int64_t		 next_update;
	struct span	 nonce;		/* the request's, or empty */
};

/*
 * Sign an answer, a whole OCSPResponse with the signer's certificate in it.
 * The digest goes by the key, as in cert_sign.
 */
int	 ocsp_sign(const struct ocsp_draft *d, const struct cert *signer,
	    const struct key *key, struct arena *a, struct span *out,
	    struct err *e) must_check;

/* Section 4.2.1, OCSPResponseStatus: answers without an answer. */
enum ocsp_failure {
	OCSP_MALFORMED_REQUEST = 1,
	OCSP_INTERNAL_ERROR = 2,
	OCSP_TRY_LATER = 3,
	OCSP_UNAUTHORIZED = 6	/* nobody here knows (RFC 5019 2.2.3) */
};

/* The OCSPResponse that says so; nobody signs it. */
struct span ocsp_failure_answer(struct arena *a, enum ocsp_failure f);

/*
 * The extension of a signer's certificate that it is not to be asked about in
 * its turn (section 4.2.2.2.1): a whole Extension for cert_draft.more.
 */
int	 ocsp_no_check(struct arena *a, struct span *out, struct err *e)
	    must_check;

/* extendedKeyUsage of a signer (section 4.2.2.2). */
#define OCSP_SIGNING_USAGE "1.3.6.1.5.5.7.3.9"

#endif
