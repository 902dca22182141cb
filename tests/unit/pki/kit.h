/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of pki share: the keys of tests/data, and certificates and
 * messages made by OpenSSL's own API, so that each of us reads what the other
 * has written.
 */
#ifndef TEST_PKI_KIT_H
#define TEST_PKI_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "pki/algorithm.h"
#include "pki/cert.h"
#include "pki/cms.h"
#include "pki/key.h"

/* Keys of tests/data, by their place in kit.keys. */
enum kit_key { KIT_CA, KIT_RA, KIT_DEVICE, KIT_OTHER, KIT_WEAK,
    KIT_EXPONENT3, KIT_EC, KIT_KEY__COUNT };

struct kit {
	struct arena	*a;
	EVP_PKEY	*pkeys[KIT_KEY__COUNT];		/* OpenSSL's */
	struct key	*keys[KIT_KEY__COUNT];		/* ours */
	struct cert	 ca;
	struct cert	 ra;
	X509		*ca_x509;
	X509		*ra_x509;
};

/* For cmocka_run_group_tests: *state is a struct kit. */
int	 kit_set_up(void **state);
int	 kit_tear_down(void **state);

/* A file of tests/, in the arena. */
struct span	 kit_file(struct kit *kit, const char *name);

/* rc is 0; else the test fails and says why. */
void	 kit_ok(int rc, const struct err *e);
/* rc is -1, the kind this one, and there is a text. */
void	 kit_fails(int rc, const struct err *e, enum err_kind kind);
/* OpenSSL's queue of errors is empty: nothing is left for the next call. */
void	 kit_no_errors_left(void);

/* A certificate by OpenSSL, as the caller wants it before it is signed. */
struct kit_cert {
	int		 version;	/* 1 to 3; 0: 3 */
	long		 serial;
	const char	*subject;	/* CN */
	X509		*issuer;	/* NULL: itself */
	EVP_PKEY	*key;
	EVP_PKEY	*issuer_key;	/* NULL: key */
	const EVP_MD	*md;		/* NULL: SHA-256 */
	const char	*ski;		/* extension's value, "hash", or NULL */
};
X509	*kit_x509(const struct kit_cert *how);
/* Their DER, in the arena. */
struct span	 kit_x509_der(struct kit *kit, X509 *x);
struct span	 kit_cms_der(struct kit *kit, CMS_ContentInfo *cms);
/* The same with indefinite lengths and strings in pieces, as jscep sends. */
struct span	 kit_cms_ber(struct kit *kit, CMS_ContentInfo *cms,
		    struct span content, unsigned int flags);
/* SignedData by OpenSSL, with two attributes of SCEP. */
CMS_ContentInfo *kit_cms_sign(X509 *signer, EVP_PKEY *key, const EVP_MD *md,
		    struct span content, unsigned int flags);
/* What the messages of the tests hold. */
struct span	 kit_content(void);
/* A device's certificate by its own key. */
X509		*kit_device(struct kit *kit, enum kit_key key, const char *ski);
/* kit_content signed by a device; CMS_STREAM: as kit_cms_ber writes it. */
struct span	 kit_signed(struct kit *kit, enum kit_key key,
		    const EVP_MD *md, unsigned int flags);
/* Of all, the obsolete too. */
const EVP_CIPHER *kit_cipher(enum cipher c);
/* The envelope is the RA's and holds kit_content. */
void	 kit_opens(struct kit *kit, struct span ber, const char *name,
	    struct cms_enveloped *m);
CMS_ContentInfo *kit_cms_encrypt(X509 *recipient, const EVP_CIPHER *cipher,
		    struct span content, unsigned int flags);

#endif
