/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What certificates, requests, CRLs and OCSP answers have in common:
 * SEQUENCE { what is signed, algorithm, signature }.  Inside pki only.
 */
#ifndef PKI_SIGN_H
#define PKI_SIGN_H

#include "pki/asn1.h"
#include "pki/cert.h"
#include "pki/der.h"

/* The AlgorithmIdentifier that sign_element takes for this key. */
void	 sign_put_algorithm(struct der *w, const struct key *k);
/*
 * The bytes and their signature.  The digest goes by the key's size, SHA-256
 * or better.
 */
int	 sign_element(const struct key *k, struct span tbs, struct arena *a,
	    struct span *out, struct err *e) must_check;
/* The same with more elements behind the signature. */
int	 sign_element_with(const struct key *k, struct span tbs,
	    struct span more, struct arena *a, struct span *out,
	    struct err *e) must_check;

/* Taken apart; all point into what was read. */
struct sign_parts {
	struct asn1_element	 tbs;		/* what is signed */
	struct span		 algorithm;	/* AlgorithmIdentifier, whole */
	struct span		 signature;
};

/*
 * der is one of those and no more.  ERR_MALFORMED; the text names the RFC's
 * section, "RFC 5280 4.1", and the thing, "certificate".
 */
int	 sign_take(struct span der, const char *section, const char *thing,
	    struct sign_parts *out, struct err *e) must_check;

/* RFC 5280 section 4.2.1.2, method 1: *id lies in `out`. */
int	 sign_key_id(struct span spki, uint8_t out[static DIGEST_MOST],
	    struct span *id, struct err *e) must_check;
/* The extension authorityKeyIdentifier. */
int	 sign_put_authority_key_id(struct der *w, const struct cert *issuer,
	    struct err *e) must_check;

#endif
