/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the audit log. */
#include "base/clock.h"
#include "ra/state.h"

int
audit_add(struct store_txn *t, const struct actor *by, const struct audit *what,
    struct err *e)
{
	AuditEntry entry;

	audit_entry__init(&entry);
	entry.time_ms = clock_ms();
	entry.actor = field_text(by->name);
	entry.address = field_text(by->address);
	entry.action = field_text(what->action);
	entry.subject_kind = field_text(what->subject_kind);
	if (what->subject != NULL)
		entry.subject_id = field_id(what->subject);
	entry.detail = field_text(what->detail);
	return store_audit(t, &entry, e);
}
