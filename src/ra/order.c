/* SPDX-License-Identifier: BSD-2-Clause */
/* See order.h. */
#include "ra/order.h"
#include "base/clock.h"
#include "ra/check.h"
#include "ra/state.h"

const char *
ra_order_cure(const Order *o)
{
	if (o->state != ORDER_STATE__ORDER_FAILED)
		return NULL;
	return ra_check_cure((enum ra_check)o->failed_check);
}

bool
ra_order_is_active(const Order *o, const Account *account)
{
	if (o->state != ORDER_STATE__ORDER_FAILED || o->dismissed)
		return false;
	if (account == NULL)
		return !o->ended;
	return span_compare(field_span(o->id),
		   field_span(account->last_issued_order_id)) > 0;
}

/* NULL where the order has none. */
static int
get_account(struct store_txn *t, const Order *o, struct arena *a, Account **out,
    struct err *e)
{
	struct uuid id;

	*out = NULL;
	if (!uuid_from_span(field_span(o->account_id), &id))
		return 0;
	return store_get_account(t, &id, a, out, e);
}

int
ra_order_read_active(struct store_txn *t, const Order *o, struct arena *a,
    bool *out, struct err *e)
{
	Account *account;

	*out = false;
	if (o->state != ORDER_STATE__ORDER_FAILED)
		return 0;
	if (get_account(t, o, a, &account, e) == -1)
		return -1;
	*out = ra_order_is_active(o, account);
	return 0;
}

/* ---- Dismissing -------------------------------------------------------- */

struct order_act {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
};

static int
check_active(const Order *o, const Account *account, struct err *e)
{
	if (o->state != ORDER_STATE__ORDER_FAILED)
		return err_set(e, ERR_CONFLICT,
		    "this order has not failed: there is nothing to dismiss");
	if (o->dismissed)
		return err_set(e, ERR_CONFLICT,
		    "this order was dismissed before");
	if (!ra_order_is_active(o, account))
		return err_set(e, ERR_CONFLICT,
		    "this failure is over: a later order of the same device "
		    "was issued, or it asked for no certificate");
	return 0;
}

static int
forget_failure(struct store_txn *t, Account *account, struct err *e)
{
	if (account == NULL || account->active_failed == 0)
		return 0;
	account->active_failed--;
	return store_put_account(t, account, e);
}

static int
uncount(struct store_txn *t, const Order *o, struct err *e)
{
	struct uuid profile = field_uuid(o->profile_id);
	Counter away;

	counter__init(&away);
	away.failed_active = -1;
	return store_count(t, &profile, clock_day(clock_ms()), &away, e);
}

static int
dismiss_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct order_act *act = ctx;
	struct audit what = { "order-dismiss", "order", &act->id, NULL };
	const char *of = "a device without a name";
	Account *account;
	Order *o;

	if (store_get_order(t, &act->id, act->a, &o, e) == -1)
		return -1;
	if (o == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such order");
	if (get_account(t, o, act->a, &account, e) == -1 ||
	    check_active(o, account, e) == -1)
		return -1;
	o->dismissed = true;
	if (*o->subject != '\0' || *o->alt_names != '\0')
		of = arena_printf(act->a, "'%s'",
		    *o->subject != '\0' ? o->subject : o->alt_names);
	what.detail = arena_printf(act->a, "dismissed the failed order of %s",
	    of);
	if (store_put_order(t, o, e) == -1 ||
	    forget_failure(t, account, e) == -1 || uncount(t, o, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_order_dismiss(struct ra *ra, const struct actor *by, const struct uuid *id,
    struct err *e)
{
	struct order_act act = { .by = by, .id = *id, .a = arena_new() };
	int rc;

	rc = store_update(ra->store, STORE_DURABLE, dismiss_body, &act, e);
	arena_free(act.a);
	return rc;
}
