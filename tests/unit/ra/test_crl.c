/* SPDX-License-Identifier: BSD-2-Clause */
/* A connector's CRL: what is on it, and when it is made anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "pki/crl.h"
#include "ra/crl.h"
#include "ra/revocation.h"
#include "ra/state.h"
#include "site.h"

#define THREADS 6

static struct site *s;
static struct key *key;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	key = site_key();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	site_free(s);
	return 0;
}

static void
revoke_one(const struct uuid *id, unsigned int reason)
{
	if (ra_certificate_revoke(s->ra, &s->by, id, reason, &e) == -1)
		fail_msg("%s", e.text);
}

static struct ra_crl
fetch(void)
{
	struct ra_crl crl;

	if (ra_crl(s->ra, &s->connector, s->a, &crl, &e) == -1)
		fail_msg("%s", e.text);
	return crl;
}

/* The reason it is on the CRL for; -1: it is not on it. */
static int
reason_on(struct ra_crl list, const struct uuid *id)
{
	struct span serial = field_span(site_certificate(s, id)->serial);
	struct crl_entry entry;
	struct crl crl;

	if (crl_parse(list.der, &crl, &e) == -1 ||
	    crl_verify(&crl, site_profile(s, "routers")->ca_public, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(crl.number, list.number);
	while (crl_next(&crl.entries, &entry))
		if (span_equal(entry.serial, serial))
			return (int)entry.reason;
	return -1;
}

static const char *
file_of(const char *name)
{
	return arena_printf(s->a, "%s/%s",
	    connector_dir(s->ra, s->a, &s->connector), name);
}

/* ---- What is on it ----------------------------------------------------- */

static void
a_revocation_is_on_the_next_crl_and_a_release_takes_it_off(void **state)
{
	struct uuid lost = site_issue(s, key, "router 7"),
		    kept = site_issue(s, key, "router 8");
	struct ra_crl before = fetch(), after;

	(void)state;
	assert_int_equal(before.entries, 0);
	assert_int_equal(reason_on(before, &lost), -1);
	revoke_one(&lost, RA_REASON_KEY_COMPROMISE);
	revoke_one(&kept, RA_REASON_CERTIFICATE_HOLD);
	after = fetch();
	assert_true(after.number > before.number);
	assert_int_equal(after.entries, 2);
	assert_int_equal(reason_on(after, &lost), 1);
	assert_int_equal(reason_on(after, &kept), 6);
	assert_int_equal(ra_certificate_release(s->ra, &s->by, &kept, &e), 0);
	after = fetch();
	assert_int_equal(reason_on(after, &lost), 1);
	assert_int_equal(reason_on(after, &kept), -1);
}

static void
a_crl_is_made_at_once_and_then_served_as_it_is(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	int64_t before_ms = clock_ms();
	struct ra_crl first, second;

	(void)state;
	revoke_one(&id, RA_REASON_SUPERSEDED);
	assert_int_equal(access(file_of("ca.crl"), F_OK), 0);
	first = fetch();
	assert_true(first.number >= (uint64_t)before_ms);
	assert_true(first.number <= (uint64_t)clock_ms());
	site_reopen(s);
	second = fetch();
	assert_int_equal(second.number, first.number);
	assert_true(span_equal(first.der, second.der));
	assert_true(first.next_ms > clock_ms() + 6 * CLOCK_DAY_MS);
}

static void
what_has_ended_was_on_one_crl_more(void **state)
{
	struct uuid id = site_issue(s, key, "router 7"),
		    other = site_issue(s, key, "router 8");
	Certificate c;

	(void)state;
	revoke_one(&id, RA_REASON_SUPERSEDED);
	c = *site_certificate(s, &id);
	c.not_after_ms = clock_ms();
	site_put_certificate(s, &c);
	usleep(2000);
	revoke_one(&other, RA_REASON_CERTIFICATE_HOLD);
	assert_int_equal(reason_on(fetch(), &id), 4);
	assert_int_equal(ra_certificate_release(s->ra, &s->by, &other, &e), 0);
	assert_int_equal(reason_on(fetch(), &id), -1);
}

static void
more_than_a_page_is_on_it(void **state)
{
	struct uuid id = site_issue(s, key, "router 7"), fresh;
	Certificate c = *site_certificate(s, &id);
	uint8_t serial[3] = { 0x11 };

	(void)state;
	c.revoked_ms = clock_ms();
	c.revocation_reason = RA_REASON_SUPERSEDED;
	for (unsigned int i = 0; i < 401; i++) {
		fresh = uuid_new();
		serial[1] = (uint8_t)(i >> 8);
		serial[2] = (uint8_t)i;
		c.id = field_id(&fresh);
		c.serial = field_bytes(span_of(serial, sizeof(serial)));
		site_put_certificate(s, &c);
	}
	assert_int_equal(fetch().entries, 401);
	assert_int_equal(reason_on(fetch(), &fresh), 4);
}

/* ---- When it is made anew ---------------------------------------------- */

static int
age(struct store_txn *t, void *ctx, struct err *err)
{
	const int64_t *by = ctx;
	Revocations *r;

	if (store_get_revocations(t, &s->connector, s->a, &r, err) == -1)
		return -1;
	r->crl_made_ms -= *by;
	r->crl_next_ms -= *by;
	return store_put_revocations(t, r, err);
}

static void
make_older(int64_t by)
{
	if (store_update(ra_store(s->ra), STORE_DURABLE, age, &by, &e) == -1)
		fail_msg("%s", e.text);
}

static void
it_is_made_anew_when_half_its_time_is_over(void **state)
{
	uint64_t first = fetch().number;

	(void)state;
	make_older(3 * CLOCK_DAY_MS);
	assert_int_equal(fetch().number, first);
	make_older(CLOCK_DAY_MS / 2 + 1);
	assert_true(fetch().number > first);
}

static int
run_ahead(struct store_txn *t, void *ctx, struct err *err)
{
	uint64_t *given = ctx;
	Revocations *r;

	if (store_get_revocations(t, &s->connector, s->a, &r, err) == -1)
		return -1;
	r->crl_given += 100 * (uint64_t)CLOCK_DAY_MS;
	*given = r->crl_given;
	return store_put_revocations(t, r, err);
}

/* The clock was put back since: numbers go on all the same. */
static void
a_number_never_goes_back(void **state)
{
	uint64_t given;

	(void)state;
	(void)fetch();
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, run_ahead,
			     &given, &e),
	    0);
	assert_int_equal(unlink(file_of("ca.crl")), 0);
	assert_int_equal(fetch().number, given + 1);
}

/* One was made under a clock that was wrong: it said what had ended by then. */
static void
a_clock_that_is_put_back_loses_no_entry(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	struct ra_crl early;

	(void)state;
	revoke_one(&id, RA_REASON_KEY_COMPROMISE);
	early = fetch();
	make_older(-4000 * CLOCK_DAY_MS);
	assert_true(fetch().number > early.number);
	assert_int_equal(reason_on(fetch(), &id), 1);
}

/* By an hour, say: the hardware's clock had local time when it was made. */
static void
one_that_is_not_valid_yet_is_made_anew(void **state)
{
	struct ra_crl early = fetch(), now;
	struct crl crl;

	(void)state;
	make_older(-CLOCK_DAY_MS / 24);
	now = fetch();
	assert_true(now.number > early.number);
	assert_int_equal(crl_parse(now.der, &crl, &e), 0);
	assert_true(crl.this_update <= clock_ms() / 1000);
}

static void
a_file_that_is_lost_or_another_is_made_anew(void **state)
{
	uint64_t first = fetch().number, second;
	FILE *f;

	(void)state;
	assert_int_equal(unlink(file_of("ca.crl")), 0);
	second = fetch().number;
	assert_true(second > first);
	f = fopen(file_of("ca.crl"), "w");
	assert_non_null(f);
	fputs("something else", f);
	fclose(f);
	assert_true(fetch().number > second);
}

/* The CA's key is away: the revocation stands, the old CRL has to do. */
static void
a_crl_that_cannot_be_signed_undoes_no_revocation(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	const char *here = file_of("ca.key"), *away = file_of("away.key");
	struct ra_crl old = fetch(), crl;

	(void)state;
	assert_int_equal(rename(here, away), 0);
	revoke_one(&id, RA_REASON_KEY_COMPROMISE);
	assert_true(site_certificate(s, &id)->revoked_ms > 0);
	assert_true(span_equal(fetch().der, old.der));
	make_older(8 * CLOCK_DAY_MS);
	assert_int_equal(ra_crl(s->ra, &s->connector, s->a, &crl, &e), -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	assert_int_equal(rename(away, here), 0);
	crl = fetch();
	assert_true(crl.number > old.number);
	assert_int_equal(reason_on(crl, &id), 1);
}

static void
there_is_no_crl_of_an_unknown_connector(void **state)
{
	struct uuid id = uuid_new();
	struct ra_crl crl;

	(void)state;
	assert_int_equal(ra_crl(s->ra, &id, s->a, &crl, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

struct work {
	struct ra *ra;
	struct uuid id;
	int rc;
};

static void *
work(void *ctx)
{
	struct work *w = ctx;
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct ra_crl crl;

	w->rc = ra_certificate_revoke(w->ra, &s->by, &w->id,
	    RA_REASON_SUPERSEDED, &err);
	for (int i = 0; i < 5; i++)
		w->rc |= ra_crl(w->ra, &s->connector, a, &crl, &err);
	arena_free(a);
	return NULL;
}

static void
many_at_once_end_with_a_crl_that_has_all(void **state)
{
	struct work w[THREADS];
	pthread_t threads[THREADS];
	struct ra_crl crl;

	(void)state;
	for (int i = 0; i < THREADS; i++)
		w[i] = (struct work){ .ra = s->ra,
			.id = site_issue(s, key,
			    arena_printf(s->a, "router %d", i)) };
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, &w[i]);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	crl = fetch();
	assert_int_equal(crl.entries, THREADS);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(w[i].rc, 0);
		assert_int_equal(reason_on(crl, &w[i].id), 4);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(
		    a_revocation_is_on_the_next_crl_and_a_release_takes_it_off),
		TEST(a_crl_is_made_at_once_and_then_served_as_it_is),
		TEST(what_has_ended_was_on_one_crl_more),
		TEST(more_than_a_page_is_on_it),
		TEST(it_is_made_anew_when_half_its_time_is_over),
		TEST(a_clock_that_is_put_back_loses_no_entry),
		TEST(one_that_is_not_valid_yet_is_made_anew),
		TEST(a_number_never_goes_back),
		TEST(a_file_that_is_lost_or_another_is_made_anew),
		TEST(a_crl_that_cannot_be_signed_undoes_no_revocation),
		TEST(there_is_no_crl_of_an_unknown_connector),
		TEST(many_at_once_end_with_a_crl_that_has_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
