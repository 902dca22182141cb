/* SPDX-License-Identifier: BSD-2-Clause */
/* See checkpoint.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/checkpoint.h"
#include "store/engine.h"
#include "store/logs.h"
#include "store/room.h"

/* Pages written in one stay inside: a millisecond, so that others wait less. */
#define SLICE_PAGES 128

bool
checkpoint_is_due(const struct store *s, uint64_t bytes)
{
	const struct control_page *p = s->control.page;

	return atomic_load(&p->log_end) >= atomic_load(&p->checkpoint) + bytes;
}

/* Write a slice of the changed pages; *more where that did not do. */
static int
write_slice(struct store *s, bool *more)
{
	DB_ENV *h = s->env.handle;
	DB_MPOOL_STAT *st;
	uint32_t dirty, pages;
	int percent, rc, wrote;

	*more = false;
	if ((rc = h->memp_stat(h, &st, NULL, 0)) != 0)
		return rc;
	dirty = st->st_page_dirty;
	pages = st->st_pages;
	free(st);
	if (dirty <= SLICE_PAGES || pages == 0)
		return 0;
	percent = (int)((uint64_t)(pages - dirty + SLICE_PAGES) * 100 / pages);
	rc = h->memp_trickle(h, percent < 1 ? 1 : percent, &wrote);
	*more = rc == 0 && wrote > 0;
	return rc;
}

static int
write_slices(struct store *s, uint64_t bytes, struct err *e)
{
	bool more = true;
	int rc;

	while (more && checkpoint_is_due(s, bytes)) {
		if (engine_enter(s, e) == -1)
			return -1;
		rc = write_slice(s, &more);
		engine_leave(s, rc);
		if (rc != 0)
			return engine_err(e, s->dir, "checkpoint", rc);
	}
	return 0;
}

/* The checkpoint itself, inside. */
static int
finish(struct store *s)
{
	struct control_page *p = s->control.page;
	uint64_t end;
	uint32_t file;
	int rc;

	rc = s->env.handle->txn_checkpoint(s->env.handle, 0, 0, 0);
	if (rc == 0)
		rc = pages_failed(&s->env.pages);
	if (rc == 0)
		rc = env_log_end(&s->env, &file, &end);
	if (rc == 0) {
		atomic_store(&p->log_end, end);
		atomic_store(&p->checkpoint, end);
		rc = logs_remove(s);
	}
	return rc;
}

int
checkpoint_run(struct store *s, uint64_t bytes, struct err *e)
{
	int rc = 0;

	/*
	 * What the slices wrote is put on disk before the checkpoint itself,
	 * which syncs inside the lock, so that little is left for it.
	 */
	if (room_check(s->dir, e) == -1 || write_slices(s, bytes, e) == -1 ||
	    sync_databases(s, e) == -1 || engine_enter(s, e) == -1)
		return -1;
	if (checkpoint_is_due(s, bytes))
		rc = finish(s);
	engine_leave(s, rc);
	return rc == 0 ? 0 : engine_err(e, s->dir, "checkpoint", rc);
}
