/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See ocsp_cache.h.  A key belongs into one set of a few places, and the
 * oldest of them gives way: no list has to be kept in order.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ra/ocsp_cache.h"

#define WAYS 4
#define SETS (OCSP_CACHE_MOST / WAYS)
#define KEY_SIZE 32 /* SHA-256 */

struct place {
	uint8_t key[KEY_SIZE];
	struct ocsp_cached what; /* its spans lie in bytes */
	uint8_t *bytes; /* NULL: the place is free */
	bool asked; /* for, since it was put there or taken as due */
};

struct ocsp_cache {
	pthread_mutex_t lock;
	struct place places[SETS][WAYS];
};

struct ocsp_cache *
ocsp_cache_new(void)
{
	struct ocsp_cache *c = mem_alloc(sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void
ocsp_cache_free(struct ocsp_cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < SETS; i++)
		for (size_t j = 0; j < WAYS; j++)
			free(c->places[i][j].bytes);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

struct ocsp_cache_key
ocsp_cache_key(const Connector *connector, const struct ocsp_asked *asked)
{
	struct ocsp_cache_key key = { 0 };
	struct buf b;

	buf_init(&b,
	    connector->id.len + connector->ca_sha256.len + asked->id.len);
	buf_add(&b, field_span(connector->id));
	buf_add(&b, field_span(connector->ca_sha256));
	buf_add(&b, asked->id);
	digest_of(DIGEST_SHA256, buf_span(&b), key.bytes);
	buf_clear(&b);
	return key;
}

static struct place *
set_of(struct ocsp_cache *c, const struct ocsp_cache_key *key)
{
	return c->places[(key->bytes[0] << 8 | key->bytes[1]) % SETS];
}

static struct place *
place_of(struct ocsp_cache *c, const struct ocsp_cache_key *key)
{
	struct place *set = set_of(c, key);

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].bytes != NULL &&
		    memcmp(set[i].key, key->bytes, KEY_SIZE) == 0)
			return &set[i];
	return NULL;
}

/* A clock that was put back makes an old answer look new. */
static bool
is_young(const struct ocsp_cached *what, int64_t now_ms)
{
	return now_ms >= what->this_ms &&
	    now_ms < what->made_ms + (what->next_ms - what->made_ms) / 2;
}

static struct ocsp_cached
copy_of(const struct ocsp_cached *what, struct arena *a)
{
	struct ocsp_cached copy = *what;

	copy.id = arena_span(a, what->id);
	copy.der = arena_span(a, what->der);
	copy.sha256 = arena_span(a, what->sha256);
	return copy;
}

bool
ocsp_cache_find(struct ocsp_cache *c, const struct ocsp_cache_key *key,
    int64_t now_ms, struct arena *a, struct ocsp_cached *out)
{
	struct place *p;
	bool found;

	pthread_mutex_lock(&c->lock);
	p = place_of(c, key);
	found = p != NULL && is_young(&p->what, now_ms);
	if (found) {
		p->asked = true;
		*out = copy_of(&p->what, a);
	}
	pthread_mutex_unlock(&c->lock);
	return found;
}

static bool
is_due(const struct place *p, int64_t now_ms)
{
	const struct ocsp_cached *what = &p->what;

	return p->bytes != NULL && p->asked && is_young(what, now_ms) &&
	    now_ms >= what->made_ms + (what->next_ms - what->made_ms) / 8 * 3;
}

bool
ocsp_cache_take_due(struct ocsp_cache *c, int64_t now_ms, size_t *at,
    struct arena *a, struct ocsp_cached *out)
{
	struct place *p = NULL;

	pthread_mutex_lock(&c->lock);
	for (; p == NULL && *at < OCSP_CACHE_MOST; ++*at)
		if (is_due(&c->places[*at / WAYS][*at % WAYS], now_ms))
			p = &c->places[*at / WAYS][*at % WAYS];
	if (p != NULL) {
		p->asked = false;
		*out = copy_of(&p->what, a);
	}
	pthread_mutex_unlock(&c->lock);
	return p != NULL;
}

static struct place *
room_for(struct ocsp_cache *c, const struct ocsp_cache_key *key)
{
	struct place *set = set_of(c, key), *p = place_of(c, key);

	for (size_t i = 0; p == NULL && i < WAYS; i++)
		if (set[i].bytes == NULL)
			p = &set[i];
	if (p != NULL)
		return p;
	p = set;
	for (size_t i = 1; i < WAYS; i++)
		if (set[i].what.made_ms < p->what.made_ms)
			p = &set[i];
	return p;
}

/* Its bytes go behind one another, at *to. */
static struct span
moved(struct span s, uint8_t **to)
{
	struct span copy = span_of(*to, s.len);

	if (s.len > 0)
		memcpy(*to, s.at, s.len);
	*to += s.len;
	return copy;
}

void
ocsp_cache_put(struct ocsp_cache *c, const struct ocsp_cache_key *key,
    const struct ocsp_cached *what)
{
	uint8_t *bytes = mem_alloc(
	    what->id.len + what->der.len + what->sha256.len);
	struct ocsp_cached kept = *what;
	uint8_t *to = bytes, *old;
	struct place *p;

	kept.id = moved(what->id, &to);
	kept.der = moved(what->der, &to);
	kept.sha256 = moved(what->sha256, &to);
	pthread_mutex_lock(&c->lock);
	p = room_for(c, key);
	old = p->bytes;
	memcpy(p->key, key->bytes, KEY_SIZE);
	p->what = kept;
	p->bytes = bytes;
	p->asked = false;
	pthread_mutex_unlock(&c->lock);
	free(old);
}

void
ocsp_cache_confirm(struct ocsp_cache *c, const struct ocsp_cache_key *key,
    int64_t made_ms, uint64_t moves)
{
	struct place *p;

	pthread_mutex_lock(&c->lock);
	p = place_of(c, key);
	if (p != NULL && p->what.made_ms == made_ms && p->what.moves < moves)
		p->what.moves = moves;
	pthread_mutex_unlock(&c->lock);
}
