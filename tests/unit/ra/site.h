/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A state directory with a CA and profiles, for the tests of ra and of the
 * doors above it.  What fails here ends the program.
 */
#ifndef TEST_SITE_H
#define TEST_SITE_H

#include "pki/key.h"
#include "ra/enroll.h"
#include "ra/setup.h"
#include "store/store.h"

#define SITE_CHALLENGE "open sesame"

struct site {
	char		*place;		/* a private directory */
	const char	*state;		/* the state directory in it */
	struct arena	*a;
	struct arena	*borrowed;	/* of profiles: freed before ra */
	struct secret	*challenge;	/* SITE_CHALLENGE */
	struct ra	*ra;
	struct actor	 by;
	struct uuid	 tenant;
	struct uuid	 connector;
};

/* An empty state. */
struct site	*site_new_empty(void);
/* With tenant "Acme" and connector "Test CA" (EC P-256). */
struct site	*site_new(void);
void		 site_free(struct site *s);
/* Close and open again, as a process that was started anew. */
void		 site_reopen(struct site *s);

/* A draft with the challenge SITE_CHALLENGE. */
struct profile_draft site_draft(struct site *s, const char *name);
/* Make it.  Its id is *out (may be NULL). */
void		 site_add(struct site *s, struct profile_draft d,
		    struct uuid *out);
/* The profile as it is now, borrowed until site_reopen. */
const struct ra_profile *site_profile(struct site *s, const char *slug);

/* The connector gets a next CA, to take over in so many days. */
void		 site_prepare_next_ca(struct site *s, int64_t days);
/* The time of a connector's next CA has come, and nobody saw it yet. */
void		 site_bring_next_ca_forward(struct site *s,
		    const struct uuid *connector);
/* ra_verify finds nothing. */
void		 site_verify(struct site *s);

/* What a device asks for: /CN=<name>, with SITE_CHALLENGE. */
struct enrollment site_request(struct site *s, const struct key *k,
		    const char *transaction_id, const char *name);
/*
 * Enrol through the profile of this slug: what comes of it, in the site's
 * arena.  And /CN=<name> through "routers", which issues: its certificate.
 */
struct outcome	 site_enroll(struct site *s, const char *slug,
		    const struct enrollment *en);
struct uuid	 site_issue(struct site *s, const struct key *k,
		    const char *name);
struct key	*site_key(void);		/* EC P-256 */

/* Reading; all in the site's arena. */
Counter		*site_counter(struct site *s, const struct uuid *scope,
		    int32_t day);
Order		*site_order(struct site *s, const struct uuid *id);
Account		*site_account(struct site *s, const struct uuid *id);
Certificate	*site_certificate(struct site *s, const struct uuid *id);
Order		*site_newest_order(struct site *s);	/* NULL: none */
uint64_t	 site_total(struct site *s, enum store_index of);
/* The newest entry of the audit log. */
AuditEntry	*site_last_audit(struct site *s);
/* Write a record as it is. */
void		 site_put_order(struct site *s, const Order *o);
void		 site_put_certificate(struct site *s, const Certificate *c);
void		 site_put_account(struct site *s, const Account *c);

/*
 * What was counted is what is there: orders by state, accounts, and the
 * gauge of active failures against both the accounts' and the orders'.  The
 * text says what differs; NULL: nothing.
 */
const char	*site_inconsistency(struct site *s, const struct uuid *scope);

#endif
