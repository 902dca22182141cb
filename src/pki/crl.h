/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificate revocation lists (RFC 5280 section 5), made and read. */
#ifndef PKI_CRL_H
#define PKI_CRL_H

#include "base/buf.h"
#include "pki/cert.h"

/* A revoked certificate. */
struct crl_entry {
	struct span	 serial;	/* INTEGER's content octets */
	int64_t		 revoked;	/* seconds since 1970 */
	unsigned int	 reason;	/* section 5.3.1; 0: unspecified */
};

/* Entries, and a CRL around them: a million devices. */
#define CRL_SIZE_MOST (64 * 1024 * 1024)

/* Add one to those of a draft; too many make the buffer full. */
void	 crl_put_entry(struct buf *entries, const struct crl_entry *entry);

struct crl_draft {
	uint64_t	 number;	/* section 5.2.3 */
	int64_t		 this_update;	/* seconds since 1970 */
	int64_t		 next_update;
	struct span	 entries;	/* as crl_put_entry made them */
};

/* Sign a CRL, version 2; the digest goes by the key, as in cert_sign. */
int	 crl_sign(const struct crl_draft *d, const struct cert *issuer,
	    const struct key *key, struct arena *a, struct span *out,
	    struct err *e) must_check;

/* A CRL as it was read: all spans point into its DER. */
struct crl {
	struct span	 der;
	struct span	 tbs;
	struct span	 algorithm;
	struct span	 signature;
	struct span	 issuer;	/* DER Name */
	int64_t		 this_update;
	int64_t		 next_update;
	uint64_t	 number;	/* 0: none, or past 64 bits */
	struct span	 entries;	/* for crl_next */
};

/*
 * A CRL of version 2 in DER that says when the next one comes, as RFC 5280
 * wants them; ERR_MALFORMED.  der stays the caller's.
 */
int	 crl_parse(struct span der, struct crl *out, struct err *e) must_check;
/* The signature holds under this key; ERR_INTEGRITY, ERR_ALGORITHM. */
int	 crl_verify(const struct crl *c, const struct key *issuer,
	    struct err *e) must_check;
/*
 * The first entry of *rest, and *rest behind it.  False at the end, and for
 * what is no entry: then *rest is not empty.
 */
bool	 crl_next(struct span *rest, struct crl_entry *out);
char	*crl_to_pem(struct arena *a, struct span der);

#endif
