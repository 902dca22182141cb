/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the process's state, and small helps for all verbs. */
#ifndef RA_STATE_H
#define RA_STATE_H

#include <pthread.h>

#include "base/secret.h"
#include "pki/algorithm.h"
#include "ra/ra.h"
#include "store/store.h"

#define RA_MAC_SIZE 32		/* HMAC-SHA-256 and SHA-256, bytes */
#define RA_CHECK_SIZE 16	/* what secret.key is known by, bytes */

struct profile_cache;
struct directory_cache;
struct ocsp_cache;
struct responders;
struct housekeeper;
struct rollovers;

struct ra {
	char			*dir;		/* the state directory */
	struct store		*store;
	/* Derived from secret.key, one for each use. */
	struct secret		*challenge_key;
	struct secret		*request_key;
	uint8_t			 key_check[RA_CHECK_SIZE]; /* Meta has it */
	struct profile_cache	*profiles;
	struct directory_cache	*directory;
	struct ocsp_cache	*ocsp;
	struct responders	*responders;
	struct housekeeper	*housekeeper;	/* NULL: not in this process */
	struct rollovers	*rollovers;
	struct arena		*places_arena;
	struct ra_places	 places;	/* in it; never NULL */
	pthread_mutex_t		 crl_lock;	/* one thread makes a CRL */
};

/* profile.c */
struct profile_cache	*profile_cache_new(void);
void			 profile_cache_free(struct profile_cache *c);

/* directory.c */
struct directory_cache	*directory_cache_new(void);
void			 directory_cache_free(struct directory_cache *c);

/* ocsp_cache.c */
struct ocsp_cache	*ocsp_cache_new(void);
void			 ocsp_cache_free(struct ocsp_cache *c);

/* responder.c */
struct responders	*responders_new(void);
void			 responders_free(struct responders *r);

/* rollover.c */
struct rollovers	*rollovers_new(void);
void			 rollovers_free(struct rollovers *r);

/* field.c: fields of records and back. */
ProtobufCBinaryData	 field_bytes(struct span s);		/* borrowed */
ProtobufCBinaryData	 field_id(const struct uuid *u);	/* borrowed */
struct span		 field_span(ProtobufCBinaryData b);
struct uuid		 field_uuid(ProtobufCBinaryData b);	/* zero where
								   empty */
/* What a record's string field takes: never NULL. */
char			*field_text(const char *s);
struct span		 field_sha256(struct arena *a, struct span s);
/* STATE/connectors/<id> */
char			*connector_dir(const struct ra *ra, struct arena *a,
			    const struct uuid *id);
/* The same where place is 0, else STATE/connectors/<id>/<place>. */
char			*connector_place(const struct ra *ra, struct arena *a,
			    const struct uuid *id, unsigned int place);

/* audit.c: one entry, in the transaction of what it tells about. */
struct audit {
	const char		*action;	/* "profile-create" */
	const char		*subject_kind;	/* "profile"; or "" */
	const struct uuid	*subject;	/* or NULL */
	const char		*detail;	/* one sentence */
};
int	 audit_add(struct store_txn *t, const struct actor *by,
	    const struct audit *what, struct err *e) must_check;

/*
 * Names of tenants, connectors, profiles and users: 1 to `most` characters
 * with no control characters among them and no blanks at the ends, and a
 * letter or digit.  ERR_MALFORMED; `what` begins the text.
 */
int	 check_name(const char *what, const char *name, size_t most,
	    struct err *e) must_check;
/* NULL and "" are fine: else the rules of base/http_url.h, and a length. */
int	 check_url(const char *what, const char *url, struct err *e)
	    must_check;

/*
 * The name of a profile of this tenant or connector (by the index), for the
 * refusal to remove what is in use; NULL where none is.
 */
int	 profile_that_uses(struct store_txn *t, enum store_index by,
	    const struct uuid *id, struct arena *a, const char **out,
	    struct err *e) must_check;

#endif
