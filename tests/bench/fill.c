/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store as it is after years, in minutes: for 'make bench-scale'.
 *
 *	fill STORE ORDERS PROFILES
 *
 * Adds orders, each with a certificate and an account of its own, spread over
 * the last ninety days, and a failed one to every twentieth; and profiles.
 * They are written as records, in large transactions, as copies of the newest
 * ones that the store has, which a device and a person must have made.  All
 * that is found by is new: names, transactions, serial numbers, MACs.  A
 * certificate's DER has its own serial number under a signature that is not
 * of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "store/store.h"

#define DAYS 90
#define FAILED_ONE_OF 20
#define BATCH 100 /* orders of a transaction: a stay of 2 s is ended */
#define ORDERS_MOST 100000000

struct fill {
	Order *order; /* what is copied */
	Certificate *certificate;
	Account *account;
	Profile *profile;
	int64_t began_ms;
	unsigned int orders, profiles; /* to add */
	unsigned int n, to; /* of this transaction: from n on */
	struct arena *kept, *a; /* for ever; for one transaction */
	int32_t day;
	Counter add; /* of that day, not yet counted */
};

/* ---- What is copied ---------------------------------------------------- */

static int
first_of(struct store_txn *t, enum store_index index, struct arena *a,
    ProtobufCMessage **out, struct err *e)
{
	const struct store_list list = { .index = index, .most = 1 };
	struct store_page page;

	if (store_list(t, &list, a, &page, e) == -1)
		return -1;
	if (page.n == 0)
		return err_set(e, ERR_NOT_FOUND,
		    "nothing to copy: enrol a device first");
	*out = page.rows[0];
	return 0;
}

static struct uuid
id_of(ProtobufCBinaryData field)
{
	struct uuid id = { 0 };

	(void)uuid_from_span(span_of(field.data, field.len), &id);
	return id;
}

static int
read_originals(struct store_txn *t, void *ctx, struct err *e)
{
	struct fill *f = ctx;
	ProtobufCMessage *m;
	struct uuid id;

	if (first_of(t, STORE_CERTIFICATES, f->kept, &m, e) == -1)
		return -1;
	f->certificate = (Certificate *)m;
	id = id_of(f->certificate->order_id);
	if (store_get_order(t, &id, f->kept, &f->order, e) == -1)
		return -1;
	id = id_of(f->certificate->account_id);
	if (store_get_account(t, &id, f->kept, &f->account, e) == -1)
		return -1;
	id = id_of(f->certificate->profile_id);
	if (store_get_profile(t, &id, f->kept, &f->profile, e) == -1)
		return -1;
	if (f->order == NULL || f->account == NULL || f->profile == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "the newest certificate has lost its order");
	return 0;
}

/* ---- Copies ------------------------------------------------------------ */

/* Of that time, as uuid_new makes them now. */
static ProtobufCBinaryData
new_id(struct arena *a, int64_t ms)
{
	struct uuid *id = arena_alloc(a, sizeof(*id));

	*id = uuid_new();
	for (int i = 0; i < 6; i++)
		id->bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	return (ProtobufCBinaryData){ sizeof(id->bytes), id->bytes };
}

static ProtobufCBinaryData
new_bytes(struct arena *a, size_t len)
{
	uint8_t *at = arena_alloc(a, len);

	random_bytes(at, len);
	return (ProtobufCBinaryData){ len, at };
}

static char *
new_text(struct arena *a)
{
	ProtobufCBinaryData b = new_bytes(a, 16);

	return text_hex(a, span_of(b.data, b.len));
}

/* Positive and of the length of the other, whose place it takes in the DER. */
static ProtobufCBinaryData
new_serial(struct arena *a, ProtobufCBinaryData old)
{
	ProtobufCBinaryData b = new_bytes(a, old.len);

	b.data[0] = (uint8_t)((b.data[0] & 0x3f) | 0x40);
	return b;
}

static ProtobufCBinaryData
with_serial(struct arena *a, const Certificate *c, ProtobufCBinaryData serial)
{
	struct span copy = arena_span(a, span_of(c->der.data, c->der.len));
	ProtobufCBinaryData out = { copy.len, NULL };
	uint8_t *at;

	out.data = arena_alloc(a, copy.len);
	memcpy(out.data, copy.at, copy.len);
	at = memmem(out.data, out.len, c->serial.data, c->serial.len);
	if (at != NULL)
		memcpy(at, serial.data, serial.len);
	return out;
}

static void
copy_order(const struct fill *f, int64_t ms, char *subject, Order *out)
{
	*out = *f->order;
	out->id = new_id(f->a, ms);
	out->subject = subject;
	out->transaction_id = new_text(f->a);
	out->request_mac = new_bytes(f->a, f->order->request_mac.len);
	out->key_sha256 = new_bytes(f->a, 32);
	out->request_id = new_text(f->a);
	out->created_ms = out->completed_ms = ms;
}

static void
copy_certificate(const struct fill *f, const Order *o, const Account *account,
    Certificate *out)
{
	*out = *f->certificate;
	out->id = new_id(f->a, o->created_ms);
	out->order_id = o->id;
	out->account_id = account->id;
	out->serial = new_serial(f->a, f->certificate->serial);
	out->der = with_serial(f->a, f->certificate, out->serial);
	out->sha256 = new_bytes(f->a, 32);
	out->key_sha256 = o->key_sha256;
	out->subject = o->subject;
	out->created_ms = o->created_ms;
	out->not_before_ms = o->created_ms;
}

static void
copy_account(const struct fill *f, int64_t ms, char *subject, Account *out)
{
	*out = *f->account;
	out->id = new_id(f->a, ms);
	out->subject_sha256 = new_bytes(f->a, 32);
	out->subject = subject;
	out->first_seen_ms = out->last_seen_ms = out->last_issued_ms = ms;
	out->orders = out->issued = 1;
	out->active_failed = 0;
}

/* ---- Writing ----------------------------------------------------------- */

static int
flush_counts(struct store_txn *t, struct fill *f, struct err *e)
{
	struct uuid profile = id_of(f->profile->id);

	if (f->add.orders == 0)
		return 0;
	if (store_count(t, &profile, f->day, &f->add, e) == -1)
		return -1;
	counter__init(&f->add);
	return 0;
}

static int
put_failed(struct store_txn *t, struct fill *f, int64_t ms, char *subject,
    const Account *account, struct err *e)
{
	char reason[] = "the challenge password is wrong";
	ProtobufCBinaryData none = { 0, NULL };
	Order o;

	copy_order(f, ms, subject, &o);
	o.account_id = account->id;
	o.state = ORDER_STATE__ORDER_FAILED;
	o.certificate_id = o.serial = none;
	o.failed_check = 1;
	o.reason = reason;
	f->add.orders++;
	f->add.failed++;
	f->add.failed_active++;
	return store_put_order(t, &o, e);
}

static int
put_one(struct store_txn *t, struct fill *f, unsigned int n, struct err *e)
{
	int64_t ms = f->began_ms -
	    (int64_t)(f->orders - n) * DAYS * CLOCK_DAY_MS / f->orders;
	char *subject = arena_printf(f->a, "CN=device-%u-%08x.example.org", n,
	    (unsigned int)(f->began_ms & 0xffffffff));
	Certificate c;
	Account account;
	Order o;

	if (clock_day(ms) != f->day && flush_counts(t, f, e) == -1)
		return -1;
	f->day = clock_day(ms);
	copy_account(f, ms, subject, &account);
	copy_order(f, ms, subject, &o);
	copy_certificate(f, &o, &account, &c);
	o.account_id = account.id;
	o.certificate_id = account.certificate_id = c.id;
	o.serial = c.serial;
	account.last_issued_order_id = o.id;
	f->add.orders++;
	f->add.issued++;
	f->add.accounts++;
	f->add.accounts_issued++;
	f->add.accounts_last++;
	if (store_put_certificate(t, &c, e) == -1 ||
	    store_put_order(t, &o, e) == -1)
		return -1;
	if (n % FAILED_ONE_OF == 0) {
		account.orders++;
		account.active_failed++;
		if (put_failed(t, f, ms + 1, subject, &account, e) == -1)
			return -1;
	}
	return store_put_account(t, &account, e);
}

static int
put_orders(struct store_txn *t, void *ctx, struct err *e)
{
	struct fill *f = ctx;

	counter__init(&f->add);
	for (unsigned int n = f->n; n < f->to; n++)
		if (put_one(t, f, n, e) == -1)
			return -1;
	return flush_counts(t, f, e);
}

static int
put_profiles(struct store_txn *t, void *ctx, struct err *e)
{
	struct fill *f = ctx;
	Profile p = *f->profile;

	for (unsigned int n = f->n; n < f->to; n++) {
		p.id = new_id(f->a, f->began_ms);
		p.slug = arena_printf(f->a, "profile-%u", n);
		p.name = arena_printf(f->a, "Profile %u", n);
		if (store_put_profile(t, &p, e) == -1)
			return -1;
	}
	return 0;
}

static int
put_all(struct store *s, struct fill *f, unsigned int all, store_body *body,
    struct err *e)
{
	for (f->n = 0; f->n < all; f->n = f->to) {
		f->to = all - f->n < BATCH ? all : f->n + BATCH;
		if (store_update(s, STORE_RELAXED, body, f, e) == -1)
			return -1;
		arena_reset(f->a);
		if (f->to % 10000 == 0)
			(void)fprintf(stderr, "%u of %u\n", f->to, all);
	}
	return 0;
}

static int
fill(struct fill *f, int argc, char **argv, struct err *e)
{
	int64_t orders, profiles;
	struct store *s;
	int rc = -1;

	if (argc != 4)
		return err_set(e, ERR_MALFORMED,
		    "usage: fill STORE ORDERS PROFILES");
	if (text_to_int(argv[2], 0, ORDERS_MOST, &orders, e) == -1 ||
	    text_to_int(argv[3], 0, ORDERS_MOST, &profiles, e) == -1 ||
	    store_open(argv[1], &s, e) == -1)
		return -1;
	f->orders = (unsigned int)orders;
	f->profiles = (unsigned int)profiles;
	if (store_view(s, read_originals, f, e) == 0 &&
	    put_all(s, f, f->orders, put_orders, e) == 0 &&
	    put_all(s, f, f->profiles, put_profiles, e) == 0)
		rc = 0;
	store_close(s);
	return rc;
}

int
main(int argc, char **argv)
{
	struct fill f = { .began_ms = clock_ms(),
		.kept = arena_new(),
		.a = arena_new() };
	struct err e = { 0 };
	int rc;

	if ((rc = fill(&f, argc, argv, &e)) == -1)
		(void)fprintf(stderr, "fill: %s\n", e.text);
	arena_free(f.a);
	arena_free(f.kept);
	return rc == 0 ? 0 : 1;
}
