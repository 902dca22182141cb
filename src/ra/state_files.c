/* SPDX-License-Identifier: BSD-2-Clause */
/* See state_files.h. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "connector/connector.h"
#include "ra/state_files.h"

/* Deep enough for connectors/<id>/<place>/<file>. */
#define DEPTH_MOST 3

struct files {
	const char *state;
	struct arena *a;
	state_file *fn;
	void *ctx;
};

static int
fail(const char *path, struct err *e)
{
	return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE,
	    "'%s': %s", path, file_reason(errno));
}

bool
state_name_ok(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-/";

	return name[0] != '\0' && name[0] != '.' && name[0] != '/' &&
	    strstr(name, "/.") == NULL && strstr(name, "//") == NULL &&
	    name[strspn(name, letters)] == '\0';
}

/* We write no other names. */
static bool
is_wanted(const char *name)
{
	return state_name_ok(name) &&
	    strncmp(name, CONNECTOR_CRL_FILE, sizeof(CONNECTOR_CRL_FILE) - 1) !=
	    0;
}

static int walk_dir(struct files *x, const char *name, int depth,
    struct err *e);

static int
take(struct files *x, const char *name, int depth, struct err *e)
{
	const char *path = arena_printf(x->a, "%s/%s", x->state, name);
	struct stat st;
	int rc = 0;

	if (lstat(path, &st) == -1)
		rc = fail(path, e);
	else if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
		rc = walk_dir(x, name, depth + 1, e);
	else if (S_ISREG(st.st_mode))
		rc = x->fn(x->ctx, path, name, e);
	/* Gone meanwhile: it was the old one of something. */
	if (rc == -1 && e->kind == ERR_NOT_FOUND) {
		err_clear(e);
		rc = 0;
	}
	return rc;
}

static int
walk_dir(struct files *x, const char *name, int depth, struct err *e)
{
	const char *path = arena_printf(x->a, "%s/%s", x->state, name);
	char **names;
	size_t n;
	int rc = 0;

	if ((errno = file_list(path, &names, &n)) != 0)
		return fail(path, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (is_wanted(names[i]))
			rc = take(x,
			    arena_printf(x->a, "%s/%s", name, names[i]), depth,
			    e);
	file_list_free(names, n);
	return rc;
}

int
state_files(const char *state, struct arena *a, state_file *fn, void *ctx,
    struct err *e)
{
	struct files x = { state, a, fn, ctx };

	if (take(&x, STATE_KEY, 0, e) == -1)
		return -1;
	return take(&x, "connectors", 0, e);
}

/* ---- A new one --------------------------------------------------------- */

/* Lies in a state directory until all of what it is made of does. */
#define UNFINISHED "unfinished"

static char *
unfinished(const char *state)
{
	return mem_printf("%s/" UNFINISHED, state);
}

static int
check_empty(const char *state, struct err *e)
{
	char **names;
	size_t n;
	int rc = 0;

	if ((errno = file_list(state, &names, &n)) != 0)
		return fail(state, e);
	if (n > 0)
		rc = err_set(e, ERR_CONFLICT,
		    "%s is not empty, '%.60s' is in it: stop the servers and "
		    "move what is there away, or take another directory with "
		    "--state",
		    state, names[0]);
	file_list_free(names, n);
	return rc;
}

int
state_is_whole(const char *state, struct err *e)
{
	char *path = unfinished(state);
	bool whole = !file_exists(path);

	free(path);
	if (whole)
		return 0;
	return err_set(e, ERR_NOT_FOUND,
	    "%s is being restored or imported; where that was cut short or "
	    "failed, remove all that is in it and do it again",
	    state);
}

int
state_begin(const char *state, struct err *e)
{
	char *path;
	int fd, rc;

	if (file_make_dir(state, 0700, e) == -1 ||
	    file_check_private_dir(state, e) == -1 ||
	    state_is_whole(state, e) == -1 || check_empty(state, e) == -1)
		return -1;
	path = unfinished(state);
	/* By no other name first, which a power cut could leave. */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	rc = fd == -1 ? fail(path, e) : file_sync_dir(state, e);
	if (fd != -1)
		close(fd);
	free(path);
	return rc;
}

int
state_end(const char *state, struct err *e)
{
	char *path = unfinished(state);
	int rc = file_sync_dir(state, e);

	if (rc == 0 && unlink(path) == -1)
		rc = fail(path, e);
	if (rc == 0)
		rc = file_sync_dir(state, e);
	free(path);
	return rc;
}

int
state_parents(const char *state, const char *name, struct err *e)
{
	struct arena *a = arena_new();
	const char *c = strchr(name, '/');
	int rc = 0;

	for (; rc == 0 && c != NULL; c = strchr(c + 1, '/'))
		rc = file_make_dir(arena_printf(a, "%s/%.*s", state,
				       (int)(c - name), name),
		    0700, e);
	arena_free(a);
	return rc;
}
