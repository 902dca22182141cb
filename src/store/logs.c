/* SPDX-License-Identifier: BSD-2-Clause */
/* See logs.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/backup.h"
#include "store/logs.h"

#define KEEP_FILE "keep"
#define KEEP_SIZE 32 /* bytes of it */

char *
logs_path(const char *dir, uint32_t number)
{
	return mem_printf("%s/log.%010" PRIu32, dir, number);
}

uint32_t
logs_number(const char *name)
{
	const char *dot = strrchr(name, '.');
	struct err unused = { 0 };
	int64_t n;

	if (dot == NULL ||
	    text_to_int(dot + 1, 1, UINT32_MAX, &n, &unused) == -1)
		return 0;
	return (uint32_t)n;
}

int
logs_go_on(const char *dir, const struct store_file *last, bool *out,
    struct err *e)
{
	char *path = logs_path(dir, logs_number(last->name));
	struct store_file ours;
	int rc;

	rc = store_sum_file(path, last->size, &ours, e);
	*out = rc == 0 && store_file_same(&ours, last);
	free(path);
	return rc;
}

uint32_t
logs_kept(const struct store *s)
{
	char *path = mem_printf("%s/" KEEP_FILE, s->dir);
	uint32_t n = LOGS_NONE;
	struct err unused = { 0 };
	struct buf b;
	int64_t number;

	buf_init(&b, KEEP_SIZE);
	if (file_read(path, &b, &unused) == 0 &&
	    text_to_int(buf_str(&b), 1, UINT32_MAX, &number, &unused) == 0)
		n = (uint32_t)number;
	buf_clear(&b);
	free(path);
	return n;
}

int
logs_keep(const struct store *s, uint32_t from, struct err *e)
{
	char *path = mem_printf("%s/" KEEP_FILE, s->dir);
	char *text = mem_printf("%" PRIu32, from);
	int rc = 0;

	if (from == LOGS_NONE)
		(void)unlink(path);
	else
		rc = file_write(path, span_of_str(text), 0600, e);
	free(text);
	free(path);
	return rc;
}

/*
 * Too many are kept for a backup that nobody makes any more: they go, and the
 * next backup finds a gap and is a whole one.
 */
int
logs_remove(struct store *s)
{
	DB_ENV *h = s->env.handle;
	uint32_t keep, number, last = atomic_load(&s->control.page->log_file);
	char **list, *path;
	int rc;

	if ((rc = h->log_archive(h, &list, 0)) != 0 || list == NULL)
		return rc;
	keep = logs_kept(s);
	if (last > LOGS_KEPT_MOST && keep < last - LOGS_KEPT_MOST)
		keep = last - LOGS_KEPT_MOST;
	for (char **name = list; *name != NULL; name++) {
		number = logs_number(*name);
		if (number == 0 || number >= keep)
			continue;
		path = logs_path(s->dir, number);
		unlink(path);
		free(path);
	}
	free(list);
	return 0;
}

int
logs_first(struct store *s, uint32_t *first)
{
	DB_ENV *h = s->env.handle;
	char **list;
	int rc;

	*first = 0;
	if ((rc = h->log_archive(h, &list, DB_ARCH_LOG)) != 0 || list == NULL)
		return rc;
	for (char **name = list; *name != NULL; name++)
		if (*first == 0 || logs_number(*name) < *first)
			*first = logs_number(*name);
	free(list);
	return 0;
}
