/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The few structures of CMS (RFC 5652) that SCEP is made of.  They are read in
 * place, BER as well as DER: names, keys and signed attributes are the bytes
 * they came in.  They are written as DER with primitive strings.
 *
 * What is read points into the message, which is to stay as long.
 */
#ifndef PKI_CMS_H
#define PKI_CMS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/span.h"
#include "pki/algorithm.h"
#include "pki/cert.h"
#include "pki/key.h"

/* A signed attribute with its one value. */
struct cms_attribute {
	const char	*oid;		/* dotted */
	unsigned int	 tag;		/* of the value, e.g. 0x13 */
	struct span	 value;		/* the value's content octets */
};

#define CMS_ATTRIBUTES_MOST 32
#define CMS_CERTS_MOST 16
#define CMS_RECIPIENTS_MOST 16

/* SignedData with one signer. */
struct cms_signed {
	/*
	 * Digest and signature algorithm are known and agree; else only the
	 * names below are set.
	 */
	bool		 digest_known;
	enum digest	 digest;
	enum scheme	 scheme;
	const char	*digest_oid;	/* dotted, for error texts */
	const char	*scheme_oid;
	struct span	 content_type;	/* OID, content octets */
	bool		 has_content;
	struct span	 content;
	struct span	 signed_attributes;	/* DER with the tag of a SET */
	struct span	 attributes_sorted;	/* in DER's order, where they
						   came in another; or empty */
	struct cms_attribute attributes[CMS_ATTRIBUTES_MOST];
	unsigned int	 attribute_count;
	struct span	 signature;
	struct span	 certs[CMS_CERTS_MOST];	/* as sent, in order */
	unsigned int	 cert_count;
	struct span	 crl;		/* as sent, the first; empty: none */
	struct cert	 signer;	/* the one the SignerInfo names */
	bool		 has_signer;	/* false where no certs were sent */
};

/*
 * Read a SignedData, check its shape: exactly one SignerInfo (where
 * `want_signer`) with signed attributes, each at most once with one value;
 * where certificates are there, its own among them; no trailing bytes.
 * ERR_MALFORMED otherwise.  Nothing is verified.
 */
int	 cms_signed_parse(struct span ber, bool want_signer, struct arena *a,
	    struct cms_signed *out, struct err *e) must_check;
/*
 * messageDigest is the content's digest, contentType is there, and the
 * signature holds over the signed attributes (RFC 5652 section 5.4).
 * ERR_INTEGRITY; ERR_ALGORITHM where the algorithm is unknown.
 */
int	 cms_signed_verify(const struct cms_signed *m,
	    const struct key *signer, struct err *e) must_check;
/* NULL where there is none. */
const struct cms_attribute *cms_signed_attribute(const struct cms_signed *m,
	    const char *oid);

/* EnvelopedData or AuthEnvelopedData. */
struct cms_enveloped {
	bool		 cipher_known;
	enum cipher	 cipher;
	const char	*cipher_oid;
	bool		 transport_known;
	enum transport	 transport;
	enum digest	 oaep_digest;	/* where OAEP */
	enum digest	 oaep_mask;	/* of its MGF1 */
	const char	*transport_oid;
	/* Who it is for: issuer and serial number, or a key identifier. */
	struct span	 issuer;
	struct span	 serial;
	struct span	 key_id;
	struct span	 encrypted_key;
	struct span	 iv;
	struct span	 content;	/* encrypted, pieces joined */
	struct span	 mac;		/* of GCM */
	struct span	 auth_attributes;	/* DER with the tag of a SET */
	struct span	 der;		/* the whole */
};

/*
 * ERR_MALFORMED for what is no such structure.  Of several recipients the one
 * that names `recipient` is taken; where none does, or it is NULL, the first:
 * devices name what they please, and the key tells.
 */
int	 cms_enveloped_parse(struct span ber, const struct cert *recipient,
	    struct arena *a, struct cms_enveloped *out, struct err *e)
	    must_check;
/* The recipient that was taken is named by this certificate's facts. */
bool	 cms_enveloped_is_for(const struct cms_enveloped *m,
	    const struct cert *recipient);
/*
 * Decrypt with an RSA key.  Every failure inside, of padding, key length or
 * content, is ERR_INTEGRITY with one text and takes the same way: a random
 * key stands in for what did not decrypt (RFC 3218 section 2.3.2).
 */
int	 cms_enveloped_open(const struct cms_enveloped *m,
	    const struct key *key, struct arena *a, struct span *out,
	    struct err *e) must_check;
/* Decrypt what came under a password (RFC 3211). */
int	 cms_enveloped_open_password(const struct cms_enveloped *m,
	    const struct secret *password, struct arena *a, struct span *out,
	    struct err *e) must_check;

/*
 * Bytes to the holder of a certificate's RSA key, or of a password:
 * EnvelopedData, or AuthEnvelopedData (RFC 5083) where the cipher is GCM; with
 * a password CBC of the same key size, since RFC 3211 wraps with a block
 * cipher.  OAEP's mask is of its digest.
 */
struct cms_seal {
	enum cipher		 cipher;
	enum transport		 transport;
	enum digest		 oaep_digest;
	const struct cert	*recipient;	/* for PKCS1 and OAEP */
	const struct key	*key;		/* the recipient's */
	struct span		 password;	/* for TRANSPORT_PASSWORD */
};

/*
 * Whether cms_seal has a way to do this: ERR_ALGORITHM for a key that cannot
 * decrypt or is too short for this OAEP, for no password, and for a password
 * with DES.  To be asked before what is to be sealed is made.
 */
int	 cms_seal_check(const struct cms_seal *how, struct err *e) must_check;
int	 cms_seal(struct span content, const struct cms_seal *how,
	    struct arena *a, struct span *out, struct err *e) must_check;

/* SignedData over content with signed attributes. */
struct cms_sign {
	enum digest		 digest;
	const struct cert	*signer;
	const struct key	*key;
	/*
	 * Values are whole DER elements here; contentType, messageDigest and
	 * signingTime are added.
	 */
	const struct cms_attribute *attributes;
	unsigned int		 attribute_count;
	int64_t			 signing_time;	/* seconds since 1970;
						   0: none */
	bool			 include_cert;
	bool			 no_content;	/* eContent is left out; the
						   content is to be empty */
};

/*
 * By RSA (signatureAlgorithm rsaEncryption, which all clients take) or ECDSA,
 * as the key is.  Empty content is an empty OCTET STRING.
 */
int	 cms_sign(struct span content, const struct cms_sign *how,
	    struct arena *a, struct span *out, struct err *e) must_check;

/* Certs-only SignedData (RFC 5652 section 5, no signer), order kept. */
int	 cms_certs_only(const struct span *certs, unsigned int n,
	    struct arena *a, struct span *out, struct err *e) must_check;
/* The same with a CRL and no certificate (RFC 8894 section 3.4). */
int	 cms_crl_only(struct span crl, struct arena *a, struct span *out,
	    struct err *e) must_check;

#endif
