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

/* What a key is to do. */
enum key_use {
	KEY_SIGNS, KEY_VERIFIES, KEY_DECRYPTS, KEY_ENCRYPTS, KEY_USE__COUNT
};

/* And how: a scheme for signatures, a transport for the other two. */
struct key_purpose {
	enum key_use	 use;
	enum scheme	 scheme;
	enum transport	 transport;
	enum digest	 digest;	/* of the signature, or of OAEP */
	enum digest	 mask;		/* of OAEP's MGF1 */
};

/* A context of OpenSSL that is ready for it. */
struct key_context {
	EVP_PKEY_CTX		*evp;
	struct key_purpose	 purpose;
};

/*
 * A context of this key, ready for the purpose, until it is given back; NULL
 * where OpenSSL makes none.  Nobody else has it meanwhile.  key_context_done
 * takes one whose operation failed as well, and NULL.
 */
struct key_context *key_context(const struct key *k,
		    const struct key_purpose *p);
void		 key_context_done(const struct key *k, struct key_context *c);

/*
 * A key's contexts that nobody uses now, which live with the key.  Any thread
 * may take one, one that was last used for this where there is one, or NULL;
 * what is given when there are enough is freed.
 */
struct key_spare;
struct key_spare *key_spare(const struct key *k);
struct key_spare *key_spare_new(void);
void		 key_spare_free(struct key_spare *s);
struct key_context *key_spare_take(struct key_spare *s, enum key_use use);
void		 key_spare_give(struct key_spare *s, struct key_context *c);
void		 key_context_free(struct key_context *c);

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
int		 key_spki_bits(struct span spki, struct span *out,
		    struct err *e) must_check;

#endif
