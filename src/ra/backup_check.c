/* SPDX-License-Identifier: BSD-2-Clause */
/* Could a backup be restored?  See backup.h. */
#include <unistd.h>

#include "base/file.h"
#include "ra/backup.h"
#include "ra/manifest.h"

struct checking {
	struct ra_backup_check *c;
	struct arena *a;
	uint64_t done, bytes;
};

static void
found(struct checking *x, const char *text)
{
	x->c->findings++;
	x->c->found(x->c->ctx, text);
}

/* What cannot be read cannot be restored either: its reason is a finding. */
static void
check_file(struct checking *x, const struct store_file *f)
{
	struct ra_backup_check *c = x->c;
	const char *path = arena_printf(x->a, "%s/%s", c->dir, f->kept);
	struct store_file have = { .name = f->name };
	struct err why = { 0 };

	if (c->progress != NULL)
		c->progress(c->ctx, "MB checked", x->done >> 20,
		    x->bytes >> 20);
	x->done += f->size;
	if (store_sum_file(path, UINT64_MAX, &have, &why) == -1)
		found(x, why.text);
	else if (!store_file_same(&have, f))
		found(x,
		    arena_printf(x->a, "%s is not as it was written", path));
	else {
		c->good++;
		c->bytes += f->size;
	}
}

static void
check_all(struct checking *x, const struct manifest *m)
{
	for (size_t i = 0; i < m->store_count; i++)
		x->bytes += m->store[i].size;
	for (size_t i = 0; i < m->state_count; i++)
		x->bytes += m->state[i].size;
	for (size_t i = 0; i < m->store_count; i++)
		check_file(x, &m->store[i]);
	for (size_t i = 0; i < m->state_count; i++)
		check_file(x, &m->state[i]);
}

/* Files that a backup replaces meanwhile would be findings. */
int
ra_backup_check(struct ra_backup_check *c, struct err *e)
{
	struct checking x = { .c = c, .a = arena_new() };
	int lock = -1, rc = 0;
	struct manifest *m;

	c->run = c->good = c->findings = 0;
	c->bytes = 0;
	if (file_exists(c->dir))
		rc = manifest_lock(c->dir, &lock, e);
	if (rc == 0)
		rc = manifest_want(c->dir, x.a, &m, e);
	if (rc == 0) {
		c->run = m->run;
		c->made_ms = m->made_ms;
		check_all(&x, m);
	}
	if (lock != -1)
		close(lock);
	arena_free(x.a);
	return rc;
}
