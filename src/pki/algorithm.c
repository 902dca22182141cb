/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables behind algorithm.h: names, sizes and levels. */
#include <string.h>

#include "pki/algorithm.h"

/*
 * RFC 8894 section 2.9 makes SHA-256 mandatory and SHA-1 and 3DES what
 * older clients may need; MD5 and single DES were dropped with the drafts.
 */
static const struct {
	const char *name;
	enum level level;
	size_t size;
} digests[] = {
	[DIGEST_MD5] = { "MD5", LEVEL_OBSOLETE, 16 },
	[DIGEST_SHA1] = { "SHA-1", LEVEL_LEGACY, 20 },
	[DIGEST_SHA256] = { "SHA-256", LEVEL_MODERN, 32 },
	[DIGEST_SHA384] = { "SHA-384", LEVEL_MODERN, 48 },
	[DIGEST_SHA512] = { "SHA-512", LEVEL_MODERN, DIGEST_MOST },
};

_Static_assert(sizeof(digests) / sizeof(digests[0]) == DIGEST__COUNT,
    "one row a digest");

static const struct {
	const char *name;
	enum level level;
} ciphers[] = {
	[CIPHER_DES] = { "DES-CBC", LEVEL_OBSOLETE },
	[CIPHER_DES3] = { "DES-EDE3-CBC", LEVEL_LEGACY },
	[CIPHER_AES128] = { "AES-128-CBC", LEVEL_MODERN },
	[CIPHER_AES192] = { "AES-192-CBC", LEVEL_MODERN },
	[CIPHER_AES256] = { "AES-256-CBC", LEVEL_MODERN },
	[CIPHER_AES128_GCM] = { "AES-128-GCM", LEVEL_MODERN },
	[CIPHER_AES192_GCM] = { "AES-192-GCM", LEVEL_MODERN },
	[CIPHER_AES256_GCM] = { "AES-256-GCM", LEVEL_MODERN },
};

_Static_assert(sizeof(ciphers) / sizeof(ciphers[0]) == CIPHER__COUNT,
    "one row a cipher");

static const char *const transports[] = {
	[TRANSPORT_PKCS1] = "RSAES-PKCS1-v1_5",
	[TRANSPORT_OAEP] = "RSAES-OAEP",
	[TRANSPORT_PASSWORD] = "password",
};

_Static_assert(sizeof(transports) / sizeof(transports[0]) == TRANSPORT__COUNT,
    "one name a transport");

static const char *const levels[] = {
	[LEVEL_MODERN] = "modern",
	[LEVEL_LEGACY] = "legacy",
	[LEVEL_OBSOLETE] = "obsolete",
};

_Static_assert(sizeof(levels) / sizeof(levels[0]) == LEVEL__COUNT,
    "one name a level");

const char *
digest_name(enum digest d)
{
	return digests[d].name;
}

const char *
cipher_name(enum cipher c)
{
	return ciphers[c].name;
}

const char *
transport_name(enum transport t)
{
	return transports[t];
}

const char *
level_name(enum level l)
{
	return levels[l];
}

bool
level_parse(const char *name, enum level *out)
{
	int l;

	for (l = 0; l < LEVEL__COUNT; l++)
		if (strcmp(levels[l], name) == 0) {
			*out = (enum level)l;
			return true;
		}
	return false;
}

enum level
digest_level(enum digest d)
{
	return digests[d].level;
}

enum level
cipher_level(enum cipher c)
{
	return ciphers[c].level;
}

size_t
digest_size(enum digest d)
{
	return digests[d].size;
}
