/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A way to a CA.  Each kind is one row of operations; what is above asks for
 * a certificate and does not know where it is signed.  A connector also holds
 * the RA's certificate and key, which speak SCEP in the CA's name.
 *
 * A struct connector is immutable once open and may be used by all threads.
 */
#ifndef CONNECTOR_CONNECTOR_H
#define CONNECTOR_CONNECTOR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/span.h"
#include "base/uuid.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/key.h"

struct connector;

/* The newest CRL, in DER: whoever has it signed keeps it there. */
#define CONNECTOR_CRL_FILE "ca.crl"

struct connector_config {
	struct uuid	 id;
	const char	*kind;			/* "local" */
	const char	*dir;			/* its files: private; also
						   CONNECTOR_CRL_FILE */
	const char	*passphrase_file;	/* "" where none is needed */
	const char	*crl_url;		/* "" where none */
	bool		 crl_is_ours;		/* what it leads to is what
						   connector_sign_crl signs */
	const char	*ca_issuers_url;	/* "" where none */
	const char	*ocsp_url;		/* "" where none */
};

/*
 * Load certificates and keys and check that they belong together.  Failures
 * say which file is wrong, and what to do.  What has ended opens all the
 * same, so that it can be looked at: see connector_check.
 */
int	 connector_open(const struct connector_config *config,
	    struct connector **out, struct err *e) must_check;
void	 connector_close(struct connector *c);		/* NULL is fine */

/*
 * CA and RA certificate are valid at this time (seconds since 1970):
 * ERR_UNAVAILABLE says which one ended, and when.
 */
int	 connector_check(const struct connector *c, int64_t now,
	    struct err *e) must_check;

/* All borrowed for the connector's life. */
const struct cert	*connector_ca(const struct connector *c);
const struct key	*connector_ca_public(const struct connector *c);
const struct cert	*connector_ra(const struct connector *c);
const struct key	*connector_ra_key(const struct connector *c);
/*
 * The CA's own key, to answer with in the RA's place; NULL where the kind does
 * not hold it, or it cannot open what is sealed to it (it is not RSA).
 */
const struct key	*connector_ca_key(const struct connector *c);
/*
 * The RA before the last renewal, to be used beside the other until its end:
 * devices have its certificate.  NULL where there is none.
 */
const struct cert	*connector_ra_former(const struct connector *c);
const struct key	*connector_ra_former_key(const struct connector *c);
/* Above the issuing CA up to the root, in order; *n may be 0. */
const struct cert	*connector_chain(const struct connector *c,
			    unsigned int *n);

/*
 * Less than a third of the RA certificate's time is left, and a new one would
 * end later by a day at least: the CA's own end limits it.
 */
bool	 connector_ra_is_due(const struct connector *c, int64_t now);
/*
 * Renew the RA where that is due by what is on disk now: c stays as it was
 * opened, the next connector_open finds the new one.  Where another process
 * is at it, it is left to that, and the call returns at once.
 */
int	 connector_renew_ra(const struct connector *c, int64_t now,
	    struct err *e) must_check;

/* What a certificate is asked for with. */
struct connector_order {
	struct uuid	 id;		/* the order's: idempotency key */
	struct span	 subject;	/* DER Name */
	struct span	 spki;
	struct span	 alt_names;	/* DER GeneralNames, or empty */
	int64_t		 not_before;	/* seconds since 1970; not before the
					   CA's own beginning */
	int64_t		 not_after;	/* cut at the CA's own end */
	unsigned int	 key_usage;	/* enum key_usage */
	const char *const *extended_usages;	/* OIDs, NULL-ended */
	struct span	 more;		/* whole DER Extensions that go in as
					   they are, or empty */
};

/* What was signed; all of it in the arena. */
struct connector_cert {
	struct span	 der;
	struct span	 serial;	/* INTEGER's content octets */
	int64_t		 not_before;	/* seconds since 1970 */
	int64_t		 not_after;
};

/*
 * Have a certificate signed.  ERR_UNAVAILABLE where the CA cannot be reached
 * or has ended; ERR_DENIED where it refuses.  A second call for the same
 * order may bring another serial number.
 */
int	 connector_sign(const struct connector *c,
	    const struct connector_order *order, struct arena *a,
	    struct connector_cert *out, struct err *e) must_check;

/*
 * The CA's certificate allows it to sign CRLs: ERR_DENIED where it does not,
 * and then it never will.
 */
int	 connector_check_crls(const struct connector *c, struct err *e)
	    must_check;

/*
 * Have a CRL signed.  ERR_UNAVAILABLE where the CA cannot be reached or has
 * ended; ERR_DENIED where its certificate does not allow it to sign CRLs.
 */
int	 connector_sign_crl(const struct connector *c,
	    const struct crl_draft *draft, int64_t now, struct arena *a,
	    struct span *out, struct err *e) must_check;

/*
 * Who signs OCSP answers in the CA's name (RFC 6960 section 4.2.2.2): it does
 * not need the connector any more.  Immutable, for all threads.
 */
struct ocsp_signer {
	struct arena	*arena;
	struct cert	 cert;		/* of id-kp-OCSPSigning, by the CA */
	struct key	*key;
	int64_t		 due;		/* seconds since 1970: ask for another
					   from then on */
};

/*
 * The connector's signer; made, or renewed where less than a third of its
 * time is left, so it is slow at times.  Where renewing fails, and that is
 * logged, the one there is has to do while it is valid.  Free it with
 * ocsp_signer_free.  ERR_UNAVAILABLE where the CA cannot be reached or has
 * ended.
 */
int	 connector_ocsp_signer(const struct connector *c, int64_t now,
	    struct ocsp_signer **out, struct err *e) must_check;
void	 ocsp_signer_free(struct ocsp_signer *s);	/* NULL is fine */

/*
 * Remove what a connector keeps in its directory, the directory included, and
 * what was being written there when a process died; one that is not there is
 * fine.  ERR_INTERNAL names what is left.
 */
int	 connector_forget(const char *kind, const char *dir, struct err *e)
	    must_check;

/* The kinds there are, NULL-ended, for help texts: "local". */
const char *const *connector_kinds(void);

#endif
