/* SPDX-License-Identifier: BSD-2-Clause */
/* See ca_taken.h. */
#include "ra/ca_taken.h"
#include "base/log.h"
#include "connector/local.h"
#include "pki/name.h"
#include "ra/setup.h"

struct search {
	const struct ra *ra;
	const struct uuid *own;
	struct arena *a;
	struct cert ca; /* that is to be free */
	/* Of who asks for the name of another that has it, or NULL. */
	struct arena *out;
	const char *twin;
};

/*
 * Read from its file, for which no passphrase is needed.  One that cannot be
 * read stops nobody: its connector does not work either.
 */
static bool
is_at(const struct search *s, const Connector *c, unsigned int place)
{
	const struct uuid id = field_uuid(c->id);
	struct err why = { 0 };
	struct cert other;

	if (connector_local_ca(connector_place(s->ra, s->a, &id, place), s->a,
		&other, &why) == -1) {
		if (s->out == NULL)
			log_event(LOG_LEVEL_WARNING, "ca-unavailable",
			    "connector", c->name, "kind",
			    err_kind_name(why.kind), "reason", why.text, NULL);
		return false;
	}
	return span_equal(other.spki, s->ca.spki) &&
	    name_same(other.subject, s->ca.subject);
}

static bool
is_own(const struct search *s, const Connector *c)
{
	const struct uuid id = field_uuid(c->id);

	return s->own != NULL && uuid_equal(s->own, &id);
}

/* How it has the CA, in words; NULL: it has another one. */
static const char *
has(const struct search *s, const Connector *c)
{
	bool own = is_own(s, c);

	if (!own && is_at(s, c, c->ca_place))
		return "";
	if (!own && c->next_place != 0 && is_at(s, c, c->next_place))
		return ", as its next CA";
	if (c->former_until_ms != 0 && is_at(s, c, c->former_place))
		return ", as the CA before the one in use";
	return NULL;
}

static int
check_one(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Connector *c = (const Connector *)record;
	const struct search *s = ctx;
	const char *which = has(s, c);
	bool own = is_own(s, c);

	if (which == NULL)
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "connector '%s' has this CA already%s: %s", c->name, which,
	    own ? "take one with another key" :
		  "have profiles use that, any number can");
}

static int
check_free(const struct ra *ra, const struct uuid *own, const char *dir,
    struct err *e)
{
	struct search s = { .ra = ra, .own = own, .a = arena_new() };
	int rc;

	rc = connector_local_ca(dir, s.a, &s.ca, e);
	if (rc == 0)
		rc = store_each(ra->store, STORE_CONNECTORS_BY_NAME,
		    span_of(NULL, 0), check_one, &s, e);
	arena_free(s.a);
	return rc;
}

struct claim {
	const struct ra *ra;
	uint64_t generation; /* of the store, when the CA was found free */
	store_body *body;
	void *ctx;
	bool late; /* a connector may have been written since */
};

static int
claim_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct claim *c = ctx;

	c->late = store_generation(c->ra->store) != c->generation;
	if (c->late)
		return err_set(e, ERR_CONFLICT,
		    "another connector was changed meanwhile");
	return c->body(t, c->ctx, e);
}

/*
 * Certificates are read outside any transaction, and somebody else may take
 * the same CA until there is one: then they are read once more.
 */
int
ca_put_on_record(const struct ra *ra, const struct uuid *own, const char *dir,
    store_body *body, void *ctx, struct err *e)
{
	struct claim c = { .ra = ra, .body = body, .ctx = ctx };
	int rc;

	do {
		c.late = false;
		err_clear(e);
		c.generation = store_generation(ra->store);
		rc = check_free(ra, own, dir, e);
		if (rc == 0)
			rc = store_update(ra->store, STORE_DURABLE, claim_body,
			    &c, e);
	} while (rc == -1 && c.late);
	return rc;
}

/* ---- Those that were made before this was refused ------------------------ */

static int
find_twin(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Connector *c = (const Connector *)record;
	struct search *s = ctx;

	(void)e;
	if (is_own(s, c))
		return 1;
	if (has(s, c) == NULL)
		return 0;
	s->twin = arena_strdup(s->out, c->name);
	return 1;
}

int
ra_connector_twin(struct ra *ra, const Connector *record, struct arena *a,
    const char **twin, struct err *e)
{
	const struct uuid id = field_uuid(record->id);
	const struct {
		bool is;
		unsigned int place;
	} cas[] = { { true, record->ca_place },
		{ record->next_place != 0, record->next_place },
		{ record->former_until_ms != 0, record->former_place } };
	struct search s = {
		.ra = ra,
		.own = &id,
		.a = arena_new(),
		.out = a,
		.twin = "",
	};
	struct err why = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(cas) / sizeof(cas[0]); i++)
		if (cas[i].is && s.twin[0] == '\0' &&
		    connector_local_ca(connector_place(ra, s.a, &id,
					   cas[i].place),
			s.a, &s.ca, &why) == 0)
			rc = store_each(ra->store, STORE_CONNECTORS_BY_NAME,
			    span_of(NULL, 0), find_twin, &s, e);
	*twin = s.twin;
	arena_free(s.a);
	return rc;
}
