/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CAs of elsewhere, as files to be taken over from.  What fails here ends the
 * program.
 */
#ifndef TEST_CA_KIT_H
#define TEST_CA_KIT_H

#include "pki/cert.h"

struct ca_kit {
	const char		*name;		/* "/CN=..." */
	const struct key	*key;
	const struct cert	*issuer;	/* NULL: self-signed */
	const struct key	*issuer_key;
	bool			 no_ca;		/* basicConstraints say so */
	unsigned int		 usage;		/* 0: what a CA has */
	int64_t			 not_before;	/* seconds since 1970 */
	int64_t			 not_after;
};

struct cert	 ca_kit_cert(struct arena *a, const struct ca_kit *kit);
/* passphrase: NULL: not encrypted. */
void		 ca_kit_write_key(const char *path, const struct key *k,
		    const char *passphrase);
/* Both into one file; above: NULL: none. */
void		 ca_kit_write_certs(struct arena *a, const char *path,
		    const struct cert *ca, const struct cert *above);

#endif
