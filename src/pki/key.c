/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys as such: their types, what is allowed, signing and verifying. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/mem.h"
#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/evp.h"
#include "pki/pki_err.h"

struct key {
	EVP_PKEY *pkey;
	struct key_spare *spare;
	struct key_type type;
	bool odd_exponent; /* RSA */
	unsigned int exponent_bits;
	unsigned long exponent; /* where 32 bits or less */
	uint8_t *spki;
	size_t spki_len;
};

/* What can be asked for by name; curves as OpenSSL calls them. */
static const struct {
	const char *name;
	struct key_type type;
	const char *curve;
	const char *also;
} types[] = {
	{ "rsa:2048", { KEY_RSA, 2048 }, NULL, NULL },
	{ "rsa:3072", { KEY_RSA, 3072 }, NULL, NULL },
	{ "rsa:4096", { KEY_RSA, 4096 }, NULL, NULL },
	{ "rsa:8192", { KEY_RSA, 8192 }, NULL, NULL },
	{ "ec:p256", { KEY_EC, 256 }, "prime256v1", "P-256" },
	{ "ec:p384", { KEY_EC, 384 }, "secp384r1", "P-384" },
	{ "ec:p521", { KEY_EC, 521 }, "secp521r1", "P-521" },
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

int
key_type_parse(const char *text, struct key_type *out, struct err *e)
{
	char names[128] = "";
	size_t i, n = 0;

	for (i = 0; i < TYPE_COUNT; i++) {
		if (strcmp(types[i].name, text) == 0) {
			*out = types[i].type;
			return 0;
		}
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s",
		    i == 0 ? "" : ", ", types[i].name);
	}
	return err_set(e, ERR_MALFORMED,
	    "key type '%.32s' is none: want one of %s", text, names);
}

char *
key_type_text(struct arena *a, struct key_type t)
{
	switch (t.kind) {
	case KEY_RSA:
		return arena_printf(a, "rsa:%u", t.bits);
	case KEY_EC:
		return arena_printf(a, "ec:p%u", t.bits);
	default:
		return arena_printf(a, "other:%u", t.bits);
	}
}

static struct key_type
ec_type(EVP_PKEY *pkey)
{
	struct key_type t = { KEY_OTHER, 0 };
	char group[80];
	size_t i;

	if (EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL) != 1)
		return t;
	for (i = 0; i < TYPE_COUNT; i++)
		if (types[i].curve != NULL &&
		    (strcmp(types[i].curve, group) == 0 ||
			strcmp(types[i].also, group) == 0))
			return types[i].type;
	return t;
}

/* RFC 5280 section 4.2.1.2: the bits of the key, without the rest. */
int
key_spki_bits(struct span spki, struct span *out, struct err *e)
{
	struct asn1_element all, algorithm;

	if (!asn1_take(&spki, DER_SEQUENCE, &all) ||
	    !asn1_take(&all.content, DER_SEQUENCE, &algorithm) ||
	    !asn1_take_bits(&all.content, out))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.7: public key is not an algorithm and "
		    "bits");
	return 0;
}

/*
 * RFC 3279 section 2.3.1: the second number of the two.  From the bytes,
 * since OpenSSL's way to ask for it costs a third of the decoding.
 */
static bool
find_exponent(struct span spki, struct span *out)
{
	struct err unused = { 0 };
	struct asn1_element all, el;
	struct span bits;

	if (key_spki_bits(spki, &bits, &unused) == -1 ||
	    !asn1_take(&bits, DER_SEQUENCE, &all) ||
	    !asn1_take(&all.content, DER_INTEGER, &el) ||
	    !asn1_take(&all.content, DER_INTEGER, &el))
		return false;
	*out = el.content;
	return true;
}

static int
read_exponent(struct key *k, struct err *e)
{
	struct span s = { NULL, 0 };
	size_t i;

	if (!find_exponent(key_spki(k), &s))
		return err_set(e, ERR_MALFORMED,
		    "RFC 3279 2.3.1: RSA key is not two numbers in DER");
	for (; s.len > 0 && s.at[0] == 0; s.len--)
		s.at++;
	if (s.len == 0)
		return 0;
	k->exponent_bits = (unsigned int)s.len * 8 -
	    (unsigned int)(__builtin_clz(s.at[0]) - 24);
	k->odd_exponent = (s.at[s.len - 1] & 1) != 0;
	for (i = 0; i < s.len && s.len <= 4; i++)
		k->exponent = k->exponent << 8 | s.at[i];
	return 0;
}

/* Before anything is computed with it: the sender chose these numbers. */
static int
check_cost(const struct key *k, struct err *e)
{
	if (k->type.bits > KEY_RSA_BITS_MOST)
		return err_set(e, ERR_ALGORITHM,
		    "RSA key has %u bits: want %d at most", k->type.bits,
		    KEY_RSA_BITS_MOST);
	if (k->exponent_bits > KEY_RSA_EXPONENT_BITS_MOST)
		return err_set(e, ERR_ALGORITHM,
		    "RSA exponent has %u bits: want %d at most",
		    k->exponent_bits, KEY_RSA_EXPONENT_BITS_MOST);
	return 0;
}

static int
find_type(struct key *k, struct err *e)
{
	k->type.kind = KEY_OTHER;
	if (EVP_PKEY_is_a(k->pkey, "RSA"))
		k->type.kind = KEY_RSA;
	else if (EVP_PKEY_is_a(k->pkey, "EC"))
		k->type = ec_type(k->pkey);
	pki_err_forget();
	k->type.bits = (unsigned int)EVP_PKEY_get_bits(k->pkey);
	if (k->type.kind != KEY_RSA)
		return 0;
	if (read_exponent(k, e) == -1)
		return -1;
	return check_cost(k, e);
}

int
key_new_with_spki(EVP_PKEY *pkey, struct span spki, struct key **out,
    struct err *e)
{
	struct key *k;

	k = mem_alloc(sizeof(*k));
	k->pkey = pkey;
	k->spare = key_spare_new();
	k->spki = mem_alloc(spki.len);
	memcpy(k->spki, spki.at, spki.len);
	k->spki_len = spki.len;
	if (find_type(k, e) == -1) {
		key_free(k);
		return -1;
	}
	*out = k;
	return 0;
}

int
key_new(EVP_PKEY *pkey, struct key **out, struct err *e)
{
	unsigned char *der = NULL;
	int len, rc;

	if ((len = i2d_PUBKEY(pkey, &der)) <= 0) {
		EVP_PKEY_free(pkey);
		return pki_err(e, ERR_INTERNAL, "encoding a public key");
	}
	rc = key_new_with_spki(pkey, span_of(der, (size_t)len), out, e);
	OPENSSL_free(der);
	return rc;
}

void
key_free(struct key *k)
{
	if (k == NULL)
		return;
	key_spare_free(k->spare);
	EVP_PKEY_free(k->pkey);
	free(k->spki);
	free(k);
}

EVP_PKEY *
key_evp(const struct key *k)
{
	return k->pkey;
}

struct key_spare *
key_spare(const struct key *k)
{
	return k->spare;
}

struct key_type
key_type_of(const struct key *k)
{
	return k->type;
}

struct span
key_spki(const struct key *k)
{
	return span_of(k->spki, k->spki_len);
}

int
key_make(struct key_type t, struct key **out, struct err *e)
{
	EVP_PKEY *pkey = NULL;
	size_t i;

	if (t.kind == KEY_RSA)
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)t.bits);
	for (i = 0; t.kind == KEY_EC && i < TYPE_COUNT; i++)
		if (types[i].type.kind == KEY_EC &&
		    types[i].type.bits == t.bits)
			pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC",
			    types[i].curve);
	if (pkey == NULL)
		return pki_err(e, ERR_ALGORITHM,
		    "a key of %u bits cannot be made", t.bits);
	return key_new(pkey, out, e);
}

static int
check_rsa(const struct key *k, enum level level, unsigned int least_bits,
    struct err *e)
{
	bool small = level != LEVEL_MODERN &&
	    (k->exponent == 3 || k->exponent == 17);

	if (k->type.bits < least_bits)
		return err_set(e, ERR_ALGORITHM,
		    "RSA key has %u bits: want %u to %d", k->type.bits,
		    least_bits, KEY_RSA_BITS_MOST);
	if (!k->odd_exponent)
		return err_set(e, ERR_ALGORITHM,
		    "RSA exponent is even: want an odd one, 65537 say");
	if (k->exponent_bits <= 16 && !small)
		return err_set(e, ERR_ALGORITHM,
		    "RSA exponent is %lu: want 65537 or more%s", k->exponent,
		    level == LEVEL_MODERN ? "" : ", or 3 or 17");
	return 0;
}

/*
 * RFC 5480 section 2.1.1: the curve by name.  A curve whose numbers are
 * written out is refused though OpenSSL knows it again: the certificate
 * would carry them.
 */
static int
check_ec(const struct key *k, struct err *e)
{
	char encoding[32] = "";

	if (EVP_PKEY_get_utf8_string_param(k->pkey, OSSL_PKEY_PARAM_EC_ENCODING,
		encoding, sizeof(encoding), NULL) != 1 ||
	    strcmp(encoding, OSSL_PKEY_EC_ENCODING_GROUP) != 0) {
		pki_err_forget();
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5480 2.1.1: EC key "
		    "has explicit curve parameters: want a named curve");
	}
	return 0;
}

int
key_check_enrollable(const struct key *k, enum level level,
    unsigned int least_bits, struct err *e)
{
	switch (k->type.kind) {
	case KEY_RSA:
		return check_rsa(k, level, least_bits, e);
	case KEY_EC:
		return check_ec(k, e);
	default:
		return err_set(e, ERR_ALGORITHM,
		    "key is of type %s, %u bits: "
		    "want RSA, P-256, P-384 or P-521",
		    EVP_PKEY_get0_type_name(k->pkey), k->type.bits);
	}
}
