/* SPDX-License-Identifier: BSD-2-Clause */
/* See kit.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/file.h"
#include "kit.h"
#include "pki/evp.h"

static const char *const key_files[] = {
	[KIT_CA] = "data/ca.key",
	[KIT_RA] = "data/ra.key",
	[KIT_DEVICE] = "data/device.key",
	[KIT_OTHER] = "data/other.key",
	[KIT_WEAK] = "data/weak.key",
	[KIT_EXPONENT3] = "data/exponent3.key",
	[KIT_EC] = "data/ec.key",
};

_Static_assert(sizeof(key_files) / sizeof(key_files[0]) == KIT_KEY__COUNT,
    "one file a key");

void
kit_ok(int rc, const struct err *e)
{
	if (rc == -1)
		fail_msg("%s:%d: %s: %s", e->file, e->line,
		    err_kind_name(e->kind), e->text);
	assert_int_equal(rc, 0);
}

void
kit_fails(int rc, const struct err *e, enum err_kind kind)
{
	assert_int_equal(rc, -1);
	if (e->kind != kind)
		fail_msg("%s:%d: want %s, have %s: %s", e->file, e->line,
		    err_kind_name(kind), err_kind_name(e->kind), e->text);
	assert_true(e->text[0] != '\0');
}

void
kit_no_errors_left(void)
{
	assert_int_equal(ERR_peek_error(), 0);
}

struct span
kit_file(struct kit *kit, const char *name)
{
	struct err e = { 0 };
	struct span s;
	struct buf b;

	buf_init(&b, 1 << 20);
	kit_ok(file_read(arena_printf(kit->a, "%s/%s", TEST_DIR, name), &b, &e),
	    &e);
	s = arena_span(kit->a, buf_span(&b));
	buf_clear(&b);
	return s;
}

static void
load_key(struct kit *kit, int i)
{
	struct span pem = kit_file(kit, key_files[i]);
	struct err e = { 0 };
	BIO *bio;

	bio = BIO_new_mem_buf(pem.at, (int)pem.len);
	kit->pkeys[i] = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	assert_non_null(kit->pkeys[i]);
	kit_ok(key_from_pem(pem, NULL, &kit->keys[i], &e), &e);
}

static X509 *
load_cert(struct kit *kit, const char *file, struct cert *out)
{
	struct span pem = kit_file(kit, file);
	struct err e = { 0 };
	struct cert *certs;
	unsigned int n;
	X509 *x;
	BIO *bio;

	kit_ok(cert_from_pem(pem, kit->a, &certs, &n, &e), &e);
	assert_int_equal(n, 1);
	*out = certs[0];
	bio = BIO_new_mem_buf(pem.at, (int)pem.len);
	x = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	assert_non_null(x);
	return x;
}

int
kit_set_up(void **state)
{
	struct kit *kit;
	int i;

	if ((kit = calloc(1, sizeof(*kit))) == NULL)
		return -1;
	kit->a = arena_new();
	for (i = 0; i < KIT_KEY__COUNT; i++)
		load_key(kit, i);
	kit->ca_x509 = load_cert(kit, "data/ca.crt", &kit->ca);
	kit->ra_x509 = load_cert(kit, "data/ra.crt", &kit->ra);
	*state = kit;
	return 0;
}

int
kit_tear_down(void **state)
{
	struct kit *kit = *state;
	int i;

	for (i = 0; i < KIT_KEY__COUNT; i++) {
		EVP_PKEY_free(kit->pkeys[i]);
		key_free(kit->keys[i]);
	}
	X509_free(kit->ca_x509);
	X509_free(kit->ra_x509);
	arena_free(kit->a);
	free(kit);
	return 0;
}

static void
add_ski(X509 *x, X509 *issuer, const char *value)
{
	X509_EXTENSION *ext;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_key_identifier,
	    value);
	assert_non_null(ext);
	assert_int_equal(X509_add_ext(x, ext, -1), 1);
	X509_EXTENSION_free(ext);
}

X509 *
kit_x509(const struct kit_cert *how)
{
	X509 *x, *issuer;
	X509_NAME *name;

	x = X509_new();
	issuer = how->issuer != NULL ? how->issuer : x;
	X509_set_version(x, how->version == 0 ? 2 : how->version - 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x), how->serial);
	X509_gmtime_adj(X509_getm_notBefore(x), -3600);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	name = X509_get_subject_name(x);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (const unsigned char *)how->subject, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(issuer));
	X509_set_pubkey(x, how->key);
	if (how->ski != NULL)
		add_ski(x, issuer, how->ski);
	assert_true(
	    X509_sign(x, how->issuer_key != NULL ? how->issuer_key : how->key,
		how->md != NULL ? how->md : EVP_sha256()) > 0);
	return x;
}

struct span
kit_x509_der(struct kit *kit, X509 *x)
{
	unsigned char *der = NULL;
	struct span s;
	int len;

	len = i2d_X509(x, &der);
	assert_true(len > 0);
	s = arena_span(kit->a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	return s;
}

struct span
kit_cms_der(struct kit *kit, CMS_ContentInfo *cms)
{
	unsigned char *der = NULL;
	struct span s;
	int len;

	len = i2d_CMS_ContentInfo(cms, &der);
	assert_true(len > 0);
	s = arena_span(kit->a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	return s;
}

struct span
kit_cms_ber(struct kit *kit, CMS_ContentInfo *cms, struct span content,
    unsigned int flags)
{
	BIO *in, *out;
	struct span s;
	char *at;
	long len;

	in = BIO_new_mem_buf(content.at, (int)content.len);
	out = BIO_new(BIO_s_mem());
	assert_int_equal(i2d_CMS_bio_stream(out, cms, in,
			     (int)(flags | CMS_STREAM | CMS_BINARY)),
	    1);
	len = BIO_get_mem_data(out, &at);
	s = arena_span(kit->a, span_of(at, (size_t)len));
	BIO_free(in);
	BIO_free(out);
	return s;
}

CMS_ContentInfo *
kit_cms_sign(X509 *signer, EVP_PKEY *key, const EVP_MD *md, struct span content,
    unsigned int flags)
{
	static const unsigned char nonce[16] = "0123456789abcde";
	CMS_ContentInfo *cms;
	CMS_SignerInfo *si;
	BIO *in;

	in = BIO_new_mem_buf(content.at, (int)content.len);
	cms = CMS_sign(NULL, NULL, NULL, in, flags | CMS_PARTIAL | CMS_BINARY);
	assert_non_null(cms);
	si = CMS_add1_signer(cms, signer, key, md,
	    flags | CMS_PARTIAL | CMS_BINARY | CMS_NOSMIMECAP);
	assert_non_null(si);
	CMS_signed_add1_attr_by_txt(si, "2.16.840.1.113733.1.9.2",
	    V_ASN1_PRINTABLESTRING, "19", 2);
	CMS_signed_add1_attr_by_txt(si, "2.16.840.1.113733.1.9.5",
	    V_ASN1_OCTET_STRING, nonce, 16);
	if ((flags & CMS_STREAM) == 0)
		assert_int_equal(CMS_final(cms, in, NULL, flags | CMS_BINARY),
		    1);
	BIO_free(in);
	return cms;
}

CMS_ContentInfo *
kit_cms_encrypt(X509 *recipient, const EVP_CIPHER *cipher, struct span content,
    unsigned int flags)
{
	STACK_OF(X509) *to = sk_X509_new_null();
	CMS_ContentInfo *cms;
	BIO *in;

	sk_X509_push(to, recipient);
	in = BIO_new_mem_buf(content.at, (int)content.len);
	cms = CMS_encrypt(to, in, cipher, flags | CMS_BINARY);
	assert_non_null(cms);
	BIO_free(in);
	sk_X509_free(to);
	return cms;
}

/* ---- Messages ---------------------------------------------------------- */

struct span
kit_content(void)
{
	return span_of_str("a request that nobody else may read");
}

X509 *
kit_device(struct kit *kit, enum kit_key key, const char *ski)
{
	return kit_x509(&(struct kit_cert){ .serial = 7,
	    .subject = "device",
	    .key = kit->pkeys[key],
	    .ski = ski });
}

struct span
kit_signed(struct kit *kit, enum kit_key key, const EVP_MD *md,
    unsigned int flags)
{
	X509 *x = kit_device(kit, key, "hash");
	CMS_ContentInfo *cms;
	struct span s;

	cms = kit_cms_sign(x, kit->pkeys[key], md, kit_content(), flags);
	s = (flags & CMS_STREAM) != 0 ?
	    kit_cms_ber(kit, cms, kit_content(), flags) :
	    kit_cms_der(kit, cms);
	CMS_ContentInfo_free(cms);
	X509_free(x);
	return s;
}

const EVP_CIPHER *
kit_cipher(enum cipher c)
{
	const EVP_CIPHER *found;
	struct err e = { 0 };

	kit_ok(cipher_enable_obsolete(&e), &e);
	found = evp_cipher(c, &e);
	assert_non_null(found);
	return found;
}

void
kit_opens(struct kit *kit, struct span ber, const char *name,
    struct cms_enveloped *m)
{
	struct err e = { 0 };
	struct span plain = { 0 };

	if (cms_enveloped_parse(ber, &kit->ra, kit->a, m, &e) == -1 ||
	    cms_enveloped_open(m, kit->keys[KIT_RA], kit->a, &plain, &e) == -1)
		fail_msg("%s: %s", name, e.text);
	assert_true(span_equal(plain, kit_content()));
}
