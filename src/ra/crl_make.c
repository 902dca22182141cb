/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See crl_make.h.  A number is given out and on disk before anything is
 * signed under it, so no two CRLs have one number, whatever process dies
 * where; nor two of two CAs, for they have one name, and by that RFC 5280
 * section 5.2.3 knows an issuer.  It is the time in milliseconds, or one more
 * than the last where that is not more: a store that was restored knows not
 * all that were given out since, but all of those are of a time before.  What
 * is revoked while the pages are read may be missing on the CRL: it moved the
 * count, and the CRL is out of date at once.
 */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"

struct making {
	struct arena *a;
	const Connector *connector;
	struct uuid id;
	unsigned int place;
	struct uuid crl_id; /* crl_record_id */
	int64_t now_ms;
	struct ra_crl crl;
	uint64_t moves;
	int64_t from_ms; /* certificates that ended before are left out */
	struct arena *page_arena;
	struct span after;
	struct store_page page;
};

struct uuid
crl_record_id(const struct uuid *connector, unsigned int place)
{
	struct uuid id = *connector;

	for (unsigned int i = 0; i < sizeof(place); i++)
		id.bytes[sizeof(id.bytes) - 1 - i] ^= (uint8_t)(place >> 8 * i);
	return id;
}

static int
get(struct store_txn *t, const struct making *m, const struct uuid *id,
    Revocations *fresh, Revocations **out, struct err *e)
{
	if (store_get_revocations(t, id, m->a, out, e) == -1)
		return -1;
	if (*out == NULL) {
		revocations__init(fresh);
		fresh->id = field_id(id);
		*out = fresh;
	}
	return 0;
}

/*
 * Of a CA that took over: before its first CRL there was that of the CA before
 * it, which had them all.
 */
static bool
follows(const struct making *m, const Revocations *r)
{
	return m->place != 0 && r->crl_number == 0;
}

/*
 * RFC 5280 section 3.3: an entry stays until it was on a CRL that was made
 * after the certificate's end.  The one before this was made at crl_made_ms:
 * what ended before that was on it.  Of a clock that was put back since, that
 * says nothing: what will have ended by then is good now.
 */
static int
give_number(struct store_txn *t, void *ctx, struct err *e)
{
	struct making *m = ctx;
	Revocations *r, *all, fresh, fresh_all;

	if (get(t, m, &m->crl_id, &fresh, &r, e) == -1 ||
	    get(t, m, &m->id, &fresh_all, &all, e) == -1)
		return -1;
	all->crl_given++;
	if (m->now_ms > 0 && all->crl_given < (uint64_t)m->now_ms)
		all->crl_given = (uint64_t)m->now_ms;
	m->crl.number = all->crl_given;
	m->moves = all->moves;
	m->from_ms = r->crl_made_ms;
	if (m->from_ms > m->now_ms || follows(m, r))
		m->from_ms = m->now_ms;
	return store_put_revocations(t, all, e);
}

static int
publish(struct store_txn *t, void *ctx, struct err *e)
{
	struct making *m = ctx;
	Revocations *r, fresh;

	if (get(t, m, &m->crl_id, &fresh, &r, e) == -1)
		return -1;
	if (r->crl_number > m->crl.number)
		return 0;
	r->crl_number = m->crl.number;
	r->crl_moves = m->moves;
	r->crl_made_ms = m->crl.made_ms;
	r->crl_next_ms = m->crl.next_ms;
	r->crl_sha256 = field_bytes(m->crl.sha256);
	r->crl_entries = m->crl.entries;
	return store_put_revocations(t, r, e);
}

/* ---- Entries ----------------------------------------------------------- */

static int
read_page(struct store_txn *t, void *ctx, struct err *e)
{
	struct making *m = ctx;
	const struct store_list list = {
		.index = STORE_CERTIFICATES_REVOKED,
		.key = uuid_span(&m->id),
		.after = m->after,
		.most = STORE_PAGE_MOST,
	};

	arena_reset(m->page_arena);
	return store_list(t, &list, m->page_arena, &m->page, e);
}

struct span
crl_cursor_at(int64_t ms, struct arena *a)
{
	uint8_t *at = arena_alloc(a, sizeof(ms));

	for (size_t i = 0; i < sizeof(ms); i++)
		at[i] = (uint8_t)((uint64_t)ms >> (56 - 8 * i));
	return span_of(at, sizeof(ms));
}

static int
collect(struct ra *ra, struct making *m, struct buf *entries, struct err *e)
{
	struct crl_entry entry;
	const Certificate *c;

	m->after = crl_cursor_at(m->from_ms, m->a);
	do {
		if (store_view(ra->store, read_page, m, e) == -1)
			return -1;
		for (unsigned int i = 0; i < m->page.n; i++) {
			c = (const Certificate *)m->page.rows[i];
			entry.serial = field_span(c->serial);
			entry.revoked = c->revoked_ms / 1000;
			entry.reason = c->revocation_reason;
			crl_put_entry(entries, &entry);
		}
		m->crl.entries += m->page.n;
		if (m->page.n > 0)
			m->after = arena_span(m->a, m->page.next);
	} while (m->page.more);
	if (entries->full)
		return err_set(e, ERR_INTERNAL,
		    "the CRL is longer than %d bytes", CRL_SIZE_MOST);
	return 0;
}

/* ---- Making ------------------------------------------------------------ */

static int
sign(struct making *m, const struct connector *c, struct span entries,
    struct err *e)
{
	struct crl_draft d = {
		.number = m->crl.number,
		.this_update = (m->now_ms - CRL_BACKDATE_MS) / 1000,
		.next_update = m->crl.next_ms / 1000,
		.entries = entries,
	};

	return connector_sign_crl(c, &d, m->now_ms / 1000, m->a, &m->crl.der,
	    e);
}

static int
make_by(struct ra *ra, struct making *m, const struct connector *c,
    struct err *e)
{
	const char *path = arena_printf(m->a, "%s/%s",
	    connector_place(ra, m->a, &m->id, m->place), CONNECTOR_CRL_FILE);
	struct buf entries;
	int rc;

	if (store_update(ra->store, STORE_DURABLE, give_number, m, e) == -1)
		return -1;
	buf_init(&entries, CRL_SIZE_MOST);
	rc = collect(ra, m, &entries, e);
	if (rc == 0)
		rc = sign(m, c, buf_span(&entries), e);
	buf_clear(&entries);
	if (rc == -1)
		return -1;
	m->crl.sha256 = field_sha256(m->a, m->crl.der);
	if (file_write(path, m->crl.der, 0600, e) == -1)
		return -1;
	return store_update(ra->store, STORE_DURABLE, publish, m, e);
}

/* First the CA: where it cannot be opened or may not, nothing is written. */
static int
make(struct ra *ra, struct making *m, struct err *e)
{
	struct connector *c;
	int rc;

	if (ra_connector_open(ra, m->connector, m->place, &c, e) == -1) {
		e->kind = ERR_UNAVAILABLE;
		return -1;
	}
	rc = connector_check_crls(c, e);
	if (rc == 0)
		rc = make_by(ra, m, c, e);
	connector_close(c);
	return rc;
}

int
crl_make(struct ra *ra, const Connector *connector, unsigned int place,
    struct arena *a, struct ra_crl *out, struct err *e)
{
	unsigned int days = connector->crl_days != 0 ? connector->crl_days :
						       RA_CRL_DAYS_DEFAULT;
	struct making m = {
		.a = a,
		.connector = connector,
		.id = field_uuid(connector->id),
		.place = place,
		.now_ms = clock_ms(),
		.page_arena = arena_new(),
	};
	int rc;

	m.crl_id = crl_record_id(&m.id, place);
	m.crl.made_ms = m.now_ms;
	m.crl.next_ms = m.now_ms + days * CLOCK_DAY_MS;
	m.crl.next_ms -= m.crl.next_ms % 1000; /* a CRL has whole seconds */
	rc = make(ra, &m, e);
	*out = m.crl;
	arena_free(m.page_arena);
	return rc;
}
