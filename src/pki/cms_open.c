/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Envelopes opened.
 *
 * Whoever can send envelopes and sees whether the RSA padding in them was
 * right reads any other envelope to the same key in a few thousand tries
 * (Bleichenbacher 1998; RFC 3218).  So nothing is decided by it: a random
 * content key stands in for one that does not decrypt, the content is
 * decrypted with whichever it is, and what comes of it fails there, in the
 * same words.
 */
#include <string.h>

#include <openssl/cms.h>

#include "base/mem.h"
#include "base/random.h"
#include "pki/cms.h"
#include "pki/evp.h"
#include "pki/pki_err.h"

/* AES-256's. */
#define KEY_MOST 32
/* An RSA key of KEY_RSA_BITS_MOST decrypts to this at most. */
#define BLOCK_MOST (KEY_RSA_BITS_MOST / 8)
/* cms_enveloped.c lets no longer one through. */
#define GCM_TAG_MOST 16
/* OpenSSL counts in int; no message is a hundredth of it. */
#define CONTENT_MOST (1 << 24)

static int
refuse(struct err *e)
{
	pki_err_forget();
	return err_set(e, ERR_INTEGRITY,
	    "RFC 5652 6.3: envelope does not open with this key");
}

/* out = ok ? a : b, in a time that does not tell. */
static void
choose(uint8_t *out, bool ok, const uint8_t *a, const uint8_t *b, size_t n)
{
	volatile uint8_t mask = (uint8_t)(0U - (unsigned int)ok);
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (uint8_t)((a[i] & mask) | (b[i] & ~mask));
}

/*
 * The content key, or random bytes.  OpenSSL 3.0 checks the padding in
 * constant time and says by its return value how it went; from 3.2 on it
 * makes up a message instead, whose length is nearly always another.
 */
static int
content_key(const struct cms_enveloped *m, const struct key *key, uint8_t *out,
    size_t want, struct err *e)
{
	const struct key_purpose p = {
		.use = KEY_DECRYPTS,
		.transport = m->transport,
		.digest = m->oaep_digest,
		.mask = m->oaep_mask,
	};
	uint8_t block[BLOCK_MOST], instead[KEY_MOST];
	size_t len = sizeof(block);
	struct key_context *ctx;
	bool ok;

	random_bytes(instead, sizeof(instead));
	memset(block, 0, sizeof(block));
	if ((ctx = key_context(key, &p)) == NULL)
		return pki_err(e, ERR_INTERNAL, "preparing to decrypt");
	ok = EVP_PKEY_decrypt(ctx->evp, block, &len, m->encrypted_key.at,
		 m->encrypted_key.len) == 1;
	ok = ok & (len == want);
	choose(out, ok, block, instead, want);
	pki_err_forget();
	key_context_done(key, ctx);
	mem_wipe(block, sizeof(block));
	mem_wipe(instead, sizeof(instead));
	return 0;
}

/*
 * What GCM needs beside key and nonce: the nonce's length before it, the tag
 * and what else is authenticated (RFC 5083 section 2.2) behind it.
 */
static int
start(EVP_CIPHER_CTX *ctx, const struct cms_enveloped *m,
    const EVP_CIPHER *cipher, const uint8_t *key)
{
	uint8_t tag[GCM_TAG_MOST];
	int n;

	if (!evp_is_gcm(m->cipher))
		return EVP_DecryptInit_ex2(ctx, cipher, key, m->iv.at, NULL);
	memcpy(tag, m->mac.at, m->mac.len); /* the call wants it so */
	if (EVP_DecryptInit_ex2(ctx, cipher, NULL, NULL, NULL) != 1 ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)m->iv.len,
		NULL) != 1 ||
	    EVP_DecryptInit_ex2(ctx, NULL, key, m->iv.at, NULL) != 1 ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)m->mac.len,
		tag) != 1)
		return 0;
	return m->auth_attributes.len == 0 ||
	    EVP_DecryptUpdate(ctx, NULL, &n, m->auth_attributes.at,
		(int)m->auth_attributes.len) == 1;
}

/* Everything that can go wrong from here on is the sender's, or an attack. */
static int
decrypt(const struct cms_enveloped *m, const EVP_CIPHER *cipher,
    const uint8_t *key, struct arena *a, struct span *out, struct err *e)
{
	int n = 0, last = 0, rc = 0;
	EVP_CIPHER_CTX *ctx;
	uint8_t *plain;

	if (m->content.len > CONTENT_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5652 6.1: encrypted content: want %d bytes at most, "
		    "have %zu",
		    CONTENT_MOST, m->content.len);
	plain = arena_alloc(a, m->content.len + EVP_MAX_BLOCK_LENGTH);
	if ((ctx = EVP_CIPHER_CTX_new()) == NULL ||
	    start(ctx, m, cipher, key) != 1 ||
	    EVP_DecryptUpdate(ctx, plain, &n, m->content.at,
		(int)m->content.len) != 1 ||
	    EVP_DecryptFinal_ex(ctx, plain + n, &last) != 1) {
		mem_wipe(plain, m->content.len + EVP_MAX_BLOCK_LENGTH);
		rc = refuse(e);
	} else
		*out = span_of(plain, (size_t)n + (size_t)last);
	EVP_CIPHER_CTX_free(ctx);
	return rc;
}

int
cms_enveloped_open(const struct cms_enveloped *m, const struct key *key,
    struct arena *a, struct span *out, struct err *e)
{
	uint8_t content[KEY_MOST];
	const EVP_CIPHER *cipher;
	int rc;

	*out = span_of(NULL, 0);
	if (!m->transport_known || m->transport == TRANSPORT_PASSWORD)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5652 6.2.1: key "
		    "transport %s is not one by RSA",
		    m->transport_oid);
	if (!m->cipher_known)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5652 6.1: content "
		    "encryption %s is not supported",
		    m->cipher_oid);
	if (key_type_of(key).kind != KEY_RSA)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5652 6.2.1: this key is not RSA and cannot decrypt");
	if ((cipher = evp_cipher(m->cipher, e)) == NULL)
		return -1;
	if (content_key(m, key, content, evp_key_size(m->cipher), e) == -1)
		return -1;
	rc = decrypt(m, cipher, content, a, out, e);
	mem_wipe(content, sizeof(content));
	return rc;
}

/*
 * RFC 3211, by OpenSSL's CMS: the one structure of it that is too rare to be
 * worth a parser of our own.
 */
int
cms_enveloped_open_password(const struct cms_enveloped *m,
    const struct secret *password, struct arena *a, struct span *out,
    struct err *e)
{
	const unsigned char *at = m->der.at;
	struct span pass = secret_span(password);
	uint8_t copy[SECRET_MAX];
	CMS_ContentInfo *cms;
	int rc = -1;
	char *plain;
	BIO *bio;
	long len;

	*out = span_of(NULL, 0);
	memcpy(copy, pass.at, pass.len); /* the call wants it so */
	bio = BIO_new(BIO_s_secmem()); /* wiped when freed */
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)m->der.len);
	if (bio == NULL || cms == NULL ||
	    CMS_decrypt_set1_password(cms, copy, (ossl_ssize_t)pass.len) != 1 ||
	    CMS_decrypt(cms, NULL, NULL, NULL, bio, CMS_BINARY) != 1)
		err_set(e, ERR_INTEGRITY,
		    "RFC 3211 2.3: envelope does not "
		    "open with this password");
	else {
		len = BIO_get_mem_data(bio, &plain);
		*out = arena_span(a, span_of(plain, (size_t)len));
		rc = 0;
	}
	pki_err_forget();
	mem_wipe(copy, sizeof(copy));
	CMS_ContentInfo_free(cms);
	BIO_free(bio);
	return rc;
}
