/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Algorithms and keys as OpenSSL knows them.  Inside pki only.
 */
#ifndef PKI_EVP_H
#define PKI_EVP_H

#include <openssl/evp.h>

#include "base/err.h"
#include "pki/algorithm.h"
#include "pki/key.h"

/* Fetched once a process; NULL where this OpenSSL has none. */
const EVP_MD	*evp_digest(enum digest d);
/* NULL and ERR_ALGORITHM where this OpenSSL has none. */
const EVP_CIPHER *evp_cipher(enum cipher c, struct err *e) must_check;

/* Sizes in bytes; the block of a GCM cipher is 1. */
size_t		 evp_key_size(enum cipher c);
size_t		 evp_iv_size(enum cipher c);
bool		 evp_is_gcm(enum cipher c);

/* Borrowed.  OpenSSL counts references through it, hence not const. */
EVP_PKEY	*key_evp(const struct key *k);

/*
 * A context of OpenSSL for one operation with this key, to be initialised for
 * it; NULL where OpenSSL makes none.  To make one costs as much as a tenth of
 * a verification, so who is done gives it back and the next one gets it, also
 * in another thread.
 */
EVP_PKEY_CTX	*key_context(const struct key *k);
void		 key_context_done(const struct key *k, EVP_PKEY_CTX *ctx);

/*
 * A key around pkey, which is taken, also on failure: ERR_ALGORITHM,
 * ERR_INTERNAL.  The second where its SubjectPublicKeyInfo is at hand.
 */
int		 key_new(EVP_PKEY *pkey, struct key **out, struct err *e)
		    must_check;
int		 key_new_with_spki(EVP_PKEY *pkey, struct span spki,
		    struct key **out, struct err *e) must_check;
/* What key_generate does. */
int		 key_make(struct key_type t, struct key **out, struct err *e)
		    must_check;
/* The subjectPublicKey of a SubjectPublicKeyInfo, as key identifiers use. */
int		 key_spki_bits(struct span spki, struct arena *a,
		    struct span *out, struct err *e) must_check;

#endif
