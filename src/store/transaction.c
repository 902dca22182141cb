/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bodies and what belongs to each beside its transaction: totals, the wait for
 * the disk, a checkpoint when one is due.  See store.h.
 */
#include "base/log.h"
#include "store/checkpoint.h"
#include "store/engine.h"
#include "store/totals.h"

/* Failures are the checkpoint's own: what was committed is committed. */
static void
tend_log(struct store *s)
{
	struct err e;

	if (checkpoint_is_due(s, CHECKPOINT_LATE)) {
		if (checkpoint_run(s, CHECKPOINT_LATE, &e) == -1)
			log_event(LOG_LEVEL_ERR, "store-checkpoint", "reason",
			    e.text, (char *)NULL);
	} else if (checkpoint_is_due(s, CHECKPOINT_DUE))
		keeper_call(s);
}

struct change {
	store_body *body;
	void *ctx;
	struct said said;
};

/*
 * How many records there are changes in the transaction that changes it.  Of
 * several tries the last one counts.
 */
static int
change_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct change *c = ctx;
	int rc;

	said_clear(&c->said);
	t->said = &c->said;
	rc = c->body(t, c->ctx, e);

	if (rc == 0 && t->broken == 0)
		rc = totals_write(t, e);
	return rc;
}

int
store_update_ahead(struct store *s, store_body *body, void *ctx,
    uint64_t *commit, struct err *e)
{
	struct change change = { .body = body, .ctx = ctx };

	if (engine_update(s, change_body, &change, commit, e) == -1) {
		said_clear(&change.said);
		return -1;
	}
	said_log(&change.said);
	tend_log(s);
	return 0;
}

int
store_wait(struct store *s, uint64_t commit, struct err *e)
{
	return sync_wait(s, commit, e);
}

/*
 * Durable covers what the body read as well as what it wrote: its caller
 * answers from both.
 */
int
store_update(struct store *s, enum store_durability d, store_body *body,
    void *ctx, struct err *e)
{
	uint64_t commit;

	if (store_update_ahead(s, body, ctx, &commit, e) == -1)
		return -1;
	return d == STORE_DURABLE ? store_wait(s, commit, e) : 0;
}

void
store_relax(struct store_txn *t)
{
	t->relaxed = true;
}

int
store_view(struct store *s, store_body *body, void *ctx, struct err *e)
{
	return engine_view(s, body, ctx, e);
}

int
store_settle(struct store *s, struct err *e)
{
	return sync_seen(s, e);
}
