/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys.  A struct key is immutable once made and may be shared by threads.
 */
#ifndef PKI_KEY_H
#define PKI_KEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/span.h"
#include "pki/algorithm.h"

/* KEY_EC: P-256, P-384 and P-521; other curves are KEY_OTHER. */
enum key_kind { KEY_RSA, KEY_EC, KEY_OTHER };

/* "rsa:3072", "ec:p256": kind and size; sizes in bits. */
struct key_type {
	enum key_kind	 kind;
	unsigned int	 bits;
};

struct key;

/* Larger numbers cost more to compute with than anyone gains by them. */
#define KEY_RSA_BITS_MOST 8192
#define KEY_RSA_EXPONENT_BITS_MOST 256

/* ERR_MALFORMED lists the types there are. */
int	 key_type_parse(const char *text, struct key_type *out,
	    struct err *e) must_check;
char	*key_type_text(struct arena *a, struct key_type t);

int	 key_generate(struct key_type t, struct key **out, struct err *e)
	    must_check;
/*
 * A PEM private key (PKCS#8 or traditional, encrypted or not).  An encrypted
 * one needs its passphrase: ERR_DENIED where it is missing or wrong.
 */
int	 key_from_pem(struct span pem, const struct secret *passphrase,
	    struct key **out, struct err *e) must_check;
/* PKCS#8 PEM, encrypted (AES-256-CBC, PBKDF2) if a passphrase is given. */
int	 key_to_pem(const struct key *k, const struct secret *passphrase,
	    struct buf *out, struct err *e) must_check;
/*
 * A public key from a DER SubjectPublicKeyInfo, without trailing bytes.  Uses
 * a decoder that each thread keeps (a fresh one costs 90 us).
 * ERR_ALGORITHM for unknown types and RSA numbers past the limits above,
 * ERR_MALFORMED for the rest.
 */
int	 key_from_spki(struct span spki, struct key **out, struct err *e)
	    must_check;
void	 key_free(struct key *k);			/* NULL is fine */
struct key_type	 key_type_of(const struct key *k);
/* DER SubjectPublicKeyInfo, borrowed. */
struct span	 key_spki(const struct key *k);

/*
 * What an enrolled key must be (PROTOCOL, check 7): RSA of least_bits to 8192
 * with an odd exponent of 65537 or more (3 and 17 too from level legacy on),
 * P-256, P-384, P-521.  Else ERR_ALGORITHM, with have and want.
 */
int	 key_check_enrollable(const struct key *k, enum level level,
	    unsigned int least_bits, struct err *e) must_check;

/*
 * A signature over the bytes.  *out in the arena.  ERR_ALGORITHM where key,
 * scheme and digest do not go together.
 */
int	 key_sign(const struct key *k, enum scheme s, enum digest d,
	    struct span bytes, struct arena *a, struct span *out,
	    struct err *e) must_check;
/* ERR_INTEGRITY where it does not hold; ERR_ALGORITHM as above. */
int	 key_verify(const struct key *k, enum scheme s, enum digest d,
	    struct span bytes, struct span signature, struct err *e)
	    must_check;

#endif
