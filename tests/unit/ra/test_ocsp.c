/* SPDX-License-Identifier: BSD-2-Clause */
/* What OCSP says of certificates, and which answers are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ocsp_kit.h"
#include "ra/housekeeping.h"
#include "ra/job.h"
#include "ra/ocsp.h"
#include "ra/ocsp_cache.h"
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

static const struct cert *
ca(void)
{
	return site_profile(s, "routers")->ca;
}

static struct span
serial_of(const struct uuid *id)
{
	return field_span(site_certificate(s, id)->serial);
}

static void
revoke_one(const struct uuid *id, unsigned int reason)
{
	if (ra_certificate_revoke(s->ra, &s->by, id, reason, &e) == -1)
		fail_msg("%s", e.text);
}

static struct ra_ocsp
ask_of(struct ra *ra, struct span serial, enum digest d, size_t nonce)
{
	struct span der = ocsp_kit_ask(s->a, ca(), d, serial, nonce);
	struct ocsp_request request;
	struct ra_ocsp out = { 0 };

	if (ocsp_parse(der, &request, &e) == -1 ||
	    ra_ocsp(ra, &s->connector, &request, s->a, &out, &e) == -1)
		fail_msg("%s", e.text);
	return out;
}

static struct ra_ocsp
ask(struct span serial)
{
	return ask_of(s->ra, serial, DIGEST_SHA1, 0);
}

static void
says(struct ra_ocsp answer, enum ocsp_status status, unsigned int reason)
{
	struct ocsp_said said = ocsp_kit_read(ca(), answer.der);

	assert_int_equal(said.response, 0);
	assert_int_equal(said.status, status);
	assert_int_equal(said.reason, reason);
}

/* ---- What is said ------------------------------------------------------ */

static void
what_is_revoked_or_released_is_told_at_once(void **state)
{
	struct uuid lost = site_issue(s, key, "router 7"),
		    held = site_issue(s, key, "router 8");
	struct span lost_serial = serial_of(&lost);
	struct span held_serial = serial_of(&held);

	(void)state;
	says(ask(lost_serial), OCSP_GOOD, 0);
	says(ask(held_serial), OCSP_GOOD, 0);
	revoke_one(&lost, RA_REASON_KEY_COMPROMISE);
	says(ask(lost_serial), OCSP_REVOKED, 1);
	says(ask(held_serial), OCSP_GOOD, 0);
	revoke_one(&held, RA_REASON_CERTIFICATE_HOLD);
	says(ask(held_serial), OCSP_REVOKED, 6);
	assert_int_equal(ra_certificate_release(s->ra, &s->by, &held, &e), 0);
	says(ask(held_serial), OCSP_GOOD, 0);
	says(ask(lost_serial), OCSP_REVOKED, 1);
}

static void
another_process_tells_it_at_once_too(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	struct span serial = serial_of(&id);
	struct ra *other;

	(void)state;
	assert_int_equal(ra_open(s->state, &other, &e), 0);
	says(ask_of(other, serial, DIGEST_SHA1, 0), OCSP_GOOD, 0);
	revoke_one(&id, RA_REASON_SUPERSEDED);
	says(ask_of(other, serial, DIGEST_SHA1, 0), OCSP_REVOKED, 4);
	ra_close(other);
}

static void
the_servers_own_certificates_are_good_and_others_unknown(void **state)
{
	struct ra_ocsp answer = ask(ca()->serial);
	struct ocsp_said said = ocsp_kit_read(ca(), answer.der);
	struct cert signer;

	(void)state;
	says(answer, OCSP_GOOD, 0);
	says(ask(site_profile(s, "routers")->ra->serial), OCSP_GOOD, 0);
	assert_int_equal(cert_parse(said.signer, &signer, &e), 0);
	says(ask(signer.serial), OCSP_GOOD, 0);
	says(ask(span_of("\x01\x02\x03", 3)), OCSP_UNKNOWN, 0);
}

static void
every_digest_of_a_cert_id_is_echoed(void **state)
{
	static const enum digest digests[] = { DIGEST_SHA1, DIGEST_SHA256,
		DIGEST_SHA384, DIGEST_SHA512 };
	struct uuid id = site_issue(s, key, "router 7");
	struct ocsp_request request;
	struct ra_ocsp answer;
	struct ocsp_said said;
	struct span der;

	(void)state;
	for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
		der = ocsp_kit_ask(s->a, ca(), digests[i], serial_of(&id), 0);
		assert_int_equal(ocsp_parse(der, &request, &e), 0);
		for (int twice = 0; twice < 2; twice++) {
			assert_int_equal(ra_ocsp(s->ra, &s->connector, &request,
					     s->a, &answer, &e),
			    0);
			said = ocsp_kit_read(ca(), answer.der);
			assert_int_equal(said.status, OCSP_GOOD);
			assert_true(span_equal(said.id, request.asked[0].id));
		}
	}
}

static void
what_is_not_of_this_ca_is_nobodys_business_here(void **state)
{
	struct uuid id = site_issue(s, key, "router 7"), nobody = uuid_new();
	struct ocsp_request request, ours;
	struct ra_ocsp answer;
	struct span der;

	(void)state;
	/* The RA stands for another CA: it has another name and key. */
	der = ocsp_kit_ask(s->a, site_profile(s, "routers")->ra, DIGEST_SHA1,
	    serial_of(&id), 0);
	assert_int_equal(ocsp_parse(der, &request, &e), 0);
	assert_int_equal(ra_ocsp(s->ra, &s->connector, &request, s->a, &answer,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_DENIED);
	/* Of several, one is enough: the other is unknown. */
	request.n = 2;
	request.asked[1] = request.asked[0];
	der = ocsp_kit_ask(s->a, ca(), DIGEST_SHA1, serial_of(&id), 0);
	assert_int_equal(ocsp_parse(der, &ours, &e), 0);
	request.asked[0] = ours.asked[0];
	assert_int_equal(ra_ocsp(s->ra, &s->connector, &request, s->a, &answer,
			     &e),
	    0);
	assert_int_equal(ra_ocsp(s->ra, &nobody, &request, s->a, &answer, &e),
	    -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

/* ---- What is kept ------------------------------------------------------ */

static void
an_answer_is_signed_once_and_a_nonce_gets_one_of_its_own(void **state)
{
	struct uuid id = site_issue(s, key, "router 7"),
		    other = site_issue(s, key, "router 8");
	struct span serial = serial_of(&id);
	struct ra_ocsp first = ask(serial), again = ask(serial), fresh;

	(void)state;
	assert_true(first.shared);
	assert_true(span_equal(first.der, again.der));
	assert_true(span_equal(first.sha256, again.sha256));
	assert_true(first.next_ms > clock_ms() + 11 * 60 * 60 * 1000);
	assert_true(first.this_ms < clock_ms());
	/* Another certificate is revoked: this answer is as true as before. */
	revoke_one(&other, RA_REASON_SUPERSEDED);
	assert_true(span_equal(ask(serial).der, first.der));
	assert_true(span_equal(ask(serial).der, first.der));

	fresh = ask_of(s->ra, serial, DIGEST_SHA1, 16);
	assert_false(fresh.shared);
	assert_true(ocsp_kit_read(ca(), fresh.der).has_nonce);
	assert_false(
	    span_equal(fresh.der, ask_of(s->ra, serial, DIGEST_SHA1, 16).der));
	assert_true(span_equal(ask(serial).der, first.der));
}

static void
a_new_process_has_the_same_signer(void **state)
{
	struct span before = ocsp_kit_read(ca(), ask(ca()->serial).der).signer;

	(void)state;
	site_reopen(s);
	assert_true(
	    span_equal(ocsp_kit_read(ca(), ask(ca()->serial).der).signer,
		before));
}

static void
without_the_cas_files_what_is_signed_already_has_to_do(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	struct span serial = serial_of(&id), der;
	const char *dir = connector_dir(s->ra, s->a, &s->connector);
	const char *away = arena_printf(s->a, "%s.away", dir);
	struct ra_ocsp answer = ask(serial);
	struct ocsp_request request;
	struct ra *other;

	(void)state;
	der = ocsp_kit_ask(s->a, ca(), DIGEST_SHA1, serial, 0);
	assert_int_equal(ocsp_parse(der, &request, &e), 0);
	assert_int_equal(rename(dir, away), 0);
	says(ask(serial), OCSP_GOOD, 0);
	says(ask_of(s->ra, serial, DIGEST_SHA1, 8), OCSP_GOOD, 0);
	/* A process that is started now has neither answers nor a signer. */
	assert_int_equal(ra_open(s->state, &other, &e), 0);
	assert_int_equal(ra_ocsp(other, &s->connector, &request, s->a, &answer,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(e.text, "connector 'Test CA'"));
	assert_int_equal(rename(away, dir), 0);
	says(ask_of(other, serial, DIGEST_SHA1, 0), OCSP_GOOD, 0);
	ra_close(other);
}

/* What is kept of it was signed so much earlier. */
static void
age(struct span serial, int64_t hours)
{
	const struct uuid id = s->connector;
	const int64_t ms = hours * 60 * 60 * 1000;
	struct span der = ocsp_kit_ask(s->a, ca(), DIGEST_SHA1, serial, 0);
	ProtobufCBinaryData sha256 = field_bytes(field_sha256(s->a, ca()->der));
	struct ocsp_request request;
	struct ocsp_cache_key at;
	struct ocsp_cached kept;
	Connector c;

	connector__init(&c);
	c.id = field_id(&id);
	c.ca_sha256 = sha256;
	assert_int_equal(ocsp_parse(der, &request, &e), 0);
	at = ocsp_cache_key(&c, &request.asked[0]);
	assert_true(ocsp_cache_find(s->ra->ocsp, &at, clock_ms(), s->a, &kept));
	kept.made_ms -= ms;
	kept.this_ms -= ms;
	kept.next_ms -= ms;
	ocsp_cache_put(s->ra->ocsp, &at, &kept);
}

static unsigned int
sign_ahead(void)
{
	return ocsp_sign_ahead(s->ra, clock_ms(), INT64_MAX);
}

static void
what_is_asked_for_again_is_signed_before_it_is_due(void **state)
{
	struct uuid id = site_issue(s, key, "router 7"),
		    other = site_issue(s, key, "router 8");
	struct span serial = serial_of(&id), rare = serial_of(&other);
	struct ra_ocsp old = ask(serial), young;

	(void)state;
	(void)ask(rare);
	age(serial, 5);
	age(rare, 5);
	assert_int_equal(sign_ahead(), 0);
	assert_true(span_equal(ask(serial).der, old.der));
	/* No time is left for it in this tick. */
	assert_int_equal(ocsp_sign_ahead(s->ra, clock_ms(), clock_us() - 1), 0);
	assert_int_equal(sign_ahead(), 1);
	assert_int_equal(sign_ahead(), 0);
	young = ask(serial);
	assert_false(span_equal(young.der, old.der));
	assert_true(young.next_ms > clock_ms() + 11 * 60 * 60 * 1000);
	says(young, OCSP_GOOD, 0);
}

static void
what_was_revoked_since_is_signed_ahead_as_revoked(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	struct span serial = serial_of(&id);

	(void)state;
	says(ask(serial), OCSP_GOOD, 0);
	age(serial, 5);
	(void)ask(serial);
	revoke_one(&id, RA_REASON_CERTIFICATE_HOLD);
	assert_int_equal(sign_ahead(), 1);
	says(ask(serial), OCSP_REVOKED, 6);
	/* And what was signed ahead is as out of date as any other. */
	age(serial, 5);
	(void)ask(serial);
	assert_int_equal(sign_ahead(), 1);
	assert_int_equal(ra_certificate_release(s->ra, &s->by, &id, &e), 0);
	says(ask(serial), OCSP_GOOD, 0);
}

/* And who asks finds the one there is, until its time is over. */
static void
one_that_cannot_be_signed_ahead_is_left_as_it_is(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	struct span serial = serial_of(&id);
	const char *dir = connector_dir(s->ra, s->a, &s->connector);
	const char *away = arena_printf(s->a, "%s.away", dir);
	struct ra_ocsp old = ask(serial);

	(void)state;
	age(serial, 5);
	(void)ask(serial);
	assert_int_equal(rename(dir, away), 0);
	responders_free(s->ra->responders);
	s->ra->responders = responders_new();
	assert_int_equal(sign_ahead(), 0);
	assert_true(span_equal(ask(serial).der, old.der));
	assert_int_equal(rename(away, dir), 0);
	assert_int_equal(sign_ahead(), 1);
	assert_false(span_equal(ask(serial).der, old.der));
}

static void
the_thread_of_the_housekeeping_does_it(void **state)
{
	struct uuid id = site_issue(s, key, "router 7");
	struct span serial = serial_of(&id);
	struct ra_ocsp old = ask(serial);
	bool same = true;

	(void)state;
	age(serial, 5);
	(void)ask(serial);
	assert_int_equal(ra_housekeep(s->ra, &e), 0);
	for (int i = 0; i < 150 && same; i++) {
		usleep(100000);
		same = span_equal(ask(serial).der, old.der);
	}
	assert_false(same);
}

struct work {
	struct ocsp_request request;
	struct span der;
	int failures;
};

static void *
work(void *ctx)
{
	struct work *w = ctx;
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct ra_ocsp answer;

	for (int i = 0; i < 50; i++) {
		arena_reset(a);
		w->failures += ra_ocsp(s->ra, &s->connector, &w->request, a,
				   &answer, &err) == -1;
	}
	arena_free(a);
	return NULL;
}

static void
many_at_once_make_one_signer_and_all_are_answered(void **state)
{
	struct work w[THREADS] = { 0 };
	pthread_t threads[THREADS];
	struct uuid id;

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		id = site_issue(s, key, arena_printf(s->a, "router %d", i));
		w[i].der = ocsp_kit_ask(s->a, ca(), DIGEST_SHA1, serial_of(&id),
		    i % 2 == 0 ? 0 : 16);
		assert_int_equal(ocsp_parse(w[i].der, &w[i].request, &e), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, &w[i]);
	revoke_one(&id, RA_REASON_SUPERSEDED);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(w[i].failures, 0);
	says(ask(serial_of(&id)), OCSP_REVOKED, 4);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_revoked_or_released_is_told_at_once),
		TEST(another_process_tells_it_at_once_too),
		TEST(the_servers_own_certificates_are_good_and_others_unknown),
		TEST(every_digest_of_a_cert_id_is_echoed),
		TEST(what_is_not_of_this_ca_is_nobodys_business_here),
		TEST(an_answer_is_signed_once_and_a_nonce_gets_one_of_its_own),
		TEST(a_new_process_has_the_same_signer),
		TEST(without_the_cas_files_what_is_signed_already_has_to_do),
		TEST(what_is_asked_for_again_is_signed_before_it_is_due),
		TEST(what_was_revoked_since_is_signed_ahead_as_revoked),
		TEST(one_that_cannot_be_signed_ahead_is_left_as_it_is),
		TEST(the_thread_of_the_housekeeping_does_it),
		TEST(many_at_once_make_one_signer_and_all_are_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
