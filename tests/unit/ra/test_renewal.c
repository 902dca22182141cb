/* SPDX-License-Identifier: BSD-2-Clause */
/* Renewals: which requests count as one, and what they are let off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "pki/der.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "ra/policy.h"
#include "ra/state.h"
#include "site.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static struct site *s;
static struct uuid profile_id;
static struct key *key; /* of the old certificate */
static struct key *new_key;
static struct cert old;
static struct uuid old_id;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	key = site_key();
	new_key = site_key();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	key_free(new_key);
	site_free(s);
	return 0;
}

static struct outcome
enroll(const char *slug, const struct enrollment *en)
{
	return site_enroll(s, slug, en);
}

/* A device with a certificate of a profile that has these settings. */
static void
begin(struct ra_renewal r)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct enrollment en = site_request(s, key, "T1", "router 7");
	const char *name = "dns:router7.example";
	struct outcome out;

	d.renewal = r;
	site_add(s, d, &profile_id);
	assert_int_equal(alt_names_from_text(&name, 1, s->a, &en.alt_names, &e),
	    0);
	out = enroll("routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &old, &e), 0);
	old_id = field_uuid(site_order(s, &out.order)->certificate_id);
}

/* Signed with the old certificate, for a new key, without a challenge. */
static struct enrollment
renewal(void)
{
	struct enrollment en = site_request(s, new_key, "T2", "router 7");

	en.csr = span_of_str("CSR of the renewal");
	en.message_type = 17;
	en.renewal = true;
	en.signer = &old;
	en.signer_spki = old.spki;
	en.has_challenge = false;
	return en;
}

static void
expect_refused(const struct enrollment *en, enum ra_check check,
    const char *says)
{
	struct outcome out = enroll("routers", en);

	assert_int_equal(out.kind, OUTCOME_FAILED);
	if (strstr(out.why.text, says) == NULL)
		fail_msg("'%s', want '%s'", out.why.text, says);
	assert_int_equal(out.check, check);
	assert_int_equal(out.why.kind,
	    check == RA_CHECK_SIGNER ? ERR_INTEGRITY : ERR_DENIED);
	assert_non_null(strstr(site_order(s, &out.order)->reason, says));
	assert_null(site_inconsistency(s, &profile_id));
}

static void
a_renewal_needs_no_challenge(void **state)
{
	struct enrollment en;
	struct outcome out;
	Order *o;

	(void)state;
	begin((struct ra_renewal){ 0 });
	en = renewal();
	out = enroll("routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	o = site_order(s, &out.order);
	assert_true(span_equal(field_span(o->renewed_id), uuid_span(&old_id)));
	assert_int_equal(site_certificate(s, &old_id)->revoked_ms, 0);

	/* The same by PKCSReq, as most devices do it. */
	en.renewal = false;
	en.message_type = 19;
	en.csr = span_of_str("another CSR");
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
the_old_certificate_can_be_superseded(void **state)
{
	struct enrollment en;
	struct outcome out, again;
	Certificate *c;

	(void)state;
	begin((struct ra_renewal){ .revokes = true });
	en = renewal();
	out = enroll("routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	c = site_certificate(s, &old_id);
	assert_int_not_equal(c->revoked_ms, 0);
	assert_int_equal(c->revocation_reason, 4);

	/* The answer was lost: the device sends again, and gets it. */
	again = enroll("routers", &en);
	assert_int_equal(again.kind, OUTCOME_ISSUED);
	assert_true(again.again);
	assert_true(span_equal(again.certificate, out.certificate));
	/* A new request is signed by a revoked certificate. */
	en.csr = span_of_str("another CSR");
	expect_refused(&en, RA_CHECK_SIGNER, "is revoked");
}

/* Same key, same names, a signature without randomness: the same CSR. */
static void
the_csr_of_before_renews_too(void **state)
{
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome first, again;
	const char *name = "dns:router7.example";

	(void)state;
	begin((struct ra_renewal){ 0 });
	assert_int_equal(alt_names_from_text(&name, 1, s->a, &en.alt_names, &e),
	    0);
	en.signer = &old;
	en.signer_spki = old.spki;
	first = enroll("routers", &en);
	assert_int_equal(first.kind, OUTCOME_ISSUED);
	assert_false(first.again);
	assert_false(span_equal(first.certificate, old.der));
	/* Sent again, for the answer was lost. */
	again = enroll("routers", &en);
	assert_true(again.again);
	assert_true(span_equal(again.certificate, first.certificate));
	assert_null(site_inconsistency(s, &profile_id));
}

/* Which of two certificates is older is told by the millisecond. */
static void
wait_a_millisecond(void)
{
	int64_t now_ms = clock_ms();

	while (clock_ms() == now_ms)
		;
}

/* A device that has a newer one asks for no older one by its CSR of before. */
static void
an_older_answer_is_no_renewal(void **state)
{
	struct enrollment en, first = site_request(s, key, "T1", "router 7");
	const char *name = "dns:router7.example";
	struct outcome newer, newest;
	struct cert second;

	(void)state;
	begin((struct ra_renewal){ 0 });
	assert_int_equal(alt_names_from_text(&name, 1, s->a, &first.alt_names,
			     &e),
	    0);
	wait_a_millisecond();
	en = renewal();
	newer = enroll("routers", &en);
	assert_int_equal(newer.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(newer.certificate, &second, &e), 0);
	first.signer = &second;
	first.signer_spki = second.spki;
	wait_a_millisecond();
	newest = enroll("routers", &first);
	assert_int_equal(newest.kind, OUTCOME_ISSUED);
	assert_false(newest.again);
	assert_false(span_equal(newest.certificate, old.der));
	/* Sent again, for the answer was lost. */
	assert_true(enroll("routers", &first).again);
	assert_true(enroll("routers", &en).again);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
a_profile_may_want_the_challenge_of_renewals_too(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ .challenge = true });
	en = renewal();
	expect_refused(&en, RA_CHECK_CHALLENGE, "no challenge password");
	en.has_challenge = true;
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
a_profile_may_take_no_renewals(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ .refused = true });
	en = renewal();
	expect_refused(&en, RA_CHECK_SIGNER, "takes no renewals");
	/* A PKCSReq is then a request like any other. */
	en.renewal = false;
	expect_refused(&en, RA_CHECK_CHALLENGE,
	    "does not count as a renewal: this profile takes no renewals");
	en.has_challenge = true;
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
the_window_opens_some_days_before_the_end(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ .window_days = 30 });
	en = renewal();
	expect_refused(&en, RA_CHECK_SIGNER, "may be renewed from 20");
	en.now_ms = old.not_after * 1000 - 31 * DAY_MS;
	expect_refused(&en, RA_CHECK_SIGNER, "may be renewed from 20");
	en.now_ms = old.not_after * 1000 - 29 * DAY_MS;
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
an_ended_certificate_renews_within_the_grace(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ .grace_days = 14 });
	en = renewal();
	en.now_ms = old.not_after * 1000 + 15 * DAY_MS;
	expect_refused(&en, RA_CHECK_SIGNER, "has ended");
	en.now_ms = old.not_after * 1000 + 13 * DAY_MS;
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
without_grace_the_end_is_the_end(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ 0 });
	en = renewal();
	en.now_ms = old.not_after * 1000 + 1;
	expect_refused(&en, RA_CHECK_SIGNER, "has ended");
}

static void
the_same_key_is_refused_where_a_new_one_is_wanted(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ .new_key = true });
	en = renewal();
	en.spki = key_spki(key);
	expect_refused(&en, RA_CHECK_SIGNER, "wants a new one");
	en.spki = key_spki(new_key);
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
the_same_key_renews_else(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ 0 });
	en = renewal();
	en.spki = key_spki(key);
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
no_name_comes_in_by_renewal(void **state)
{
	const char *held = "dns:router7.example", *other = "dns:root.example";
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ 0 });
	en = renewal();
	assert_int_equal(alt_names_from_text(&other, 1, s->a, &en.alt_names,
			     &e),
	    0);
	expect_refused(&en, RA_CHECK_SIGNER, "alternative name");
	assert_int_equal(alt_names_from_text(&held, 1, s->a, &en.alt_names, &e),
	    0);
	assert_int_equal(name_from_text("/CN=router 8", s->a, &en.subject, &e),
	    0);
	expect_refused(&en, RA_CHECK_SIGNER, "another subject");
	assert_int_equal(
	    name_from_text("/CN=router 7/unstructuredName=r7.example", s->a,
		&en.subject, &e),
	    0);
	expect_refused(&en, RA_CHECK_SIGNER, "another subject");
}

/* Two tenants on one CA: what one issued opens nothing at the other. */
static void
another_profiles_certificate_renews_nothing_here(void **state)
{
	struct enrollment en;
	struct outcome out;

	(void)state;
	begin((struct ra_renewal){ 0 });
	site_add(s, site_draft(s, "Phones"), NULL);
	en = renewal();
	out = enroll("phones", &en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_SIGNER);
	assert_non_null(strstr(out.why.text, "another profile"));
	en.renewal = false;
	out = enroll("phones", &en);
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_CHALLENGE);
	assert_non_null(strstr(out.why.text, "another profile"));
}

/* What the policy leaves out of every certificate is asked for each time. */
static void
names_that_the_policy_drops_are_no_new_names(void **state)
{
	const char *asked = "dns:router7.example";
	struct profile_draft d = site_draft(s, "Routers");
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	d.policy.alt_names = POLICY_ALT_NAMES_DROP;
	site_add(s, d, &profile_id);
	assert_int_equal(alt_names_from_text(&asked, 1, s->a, &en.alt_names,
			     &e),
	    0);
	out = enroll("routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &old, &e), 0);
	en = renewal();
	assert_int_equal(alt_names_from_text(&asked, 1, s->a, &en.alt_names,
			     &e),
	    0);
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

/* An Extension by this OID with these octets, in an Extensions. */
static struct span
extensions_of(const char *oid, struct span value)
{
	struct der w;
	struct span out;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, oid);
	der_put(&w, DER_OCTET_STRING, value);
	der_close(&w);
	der_close(&w);
	assert_int_equal(der_done(&w, s->a, &out, &e), 0);
	return out;
}

static void
no_security_identifier_comes_in_by_renewal(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	d.policy.keep_sid = 1;
	site_add(s, d, &profile_id);
	en.extensions = extensions_of(OID_SID, span_of_str("S-1-5-21-7"));
	out = enroll("routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &old, &e), 0);
	en = renewal();
	en.extensions = extensions_of(OID_SID, span_of_str("S-1-5-21-500"));
	expect_refused(&en, RA_CHECK_SIGNER, "security identifier");
	en.extensions = extensions_of(OID_SID, span_of_str("S-1-5-21-7"));
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
no_usage_comes_in_by_renewal(void **state)
{
	/* SEQUENCE { clientAuth }, SEQUENCE { serverAuth } */
	static const uint8_t client[] = { 0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5,
		5, 7, 3, 2 };
	static const uint8_t server[] = { 0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5,
		5, 7, 3, 1 };
	static const char *const usages[] = { "1.3.6.1.5.5.7.3.2",
		"1.3.6.1.5.5.7.3.1" };
	struct profile_draft d = site_draft(s, "Routers");
	struct enrollment en = site_request(s, key, "T1", "router 7");
	struct outcome out;

	(void)state;
	d.policy.extended_usages = (struct policy_texts){ usages, 2 };
	d.policy.usages_from_csr = 1;
	site_add(s, d, &profile_id);
	en.extensions = extensions_of(OID_EXTENDED_USAGE,
	    span_of(client, sizeof(client)));
	out = enroll("routers", &en);
	assert_int_equal(out.kind, OUTCOME_ISSUED);
	assert_int_equal(cert_parse(out.certificate, &old, &e), 0);
	en = renewal();
	en.extensions = extensions_of(OID_EXTENDED_USAGE,
	    span_of(server, sizeof(server)));
	expect_refused(&en, RA_CHECK_SIGNER, "extended key usage");
	/* Without a wish it would get all that the profile has. */
	en.extensions = span_of(NULL, 0);
	expect_refused(&en, RA_CHECK_SIGNER, "extended key usage");
	en.extensions = extensions_of(OID_EXTENDED_USAGE,
	    span_of(client, sizeof(client)));
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
}

static void
a_superseded_certificate_renews_once_though_it_has_ended(void **state)
{
	struct enrollment en;

	(void)state;
	begin((struct ra_renewal){ .revokes = true, .grace_days = 14 });
	en = renewal();
	en.now_ms = old.not_after * 1000 + DAY_MS;
	assert_int_equal(enroll("routers", &en).kind, OUTCOME_ISSUED);
	en.csr = span_of_str("another CSR");
	expect_refused(&en, RA_CHECK_SIGNER, "is revoked");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_renewal_needs_no_challenge),
		TEST(the_old_certificate_can_be_superseded),
		TEST(the_csr_of_before_renews_too),
		TEST(an_older_answer_is_no_renewal),
		TEST(a_profile_may_want_the_challenge_of_renewals_too),
		TEST(a_profile_may_take_no_renewals),
		TEST(the_window_opens_some_days_before_the_end),
		TEST(an_ended_certificate_renews_within_the_grace),
		TEST(without_grace_the_end_is_the_end),
		TEST(the_same_key_is_refused_where_a_new_one_is_wanted),
		TEST(the_same_key_renews_else),
		TEST(no_name_comes_in_by_renewal),
		TEST(names_that_the_policy_drops_are_no_new_names),
		TEST(no_security_identifier_comes_in_by_renewal),
		TEST(no_usage_comes_in_by_renewal),
		TEST(a_superseded_certificate_renews_once_though_it_has_ended),
		TEST(another_profiles_certificate_renews_nothing_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
