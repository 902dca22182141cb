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
/*
 * Remove the files and dir, and what is left of who died at writing a file or
 * at local_write; see connector_forget.
 */
int	 local_remove(const char *dir, struct err *e) must_check;

/* Names chain, and the signature holds: RFC 5280 section 6.1.3. */
int	 local_check_issued(const struct cert *c, const struct cert *ca,
	    const struct key *ca_public, struct err *e) must_check;

/* A certificate of the CA's own household: its RA, its OCSP signer. */
struct local_issue {
	struct key_type		 key_type;
	const char		*name;		/* "/CN=...", behind the CA's */
	unsigned int		 key_usage;
	const char *const	*extended_usages;	/* or NULL */
	struct span		 more;		/* whole Extensions, or empty */
	int64_t			 not_before;	/* both cut at the CA's own */
	int64_t			 not_after;
};
/* With a fresh key: key and certificate, in PEM. */
int	 local_issue(const struct cert *ca, const struct key *ca_key,
	    const struct local_issue *what, struct arena *a, struct buf *pem,
	    struct err *e) must_check;

/*
 * What must hold of a CA, whether it is made, taken over or opened: it is
 * one, may sign certificates, and the key is its own and of a kind that we
 * sign with.
 */
int	 local_check_ca(const struct cert *ca, const struct key *key,
	    struct err *e) must_check;

#endif
