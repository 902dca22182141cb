/* SPDX-License-Identifier: BSD-2-Clause */
/* Each command, and what has to be there after a power cut; see commands.h. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "commands.h"
#include "ra/state.h"
#include "store/record.h"
#include "store/row.h"
#include "unit/connector/place.h"

/* ---- init -------------------------------------------------------------- */

static void
prepare_nothing(struct commands *x)
{
	(void)x;
}

static int
do_init(struct commands *x)
{
	return tool(x, "init", "--key-type", "ec:p256", NULL);
}

static unsigned int
count_lines(const char *text)
{
	unsigned int n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static const char *
look_at_init(struct commands *x)
{
	int rc = do_init(x);

	if (rc != 0 && strstr(x->said, "is a state directory already") == NULL)
		return "init does not finish it";
	if (rc == 0 && x->answered)
		return "what was done is not there";
	if (!is_whole(x))
		return "verify finds something";
	if (tool(x, "tenant", "list", "--tabs", NULL) != 0 ||
	    count_lines(x->said) != 1)
		return "there is not one tenant";
	if (tool(x, "connector", "list", "--tabs", NULL) != 0 ||
	    count_lines(x->said) != 1)
		return "there is not one connector";
	if (tool(x, "profile", "add", "Routers", "--challenge", SITE_CHALLENGE,
		NULL) != 0)
		return "no profile";
	return holds(x, 0) ? NULL : "it does not issue";
}

/* ---- backup ------------------------------------------------------------ */

static void
prepare_first(struct commands *x)
{
	copy_all(x, x->made, x->state);
}

static void
prepare_second(struct commands *x)
{
	copy_all(x, x->made, x->state);
	copy_all(x, x->backup, x->copies);
}

/* Its log is not the one that the backup goes on with. */
static void
prepare_another(struct commands *x)
{
	must(tool(x, "import", x->export, NULL), x, "import");
	copy_all(x, x->backup, x->copies);
}

static int
do_backup(struct commands *x)
{
	return tool(x, "backup", x->copies, NULL);
}

/* In the place of the one that it was made of. */
static bool
can_restore(struct commands *x)
{
	char *away = mem_printf("%s-away", x->state);
	bool can;

	can = rename(x->state, away) == 0 &&
	    tool(x, "restore", x->copies, NULL) == 0;
	free(away);
	return can;
}

static const char *
look_at_backup(struct commands *x, bool is_first)
{
	char *away = mem_printf("%s-away", x->state);
	bool can = can_restore(x);
	const char *wrong = NULL;

	if (!can && x->answered)
		wrong = "what was done cannot be restored";
	else if (!can && !is_first)
		wrong = "the backup before is gone";
	else if (can && !holds(x, ORDERS) &&
	    (x->answered || is_first || !holds(x, HALF)))
		wrong = "what is restored is neither backup";
	if (wrong == NULL) {
		remove_all(x, x->state);
		if (rename(away, x->state) == -1 || do_backup(x) != 0)
			wrong = "no other backup can be made";
		else if (!can_restore(x) || !holds(x, ORDERS))
			wrong = "the next backup does not hold all";
	}
	free(away);
	return wrong;
}

static const char *
look_at_first(struct commands *x)
{
	return look_at_backup(x, true);
}

static const char *
look_at_second(struct commands *x)
{
	return look_at_backup(x, false);
}

/* ---- export ------------------------------------------------------------ */

static int
export_to(struct commands *x, const char *name)
{
	char *path = mem_printf("%s/%s", x->root, name);
	int rc = tool(x, "export", path, NULL);

	free(path);
	return rc;
}

static int
do_export(struct commands *x)
{
	return export_to(x, "one");
}

/* In the place of the one that it was made of; what it leaves is removed. */
static int
import_from(struct commands *x, const char *name, const char **wrong)
{
	char *path = mem_printf("%s/%s", x->root, name);
	char *away = mem_printf("%s-away", x->state);
	int rc;

	must(rename(x->state, away), x, away);
	rc = tool(x, "import", path, NULL);
	if (rc == 0 && !holds(x, ORDERS))
		*wrong = "it is taken for whole and is not";
	if (*wrong == NULL) {
		remove_all(x, x->state);
		must(rename(away, x->state), x, away);
	}
	free(away);
	free(path);
	return rc;
}

static const char *
look_at_export(struct commands *x)
{
	const char *wrong = NULL;

	if (import_from(x, "one", &wrong) != 0 && x->answered)
		return "what was done cannot be imported";
	if (wrong == NULL && export_to(x, "two") != 0)
		return "no other can be made";
	if (wrong == NULL && import_from(x, "two", &wrong) != 0)
		return "no other can be imported";
	return wrong;
}

/* ---- restore, import and repair ---------------------------------------- */

static bool
is_empty(const char *dir)
{
	return place_count(dir) == 0;
}

/* What verify says of what is not there or was not finished. */
static const char *
follow(struct commands *x, const char *command, const char *from)
{
	char *away = mem_printf("%s-away", x->state);
	bool is_there = !is_empty(x->state);
	const char *wrong = NULL;

	if (x->answered)
		wrong = "what was done is not there";
	else if (is_there &&
	    strstr(x->said, "remove all that is in it and do it again") == NULL)
		wrong = "nobody says what to do";
	else if (is_there && tool(x, "init", NULL) == 0)
		wrong = "init takes it for a beginning";
	else if (is_there && tool(x, command, from, NULL) == 0)
		wrong = "it was not moved away";
	else if (is_there && rename(x->state, away) == -1)
		wrong = "it cannot be moved away";
	else if (tool(x, command, from, NULL) != 0)
		wrong = "it cannot be done again";
	free(away);
	return wrong;
}

static int
do_restore(struct commands *x)
{
	return tool(x, "restore", x->backup, NULL);
}

static const char *
look_at_restore(struct commands *x)
{
	const char *wrong;

	if (!is_whole(x) && (wrong = follow(x, "restore", x->backup)) != NULL)
		return wrong;
	return holds(x, HALF) ? NULL : "not all is restored";
}

static int
do_import(struct commands *x)
{
	return tool(x, "import", x->export, NULL);
}

static const char *
look_at_import(struct commands *x)
{
	const char *wrong;

	if (!is_whole(x) && (wrong = follow(x, "import", x->export)) != NULL)
		return wrong;
	return holds(x, ORDERS) ? NULL : "not all is imported";
}

/* A bit of each page. */
static void
prepare_damaged(struct commands *x)
{
	char *path = mem_printf("%s/store/store.db", x->state);
	uint8_t page[4096];
	int fd;

	copy_all(x, x->made, x->state);
	fd = open(path, O_RDWR | O_CLOEXEC);
	for (off_t at = 0; pread(fd, page, sizeof(page), at) == sizeof(page);
	     at += (off_t)sizeof(page)) {
		page[300] ^= 0x10;
		must(pwrite(fd, page, sizeof(page), at) != sizeof(page), x,
		    path);
	}
	close(fd);
	free(path);
}

static int
do_repair(struct commands *x)
{
	return tool(x, "repair", x->backup, NULL);
}

static const char *
look_at_repair(struct commands *x)
{
	if (!is_whole(x)) {
		if (x->answered)
			return "what was done is not there";
		if (strstr(x->said, "run 'scepgate repair DIR'") == NULL)
			return "nobody says what to do";
		if (do_repair(x) != 0)
			return "it cannot be done again";
	}
	return holds(x, ORDERS) ? NULL : "not all is there";
}

/* ---- A newer version --------------------------------------------------- */

static int
forget_version(struct store_txn *t, void *ctx, struct err *e)
{
	struct commands *x = ctx;
	Meta *meta;

	if (store_get_meta(t, x->s->a, &meta, e) == -1)
		return -1;
	meta->schema = 0;
	if (row_drop_all(t, ENV_INDEX, e) == -1)
		return -1;
	return record_write(t, KIND_META, span_of("", 0), &meta->base, NULL, e);
}

/* As before there were versions: fewer indexes, none being the fewest. */
static int
make_old(struct commands *x, const char *const *words)
{
	struct ra *ra;
	struct err e;

	(void)words;
	if (ra_open(x->state, &ra, &e) == -1 ||
	    store_update(ra_store(ra), STORE_DURABLE, forget_version, x, &e) ==
		-1) {
		puts(e.text);
		return 1;
	}
	ra_close(ra);
	return 0;
}

static void
prepare_old(struct commands *x)
{
	const char *const unpack[] = { "tar", "-C", x->root, "--no-same-owner",
		"-xzf", x->stores, NULL };

	must(run(x, run_program, unpack), x, "tar");
	must(run(x, make_old, NULL), x, "an old store");
}

/* And the pages go to their place. */
static int
do_upgrade(struct commands *x)
{
	int rc = tool(x, "status", NULL);

	return rc == 0 ? tool(x, "maintain", NULL) : rc;
}

static const char *
look_at_upgrade(struct commands *x)
{
	if (!is_whole(x))
		return "it is not brought up";
	if (tool(x, "order", "list", "--tabs", NULL) != 0 ||
	    count_lines(x->said) != 5)
		return "an order is not there";
	if (tool(x, "certificate", "list", "--tabs", NULL) != 0 ||
	    count_lines(x->said) != 3)
		return "a certificate is not there";
	return NULL;
}

/* ---- All of them ------------------------------------------------------- */

const struct scenario scenarios[] = {
	{ "init", prepare_nothing, do_init, look_at_init },
	{ "first backup", prepare_first, do_backup, look_at_first },
	{ "second backup", prepare_second, do_backup, look_at_second },
	{ "whole backup", prepare_another, do_backup, look_at_second },
	{ "export", prepare_first, do_export, look_at_export },
	{ "restore", prepare_nothing, do_restore, look_at_restore },
	{ "import", prepare_nothing, do_import, look_at_import },
	{ "repair", prepare_damaged, do_repair, look_at_repair },
	{ "upgrade", prepare_old, do_upgrade, look_at_upgrade },
};

const size_t scenario_count = sizeof(scenarios) / sizeof(scenarios[0]);
