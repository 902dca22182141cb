/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks that an enrolment passes, in their order, whatever protocol it
 * came by; the number stands in a failed order.
 */
#ifndef RA_CHECK_H
#define RA_CHECK_H

enum ra_check {
	RA_CHECK_NONE,
	RA_CHECK_SHAPE,		/* 1: a message of the protocol */
	RA_CHECK_ALGORITHM,	/* 2: digest and signature algorithms */
	RA_CHECK_SIGNATURE,	/* 3 */
	RA_CHECK_ATTRIBUTES,	/* 4: transactionID, messageType, nonce */
	RA_CHECK_SIGNER,	/* 5: who signed the message */
	RA_CHECK_ENVELOPE,	/* 6: what is inside opens */
	RA_CHECK_CSR,		/* 7: the request for a certificate */
	RA_CHECK_CHALLENGE,	/* 8 */
	RA_CHECK_POLICY,	/* 9 */
	RA_CHECK_CONNECTOR,	/* 10: the CA signed */
	RA_CHECK__COUNT
};

/* "challenge", for pages and logs. */
const char *ra_check_name(enum ra_check c);
/*
 * What who looks after the device can do when it did not pass: a sentence
 * beside the reason, which says what was wrong.  NULL of RA_CHECK_NONE.
 */
const char *ra_check_cure(enum ra_check c);

#endif
