/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * X.509 certificates (RFC 5280), read and made.  A struct cert points into
 * its own DER: no key is decoded until asked for.
 */
#ifndef PKI_CERT_H
#define PKI_CERT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "pki/algorithm.h"
#include "pki/key.h"

/* keyUsage bits, RFC 5280 section 4.2.1.3, bit n is 1 << n. */
enum key_usage {
	USAGE_DIGITAL_SIGNATURE = 1 << 0,
	USAGE_NON_REPUDIATION = 1 << 1,
	USAGE_KEY_ENCIPHERMENT = 1 << 2,
	USAGE_DATA_ENCIPHERMENT = 1 << 3,
	USAGE_KEY_AGREEMENT = 1 << 4,
	USAGE_KEY_CERT_SIGN = 1 << 5,
	USAGE_CRL_SIGN = 1 << 6
};

struct cert {
	struct span	 der;		/* the whole */
	struct span	 tbs;		/* what is signed */
	int		 version;	/* 1 to 3 */
	struct span	 serial;	/* INTEGER's content octets */
	struct span	 issuer;	/* DER Name */
	struct span	 subject;	/* DER Name */
	struct span	 spki;		/* DER SubjectPublicKeyInfo */
	int64_t		 not_before;	/* seconds since 1970 */
	int64_t		 not_after;
	struct span	 extensions;	/* DER Extensions, or empty */
	struct span	 algorithm;	/* DER AlgorithmIdentifier */
	struct span	 tbs_algorithm;	/* the same, in what is signed */
	struct span	 signature;
};

/*
 * One certificate without trailing bytes, all of its lengths definite; der
 * stays the caller's, and out points into it.  ERR_MALFORMED.
 */
int	 cert_parse(struct span der, struct cert *out, struct err *e)
	    must_check;
/* The certificates of a PEM file, in order, each parsed into the arena. */
int	 cert_from_pem(struct span pem, struct arena *a, struct cert **out,
	    unsigned int *n, struct err *e) must_check;
char	*cert_to_pem(struct arena *a, struct span der);
/* Issuer and subject are the same Name. */
bool	 cert_is_self_issued(const struct cert *c);
/* basicConstraints says CA. */
bool	 cert_is_ca(const struct cert *c);
/* bits of enum key_usage; all of them where there is no keyUsage. */
unsigned int cert_key_usage(const struct cert *c);
/* The signature holds under this key; ERR_INTEGRITY, ERR_ALGORITHM. */
int	 cert_verify(const struct cert *c, const struct key *issuer,
	    struct err *e) must_check;
/*
 * By the CA of this certificate: the name, and the signature under its key.
 * Of a CA with the same name and another key it is not.
 */
bool	 cert_is_issued_by(const struct cert *c, const struct cert *ca);
/* extnValue's content of an extension; empty where there is none. */
struct span cert_extension(const struct cert *c, const char *oid);

/*
 * What is to be signed.  All spans are borrowed DER.  Extensions made here:
 * basicConstraints, keyUsage, extendedKeyUsage, SKI, AKI, subjectAltName,
 * CRL distribution point, AIA.
 */
struct cert_draft {
	struct span	 serial;	/* unsigned bytes */
	struct span	 subject;	/* Name */
	struct span	 spki;
	int64_t		 not_before;	/* seconds since 1970 */
	int64_t		 not_after;
	bool		 ca;
	unsigned int	 key_usage;
	const char *const *extended_usages;	/* OIDs, NULL-ended, or NULL */
	struct span	 alt_names;	/* GeneralNames, or empty */
	const char	*crl_url;	/* or NULL or "" */
	const char	*ca_issuers_url;
	const char	*ocsp_url;
	struct span	 more;		/* whole Extensions as they are, one
					   behind the other, or empty: of
					   none of the kinds above */
};

/*
 * Sign a draft with an issuer's key (issuer NULL: self-signed, the key is the
 * draft's own).  Digest by the key's size, SHA-256 or better.
 */
int	 cert_sign(const struct cert_draft *d, const struct cert *issuer,
	    const struct key *key, struct arena *a, struct span *out,
	    struct err *e) must_check;

/* 16 random bytes, the first bit clear and not zero (RFC 5280 4.1.2.2). */
void	 cert_random_serial(uint8_t out[static 16]);

#endif
