/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The local CA: its key lies in files here.  The directory (0700) holds
 *	ca.key ca.crt	key (PKCS #8 PEM, 0600) and certificate of the CA
 *	chain.crt	certificates above it, if any
 *	ca.crl		the newest CRL, if there is one
 *	ocsp.pem	key and certificate of who signs OCSP answers, once
 *			somebody asked
 *	ra.pem		key and certificate of the RA: always RSA, SCEP needs
 *			it to decrypt; in its place, from before the RA was
 *			renewed by itself, ra.key and ra.crt
 *	ra-former.pem	those before the last renewal, if there was one
 */
#ifndef CONNECTOR_LOCAL_H
#define CONNECTOR_LOCAL_H

#include "base/err.h"
#include "base/secret.h"
#include "pki/cert.h"
#include "pki/key.h"

struct connector_local_draft {
	const char	*dir;		/* does not exist yet: is made */
	struct span	 subject;	/* DER Name of the CA */
	struct key_type	 key_type;	/* of the CA */
	unsigned int	 years;		/* validity of the CA */
	int64_t		 now;		/* seconds since 1970 */
};

/*
 * Make a self-signed root CA and an RA certificate (RSA 2048) issued by it.
 * All files are there afterwards, or none.
 */
int	 connector_local_make(const struct connector_local_draft *d,
	    struct err *e) must_check;

struct connector_local_import {
	const char	*dir;		/* does not exist yet: is made */
	const char	*key_file;	/* PEM, encrypted or not */
	const char	*cert_file;	/* PEM: the CA, then what is above */
	const struct secret *passphrase;	/* NULL where not encrypted */
	int64_t		 now;
};

/*
 * Take over an existing CA: its key (kept encrypted as it is) and
 * certificates are copied, an RA certificate is issued.  Refused with a clear
 * text: a certificate that is no CA, has ended or may not sign certificates,
 * a key that is not the certificate's.
 */
int	 connector_local_import(const struct connector_local_import *i,
	    struct err *e) must_check;

/* The CA's certificate in such a directory, without its key; in the arena. */
int	 connector_local_ca(const char *dir, struct arena *a, struct cert *out,
	    struct err *e) must_check;

#endif
