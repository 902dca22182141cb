/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate verify: one line a finding, then what was looked at. */
#include <inttypes.h>
#include <stdio.h>

#include "ra/verify.h"
#include "tool/handlers.h"
#include "tool/progress.h"
#include "tool/table.h"

static void
number(struct tool *t, const char *label, uint64_t n)
{
	fact_print(t->a, label, arena_printf(t->a, "%" PRIu64, n));
}

/* Nothing was found, or the error that says what comes next. */
static int
conclude(const struct ra_verified *out, const char *cure, struct err *e)
{
	if (out->findings == 0)
		return 0;
	if (out->mended > 0 || out->recounted > 0)
		return err_set(e, ERR_CONFLICT,
		    "some of it was put right: run 'scepgate verify' to see "
		    "what is left");
	return err_set(e, ERR_CONFLICT, "%" PRIu64 " finding%s: %s",
	    out->findings, out->findings == 1 ? "" : "s",
	    cure != NULL ? cure : "see above");
}

int
verify_with(struct tool *t, const char *cure, const char *cure_of_all,
    struct err *e)
{
	const struct ra_verify v = {
		.found = progress_found,
		.cure = cure,
		.progress = progress_tell,
		.rebuild_indexes = arg_given(t->args, OPTION_REBUILD_INDEXES),
		.rebuild_counters = arg_given(t->args, OPTION_REBUILD_COUNTERS),
	};
	struct ra_verified out;
	int rc;

	rc = ra_verify(t->ra, &v, &out, e);
	progress_clear();
	if (rc == -1)
		return -1;
	if (out.findings > 0)
		printf("\n");
	number(t, "Pages", out.pages);
	number(t, "Records", out.records);
	number(t, "Index rows", out.index_rows);
	number(t, "Counters", out.counters);
	number(t, "Certificates", out.certificates);
	number(t, "CRLs", out.crls);
	number(t, "Audit entries", out.audit_entries);
	if (v.rebuild_indexes)
		number(t, "Rows mended", out.mended);
	if (v.rebuild_counters)
		number(t, "Counts mended", out.recounted);
	number(t, "Findings", out.findings);
	return conclude(&out, cure_of_all, e);
}

int
verify_run(struct tool *t, struct err *e)
{
	return verify_with(t, NULL, NULL, e);
}
