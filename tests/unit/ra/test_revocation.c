/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates are revoked, held and released, and it is told why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ra/revocation.h"
#include "ra/revocation_mark.h"
#include "ra/state.h"
#include "site.h"

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
revoke(const struct uuid *id, unsigned int reason)
{
	if (ra_certificate_revoke(s->ra, &s->by, id, reason, &e) == -1)
		fail_msg("%s", e.text);
}

static void
release(const struct uuid *id)
{
	if (ra_certificate_release(s->ra, &s->by, id, &e) == -1)
		fail_msg("%s", e.text);
}

static void
says(int rc, enum err_kind kind, const char *words)
{
	assert_int_equal(rc, -1);
	assert_int_equal(e.kind, kind);
	if (strstr(e.text, words) == NULL)
		fail_msg("want \"%s\", have \"%s\"", words, e.text);
	e = (struct err){ 0 };
}

static void
revoke_refuses(const struct uuid *id, unsigned int reason, enum err_kind kind,
    const char *words)
{
	says(ra_certificate_revoke(s->ra, &s->by, id, reason, &e), kind, words);
}

static void
release_refuses(const struct uuid *id, enum err_kind kind, const char *words)
{
	says(ra_certificate_release(s->ra, &s->by, id, &e), kind, words);
}

struct reading {
	Revocations *revocations;
	Certificate *certificate;
	struct uuid id;
	unsigned int reason;
	int64_t now_ms;
};

static int
read_revocations(struct store_txn *t, void *ctx, struct err *err)
{
	struct reading *r = ctx;

	return store_get_revocations(t, &s->connector, s->a, &r->revocations,
	    err);
}

static uint64_t
moves(void)
{
	struct reading r = { .revocations = NULL };

	if (store_view(ra_store(s->ra), read_revocations, &r, &e) == -1)
		fail_msg("%s", e.text);
	return r.revocations == NULL ? 0 : r.revocations->moves;
}

/* ---- Verbs ------------------------------------------------------------- */

static void
a_certificate_is_revoked_once_and_for_good(void **state)
{
	struct uuid id = site_issue(s, key, "router 7"),
		    other = site_issue(s, key, "router 8");
	uint64_t generation = store_generation(ra_store(s->ra));
	const AuditEntry *entry;
	const Certificate *c;
	int64_t before = clock_ms();

	(void)state;
	assert_int_equal(moves(), 0);
	revoke(&id, RA_REASON_KEY_COMPROMISE);
	c = site_certificate(s, &id);
	assert_in_range(c->revoked_ms, before, clock_ms());
	assert_int_equal(c->revocation_reason, 1);
	assert_int_equal(site_certificate(s, &other)->revoked_ms, 0);
	assert_int_equal(moves(), 1);
	assert_int_equal(store_generation(ra_store(s->ra)), generation);
	entry = site_last_audit(s);
	assert_string_equal(entry->action, "certificate-revoke");
	assert_string_equal(entry->subject_kind, "certificate");
	assert_non_null(strstr(entry->detail, "'CN=router 7' (serial number "));
	assert_non_null(strstr(entry->detail, "): keyCompromise"));

	revoke_refuses(&id, RA_REASON_SUPERSEDED, ERR_CONFLICT,
	    "already (keyCompromise)");
	revoke_refuses(&id, RA_REASON_CERTIFICATE_HOLD, ERR_CONFLICT,
	    "already (keyCompromise)");
	release_refuses(&id, ERR_CONFLICT, "for good");
	assert_int_equal(moves(), 1);
	assert_int_equal(site_certificate(s, &id)->revocation_reason, 1);
}

static void
a_hold_is_released_and_leaves_nothing(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	const Certificate *c;

	(void)state;
	release_refuses(&id, ERR_CONFLICT, "is not revoked");
	revoke(&id, RA_REASON_CERTIFICATE_HOLD);
	revoke_refuses(&id, RA_REASON_CERTIFICATE_HOLD, ERR_CONFLICT,
	    "on hold since");
	release(&id);
	c = site_certificate(s, &id);
	assert_int_equal(c->revoked_ms, 0);
	assert_int_equal(c->revocation_reason, 0);
	assert_int_equal(moves(), 2);
	assert_string_equal(site_last_audit(s)->action, "certificate-release");
	release_refuses(&id, ERR_CONFLICT, "is not revoked");
}

static void
a_hold_becomes_final_and_keeps_its_time(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	int64_t since;

	(void)state;
	revoke(&id, RA_REASON_CERTIFICATE_HOLD);
	since = site_certificate(s, &id)->revoked_ms;
	revoke(&id, RA_REASON_CESSATION_OF_OPERATION);
	assert_int_equal(site_certificate(s, &id)->revoked_ms, since);
	assert_int_equal(site_certificate(s, &id)->revocation_reason, 5);
	assert_int_equal(moves(), 2);
	release_refuses(&id, ERR_CONFLICT, "cessationOfOperation");
}

static void
a_certificate_that_has_ended_is_not_revoked(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	Certificate c = *site_certificate(s, &id);

	(void)state;
	c.not_after_ms = clock_ms() - 1;
	site_put_certificate(s, &c);
	revoke_refuses(&id, RA_REASON_SUPERSEDED, ERR_CONFLICT,
	    "nothing to revoke");
	assert_int_equal(moves(), 0);
}

/* Its profile takes it for a renewal still. */
static void
one_that_may_be_renewed_after_its_end_can_be_revoked(void **state)
{
	struct profile_draft d = site_draft(s, "Phones");
	Certificate c;
	struct uuid id, profile;

	(void)state;
	d.renewal.grace_days = 3;
	site_add(s, d, &profile);
	id = site_issue(s, key, "phone 7");
	c = *site_certificate(s, &id);
	c.profile_id = field_id(&profile);
	c.not_after_ms = clock_ms() - 2 * CLOCK_DAY_MS;
	site_put_certificate(s, &c);
	revoke(&id, RA_REASON_KEY_COMPROMISE);
	assert_true(site_certificate(s, &id)->revoked_ms > 0);

	id = site_issue(s, key, "phone 8");
	c = *site_certificate(s, &id);
	c.profile_id = field_id(&profile);
	c.not_after_ms = clock_ms() - 3 * CLOCK_DAY_MS - 1;
	site_put_certificate(s, &c);
	revoke_refuses(&id, RA_REASON_KEY_COMPROMISE, ERR_CONFLICT,
	    "nothing to revoke");
}

static void
what_is_not_there_is_not_revoked(void **state)
{
	struct uuid id = uuid_new();

	(void)state;
	revoke_refuses(&id, RA_REASON_SUPERSEDED, ERR_NOT_FOUND,
	    "no such certificate");
	release_refuses(&id, ERR_NOT_FOUND, "no such certificate");
}

/* ---- Reasons ----------------------------------------------------------- */

static void
reasons_that_are_not_about_a_device_are_refused(void **state)
{
	static const struct {
		unsigned int reason;
		const char *says;
	} rows[] = {
		{ RA_REASON_CA_COMPROMISE, "not about a device" },
		{ RA_REASON_AA_COMPROMISE, "not about a device" },
		{ RA_REASON_REMOVE_FROM_CRL, "release the certificate" },
		{ 7, "no such reason" },
		{ 11, "no such reason" },
	};
	struct uuid id = site_issue(s, key, "router 7");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		revoke_refuses(&id, rows[i].reason, ERR_MALFORMED,
		    rows[i].says);
	assert_int_equal(site_certificate(s, &id)->revoked_ms, 0);
}

static void
a_reason_is_read_by_its_name(void **state)
{
	unsigned int reason, n, read;

	(void)state;
	for (n = 0; ra_reason_choice(n, &reason); n++) {
		assert_int_equal(ra_reason_parse(ra_reason_name(reason), &read,
				     &e),
		    0);
		assert_int_equal(read, reason);
	}
	assert_int_equal(n, 7);
	assert_int_equal(ra_reason_parse("KEYcompromise", &read, &e), 0);
	assert_int_equal(read, RA_REASON_KEY_COMPROMISE);
	says(ra_reason_parse("stolen", &read, &e), ERR_MALFORMED,
	    "want one of unspecified, keyCompromise, affiliationChanged");
	says(ra_reason_parse("cACompromise", &read, &e), ERR_MALFORMED,
	    "not about a device");
	assert_string_equal(ra_reason_name(7), "unknown");
	assert_string_equal(ra_reason_name(4000), "unknown");
}

/* ---- In somebody else's transaction ------------------------------------ */

static int
mark(struct store_txn *t, void *ctx, struct err *err)
{
	struct reading *r = ctx;

	if (store_get_certificate(t, &r->id, s->a, &r->certificate, err) == -1)
		return -1;
	return revocation_mark(t, r->certificate, r->reason, r->now_ms, err);
}

static void
a_mark_leaves_what_is_revoked_for_good(void **state)
{
	struct reading r = { .id = site_issue(s, key, "router 7"),
		.now_ms = clock_ms() };
	struct store *store = ra_store(s->ra);
	int64_t now_ms = r.now_ms;

	(void)state;
	r.reason = RA_REASON_SUPERSEDED;
	assert_int_equal(store_update(store, STORE_DURABLE, mark, &r, &e), 0);
	assert_int_equal(site_certificate(s, &r.id)->revoked_ms, now_ms);
	assert_int_equal(moves(), 1);
	r.reason = RA_REASON_KEY_COMPROMISE;
	assert_int_equal(store_update(store, STORE_DURABLE, mark, &r, &e), 0);
	assert_int_equal(site_certificate(s, &r.id)->revocation_reason,
	    RA_REASON_SUPERSEDED);
	assert_int_equal(moves(), 1);
}

/* It renews nothing any more; no CRL has to be made for that. */
static void
a_mark_on_what_has_ended_makes_no_crl(void **state)
{
	struct reading r = { .id = site_issue(s, key, "router 7") };

	(void)state;
	r.reason = RA_REASON_SUPERSEDED;
	r.now_ms = site_certificate(s, &r.id)->not_after_ms + 1;
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, mark, &r,
			     &e),
	    0);
	assert_int_equal(site_certificate(s, &r.id)->revoked_ms, r.now_ms);
	assert_int_equal(moves(), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_certificate_is_revoked_once_and_for_good),
		TEST(a_hold_is_released_and_leaves_nothing),
		TEST(a_hold_becomes_final_and_keeps_its_time),
		TEST(a_certificate_that_has_ended_is_not_revoked),
		TEST(one_that_may_be_renewed_after_its_end_can_be_revoked),
		TEST(what_is_not_there_is_not_revoked),
		TEST(reasons_that_are_not_about_a_device_are_refused),
		TEST(a_reason_is_read_by_its_name),
		TEST(a_mark_leaves_what_is_revoked_for_good),
		TEST(a_mark_on_what_has_ended_makes_no_crl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
