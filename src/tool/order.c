/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate order: what became of requests. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ra/order.h"
#include "scep/message.h"
#include "tool/certificate.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/profile_names.h"
#include "tool/table.h"

/* Bytes of a subject, or of alternative names, that an order is shown with. */
#define NAMES_SHOWN_MOST 512

struct order_list {
	struct table *table;
	struct profile_names *profiles;
	int64_t left; /* how many more rows are wanted */
	int state; /* OrderState; 0: any */
};

const char *
order_state_name(OrderState state)
{
	static const char *const names[] = {
		[ORDER_STATE__ORDER_UNKNOWN] = "unknown",
		[ORDER_STATE__ORDER_RECEIVED] = "received",
		[ORDER_STATE__ORDER_PENDING] = "pending",
		[ORDER_STATE__ORDER_ISSUED] = "issued",
		[ORDER_STATE__ORDER_FAILED] = "failed",
		[ORDER_STATE__ORDER_REJECTED] = "rejected"
	};

	if ((size_t)state >= sizeof(names) / sizeof(names[0]))
		return names[ORDER_STATE__ORDER_UNKNOWN];
	return names[state];
}

static int
list_order(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Order *o = (const Order *)record;
	struct order_list *l = ctx;
	struct uuid id = record_id(o->id);
	const char *cells[] = { uuid_text(t->a, &id),
		clock_rfc3339(t->a, o->created_ms), order_state_name(o->state),
		profile_names_get(l->profiles, o->profile_id), o->subject,
		o->reason };

	(void)e;
	if (l->state != 0 && (int)o->state != l->state)
		return 0;
	table_row(l->table, cells);
	return --l->left > 0 ? 0 : 1;
}

/* The index that leaves the least to look at. */
static int
list_by(struct tool *t, struct order_list *l, struct err *e)
{
	const char *profile = arg_text(t->args, OPTION_OF_PROFILE);
	const uint8_t state = (uint8_t)l->state;
	struct uuid id;
	Profile *p;

	if (profile != NULL) {
		if (lookup_profile(t, profile, &p, e) == -1)
			return -1;
		id = record_id(p->id);
		return lookup_each(t, STORE_ORDERS_BY_PROFILE, uuid_span(&id),
		    list_order, l, e);
	}
	if (l->state != 0)
		return lookup_each(t, STORE_ORDERS_BY_STATE, span_of(&state, 1),
		    list_order, l, e);
	return lookup_each(t, STORE_ORDERS, span_of(NULL, 0), list_order, l, e);
}

int
order_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "ORDER", "TIME", "STATE",
		"PROFILE", "SUBJECT", "REASON", NULL };
	struct order_list l = { .table = table_new(t->a, columns) };

	l.left = arg_number(t->args, OPTION_LIMIT, OPTION_LIMIT_STANDARD);
	/* The choices stand in the enum's order, from its 1 on. */
	l.state = (int)arg_number(t->args, OPTION_ORDER_STATE, -1) + 1;
	ra_orders_expire(t->ra);
	if (profile_names_read(t, &l.profiles, e) == -1 ||
	    list_by(t, &l, e) == -1)
		return -1;
	table_print(l.table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

/* An order with what belongs to it. */
struct order_parts {
	struct tool *t;
	struct uuid id;
	Order *order;
	Profile *profile;
	Certificate *certificate;
	bool active; /* a failure that nobody dealt with */
};

static int
order_body(struct store_txn *txn, void *ctx, struct err *e)
{
	struct order_parts *p = ctx;
	struct arena *a = p->t->a;
	struct uuid profile, certificate;

	if (store_get_order(txn, &p->id, a, &p->order, e) == -1)
		return -1;
	if (p->order == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no order with this id: 'scepgate order list' "
		    "shows the newest");
	profile = record_id(p->order->profile_id);
	certificate = record_id(p->order->certificate_id);
	if (store_get_profile(txn, &profile, a, &p->profile, e) == -1 ||
	    ra_order_read_active(txn, p->order, a, &p->active, e) == -1)
		return -1;
	return store_get_certificate(txn, &certificate, a, &p->certificate, e);
}

static const char *
message_text(struct arena *a, const Order *o)
{
	const char *name = scep_message_name((int)o->message_type);

	if (o->message_type == 0)
		return "";
	return arena_printf(a, "%s (%u)", name != NULL ? name : "unknown",
	    o->message_type);
}

static const char *
failure_text(const struct order_parts *p)
{
	const Order *o = p->order;

	if (o->state != ORDER_STATE__ORDER_FAILED)
		return "";
	return arena_printf(p->t->a, "check %u, answered %s%s", o->failed_check,
	    o->fail_info < SCEP_FAIL__COUNT ?
		scep_fail_name((enum scep_fail)o->fail_info) :
		"unknown",
	    p->active	     ? "; active" :
		o->dismissed ? "; dismissed" :
			       "; over");
}

/* A stranger chose it: it may have kilobytes. */
static const char *
shorten(struct arena *a, const char *names)
{
	size_t len = strlen(names);

	if (len <= NAMES_SHOWN_MOST)
		return names;
	return arena_printf(a, "%s... (%zu bytes in all)",
	    text_clean(a, span_of(names, len), NAMES_SHOWN_MOST), len);
}

static void
print_request(struct arena *a, const Order *o)
{
	fact_print(a, "Subject", shorten(a, o->subject));
	fact_print(a, "Other names", shorten(a, o->alt_names));
	fact_print(a, "Key", o->key_type);
	fact_print(a, "Transaction", o->transaction_id);
	fact_print(a, "Message", message_text(a, o));
	fact_print(a, "Digest", o->digest);
	fact_print(a, "Cipher", o->cipher);
	fact_print(a, "Key transport", o->transport);
	fact_print(a, "Size",
	    arena_printf(a, "%" PRIu32 " bytes", o->request_size));
	fact_print(a, "From", o->address);
	fact_print(a, "User agent", o->user_agent);
	fact_print(a, "Request id", o->request_id);
}

static const char *
renewed_text(struct arena *a, const Order *o)
{
	struct uuid id = record_id(o->renewed_id);

	if (o->renewed_id.len == 0)
		return "";
	return arena_printf(a, "certificate %s", uuid_text(a, &id));
}

static void
print_order(struct arena *a, const struct order_parts *p)
{
	const Order *o = p->order;
	struct uuid id = record_id(o->id);

	fact_print(a, "Order", uuid_text(a, &id));
	fact_print(a, "State", order_state_name(o->state));
	fact_print(a, "Reason", o->reason);
	fact_print(a, "What to do", ra_order_cure(o));
	fact_print(a, "Failure", failure_text(p));
	fact_print(a, "Profile",
	    p->profile != NULL ? p->profile->name : "(removed)");
	fact_print(a, "Received", clock_rfc3339_ms(a, o->created_ms));
	if (o->pending_ends_ms != 0)
		fact_print(a, "Waits until",
		    clock_rfc3339(a, o->pending_ends_ms));
	fact_print(a, "Decided by", o->decided_by);
	fact_print(a, "Renews", renewed_text(a, o));
	if (o->completed_ms != 0) {
		fact_print(a, "Completed",
		    clock_rfc3339_ms(a, o->completed_ms));
		fact_print(a, "Took",
		    arena_printf(a, "%.1f ms", o->processing_us / 1000.0));
	}
	print_request(a, o);
	if (p->certificate != NULL)
		certificate_print(a, p->certificate);
}

static int
read_id(struct tool *t, struct uuid *out, struct err *e)
{
	if (uuid_parse(tool_operand(t, 0), out))
		return 0;
	return tool_usage(t, e, "'%s' is no id of an order",
	    tool_operand(t, 0));
}

int
order_show(struct tool *t, struct err *e)
{
	struct order_parts p = { .t = t };

	if (read_id(t, &p.id, e) == -1)
		return -1;
	if (store_view(ra_store(t->ra), order_body, &p, e) == -1)
		return -1;
	if (!arg_given(t->args, OPTION_PEM)) {
		print_order(t->a, &p);
		return 0;
	}
	if (p.certificate == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "this order has no certificate: it is %s",
		    order_state_name(p.order->state));
	fputs(cert_to_pem(t->a, record_span(p.certificate->der)), stdout);
	return 0;
}

int
order_dismiss(struct tool *t, struct err *e)
{
	struct uuid id;

	if (read_id(t, &id, e) == -1 ||
	    ra_order_dismiss(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("dismissed: %s\n", uuid_text(t->a, &id));
	return 0;
}

int
order_approve(struct tool *t, struct err *e)
{
	struct uuid id;

	if (read_id(t, &id, e) == -1 ||
	    ra_order_approve(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("approved: %s; the device gets its certificate when it asks "
	       "again\n",
	    uuid_text(t->a, &id));
	return 0;
}

int
order_reject(struct tool *t, struct err *e)
{
	struct uuid id;

	if (read_id(t, &id, e) == -1 ||
	    ra_order_reject(t->ra, &t->by, &id,
		arg_text(t->args, OPTION_REASON_TEXT), e) == -1)
		return -1;
	printf("rejected: %s\n", uuid_text(t->a, &id));
	return 0;
}
