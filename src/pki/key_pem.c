/* SPDX-License-Identifier: BSD-2-Clause */
/* Private keys in files: PEM, encrypted or not. */
#include <string.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "base/mem.h"
#include "base/random.h"
#include "pki/evp.h"
#include "pki/pki_err.h"

/*
 * RFC 8018 section 4.2: rounds of PBKDF2.  About 50 ms, paid once at the
 * start of a process.
 */
#define PBKDF2_ROUNDS 100000
#define PBKDF2_SALT 16

/* What OpenSSL asks for a passphrase with, and that it did. */
struct asking {
	const struct secret *passphrase;
	bool asked;
};

static int
answer(char *out, int room, int writing, void *ptr)
{
	struct asking *asking = ptr;
	struct span s;

	(void)writing;
	asking->asked = true;
	if (asking->passphrase == NULL)
		return -1;
	s = secret_span(asking->passphrase);
	if (s.len > (size_t)room)
		return -1;
	memcpy(out, s.at, s.len);
	return (int)s.len;
}

int
key_from_pem(struct span pem, const struct secret *passphrase, struct key **out,
    struct err *e)
{
	struct asking asking = { passphrase, false };
	EVP_PKEY *pkey;
	BIO *bio;

	if (pem.len == 0)
		return err_set(e, ERR_MALFORMED, "key file is empty");
	if ((bio = BIO_new_mem_buf(pem.at, (int)pem.len)) == NULL)
		return pki_err(e, ERR_INTERNAL, "reading a key");
	pkey = PEM_read_bio_PrivateKey(bio, NULL, answer, &asking);
	BIO_free(bio);
	if (pkey != NULL) {
		pki_err_forget();
		return key_new(pkey, out, e);
	}
	if (!asking.asked)
		return pki_err(e, ERR_MALFORMED,
		    "no private key in PEM form can be read");
	pki_err_forget();
	if (passphrase == NULL)
		return err_set(e, ERR_DENIED,
		    "key is encrypted: give the file of its passphrase");
	return err_set(e, ERR_DENIED,
	    "key does not decrypt: the passphrase is wrong");
}

static int
write_encrypted(BIO *bio, PKCS8_PRIV_KEY_INFO *p8, struct span passphrase)
{
	uint8_t salt[PBKDF2_SALT];
	X509_SIG *sealed;
	int ok;

	random_bytes(salt, sizeof(salt));
	/* -1: PBES2 with this cipher, PBKDF2 with HMAC-SHA-256. */
	sealed = PKCS8_encrypt(-1, EVP_aes_256_cbc(),
	    (const char *)passphrase.at, (int)passphrase.len, salt,
	    sizeof(salt), PBKDF2_ROUNDS, p8);
	ok = sealed != NULL && PEM_write_bio_PKCS8(bio, sealed) == 1;
	X509_SIG_free(sealed);
	return ok;
}

int
key_to_pem(const struct key *k, const struct secret *passphrase,
    struct buf *out, struct err *e)
{
	PKCS8_PRIV_KEY_INFO *p8;
	int rc = -1, ok;
	BIO *bio;
	char *at;
	long len;

	/* A BIO that wipes what it held. */
	bio = BIO_new(BIO_s_secmem());
	p8 = EVP_PKEY2PKCS8(key_evp(k));
	if (bio == NULL || p8 == NULL)
		ok = 0;
	else if (passphrase == NULL)
		ok = PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, p8);
	else
		ok = write_encrypted(bio, p8, secret_span(passphrase));
	if (ok != 1)
		pki_err(e, ERR_INTERNAL, "writing a key");
	else {
		len = BIO_get_mem_data(bio, &at);
		buf_add(out, span_of(at, (size_t)len));
		rc = out->full ? err_set(e, ERR_INTERNAL,
				     "writing a key: larger than its buffer") :
				 0;
	}
	PKCS8_PRIV_KEY_INFO_free(p8);
	BIO_free(bio);
	return rc;
}
