/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connectors open, and the CRL that each serves is the one on record, signed
 * by its CA, and names only what is revoked.  A CRL that is out of date is
 * not looked at closer: who asks for it next has it made anew.
 */
#include <inttypes.h>

#include "base/file.h"
#include "base/text.h"
#include "pki/crl.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"
#include "ra/verify_part.h"

#define MADE_ANEW "remove %s, and the next who asks has it made anew"

struct crl_check {
	struct verifying *x;
	struct arena *a;
	const Connector *record;
	unsigned int place;
	const char *path;
	struct uuid id; /* of the connector */
	Revocations *r; /* of the CRL; NULL: none was made */
	uint64_t moves;
	uint64_t given; /* the newest number of the connector's CRLs */
	/* Entries that are looked up at once. */
	struct crl_entry entry[STORE_PAGE_MOST];
	unsigned int n;
	const char *wrong; /* with the entries; NULL: nothing */
};

static int
read_revocations(struct store_txn *t, void *ctx, struct err *e)
{
	struct crl_check *c = ctx;
	struct uuid id = crl_record_id(&c->id, c->place);

	if (store_get_revocations(t, &c->id, c->a, &c->r, e) == -1)
		return -1;
	c->moves = c->r != NULL ? c->r->moves : 0;
	c->given = c->r != NULL ? c->r->crl_given : 0;
	return store_get_revocations(t, &id, c->a, &c->r, e);
}

/* Each is a certificate that is revoked, if not released since. */
static int
look_up(struct store_txn *t, void *ctx, struct err *e)
{
	struct crl_check *c = ctx;
	Revocations *counted;
	Certificate *m;

	c->wrong = NULL;
	if (store_get_revocations(t, &c->id, c->a, &counted, e) == -1)
		return -1;
	/* The CRL is out of date by now. */
	if (counted != NULL && counted->moves != c->moves)
		return 0;
	for (unsigned int i = 0; i < c->n; i++) {
		if (store_find_certificate(t, &c->id, c->entry[i].serial, c->a,
			&m, e) == -1)
			return -1;
		if (m == NULL)
			c->wrong = arena_printf(c->a,
			    "the serial number %s, which was never issued",
			    text_hex(c->a, c->entry[i].serial));
		else if (m->revoked_ms == 0)
			c->wrong = arena_printf(c->a,
			    "certificate %s, which is not revoked",
			    text_hex(c->a, c->entry[i].serial));
	}
	return 0;
}

static int
check_entries(struct crl_check *c, const struct crl *crl, uint64_t *n,
    struct err *e)
{
	struct span rest = crl->entries;

	*n = 0;
	do {
		for (c->n = 0; c->n < STORE_PAGE_MOST &&
		     crl_next(&rest, &c->entry[c->n]);)
			c->n++;
		*n += c->n;
		if (store_view(c->x->ra->store, look_up, c, e) == -1)
			return -1;
		if (c->wrong != NULL)
			verify_found(c->x, "%s names %s: " MADE_ANEW, c->path,
			    c->wrong, c->path);
	} while (c->n == STORE_PAGE_MOST);
	if (rest.len != 0)
		verify_found(c->x, "%s has an entry that is none: " MADE_ANEW,
		    c->path, c->path);
	return 0;
}

static int
check_crl(struct crl_check *c, struct span der, const struct key *ca,
    struct err *e)
{
	struct err why = { 0 };
	struct crl crl;
	uint64_t n;

	if (crl_parse(der, &crl, &why) == -1 ||
	    crl_verify(&crl, ca, &why) == -1) {
		verify_found(c->x, "%s: %s: " MADE_ANEW, c->path, why.text,
		    c->path);
		return 0;
	}
	if (check_entries(c, &crl, &n, e) == -1)
		return -1;
	if (crl.number != c->r->crl_number || n != c->r->crl_entries)
		verify_found(c->x,
		    "%s has the number %" PRIu64 " and %" PRIu64
		    " entries, and its record says %" PRIu64 " and %" PRIu64
		    ": " MADE_ANEW,
		    c->path, crl.number, n, c->r->crl_number, c->r->crl_entries,
		    c->path);
	return 0;
}

/* Another one than on record is never served: crl.c. */
static int
check_file(struct crl_check *c, const struct key *ca, struct err *e)
{
	struct err unused = { 0 };
	struct buf b;
	int rc = 0;

	buf_init(&b, CRL_SIZE_MOST + 1024);
	if (file_read(c->path, &b, &unused) == 0 &&
	    span_equal(field_sha256(c->a, buf_span(&b)),
		field_span(c->r->crl_sha256)))
		rc = check_crl(c, buf_span(&b), ca, e);
	buf_clear(&b);
	return rc;
}

static int
check_place(struct crl_check *c, struct err *e)
{
	struct connector *connector;
	struct err why = { 0 };
	int rc;

	c->path = arena_printf(c->a, "%s/%s",
	    connector_place(c->x->ra, c->a, &c->id, c->place),
	    CONNECTOR_CRL_FILE);
	if (connector_open_place(c->x->ra, c->record, c->place, &connector,
		&why) == -1) {
		verify_found(c->x, "connector '%s': %s", c->record->name,
		    why.text);
		return 0;
	}
	rc = store_view(c->x->ra->store, read_revocations, c, e);
	if (rc == 0 && c->r != NULL && c->r->crl_number > 0) {
		c->x->out->crls++;
		if (c->r->crl_number > c->given)
			verify_found(c->x,
			    "connector '%s': its CRL has a number that was not "
			    "given out: restore a backup (scepgate restore)",
			    c->record->name);
		/* One that others make anew right now is not damage. */
		if (c->r->crl_moves == c->moves)
			rc = check_file(c, connector_ca_public(connector), e);
	}
	connector_close(connector);
	return rc;
}

/* ---- Connectors -------------------------------------------------------- */

static int
check_connector(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Connector *r = (const Connector *)record;
	struct crl_check c = {
		.x = ctx,
		.a = arena_new(),
		.record = r,
		.id = field_uuid(r->id),
		.place = r->ca_place,
	};
	int rc;

	rc = check_place(&c, e);
	c.place = r->former_place;
	if (rc == 0 && r->former_until_ms != 0 && c.place != r->ca_place)
		rc = check_place(&c, e);
	arena_free(c.a);
	return rc;
}

int
verify_connectors(struct verifying *x, struct err *e)
{
	if (store_each(x->ra->store, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		check_connector, x, e) == 0)
		return 0;
	if (e->kind == ERR_UNAVAILABLE)
		return -1;
	verify_found(x, "the connectors cannot be looked at: %s", e->text);
	err_clear(e);
	return 0;
}
