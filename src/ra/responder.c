/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See responder.h.  One is loaded anew when its connector's record moved, or
 * its signer is due; then the CA's key is read, and closed again.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ra/connectors.h"
#include "ra/responder.h"

struct kept {
	struct kept *next;
	struct responders *owner;
	unsigned int uses; /* the list's own is one */
	struct uuid id;
	uint64_t version; /* of the record */
	struct arena *arena;
	struct ocsp_signer *signer;
	struct responder responder;
};

struct responders {
	pthread_mutex_t lock; /* the list and counts of uses */
	pthread_mutex_t load_lock; /* one thread loads at a time */
	struct kept *first;
};

struct responders *
responders_new(void)
{
	struct responders *r = mem_alloc(sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	pthread_mutex_init(&r->load_lock, NULL);
	return r;
}

static void
release(void *ptr)
{
	struct kept *k = ptr;
	struct responders *r = k->owner;
	bool last;

	pthread_mutex_lock(&r->lock);
	last = --k->uses == 0;
	pthread_mutex_unlock(&r->lock);
	if (!last)
		return;
	ocsp_signer_free(k->signer);
	arena_free(k->arena);
	free(k);
}

void
responders_free(struct responders *r)
{
	struct kept *k;

	if (r == NULL)
		return;
	while ((k = r->first) != NULL) {
		r->first = k->next;
		release(k);
	}
	pthread_mutex_destroy(&r->lock);
	pthread_mutex_destroy(&r->load_lock);
	free(r);
}

/* What is there, for this arena's life, if it still does. */
static const struct responder *
find(struct responders *r, const Connector *record, struct arena *a)
{
	struct uuid id = field_uuid(record->id);
	int64_t now = clock_ms() / 1000;
	struct kept *k;

	pthread_mutex_lock(&r->lock);
	for (k = r->first; k != NULL && !uuid_equal(&k->id, &id); k = k->next)
		continue;
	if (k != NULL && k->version == record->version &&
	    now >= k->signer->cert.not_before && now < k->signer->due)
		k->uses++;
	else
		k = NULL;
	pthread_mutex_unlock(&r->lock);
	if (k == NULL)
		return NULL;
	arena_on_free(a, release, k);
	return &k->responder;
}

static void
add_own(struct kept *k, const struct cert *c)
{
	struct responder *r = &k->responder;

	r->own[r->own_count++] = arena_span(k->arena, c->serial);
}

static int
fill(struct kept *k, const struct connector *c, struct err *e)
{
	struct responder *r = &k->responder;
	struct arena *a = k->arena;

	if (connector_ocsp_signer(c, clock_ms() / 1000, &k->signer, e) == -1 ||
	    cert_parse(arena_span(a, connector_ca(c)->der), a, &r->ca, e) == -1)
		return -1;
	r->signer = k->signer;
	add_own(k, &k->signer->cert);
	add_own(k, connector_ra(c));
	if (connector_ra_former(c) != NULL)
		add_own(k, connector_ra_former(c));
	if (cert_is_self_issued(&r->ca))
		add_own(k, &r->ca);
	return 0;
}

/* In the place of the one before. */
static void
put(struct responders *r, struct kept *k)
{
	struct kept **at, *old = NULL;

	pthread_mutex_lock(&r->lock);
	for (at = &r->first; *at != NULL; at = &(*at)->next)
		if (uuid_equal(&(*at)->id, &k->id)) {
			old = *at;
			*at = old->next;
			break;
		}
	k->next = r->first;
	r->first = k;
	pthread_mutex_unlock(&r->lock);
	if (old != NULL)
		release(old);
}

static int
load(struct ra *ra, const Connector *record, struct err *e)
{
	struct kept *k = mem_alloc(sizeof(*k));
	struct connector *c = NULL;
	int rc = -1;

	k->owner = ra->responders;
	k->uses = 1;
	k->id = field_uuid(record->id);
	k->version = record->version;
	k->arena = arena_new();
	if (connector_open_record(ra, record, &c, e) == 0)
		rc = fill(k, c, e);
	connector_close(c);
	if (rc == 0) {
		put(ra->responders, k);
		return 0;
	}
	release(k);
	e->kind = ERR_UNAVAILABLE;
	return err_prefix(e, "connector '%s'", record->name);
}

int
responder_take(struct ra *ra, const Connector *record, struct arena *a,
    const struct responder **out, struct err *e)
{
	struct responders *r = ra->responders;
	int rc = 0;

	if ((*out = find(r, record, a)) != NULL)
		return 0;
	pthread_mutex_lock(&r->load_lock);
	if ((*out = find(r, record, a)) == NULL &&
	    (rc = load(ra, record, e)) == 0 &&
	    (*out = find(r, record, a)) == NULL)
		rc = err_set(e, ERR_UNAVAILABLE,
		    "connector '%s': who signs its OCSP answers is not valid "
		    "now: is this machine's clock right?",
		    record->name);
	pthread_mutex_unlock(&r->load_lock);
	return rc;
}
