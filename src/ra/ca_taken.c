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
		log_event(LOG_LEVEL_WARNING, "ca-unavailable", "connector",
		    c->name, "kind", err_kind_name(why.kind), "reason",
		    why.text, NULL);
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

#define CHAINS 1024 /* by the first bits of a digest */

struct known_ca {
	struct known_ca *next;
	struct span key; /* SHA-256 of it */
	struct span name; /* name_canonical */
	const char *connector;
};

struct ra_twins {
	struct arena *a;
	struct known_ca *chains[CHAINS];
};

struct ra_twins *
ra_twins_new(struct arena *a)
{
	struct ra_twins *t = arena_alloc(a, sizeof(*t));

	t->a = a;
	return t;
}

/* One that cannot be read is nobody's twin, see above. */
static bool
read_ca(const struct ra *ra, const Connector *c, unsigned int place,
    struct arena *a, struct known_ca *out)
{
	const struct uuid id = field_uuid(c->id);
	struct err unused = { 0 };
	struct cert ca;

	if (connector_local_ca(connector_place(ra, a, &id, place), a, &ca,
		&unused) == -1)
		return false;
	out->key = field_sha256(a, ca.spki);
	out->name = name_canonical(a, ca.subject);
	out->connector = c->name;
	return true;
}

static struct known_ca **
chain_of(struct ra_twins *t, const struct known_ca *ca)
{
	return &t->chains[(ca->key.at[0] << 8 | ca->key.at[1]) % CHAINS];
}

static const char *
find_twin(struct ra_twins *t, const struct known_ca *ca)
{
	const struct known_ca *k;

	for (k = *chain_of(t, ca); k != NULL; k = k->next)
		if (span_equal(k->key, ca->key) &&
		    span_equal(k->name, ca->name))
			return k->connector;
	return "";
}

static void
know(struct ra_twins *t, const struct known_ca *ca)
{
	struct known_ca **chain = chain_of(t, ca);
	struct known_ca *k = arena_alloc(t->a, sizeof(*k));

	k->key = arena_span(t->a, ca->key);
	k->name = arena_span(t->a, ca->name);
	k->connector = arena_strdup(t->a, ca->connector);
	k->next = *chain;
	*chain = k;
}

/* All are looked up before any is known: a connector is not its own twin. */
const char *
ra_twin_of(const struct ra *ra, struct ra_twins *t, const Connector *record)
{
	const struct {
		bool is;
		unsigned int place;
	} cas[] = { { true, record->ca_place },
		{ record->next_place != 0, record->next_place },
		{ record->former_until_ms != 0, record->former_place } };
	struct known_ca read[sizeof(cas) / sizeof(cas[0])];
	struct arena *a = arena_new();
	const char *twin = "";
	size_t n = 0;

	for (size_t i = 0; i < sizeof(cas) / sizeof(cas[0]); i++)
		if (cas[i].is && read_ca(ra, record, cas[i].place, a, &read[n]))
			n++;
	for (size_t i = 0; i < n && twin[0] == '\0'; i++)
		twin = find_twin(t, &read[i]);
	for (size_t i = 0; i < n; i++)
		know(t, &read[i]);
	arena_free(a);
	return twin;
}
