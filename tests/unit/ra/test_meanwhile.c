/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Orders that wait while the policy, the connector or the CA changes: what is
 * issued is by what holds when somebody approves, or the order waits on and
 * the reason is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "ra/next_ca.h"
#include "ra/order.h"
#include "ra/policy.h"
#include "ra/state.h"
#include "site.h"

#define DAY_S (24 * 60 * 60)

static struct site *s;
static struct uuid profile_id;
static uint64_t version; /* of the profile */
static struct key *key;
static struct key *new_key;
static struct err e;

static struct profile_draft
draft(void)
{
	struct profile_draft d = site_draft(s, "Routers");

	d.approval = RA_APPROVAL_ALL;
	d.validity_days = 100;
	return d;
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	site_add(s, draft(), &profile_id);
	version = 1;
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

static void
change(const struct profile_draft *d)
{
	if (ra_profile_change(s->ra, &s->by, &profile_id, version++, d, &e) ==
	    -1)
		fail_msg("%s", e.text);
}

static struct enrollment
request(const struct key *k, const char *transaction_id)
{
	struct enrollment en = site_request(s, k, transaction_id, "router 7");
	const char *name = "dns:router7.example";

	en.csr = span_of_str(arena_printf(s->a, "CSR %s", transaction_id));
	assert_int_equal(alt_names_from_text(&name, 1, s->a, &en.alt_names, &e),
	    0);
	return en;
}

/* The order of a request that waits from now on. */
static struct uuid
ask(const struct enrollment *en)
{
	struct outcome out;

	out = site_enroll(s, "routers", en);
	if (out.kind != OUTCOME_PENDING)
		fail_msg("%d: %s", (int)out.kind, out.why.text);
	return out.order;
}

static struct uuid
ask_first(void)
{
	struct enrollment en = request(key, "T1");

	return ask(&en);
}

static void
check_consistent(void)
{
	const char *what = site_inconsistency(s, &profile_id);

	if (what != NULL)
		fail_msg("%s", what);
}

/* What the device gets by the poll after a person approved. */
static struct cert
approved(const struct uuid *order)
{
	struct uuid id;
	struct cert c;

	if (ra_order_approve(s->ra, &s->by, order, &e) == -1)
		fail_msg("%s", e.text);
	id = field_uuid(site_order(s, order)->certificate_id);
	assert_int_equal(cert_parse(field_span(site_certificate(s, &id)->der),
			     &c, &e),
	    0);
	check_consistent();
	return c;
}

static void
waits_on(const struct uuid *order, const char *name, enum err_kind kind,
    const char *says)
{
	uint64_t certificates = site_total(s, STORE_CERTIFICATES);
	Order *o;

	if (ra_order_approve(s->ra, &s->by, order, &e) == 0)
		fail_msg("%s: it was issued", name);
	if (e.kind != kind || strstr(e.text, says) == NULL)
		fail_msg("%s: %s: %s", name, err_kind_name(e.kind), e.text);
	err_clear(&e);
	o = site_order(s, order);
	assert_int_equal(o->state, ORDER_STATE__ORDER_PENDING);
	assert_true(o->asked_spki.len > 0);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), certificates);
	check_consistent();
}

/* ---- The policy ---------------------------------------------------------- */

static void
what_is_issued_obeys_the_policy_of_the_approval(void **state)
{
	static const char *const usages[] = { "1.3.6.1.5.5.7.3.1" };
	struct profile_draft d = draft();
	struct uuid id = ask_first();
	struct cert c;

	(void)state;
	d.validity_days = 10;
	d.policy.alt_names = POLICY_ALT_NAMES_DROP;
	d.policy.key_usage = USAGE_DIGITAL_SIGNATURE;
	d.policy.extended_usages = (struct policy_texts){ usages, 1 };
	change(&d);
	c = approved(&id);
	assert_true(c.not_after <= clock_ms() / 1000 + 10 * DAY_S);
	assert_int_equal(cert_extension(&c, OID_ALT_NAMES).len, 0);
	assert_int_equal(cert_key_usage(&c), USAGE_DIGITAL_SIGNATURE);
	assert_true(span_equal(c.spki, key_spki(key)));
}

static void
only_switches(struct profile_draft *d)
{
	static const char *const patterns[] = { "CN=switch *" };

	d->policy.subject_patterns = (struct policy_texts){ patterns, 1 };
}

static void
other_names(struct profile_draft *d)
{
	static const char *const patterns[] = { "DNS:*.example.org" };

	d->policy.alt_name_patterns = (struct policy_texts){ patterns, 1 };
}

static void
rsa_only(struct profile_draft *d)
{
	d->policy.key_types = POLICY_KEY_RSA;
}

static void
inactive(struct profile_draft *d)
{
	d->active = false;
}

static void
what_the_policy_refuses_now_waits_on(void **state)
{
	static const struct {
		const char *name;
		void (*change)(struct profile_draft *);
		enum err_kind kind;
		const char *says;
	} rows[] = {
		{ "subject", only_switches, ERR_DENIED, "the subject" },
		{ "alternative name", other_names, ERR_DENIED,
		    "router7.example' is none" },
		{ "key type", rsa_only, ERR_DENIED, "no keys of this type" },
		{ "inactive", inactive, ERR_CONFLICT, "is inactive" },
	};
	struct profile_draft d = draft();
	struct uuid id = ask_first();
	struct cert c;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d = draft();
		rows[i].change(&d);
		change(&d);
		waits_on(&id, rows[i].name, rows[i].kind, rows[i].says);
	}
	/* Nothing is lost: it is issued once the policy is as before. */
	d = draft();
	change(&d);
	c = approved(&id);
	assert_true(span_equal(c.spki, key_spki(key)));
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
}

/* Keys are measured by the door that reads the CSR, and then once more. */
static void
a_key_that_is_too_weak_by_now_waits_on(void **state)
{
	static const struct key_type rsa = { KEY_RSA, 2048 };
	struct profile_draft d = draft();
	struct enrollment en;
	struct uuid id;
	struct key *k;

	(void)state;
	assert_int_equal(key_generate(rsa, &k, &e), 0);
	en = request(k, "T1");
	id = ask(&en);
	d.rsa_least_bits = 3072;
	change(&d);
	waits_on(&id, "RSA 2048", ERR_DENIED, "the request's key");
	d = draft();
	change(&d);
	approved(&id);
	key_free(k);
}

/* ---- Renewals ------------------------------------------------------------ */

static struct enrollment
renewal_of(const struct cert *old)
{
	struct enrollment en = request(new_key, "T2");

	en.message_type = 17;
	en.renewal = true;
	en.signer = old;
	en.signer_spki = old->spki;
	en.has_challenge = false;
	return en;
}

/* It needed no challenge, for it said nothing that the old one does not. */
static void
what_is_no_renewal_any_more_waits_on(void **state)
{
	struct profile_draft d = draft();
	struct enrollment en;
	struct cert old, c;
	struct uuid id;

	(void)state;
	d.policy.alt_names = POLICY_ALT_NAMES_DROP;
	change(&d);
	id = ask_first();
	old = approved(&id);
	en = renewal_of(&old);
	id = ask(&en);
	d.renewal.refused = true;
	change(&d);
	waits_on(&id, "renewals refused", ERR_DENIED, "takes no renewals");
	/* The name that it asks for was left out, and would be let in. */
	d = draft();
	change(&d);
	waits_on(&id, "names", ERR_DENIED,
	    "an alternative name that the certificate");
	d.policy.alt_names = POLICY_ALT_NAMES_DROP;
	d.renewal.revokes = true;
	change(&d);
	c = approved(&id);
	assert_true(span_equal(c.spki, key_spki(new_key)));
	/* And what it is to do to the old one is said by today's, too. */
	id = field_uuid(site_order(s, &id)->renewed_id);
	assert_int_equal(site_certificate(s, &id)->revocation_reason, 4);
}

/* ---- The CA -------------------------------------------------------------- */

static void
is_issued_by(const struct uuid *order, const struct ra_profile *p)
{
	struct cert c = approved(order);

	if (cert_verify(&c, p->ca_public, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(span_equal(field_span(site_order(s, order)->connector_id),
	    uuid_span(&p->connector_id)));
}

static void
another_connector_issues_what_waited(void **state)
{
	struct connector_draft other = {
		.name = "Another CA",
		.kind = "local",
		.key_type = "ec:p256",
	};
	struct profile_draft d = draft();
	struct enrollment en;
	struct uuid id = ask_first(), renewed;
	struct cert old = approved(&id);

	(void)state;
	en = renewal_of(&old);
	renewed = ask(&en);
	en = request(key, "T3");
	id = ask(&en);
	assert_int_equal(ra_connector_create(s->ra, &s->by, &other,
			     &d.connector, &e),
	    0);
	change(&d);
	is_issued_by(&id, site_profile(s, "routers"));
	is_issued_by(&renewed, site_profile(s, "routers"));
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 3);
}

static void
the_next_ca_issues_what_waited(void **state)
{
	struct uuid id = ask_first();
	const struct ra_profile *p;
	struct cert c;

	(void)state;
	site_prepare_next_ca(s, 30);
	site_bring_next_ca_forward(s, &s->connector);
	/* Whoever approves may be the first to come after its time. */
	c = approved(&id);
	p = site_profile(s, "routers");
	assert_non_null(p->ca_former);
	assert_int_equal(cert_verify(&c, p->ca_public, &e), 0);
	assert_int_equal(cert_verify(&c, p->ca_former_public, &e), -1);
}

static void
without_its_ca_an_order_waits_on(void **state)
{
	struct uuid id = ask_first();
	const char *dir = connector_dir(s->ra, s->a, &s->connector);
	const char *away = arena_printf(s->a, "%s.away", dir);

	(void)state;
	assert_int_equal(rename(dir, away), 0);
	site_reopen(s);
	waits_on(&id, "no CA", ERR_UNAVAILABLE, "Test CA");
	assert_int_equal(rename(away, dir), 0);
	site_reopen(s);
	approved(&id);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_issued_obeys_the_policy_of_the_approval),
		TEST(what_the_policy_refuses_now_waits_on),
		TEST(a_key_that_is_too_weak_by_now_waits_on),
		TEST(what_is_no_renewal_any_more_waits_on),
		TEST(another_connector_issues_what_waited),
		TEST(the_next_ca_issues_what_waited),
		TEST(without_its_ca_an_order_waits_on),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
