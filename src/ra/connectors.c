/* SPDX-License-Identifier: BSD-2-Clause */
/* Open connectors; see connectors.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "pki/name.h"
#include "ra/connectors.h"

#define TRY_AGAIN_MS (60 * INT64_C(1000))

struct loaded {
	struct loaded *next;
	unsigned int uses;
	struct uuid id;
	uint64_t version; /* of the record */
	int64_t tried_ms; /* connectors_try; 0: never */
	struct connector *connector;
	/* NULL: none, or it does not open. */
	struct connector *next_ca;
	struct connector *former_ca;
};

struct connectors {
	pthread_mutex_t lock;
	struct loaded *first;
};

struct connectors *
connectors_new(void)
{
	struct connectors *c = mem_alloc(sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	return c;
}

/* Everything was released before: the list is empty. */
void
connectors_free(struct connectors *c)
{
	if (c == NULL)
		return;
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* Its own; none; or the installation's, where that is known. */
static const char *
url_of(struct arena *a, const char *own, const char *place,
    const struct uuid *id, unsigned int ca, const char *suffix)
{
	if (strcmp(own, RA_URL_NONE) == 0)
		return "";
	if (own[0] != '\0' || place[0] == '\0')
		return own;
	if (ca == 0)
		return arena_printf(a, "%s/%s%s", place, uuid_text(a, id),
		    suffix);
	return arena_printf(a, "%s/%s-%u%s", place, uuid_text(a, id), ca,
	    suffix);
}

struct ra_connector_urls
ra_connector_urls(const struct ra *ra, const Connector *record, struct arena *a)
{
	const struct ra_places *p = &ra->places;
	struct uuid id = field_uuid(record->id);

	return (struct ra_connector_urls){
		.crl = url_of(a, record->crl_url, p->crl, &id, record->ca_place,
		    ".crl"),
		.ca_issuers = url_of(a, record->ca_issuers_url, p->ca, &id,
		    record->ca_place, ".cer"),
		.ocsp = url_of(a, record->ocsp_url, p->ocsp, &id, 0, ""),
	};
}

bool
connector_has_place(const Connector *record, unsigned int place)
{
	return place == record->ca_place ||
	    (record->former_until_ms != 0 && place == record->former_place);
}

bool
connector_has_former(const Connector *record, int64_t now_ms)
{
	return record->former_until_ms > now_ms;
}

bool
connector_key_opens(const char *key_type)
{
	return strncmp(key_type, "rsa:", 4) == 0;
}

int
connector_check_answers(const Connector *record, struct err *e)
{
	if (!connector_key_opens(record->key_type))
		return err_set(e, ERR_MALFORMED,
		    "a CA answers by itself with an RSA key only, and that of "
		    "connector '%s' is %s: have the RA answer",
		    record->name, record->key_type);
	if (record->next_place != 0 &&
	    !connector_key_opens(record->next_key_type))
		return err_set(e, ERR_MALFORMED,
		    "a CA answers by itself with an RSA key only, and that of "
		    "the next CA of connector '%s' is %s: have the RA answer",
		    record->name, record->next_key_type);
	return 0;
}

/* Of a place without a CA it is nobody's question. */
static const char *
passphrase_of(const Connector *record, unsigned int place)
{
	if (place == record->ca_place)
		return record->passphrase_file;
	if (connector_has_place(record, place))
		return record->former_passphrase_file;
	return record->next_passphrase_file;
}

int
connector_open_record(const struct ra *ra, const Connector *record,
    struct connector **out, struct err *e)
{
	return ra_connector_open(ra, record, record->ca_place, out, e);
}

int
ra_connector_open(const struct ra *ra, const Connector *record,
    unsigned int place, struct connector **out, struct err *e)
{
	struct arena *a = arena_new();
	struct uuid id = field_uuid(record->id);
	struct ra_connector_urls urls = ra_connector_urls(ra, record, a);
	struct connector_config config = {
		.id = id,
		.kind = record->kind,
		.dir = connector_place(ra, a, &id, place),
		.passphrase_file = passphrase_of(record, place),
		.crl_url = urls.crl,
		.crl_is_ours = record->crl_url[0] == '\0',
		.ca_issuers_url = urls.ca_issuers,
		.ocsp_url = urls.ocsp,
	};
	int rc;

	rc = connector_open(&config, out, e);
	arena_free(a);
	return rc;
}

static struct loaded *
find(struct connectors *c, const Connector *record)
{
	struct uuid id = field_uuid(record->id);
	struct loaded *l;

	pthread_mutex_lock(&c->lock);
	for (l = c->first; l != NULL; l = l->next)
		if (uuid_equal(&l->id, &id) && l->version == record->version)
			break;
	if (l != NULL)
		l->uses++;
	pthread_mutex_unlock(&c->lock);
	return l;
}

/* The CA of later or of before must not stop the one of now. */
static struct connector *
open_other(const struct ra *ra, const Connector *record, unsigned int place)
{
	struct connector *c = NULL;
	struct err e = { 0 };

	if (ra_connector_open(ra, record, place, &c, &e) == -1)
		log_event(LOG_LEVEL_WARNING, "ca-unavailable", "connector",
		    record->name, "kind", err_kind_name(e.kind), "reason",
		    e.text, NULL);
	return c;
}

int
connectors_take(struct connectors *c, const struct ra *ra,
    const Connector *record, struct loaded **out, struct err *e)
{
	struct connector *connector;
	struct loaded *l;

	if ((*out = find(c, record)) != NULL)
		return 0;
	if (connector_open_record(ra, record, &connector, e) == -1)
		return -1;
	l = mem_alloc(sizeof(*l));
	l->uses = 1;
	l->id = field_uuid(record->id);
	l->version = record->version;
	l->connector = connector;
	if (record->next_place != 0)
		l->next_ca = open_other(ra, record, record->next_place);
	if (connector_has_former(record, clock_ms()))
		l->former_ca = open_other(ra, record, record->former_place);
	pthread_mutex_lock(&c->lock);
	l->next = c->first;
	c->first = l;
	pthread_mutex_unlock(&c->lock);
	*out = l;
	return 0;
}

void
connectors_release(struct connectors *c, struct loaded *l)
{
	struct loaded **at;
	bool last;

	pthread_mutex_lock(&c->lock);
	last = --l->uses == 0;
	if (last) {
		for (at = &c->first; *at != l; at = &(*at)->next)
			continue;
		*at = l->next;
	}
	pthread_mutex_unlock(&c->lock);
	if (!last)
		return;
	connector_close(l->connector);
	connector_close(l->next_ca);
	connector_close(l->former_ca);
	free(l);
}

const struct connector *
connectors_get(const struct loaded *l)
{
	return l->connector;
}

const struct connector *
connectors_next_ca(const struct loaded *l)
{
	return l->next_ca;
}

const struct connector *
connectors_former_ca(const struct loaded *l)
{
	return l->former_ca;
}

/* A clock that was put back must not end the tries. */
bool
connectors_try(struct connectors *c, struct loaded *l, int64_t now_ms)
{
	bool due;

	pthread_mutex_lock(&c->lock);
	due = now_ms < l->tried_ms || now_ms >= l->tried_ms + TRY_AGAIN_MS;
	if (due)
		l->tried_ms = now_ms;
	pthread_mutex_unlock(&c->lock);
	return due;
}

int
connector_fill_facts(const struct ra *ra, Connector *r, struct arena *a,
    struct err *e)
{
	struct connector *c;
	const struct cert *ca, *cert;

	if (connector_open_record(ra, r, &c, e) == -1)
		return -1;
	ca = connector_ca(c);
	cert = connector_ra(c);
	r->ca_subject = name_text(a, ca->subject);
	r->key_type = key_type_text(a, key_type_of(connector_ca_public(c)));
	r->not_before_ms = ca->not_before * 1000;
	r->not_after_ms = ca->not_after * 1000;
	r->ca_sha256 = field_bytes(field_sha256(a, ca->der));
	r->ra_sha256 = field_bytes(field_sha256(a, cert->der));
	r->ra_not_after_ms = cert->not_after * 1000;
	connector_close(c);
	return 0;
}
