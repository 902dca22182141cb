/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Group commit, outside Berkeley DB and outside the store's lock: a commit
 * is in the log file before its number is published, so one fdatasync made
 * after reading the newest number covers all commits up to it.  Those who
 * wait for the sync lock meanwhile find their number synced when they get it.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/engine.h"

void
sync_close(struct store *s)
{
	if (s->log.fd != -1)
		close(s->log.fd);
	s->log.fd = -1;
}

static int
open_log(struct store *s, uint32_t number)
{
	struct open_log *l = &s->log;
	uint64_t generation = atomic_load(&s->control.page->generation);
	char *path;
	int rc = 0;

	if (l->fd != -1 && l->number == number && l->generation == generation)
		return 0;
	sync_close(s);
	path = mem_printf("%s/log.%010" PRIu32, s->dir, number);
	*l = (struct open_log){ open(path, O_RDONLY | O_CLOEXEC), number,
		generation };
	if (l->fd == -1)
		rc = errno;
	free(path);
	return rc;
}

/* Bytes of a file that has no name any more are lost with the process. */
static bool
is_in_place(const struct store *s)
{
	struct stat st;

	if (fstat(s->log.fd, &st) == -1)
		return false;
	errno = ENOENT;
	return st.st_nlink > 0 ||
	    s->log.number < atomic_load(&s->control.page->log_file);
}

/*
 * A log file that is gone was removed by a checkpoint, which had synced the
 * pages that it stood for.
 */
static int
sync_file(struct store *s, uint32_t number)
{
	int rc = open_log(s, number);

	if (rc == ENOENT && number < atomic_load(&s->control.page->log_file))
		return 0;
	if (rc == 0 && (fdatasync(s->log.fd) == -1 || !is_in_place(s)))
		rc = errno;
	return rc;
}

/* The name of a new file was synced when it was made (pages.c). */
static int
sync_log(struct store *s, uint32_t first, uint32_t last)
{
	int rc = 0;

	/* 0: nothing is known of earlier files; a recovery synced them. */
	for (uint32_t n = first == 0 ? last : first; rc == 0 && n <= last; n++)
		rc = sync_file(s, n);
	return rc;
}

/*
 * After a failed sync the next one would find nothing wrong: so the commits it
 * was to cover are marked as failed for all who wait for them, and a recovery
 * writes log and databases once more.  What failed before stays marked, and
 * with it what was between: whoever still waits for one of those is to come
 * again.
 */
static void
mark_failed(struct control_page *p, uint64_t target)
{
	if (atomic_load(&p->failed_last) == 0)
		atomic_store(&p->failed_first, atomic_load(&p->synced) + 1);
	atomic_store(&p->failed_last, target);
}

void
sync_recovered(struct control_page *p)
{
	uint64_t committed = atomic_load(&p->committed);

	/* The recovery may not have found them: the kernel may drop them. */
	if (control_is_lost(p) && atomic_load(&p->synced) < committed)
		mark_failed(p, committed);
	atomic_store(&p->synced, committed);
	atomic_store(&p->synced_file, atomic_load(&p->log_file));
	atomic_store(&p->syncing, 0);
}

/* ---- The lock ---------------------------------------------------------- */

int
sync_begin(struct store *s, struct err *e)
{
	struct waiting *w = &s->control.sync_wait;

	if (!waiting_mutex(w, &s->sync_mutex))
		return control_blocked(&s->control, w, e);
	if (control_lock_sync(&s->control, e) == 0)
		return 0;
	pthread_mutex_unlock(&s->sync_mutex);
	return -1;
}

void
sync_end(struct store *s)
{
	control_unlock_sync(&s->control);
	pthread_mutex_unlock(&s->sync_mutex);
}

/*
 * With the lock: whether the last who had it lived to say what became of his
 * sync.  Else the store is to be recovered.
 */
static bool
last_is_known(struct control_page *p)
{
	if (atomic_load(&p->syncing) == 0)
		return true;
	atomic_store(&p->dirty, 1);
	return false;
}

/* ---- Syncs ------------------------------------------------------------- */

/*
 * Who may open no more files has synced nothing, and nothing is lost by it:
 * another process can do it, or this one later.
 */
static int
sync_now(struct store *s, struct err *e)
{
	struct control_page *p = s->control.page;
	uint64_t target;
	uint32_t last;
	int rc;

	/* In this order: the file of a commit is published before it. */
	target = atomic_load(&p->committed);
	last = (uint32_t)atomic_load(&p->log_file);
	/* What was committed behind them may be among the lost bytes, too. */
	if (control_is_lost(p)) {
		mark_failed(p, target);
		atomic_store(&p->synced, target);
		return 0;
	}
	atomic_store(&p->syncing, 1);
	rc = sync_log(s, (uint32_t)atomic_load(&p->synced_file), last);
	if (rc != 0 && !env_has_no_files(rc)) {
		control_set_lost(p);
		mark_failed(p, target);
		log_event(LOG_LEVEL_ERR, "store-sync-failed", "reason",
		    strerror(rc), (char *)NULL);
	}
	atomic_store(&p->syncing, 0);
	if (env_has_no_files(rc))
		return engine_err(e, s->dir, "sync", rc);
	if (rc == 0)
		atomic_store(&p->synced_file, last);
	atomic_store(&p->synced, target);
	return 0;
}

/* *again: only after a recovery. */
static int
try_sync(struct store *s, uint64_t seq, bool *again, struct err *e)
{
	struct control_page *p = s->control.page;
	int rc = 0;

	*again = false;
	if (atomic_load(&p->synced) >= seq)
		return 0;
	if (sync_begin(s, e) == -1)
		return -1;
	if (atomic_load(&p->synced) < seq) {
		*again = !last_is_known(p);
		rc = *again ? 0 : sync_now(s, e);
	}
	sync_end(s);
	return rc;
}

static int
wait_for(struct store *s, uint64_t seq, struct err *e)
{
	bool again;

	while (try_sync(s, seq, &again, e) == 0) {
		if (!again)
			return 0;
		if (engine_enter(s, e) == -1)
			return -1;
		engine_leave(s, 0);
	}
	return -1;
}

/* Where bytes were lost the recovery writes them once more. */
static int
sync_path(struct store *s, const char *path, struct err *e)
{
	struct control_page *p = s->control.page;
	int fd, rc = 0;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return engine_err(e, s->dir, "sync", errno);
	atomic_store(&p->syncing, 1);
	if (fdatasync(fd) == -1) {
		rc = engine_err(e, s->dir, "sync", errno);
		control_set_lost(p);
	}
	atomic_store(&p->syncing, 0);
	close(fd);
	return rc;
}

int
sync_databases(struct store *s, struct err *e)
{
	char *path;
	int rc = 0;

	if (sync_begin(s, e) == -1)
		return -1;
	path = mem_printf("%s/" ENV_FILE, s->dir);
	if (last_is_known(s->control.page))
		rc = sync_path(s, path, e);
	free(path);
	sync_end(s);
	return rc;
}

/* ---- Waiting ----------------------------------------------------------- */

static bool
has_failed(const struct control_page *p, uint64_t seq)
{
	return seq > 0 && seq >= atomic_load(&p->failed_first) &&
	    seq <= atomic_load(&p->failed_last);
}

static int
refuse(const struct store *s, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE,
	    "%s: the disk did not take the change: see the system's log",
	    s->dir);
}

int
sync_wait(struct store *s, uint64_t seq, struct err *e)
{
	if (wait_for(s, seq, e) == -1)
		return -1;
	return has_failed(s->control.page, seq) ? refuse(s, e) : 0;
}

/*
 * What is seen behind the recovery was read from what that had written out,
 * and is on disk, whatever became of the sync before.
 */
int
sync_seen(struct store *s, struct err *e)
{
	struct control_page *p = s->control.page;
	uint64_t seq = atomic_load(&p->committed);

	if (wait_for(s, seq, e) == -1)
		return -1;
	return has_failed(p, seq) && control_is_lost(p) ? refuse(s, e) : 0;
}

void
sync_close_old(struct store *s)
{
	pthread_mutex_lock(&s->sync_mutex);
	if (s->log.number < atomic_load(&s->control.page->log_file))
		sync_close(s);
	pthread_mutex_unlock(&s->sync_mutex);
}
