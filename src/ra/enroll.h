/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Enrolment: from what a protocol door read to a certificate and an order on
 * record.  Nothing here knows SCEP.
 */
#ifndef RA_ENROLL_H
#define RA_ENROLL_H

#include "ra/check.h"
#include "ra/ra.h"

/*
 * What a device asks for.  All borrowed.  For a failure that was found before
 * the request could be read whole, what is not known is empty.
 */
struct enrollment {
	const char	*transaction_id;	/* NULL: none was read */
	int		 message_type;		/* as on the wire */
	struct span	 csr;			/* DER; for its MAC only */
	struct span	 subject;		/* DER Name */
	struct span	 spki;
	struct key_type	 key_type;
	struct span	 alt_names;		/* DER GeneralNames, or empty */
	bool		 has_challenge;
	struct span	 challenge;		/* UTF-8 */
	struct span	 extensions;		/* DER, that the CSR asks for;
						   or empty */
	/*
	 * The certificate that signed the request, where this profile's CA
	 * issued it; else NULL.
	 */
	const struct cert *signer;
	struct span	 signer_spki;		/* the key that signed */
	bool		 by_challenge;		/* it cannot decrypt: the
						   answer is sealed with the
						   challenge */
	bool		 renewal;		/* the message says that it is
						   one (RenewalReq) */
	bool		 only_asks;		/* for no certificate: its
						   failure is none of a device
						   that somebody waits for */
	const char	*digest;		/* names, for the order */
	const char	*cipher;
	const char	*transport;
	enum level	 level;			/* the lowest that would do */
	const char	*address;
	const char	*user_agent;
	const char	*request_id;
	size_t		 request_size;		/* bytes */
	/*
	 * The number that the protocol answers a failure of this kind with,
	 * for the order; NULL: none is kept.
	 */
	unsigned int	 (*fail_code)(enum err_kind kind);
	int64_t		 now_ms;		/* wall time of the request */
	int64_t		 started_us;		/* clock_us() when reading
						   began */
};

/*
 * What a message without a CSR asks about.  DER; all empty where it could not
 * be read.
 */
struct ra_asked {
	struct span	 issuer;	/* Name */
	struct span	 serial;	/* INTEGER's content octets */
};

/* Orders of a profile that wait for a person; more are refused. */
#define RA_PENDING_MOST 1000

enum outcome_kind { OUTCOME_ISSUED, OUTCOME_CRL, OUTCOME_PENDING,
    OUTCOME_FAILED };

struct outcome {
	enum outcome_kind	 kind;
	struct uuid		 order;		/* zero where none was kept */
	const char		*subject;	/* for people; may be "" */
	struct span		 certificate;	/* ISSUED: DER, in the arena */
	struct span		 crl;		/* CRL: DER, in the arena */
	bool			 again;		/* the answer of before */
	/* FAILED: whose fault and why, safe to tell the device. */
	enum ra_check		 check;
	struct err		 why;
	uint64_t		 commit;	/* for ra_settle */
};

/*
 * Find the order of this request or make it: the same CSR under the same
 * transaction gets the same answer; else challenge, policy, the connector's
 * signature, and all of it on record in one transaction.  *out may be answered
 * after an ra_settle.  -1 only where nothing can be said: ERR_UNAVAILABLE (try
 * later; what the CA's trouble is, is on record as a failed order),
 * ERR_INTERNAL.
 */
int	 ra_enroll(struct ra *ra, const struct ra_profile *p,
	    const struct enrollment *en, struct arena *a, struct outcome *out,
	    struct err *e) must_check;

/*
 * Wait until the outcome is on disk.  To build and sign an answer takes as long
 * as a sync does, so that is done first, and others' syncs often cover this one
 * by then.  ERR_UNAVAILABLE where the disk did not take it: nothing may be
 * said.
 */
int	 ra_settle(struct ra *ra, const struct outcome *out, struct err *e)
	    must_check;

/*
 * What became of an order: found by its transactionID, for the key that
 * signed the request and no other.  The outcome is as ra_enroll's; *out may
 * be answered.
 */
int	 ra_poll(struct ra *ra, const struct ra_profile *p,
	    const struct enrollment *en, struct arena *a, struct outcome *out,
	    struct err *e) must_check;

/*
 * A certificate of the profile's CA by issuer and serial number, for who
 * holds one of this CA that is good.  OUTCOME_ISSUED, or _FAILED: ERR_NOT_FOUND
 * where there is none, and where what was asked could not be read (the two
 * are not told apart: see scep/request.h).
 */
int	 ra_get_certificate(struct ra *ra, const struct ra_profile *p,
	    const struct enrollment *en, const struct ra_asked *asked,
	    struct arena *a, struct outcome *out, struct err *e) must_check;

/*
 * The CA's newest CRL, which is public: for whoever asks.  It is that of the CA
 * before where that issued the certificate of asked.  OUTCOME_CRL, or
 * _FAILED, ERR_NOT_FOUND, where asked.issuer is not the CA, or could not be
 * read.  -1 as ra_enroll, and where the CRL cannot be made.
 */
int	 ra_get_crl(struct ra *ra, const struct ra_profile *p,
	    const struct enrollment *en, const struct ra_asked *asked,
	    struct arena *a, struct outcome *out, struct err *e) must_check;

/*
 * Record that a request failed a check before ra_enroll could be asked.
 * Checks 1 to 4 are only counted; from 5 on it is a failed order, at most
 * the policy's failed_kept a minute and profile.
 */
int	 ra_record_failure(struct ra *ra, const struct ra_profile *p,
	    const struct enrollment *en, enum ra_check check,
	    const struct err *why, struct arena *a, struct outcome *out,
	    struct err *e) must_check;

#endif
