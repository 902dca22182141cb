/* SPDX-License-Identifier: BSD-2-Clause */
/* The files that a manifest speaks of, as they lie there; see manifest.h. */
#include <sys/stat.h>

#include <errno.h>
#include <inttypes.h>

#include "base/file.h"
#include "ra/manifest.h"

int
manifest_lock(const char *dir, int *lock, struct err *e)
{
	if (file_lock_dir(dir, false, lock, e) == -1)
		return -1;
	if (*lock != -1)
		return 0;
	return err_set(e, ERR_UNAVAILABLE,
	    "a backup in %s is made or checked right now: wait for it", dir);
}

/* NULL: nothing is wrong with it. */
static const char *
look(const char *dir, const struct store_file *f, struct arena *a)
{
	struct stat st;

	if (stat(arena_printf(a, "%s/%s", dir, f->kept), &st) == -1)
		return errno == ENOENT ?
		    "is not there" :
		    arena_printf(a, "cannot be looked at (%s)",
			file_reason(errno));
	if (!S_ISREG(st.st_mode))
		return "is not a file";
	if ((uint64_t)st.st_size != f->size)
		return arena_printf(a,
		    "has %" PRIu64 " bytes and was written with %" PRIu64,
		    (uint64_t)st.st_size, f->size);
	return NULL;
}

static unsigned int
look_at_each(const char *dir, const struct store_file *f, size_t n,
    struct arena *a, manifest_found *fn, void *ctx)
{
	unsigned int found = 0;
	const char *what;

	for (size_t i = 0; i < n; i++)
		if ((what = look(dir, &f[i], a)) != NULL) {
			found++;
			fn(ctx, &f[i], what);
		}
	return found;
}

unsigned int
manifest_look(const char *dir, const struct manifest *m, struct arena *a,
    manifest_found *fn, void *ctx)
{
	return look_at_each(dir, m->store, m->store_count, a, fn, ctx) +
	    look_at_each(dir, m->state, m->state_count, a, fn, ctx);
}
