/* SPDX-License-Identifier: BSD-2-Clause */
/* See crl.h. */
#include "pki/crl.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "connector/connector.h"
#include "ra/connectors.h"
#include "ra/crl_make.h"

struct reading {
	struct arena *a;
	struct uuid id;
	bool in_use; /* of the CA in use, wherever it is */
	unsigned int place;
	Connector *connector;
	uint64_t moves;
	Revocations *revocations; /* NULL: no CRL was made yet */
	bool made; /* now */
	struct err failed; /* to make one, though an older one has to do */
};

/*
 * A next CA revokes nothing, and what was dropped or has ended signs nothing.
 */
static int
check_place(struct reading *r, struct err *e)
{
	const Connector *c = r->connector;

	if (r->in_use)
		r->place = c->ca_place;
	if (r->place == c->ca_place ||
	    (connector_has_place(c, r->place) &&
		connector_has_former(c, clock_ms())))
		return 0;
	return err_set(e, ERR_NOT_FOUND,
	    "the connector has no such CA, or it has ended");
}

static int
read_records(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	struct uuid id;

	if (store_get_connector(t, &r->id, r->a, &r->connector, e) == -1)
		return -1;
	if (r->connector == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such connector");
	if (check_place(r, e) == -1 ||
	    store_get_revocations(t, &r->id, r->a, &r->revocations, e) == -1)
		return -1;
	r->moves = r->revocations != NULL ? r->revocations->moves : 0;
	id = crl_record_id(&r->id, r->place);
	return store_get_revocations(t, &id, r->a, &r->revocations, e);
}

static bool
is_current(const Revocations *r, uint64_t moves, int64_t now_ms)
{
	if (r == NULL || r->crl_number == 0 || r->crl_moves != moves)
		return false;
	/*
	 * Under a clock that was put back it is not valid yet, and would look
	 * new for long.
	 */
	return now_ms >= r->crl_made_ms - CRL_BACKDATE_MS &&
	    now_ms < r->crl_made_ms + (r->crl_next_ms - r->crl_made_ms) / 2;
}

/*
 * The CRL on record, from its file; false where the file is not there, or is
 * another one: two processes made one at once, and the older came last.
 */
static bool
read_file(struct ra *ra, const struct reading *r, struct ra_crl *out)
{
	const Revocations *rev = r->revocations;
	const char *path = arena_printf(r->a, "%s/%s",
	    connector_place(ra, r->a, &r->id, r->place), CONNECTOR_CRL_FILE);
	struct err unused = { 0 };
	struct buf b;
	bool same;

	buf_init(&b, CRL_SIZE_MOST + 1024);
	same = file_read(path, &b, &unused) == 0;
	if (same) {
		out->der = arena_span(r->a, buf_span(&b));
		out->sha256 = field_sha256(r->a, out->der);
		same = span_equal(out->sha256, field_span(rev->crl_sha256));
	}
	buf_clear(&b);
	out->number = rev->crl_number;
	out->made_ms = rev->crl_made_ms;
	out->next_ms = rev->crl_next_ms;
	out->entries = rev->crl_entries;
	return same;
}

/* Another thread may have made it while this one waited. */
static int
renew(struct ra *ra, struct reading *r, struct ra_crl *out, struct err *e)
{
	if (store_view(ra->store, read_records, r, e) == -1)
		return -1;
	if (is_current(r->revocations, r->moves, clock_ms()) &&
	    read_file(ra, r, out))
		return 0;
	r->made = crl_make(ra, r->connector, r->place, r->a, out, e) == 0;
	return r->made ? 0 : -1;
}

/* Better an older one that is valid than none. */
static int
make_do(struct ra *ra, struct reading *r, struct ra_crl *out, struct err *e)
{
	const Revocations *rev = r->revocations;

	/* Who may sign none fails at nothing. */
	if (r->connector != NULL && e->kind != ERR_DENIED)
		log_event(LOG_LEVEL_WARNING, "crl-failed", "connector",
		    r->connector->name, "kind", err_kind_name(e->kind),
		    "reason", e->text, NULL);
	if (rev == NULL || rev->crl_number == 0 ||
	    clock_ms() >= rev->crl_next_ms || !read_file(ra, r, out))
		return -1;
	r->failed = *e;
	err_clear(e);
	return 0;
}

static int
find(struct ra *ra, struct reading *r, struct ra_crl *out, struct err *e)
{
	int rc;

	ra_roll_over(ra);
	if (store_view(ra->store, read_records, r, e) == -1)
		return -1;
	if (is_current(r->revocations, r->moves, clock_ms()) &&
	    read_file(ra, r, out))
		return 0;
	pthread_mutex_lock(&ra->crl_lock);
	rc = renew(ra, r, out, e);
	pthread_mutex_unlock(&ra->crl_lock);
	return rc == 0 ? 0 : make_do(ra, r, out, e);
}

int
ra_crl(struct ra *ra, const struct uuid *connector, struct arena *a,
    struct ra_crl *out, struct err *e)
{
	struct reading r = { .a = a, .id = *connector, .in_use = true };

	return find(ra, &r, out, e);
}

int
ra_crl_at(struct ra *ra, const struct uuid *connector, unsigned int place,
    struct arena *a, struct ra_crl *out, struct err *e)
{
	struct reading r = { .a = a, .id = *connector, .place = place };

	return find(ra, &r, out, e);
}

int
crl_keep(struct ra *ra, const struct uuid *connector, struct arena *a,
    bool *made, struct err *e)
{
	struct reading r = { .a = a, .id = *connector, .in_use = true };
	struct ra_crl unused;

	if (find(ra, &r, &unused, e) == -1)
		return -1;
	*made = r.made;
	if (r.failed.kind == ERR_NONE)
		return 0;
	*e = r.failed;
	return -1;
}

void
crl_renew(struct ra *ra, const struct uuid *connector, struct arena *a)
{
	struct reading r = { .a = a, .id = *connector, .in_use = true };
	struct reading former = { .a = a, .id = *connector };
	struct err unused = { 0 };
	struct ra_crl crl;

	if (find(ra, &r, &crl, &unused) == -1)
		err_clear(&unused);
	if (r.connector == NULL ||
	    !connector_has_former(r.connector, clock_ms()))
		return;
	former.place = r.connector->former_place;
	if (find(ra, &former, &crl, &unused) == -1)
		err_clear(&unused);
}
