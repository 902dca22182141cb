/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: a CA that is taken over from files. */
#ifndef RA_CA_FILES_H
#define RA_CA_FILES_H

#include "ra/state.h"

/* As a draft has them; NULL and "" are not given. */
struct ca_files {
	const char	*key;
	const char	*cert;		/* the CA's, then those above it */
	const char	*passphrase;	/* of an encrypted key */
};

/* A CA is taken over: else one is made. */
bool	 ca_files_given(const struct ca_files *f);
/*
 * They go together, or there are none of them; made: what only a new CA can be
 * told was given too.  ERR_MALFORMED.
 */
int	 ca_files_check(const struct ca_files *f, bool made, struct err *e)
	    must_check;
/* Copied into a new directory, as connector_local_import does it. */
int	 ca_files_import(const struct ca_files *f, const char *dir,
	    struct err *e) must_check;
/*
 * What a record keeps of the passphrase's path: absolute, for the programs run
 * in other directories than who set this up; "" where there is none.
 */
int	 ca_files_passphrase(const struct ca_files *f, struct arena *a,
	    char **out, struct err *e) must_check;

#endif
