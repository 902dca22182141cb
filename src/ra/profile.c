/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles as devices meet them, kept loaded: a record is read again when
 * the store's generation moved, a connector's files only when its record
 * did.  A snapshot lives until the last request that was given it is done.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "connector/connector.h"
#include "ra/connectors.h"
#include "ra/policy.h"
#include "ra/rollover.h"
#include "ra/setup.h"
#include "ra/state.h"

#define BUCKETS 256 /* of slugs; some thousand profiles are many */
#define FEW_PROFILES 10

struct snapshot {
	struct snapshot *next; /* in its bucket */
	struct profile_cache *cache;
	unsigned int uses; /* the cache's own is one */
	uint64_t generation; /* it is true under this one */
	struct arena *arena; /* the profile's texts */
	struct ra_profile profile;
	struct loaded *loaded; /* its connector */
	bool ra_unrecorded; /* its RA is another one than on record */
};

struct profile_cache {
	pthread_mutex_t table_lock; /* table and counts of uses */
	pthread_mutex_t load_lock; /* one thread loads at a time */
	struct snapshot *table[BUCKETS];
	struct connectors *connectors;
};

struct profile_cache *
profile_cache_new(void)
{
	struct profile_cache *c = mem_alloc(sizeof(*c));

	pthread_mutex_init(&c->table_lock, NULL);
	pthread_mutex_init(&c->load_lock, NULL);
	c->connectors = connectors_new();
	return c;
}

static void
snapshot_free(struct snapshot *s)
{
	connectors_release(s->cache->connectors, s->loaded);
	arena_free(s->arena);
	free(s);
}

void
profile_cache_free(struct profile_cache *c)
{
	struct snapshot *s;
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < BUCKETS; i++)
		while ((s = c->table[i]) != NULL) {
			c->table[i] = s->next;
			snapshot_free(s);
		}
	connectors_free(c->connectors);
	pthread_mutex_destroy(&c->table_lock);
	pthread_mutex_destroy(&c->load_lock);
	free(c);
}

/* FNV-1a: slugs are the administrators', no stranger picks them. */
static struct snapshot **
bucket_of(struct profile_cache *c, const char *slug)
{
	uint32_t h = 2166136261U;

	for (; *slug != '\0'; slug++)
		h = (h ^ (uint8_t)*slug) * 16777619U;
	return &c->table[h % BUCKETS];
}

static struct snapshot **
find_locked(struct profile_cache *c, const char *slug)
{
	struct snapshot **at = bucket_of(c, slug);

	while (*at != NULL && strcmp((*at)->profile.slug, slug) != 0)
		at = &(*at)->next;
	return at;
}

static void
release(void *ptr)
{
	struct snapshot *s = ptr;
	struct profile_cache *c = s->cache;
	bool last;

	pthread_mutex_lock(&c->table_lock);
	last = --s->uses == 0;
	pthread_mutex_unlock(&c->table_lock);
	if (last)
		snapshot_free(s);
}

/* What is loaded and still true, for this arena's life; else NULL. */
static const struct snapshot *
take(struct profile_cache *c, const char *slug, uint64_t generation,
    struct arena *a)
{
	struct snapshot *s;

	pthread_mutex_lock(&c->table_lock);
	s = *find_locked(c, slug);
	if (s != NULL && s->generation != generation)
		s = NULL;
	if (s != NULL)
		s->uses++;
	pthread_mutex_unlock(&c->table_lock);
	if (s != NULL)
		arena_on_free(a, release, s);
	return s;
}

/* Put in the place of what the slug had; s NULL: nothing has it. */
static void
replace(struct profile_cache *c, const char *slug, struct snapshot *s)
{
	struct snapshot **at, *old;

	pthread_mutex_lock(&c->table_lock);
	at = find_locked(c, slug);
	if ((old = *at) != NULL)
		*at = old->next;
	if (s != NULL) {
		at = bucket_of(c, slug);
		s->next = *at;
		*at = s;
	}
	pthread_mutex_unlock(&c->table_lock);
	if (old != NULL)
		release(old);
}

struct read {
	const char *slug;
	struct arena *arena;
	Profile *profile;
	Connector *connector;
};

static int
read_records(struct store_txn *t, void *ctx, struct err *e)
{
	struct read *r = ctx;
	struct uuid id;

	r->connector = NULL;
	if (store_find_profile_slug(t, r->slug, r->arena, &r->profile, e) == -1)
		return -1;
	if (r->profile == NULL)
		return 0;
	id = field_uuid(r->profile->connector_id);
	return store_get_connector(t, &id, r->arena, &r->connector, e);
}

/* The chain as far as GetCACert shows it. */
static const struct cert *
chain_of(const struct connector *c, const Profile *record, unsigned int *n)
{
	const struct cert *chain = connector_chain(c, n);

	if (record->leave_out_chain)
		*n = 0;
	while (record->leave_out_root && *n > 0 &&
	    cert_is_self_issued(&chain[*n - 1]))
		--*n;
	return chain;
}

static void
fill_renewal(struct ra_profile *p, const Profile *record)
{
	p->renewal = (struct ra_renewal){
		.refused = record->renewal_refused,
		.challenge = record->renewal_challenge,
		.new_key = record->renewal_new_key,
		.revokes = record->renewal_revokes,
		.window_days = record->renewal_window_days,
		.grace_days = record->renewal_grace_days,
	};
	p->approval = (enum ra_approval)record->approval;
	/* What a later version may have written: a person decides. */
	if ((unsigned int)p->approval >= RA_APPROVAL__COUNT)
		p->approval = RA_APPROVAL_ALL;
	p->pending_days = record->pending_days;
	if (p->pending_days == 0)
		p->pending_days = RA_PENDING_DAYS;
}

enum ra_approval
ra_approval_of(enum ra_approval said, enum ra_challenge_kind challenge,
    bool issue_unapproved, const struct ra_renewal *r)
{
	if (said != RA_APPROVAL_NONE || challenge != RA_CHALLENGE_NONE ||
	    issue_unapproved)
		return said;
	return r->challenge ? RA_APPROVAL_ALL : RA_APPROVAL_FIRST;
}

static void
fill_challenge(struct ra_profile *p, const Profile *record, struct arena *a)
{
	if ((unsigned int)record->challenge < RA_CHALLENGE__COUNT)
		p->challenge = (enum ra_challenge_kind)record->challenge;
	p->issue_unapproved = record->issue_unapproved;
	if (p->challenge != RA_CHALLENGE_STATIC)
		return;
	p->challenge_mac = arena_span(a, field_span(record->challenge_mac));
	p->challenge_former_mac = arena_span(a,
	    field_span(record->challenge_former_mac));
	p->challenge_former_ends_ms = record->challenge_former_ends_ms;
}

static void
fill(struct ra_profile *p, const Profile *record, const struct connector *c,
    struct arena *a)
{
	p->id = field_uuid(record->id);
	p->tenant_id = field_uuid(record->tenant_id);
	p->connector_id = field_uuid(record->connector_id);
	p->name = arena_strdup(a, record->name);
	p->slug = arena_strdup(a, record->slug);
	p->active = record->status == PROFILE_STATUS__PROFILE_ACTIVE;
	if (record->level < LEVEL__COUNT)
		p->level = (enum level)record->level;
	p->rsa_least_bits = record->rsa_least_bits;
	p->validity_days = record->validity_days;
	fill_renewal(p, record);
	fill_challenge(p, record, a);
	policy_from_record(record->policy, &p->policy);
	policy_copy(&p->policy, a);
	if (record->carries < RA_CARRIES__COUNT)
		p->carries = (enum ra_carries)record->carries;
	p->no_content = record->no_content;
	p->ca = connector_ca(c);
	p->ca_public = connector_ca_public(c);
	p->ra = connector_ra(c);
	p->ra_key = connector_ra_key(c);
	p->by_ca = record->by_ca;
	p->connector = c;
	p->chain = chain_of(c, record, &p->chain_count);
}

/* The CAs and RAs that come later and that were before. */
static void
fill_others(struct ra_profile *p, const Profile *record,
    const struct loaded *loaded)
{
	const struct connector *c = connectors_get(loaded);
	const struct connector *next = connectors_next_ca(loaded);
	const struct connector *former = connectors_former_ca(loaded);

	p->former[0] = (struct ra_pair){ connector_ra_former(c),
		connector_ra_former_key(c) };
	if (next != NULL) {
		p->next_ca = connector_ca(next);
		p->next_ra = connector_ra(next);
		p->next_chain = chain_of(next, record, &p->next_chain_count);
	}
	if (former == NULL)
		return;
	p->ca_former = connector_ca(former);
	p->ca_former_public = connector_ca_public(former);
	p->former_chain = chain_of(former, record, &p->former_chain_count);
	p->former[1] = (struct ra_pair){ connector_ra(former),
		connector_ra_key(former) };
	p->former[2] = (struct ra_pair){ connector_ra_former(former),
		connector_ra_former_key(former) };
}

/*
 * The CA answers in the RA's place, which stays good for who knows it still;
 * so does the CA before.
 */
static int
answer_by_ca(struct ra_profile *p, const struct loaded *loaded, struct err *e)
{
	const struct connector *c = connectors_get(loaded);
	const struct connector *former = connectors_former_ca(loaded);

	p->ra = connector_ca(c);
	if ((p->ra_key = connector_ca_key(c)) == NULL)
		return err_set(e, ERR_UNAVAILABLE,
		    "profile '%s' has the CA itself answer, and its key "
		    "cannot open what is sealed to it: 'profile set %s "
		    "--answers-by ra' has the RA answer",
		    p->name, p->slug);
	p->former[3] = (struct ra_pair){ connector_ra(c), connector_ra_key(c) };
	if (former != NULL && connector_ca_key(former) != NULL)
		p->former[4] = (struct ra_pair){ connector_ca(former),
			connector_ca_key(former) };
	if (p->next_ca != NULL)
		p->next_ra = NULL;
	return 0;
}

static bool
is_unrecorded(const Connector *record, const struct cert *ra, struct arena *a)
{
	return !span_equal(field_span(record->ra_sha256),
	    field_sha256(a, ra->der));
}

static struct snapshot *
snapshot_new(struct profile_cache *c, const struct read *r,
    struct loaded *loaded, uint64_t generation)
{
	struct snapshot *s = mem_alloc(sizeof(*s));

	s->cache = c;
	s->uses = 1;
	s->generation = generation;
	s->loaded = loaded;
	s->arena = arena_new();
	fill(&s->profile, r->profile, connectors_get(loaded), s->arena);
	fill_others(&s->profile, r->profile, loaded);
	s->profile.ca_former_place = r->connector->former_place;
	s->ra_unrecorded = is_unrecorded(r->connector,
	    connector_ra(connectors_get(loaded)), r->arena);
	return s;
}

/*
 * Under load_lock.  The generation was read before the records: if one
 * changes in between, the next request finds the number moved and loads
 * again.
 */
static int
load(struct ra *ra, const char *slug, uint64_t generation, struct arena *a,
    struct err *e)
{
	struct profile_cache *c = ra->profiles;
	struct read r = { .slug = slug, .arena = a };
	struct loaded *loaded;
	struct snapshot *s;

	if (store_view(ra->store, read_records, &r, e) == -1)
		return -1;
	if (r.profile == NULL) {
		replace(c, slug, NULL);
		return 0;
	}
	if (r.connector == NULL)
		return err_set(e, ERR_UNAVAILABLE,
		    "profile '%s' has no connector: choose one for it",
		    r.profile->name);
	if (r.profile->level == LEVEL_OBSOLETE &&
	    cipher_enable_obsolete(e) == -1)
		return -1;
	if (connectors_take(c->connectors, ra, r.connector, &loaded, e) == -1) {
		e->kind = ERR_UNAVAILABLE;
		return err_prefix(e, "connector '%s'", r.connector->name);
	}
	s = snapshot_new(c, &r, loaded, generation);
	if (s->profile.by_ca && answer_by_ca(&s->profile, loaded, e) == -1) {
		release(s);
		return -1;
	}
	replace(c, slug, s);
	return 0;
}

/* The snapshot of a slug, loaded if need be; NULL: nothing has it. */
static int
find(struct ra *ra, const char *slug, struct arena *a,
    const struct snapshot **out, struct err *e)
{
	struct profile_cache *c = ra->profiles;
	uint64_t generation = store_generation(ra->store);
	const struct snapshot *s;
	int rc = 0;

	if ((s = take(c, slug, generation, a)) == NULL) {
		pthread_mutex_lock(&c->load_lock);
		generation = store_generation(ra->store);
		if ((s = take(c, slug, generation, a)) == NULL &&
		    (rc = load(ra, slug, generation, a, e)) == 0)
			s = take(c, slug, generation, a);
		pthread_mutex_unlock(&c->load_lock);
	}
	*out = s;
	return rc;
}

/*
 * The RA is another one now.  Whoever does not get the try goes on with the
 * one that is valid still.
 */
static bool
renewed(struct ra *ra, const struct snapshot *s, int64_t now_ms)
{
	const struct connector *c = s->profile.connector;
	const struct uuid *id = &s->profile.connector_id;

	if (!s->ra_unrecorded && !connector_ra_is_due(c, now_ms / 1000))
		return false;
	if (!connectors_try(ra->profiles->connectors, s->loaded, now_ms))
		return false;
	return rollover_renew(ra, id, c, now_ms / 1000);
}

int
ra_profile_find(struct ra *ra, const char *slug, struct arena *a,
    const struct ra_profile **out, struct err *e)
{
	int64_t now_ms = clock_ms();
	const struct snapshot *s;

	*out = NULL;
	ra_roll_over(ra);
	if (find(ra, slug, a, &s, e) == -1)
		return -1;
	if (s != NULL && renewed(ra, s, now_ms) &&
	    find(ra, slug, a, &s, e) == -1)
		return -1;
	if (s == NULL)
		return 0;
	if (connector_check(s->profile.connector, now_ms / 1000, e) == -1)
		return -1;
	*out = &s->profile;
	return 0;
}

/* Both have one name: the signature tells. */
struct ra_issuer
ra_issuer_of(const struct ra_profile *p, struct span der)
{
	struct err unused = { 0 };
	struct cert c;

	if (cert_parse(der, &c, &unused) == 0) {
		if (cert_is_issued_by(&c, p->ca))
			return (struct ra_issuer){ p->ca, p->chain,
				p->chain_count };
		if (p->ca_former != NULL && cert_is_issued_by(&c, p->ca_former))
			return (struct ra_issuer){ p->ca_former,
				p->former_chain, p->former_chain_count };
	}
	return (struct ra_issuer){ NULL, NULL, 0 };
}

struct only {
	struct arena *a;
	const char *slug; /* NULL: none, or not the only one */
};

/* The active ones of a page; o->slug is the last. */
static unsigned int
count_active(const struct store_page *page, struct only *o)
{
	const Profile *p;
	unsigned int n = 0;

	for (unsigned int i = 0; i < page->n; i++) {
		p = (const Profile *)page->rows[i];
		if (p->status != PROFILE_STATUS__PROFILE_ACTIVE)
			continue;
		o->slug = p->slug;
		n++;
	}
	return n;
}

/*
 * A few at a time: where there are many two of the first are active mostly,
 * and anybody may ask.
 */
static int
find_only(struct store_txn *t, void *ctx, struct err *e)
{
	struct only *o = ctx;
	struct store_list list = {
		.index = STORE_PROFILES_BY_NAME,
		.most = FEW_PROFILES,
	};
	struct store_page page = { .more = true };
	unsigned int n = 0, read = 0;

	o->slug = NULL;
	while (n < 2 && page.more && read < STORE_PAGE_MOST) {
		if (store_list(t, &list, o->a, &page, e) == -1)
			return -1;
		n += count_active(&page, o);
		read += page.n;
		list.after = page.next;
	}
	if (n != 1 || page.more)
		o->slug = NULL;
	return 0;
}

int
ra_profile_only(struct ra *ra, struct arena *a, const struct ra_profile **out,
    struct err *e)
{
	struct only o = { .a = a };

	*out = NULL;
	if (store_view(ra->store, find_only, &o, e) == -1)
		return -1;
	if (o.slug == NULL)
		return 0;
	return ra_profile_find(ra, o.slug, a, out, e);
}
