/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders, certificates and accounts, each beside those that it names. */
#include <inttypes.h>

#include "base/text.h"
#include "pki/cert.h"
#include "ra/order.h"
#include "ra/revocation.h"
#include "ra/verify_part.h"

/* Of an account with more orders they are not counted one by one. */
#define ORDERS_MOST (5 * STORE_PAGE_MOST)

struct beside {
	Order *order; /* NULL: none, or it cannot be read */
	Certificate *certificate;
	Account *account;
	/* Of an account's orders. */
	bool counted;
	uint64_t orders, issued, active;
};

/* ---- Reading, inside --------------------------------------------------- */

static struct uuid
id_of(ProtobufCBinaryData b)
{
	return field_uuid(b);
}

/* A page of the account's orders; false behind the last, or on a failure. */
static bool
count_page(struct store_txn *t, struct store_list *list, const Account *c,
    struct arena *a, struct beside *b)
{
	struct err unused = { 0 };
	struct store_page page;

	if (store_list(t, list, a, &page, &unused) == -1)
		return false;
	for (unsigned int i = 0; i < page.n; i++) {
		const Order *o = (const Order *)page.rows[i];

		b->orders++;
		b->issued += o->state == ORDER_STATE__ORDER_ISSUED;
		b->active += ra_order_is_active(o, c);
	}
	list->after = page.next;
	b->counted = !page.more;
	return page.more;
}

static void
count_orders(struct store_txn *t, const Account *c, struct arena *a,
    struct beside *b)
{
	struct store_list list = {
		.index = STORE_ORDERS_BY_ACCOUNT,
		.key = field_span(c->id),
		.most = STORE_PAGE_MOST,
	};

	while (b->orders < ORDERS_MOST && count_page(t, &list, c, a, b))
		continue;
}

static void
read_for(struct store_txn *t, struct beside *b, struct arena *a,
    ProtobufCBinaryData order, ProtobufCBinaryData certificate,
    ProtobufCBinaryData account)
{
	struct uuid o = id_of(order), c = id_of(certificate),
		    n = id_of(account);
	struct err unused = { 0 };

	if (!uuid_is_zero(&o) &&
	    store_get_order(t, &o, a, &b->order, &unused) == -1)
		b->order = NULL;
	if (!uuid_is_zero(&c) &&
	    store_get_certificate(t, &c, a, &b->certificate, &unused) == -1)
		b->certificate = NULL;
	if (!uuid_is_zero(&n) &&
	    store_get_account(t, &n, a, &b->account, &unused) == -1)
		b->account = NULL;
}

void *
verify_beside(void *ctx, struct store_txn *t, const ProtobufCMessage *m,
    struct arena *a)
{
	struct beside *b = arena_alloc(a, sizeof(*b));
	const ProtobufCBinaryData none = { 0 };
	const Order *o = (const Order *)m;
	const Certificate *c = (const Certificate *)m;
	const Account *n = (const Account *)m;

	(void)ctx;
	if (m->descriptor == &order__descriptor)
		read_for(t, b, a, none, o->certificate_id, o->account_id);
	else if (m->descriptor == &certificate__descriptor)
		read_for(t, b, a, c->order_id, none, c->account_id);
	else if (m->descriptor == &account__descriptor) {
		read_for(t, b, a, none, n->certificate_id, none);
		count_orders(t, n, a, b);
	}
	return b;
}

/* ---- Orders ------------------------------------------------------------ */

static const char *
name_of(struct arena *a, const char *what, ProtobufCBinaryData id)
{
	struct uuid u = id_of(id);

	return arena_printf(a, "%s %s", what, uuid_text(a, &u));
}

static bool
same(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
	return span_equal(field_span(a), field_span(b));
}

static const char *
wrong_issued(const Order *o, const Certificate *c)
{
	if (o->certificate_id.len == 0)
		return "was issued and names no certificate";
	if (c == NULL)
		return "names a certificate that is not there";
	if (!same(c->order_id, o->id))
		return "names a certificate that belongs to another order";
	if (!same(c->serial, o->serial))
		return "has another serial number than its certificate";
	if (!same(c->profile_id, o->profile_id))
		return "is of another profile than its certificate";
	return NULL;
}

/* NULL where nothing is. */
static const char *
wrong_order(const Order *o, const struct beside *b)
{
	bool ended = o->state == ORDER_STATE__ORDER_ISSUED ||
	    o->state == ORDER_STATE__ORDER_FAILED ||
	    o->state == ORDER_STATE__ORDER_REJECTED;

	if (!ended && o->state != ORDER_STATE__ORDER_PENDING &&
	    o->state != ORDER_STATE__ORDER_RECEIVED)
		return "is in no known state";
	if (ended != (o->completed_ms != 0))
		return ended ? "has ended at no time" :
			       "has not ended, and has a time when it did";
	if (o->account_id.len > 0 && b->account == NULL)
		return "names an account that is not there";
	if (b->account != NULL && !same(b->account->profile_id, o->profile_id))
		return "is of another profile than its account";
	if (o->state == ORDER_STATE__ORDER_ISSUED)
		return wrong_issued(o, b->certificate);
	if (o->certificate_id.len > 0)
		return "was not issued, and names a certificate";
	if (o->state == ORDER_STATE__ORDER_PENDING && o->asked_spki.len == 0)
		return "waits for approval without the key that it asks for";
	return NULL;
}

static void
look_at_order(struct verifying *x, const Order *o, const struct beside *b,
    struct arena *a)
{
	const char *wrong = wrong_order(o, b);

	if (wrong != NULL)
		verify_found(x, "%s %s: %s", name_of(a, "order", o->id), wrong,
		    x->cure);
	counts_add_order(x->counts, o);
}

/* ---- Certificates ------------------------------------------------------ */

static const char *
wrong_der(const Certificate *m, struct arena *a)
{
	struct err e = { 0 };
	struct cert c;

	if (cert_parse(field_span(m->der), &c, &e) == -1)
		return arena_printf(a, "is none: %s", e.text);
	if (!span_equal(c.serial, field_span(m->serial)))
		return arena_printf(a,
		    "has the serial number %s, and its record %s",
		    text_hex(a, c.serial), text_hex(a, field_span(m->serial)));
	if (c.not_before * 1000 != m->not_before_ms ||
	    c.not_after * 1000 != m->not_after_ms)
		return "is valid at other times than its record says";
	if (!span_equal(field_sha256(a, c.der), field_span(m->sha256)))
		return "has another SHA-256 than its record says";
	if (!span_equal(field_sha256(a, c.spki), field_span(m->key_sha256)))
		return "has another key than its record says";
	return NULL;
}

static const char *
wrong_certificate(const Certificate *m, const struct beside *b, struct arena *a)
{
	const char *wrong = wrong_der(m, a);
	unsigned int reason;
	struct err e = { 0 };

	if (wrong != NULL)
		return wrong;
	if (b->order == NULL)
		return "names an order that is not there";
	if (!same(b->order->certificate_id, m->id))
		return "names an order that was not issued with it";
	if (b->account == NULL)
		return "names an account that is not there";
	if (m->revoked_ms == 0)
		return m->revocation_reason == 0 ?
		    NULL :
		    "is not revoked, and has a reason why it is";
	return ra_reason_parse(ra_reason_name(m->revocation_reason), &reason,
		   &e) == 0 ?
	    NULL :
	    "is revoked for no known reason";
}

static void
look_at_certificate(struct verifying *x, const Certificate *m,
    const struct beside *b, struct arena *a)
{
	const char *wrong = wrong_certificate(m, b, a);

	if (wrong != NULL)
		verify_found(x, "%s %s: %s", name_of(a, "certificate", m->id),
		    wrong, x->cure);
	x->out->certificates++;
	counts_add_certificate(x->counts, m);
}

/* ---- Accounts ---------------------------------------------------------- */

static const char *
wrong_account(const Account *m, const struct beside *b, struct arena *a)
{
	if ((m->issued > 0) != (m->certificate_id.len > 0) ||
	    (m->issued > 0) != (m->last_issued_ms != 0))
		return "was issued to, and its newest certificate is not "
		       "named, or the other way round";
	if (m->certificate_id.len > 0 && b->certificate == NULL)
		return "names a certificate that is not there";
	if (b->certificate != NULL && !same(b->certificate->account_id, m->id))
		return "names a certificate of another account";
	if (!b->counted ||
	    (b->orders == m->orders && b->issued == m->issued &&
		b->active == m->active_failed))
		return NULL;
	return arena_printf(a,
	    "counts %" PRIu64 " orders (%" PRIu64 " issued, %" PRIu64
	    " failed and active), and there are %" PRIu64 " (%" PRIu64
	    ", %" PRIu64 ")",
	    m->orders, m->issued, m->active_failed, b->orders, b->issued,
	    b->active);
}

static void
look_at_account(struct verifying *x, const Account *m, const struct beside *b,
    struct arena *a)
{
	const char *wrong = wrong_account(m, b, a);

	if (wrong != NULL)
		verify_found(x, "%s %s: %s", name_of(a, "account", m->id),
		    wrong, x->cure);
	counts_add_account(x->counts, m);
}

void
verify_look(void *ctx, const ProtobufCMessage *m, void *beside, struct arena *a)
{
	struct verifying *x = ctx;

	if (m->descriptor == &order__descriptor)
		look_at_order(x, (const Order *)m, beside, a);
	else if (m->descriptor == &certificate__descriptor)
		look_at_certificate(x, (const Certificate *)m, beside, a);
	else if (m->descriptor == &account__descriptor)
		look_at_account(x, (const Account *)m, beside, a);
	else if (m->descriptor == &counter__descriptor)
		counts_add_counter(x->counts, (const Counter *)m);
}
