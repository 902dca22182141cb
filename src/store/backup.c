/* SPDX-License-Identifier: BSD-2-Clause */
/* See backup.h. */
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/copy.h"
#include "store/database.h"
#include "store/logs.h"
#include "store/room.h"

struct backup {
	struct store *s;
	struct store_backup *b;
	struct arena *a;
	uint32_t first; /* log file that is copied */
	uint32_t last; /* the newest one */
	uint64_t last_size; /* bytes of it that count */
};

static int
io_err(struct err *e, const char *path)
{
	return err_set(e, ERR_UNAVAILABLE, "'%s': %s", path, strerror(errno));
}

static void
progress(const struct backup *x, const char *what, uint64_t done, uint64_t of)
{
	if (x->b->progress != NULL)
		x->b->progress(x->b->ctx, what, done, of);
}

static const char *
target(const struct backup *x, const char *kept)
{
	return arena_printf(x->a, "%s/%s", x->b->dir, kept);
}

static struct store_file *
add_file(struct backup *x, const char *name)
{
	struct store_backup *b = x->b;
	struct store_file *files = b->files;

	/* Whole powers of two: there is no more room. */
	if ((b->count & (b->count - 1)) == 0) {
		b->files = arena_alloc(x->a,
		    (2 * b->count + 1) * sizeof(*files));
		if (b->count > 0)
			memcpy(b->files, files, b->count * sizeof(*files));
	}
	b->files[b->count].name = name;
	b->files[b->count].kept = arena_printf(x->a, "%s.%u", name, b->run);
	return &b->files[b->count++];
}

/* ---- The database ------------------------------------------------------ */

struct database_copy {
	struct backup *x;
	struct copy c;
};

static int
copy_slice(void *ctx, struct span s, uint64_t at, uint64_t of, struct err *e)
{
	struct database_copy *d = ctx;
	uint64_t i = 0;

	progress(d->x, "MB of the database", at >> 20, of >> 20);
	if (database_find_damage(s, &i))
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: page %" PRIu64 " of the database is damaged, and no "
		    "copy was made of it: run 'scepgate repair DIR' with the "
		    "directory of the backup before",
		    d->x->s->dir, at / ENV_PAGE_SIZE + i);
	return copy_add(&d->c, s, e);
}

static int
copy_database(struct backup *x, struct err *e)
{
	struct store_file *f = add_file(x, ENV_FILE);
	struct database_copy d = { .x = x };
	struct stat st;
	int rc = 0;

	if (stat(arena_printf(x->a, "%s/" ENV_FILE, x->s->dir), &st) == 0)
		rc = room_for_copy(x->s->dir, x->b->dir, (uint64_t)st.st_size,
		    e);
	if (rc == 0)
		rc = copy_open(&d.c, target(x, f->kept), e);
	if (rc == 0)
		rc = database_read(x->s, copy_slice, &d, e);
	if (rc == 0)
		rc = copy_finish(&d.c, f, e);
	copy_drop(&d.c);
	return rc;
}

/* ---- The log ----------------------------------------------------------- */

/* All of it is in its files, and where it ends. */
static int
find_end(struct backup *x, struct err *e)
{
	DB_ENV *h;
	uint64_t end = 0;
	int rc;

	if (engine_enter(x->s, e) == -1)
		return -1;
	h = x->s->env.handle;
	if ((rc = h->log_flush(h, NULL)) == 0)
		rc = env_log_end(&x->s->env, &x->last, &end);
	engine_leave(x->s, rc);
	x->last_size = end - (uint64_t)x->last * ENV_LOG_SIZE;
	return rc == 0 ? 0 : engine_err(e, x->s->dir, "the log", rc);
}

static int
copy_log(struct backup *x, struct err *e)
{
	struct store_file *f;
	char *from;
	int rc = 0;

	if (find_end(x, e) == -1 ||
	    room_for_copy(x->s->dir, x->b->dir,
		(uint64_t)(x->last - x->first + 1) * ENV_LOG_SIZE, e) == -1)
		return -1;
	for (uint32_t n = x->first; rc == 0 && n <= x->last; n++) {
		progress(x, "files of the log", n - x->first,
		    x->last - x->first + 1);
		f = add_file(x, arena_printf(x->a, "log.%010" PRIu32, n));
		from = logs_path(x->s->dir, n);
		rc = store_copy_file(from, target(x, f->kept),
		    n == x->last ? x->last_size : UINT64_MAX, f, e);
		free(from);
	}
	return rc;
}

/* ---- Whole, or what is new --------------------------------------------- */

/* Nothing of the log from here on goes while it is copied. */
static int
begin_whole(struct backup *x, struct err *e)
{
	struct err unused;
	int rc;

	x->b->whole = true;
	x->b->count = 0;
	/* It makes the copy smaller; a full disk is no reason for none. */
	if (room_check(x->s->dir, &unused) == 0 &&
	    store_checkpoint(x->s, e) == -1)
		return -1;
	if (engine_enter(x->s, e) == -1)
		return -1;
	rc = logs_first(x->s, &x->first);
	if (rc == 0 && x->first < logs_kept(x->s) &&
	    logs_keep(x->s, x->first, e) == -1) {
		engine_leave(x->s, 0);
		return -1;
	}
	engine_leave(x->s, rc);
	if (rc != 0)
		return engine_err(e, x->s->dir, "the log", rc);
	return copy_database(x, e);
}

/*
 * The copy can be gone on with where its last piece of log is the beginning
 * of ours.  Otherwise the store is another one, or lost its end in a crash.
 */
bool
store_goes_on(const struct store *s, const struct store_file *files, size_t n)
{
	struct err unused = { 0 };
	bool on;

	return n >= 2 && strncmp(files[n - 1].name, "log.", 4) == 0 &&
	    logs_go_on(s->dir, &files[n - 1], &on, &unused) == 0 && on;
}

static bool
goes_on(struct backup *x)
{
	const struct store_backup *b = x->b;

	if (!store_goes_on(x->s, b->former, b->former_count))
		return false;
	x->first = logs_number(b->former[b->former_count - 1].name);
	return true;
}

static void
take_over(struct backup *x)
{
	struct store_file *f;

	/* The last is copied anew, longer. */
	for (size_t i = 0; i + 1 < x->b->former_count; i++) {
		f = add_file(x, x->b->former[i].name);
		*f = x->b->former[i];
	}
}

static int
copy_all(struct backup *x, struct err *e)
{
	x->b->whole = false;
	if (!goes_on(x)) {
		if (begin_whole(x, e) == -1)
			return -1;
	} else
		take_over(x);
	if (copy_log(x, e) == 0)
		return 0;
	/* Removed in between, as too many: a whole copy has all it needs. */
	if (x->b->whole || e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	if (begin_whole(x, e) == -1)
		return -1;
	return copy_log(x, e);
}

/* Who comes once leaves the log to who comes again and again. */
static int
copy_and_keep(struct backup *x, struct err *e)
{
	uint32_t kept = logs_kept(x->s);
	struct err unused = { 0 };
	int rc;

	rc = copy_all(x, e);
	if (!x->b->once)
		return rc == 0 ? logs_keep(x->s, x->last, e) : -1;
	if (logs_keep(x->s, kept, &unused) == -1)
		err_clear(&unused);
	return rc;
}

int
store_backup(struct store *s, struct store_backup *b, struct arena *a,
    struct err *e)
{
	struct backup x = { .s = s, .b = b, .a = a };
	const char *lock = arena_printf(a, "%s/backup", s->dir);
	int fd, rc;

	b->count = 0;
	b->files = NULL;
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return io_err(e, lock);
	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		rc = err_set(e, ERR_UNAVAILABLE,
		    "another backup of %s is being made: wait for it", s->dir);
	else
		rc = copy_and_keep(&x, e);
	close(fd);
	return rc;
}

int
store_recover_copy(const char *dir, void (*tell)(void *ctx, int percent),
    void *ctx, struct err *e)
{
	struct env v;
	int rc;

	rc = env_recover_copy(&v, dir, tell, ctx);
	if (rc == 0)
		rc = v.handle->txn_checkpoint(v.handle, 0, 0, DB_FORCE);
	if (rc == 0)
		rc = env_close(&v);
	else
		env_abandon(&v);
	if (rc != 0)
		return engine_err(e, dir, "cannot be recovered", rc);
	/* The names of all that was put there. */
	return file_sync_dir(dir, e);
}
