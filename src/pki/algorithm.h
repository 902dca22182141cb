/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Algorithms that a message may use, each one row: OID, name, and the level
 * from which on a profile takes it.
 */
#ifndef PKI_ALGORITHM_H
#define PKI_ALGORITHM_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

/* What a profile takes: each level takes what the ones before it do. */
enum level { LEVEL_MODERN, LEVEL_LEGACY, LEVEL_OBSOLETE, LEVEL__COUNT };

enum digest { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384,
    DIGEST_SHA512, DIGEST__COUNT };

enum cipher { CIPHER_DES, CIPHER_DES3, CIPHER_AES128, CIPHER_AES192,
    CIPHER_AES256, CIPHER_AES128_GCM, CIPHER_AES192_GCM, CIPHER_AES256_GCM,
    CIPHER__COUNT };

/* How the content key travels. */
enum transport { TRANSPORT_PKCS1, TRANSPORT_OAEP, TRANSPORT_PASSWORD,
    TRANSPORT__COUNT };

/* How a signature is made, apart from its digest. */
enum scheme { SCHEME_RSA, SCHEME_RSA_PSS, SCHEME_ECDSA, SCHEME__COUNT };

const char	*digest_name(enum digest d);		/* "SHA-256" */
const char	*cipher_name(enum cipher c);		/* "AES-128-CBC" */
const char	*transport_name(enum transport t);	/* "RSAES-OAEP" */
const char	*level_name(enum level l);		/* "modern" */
bool		 level_parse(const char *name, enum level *out);
enum level	 digest_level(enum digest d);
enum level	 cipher_level(enum cipher c);
size_t		 digest_size(enum digest d);		/* bytes */

#define DIGEST_MOST 64		/* size of the longest digest, bytes */

/* out has room for DIGEST_MOST bytes; returns digest_size(d). */
size_t		 digest_of(enum digest d, struct span s, uint8_t *out);
/* HMAC-SHA-256 (RFC 2104): out has room for 32 bytes. */
void		 hmac_sha256(struct span key, struct span s, uint8_t *out);

/*
 * Once, before the first use of CIPHER_DES: loads OpenSSL's legacy provider
 * into a library context of its own.  ERR_UNAVAILABLE where it is not
 * installed.  Thread-safe; further calls are free.
 */
int		 cipher_enable_obsolete(struct err *e) must_check;

#endif
