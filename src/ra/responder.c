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

struct responders {
	pthread_mutex_t lock; /* the list and counts of uses */
	pthread_mutex_t load_lock; /* one thread loads at a time */
	struct responder *first;
};

struct responders *
responders_new(void)
{
	struct responders *r = mem_alloc(sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	pthread_mutex_init(&r->load_lock, NULL);
	return r;
}

void
responder_release(struct responder *k)
{
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
	struct responder *k;

	if (r == NULL)
		return;
	while ((k = r->first) != NULL) {
		r->first = k->next;
		responder_release(k);
	}
	pthread_mutex_destroy(&r->lock);
	pthread_mutex_destroy(&r->load_lock);
	free(r);
}

/* What is there, counted, if it still does. */
static struct responder *
find(struct responders *r, const Connector *record, unsigned int place)
{
	struct uuid id = field_uuid(record->id);
	int64_t now = clock_ms() / 1000;
	struct responder *k;

	pthread_mutex_lock(&r->lock);
	for (k = r->first; k != NULL; k = k->next)
		if (uuid_equal(&k->id, &id) && k->place == place)
			break;
	if (k != NULL && k->version == record->version &&
	    now >= k->signer->cert.not_before && now < k->signer->due)
		k->uses++;
	else
		k = NULL;
	pthread_mutex_unlock(&r->lock);
	return k;
}

static void
add_own(struct responder *k, const struct cert *c)
{
	k->own[k->own_count++] = arena_span(k->arena, c->serial);
}

static int
fill(struct responder *k, const struct connector *c, struct err *e)
{
	struct span ca = arena_span(k->arena, connector_ca(c)->der);

	if (connector_ocsp_signer(c, clock_ms() / 1000, &k->signer, e) == -1 ||
	    cert_parse(ca, &k->ca, e) == -1)
		return -1;
	add_own(k, &k->signer->cert);
	add_own(k, connector_ra(c));
	if (connector_ra_former(c) != NULL)
		add_own(k, connector_ra_former(c));
	if (cert_is_self_issued(&k->ca))
		add_own(k, &k->ca);
	return 0;
}

/* The record moved, or this is the signer that the other was due for. */
static bool
is_replaced(const struct responder *old, const struct responder *k)
{
	return uuid_equal(&old->id, &k->id) &&
	    (old->place == k->place || old->version != k->version);
}

static void
put(struct responders *r, struct responder *k)
{
	struct responder **at, *old, *gone = NULL;

	pthread_mutex_lock(&r->lock);
	for (at = &r->first; (old = *at) != NULL;) {
		if (!is_replaced(old, k)) {
			at = &old->next;
			continue;
		}
		*at = old->next;
		old->next = gone;
		gone = old;
	}
	k->next = r->first;
	r->first = k;
	pthread_mutex_unlock(&r->lock);
	while ((old = gone) != NULL) {
		gone = old->next;
		responder_release(old);
	}
}

static int
load(struct ra *ra, const Connector *record, unsigned int place, struct err *e)
{
	struct responder *k = mem_alloc(sizeof(*k));
	struct connector *c = NULL;
	int rc = -1;

	k->owner = ra->responders;
	k->uses = 1;
	k->id = field_uuid(record->id);
	k->version = record->version;
	k->place = place;
	k->arena = arena_new();
	if (ra_connector_open(ra, record, place, &c, e) == 0)
		rc = fill(k, c, e);
	connector_close(c);
	if (rc == 0) {
		put(ra->responders, k);
		return 0;
	}
	responder_release(k);
	e->kind = ERR_UNAVAILABLE;
	return err_prefix(e, "connector '%s'", record->name);
}

int
responder_take(struct ra *ra, const Connector *record, unsigned int place,
    struct responder **out, struct err *e)
{
	struct responders *r = ra->responders;
	int rc = 0;

	if ((*out = find(r, record, place)) != NULL)
		return 0;
	pthread_mutex_lock(&r->load_lock);
	if ((*out = find(r, record, place)) == NULL &&
	    (rc = load(ra, record, place, e)) == 0 &&
	    (*out = find(r, record, place)) == NULL)
		rc = err_set(e, ERR_UNAVAILABLE,
		    "connector '%s': who signs its OCSP answers is not valid "
		    "now: is this machine's clock right?",
		    record->name);
	pthread_mutex_unlock(&r->load_lock);
	return rc;
}
