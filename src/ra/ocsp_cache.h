/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: OCSP answers that are signed already.  A bounded
 * table, for all threads of the process.  An answer has to do for half of its
 * time; one that was asked for again is due from three eighths of it on, so
 * that the next is there before anybody has to wait for it.
 */
#ifndef RA_OCSP_CACHE_H
#define RA_OCSP_CACHE_H

#include "pki/ocsp.h"
#include "ra/state.h"

/* 4 to 8 MB of answers at most. */
#define OCSP_CACHE_MOST 4096

/* Whose answer: a hash over connector, CA and CertID. */
struct ocsp_cache_key {
	uint8_t		 bytes[DIGEST_MOST];
};

struct ocsp_cached {
	struct uuid	 connector;	/* who was asked, */
	struct span	 id;		/* and about whom: a CertID */
	uint64_t	 moves;		/* Revocations.moves: true under it */
	/* What it says. */
	enum ocsp_status status;
	int64_t		 revoked_ms;
	unsigned int	 reason;
	int64_t		 made_ms;
	int64_t		 this_ms;
	int64_t		 next_ms;
	struct span	 der;
	struct span	 sha256;
};

struct ocsp_cache_key	 ocsp_cache_key(const Connector *connector,
			    const struct ocsp_asked *asked);

/*
 * The answer, copied into the arena, while less than half of its time is
 * over; it was asked for then.  Whether it is true is for the caller to find
 * out.
 */
bool	 ocsp_cache_find(struct ocsp_cache *c,
	    const struct ocsp_cache_key *key, int64_t now_ms,
	    struct arena *a, struct ocsp_cached *out);
/* Keep it, copied, in the place of an older one. */
void	 ocsp_cache_put(struct ocsp_cache *c,
	    const struct ocsp_cache_key *key, const struct ocsp_cached *what);
/* It still says what is true: the answer that was made then, if it is there. */
void	 ocsp_cache_confirm(struct ocsp_cache *c,
	    const struct ocsp_cache_key *key, int64_t made_ms,
	    uint64_t moves);

/*
 * The next that is due by now, copied into the arena, from *at on, which is 0
 * at first; false where there is none.  It is due no more until it is asked
 * for again, so one that cannot be signed is not tried over and over.
 */
bool	 ocsp_cache_take_due(struct ocsp_cache *c, int64_t now_ms, size_t *at,
	    struct arena *a, struct ocsp_cached *out);

#endif
