/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a message names a certificate: IssuerAndSubject (RFC 8894 section
 * 3.3.3) and IssuerAndSerialNumber (RFC 5652 section 10.2.4).
 */
#ifndef PKI_ISSUER_AND_H
#define PKI_ISSUER_AND_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/*
 * One IssuerAndSerialNumber with nothing behind it: the issuer's whole DER
 * Name and the INTEGER's content octets, both borrowed.  False, and nothing
 * is written, for anything else: there is no text, since what cannot be read
 * came out of an envelope, and nobody is to learn why.
 */
bool	 issuer_and_serial_read(struct span der, struct span *issuer,
	    struct span *serial);

int	 issuer_and_subject_make(struct span issuer, struct span subject,
	    struct arena *a, struct span *out, struct err *e) must_check;
int	 issuer_and_serial_make(struct span issuer, struct span serial,
	    struct arena *a, struct span *out, struct err *e) must_check;

#endif
