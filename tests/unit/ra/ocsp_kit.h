/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OCSP as clients speak it, for the tests of ra and of the doors above it:
 * requests made, answers read.
 */
#ifndef TEST_OCSP_KIT_H
#define TEST_OCSP_KIT_H

#include "pki/ocsp.h"

/* An OCSPRequest about one certificate; nonce_len 0: no nonce. */
struct span	 ocsp_kit_ask(struct arena *a, const struct cert *ca,
		    enum digest d, struct span serial, size_t nonce_len);

struct ocsp_said {
	unsigned int	 response;	/* OCSPResponseStatus; the rest is
					   there where it is 0 */
	enum ocsp_status status;
	unsigned int	 reason;	/* 0: none */
	struct span	 id;		/* CertID */
	struct span	 signer;	/* the certificate's DER */
	bool		 has_nonce;
};

/*
 * The answer about one certificate; its signature holds under the signer's
 * key, and the signer's under the CA's, if there is a CA.  Else the program
 * ends.
 */
struct ocsp_said ocsp_kit_read(const struct cert *ca,
		    struct span der);

#endif
