/* SPDX-License-Identifier: BSD-2-Clause */
/* Certification requests (PKCS #10, RFC 2986), read and made. */
#ifndef PKI_CSR_H
#define PKI_CSR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/span.h"
#include "pki/algorithm.h"
#include "pki/key.h"

struct csr {
	struct span	 der;
	struct span	 info;		/* what is signed */
	struct span	 subject;	/* DER Name */
	struct span	 spki;
	enum digest	 digest;
	enum scheme	 scheme;
	struct span	 signature;
	/*
	 * challengePassword (RFC 2985 section 5.4.1) as UTF-8, whatever
	 * string type it came in; has_challenge tells "" from none.
	 */
	bool		 has_challenge;
	struct span	 challenge;
	struct span	 extensions;	/* asked for: DER, or empty */
	struct span	 alt_names;	/* GeneralNames among them, or empty */
};

/*
 * One CSR without trailing bytes; out borrows from der and the arena.  What
 * a certificate may be made of (subject, spki, extensions, alt_names) is DER
 * and of the right shape.  ERR_MALFORMED, or ERR_ALGORITHM where the
 * signature's is unknown.
 */
int	 csr_parse(struct span der, struct arena *a, struct csr *out,
	    struct err *e) must_check;
/* Its signature holds under its own key. */
int	 csr_verify(const struct csr *c, const struct key *k, struct err *e)
	    must_check;

/*
 * What a CSR's extensions ask for.  They are a wish: what becomes of it is
 * the profile's to say.
 */
/* Bits of enum key_usage; 0 where it asks for none. */
unsigned int	 csr_key_usage(struct span extensions);
/* extendedKeyUsage: OIDs in the arena, and how many (32 at most). */
unsigned int	 csr_extended_usages(struct span extensions,
	    struct arena *a, const char *const **out);
/* The whole Extension with this OID, borrowed; empty where there is none. */
struct span	 csr_extension(struct span extensions, const char *oid);

struct csr_draft {
	struct span		 subject;	/* DER Name */
	struct span		 alt_names;	/* GeneralNames, or empty */
	struct span		 more;		/* whole Extensions to ask
						   for too, or empty */
	const struct secret	*challenge;	/* NULL: none */
	enum digest		 digest;
};

int	 csr_sign(const struct csr_draft *d, const struct key *k,
	    struct arena *a, struct span *out, struct err *e) must_check;

#endif
