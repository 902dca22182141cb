/* SPDX-License-Identifier: BSD-2-Clause */
/* The picture that a process keeps, and who looks at it; see directory.h. */
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ra/directory_make.h"
#include "ra/state.h"

#define TRIES 3 /* while others write; then what was read has to do */

struct picture {
	unsigned int uses; /* the cache's own is one */
	uint64_t generation;
	struct arena *arena;
	struct directory d;
	struct directory_cache *cache;
};

struct directory_cache {
	pthread_mutex_t lock; /* `now` and counts of uses */
	pthread_mutex_t load_lock; /* one thread makes one at a time */
	struct picture *now;
};

struct directory_cache *
directory_cache_new(void)
{
	struct directory_cache *c = mem_alloc(sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	pthread_mutex_init(&c->load_lock, NULL);
	return c;
}

static void
release(void *ptr)
{
	struct picture *p = ptr;
	struct directory_cache *c = p->cache;
	bool last;

	pthread_mutex_lock(&c->lock);
	last = --p->uses == 0;
	pthread_mutex_unlock(&c->lock);
	if (!last)
		return;
	arena_free(p->arena);
	free(p);
}

void
directory_cache_free(struct directory_cache *c)
{
	if (c == NULL)
		return;
	if (c->now != NULL)
		release(c->now);
	pthread_mutex_destroy(&c->lock);
	pthread_mutex_destroy(&c->load_lock);
	free(c);
}

/*
 * It is read in several transactions.  The store's generation says whether
 * something was written in between: then it is made once more.
 */
static int
make_steady(struct ra *ra, struct picture *p, struct err *e)
{
	struct arena *scratch = arena_new();
	int rc, tries = 0;

	do {
		arena_reset(scratch);
		arena_reset(p->arena);
		p->generation = store_generation(ra->store);
		rc = directory_make(ra, scratch, p->arena, &p->d, e);
	} while (rc == 0 && ++tries < TRIES &&
	    p->generation != store_generation(ra->store));
	arena_free(scratch);
	return rc;
}

static int
load(struct ra *ra, struct err *e)
{
	struct directory_cache *c = ra->directory;
	struct picture *p = mem_alloc(sizeof(*p)), *old;

	p->cache = c;
	p->uses = 1;
	p->arena = arena_new();
	if (make_steady(ra, p, e) == -1) {
		release(p);
		return -1;
	}
	pthread_mutex_lock(&c->lock);
	old = c->now;
	c->now = p;
	pthread_mutex_unlock(&c->lock);
	if (old != NULL)
		release(old);
	return 0;
}

/* What is there, for this arena's life, if it is still true. */
static const struct directory *
take(struct directory_cache *c, uint64_t generation, struct arena *a)
{
	struct picture *p;

	pthread_mutex_lock(&c->lock);
	p = c->now;
	if (p != NULL && p->generation == generation)
		p->uses++;
	else
		p = NULL;
	pthread_mutex_unlock(&c->lock);
	if (p == NULL)
		return NULL;
	arena_on_free(a, release, p);
	return &p->d;
}

int
ra_directory(struct ra *ra, struct arena *a, const struct directory **out,
    struct err *e)
{
	struct directory_cache *c = ra->directory;
	int rc = 0;

	*out = take(c, store_generation(ra->store), a);
	if (*out != NULL)
		return 0;
	pthread_mutex_lock(&c->load_lock);
	*out = take(c, store_generation(ra->store), a);
	if (*out == NULL && (rc = load(ra, e)) == 0)
		*out = take(c, c->now->generation, a);
	pthread_mutex_unlock(&c->load_lock);
	return rc;
}

const struct directory_profile *
directory_profile(const struct directory *d, const struct uuid *id)
{
	for (size_t i = 0; i < d->profile_count; i++)
		if (uuid_equal(&d->profiles[i].id, id))
			return &d->profiles[i];
	return NULL;
}

static const struct directory_owner *
owner_of_id(const struct directory_owner *all, size_t n, const struct uuid *id)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_equal(&all[i].id, id))
			return &all[i];
	return NULL;
}

const struct directory_owner *
directory_tenant(const struct directory *d, const struct uuid *id)
{
	return owner_of_id(d->tenants, d->tenant_count, id);
}

const struct directory_owner *
directory_connector(const struct directory *d, const struct uuid *id)
{
	return owner_of_id(d->connectors, d->connector_count, id);
}
