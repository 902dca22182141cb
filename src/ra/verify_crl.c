/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connectors open, and the CRL that each serves is the one on record, signed
 * by its CA, and names what is revoked and nothing else.  That holds while the
 * count of the connector's revocations is the one under which the CRL was
 * made, for a revocation moves it in its own transaction.  A CRL that is out
 * of date is not looked at closer: who asks for it next has it made anew.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "pki/crl.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"
#include "ra/verify_part.h"

struct crl_check {
	struct verifying *x;
	struct arena *a;
	struct arena *page; /* of one transaction */
	const Connector *record;
	unsigned int place;
	const char *path;
	struct uuid id; /* of the connector */
	Revocations *r; /* of the CRL; NULL: none was made */
	uint64_t moves;
	uint64_t given; /* the newest number of the connector's CRLs */
	bool moved; /* since: the CRL is out of date by now */
	/* Entries that are looked up at once. */
	struct crl_entry entry[STORE_PAGE_MOST];
	unsigned int n;
	const char *wrong; /* with the entries; NULL: nothing */
	/* The serial numbers of all entries, sorted. */
	struct span *serials;
	size_t named, room;
	/* What is revoked, page by page. */
	struct span after;
	struct store_page revoked;
};

/* What is wrong with the file, and what to do. */
static void
crl_found(const struct crl_check *c, const char *what)
{
	const char *by = "";

	if (c->place == c->record->ca_place)
		by = arena_printf(c->a,
		    ", 'scepgate connector crl %s' for example",
		    uuid_text(c->a, &c->id));
	verify_found(c->x,
	    "%s %s: remove it, and who asks for it next has it made anew%s",
	    c->path, what, by);
}

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

/* At the head of each page. */
static int
look_for_moves(struct store_txn *t, struct crl_check *c, struct err *e)
{
	Revocations *counted;

	arena_reset(c->page);
	if (store_get_revocations(t, &c->id, c->page, &counted, e) == -1)
		return -1;
	c->moved = counted != NULL && counted->moves != c->moves;
	return 0;
}

/* ---- What it names is revoked ------------------------------------------ */

/*
 * A certificate that went since (retention.h) stays on the CRL until the next
 * one, and cannot be told from one that never was.
 */
static int
any_went(struct store_txn *t, struct crl_check *c, bool *went, struct err *e)
{
	const struct uuid everything = { 0 };
	Counter *all;

	if (store_get_counter(t, &everything, 0, c->page, &all, e) == -1)
		return -1;
	*went = all->removed_issued > 0;
	return 0;
}

static int
look_up(struct store_txn *t, void *ctx, struct err *e)
{
	struct crl_check *c = ctx;
	Certificate *m;
	bool went;

	c->wrong = NULL;
	if (look_for_moves(t, c, e) == -1)
		return -1;
	if (c->moved)
		return 0;
	if (any_went(t, c, &went, e) == -1)
		return -1;
	for (unsigned int i = 0; i < c->n; i++) {
		if (store_find_certificate(t, &c->id, c->entry[i].serial,
			c->page, &m, e) == -1)
			return -1;
		if (m == NULL && !went)
			c->wrong = arena_printf(c->a,
			    "names the serial number %s, which was never "
			    "issued",
			    text_hex(c->a, c->entry[i].serial));
		else if (m != NULL && m->revoked_ms == 0)
			c->wrong = arena_printf(c->a,
			    "names certificate %s, which is not revoked",
			    text_hex(c->a, c->entry[i].serial));
	}
	return 0;
}

static void
remember(struct crl_check *c)
{
	if (c->named + c->n > c->room) {
		c->room = 2 * (c->named + c->n);
		c->serials = mem_resize(c->serials, c->room,
		    sizeof(*c->serials));
	}
	for (unsigned int i = 0; i < c->n; i++)
		c->serials[c->named++] = c->entry[i].serial;
}

static int
check_entries(struct crl_check *c, const struct crl *crl, struct err *e)
{
	struct span rest = crl->entries;

	do {
		for (c->n = 0; c->n < STORE_PAGE_MOST &&
		     crl_next(&rest, &c->entry[c->n]);)
			c->n++;
		verify_progress(c->x, "entries of CRLs", c->named,
		    c->r->crl_entries);
		remember(c);
		if (store_view(c->x->ra->store, look_up, c, e) == -1)
			return -1;
		if (c->wrong != NULL)
			crl_found(c, c->wrong);
	} while (c->n == STORE_PAGE_MOST);
	if (rest.len != 0)
		crl_found(c, "has an entry that is none");
	return 0;
}

/* ---- What is revoked is named ------------------------------------------ */

static int
compare_serials(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->at, y->at, x->len);
}

static bool
is_named(const struct crl_check *c, const Certificate *m)
{
	struct span serial = field_span(m->serial);

	return c->named > 0 &&
	    bsearch(&serial, c->serials, c->named, sizeof(serial),
		compare_serials) != NULL;
}

static int
read_revoked(struct store_txn *t, void *ctx, struct err *e)
{
	struct crl_check *c = ctx;
	const struct store_list list = {
		.index = STORE_CERTIFICATES_REVOKED,
		.key = uuid_span(&c->id),
		.after = c->after,
		.most = STORE_PAGE_MOST,
	};

	if (look_for_moves(t, c, e) == -1)
		return -1;
	return store_list(t, &list, c->page, &c->revoked, e);
}

/*
 * What has ended may be left out, and what had ended when it was revoked moved
 * no count.
 */
static int
check_revoked(struct crl_check *c, struct err *e)
{
	int64_t now_ms = clock_ms();
	const char *first = NULL;
	const Certificate *m;
	uint64_t missing = 0;

	if (now_ms < c->r->crl_made_ms)
		now_ms = c->r->crl_made_ms;
	if (c->named > 0)
		qsort(c->serials, c->named, sizeof(*c->serials),
		    compare_serials);
	c->after = crl_cursor_at(now_ms, c->a);
	do {
		if (store_view(c->x->ra->store, read_revoked, c, e) == -1)
			return -1;
		/* What the pages before it lack, it lacked. */
		if (c->moved)
			break;
		for (unsigned int i = 0; i < c->revoked.n; i++) {
			m = (const Certificate *)c->revoked.rows[i];
			if (is_named(c, m))
				continue;
			if (missing++ == 0)
				first = text_hex(c->a, field_span(m->serial));
		}
		if (c->revoked.n > 0)
			c->after = arena_span(c->a, c->revoked.next);
	} while (c->revoked.more);
	if (missing > 0)
		crl_found(c,
		    arena_printf(c->a,
			"does not name certificate %s, which is revoked, nor "
			"%" PRIu64 " others",
			first, missing - 1));
	return 0;
}

/* ---- The file ---------------------------------------------------------- */

static int
check_crl(struct crl_check *c, struct span der, const struct key *ca,
    struct err *e)
{
	struct err why = { 0 };
	struct crl crl;

	if (crl_parse(der, &crl, &why) == -1 ||
	    crl_verify(&crl, ca, &why) == -1) {
		crl_found(c, arena_printf(c->a, "is no good (%s)", why.text));
		return 0;
	}
	if (check_entries(c, &crl, e) == -1 || check_revoked(c, e) == -1)
		return -1;
	if (crl.number != c->r->crl_number || c->named != c->r->crl_entries)
		crl_found(c,
		    arena_printf(c->a,
			"has the number %" PRIu64
			" and %zu entries, and its record says %" PRIu64
			" and %" PRIu64,
			crl.number, c->named, c->r->crl_number,
			c->r->crl_entries));
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
	free(c->serials);
	c->serials = NULL;
	c->named = c->room = 0;
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
	if (ra_connector_open(c->x->ra, c->record, c->place, &connector,
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
			    "given out: %s",
			    c->record->name, c->x->cure);
		/* One that others make anew right now is not damage. */
		if (c->r->crl_moves == c->moves)
			rc = check_file(c, connector_ca_public(connector), e);
	}
	connector_close(connector);
	return rc;
}

/* ---- Connectors -------------------------------------------------------- */

/* It has issued nothing yet: its files are all there is of it. */
static void
check_next(struct crl_check *c)
{
	struct connector *connector;
	struct err why = { 0 };

	if (ra_connector_open(c->x->ra, c->record, c->record->next_place,
		&connector, &why) == 0)
		connector_close(connector);
	else
		verify_found(c->x, "connector '%s', its next CA: %s",
		    c->record->name, why.text);
}

static int
check_connector(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const Connector *r = (const Connector *)record;
	struct crl_check c = {
		.x = ctx,
		.a = arena_new(),
		.page = arena_new(),
		.record = r,
		.id = field_uuid(r->id),
		.place = r->ca_place,
	};
	int rc;

	rc = check_place(&c, e);
	c.place = r->former_place;
	if (rc == 0 && r->former_until_ms != 0 && c.place != r->ca_place)
		rc = check_place(&c, e);
	if (rc == 0 && r->next_place != 0)
		check_next(&c);
	arena_free(c.page);
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
