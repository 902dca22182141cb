/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What GetCACaps says: RFC 8894 section 3.5.2.  It has no keyword for MD5 nor
 * for single DES, so a profile of level obsolete announces what a legacy one
 * does: clients that need these two do not ask.
 */
#include "scep/reply.h"

/* strongSwan takes an empty line for every capability: there is none. */
#define CAPS_ALWAYS                                      \
	"AES\nPOSTPKIOperation\nRenewal\nSCEPStandard\n" \
	"SHA-256\nSHA-384\nSHA-512\n"
/* strongSwan 5.9.8 uses AES and SHA-256 only where these are there too. */
#define CAPS_LEGACY "SHA-1\nDES3\n"
#define CAPS_NEXT_CA "GetNextCACert\n"

static const char *const caps[LEVEL__COUNT][2] = {
	[LEVEL_MODERN] = { CAPS_ALWAYS, CAPS_ALWAYS CAPS_NEXT_CA },
	[LEVEL_LEGACY] = { CAPS_ALWAYS CAPS_LEGACY,
	    CAPS_ALWAYS CAPS_LEGACY CAPS_NEXT_CA },
	[LEVEL_OBSOLETE] = { CAPS_ALWAYS CAPS_LEGACY,
	    CAPS_ALWAYS CAPS_LEGACY CAPS_NEXT_CA },
};

const char *
scep_caps(enum level level, bool next_ca)
{
	return caps[level][next_ca ? 1 : 0];
}
