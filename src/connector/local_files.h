/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the files of a local CA; see local.h for what they
   hold. */
#ifndef CONNECTOR_LOCAL_FILES_H
#define CONNECTOR_LOCAL_FILES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "pki/cert.h"
#include "pki/key.h"

enum local_file { LOCAL_CA_KEY, LOCAL_CA_CERT, LOCAL_CHAIN, LOCAL_RA_KEY,
    LOCAL_RA_CERT, LOCAL_CRL, LOCAL_RA, LOCAL_RA_FORMER, LOCAL_OCSP,
    LOCAL_FILE__COUNT };

/* Largest file that is read: a long chain as PEM. */
#define LOCAL_FILE_LIMIT (256 * 1024)

/* DIR/ca.key and so on. */
char	*local_path(struct arena *a, const char *dir, enum local_file f);

/* Else ERR_NOT_FOUND: nothing else than a backup has what a file held. */
int	 local_check_there(const char *path, struct err *e) must_check;
/* PEM files anywhere; error texts name the path. */
int	 local_read_certs(const char *path, struct arena *a,
	    struct cert **out, unsigned int *n, struct err *e) must_check;
int	 local_read_key(const char *path, const struct secret *passphrase,
	    struct key **out, struct err *e) must_check;

/*
 * Make dir with these contents (an empty one: no such file), all or nothing:
 * they are written to a directory beside it that is renamed when it is whole
 * and on disk.  ERR_CONFLICT where dir is there.
 */
int	 local_write(const char *dir,
	    const struct span contents[static LOCAL_FILE__COUNT],
	    struct err *e) must_check;
/* Remove the files and dir; see connector_forget. */
int	 local_remove(const char *dir, struct err *e) must_check;

/*
 * What must hold of a CA, whether it is made, taken over or opened: it is
 * one, may sign certificates, and the key is its own and of a kind that we
 * sign with.
 */
int	 local_check_ca(const struct cert *ca, const struct key *key,
	    struct err *e) must_check;

#endif
