/* SPDX-License-Identifier: BSD-2-Clause */
/* Making a backup; see backup.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "ra/backup.h"
#include "ra/manifest.h"
#include "ra/state.h"
#include "ra/state_files.h"

/*
 * A store's log is run when the backup is restored: where there is more of it
 * than this, and than twice the database, a whole copy is better.
 */
#define LOG_LEAST (64 * 1024 * 1024)

struct making {
	struct ra *ra;
	struct ra_backup *b;
	struct arena *a;
	const struct manifest *former; /* NULL: the first run */
	const struct manifest *base; /* the same; NULL: all is copied */
	struct manifest m;
	size_t state_room;
	int64_t noted_ms; /* of the last run, as the store knows */
	int lock; /* of the directory; -1: none */
};

static void
progress(const struct making *x, const char *what, uint64_t done, uint64_t of)
{
	if (x->b->progress != NULL)
		x->b->progress(x->b->ctx, what, done, of);
}

/* ---- Files of the state directory -------------------------------------- */

static struct store_file *
find(struct store_file *f, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].name, name) == 0)
			return &f[i];
	return NULL;
}

static struct store_file *
add(struct making *x, const char *name)
{
	struct manifest *m = &x->m;
	struct store_file *f = find(m->state, m->state_count, name);

	if (f != NULL)
		return f;
	if (m->state_count == x->state_room) {
		x->state_room = 2 * x->state_room + 16;
		f = arena_alloc(x->a, x->state_room * sizeof(*f));
		if (m->state_count > 0)
			memcpy(f, m->state, m->state_count * sizeof(*f));
		m->state = f;
	}
	f = &m->state[m->state_count++];
	f->name = name;
	return f;
}

/* "connectors_<id>_ca.key.3" */
static const char *
kept_name(struct making *x, const char *name)
{
	char *flat = arena_printf(x->a, "%s.%u", name, x->m.run);

	for (char *c = flat; *c != '\0'; c++)
		if (*c == '/')
			*c = '_';
	return flat;
}

/* What is as it was at a former run stays as that run copied it. */
static int
copy_file(struct making *x, const char *from, const char *name, struct err *e)
{
	const struct store_file *old = NULL;
	struct store_file have = { .name = name }, *f;

	f = find(x->m.state, x->m.state_count, name);
	if (f != NULL)
		old = f;
	else if (x->base != NULL)
		old = find(x->base->state, x->base->state_count, name);
	if (store_sum_file(from, UINT64_MAX, &have, e) == -1)
		return -1;
	if (old != NULL && store_file_same(&have, old)) {
		*add(x, name) = *old;
		return 0;
	}
	have.kept = kept_name(x, name);
	if (store_copy_file(from,
		arena_printf(x->a, "%s/%s", x->b->dir, have.kept), UINT64_MAX,
		&have, e) == -1)
		return -1;
	x->b->copied += have.size;
	*add(x, name) = have;
	return 0;
}

static int
copy_one(void *ctx, const char *path, const char *name, struct err *e)
{
	return copy_file(ctx, path, name, e);
}

static int
copy_state(struct making *x, struct err *e)
{
	progress(x, "keys and settings", 0, 0);
	if (state_files(x->ra->dir, x->a, copy_one, x, e) == -1)
		return -1;
	if (x->b->config == NULL)
		return 0;
	return copy_file(x, x->b->config, MANIFEST_CONFIG, e);
}

/* ---- The store --------------------------------------------------------- */

static bool
log_is_long(const struct manifest *m)
{
	uint64_t log = 0, database = 0;

	for (size_t i = 0; i < m->store_count; i++)
		if (strncmp(m->store[i].name, "log.", 4) == 0)
			log += m->store[i].size;
		else
			database += m->store[i].size;
	return log > LOG_LEAST && log > 2 * database;
}

static int
copy_store(struct making *x, struct err *e)
{
	struct store_backup b = {
		.dir = x->b->dir,
		.run = x->m.run,
		.ctx = x->b->ctx,
		.progress = x->b->progress,
	};

	if (x->base != NULL && !log_is_long(x->base)) {
		b.former = x->base->store;
		b.former_count = x->base->store_count;
	}
	if (store_backup(x->ra->store, &b, x->a, e) == -1)
		return -1;
	x->m.store = b.files;
	x->m.store_count = b.count;
	x->b->whole = b.whole;
	for (size_t i = 0; i < b.count; i++)
		if (b.former_count == 0 || b.whole || i + 1 >= b.former_count)
			x->b->copied += b.files[i].size;
	return 0;
}

/* ---- All --------------------------------------------------------------- */

static bool
is_named(const struct store_file *f, size_t n, const char *kept)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].kept, kept) == 0)
			return true;
	return false;
}

/*
 * It has the form of a name that we give, or it is a manifest that was cut
 * short (file_write): what else lies there is not ours.
 */
static bool
is_ours(const char *name)
{
	static const char *const beginnings[] = { "store.db.", "log.",
		"secret.key.", "connectors_", (MANIFEST_CONFIG ".") };
	const char *dot = strrchr(name, '.');

	if (strncmp(name, MANIFEST_FILE ".", sizeof(MANIFEST_FILE)) == 0)
		return true;
	if (dot == NULL || dot[1] == '\0' ||
	    strspn(dot + 1, "0123456789") != strlen(dot + 1))
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

/* NULL: there is no manifest, and nothing is needed. */
static bool
is_needed(const struct manifest *m, const char *kept)
{
	return m != NULL &&
	    (is_named(m->store, m->store_count, kept) ||
		is_named(m->state, m->state_count, kept));
}

/*
 * Of ours, what this manifest does not need.  What stays is in nobody's way
 * but takes room, until the next run; so it does where the list fails.
 */
static void
remove_others(const struct making *x, const struct manifest *m)
{
	char **names;
	size_t n;

	(void)file_list(x->b->dir, &names, &n);
	for (size_t i = 0; i < n; i++)
		if (is_ours(names[i]) && !is_needed(m, names[i]))
			(void)unlink(
			    arena_printf(x->a, "%s/%s", x->b->dir, names[i]));
	file_list_free(names, n);
}

/* Before the first run: nobody else's files lie there. */
static int
check_empty(const char *dir, struct err *e)
{
	char **names;
	size_t n;
	int rc = file_list(dir, &names, &n);

	if (rc != 0)
		return err_set(e, ERR_UNAVAILABLE, "'%s': %s", dir,
		    file_reason(rc));
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (!is_ours(names[i]))
			rc = err_set(e, ERR_CONFLICT,
			    "%s holds something, and no backup: take another "
			    "directory",
			    dir);
	file_list_free(names, n);
	return rc;
}

static int
get_meta(struct store_txn *t, void *ctx, struct err *e)
{
	struct making *x = ctx;
	Meta *meta;

	if (store_get_meta(t, x->a, &meta, e) == -1)
		return -1;
	x->m.instance = field_uuid(meta->instance);
	x->noted_ms = meta->backup_ms;
	return 0;
}

/* A backup within the state is lost with it.  made: the directory was, now. */
static int
check_apart(const struct making *x, bool made, struct err *e)
{
	char *state = realpath(x->ra->dir, NULL);
	char *dir = realpath(x->b->dir, NULL);
	size_t len = state != NULL ? strlen(state) : 0;
	int rc = 0;

	if (state != NULL && dir != NULL && strncmp(dir, state, len) == 0 &&
	    (dir[len] == '/' || dir[len] == '\0')) {
		rc = err_set(e, ERR_CONFLICT,
		    "%s lies in the state directory and would be lost with "
		    "it: take another directory",
		    x->b->dir);
		if (made)
			(void)rmdir(dir);
	}
	free(state);
	free(dir);
	return rc;
}

/*
 * The first of two copies of an installation that both come here is not told
 * from one that was restored to go on; the other is.  A run that could not be
 * noted is known by the log.
 */
static int
check_whose(const struct making *x, struct err *e)
{
	const struct manifest *f = x->former;

	if (!uuid_equal(&f->instance, &x->m.instance))
		return err_set(e, ERR_CONFLICT,
		    "%s holds the backup of another installation: take "
		    "another directory",
		    x->b->dir);
	if (f->made_ms <= x->noted_ms ||
	    store_goes_on(x->ra->store, f->store, f->store_count))
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "%s holds a newer backup, made by another copy of this "
	    "installation or before it went back: take another directory, or "
	    "move what is there away",
	    x->b->dir);
}

static int
look_at_dir(struct making *x, struct err *e)
{
	const char *dir = x->b->dir;
	bool made = !file_exists(dir);
	struct manifest *former;

	if (file_make_dir(dir, 0700, e) == -1 ||
	    file_check_private_dir(dir, e) == -1 ||
	    check_apart(x, made, e) == -1 ||
	    manifest_lock(dir, &x->lock, e) == -1 ||
	    manifest_read(dir, x->a, &former, e) == -1 ||
	    store_view(x->ra->store, get_meta, x, e) == -1)
		return -1;
	x->former = former;
	x->m.run = former == NULL ? 1 : former->run + 1;
	if (former == NULL && check_empty(dir, e) == -1)
		return -1;
	return former != NULL ? check_whose(x, e) : 0;
}

static void
lost(void *ctx, const struct store_file *f, const char *what)
{
	const struct making *x = ctx;

	log_event(LOG_LEVEL_WARNING, "backup-damaged", "dir", x->b->dir, "file",
	    f->kept, "reason", what, NULL);
	if (x->b->found != NULL)
		x->b->found(x->b->ctx,
		    arena_printf(x->a, "%s/%s %s: all is copied anew",
			x->b->dir, f->kept, what));
}

/* What lost a file cannot be restored, whatever is added to it. */
static void
choose_base(struct making *x)
{
	x->base = x->former;
	if (x->former != NULL &&
	    manifest_look(x->b->dir, x->former, x->a, lost, x) > 0)
		x->base = NULL;
}

/*
 * Keys before and after: each record that is in the copy finds the files that
 * it speaks of, whether it came or went meanwhile.  The names of all files are
 * on disk before the manifest that speaks of them takes the place of another.
 */
static int
copy_all(struct making *x, struct err *e)
{
	if (copy_state(x, e) == -1)
		return -1;
	x->m.made_ms = clock_ms();
	if (copy_store(x, e) == -1 || copy_state(x, e) == -1)
		return -1;
	return file_sync_dir(x->b->dir, e);
}

/*
 * What a run that died or failed has copied goes: on a disk that it filled,
 * which may be the store's, it would be in the way of all that follows.
 */
static int
make(struct making *x, struct err *e)
{
	if (look_at_dir(x, e) == -1)
		return -1;
	remove_others(x, x->former);
	choose_base(x);
	if (copy_all(x, e) == -1) {
		remove_others(x, x->former);
		return -1;
	}
	/* Which of both counts after a failure here is not known. */
	if (manifest_write(x->b->dir, &x->m, e) == -1)
		return -1;
	remove_others(x, &x->m);
	x->b->run = x->m.run;
	x->b->files = (unsigned int)(x->m.store_count + x->m.state_count);
	for (size_t i = 0; i < x->m.store_count; i++)
		x->b->bytes += x->m.store[i].size;
	for (size_t i = 0; i < x->m.state_count; i++)
		x->b->bytes += x->m.state[i].size;
	return 0;
}

static int
note_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct making *x = ctx;

	return store_note_backup(t, x->m.made_ms, e);
}

/*
 * For who looks how old the newest is.  The backup is good all the same where
 * nothing can be written, on a full disk for one.
 */
static void
note(struct making *x)
{
	struct err e = { 0 };

	if (store_update(x->ra->store, STORE_RELAXED, note_body, x, &e) == -1)
		log_event(LOG_LEVEL_WARNING, "backup-not-noted", "reason",
		    e.text, NULL);
}

int
ra_backup(struct ra *ra, struct ra_backup *b, struct err *e)
{
	struct making x = { .ra = ra, .b = b, .a = arena_new(), .lock = -1 };
	int rc;

	b->bytes = b->copied = 0;
	rc = make(&x, e);
	if (rc == 0)
		note(&x);
	if (x.lock != -1)
		close(x.lock);
	arena_free(x.a);
	return rc;
}
