/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Envelopes made: RFC 5652 section 6, RFC 5083 for GCM, RFC 3211 for
 * passwords.
 */
#include <string.h>

#include <openssl/cms.h>

#include "base/mem.h"
#include "base/random.h"
#include "pki/cms.h"
#include "pki/cms_part.h"
#include "pki/evp.h"
#include "pki/identifier.h"
#include "pki/pki_err.h"

#define KEY_MOST 32
#define IV_MOST 16
#define GCM_TAG_SIZE 16
#define CONTENT_MOST (1 << 20)

/* What goes into the structure, each made by its step. */
struct sealed {
	uint8_t key[KEY_MOST];
	uint8_t iv[IV_MOST];
	uint8_t tag[GCM_TAG_SIZE]; /* of GCM */
	struct span encrypted_key;
	struct span content;
};

static int
encrypt(struct span content, enum cipher c, struct sealed *s, struct arena *a,
    struct err *e)
{
	int n = 0, last = 0, rc = -1;
	const EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *ctx;
	uint8_t *at;

	if (content.len > CONTENT_MOST)
		return err_set(e, ERR_INTERNAL, "sealing %zu bytes: %d at most",
		    content.len, CONTENT_MOST);
	if ((cipher = evp_cipher(c, e)) == NULL)
		return -1;
	at = arena_alloc(a, content.len + EVP_MAX_BLOCK_LENGTH);
	if ((ctx = EVP_CIPHER_CTX_new()) == NULL ||
	    EVP_EncryptInit_ex2(ctx, cipher, s->key, s->iv, NULL) != 1 ||
	    EVP_EncryptUpdate(ctx, at, &n, content.at, (int)content.len) != 1 ||
	    EVP_EncryptFinal_ex(ctx, at + n, &last) != 1 ||
	    (evp_is_gcm(c) &&
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, GCM_TAG_SIZE,
		    s->tag) != 1))
		pki_err(e, ERR_INTERNAL, "encrypting");
	else {
		s->content = span_of(at, (size_t)n + (size_t)last);
		rc = 0;
	}
	EVP_CIPHER_CTX_free(ctx);
	return rc;
}

static int
transport_key(const struct cms_seal *how, struct sealed *s, struct arena *a,
    struct err *e)
{
	const struct key_purpose p = {
		.use = KEY_ENCRYPTS,
		.transport = how->transport,
		.digest = how->oaep_digest,
		.mask = how->oaep_digest,
	};
	size_t len = (size_t)EVP_PKEY_get_size(key_evp(how->key));
	struct key_context *ctx;
	uint8_t *at;
	int rc = -1;

	at = arena_alloc(a, len);
	if ((ctx = key_context(how->key, &p)) == NULL ||
	    EVP_PKEY_encrypt(ctx->evp, at, &len, s->key,
		evp_key_size(how->cipher)) != 1)
		pki_err(e, ERR_ALGORITHM, "encrypting to the recipient's key");
	else {
		s->encrypted_key = span_of(at, len);
		rc = 0;
	}
	key_context_done(how->key, ctx);
	return rc;
}

/* RFC 5652 section 6.2.1: issuer and serial number make it version 0. */
static void
put_recipient(struct der *w, const struct cms_seal *how, const struct sealed *s)
{
	der_open(w, DER_SET);
	der_open(w, DER_SEQUENCE);
	der_int(w, 0);
	cms_id_put(w, how->recipient);
	identifier_put_transport(w, how->transport, how->oaep_digest);
	der_put(w, DER_OCTET_STRING, s->encrypted_key);
	der_close(w);
	der_close(w);
}

/* Primitive [0]: sscep does not survive a constructed one. */
static void
put_content(struct der *w, const struct cms_seal *how, const struct sealed *s)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, OID_DATA);
	identifier_put_cipher(w, how->cipher,
	    span_of(s->iv, evp_iv_size(how->cipher)));
	der_put(w, DER_CONTEXT | 0, s->content);
	der_close(w);
}

static int
write_sealed(const struct cms_seal *how, const struct sealed *s,
    struct arena *a, struct span *out, struct err *e)
{
	bool gcm = evp_is_gcm(how->cipher);
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, gcm ? OID_AUTH_ENVELOPED_DATA : OID_ENVELOPED_DATA);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 0);
	put_recipient(&w, how, s);
	put_content(&w, how, s);
	if (gcm)
		der_put(&w, DER_OCTET_STRING, span_of(s->tag, GCM_TAG_SIZE));
	der_close(&w);
	der_close(&w);
	der_close(&w);
	return der_done(&w, a, out, e);
}

static int
seal_to_key(struct span content, const struct cms_seal *how, struct arena *a,
    struct span *out, struct err *e)
{
	struct sealed s = { 0 };
	int rc = -1;

	random_bytes(s.key, evp_key_size(how->cipher));
	random_bytes(s.iv, evp_iv_size(how->cipher));
	if (encrypt(content, how->cipher, &s, a, e) == 0 &&
	    transport_key(how, &s, a, e) == 0)
		rc = write_sealed(how, &s, a, out, e);
	mem_wipe(&s, sizeof(s));
	return rc;
}

/* RFC 3211 section 2.3.1 wraps with a block cipher. */
static enum cipher
block_cipher(enum cipher c)
{
	switch (c) {
	case CIPHER_AES128_GCM:
		return CIPHER_AES128;
	case CIPHER_AES192_GCM:
		return CIPHER_AES192;
	case CIPHER_AES256_GCM:
		return CIPHER_AES256;
	default:
		return c;
	}
}

/* The recipient's password as a copy that OpenSSL takes, and wipes. */
static int
add_password(CMS_ContentInfo *cms, struct span password)
{
	unsigned char *copy;

	if ((copy = OPENSSL_memdup(password.at, password.len)) == NULL)
		return 0;
	if (CMS_add0_recipient_password(cms, -1, NID_undef, NID_undef, copy,
		(ossl_ssize_t)password.len, NULL) != NULL)
		return 1;
	OPENSSL_clear_free(copy, password.len);
	return 0;
}

static int
seal_by_password(struct span content, const struct cms_seal *how,
    struct arena *a, struct span *out, struct err *e)
{
	const unsigned int flags = CMS_BINARY | CMS_PARTIAL;
	CMS_ContentInfo *cms = NULL;
	const EVP_CIPHER *cipher;
	unsigned char *der = NULL;
	BIO *in = NULL;
	int len, rc = -1;

	if ((cipher = evp_cipher(block_cipher(how->cipher), e)) == NULL)
		return -1;
	if ((in = BIO_new_mem_buf(content.at, (int)content.len)) == NULL ||
	    (cms = CMS_encrypt(NULL, NULL, cipher, flags)) == NULL ||
	    add_password(cms, how->password) != 1 ||
	    CMS_final(cms, in, NULL, flags) != 1 ||
	    (len = i2d_CMS_ContentInfo(cms, &der)) <= 0)
		pki_err(e, ERR_INTERNAL, "sealing with a password");
	else {
		*out = arena_span(a, span_of(der, (size_t)len));
		rc = 0;
	}
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	return rc;
}

/* How much RSA takes in one piece: RFC 8017 sections 7.1.1 and 7.2.1. */
static size_t
room_of(const struct cms_seal *how)
{
	size_t have = (key_type_of(how->key).bits + 7) / 8, taken = 11;

	if (how->transport == TRANSPORT_OAEP)
		taken = 2 * digest_size(how->oaep_digest) + 2;
	return have > taken ? have - taken : 0;
}

static int
check_recipient(const struct cms_seal *how, struct err *e)
{
	struct key_type t = key_type_of(how->key);

	if (t.kind != KEY_RSA)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 3.2.2: the "
		    "recipient's key is not RSA and cannot decrypt");
	if (room_of(how) < evp_key_size(how->cipher))
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8017 7: an RSA key of %u bits has no room for a key "
		    "of %s under %s",
		    t.bits, cipher_name(how->cipher),
		    transport_name(how->transport));
	return 0;
}

/*
 * OpenSSL fetches the cipher that wraps by its name, and from its default
 * context, where DES is not.
 */
static int
check_password(const struct cms_seal *how, struct err *e)
{
	if (how->password.len == 0)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 3.2.2: there is no password to seal with");
	if (how->cipher == CIPHER_DES)
		return err_set(e, ERR_ALGORITHM,
		    "RFC 8894 3.2.2: what is sealed with a password cannot be "
		    "encrypted with %s: use AES, or an RSA key",
		    cipher_name(how->cipher));
	return 0;
}

int
cms_seal_check(const struct cms_seal *how, struct err *e)
{
	if (evp_cipher(how->cipher, e) == NULL)
		return -1;
	if (how->transport == TRANSPORT_PASSWORD)
		return check_password(how, e);
	return check_recipient(how, e);
}

int
cms_seal(struct span content, const struct cms_seal *how, struct arena *a,
    struct span *out, struct err *e)
{
	if (cms_seal_check(how, e) == -1)
		return -1;
	if (how->transport == TRANSPORT_PASSWORD)
		return seal_by_password(content, how, a, out, e);
	return seal_to_key(content, how, a, out, e);
}
