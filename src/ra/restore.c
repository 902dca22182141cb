/* SPDX-License-Identifier: BSD-2-Clause */
/* A state directory out of a backup; see backup.h. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "ra/backup.h"
#include "ra/manifest.h"
#include "ra/state.h"
#include "ra/state_files.h"
#include "store/repair.h"
#include "store/room.h"

struct restoring {
	struct ra_restore *r;
	struct arena *a;
	struct manifest *m;
	uint64_t done, bytes;
};

/* What is in the backup, and how much. */
static int
read_manifest(struct restoring *x, struct err *e)
{
	struct ra_restore *r = x->r;

	r->files = 0;
	r->has_config = false;
	if (manifest_want(r->dir, x->a, &x->m, e) == -1)
		return -1;
	r->made_ms = x->m->made_ms;
	for (size_t i = 0; i < x->m->store_count; i++)
		x->bytes += x->m->store[i].size;
	return 0;
}

static int
put_file(struct restoring *x, const struct store_file *f, const char *name,
    struct err *e)
{
	struct store_file have;

	if (x->r->progress != NULL)
		x->r->progress(x->r->ctx, "MB copied", x->done >> 20,
		    x->bytes >> 20);
	x->done += f->size;
	x->r->files++;
	if (state_parents(x->r->state, name, e) == -1 ||
	    store_copy_file(arena_printf(x->a, "%s/%s", x->r->dir, f->kept),
		arena_printf(x->a, "%s/%s", x->r->state, name), UINT64_MAX,
		&have, e) == -1)
		return -1;
	if (store_file_same(&have, f))
		return 0;
	return err_set(e, ERR_INTEGRITY,
	    "%s/%s is not as it was written: this backup cannot be restored, "
	    "take another one",
	    x->r->dir, f->kept);
}

static void
tell(void *ctx, int percent)
{
	const struct restoring *x = ctx;

	if (x->r->progress != NULL)
		x->r->progress(x->r->ctx, "percent of the log",
		    (uint64_t)percent, 100);
}

/* The key last, as ra_create has it. */
static int
put_all(struct restoring *x, struct err *e)
{
	const struct store_file *f, *key = NULL;
	const struct manifest *m = x->m;

	/* There may be no connector, and so no file in it. */
	if (file_make_dir(arena_printf(x->a, "%s/connectors", x->r->state),
		0700, e) == -1)
		return -1;
	for (size_t i = 0; i < m->store_count; i++) {
		f = &m->store[i];
		if (put_file(x, f, arena_printf(x->a, "store/%s", f->name),
			e) == -1)
			return -1;
	}
	for (size_t i = 0; i < m->state_count; i++) {
		f = &m->state[i];
		if (strcmp(f->name, STATE_KEY) == 0)
			key = f;
		else if (strcmp(f->name, MANIFEST_CONFIG) == 0)
			x->r->has_config = true;
		else if (put_file(x, f, f->name, e) == -1 ||
		    file_sync_parent(arena_printf(x->a, "%s/%s", x->r->state,
					 f->name),
			e) == -1)
			return -1;
	}
	if (key == NULL)
		return err_set(e, ERR_INTEGRITY, "%s holds no " STATE_KEY,
		    x->r->dir);
	if (store_recover_copy(arena_printf(x->a, "%s/store", x->r->state),
		tell, x, e) == -1)
		return -1;
	return put_file(x, key, key->name, e);
}

int
ra_restore(struct ra_restore *r, struct err *e)
{
	struct restoring x = { .r = r, .a = arena_new() };
	int rc = read_manifest(&x, e);

	if (rc == 0)
		rc = state_begin(r->state, e);
	/* The log is run by a cache that may have to be written. */
	if (rc == 0)
		rc = room_for_copy(r->state, r->state, x.bytes, e);
	if (rc == 0)
		rc = put_all(&x, e);
	if (rc == 0)
		rc = state_end(r->state, e);
	arena_free(x.a);
	return rc;
}

/* ---- Repairing --------------------------------------------------------- */

static int
repair_in(struct restoring *x, const char *dir, struct err *e)
{
	const struct manifest *m = x->m;
	const struct store_file *last = &m->store[m->store_count - 1];
	int rc;

	rc = store_repair_begin(dir, last, x->bytes, e);
	for (size_t i = 0; rc == 0 && i < m->store_count; i++)
		rc = put_file(x, &m->store[i],
		    arena_printf(x->a, "store/" REPAIR_DIR "/%s",
			m->store[i].name),
		    e);
	if (rc == 0)
		rc = store_repair(dir, last, tell, x, e);
	if (rc == -1)
		store_repair_give_up(dir);
	return rc;
}

/*
 * Of two at once the second would put the backup's files where the first has
 * its own, made good by the log since, and the first would take those.
 */
static int
repair(struct restoring *x, struct err *e)
{
	const char *dir = arena_printf(x->a, "%s/store", x->r->state);
	int lock, rc;

	if (x->m->store_count == 0)
		return err_set(e, ERR_INTEGRITY, "%s holds no store",
		    x->r->dir);
	if (file_lock_dir(dir, false, &lock, e) == -1)
		return -1;
	if (lock == -1)
		return err_set(e, ERR_UNAVAILABLE,
		    "another repair of %s is at work: wait for it", dir);
	rc = repair_in(x, dir, e);
	close(lock);
	return rc;
}

int
ra_repair(struct ra_restore *r, struct err *e)
{
	struct restoring x = { .r = r, .a = arena_new() };
	int rc = read_manifest(&x, e);

	if (rc == 0)
		rc = file_check_private_dir(r->state, e);
	if (rc == 0)
		rc = repair(&x, e);
	arena_free(x.a);
	return rc;
}

struct restored {
	const struct actor *by;
	struct audit what;
	int64_t made_ms;
};

static int
restored_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct restored *x = ctx;

	if (store_note_backup(t, x->made_ms, e) == -1)
		return -1;
	return audit_add(t, x->by, &x->what, e);
}

int
ra_restored(struct ra *ra, const struct actor *by, enum ra_restored what,
    const struct ra_restore *r, struct err *e)
{
	static const struct {
		const char *action;
		const char *before, *behind; /* the backup's time */
	} rows[] = {
		[RA_RESTORED] = { "restore", "restored the backup of", "" },
		[RA_REPAIRED] = { "repair",
		    "made the database anew from the backup of",
		    " and the log since" },
	};
	struct arena *a = arena_new();
	struct restored x = { by,
		{ rows[what].action, "", NULL,
		    arena_printf(a, "%s %s%s", rows[what].before,
			clock_rfc3339(a, r->made_ms), rows[what].behind) },
		r->made_ms };
	int rc = store_update(ra->store, STORE_DURABLE, restored_body, &x, e);

	arena_free(a);
	return rc;
}
