/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an administrator sets up: tenants, connectors, profiles.  One function
 * a verb; each checks its input, writes the audit log in the same
 * transaction, and says in e what is wrong and what to do: ERR_MALFORMED a
 * value, ERR_CONFLICT a name that exists, a version that moved or a thing in
 * use (the text names what uses it), ERR_NOT_FOUND.
 */
#ifndef RA_SETUP_H
#define RA_SETUP_H

#include "base/secret.h"
#include "ra/ra.h"

struct Profile;		/* records of the store */
struct Connector;

#define RA_NAME_MOST 100	/* characters of a name */
#define RA_URL_MOST 1000	/* bytes of a URL */

/*
 * The rules for a name and for what certificates point to (a URL, or as in
 * connector_draft) by themselves, for who shows what is wrong beside its
 * field.  `what` begins the text: "the tenant's name".
 */
int	 ra_name_check(const char *what, const char *name, struct err *e)
	    must_check;
int	 ra_pointer_check(const char *what, const char *url, struct err *e)
	    must_check;

int	 ra_tenant_create(struct ra *ra, const struct actor *by,
	    const char *name, struct uuid *out, struct err *e) must_check;
/* version: that of the record the change was made from. */
int	 ra_tenant_rename(struct ra *ra, const struct actor *by,
	    const struct uuid *id, uint64_t version, const char *name,
	    struct err *e) must_check;
int	 ra_tenant_remove(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;

#define RA_CA_YEARS_DEFAULT 20
#define RA_CA_YEARS_MOST 50

#define RA_URL_NONE "none"

/* A local CA: made new, or taken over where key_file is set. */
struct connector_draft {
	const char	*name;
	const char	*kind;			/* "local" */
	const char	*subject;		/* "/CN=..."; NULL or "": from
						   the name */
	const char	*key_type;		/* NULL: "rsa:3072" */
	unsigned int	 years;			/* 0: the default */
	const char	*key_file;		/* NULL: make one */
	const char	*cert_file;
	const char	*passphrase_file;	/* NULL: not encrypted */
	/*
	 * What its certificates point to.  NULL or "": this installation
	 * itself, where its URL is known (ra_publish_at); RA_URL_NONE: none.
	 */
	const char	*crl_url;
	const char	*ca_issuers_url;
	const char	*ocsp_url;
	unsigned int	 crl_days;		/* 0: RA_CRL_DAYS_DEFAULT */
	unsigned int	 ocsp_hours;		/* 0: RA_OCSP_HOURS_DEFAULT */
};
int	 ra_connector_create(struct ra *ra, const struct actor *by,
	    const struct connector_draft *d, struct uuid *out, struct err *e)
	    must_check;
/* What can be told to be wrong in a draft before there is a store. */
int	 ra_connector_check(const struct connector_draft *d, struct err *e)
	    must_check;
/*
 * Those that a record has, to change some of them: name, kind, URLs, days and
 * hours; borrowed from it.
 */
struct connector_draft ra_connector_draft(const struct Connector *record);
/*
 * Name, URLs, days and hours become those of the draft; certificates that are
 * issued and answers that are made from then on follow them.  Only what is
 * another than before is checked.  version: that of the record the change was
 * made from.
 */
int	 ra_connector_change(struct ra *ra, const struct actor *by,
	    const struct uuid *id, uint64_t version,
	    const struct connector_draft *d, struct err *e) must_check;
/* What its certificates point to; "" where to none. */
struct ra_connector_urls {
	const char	*crl;
	const char	*ca_issuers;
	const char	*ocsp;
};
struct ra_connector_urls ra_connector_urls(const struct ra *ra,
	    const struct Connector *record, struct arena *a);
/* The certificate of its CA; in the arena. */
int	 ra_connector_ca(struct ra *ra, const struct uuid *id,
	    struct arena *a, struct span *der, struct err *e) must_check;
/*
 * The same of the CA in a place, which is the number in URLs: of the one in use
 * or the one before.
 */
int	 ra_connector_ca_at(struct ra *ra, const struct uuid *id,
	    unsigned int place, struct arena *a, struct span *der,
	    struct err *e) must_check;
/*
 * Open one to its CA in a place (record.proto), as the servers do; close with
 * connector_close.
 */
struct connector;
int	 ra_connector_open(const struct ra *ra, const struct Connector *record,
	    unsigned int place, struct connector **out, struct err *e)
	    must_check;
/*
 * Connectors that share a CA, in use, as the next one or as the one before.
 * None is made so; what an older version made may be.  Asked of one after the
 * other: the name of one that was asked of before and has one of its CAs, too,
 * or "".  Each file is read once, however many connectors there are.
 */
struct ra_twins;
struct ra_twins *ra_twins_new(struct arena *a);
const char *ra_twin_of(const struct ra *ra, struct ra_twins *t,
	    const struct Connector *record);
/* Refused while a profile uses it.  Its keys are removed with it. */
int	 ra_connector_remove(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;

#define RA_KEEP_DAYS_MOST 36500
#define RA_PENDING_DAYS 14	/* of a new profile */

struct profile_draft {
	const char	*name;
	const char	*slug;			/* NULL or "": from the name */
	struct uuid	 tenant;
	struct uuid	 connector;
	const struct secret *challenge;		/* NULL: as it is; of a new
						   profile: none, and then it
						   never issues */
	bool		 drop_challenge;	/* a former one goes, and the
						   profile never issues */
	/*
	 * UNSET: as it is, or static with `challenge`.  Static without one
	 * is refused where none is on record.
	 */
	enum ra_challenge_kind	 challenge_kind;
	/* How long the one before `challenge` is good as well; 0: not at all.
	   Two at a time: of three the first goes. */
	int64_t		 keep_old_ms;		/* to RA_KEEP_OLD_MOST_MS */
	bool		 drop_old;		/* kept so, it goes at once */
	bool		 issue_unapproved;	/* RA_CHALLENGE_NONE only */
	bool		 active;
	enum level	 level;
	unsigned int	 validity_days;		/* 1 to 3650 */
	unsigned int	 rsa_least_bits;	/* 2048 to 8192 */
	struct ra_renewal renewal;		/* days: 0 to 3650 */
	enum ra_approval approval;
	unsigned int	 pending_days;		/* 1 to 365 */
	/* Ended orders stay so long, 0: for ever; see ra/retention.h. */
	unsigned int	 keep_days;		/* 0 to RA_KEEP_DAYS_MOST */
	bool		 leave_out_root;
	bool		 leave_out_chain;
	struct ra_policy policy;
	const char	*preset;		/* NULL or "": none */
	enum ra_carries	 carries;
	bool		 no_content;		/* see ra_profile */
	bool		 by_ca;			/* see ra_profile */
};
/* The values that a new profile starts from. */
struct profile_draft ra_profile_defaults(void);
/* Those that a record has, to change some of them; borrowed from it. */
struct profile_draft ra_profile_draft(const struct Profile *record);
/* Whoever asks gets a certificate: no challenge, and nobody approves. */
bool	 ra_profile_is_open(const struct Profile *record);

#define RA_CHALLENGE_LEAST 8	/* characters */
#define RA_CHALLENGE_MOST 255	/* RFC 2985 section 5.4.1 */
#define RA_KEEP_OLD_MOST_MS (366 * 24 * 60 * 60 * INT64_C(1000))

int	 ra_profile_create(struct ra *ra, const struct actor *by,
	    const struct profile_draft *d, struct uuid *out, struct err *e)
	    must_check;
/*
 * What can be told before anybody is asked for a challenge: of a draft without
 * one, whether another profile is in the way of a new one.
 */
int	 ra_profile_check_new(struct ra *ra, const struct profile_draft *d,
	    struct err *e) must_check;
/* version: that of the record the change was made from. */
int	 ra_profile_change(struct ra *ra, const struct actor *by,
	    const struct uuid *id, uint64_t version,
	    const struct profile_draft *d, struct err *e) must_check;
/* Orders and certificates stay. */
int	 ra_profile_remove(struct ra *ra, const struct actor *by,
	    const struct uuid *id, struct err *e) must_check;

#endif
