/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AlgorithmIdentifiers (RFC 5280 section 4.1.1.2), read and written: each
 * OID stands in one table.  Inside pki only.
 */
#ifndef PKI_IDENTIFIER_H
#define PKI_IDENTIFIER_H

#include "pki/algorithm.h"
#include "pki/asn1.h"
#include "pki/der.h"

#define OID_RSA_ENCRYPTION	"1.2.840.113549.1.1.1"
#define OID_EC_PUBLIC_KEY	"1.2.840.10045.2.1"

/* One taken apart, in place. */
struct identifier {
	struct span		 oid;	/* content octets, sound */
	char			 dotted[ASN1_OID_ROOM];	/* see asn1_oid_of */
	bool			 has_parameters;
	struct asn1_element	 parameters;
};

/* False where no AlgorithmIdentifier is next, in DER or BER. */
bool	 identifier_take(struct span *rest, struct identifier *out);

/* All of these are false where the algorithm is not one of ours. */
bool	 identifier_digest(const struct identifier *x, enum digest *out);
/* The same of an OBJECT IDENTIFIER's content octets. */
bool	 identifier_digest_of(struct span oid, enum digest *out);
/*
 * A signature algorithm that names its digest; parameters of RSASSA-PSS
 * (RFC 4055 section 3.1) must say the same digest for the mask.
 */
bool	 identifier_signature(const struct identifier *x, enum scheme *scheme,
	    enum digest *digest);
/* The same of an AlgorithmIdentifier as bytes. */
bool	 identifier_signature_of(struct span s, enum scheme *scheme,
	    enum digest *digest);
/*
 * A SignerInfo's two, neither of which is signed: rsaEncryption takes the
 * digest beside it, every other must agree with it.
 */
bool	 identifier_signer(const struct identifier *digest,
	    const struct identifier *signature, enum scheme *s,
	    enum digest *d);
/* Key transport; digests for OAEP, its label must be empty. */
bool	 identifier_transport(const struct identifier *x, enum transport *out,
	    enum digest *oaep, enum digest *mask);
bool	 identifier_cipher(const struct identifier *x, enum cipher *out);

void	 identifier_put_digest(struct der *w, enum digest d);
void	 identifier_put_signature(struct der *w, enum scheme s,
	    enum digest d);
/* The same in a SignerInfo: rsaEncryption for plain RSA. */
void	 identifier_put_signer(struct der *w, enum scheme s, enum digest d);
void	 identifier_put_transport(struct der *w, enum transport t,
	    enum digest oaep);
void	 identifier_put_cipher(struct der *w, enum cipher c, struct span iv);

#endif
