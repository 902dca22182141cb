/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate backup, restore and repair. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ra/backup.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/progress.h"
#include "tool/table.h"

static const char *
megabytes(struct tool *t, uint64_t bytes)
{
	return arena_printf(t->a, "%" PRIu64 ".%" PRIu64 " MB", bytes / 1000000,
	    bytes / 100000 % 10);
}

/* What lies elsewhere: people know where their secrets are. */
static int
tell_of_passphrase(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Connector *c = (const Connector *)record;
	const char *const files[] = { c->passphrase_file,
		c->next_passphrase_file, c->former_passphrase_file };

	(void)t;
	(void)ctx;
	(void)e;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i][0] != '\0' &&
		    (i == 0 || strcmp(files[i], files[0]) != 0))
			printf("Not in it: %s, with a passphrase of connector "
			       "'%s'\n",
			    files[i], c->name);
	return 0;
}

static int
check(struct tool *t, struct err *e)
{
	struct ra_backup_check c = {
		.dir = tool_operand(t, 0),
		.progress = progress_tell,
		.found = progress_found,
	};
	int rc;

	rc = ra_backup_check(&c, e);
	progress_clear();
	if (rc == -1)
		return -1;
	if (c.findings > 0)
		printf("\n");
	fact_print(t->a, "Backup",
	    arena_printf(t->a, "%s, run %u", c.dir, c.run));
	fact_print(t->a, "As it was", clock_rfc3339(t->a, c.made_ms));
	fact_print(t->a, "Fine",
	    arena_printf(t->a, "%u files, %s", c.good, megabytes(t, c.bytes)));
	fact_print(t->a, "Findings", arena_printf(t->a, "%u", c.findings));
	if (c.findings == 0)
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "%u finding%s: remove what is named, if it is there, and run "
	    "'scepgate backup %s', which copies all anew",
	    c.findings, c.findings == 1 ? "" : "s", c.dir);
}

static int
make(struct tool *t, struct err *e)
{
	struct ra_backup b = {
		.dir = tool_operand(t, 0),
		.config = t->settings.file[0] != '\0' ? t->settings.file : NULL,
		.progress = progress_tell,
		.found = progress_found,
	};
	int rc;

	if (tool_open(t, e) == -1)
		return -1;
	rc = ra_backup(t->ra, &b, e);
	progress_clear();
	if (rc == -1)
		return -1;
	fact_print(t->a, "Backup",
	    arena_printf(t->a, "%s, run %u", b.dir, b.run));
	fact_print(t->a, "Holds",
	    arena_printf(t->a, "%u files, %s", b.files, megabytes(t, b.bytes)));
	fact_print(t->a, "Copied",
	    arena_printf(t->a, "%s, %s", megabytes(t, b.copied),
		b.whole ? "all of it" : "what was new"));
	return lookup_each(t, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
	    tell_of_passphrase, NULL, e);
}

int
backup_run(struct tool *t, struct err *e)
{
	return arg_given(t->args, OPTION_CHECK) ? check(t, e) : make(t, e);
}

/* ---- Restoring --------------------------------------------------------- */

static void
tell_what_is_not_there(struct tool *t, const struct ra_restore *r)
{
	fact_print(t->a, "Restored", r->dir);
	fact_print(t->a, "To", r->state);
	fact_print(t->a, "As it was", clock_rfc3339(t->a, r->made_ms));
	if (r->has_config)
		printf("\nThe backup holds %s as it was, too; it was not put "
		       "anywhere.\n",
		    "scepgate.conf");
	printf("\nWhat happened since is not in it: certificates that were "
	       "issued are good and not\non record, what was revoked is not "
	       "revoked, challenges that were spent are not.\n\n");
}

/* One of both, and its entry in the audit log. */
static int
bring_back(struct tool *t, struct ra_restore *r,
    int (*bring)(struct ra_restore *r, struct err *e), enum ra_restored what,
    struct err *e)
{
	int rc;

	r->dir = tool_operand(t, 0);
	r->state = t->settings.state;
	r->progress = progress_tell;
	if (tool_check_owner(t, e) == -1)
		return -1;
	rc = bring(r, e);
	progress_clear();
	if (rc == -1 || tool_open(t, e) == -1)
		return -1;
	return ra_restored(t->ra, &t->by, what, r, e);
}

int
restore_run(struct tool *t, struct err *e)
{
	struct ra_restore r = { .dir = NULL };

	if (bring_back(t, &r, ra_restore, RA_RESTORED, e) == -1)
		return -1;
	tool_tell_root(t);
	tell_what_is_not_there(t, &r);
	return verify_run(t, e);
}

int
repair_run(struct tool *t, struct err *e)
{
	struct ra_restore r = { .dir = NULL };

	if (bring_back(t, &r, ra_repair, RA_REPAIRED, e) == -1)
		return -1;
	fact_print(t->a, "Repaired", r.state);
	fact_print(t->a, "By the backup of", clock_rfc3339(t->a, r.made_ms));
	printf("\nAll that happened since is in it, too.\n\n");
	return verify_run(t, e);
}
