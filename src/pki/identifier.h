/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AlgorithmIdentifiers (RFC 5280 section 4.1.1.2), read and written: each
 * OID stands in one table.  Inside pki only.
 */
#ifndef PKI_IDENTIFIER_H
#define PKI_IDENTIFIER_H

#include <openssl/x509.h>

#include "pki/algorithm.h"
#include "pki/der.h"

#define OID_RSA_ENCRYPTION	"1.2.840.113549.1.1.1"
#define OID_EC_PUBLIC_KEY	"1.2.840.10045.2.1"

/* All of these are false where the algorithm is not one of ours. */
bool	 identifier_digest(const X509_ALGOR *x, enum digest *out);
/* The same of an OBJECT IDENTIFIER's content octets. */
bool	 identifier_digest_of(struct span oid, enum digest *out);
/*
 * A signature algorithm that names its digest; parameters of RSASSA-PSS
 * (RFC 4055 section 3.1) must say the same digest for the mask.
 */
bool	 identifier_signature(const X509_ALGOR *x, enum scheme *scheme,
	    enum digest *digest);
/* The same of an AlgorithmIdentifier in DER or BER. */
bool	 identifier_signature_of(struct span s, enum scheme *scheme,
	    enum digest *digest);
/*
 * A SignerInfo's two, neither of which is signed: rsaEncryption takes the
 * digest beside it, every other must agree with it.
 */
bool	 identifier_signer(const X509_ALGOR *digest,
	    const X509_ALGOR *signature, enum scheme *s, enum digest *d);
/* Key transport; digests for OAEP, its label must be empty. */
bool	 identifier_transport(const X509_ALGOR *x, enum transport *out,
	    enum digest *oaep, enum digest *mask);
bool	 identifier_cipher(const X509_ALGOR *x, enum cipher *out);

void	 identifier_put_digest(struct der *w, enum digest d);
void	 identifier_put_signature(struct der *w, enum scheme s,
	    enum digest d);
/* The same in a SignerInfo: rsaEncryption for plain RSA. */
void	 identifier_put_signer(struct der *w, enum scheme s, enum digest d);
void	 identifier_put_transport(struct der *w, enum transport t,
	    enum digest oaep);
void	 identifier_put_cipher(struct der *w, enum cipher c, struct span iv);

#endif
