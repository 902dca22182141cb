/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of a device that the tool plays, in one directory:
 *	key.pem		its key, 0600; one that is there is used
 *	request.csr	the request, while it is unanswered, 0600: it holds the
 *			challenge; the same one is sent again
 *	cert.pem	its certificate
 *	ca.pem		the CA that issued it, and what is above
 *	chain.pem	the certificate and what is between it and the root
 *	crl.pem		the CA's CRL, where it was asked for
 *	0a1b.pem	the certificate of this serial number, likewise
 */
#ifndef TOOL_DEVICE_H
#define TOOL_DEVICE_H

#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/csr.h"
#include "pki/key.h"
#include "scep/client.h"

struct device {
	struct arena	*a;
	const char	*dir;
	struct key	*key;
};

/*
 * Make the directory and the key, or read the key that is there: ERR_CONFLICT
 * where that is of another type than the one asked for.  key_type NULL: any;
 * a new one is RSA 2048.
 */
int	 device_open(struct device *d, const char *key_type, struct err *e)
	    must_check;
void	 device_close(struct device *d);

/* The unanswered request where it says the same, else a new one. */
int	 device_request(struct device *d, const struct csr_draft *draft,
	    struct span *der, struct err *e) must_check;
/* Whom the unanswered request is for; ERR_NOT_FOUND where there is none. */
int	 device_asked(const struct device *d, struct span *subject,
	    struct err *e) must_check;
/* It was answered. */
void	 device_forget_request(const struct device *d);

bool	 device_has_cert(const struct device *d);
/* The certificate that it has; ERR_NOT_FOUND where it has none. */
int	 device_cert(const struct device *d, struct cert *out,
	    struct err *e) must_check;

/*
 * Keep what was issued: it must be for our key and signed by ca->issuer.
 * *out is the certificate.
 */
int	 device_keep(const struct device *d,
	    const struct scep_client_reply *reply, const struct scep_ca *ca,
	    struct cert *out, struct err *e) must_check;

/*
 * Keep what GetCRL and GetCert brought, signed by ca->issuer or by the CA that
 * is kept, which that one may have taken over from, and of that serial number.
 */
int	 device_keep_crl(const struct device *d,
	    const struct scep_client_reply *reply, const struct scep_ca *ca,
	    struct crl *out, struct err *e) must_check;
int	 device_keep_other(const struct device *d,
	    const struct scep_client_reply *reply, const struct scep_ca *ca,
	    struct span serial, struct cert *out, struct err *e) must_check;
/* Where device_keep_other keeps it. */
char	*device_other_path(const struct device *d, struct span serial);

#endif
