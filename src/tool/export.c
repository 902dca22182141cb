/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate export and import. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ra/export.h"
#include "tool/handlers.h"
#include "tool/progress.h"
#include "tool/table.h"

static void
tell(struct tool *t, const char *what, const struct ra_export *x)
{
	fact_print(t->a, what, x->path);
	fact_print(t->a, "Holds",
	    arena_printf(t->a, "%" PRIu64 " records, %" PRIu64 " files",
		x->records, x->files));
}

/* A name that means a pipe to others, and a file to nobody. */
static int
check_name(const char *name, struct err *e)
{
	if (strcmp(name, "-") != 0)
		return 0;
	return err_set(e, ERR_MALFORMED,
	    "'-' is no file: name one, since a copy of the store lies beside "
	    "an export while it is written");
}

int
export_run(struct tool *t, struct err *e)
{
	struct ra_export x = {
		.path = tool_operand(t, 0),
		.progress = progress_tell,
	};
	int rc;

	if (check_name(x.path, e) == -1)
		return -1;
	rc = ra_export(t->ra, &x, e);
	progress_clear();
	if (rc == -1)
		return -1;
	tell(t, "Exported to", &x);
	return 0;
}

int
import_run(struct tool *t, struct err *e)
{
	struct ra_export x = {
		.path = tool_operand(t, 0),
		.state = t->settings.state,
		.progress = progress_tell,
	};
	int rc;

	if (tool_check_owner(t, e) == -1)
		return -1;
	rc = ra_import(&x, e);
	progress_clear();
	if (rc == -1 || tool_open(t, e) == -1)
		return -1;
	tool_tell_root(t);
	tell(t, "Imported", &x);
	fact_print(t->a, "To", t->settings.state);
	printf("\n");
	return verify_with(t, "the export was altered or damaged",
	    arena_printf(t->a,
		"export once more, remove all that is in %s and import that; "
		"where it is the same, run 'scepgate verify' where the export "
		"came from",
		t->settings.state),
	    e);
}
