/* SPDX-License-Identifier: BSD-2-Clause */
/* The constants of RFC 8894 section 3.2.1: numbers and names, one row each. */
#ifndef SCEP_MESSAGE_H
#define SCEP_MESSAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

/* messageType, RFC 8894 section 3.2.1.2; the values stand on the wire. */
enum scep_message {
	SCEP_CERT_REP = 3,
	SCEP_RENEWAL_REQ = 17,
	SCEP_UPDATE_REQ = 18,		/* of old drafts; not in the RFC */
	SCEP_PKCS_REQ = 19,
	SCEP_CERT_POLL = 20,
	SCEP_GET_CERT = 21,
	SCEP_GET_CRL = 22
};

/* pkiStatus, section 3.2.1.3. */
enum scep_status { SCEP_SUCCESS = 0, SCEP_FAILURE = 2, SCEP_PENDING = 3 };

/* failInfo, section 3.2.1.4. */
enum scep_fail { SCEP_BAD_ALG, SCEP_BAD_MESSAGE_CHECK, SCEP_BAD_REQUEST,
    SCEP_BAD_TIME, SCEP_BAD_CERT_ID, SCEP_FAIL__COUNT };

#define SCEP_OID_MESSAGE_TYPE	 "2.16.840.1.113733.1.9.2"
#define SCEP_OID_PKI_STATUS	 "2.16.840.1.113733.1.9.3"
#define SCEP_OID_FAIL_INFO	 "2.16.840.1.113733.1.9.4"
#define SCEP_OID_SENDER_NONCE	 "2.16.840.1.113733.1.9.5"
#define SCEP_OID_RECIPIENT_NONCE "2.16.840.1.113733.1.9.6"
#define SCEP_OID_TRANSACTION_ID	 "2.16.840.1.113733.1.9.7"
#define SCEP_OID_FAIL_INFO_TEXT	 "1.3.6.1.5.5.7.24.1"

#define SCEP_TRANSACTION_ID_MOST 255	/* characters */
#define SCEP_NONCE_MOST		 64	/* bytes; ours have 16 */

/* It asks for a certificate, and holds a CSR: PKCSReq and RenewalReq. */
bool		 scep_message_enrolls(int type);
/* "PKCSReq"; NULL for a number that is none. */
const char	*scep_message_name(int type);
const char	*scep_fail_name(enum scep_fail f);	/* "badRequest" */
bool		 scep_fail_parse(const char *name, enum scep_fail *out);
/* The failInfo that a failure of this kind is answered with. */
enum scep_fail	 scep_fail_of(enum err_kind kind);

#endif
