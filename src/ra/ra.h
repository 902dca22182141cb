/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registration authority: who may have what, and every change of state.
 * One struct ra a process, for all its threads.  The state directory holds
 *	secret.key	HMAC key for challenges (32 random bytes, 0600)
 *	store/		the records
 *	connectors/	a directory for each connector's keys
 */
#ifndef RA_RA_H
#define RA_RA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/uuid.h"
#include "pki/algorithm.h"
#include "pki/cert.h"
#include "pki/key.h"
#include "ra/policy_setting.h"

struct ra;
struct store;

/*
 * Make a state directory (its parent must exist) with an empty store and a
 * fresh secret.key.  ERR_CONFLICT where there is one.
 */
int	 ra_create(const char *state, struct err *e) must_check;
/* Open it: call after the last fork.  Failures say how to mend them. */
int	 ra_open(const char *state, struct ra **out, struct err *e) must_check;
void	 ra_close(struct ra *ra);			/* NULL is fine */

/*
 * Where this installation publishes, for certificates to point to: the URL of
 * a connector's CRL is crl/<id>.crl, and so on.  NULL or "" where that is not
 * known, or not published.  Copied.  Before any thread uses ra.
 */
struct ra_places {
	const char	*crl;		/* "http://pki.example.org/crl" */
	const char	*ca;
	const char	*ocsp;
};
void	 ra_publish_at(struct ra *ra, const struct ra_places *places);

/*
 * The next CAs whose time has come take over.  Who is asked for what depends
 * on a connector's CA calls this first; the verbs here do, and pages, which
 * read records by themselves, must.  Until there is something to do it costs
 * next to nothing; what fails is logged, and tried again in a minute.  How many
 * did.
 */
unsigned int ra_roll_over(struct ra *ra);

/* For reading: lists and records of pages and the tool. */
struct store *ra_store(const struct ra *ra);

/* Who does a thing, for the audit log. */
struct actor {
	const char	*name;		/* user name, "tool:<login>" */
	const char	*address;	/* "" where there is none */
};

/* How a device shows that it may have a certificate; as in the records. */
enum ra_challenge_kind {
	RA_CHALLENGE_UNSET,	/* in no way: never issues */
	RA_CHALLENGE_STATIC,	/* one password for all devices */
	RA_CHALLENGE_ONE_TIME,	/* each gets one certificate; ra/one_time.h */
	RA_CHALLENGE_NONE,	/* not at all: a person approves each order,
				   but for issue_unapproved */
	RA_CHALLENGE__COUNT
};

/*
 * What a profile makes of a request that is signed by a certificate of its
 * own: RFC 8894 section 2.3.
 */
struct ra_renewal {
	bool		 refused;	/* it counts as any other request */
	bool		 challenge;	/* it needs the challenge, too */
	bool		 new_key;	/* the old certificate's key is
					   refused */
	bool		 revokes;	/* the old certificate is superseded */
	unsigned int	 window_days;	/* before its end; 0: any time */
	unsigned int	 grace_days;	/* after its end */
};

/* Who decides on a request that passed all checks. */
enum ra_approval {
	RA_APPROVAL_NONE,	/* nobody: it is issued at once */
	RA_APPROVAL_FIRST,	/* a person, but not on renewals */
	RA_APPROVAL_ALL,	/* a person */
	RA_APPROVAL__COUNT
};

/*
 * Who does in fact, by what a profile says: where no challenge is asked for,
 * nothing else stands between a stranger and the CA.
 */
enum ra_approval ra_approval_of(enum ra_approval said,
	    enum ra_challenge_kind challenge, bool issue_unapproved,
	    const struct ra_renewal *r);

/* What a CertRep carries beside the issued certificate. */
enum ra_carries {
	RA_CARRIES_CHAIN,	/* all above, as far as GetCACert shows it */
	RA_CARRIES_ISSUER,	/* the CA that issued it */
	RA_CARRIES_ISSUED,	/* nothing */
	RA_CARRIES__COUNT
};

/*
 * The one before the RA was renewed, two of the CA before, and where a CA
 * itself answers the RA in use and the CA before.
 */
#define RA_FORMER_MOST 5

/*
 * A profile as devices meet it: a snapshot, with its connector loaded.
 * Borrowed until the arena that it was asked with is reset.
 */
struct ra_profile {
	struct uuid		 id;
	struct uuid		 tenant_id;
	struct uuid		 connector_id;
	const char		*name;
	const char		*slug;
	bool			 active;
	enum level		 level;
	unsigned int		 rsa_least_bits;
	unsigned int		 validity_days;
	enum ra_challenge_kind	 challenge;
	struct span		 challenge_mac;	/* STATIC; else empty */
	struct span		 challenge_former_mac;	/* good as well until */
	int64_t			 challenge_former_ends_ms;
	bool			 issue_unapproved;	/* NONE: to anybody */
	struct ra_renewal	 renewal;
	enum ra_approval	 approval;
	unsigned int		 pending_days;	/* an order waits at most */
	struct ra_policy	 policy;
	enum ra_carries		 carries;
	bool			 no_content;	/* a failure's answer has no
						   eContent at all */
	bool			 by_ca;		/* ra is the CA itself */
	const struct cert	*ca;
	const struct key	*ca_public;
	const struct cert	*ca_former;	/* issued as well; or NULL */
	const struct key	*ca_former_public;
	unsigned int		 ca_former_place;	/* for ra itself */
	const struct cert	*former_chain;	/* as chain */
	unsigned int		 former_chain_count;
	const struct cert	*ra;
	const struct key	*ra_key;
	/* RAs that devices may still know, each until its end. */
	struct ra_pair {
		const struct cert	*cert;	/* NULL: none */
		const struct key	*key;
	}			 former[RA_FORMER_MOST];
	const struct cert	*chain;		/* above the issuing CA, as far
						   as the profile shows it */
	unsigned int		 chain_count;
	const struct cert	*next_ca;	/* prepared; NULL: none */
	const struct cert	*next_ra;
	const struct cert	*next_chain;	/* as chain */
	unsigned int		 next_chain_count;
	const void		*connector;	/* for ra itself */
};

/*
 * The profile of a slug as it is now; *out is NULL where there is none.
 * ERR_UNAVAILABLE where store or connector are not there, or have ended.  The
 * connector's RA is renewed first where that is due (and at most once a
 * minute tried); it may take a few hundred milliseconds then.
 */
int	 ra_profile_find(struct ra *ra, const char *slug, struct arena *a,
	    const struct ra_profile **out, struct err *e) must_check;

/*
 * The CA that issued a certificate and what is above it, of those that the
 * profile knows: the one in use or the one before.  ca is NULL where it was
 * another, such as one that the profile was moved away from.
 */
struct ra_issuer {
	const struct cert	*ca;
	const struct cert	*chain;	/* as far as the profile shows it */
	unsigned int		 chain_count;
};
struct ra_issuer ra_issuer_of(const struct ra_profile *p, struct span der);

/*
 * The only active profile, for a device that cannot name one; NULL where
 * there are more, or none.
 */
int	 ra_profile_only(struct ra *ra, struct arena *a,
	    const struct ra_profile **out, struct err *e) must_check;

#endif
