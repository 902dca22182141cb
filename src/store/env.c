/* SPDX-License-Identifier: BSD-2-Clause */
/* See env.h. */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/env.h"

/*
 * Berkeley DB makes a quarter more of it, and each process has all of that
 * resident sooner or later.  It need not be large: the system keeps the
 * file's pages, too.
 */
#define CACHE_SIZE (5 * 1024 * 1024)
#define LOG_BUFFER_SIZE (256 * 1024)

static const char *const db_names[ENV__COUNT] = {
	[ENV_ORDERS] = "orders",
	[ENV_CERTIFICATES] = "certificates",
	[ENV_ACCOUNTS] = "accounts",
	[ENV_AUDIT] = "audit",
	[ENV_RECORDS] = "records",
	[ENV_INDEX] = "index",
};

/*
 * Berkeley DB's own mapping of its shared memory leaves holes in the files,
 * so that a full disk is a SIGBUS, and leaves the memory mapped when a broken
 * environment is closed.  Ours fills the files and remembers the places.
 */
static int
region_keep(struct env *v, void *at, size_t len)
{
	for (size_t i = 0; i < ENV_REGION_MOST; i++)
		if (v->region[i].at == NULL) {
			v->region[i] = (struct env_region){ at, len };
			return 0;
		}
	munmap(at, len);
	return ENOMEM;
}

static int
region_open(const char *path, size_t *len, bool create, int *fd)
{
	struct stat st;
	int rc;

	*fd = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT | O_EXCL : 0),
	    0600);
	if (*fd == -1)
		return errno;
	rc = 0;
	if (create)
		rc = posix_fallocate(*fd, 0, (off_t)*len);
	else if (fstat(*fd, &st) == -1)
		rc = errno;
	else
		*len = (size_t)st.st_size;
	if (rc != 0)
		close(*fd);
	return rc;
}

/*
 * The first region is asked for with *create set even by who means to join:
 * there the answer tells which it was.  A recovery asks for it twice, first
 * to remove what an old one names, but we have removed that already.
 */
static int
region_map(DB_ENV *handle, char *path, size_t len, int *create, void **at)
{
	struct env *v = handle->app_private;
	int fd, rc;

	if (v->regions == ENV_PROBE) {
		v->regions = ENV_MAKE;
		return ENOENT;
	}
	if (v->regions == ENV_JOIN)
		*create = 0;
	if ((rc = region_open(path, &len, *create != 0, &fd)) != 0)
		return rc;
	*at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	rc = *at == MAP_FAILED ? errno : 0;
	close(fd);
	return rc != 0 ? rc : region_keep(v, *at, len);
}

/*
 * Berkeley DB makes a panic of it, and forgets what it was.  After another one
 * it asks for the first region anew, which is there.
 */
static int
region_make(DB_ENV *handle, char *path, size_t len, int *create, void **at)
{
	struct env *v = handle->app_private;
	bool probes = v->regions == ENV_PROBE;
	int rc = region_map(handle, path, len, create, at);

	if (rc != 0 && rc != EEXIST && !probes)
		v->region_failed = rc;
	return rc;
}

static int
region_unmap(DB_ENV *handle, void *at)
{
	struct env *v = handle->app_private;

	for (size_t i = 0; i < ENV_REGION_MOST; i++)
		if (v->region[i].at == at) {
			munmap(at, v->region[i].len);
			v->region[i].at = NULL;
		}
	return 0;
}

/* Berkeley DB says it in words only; its code is that of any panic. */
static _Thread_local const char *damaged;

/* How its words begin when a read has failed that is none of our calls. */
#define READ_FAILED "BDB0134"

static void
tell(const DB_ENV *handle, const char *prefix, const char *text)
{
	(void)handle;
	(void)prefix;
	if (strstr(text, "checksum error") != NULL)
		damaged = "a page of the database is damaged";
	else if (strstr(text, "past end of log") != NULL)
		damaged = "the log ends before what is in the database";
	if (strncmp(text, READ_FAILED, strlen(READ_FAILED)) == 0)
		pages_stop(EIO);
	log_event(LOG_LEVEL_WARNING, "store-engine", "reason", text,
	    (char *)NULL);
}

static void
tell_nobody(const DB_ENV *handle, const char *prefix, const char *text)
{
	(void)handle;
	(void)prefix;
	(void)text;
}

static void
tell_percent(DB_ENV *handle, int what, int percent)
{
	const struct env *v = handle->app_private;

	(void)what;
	v->tell(v->tell_ctx, percent);
}

/*
 * Where there is no memory the process ends, as with memory of our own (mem.h):
 * Berkeley DB would go on, and takes the place of the log at which it had none
 * for the log's end.
 */
static void *
take(size_t size)
{
	return mem_resize(NULL, size, 1);
}

static void *
resize(void *p, size_t size)
{
	return mem_resize(p, size, 1);
}

static int
make_handle(struct env *v)
{
	DB_ENV *h;
	int rc;

	if ((rc = db_env_set_func_malloc(take)) != 0 ||
	    (rc = db_env_set_func_realloc(resize)) != 0 ||
	    (rc = db_env_set_func_region_map(region_make, region_unmap)) != 0 ||
	    (rc = pages_hook()) != 0 ||
	    (rc = db_env_create(&v->handle, 0)) != 0)
		return rc;
	h = v->handle;
	h->app_private = v;
	h->set_errcall(h, tell);
	if (v->tell != NULL && (rc = h->set_feedback(h, tell_percent)) != 0)
		return rc;
	if ((rc = h->set_cachesize(h, 0, CACHE_SIZE, 1)) != 0 ||
	    (rc = h->set_lg_max(h, ENV_LOG_SIZE)) != 0 ||
	    (rc = h->set_lg_bsize(h, LOG_BUFFER_SIZE)) != 0 ||
	    /* Written over and not appended to, a log syncs a fifth faster. */
	    (rc = h->log_set_config(h, DB_LOG_ZERO, 1)) != 0 ||
	    /* Our own sync (sync.c) stands for Berkeley DB's. */
	    (rc = h->set_flags(h, DB_TXN_WRITE_NOSYNC, 1)) != 0)
		return rc;
	return 0;
}

static int
open_db(struct env *v, enum env_db n, bool create)
{
	DB *db;
	int rc;

	if ((rc = db_create(&db, v->handle, 0)) != 0)
		return rc;
	v->db[n] = db;
	if ((rc = db->set_flags(db, DB_CHKSUM)) != 0 ||
	    (rc = db->set_pagesize(db, ENV_PAGE_SIZE)) != 0)
		return rc;
	return db->open(db, NULL, ENV_FILE, db_names[n], DB_BTREE,
	    DB_AUTO_COMMIT | (create ? DB_CREATE : 0), 0600);
}

/*
 * What others use is whole, and nothing in it is to say otherwise: unless a
 * page waits here that Berkeley DB holds for written.
 */
static int
leave_in_order(struct env *v, int rc)
{
	int failed;

	if (v->pages.count > 0) {
		env_abandon(v);
		return DB_RUNRECOVERY;
	}
	failed = env_close(v);
	return failed == 0 || env_has_no_files(failed) ? rc : failed;
}

static int
env_open(struct env *v, const char *dir, bool create, uint32_t flags)
{
	int rc;

	pages_enter(&v->pages);
	if ((rc = make_handle(v)) == 0)
		rc = v->handle->open(v->handle, dir,
		    DB_INIT_TXN | DB_INIT_LOG | DB_INIT_MPOOL | flags, 0600);
	/* What a panic came of. */
	if (rc == DB_RUNRECOVERY && pages_failed(&v->pages) != 0)
		rc = pages_failed(&v->pages);
	else if (rc == DB_RUNRECOVERY && v->region_failed != 0)
		rc = v->region_failed;
	/*
	 * All its callers are inside the store's lock, one at a time: its own
	 * mutexes, a hundred in an enrolment, guard nothing.  Not before they
	 * are made, for they are tried then, and have to lock.
	 */
	if (rc == 0)
		rc = v->handle->set_flags(v->handle, DB_NOLOCKING, 1);
	for (int n = 0; rc == 0 && n < ENV__COUNT; n++)
		rc = open_db(v, n, create);
	if (rc == 0)
		rc = pages_failed(&v->pages);
	if (rc != 0 && v->regions == ENV_JOIN && env_has_no_files(rc))
		return leave_in_order(v, rc);
	if (rc != 0)
		env_abandon(v);
	return rc;
}

/* What Berkeley DB would remove too, but only after reading it. */
static void
remove_regions(const char *dir)
{
	char *path;

	for (unsigned int n = 1; n <= ENV_REGION_MOST; n++) {
		path = mem_printf("%s/__db.%03u", dir, n);
		unlink(path);
		free(path);
	}
}

int
env_recover(struct env *v, const char *dir, struct pages_state *pages,
    uint32_t lost_from, bool create)
{
	int rc;

	*v = (struct env){ .regions = ENV_PROBE };
	pages_init(&v->pages, dir, pages);
	remove_regions(dir);
	if ((rc = pages_restore(dir, pages, lost_from)) != 0)
		return rc;
	return env_open(v, dir, create, DB_CREATE | DB_RECOVER);
}

int
env_recover_copy(struct env *v, const char *dir, env_tell *to, void *ctx)
{
	int rc;

	*v = (struct env){
		.regions = ENV_PROBE,
		.tell = to,
		.tell_ctx = ctx,
	};
	pages_init(&v->pages, dir, &v->pages_own);
	remove_regions(dir);
	if ((rc = pages_restore(dir, &v->pages_own, PAGES_NONE_LOST)) != 0)
		return rc;
	return env_open(v, dir, false, DB_CREATE | DB_RECOVER_FATAL);
}

int
env_join(struct env *v, const char *dir, struct pages_state *pages, bool create)
{
	*v = (struct env){ .regions = ENV_JOIN };
	pages_init(&v->pages, dir, pages);
	return env_open(v, dir, create, 0);
}

int
env_close(struct env *v)
{
	int rc, first = 0;

	if (v->handle == NULL)
		return 0;
	for (int n = 0; n < ENV__COUNT; n++) {
		if (v->db[n] == NULL)
			continue;
		rc = v->db[n]->close(v->db[n], DB_NOSYNC);
		first = first != 0 ? first : rc;
	}
	rc = v->handle->close(v->handle, 0);
	first = first != 0 ? first : rc;
	rc = pages_leave(&v->pages);
	pages_clear(&v->pages);
	*v = (struct env){ .handle = NULL };
	return first != 0 ? first : rc;
}

/*
 * A handle whose environment has panicked closes its files and goes near
 * nothing shared.  The handles of the databases go with it; they must not be
 * closed one by one.  Berkeley DB keeps 27 KB of its own memory at that: the
 * price of not walking through shared pages in the middle of a change.
 */
void
env_abandon(struct env *v)
{
	DB_ENV *h = v->handle;

	if (v->pages.dir != NULL) {
		v->pages.count = 0;
		pages_enter(&v->pages);
	}
	if (h != NULL) {
		h->set_errcall(h, tell_nobody);
		h->set_flags(h, DB_PANIC_ENVIRONMENT, 1);
		h->close(h, 0);
	}
	for (size_t i = 0; i < ENV_REGION_MOST; i++)
		if (v->region[i].at != NULL)
			munmap(v->region[i].at, v->region[i].len);
	if (v->pages.dir != NULL)
		pages_clear(&v->pages);
	*v = (struct env){ .handle = NULL };
}

const char *
env_met_damage(void)
{
	const char *met = damaged;

	damaged = NULL;
	return met;
}

bool
env_has_no_files(int rc)
{
	return rc == EMFILE || rc == ENFILE;
}

int
env_log_end(const struct env *v, uint32_t *file, uint64_t *end)
{
	DB_LOG_STAT *st;
	int rc;

	if ((rc = v->handle->log_stat(v->handle, &st, 0)) != 0)
		return rc;
	*file = st->st_cur_file;
	*end = (uint64_t)st->st_cur_file * ENV_LOG_SIZE + st->st_cur_offset;
	free(st);
	return 0;
}
