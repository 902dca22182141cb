/* SPDX-License-Identifier: BSD-2-Clause */
/* Enrolments: what is issued, what is refused, what is on record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "pki/der.h"
#include "pki/name.h"
#include "ra/revocation.h"
#include "ra/state.h"
#include "site.h"

/* Failed orders that a new profile keeps a minute. */
#define FAILED_KEPT 100

static struct site *s;
static struct uuid profile_id;
static const struct ra_profile *profile;
static struct key *key;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), &profile_id);
	profile = site_profile(s, "routers");
	key = site_key();
	e = (struct err){ 0 };
	return profile != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	site_free(s);
	return 0;
}

static struct outcome
enroll(const struct enrollment *en)
{
	struct outcome out;

	if (ra_enroll(s->ra, profile, en, s->a, &out, &e) == -1)
		fail_msg("%s", e.text);
	return out;
}

static void
check_consistent(void)
{
	const char *what = site_inconsistency(s, &profile_id);

	if (what != NULL)
		fail_msg("%s", what);
}

static void
a_right_request_gets_a_certificate_and_all_is_on_record(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out = enroll(&en);
	struct uuid id;
	struct cert cert;
	Order *o;
	Certificate *c;
	Account *account;
	Counter *n;

	(void)state;
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_false(out.again);
	assert_string_equal(out.subject, "CN=router 7");
	assert_int_equal(cert_parse(out.certificate, &cert, &e), 0);
	assert_true(span_equal(cert.subject, en.subject));
	assert_int_equal(cert_verify(&cert, profile->ca_public, &e), 0);
	assert_int_equal(cert.not_before, en.now_ms / 1000 - 300);
	assert_int_equal(cert.not_after,
	    en.now_ms / 1000 + INT64_C(365) * 24 * 60 * 60);
	assert_int_equal(cert_key_usage(&cert),
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT);

	o = site_order(s, &out.order);
	assert_non_null(o);
	assert_int_equal(o->state, ORDER_STATE__ORDER_ISSUED);
	assert_string_equal(o->transaction_id, "T1");
	assert_string_equal(o->subject, "CN=router 7");
	assert_string_equal(o->key_type, "ec:p256");
	assert_string_equal(o->address, "192.0.2.7");
	assert_int_equal(o->message_type, 19);
	assert_int_equal(o->request_size, 1234);
	assert_string_equal(o->reason, "");
	id = field_uuid(o->certificate_id);
	c = site_certificate(s, &id);
	assert_non_null(c);
	assert_true(span_equal(field_span(c->der), out.certificate));
	assert_true(span_equal(field_span(c->serial), cert.serial));
	assert_int_equal(c->not_after_ms, cert.not_after * 1000);
	id = field_uuid(o->account_id);
	account = site_account(s, &id);
	assert_non_null(account);
	assert_int_equal(account->orders, 1);
	assert_int_equal(account->issued, 1);
	assert_true(
	    span_equal(field_span(account->certificate_id), field_span(c->id)));

	n = site_counter(s, NULL, clock_day(o->completed_ms));
	assert_int_equal(n->orders, 1);
	assert_int_equal(n->issued, 1);
	assert_int_equal(n->failed, 0);
	assert_int_equal(n->accounts, 1);
	assert_int_equal(n->accounts_issued, 1);
	assert_int_equal(n->accounts_last, 1);
	assert_int_equal(n->processed, 1);
	assert_int_equal(n->processing_us, o->processing_us);
	check_consistent();
}

/* The account that an order belongs to. */
static Account *
account_of(const struct uuid *order)
{
	struct uuid id = field_uuid(site_order(s, order)->account_id);

	return site_account(s, &id);
}

/* By the clock as it is; but not from before the CA was. */
static void
a_clock_that_is_put_back_gives_certificates_of_its_time(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;
	struct cert cert;

	(void)state;
	en.now_ms -= CLOCK_DAY_MS;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &cert, &e), 0);
	assert_true(cert.not_before <= clock_ms() / 1000);
	assert_true(cert.not_before >= en.now_ms / 1000 - 300);
	assert_int_equal(cert.not_after,
	    en.now_ms / 1000 + INT64_C(365) * 24 * 60 * 60);
	/* Then it is right again: one account, both certificates on record. */
	en = site_request(s, key, "T2", "router 7");
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(site_total(s, STORE_ACCOUNTS), 1);
	check_consistent();
	site_verify(s);
}

static void
the_same_request_again_gets_the_same_certificate(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome first = enroll(&en), again;

	(void)state;
	/* By then a one-time challenge is spent. */
	en.challenge = span_of_str("spent");
	again = enroll(&en);
	assert_int_equal(again.kind, OUTCOME_ISSUED);
	assert_true(again.again);
	assert_true(uuid_equal(&again.order, &first.order));
	assert_true(span_equal(again.certificate, first.certificate));
	site_reopen(s);
	profile = site_profile(s, "routers");
	again = enroll(&en);
	assert_true(span_equal(again.certificate, first.certificate));
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_consistent();
}

static void
another_csr_of_the_key_is_a_new_order_and_hides_none(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome first = enroll(&en), second, again;
	struct span csr = en.csr;

	(void)state;
	en.csr = span_of_str("another CSR");
	second = enroll(&en);
	assert_int_equal(second.kind, OUTCOME_ISSUED);
	assert_false(second.again);
	assert_false(span_equal(second.certificate, first.certificate));
	en.csr = csr;
	again = enroll(&en);
	assert_true(span_equal(again.certificate, first.certificate));
	assert_int_equal(account_of(&first.order)->issued, 2);
	check_consistent();
}

static void
a_transaction_id_counts_within_its_profile(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome first = enroll(&en), other;

	(void)state;
	site_add(s, site_draft(s, "Switches"), NULL);
	other = site_enroll(s, "switches", &en);
	assert_false(other.again);
	assert_false(span_equal(other.certificate, first.certificate));
}

static void
after_revocation_or_its_end_a_certificate_is_issued_anew(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome first = enroll(&en), second, third;
	Certificate *c;
	struct uuid id;

	(void)state;
	id = field_uuid(site_order(s, &first.order)->certificate_id);
	c = site_certificate(s, &id);
	c->revoked_ms = en.now_ms;
	site_put_certificate(s, c);
	second = enroll(&en);
	assert_false(second.again);
	assert_false(span_equal(second.certificate, first.certificate));

	id = field_uuid(site_order(s, &second.order)->certificate_id);
	c = site_certificate(s, &id);
	c->not_after_ms = en.now_ms - 1;
	site_put_certificate(s, c);
	en.challenge = span_of_str("wrong now");
	third = enroll(&en);
	assert_int_equal(third.kind, OUTCOME_FAILED);
	assert_int_equal(third.check, RA_CHECK_CHALLENGE);
}

/*
 * Whoever has the key by now may have overheard the request, too, with the
 * challenge in it.
 */
static void
a_key_that_others_have_gets_nothing_by_the_same_request(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome first = enroll(&en), again;
	struct uuid id;

	(void)state;
	id = field_uuid(site_order(s, &first.order)->certificate_id);
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &id,
			     RA_REASON_KEY_COMPROMISE, &e),
	    0);
	for (int i = 0; i < 2; i++) {
		again = enroll(&en);
		assert_int_equal(again.kind, OUTCOME_FAILED);
		assert_int_equal(again.check, RA_CHECK_CSR);
		assert_int_equal(again.why.kind, ERR_DENIED);
		assert_non_null(strstr(again.why.text, "keyCompromise"));
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	site_verify(s);
}

/*
 * A person who reads the first of sixty names is to know that there are
 * more: the last may be the one that was wanted.
 */
static void
names_that_are_cut_say_so(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	const char *names[60];
	struct outcome out;
	Order *o;
	size_t len;

	(void)state;
	for (int i = 0; i < 60; i++)
		names[i] = arena_printf(s->a, "dns:%090d.%02d.example", 0, i);
	assert_int_equal(alt_names_from_text(names, 30, s->a, &en.alt_names,
			     &e),
	    0);
	out = enroll(&en);
	o = site_order(s, &out.order);
	assert_non_null(strstr(o->alt_names, ".29.example"));
	assert_null(strstr(o->alt_names, "[...]"));

	en = site_request(s, key, "T2", "router 7");
	assert_int_equal(alt_names_from_text(names, 60, s->a, &en.alt_names,
			     &e),
	    0);
	out = enroll(&en);
	o = site_order(s, &out.order);
	len = strlen(o->alt_names);
	assert_true(len <= 4096);
	assert_string_equal(o->alt_names + len - strlen(" [...]"), " [...]");
}

static void
wrong_and_missing_challenges_are_refused(void **state)
{
	static const struct {
		const char *name;
		bool has;
		const char *challenge;
		const char *says;
	} rows[] = {
		{ "none", false, "", "has no challenge" },
		{ "empty", true, "", "has no challenge" },
		{ "a prefix", true, "open sesam", "is wrong" },
		{ "longer", true, SITE_CHALLENGE "e", "is wrong" },
		{ "other case", true, "Open sesame", "is wrong" },
	};
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;
	Order *o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		en.has_challenge = rows[i].has;
		en.challenge = span_of_str(rows[i].challenge);
		out = enroll(&en);
		if (out.kind != OUTCOME_FAILED || out.why.kind != ERR_DENIED ||
		    strstr(out.why.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].name, out.why.text);
		o = site_order(s, &out.order);
		assert_int_equal(o->state, ORDER_STATE__ORDER_FAILED);
		assert_int_equal(o->failed_check, RA_CHECK_CHALLENGE);
		assert_int_equal(o->fail_info, 100 + ERR_DENIED);
		assert_string_equal(o->reason, out.why.text);
		assert_null(strstr(o->reason, "sesam"));
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
	check_consistent();
}

static void
a_profile_without_a_challenge_issues_nothing(void **state)
{
	struct profile_draft d = site_draft(s, "Bare");
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	d.challenge = NULL;
	site_add(s, d, NULL);
	en.has_challenge = false;
	out = site_enroll(s, "bare", &en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_CHALLENGE);
}

static void
an_issue_ends_the_failures_of_its_account(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct enrollment other = site_request(s, key, "T2", "router 8");
	struct outcome failed, issued;
	Account *c;

	(void)state;
	en.challenge = other.challenge = span_of_str("wrong");
	enroll(&other);
	enroll(&en);
	failed = enroll(&en);
	c = account_of(&failed.order);
	assert_int_equal(c->active_failed, 2);
	assert_int_equal(c->orders, 2);
	assert_int_equal(c->issued, 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed_active, 3);
	check_consistent();
	assert_false(site_order(s, &failed.order)->ended);

	en.challenge = span_of_str(SITE_CHALLENGE);
	issued = enroll(&en);
	assert_int_equal(issued.kind, OUTCOME_ISSUED);
	assert_false(issued.again);
	assert_true(site_order(s, &failed.order)->ended);
	assert_false(site_order(s, &issued.order)->ended);
	c = account_of(&issued.order);
	assert_int_equal(c->active_failed, 0);
	assert_int_equal(c->orders, 3);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed_active, 1);
	assert_int_equal(site_counter(s, NULL, 0)->failed_active, 1);
	check_consistent();
}

/* CN with a blank; DNS:a, DNS:b. */
static const uint8_t blank_name[] = { 0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55,
	4, 3, 0x0c, 1, ' ' };
static const uint8_t dns_a[] = { 0x30, 3, 0x82, 1, 'a' };
static const uint8_t dns_b[] = { 0x30, 3, 0x82, 1, 'b' };

static void
blank_subjects_are_told_apart_by_other_names(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "x");
	struct outcome a, b;

	(void)state;
	en.subject = span_of(blank_name, sizeof(blank_name));
	en.alt_names = span_of(dns_a, sizeof(dns_a));
	a = enroll(&en);
	assert_int_equal(a.kind, OUTCOME_ISSUED);
	en.csr = span_of_str("another device's");
	en.alt_names = span_of(dns_b, sizeof(dns_b));
	b = enroll(&en);
	assert_int_equal(b.kind, OUTCOME_ISSUED);
	assert_string_equal(account_of(&a.order)->subject, "DNS:a");
	assert_string_equal(account_of(&b.order)->subject, "DNS:b");
	assert_int_equal(site_total(s, STORE_ACCOUNTS), 2);
	check_consistent();
}

static void
a_failing_request_hides_no_order(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct enrollment bad = site_request(s, key, "T1", "router 7");
	struct outcome first = enroll(&en), again;

	(void)state;
	bad.csr = span_of_str("a stranger's");
	bad.has_challenge = false;
	assert_int_equal(enroll(&bad).kind, OUTCOME_FAILED);
	again = enroll(&en);
	assert_true(again.again);
	assert_true(span_equal(again.certificate, first.certificate));
}

/* As a later version leaves it: waiting for a person. */
static void
make_pending(const struct enrollment *en, enum _OrderState order_state)
{
	struct outcome out = enroll(en);
	Order *o = site_order(s, &out.order);

	assert_int_equal(out.kind, OUTCOME_ISSUED);
	o->state = order_state;
	o->certificate_id = field_bytes(span_of(NULL, 0));
	site_put_order(s, o);
}

static void
a_pending_order_is_its_keys_alone(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct key *stranger = site_key();
	struct outcome out;
	int i;

	(void)state;
	make_pending(&en, ORDER_STATE__ORDER_PENDING);
	for (i = 0; i < 2; i++) {
		assert_int_equal(enroll(&en).kind, OUTCOME_PENDING);
		en.spki = key_spki(stranger);
		en.csr = span_of_str("a stranger's CSR");
		out = enroll(&en);
		assert_int_equal(out.kind, OUTCOME_FAILED);
		assert_int_equal(out.check, RA_CHECK_CSR);
		assert_non_null(strstr(out.why.text, "another key"));
		/* That failure does not make the way free. */
		en.spki = key_spki(key);
		en.csr = span_of_str("a new CSR of the key");
	}
	key_free(stranger);
}

static void
what_a_person_rejected_stays_so(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	make_pending(&en, ORDER_STATE__ORDER_REJECTED);
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_true(out.again);
	assert_non_null(strstr(out.why.text, "rejected"));
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
}

/* Check 5, whenever it is that the record is looked at. */
static void
expect_signer_failure(const struct outcome *out)
{
	const Order *o = site_order(s, &out->order);

	assert_int_equal(out->kind, OUTCOME_FAILED);
	assert_int_equal(out->check, RA_CHECK_SIGNER);
	assert_int_equal(o->failed_check, 5);
	assert_int_equal(o->fail_info, 100 + ERR_INTEGRITY);
}

static void
a_signer_must_have_a_good_certificate_on_record(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct enrollment renewal = site_request(s, key, "T2", "router 7");
	struct outcome first = enroll(&en), out;
	struct uuid id = field_uuid(
	    site_order(s, &first.order)->certificate_id);
	Certificate *c = site_certificate(s, &id);
	struct cert cert;

	(void)state;
	/* The RA's certificate is of this CA, and is no device's. */
	renewal.signer = profile->ra;
	out = enroll(&renewal);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_SIGNER);
	assert_int_equal(out.why.kind, ERR_INTEGRITY);
	expect_signer_failure(&out);

	assert_int_equal(cert_parse(first.certificate, &cert, &e), 0);
	renewal.signer = &cert;
	assert_int_equal(enroll(&renewal).kind, OUTCOME_ISSUED);

	renewal.csr = span_of_str("the next one");
	c->revoked_ms = 1;
	site_put_certificate(s, c);
	out = enroll(&renewal);
	expect_signer_failure(&out);
	assert_non_null(strstr(out.why.text, "revoked"));
	c->revoked_ms = 0;
	c->not_after_ms = renewal.now_ms - 1;
	site_put_certificate(s, c);
	out = enroll(&renewal);
	expect_signer_failure(&out);
	assert_non_null(strstr(out.why.text, "ended"));
	check_consistent();
}

static void
a_hundred_failures_a_minute_are_kept(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;
	int i;

	(void)state;
	en.has_challenge = false;
	en.now_ms = en.now_ms / 60000 * 60000;
	for (i = 0; i < FAILED_KEPT + 30; i++) {
		out = enroll(&en);
		assert_int_equal(out.kind, OUTCOME_FAILED);
		assert_int_equal(uuid_is_zero(&out.order), i >= FAILED_KEPT);
	}
	assert_int_equal(site_total(s, STORE_ORDERS), FAILED_KEPT);
	assert_int_equal(site_counter(s, &profile_id, 0)->unkept, 30);
	check_consistent();
	en.now_ms += 60000;
	out = enroll(&en);
	assert_false(uuid_is_zero(&out.order));
	check_consistent();
}

/* Without its log file the store can commit, and sync nothing. */
static void
failures_beyond_the_limit_wait_for_no_disk(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	char *log = arena_printf(s->a, "%s/store/log.0000000001", s->state);
	char *away = arena_printf(s->a, "%s/away", s->state);
	struct outcome out;
	int i, rc;

	(void)state;
	en.has_challenge = false;
	en.now_ms = en.now_ms / 60000 * 60000;
	for (i = 0; i < FAILED_KEPT; i++)
		enroll(&en);
	assert_int_equal(rename(log, away), 0);
	rc = ra_enroll(s->ra, profile, &en, s->a, &out, &e);
	assert_int_equal(rename(away, log), 0);
	if (rc == -1)
		fail_msg("%s", e.text);
	assert_true(uuid_is_zero(&out.order));
	assert_int_equal(site_counter(s, &profile_id, 0)->unkept, 1);
}

static struct outcome
record(const struct enrollment *en, enum ra_check check)
{
	struct err why = { 0 };
	struct outcome out;

	err_set(&why, ERR_INTEGRITY, "some reason");
	if (ra_record_failure(s->ra, profile, en, check, &why, s->a, &out,
		&e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_string_equal(out.why.text, "some reason");
	return out;
}

static void
early_failures_are_counted_and_later_ones_are_orders(void **state)
{
	struct enrollment en = {
		.address = "192.0.2.7",
		.now_ms = clock_ms(),
		.started_us = clock_us(),
	};
	struct outcome out;
	enum ra_check check;
	Order *o;

	(void)state;
	for (check = RA_CHECK_SHAPE; check < RA_CHECK_SIGNER; check++) {
		out = record(&en, check);
		assert_int_equal(out.check, check);
		assert_true(uuid_is_zero(&out.order));
	}
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->unparsed, 4);
	assert_int_equal(site_counter(s, &profile_id, 0)->orders, 0);
	en.transaction_id = "T9";
	out = record(&en, RA_CHECK_ENVELOPE);
	o = site_order(s, &out.order);
	assert_int_equal(o->failed_check, RA_CHECK_ENVELOPE);
	assert_string_equal(o->transaction_id, "T9");
	assert_string_equal(o->subject, "");
	assert_int_equal(o->account_id.len, 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed_active, 1);
	check_consistent();
}

static void
an_account_is_counted_on_the_day_of_its_last_issue(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out = enroll(&en);
	Account *c = account_of(&out.order);
	int32_t today = clock_day(c->last_issued_ms);

	(void)state;
	c->last_issued_ms -= 3 * CLOCK_DAY_MS;
	site_put_account(s, c);
	en.csr = span_of_str("three days later");
	out = enroll(&en);
	assert_int_equal(site_counter(s, &profile_id, today - 3)->accounts_last,
	    -1);
	assert_int_equal(site_counter(s, &profile_id, 0)->accounts_last, 1);
	en.csr = span_of_str("and once more");
	enroll(&en);
	assert_int_equal(site_counter(s, &profile_id, today - 3)->accounts_last,
	    -1);
	assert_int_equal(site_counter(s, &profile_id, 0)->accounts_last, 1);
	check_consistent();
}

static void
what_needed_an_old_level_is_counted(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");

	(void)state;
	en.level = LEVEL_LEGACY;
	enroll(&en);
	en.level = LEVEL_OBSOLETE;
	en.csr = span_of_str("2");
	enroll(&en);
	en.csr = span_of_str("3");
	en.has_challenge = false;
	enroll(&en);
	assert_int_equal(site_counter(s, &profile_id, 0)->legacy, 1);
	assert_int_equal(site_counter(s, &profile_id, 0)->obsolete, 2);
}

/* ---- Limits, names ------------------------------------------------------ */

static void
limit_live(const char *most)
{
	struct profile_draft d = site_draft(s, "Few");
	size_t i;

	for (i = 0; i < policy_setting_count; i++)
		if (strcmp(policy_settings[i].name, "live-most") == 0)
			assert_int_equal(
			    policy_setting_take(&policy_settings[i], &most, 1,
				s->a, &d.policy, &e),
			    0);
	site_add(s, d, &profile_id);
	profile = site_profile(s, "few");
	assert_non_null(profile);
}

static void
a_device_gets_no_more_live_certificates_than_allowed(void **state)
{
	struct enrollment en;
	struct outcome out;
	struct cert cert;
	Certificate *c;
	struct uuid id;

	(void)state;
	limit_live("1");
	en = site_request(s, key, "T1", "router 7");
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	id = field_uuid(site_order(s, &out.order)->certificate_id);
	assert_int_equal(cert_parse(out.certificate, &cert, &e), 0);
	/* The same again, and another device. */
	assert_int_equal(enroll(&en).kind, OUTCOME_ISSUED);
	en = site_request(s, key, "T2", "router 8");
	assert_int_equal(enroll(&en).kind, OUTCOME_ISSUED);
	/* One more, and a renewal. */
	en = site_request(s, key, "T3", "router 7");
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_POLICY);
	assert_int_equal(out.why.kind, ERR_DENIED);
	assert_non_null(strstr(out.why.text, "1 live certificate already"));
	en.signer = &cert;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	/* Now it has two: who renews already is not told to renew. */
	assert_int_equal(cert_parse(out.certificate, &cert, &e), 0);
	en = site_request(s, key, "T5", "router 7");
	en.signer = &cert;
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_non_null(strstr(out.why.text, "have renewals revoke the old"));
	/* One is left where the first is revoked. */
	c = site_certificate(s, &id);
	c->revoked_ms = 1;
	site_put_certificate(s, c);
	en = site_request(s, key, "T4", "router 7");
	assert_int_equal(enroll(&en).kind, OUTCOME_FAILED);
	check_consistent();
}

/* The subject's UTF8String as another type, of the same bytes. */
static struct span
retyped(struct span name, unsigned int tag)
{
	uint8_t *b = arena_alloc(s->a, name.len);
	uint8_t *type;

	memcpy(b, name.at, name.len);
	type = memchr(b, DER_UTF8_STRING, name.len);
	assert_non_null(type);
	*type = (uint8_t)tag;
	return span_of(b, name.len);
}

static void
a_name_written_in_another_way_is_no_other_device(void **state)
{
	static const char *const names[] = { "ROUTER 7", "Router  7",
		" router 7 " };
	struct enrollment en;
	size_t i;

	(void)state;
	limit_live("1");
	en = site_request(s, key, "T", "router 7");
	assert_int_equal(enroll(&en).kind, OUTCOME_ISSUED);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		en = site_request(s, key, names[i], names[i]);
		assert_int_equal(enroll(&en).kind, OUTCOME_FAILED);
	}
	en = site_request(s, key, "P", "router 7");
	en.subject = retyped(en.subject, DER_PRINTABLE_STRING);
	assert_int_equal(enroll(&en).kind, OUTCOME_FAILED);
	assert_int_equal(site_total(s, STORE_ACCOUNTS), 1);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_consistent();
}

static Certificate *
issued_with(enum policy_alt_names becomes, const char *slug,
    const char *common_name)
{
	static const char *const names[] = { "ip:192.0.2.9",
		"uri:tag:microsoft.com,2022-09-14:sid:S-1-5-21-1" };
	struct profile_draft d = site_draft(s, slug);
	struct enrollment en = site_request(s, key, "T1", common_name);
	struct outcome out;
	struct uuid id;

	d.policy.alt_names = becomes;
	site_add(s, d, NULL);
	profile = site_profile(s, slug);
	assert_int_equal(alt_names_from_text(names, 2, s->a, &en.alt_names, &e),
	    0);
	out = enroll(&en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_string_equal(site_order(s, &out.order)->alt_names,
	    alt_names_text(s->a, en.alt_names));
	id = field_uuid(site_order(s, &out.order)->certificate_id);
	return site_certificate(s, &id);
}

static void
a_certificates_record_tells_the_names_that_are_in_it(void **state)
{
	Certificate *c;

	(void)state;
	c = issued_with(POLICY_ALT_NAMES_DROP, "dropped", "router.example");
	assert_string_equal(c->subject, "CN=router.example");
	assert_string_equal(c->alt_names, "");
	c = issued_with(POLICY_ALT_NAMES_COPY, "copied", "router.example");
	assert_string_equal(c->alt_names, "IP:192.0.2.9");
	c = issued_with(POLICY_ALT_NAMES_ADD_CN, "added", "router.example");
	assert_string_equal(c->alt_names, "IP:192.0.2.9, DNS:router.example");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_right_request_gets_a_certificate_and_all_is_on_record),
		TEST(a_clock_that_is_put_back_gives_certificates_of_its_time),
		TEST(the_same_request_again_gets_the_same_certificate),
		TEST(another_csr_of_the_key_is_a_new_order_and_hides_none),
		TEST(a_transaction_id_counts_within_its_profile),
		TEST(after_revocation_or_its_end_a_certificate_is_issued_anew),
		TEST(a_key_that_others_have_gets_nothing_by_the_same_request),
		TEST(names_that_are_cut_say_so),
		TEST(wrong_and_missing_challenges_are_refused),
		TEST(a_profile_without_a_challenge_issues_nothing),
		TEST(an_issue_ends_the_failures_of_its_account),
		TEST(blank_subjects_are_told_apart_by_other_names),
		TEST(a_failing_request_hides_no_order),
		TEST(a_pending_order_is_its_keys_alone),
		TEST(what_a_person_rejected_stays_so),
		TEST(a_signer_must_have_a_good_certificate_on_record),
		TEST(a_hundred_failures_a_minute_are_kept),
		TEST(failures_beyond_the_limit_wait_for_no_disk),
		TEST(early_failures_are_counted_and_later_ones_are_orders),
		TEST(an_account_is_counted_on_the_day_of_its_last_issue),
		TEST(what_needed_an_old_level_is_counted),
		TEST(a_device_gets_no_more_live_certificates_than_allowed),
		TEST(a_name_written_in_another_way_is_no_other_device),
		TEST(a_certificates_record_tells_the_names_that_are_in_it),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
