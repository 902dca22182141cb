/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rollover of a connector's CA (RFC 8894 section 4.7): a next CA of the
 * same name with a key of its own is prepared, made here or taken over from
 * files; devices can fetch it with GetNextCACert, and at its time it is to
 * take over.
 */
#ifndef RA_NEXT_CA_H
#define RA_NEXT_CA_H

#include "ra/ra.h"

#define RA_NEXT_CA_DAYS_MOST 365	/* from now until it takes over */
#define RA_NEXT_CA_USE_LEAST 30		/* days from then to its end */

struct next_ca_draft {
	int64_t		 from_ms;	/* it takes over then */
	const char	*key_type;	/* NULL: that of the CA in use */
	unsigned int	 years;		/* 0: the default of a new CA */
	const char	*key_file;	/* NULL: make one; else as in struct
					   connector_draft (setup.h) */
	const char	*cert_file;
	const char	*passphrase_file;
	bool		 replace_former;	/* the CA before the one in
						   use may go for it */
};

/*
 * Until when the CA before the one in use counts: its end, or when the next
 * one takes over, since there is one such CA at a time.  0: there is none.
 */
struct Connector;
int64_t	 ra_former_ca_until(const struct Connector *record, int64_t now_ms);

/*
 * Make a next CA with an RA of its own, or take one over from files, which are
 * copied.  ERR_MALFORMED for a time or years out of range.  ERR_CONFLICT where
 * there is one, or it would take over while the CA before the one in use
 * counts, unless it may replace that: what that one issued is then renewed no
 * more, and it signs no CRL and no OCSP answer; and where a profile has the CA
 * itself answer and the key of the next one is not RSA.
 * ERR_DENIED where one is to be made and the CA in use is not a root, and so
 * its name and trust are another CA's to give, or its key is kept encrypted,
 * which the next one's would not be; and for files of a CA of another name, of
 * the same key, or that is not valid from when it takes over until
 * RA_NEXT_CA_USE_LEAST days later.
 */
int	 ra_next_ca_prepare(struct ra *ra, const struct actor *by,
	    const struct uuid *connector, const struct next_ca_draft *d,
	    struct err *e) must_check;
/*
 * Its key goes for good; devices that fetched it will not meet it.
 * ca_sha256: that is to be it, of its certificate; empty: whichever it is.
 * ERR_NOT_FOUND where there is none, ERR_CONFLICT where it is another one.
 */
int	 ra_next_ca_drop(struct ra *ra, const struct actor *by,
	    const struct uuid *connector, struct span ca_sha256,
	    struct err *e) must_check;
/* Its certificate, in the arena.  ERR_NOT_FOUND where there is none. */
int	 ra_next_ca(struct ra *ra, const struct uuid *connector,
	    struct arena *a, struct span *der, struct err *e) must_check;

#endif
