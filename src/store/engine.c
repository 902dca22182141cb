/* SPDX-License-Identifier: BSD-2-Clause */
/* See engine.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/engine.h"
#include "store/logs.h"
#include "store/room.h"

/*
 * Handles whose process died outside the lock leave their traces in the
 * environment, and each checkpoint names them in the log; a recovery sweeps
 * them out before it gets slow, long before there is no room for more.
 */
#define ATTACHED_MOST 200

/*
 * A recovery that failed takes its time, in which everybody waits for the lock,
 * and mostly fails again: the disk is broken.
 */
#define TRY_AGAIN_US 1000000

/*
 * Room that was there is looked for again after so long: two processors busy
 * with enrolments write a megabyte in it, of 32 that are to be left.
 */
#define ROOM_LASTS_US 20000

/* A body is run again after a recovery, this often in all. */
#define TRIES 3

/* ---- Entering ---------------------------------------------------------- */

/* Publish where the log ends; with the lock held. */
static int
note_log_end(struct store *s)
{
	struct control_page *p = s->control.page;
	uint64_t end;
	uint32_t file;
	int rc;

	if ((rc = env_log_end(&s->env, &file, &end)) != 0)
		return rc;
	atomic_store(&p->log_file, file);
	atomic_store(&p->log_end, end);
	return 0;
}

static bool
needs_recovery(const struct control_page *p)
{
	return atomic_load(&p->dirty) != 0 || control_is_lost(p);
}

/*
 * The logs from this number on are to be written once more.  Somebody who died
 * may have been the only one whom the kernel told of bytes that it lost, so
 * all that was not synced well counts as such.  What another run of the system
 * lost is not there to be read.
 */
static uint32_t
lost_from(struct control_page *p)
{
	if (atomic_exchange(&p->fresh, 0) != 0)
		return PAGES_NONE_LOST;
	return (uint32_t)atomic_load(&p->synced_file);
}

static int
recover_alone(struct store *s)
{
	struct control_page *p = s->control.page;
	int64_t began = clock_us();
	int rc;

	rc = env_recover(&s->env, s->dir, &p->pages, lost_from(p), s->create);
	if (rc != 0 || (rc = note_log_end(s)) != 0)
		return rc;
	sync_recovered(p);
	atomic_store(&p->checkpoint, atomic_load(&p->log_end));
	atomic_store(&p->attached, 1);
	s->generation = atomic_fetch_add(&p->generation, 1) + 1;
	/* Last: who dies before this leaves it to be done again. */
	atomic_store(&p->dirty, 0);
	s->recovered_us = clock_us() - began;
	return 0;
}

/* Nobody syncs meanwhile: what that would find lost is to be known here. */
static int
recover(struct store *s)
{
	struct err unused;
	int rc;

	if (sync_begin(s, &unused) == -1)
		return ENOLCK;
	rc = recover_alone(s);
	sync_end(s);
	return rc;
}

static int
join(struct store *s)
{
	struct control_page *p = s->control.page;
	int rc;

	if (atomic_fetch_add(&p->attached, 1) >= ATTACHED_MOST)
		return DB_RUNRECOVERY;
	s->generation = atomic_load(&p->generation);
	rc = env_join(&s->env, s->dir, &p->pages, s->create);
	/* It has left in order then. */
	if (env_has_no_files(rc))
		atomic_fetch_sub(&p->attached, 1);
	return rc;
}

/* Have handles of the present environment; with the lock held. */
static int
attach(struct store *s)
{
	struct control_page *p = s->control.page;
	bool recovers;
	int rc = 0;

	if (needs_recovery(p) && clock_us() < s->try_again_us)
		return s->failed;
	for (int n = 0; n < TRIES; n++) {
		recovers = needs_recovery(p);
		if (!recovers && s->env.handle != NULL &&
		    s->generation == atomic_load(&p->generation))
			return 0;
		env_abandon(&s->env);
		rc = recovers ? recover(s) : join(s);
		if (env_has_no_files(rc))
			return rc;
		if (rc == 0)
			continue;
		env_abandon(&s->env);
		atomic_store(&p->dirty, 1);
		if (!recovers)
			continue;
		s->failed = rc;
		s->try_again_us = clock_us() + TRY_AGAIN_US;
		return rc;
	}
	return rc;
}

/* It is no use any more: the watchdog ends the process, to begin anew. */
static void
mark_outdated(struct store *s, struct err *e)
{
	e->kind = ERR_UNAVAILABLE;
	atomic_store(&s->outdated, true);
}

int
engine_enter(struct store *s, struct err *e)
{
	struct control_page *p = s->control.page;
	int rc;

	if (s->pid != getpid())
		return err_set(e, ERR_INTERNAL,
		    "%s: opened before a fork: open the store after it",
		    s->dir);
	if (!waiting_mutex(&s->control.wait, &s->mutex))
		return control_blocked(&s->control, &s->control.wait, e);
	if (control_lock(&s->control, e) == -1) {
		pthread_mutex_unlock(&s->mutex);
		if (e->kind == ERR_NOT_FOUND)
			mark_outdated(s, e);
		return -1;
	}
	if (atomic_load(&p->schema) > SCHEMA) {
		control_unlock(&s->control);
		pthread_mutex_unlock(&s->mutex);
		err_set(e, ERR_UNAVAILABLE,
		    "the store in %s was brought up by a newer scepgate: "
		    "restart this program with that version",
		    s->dir);
		mark_outdated(s, e);
		return -1;
	}
	if (atomic_load(&p->busy) != 0)
		atomic_store(&p->dirty, 1);
	atomic_store(&p->busy, 1);
	if ((rc = attach(s)) == 0) {
		pages_enter(&s->env.pages);
		return 0;
	}
	/* It is dirty by now where it has to be. */
	engine_leave(s, 0);
	(void)engine_err(e, s->dir, "cannot be opened", rc);
	return engine_name_repair(e, s->dir, rc);
}

static void
tell_recovered(int64_t us)
{
	char *took = mem_printf("%" PRId64, us);

	log_event(LOG_LEVEL_INFO, "store-recovered", "took_us", took,
	    (char *)NULL);
	free(took);
}

/* Words are for outside the lock: whoever reads them may be slow. */
void
engine_leave(struct store *s, int rc)
{
	struct control_page *p = s->control.page;
	int64_t recovered_us = s->recovered_us;

	s->recovered_us = 0;
	if (s->env.handle != NULL && pages_leave(&s->env.pages) != 0)
		rc = DB_RUNRECOVERY;
	if (rc != 0)
		atomic_store(&p->dirty, 1);
	atomic_store(&p->busy, 0);
	control_unlock(&s->control);
	pthread_mutex_unlock(&s->mutex);
	if (recovered_us != 0 && !s->create)
		tell_recovered(recovered_us);
}

/* ---- Running a body ---------------------------------------------------- */

/*
 * Commit.  The numbers that tell others of a change move before the change
 * itself: whoever read the new number enters after us and sees the change.
 */
static int
commit(struct store_txn *t, struct err *e)
{
	struct store *s = t->store;
	struct control_page *p = s->control.page;
	int rc;

	if (t->config)
		atomic_fetch_add(&p->config, 1);
	rc = t->txn->commit(t->txn, DB_TXN_WRITE_NOSYNC);
	t->txn = NULL;
	if (rc == 0)
		rc = note_log_end(s);
	/* Berkeley DB may not have told of it. */
	if (rc == 0)
		rc = pages_failed(&s->env.pages);
	if (rc != 0) {
		t->broken = rc;
		t->lost = true;
		return engine_err(e, s->dir, "commit", rc);
	}
	t->seq = atomic_fetch_add(&p->committed, 1) + 1;
	return 0;
}

/* One call of the body; t->broken tells whether another may help. */
static int
try_body(struct store_txn *t, bool writes, store_body *body, void *ctx,
    struct err *e)
{
	struct store *s = t->store;
	DB_ENV *h = s->env.handle;
	int rc;

	if (writes && (t->broken = h->txn_begin(h, NULL, &t->txn, 0)) != 0)
		return engine_err(e, s->dir, "begin", t->broken);
	rc = body(t, ctx, e);
	if (t->txn != NULL && rc == 0 && t->broken == 0)
		return commit(t, e);
	if (t->txn != NULL) {
		int failed = t->txn->abort(t->txn);

		if (t->broken == 0)
			t->broken = failed;
		if (failed != 0)
			rc = engine_err(e, s->dir, "abort", failed);
	}
	/* A body may have gone on after a failed call; its word counts not. */
	if (t->broken != 0 && rc == 0)
		rc = engine_err(e, s->dir, "transaction", t->broken);
	return rc;
}

static int
run(struct store *s, bool writes, store_body *body, void *ctx, uint64_t *seq,
    struct err *e)
{
	struct store_txn t;
	int rc = -1;

	for (int n = 0; n < TRIES; n++) {
		if (engine_enter(s, e) == -1)
			return -1;
		t = (struct store_txn){ .store = s, .scratch = s->scratch };
		atomic_fetch_add(&s->stay, 1);
		rc = try_body(&t, writes, body, ctx, e);
		atomic_fetch_add(&s->stay, 1);
		arena_reset(s->scratch);
		engine_leave(s, t.broken);
		if (t.broken == 0 || t.lost)
			break;
	}
	*seq = t.relaxed ? 0 : t.seq;
	if ((t.broken == DB_RUNRECOVERY || t.broken == DB_PAGE_NOTFOUND) &&
	    !t.lost)
		rc = engine_name_repair(e, s->dir, t.broken);
	return rc;
}

/* Logs that nobody needs any more may be what fills it. */
static int
make_room(struct store *s, struct err *e)
{
	struct err unused;
	int rc;

	if (engine_enter(s, &unused) == -1)
		return -1;
	rc = logs_remove(s);
	engine_leave(s, rc);
	return room_check(s->dir, e);
}

static int
check_room(struct store *s, struct err *e)
{
	int64_t now = clock_us();

	if (now - atomic_load(&s->room_us) < ROOM_LASTS_US)
		return 0;
	if (room_check(s->dir, e) == -1 && make_room(s, e) == -1)
		return -1;
	atomic_store(&s->room_us, now);
	return 0;
}

int
engine_update(struct store *s, store_body *body, void *ctx, uint64_t *seq,
    struct err *e)
{
	if (check_room(s, e) == -1)
		return -1;
	return run(s, true, body, ctx, seq, e);
}

int
engine_view(struct store *s, store_body *body, void *ctx, struct err *e)
{
	uint64_t seq;

	return run(s, false, body, ctx, &seq, e);
}

/* ---- Life -------------------------------------------------------------- */

int
engine_open(const char *dir, bool create, struct store **out, struct err *e)
{
	struct store *s;

	s = mem_alloc(sizeof(*s));
	if (control_open(&s->control, dir, e) == -1) {
		free(s);
		return -1;
	}
	s->dir = mem_strdup(dir);
	s->pid = getpid();
	s->create = create;
	s->log.fd = -1;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_mutex_init(&s->sync_mutex, NULL);
	s->scratch = arena_new();
	*out = s;
	return 0;
}

/*
 * Leave the environment in order, so that nothing of ours stays in it; one
 * that is not the present one, or broken, is only dropped.
 */
static void
detach(struct store *s)
{
	struct control_page *p = s->control.page;
	struct err e;

	/* Who was not let in is not waited for at the end, either. */
	if (s->pid != getpid() || atomic_load(&s->control.wait.blocked) ||
	    control_lock(&s->control, &e) == -1)
		return;
	if (atomic_load(&p->busy) != 0)
		atomic_store(&p->dirty, 1);
	atomic_store(&p->busy, 1);
	if (needs_recovery(p) || s->generation != atomic_load(&p->generation))
		env_abandon(&s->env);
	else if (s->env.handle != NULL) {
		pages_enter(&s->env.pages);
		atomic_fetch_sub(&p->attached, 1);
		if (env_close(&s->env) != 0)
			atomic_store(&p->dirty, 1);
	}
	atomic_store(&p->busy, 0);
	control_unlock(&s->control);
}

void
engine_close(struct store *s)
{
	if (s == NULL)
		return;
	detach(s);
	control_close(&s->control);
	sync_close(s);
	arena_free(s->scratch);
	pthread_mutex_destroy(&s->sync_mutex);
	pthread_mutex_destroy(&s->mutex);
	free(s->dir);
	free(s);
}
