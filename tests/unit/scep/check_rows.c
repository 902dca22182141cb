/* SPDX-License-Identifier: BSD-2-Clause */
/* See check_rows.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "check_rows.h"

static void
expect_failure(const struct check_row *row, const struct scep_request *req,
    const struct err *e)
{
	if (req->failed_check != row->check)
		fail_msg("%s: got check %d (%s), want %d", row->name,
		    (int)req->failed_check, e->text, (int)row->check);
	if (e->kind != row->kind)
		fail_msg("%s: got %s (%s), want %s", row->name,
		    err_kind_name(e->kind), e->text, err_kind_name(row->kind));
	if (row->says != NULL && strstr(e->text, row->says) == NULL)
		fail_msg("%s: got \"%s\", want \"%s\" in it", row->name,
		    e->text, row->says);
}

static void
run(struct lab *lab, const struct check_row *row)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };
	int rc;

	if (row->vary != NULL)
		row->vary(lab, &m);
	r.level = row->level;
	rc = scep_request_parse(lab_build(lab, &m), &r, LAB_NOW, lab->a, &req,
	    &e);
	if (row->check == SCEP_CHECK_NONE) {
		if (rc != 0)
			fail_msg("%s: got check %d: %s", row->name,
			    (int)req.failed_check, e.text);
	} else {
		if (rc == 0)
			fail_msg("%s: passed", row->name);
		expect_failure(row, &req, &e);
	}
	if (req.answerable != row->answerable)
		fail_msg("%s: got answerable %d", row->name, req.answerable);
}

void
check_rows_run(struct lab *lab, const struct check_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		run(lab, &rows[i]);
}
